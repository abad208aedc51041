//! Words by which documents say what they are, in five languages.

use model::DocumentKind;
use model::text::{fold, is_han, tokens};

/// Words of each kind; the first that is found is told.
pub const KINDS: &[(DocumentKind, &[&str])] = &[
    (
        DocumentKind::Brochure,
        &[
            "brochure",
            "flyer",
            "leaflet",
            "catalogue",
            "catalog",
            "plaquette",
            "dépliant",
            "брошюра",
            "буклет",
            "каталог",
            "проспект",
            "листовка",
            "кітапша",
            "буклеті",
            "宣传册",
            "产品手册彩页",
            "彩页",
            "样册",
            "画册",
        ],
    ),
    (
        DocumentKind::Manual,
        &[
            "manual",
            "user guide",
            "operator guide",
            "administrator guide",
            "user s guide",
            "handbook",
            "operating instructions",
            "manuel",
            "guide de l utilisateur",
            "guide d utilisation",
            "mode d emploi",
            "notice d utilisation",
            "руководство",
            "инструкция",
            "руководство пользователя",
            "руководство оператора",
            "руководство администратора",
            "нұсқаулық",
            "нұсқаулығы",
            "пайдаланушы нұсқаулығы",
            "用户手册",
            "操作手册",
            "使用手册",
            "使用说明",
            "用户指南",
            "说明书",
        ],
    ),
    (
        DocumentKind::Datasheet,
        &[
            "datasheet",
            "data sheet",
            "technical data",
            "specifications",
            "specification sheet",
            "fiche technique",
            "caractéristiques techniques",
            "технические характеристики",
            "техническое описание",
            "технический паспорт",
            "спецификация",
            "техникалық сипаттама",
            "техникалық сипаттамалары",
            "техникалық деректер",
            "技术参数",
            "规格书",
            "产品规格",
            "技术规格",
        ],
    ),
    (
        DocumentKind::Contract,
        &[
            "contract",
            "agreement",
            "contrat",
            "marché public",
            "договор",
            "контракт",
            "соглашение",
            "шарт",
            "келісім шарт",
            "келісімшарт",
            "合同",
            "协议书",
        ],
    ),
    (
        DocumentKind::Letter,
        &[
            "dear sir",
            "dear madam",
            "yours sincerely",
            "yours faithfully",
            "monsieur",
            "veuillez agréer",
            "уважаемый",
            "уважаемые",
            "с уважением",
            "құрметті",
            "құрметпен",
            "尊敬的",
            "此致",
            "敬礼",
        ],
    ),
    (
        DocumentKind::Post,
        &[
            "posted by",
            "press release",
            "news",
            "shared a post",
            "communiqué de presse",
            "опубликовано",
            "пресс релиз",
            "новости",
            "жарияланды",
            "баспасөз релизі",
            "жаңалықтар",
            "发布时间",
            "新闻稿",
            "来源",
            "转发",
        ],
    ),
];

/// A word as it is looked for in a folded line.
pub fn wanted(word: &str) -> String {
    let mut out = String::from(" ");
    for token in tokens(word) {
        out.push_str(&token.text);
        out.push(' ');
    }
    out
}

const VERSION: &[&str] = &[
    "version",
    "ver",
    "release",
    "v",
    "версия",
    "версии",
    "вер",
    "нұсқа",
    "нұсқасы",
    "版本",
    "版",
];
const EDITION: &[&str] = &[
    "edition",
    "edition of",
    "revision",
    "rev",
    "issue",
    "first published",
    "published",
    "édition",
    "édition du",
    "révision",
    "издание",
    "редакция",
    "редакция от",
    "выпуск",
    "опубликовано",
    "басылым",
    "басылымы",
    "шығарылым",
    "жарияланған",
    "修订",
    "版次",
    "印刷",
    "发布日期",
    "出版",
];
/// Editions of a product, not of a document.
const PRODUCT_EDITION: &[&str] = &[
    "professional",
    "enterprise",
    "base edition",
    "standard edition",
    "premium",
    "professionnelle",
    "профессиональная",
    "базовая",
    "кәсіби",
    "базалық",
    "专业版",
    "企业版",
];

/// Whether a folded line speaks of the document's edition.
pub fn is_edition(folded: &str) -> bool {
    let has = |list: &[&str]| list.iter().any(|w| folded.contains(&wanted(w)));
    has(EDITION) && !has(PRODUCT_EDITION)
}

/// The version of a product: a number after such a word, or in the form `v4.2`.
pub fn version(line: &str) -> Option<String> {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || ",;()[]«»“”：:".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    for (n, word) in words.iter().enumerate() {
        let folded = fold(word.trim_end_matches('.'));
        if let Some(number) = folded.strip_prefix('v').and_then(dotted) {
            return Some(number);
        }
        if let Some(rest) = folded.strip_prefix("版本").filter(|r| !r.is_empty())
            && let Some(number) = dotted(rest.trim_start_matches('v'))
        {
            return Some(number);
        }
        if VERSION.contains(&folded.as_str())
            && let Some(next) = words.get(n + 1)
            && let Some(number) = number(fold(next).trim_start_matches('v'))
        {
            return Some(number);
        }
        // "4.2 нұсқасы", "4.2-нұсқа"
        if let Some((before, after)) = folded.split_once('-')
            && VERSION.contains(&after)
            && let Some(number) = number(before)
        {
            return Some(number);
        }
        if let (Some(number), Some(next)) = (dotted(&folded), words.get(n + 1))
            && ["нұсқа", "нұсқасы", "版", "版本"].contains(&fold(next).as_str())
        {
            return Some(number);
        }
    }
    None
}

/// A number with at least one dot.
fn dotted(text: &str) -> Option<String> {
    number(text).filter(|n| n.contains('.'))
}

fn number(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['.', ',', '。']);
    let parts: Vec<&str> = text.split('.').collect();
    let digits = |p: &&str| !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit());
    (parts.len() <= 5 && parts.iter().all(digits)).then(|| text.to_owned())
}

/// Words that tell what a document is, and not which product it is about.
const TELLS_KIND: &[&str] = &[
    "brochure",
    "manual",
    "guide",
    "user",
    "operator",
    "administrator",
    "datasheet",
    "data",
    "sheet",
    "version",
    "edition",
    "the",
    "of",
    "for",
    "product",
    "overview",
    "catalogue",
    "handbook",
    "manuel",
    "de",
    "l",
    "d",
    "utilisateur",
    "fiche",
    "technique",
    "plaquette",
    "руководство",
    "пользователя",
    "оператора",
    "администратора",
    "инструкция",
    "брошюра",
    "буклет",
    "версия",
    "по",
    "эксплуатации",
    "нұсқаулығы",
    "нұсқаулық",
    "пайдаланушы",
    "кітапша",
    "нұсқа",
    "нұсқасы",
    "用户手册",
    "操作手册",
    "使用手册",
    "产品手册",
    "宣传册",
    "版本",
];

/// A title without words that tell kind and version; empty where nothing is left.
pub fn bare_name(title: &str) -> String {
    let kept: Vec<&str> = title
        .split(|c: char| c.is_whitespace() || "–—:|,".contains(c))
        .filter(|w| {
            let folded = fold(w.trim_matches(|c: char| !c.is_alphanumeric()));
            let bare = folded.strip_prefix('v').unwrap_or(&folded);
            !folded.is_empty()
                && !TELLS_KIND.contains(&folded.as_str())
                && !bare.chars().all(|c| c.is_ascii_digit() || c == '.')
        })
        .collect();
    let name = kept.join(" ");
    let mut cut = name.as_str();
    for tail in [
        "用户手册",
        "操作手册",
        "使用手册",
        "产品手册",
        "宣传册",
        "说明书",
    ] {
        cut = cut.strip_suffix(tail).unwrap_or(cut);
    }
    if cut.split_whitespace().count() > 6 {
        return String::new();
    }
    cut.trim().to_owned()
}

/// Forms of companies that stand after the name.
const AFTER: &[&str] = &[
    "ltd",
    "limited",
    "llc",
    "inc",
    "gmbh",
    "ag",
    "corp",
    "corporation",
    "sas",
    "sa",
    "sarl",
    "plc",
    "oy",
    "ab",
    "bv",
    "co",
    "жшс",
    "ақ",
    "srl",
    "spa",
];
/// Forms of companies that stand before the name.
const BEFORE: &[&str] = &[
    "ооо", "тоо", "ао", "оао", "зао", "пао", "нпо", "нпп", "жшс", "ип",
];

/// The maker that a line names: by a company's form or a copyright mark.
pub fn maker(line: &str) -> Option<(String, &'static str)> {
    if let Some(name) = chinese_company(line) {
        return Some((name, "a company's form"));
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    for (n, word) in words.iter().enumerate() {
        let folded = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        if AFTER.contains(&folded.as_str()) && n > 0 {
            let from = (0..n)
                .rev()
                .take_while(|&i| begins_name(words[i]) && !ends_part(words[i]))
                .last();
            if let Some(from) = from {
                return Some((clean(&words[from..=n].join(" ")), "a company's form"));
            }
        }
        if BEFORE.contains(&folded.as_str())
            && let Some(next) = words.get(n + 1)
            && next.starts_with(['«', '"', '“', '„'])
        {
            let end = (n + 1..words.len()).find(|&i| {
                words[i].contains(['»', '”', '"']) && (i > n + 1 || words[i].chars().count() > 2)
            });
            let end = end.unwrap_or(n + 1);
            return Some((clean(&words[n..=end].join(" ")), "a company's form"));
        }
    }
    copyright(line)
}

fn copyright(line: &str) -> Option<(String, &'static str)> {
    let (_, after) = line.split_once('©').or_else(|| line.split_once("(c) "))?;
    let after = after.trim_start_matches(|c: char| {
        c.is_whitespace() || c.is_ascii_digit() || "-–,.".contains(c)
    });
    let name = after.split([',', '.', '·', '|', ';']).next()?;
    let name = clean(name);
    (name.chars().any(char::is_alphabetic) && name.split_whitespace().count() <= 6)
        .then_some((name, "a copyright mark"))
}

fn chinese_company(line: &str) -> Option<String> {
    let end = line.find("有限公司")?;
    let before = &line[..end];
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_han(*c))
        .last()?
        .0;
    Some(format!("{}有限公司", &before[start..]))
}

fn begins_name(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric());
    letters
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
        || word == "&"
}

fn ends_part(word: &str) -> bool {
    word.ends_with([',', ':', ';', '·']) && !word.ends_with("Co.,")
}

fn clean(name: &str) -> String {
    name.trim_matches(|c: char| c.is_whitespace() || ",;:·|".contains(c))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_in_five_languages() {
        for (line, expected) in [
            ("Version 4.2", Some("4.2")),
            ("Argus Wall v3.1.0 manual", Some("3.1.0")),
            ("Версия 2.7", Some("2.7")),
            ("Бағдарлама 5.1 нұсқасы", Some("5.1")),
            ("版本：V3.2", Some("3.2")),
            ("Plates of 14 countries", None),
            ("IP 192.168", None),
            ("Version for schools", None),
        ] {
            assert_eq!(version(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn makers_are_read_by_form_and_mark() {
        for (line, expected) in [
            (
                "Made by Argus Systems Ltd. in Town",
                Some("Argus Systems Ltd."),
            ),
            (
                "© 2021–2023 Lynx Optics, all rights reserved",
                Some("Lynx Optics"),
            ),
            (
                "ТОО «Қалқан Жүйелері», Алматы",
                Some("ТОО «Қалқан Жүйелері»"),
            ),
            (
                "杭州某某科技有限公司 版权所有",
                Some("杭州某某科技有限公司"),
            ),
            ("the limited edition", None),
        ] {
            assert_eq!(maker(line).map(|m| m.0).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn names_are_what_kind_and_version_leave() {
        assert_eq!(bare_name("Argus Wall 4.2 User Manual"), "Argus Wall");
        assert_eq!(bare_name("Руководство пользователя «Рысь»"), "«Рысь»");
        assert_eq!(bare_name("User manual"), "");
    }
}
