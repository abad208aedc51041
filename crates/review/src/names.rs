//! Names of organisations in plain text: found by their legal forms, compared across scripts.
//! Pure text; where the texts come from is `candidates`.

/// Legal forms as they are written, and their form in one spelling. Those in front of the name
/// come first in Russian and Kazakh, behind it in Latin scripts and in Chinese.
const FORMS: &[(&str, &str)] = &[
    ("ТОО", "TOO"),
    ("ЖШС", "TOO"),
    ("АО", "AO"),
    ("АҚ", "AO"),
    ("ПАО", "PAO"),
    ("ОАО", "AO"),
    ("ЗАО", "AO"),
    ("ООО", "OOO"),
    ("ИП", "IP"),
    ("ГУ", "GU"),
    ("РГП", "RGP"),
    ("ММ", "GU"),
    ("LLP", "LLP"),
    ("LLC", "LLC"),
    ("L.L.C.", "LLC"),
    ("Ltd", "Ltd"),
    ("Ltd.", "Ltd"),
    ("Limited", "Ltd"),
    ("Inc", "Inc"),
    ("Inc.", "Inc"),
    ("Corp", "Corp"),
    ("Corp.", "Corp"),
    ("Corporation", "Corp"),
    ("PLC", "PLC"),
    ("GmbH", "GmbH"),
    ("AG", "AG"),
    ("SA", "SA"),
    ("S.A.", "SA"),
    ("SAS", "SAS"),
    ("S.A.S.", "SAS"),
    ("SARL", "SARL"),
    ("B.V.", "BV"),
    ("BV", "BV"),
    ("SpA", "SpA"),
    ("S.p.A.", "SpA"),
    ("S.r.l.", "Srl"),
    ("Oy", "Oy"),
    ("AB", "AB"),
    ("JSC", "JSC"),
    ("A.Ş.", "AS"),
];

/// Chinese forms, written without a space; the longest first.
const CHINESE: &[&str] = &["股份有限公司", "有限责任公司", "有限公司", "集团公司"];

/// Most words of a name beside its legal form.
const MOST_WORDS: usize = 6;

/// A name that was found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// As it is written, with its legal form.
    pub name: String,
    /// The name alone.
    pub bare: String,
    /// The legal form in one spelling.
    pub form: String,
}

/// Every organisation name with a legal form in a text.
pub fn names(text: &str) -> Vec<Found> {
    let mut found = chinese(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    for (i, word) in words.iter().enumerate() {
        let plain = word.trim_matches(|c: char| ",;:()[]".contains(c));
        let Some(form) = form_of(plain) else { continue };
        let cyrillic = plain
            .chars()
            .any(|c| ('а'..='я').contains(&c.to_ascii_lowercase()) || is_cyrillic(c));
        let named = if cyrillic {
            after(&words[i + 1..]).or_else(|| before(&words[..i]))
        } else {
            before(&words[..i]).or_else(|| after(&words[i + 1..]))
        };
        let Some((bare, follows)) = named else {
            continue;
        };
        let name = if follows {
            format!("{plain} {bare}")
        } else {
            format!("{bare} {plain}")
        };
        let bare = bare.trim_matches(is_quote).to_owned();
        if bare.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            found.push(Found {
                name,
                bare,
                form: form.to_owned(),
            });
        }
    }
    found
}

fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&c)
}

fn is_quote(c: char) -> bool {
    "\"«»“”„'’‘".contains(c)
}

fn form_of(word: &str) -> Option<&'static str> {
    let exact = FORMS.iter().find(|(written, _)| *written == word);
    // LTD and similar; Cyrillic forms are upper case anyway, and short Latin ones are words too.
    let loose = || {
        FORMS.iter().find(|(written, _)| {
            written.len() >= 3
                && written.is_ascii()
                && written.eq_ignore_ascii_case(word)
                && word.chars().next().is_some_and(char::is_uppercase)
        })
    };
    exact.or_else(loose).map(|(_, form)| *form)
}

/// A quoted name, or capitalised words, after a legal form.
fn after(words: &[&str]) -> Option<(String, bool)> {
    let first = words.first()?;
    if first.starts_with(is_quote) {
        let mut name = Vec::new();
        for word in words.iter().take(MOST_WORDS) {
            let end = word.trim_end_matches([',', '.', ';', ':', ')']);
            name.push(end);
            if end.ends_with(is_quote) && (name.len() > 1 || end.chars().count() > 1) {
                return Some((name.join(" "), true));
            }
        }
        return None;
    }
    let mut name = Vec::new();
    for word in words.iter().take(MOST_WORDS) {
        let plain = word.trim_end_matches([',', '.', ';', ':', ')']);
        if !is_name_word(plain) || form_of(plain).is_some() {
            break;
        }
        name.push(plain);
        if plain != *word {
            break;
        }
    }
    (!name.is_empty()).then(|| (name.join(" "), true))
}

/// Capitalised words, or a quoted name, before a legal form.
fn before(words: &[&str]) -> Option<(String, bool)> {
    let last = words.last()?.trim_end_matches(',');
    if last.ends_with(is_quote) {
        let from = words
            .iter()
            .rev()
            .take(MOST_WORDS)
            .position(|w| w.starts_with(is_quote))?;
        let quoted = &words[words.len() - 1 - from..];
        return Some((quoted.join(" ").trim_end_matches(',').to_owned(), false));
    }
    let mut name = Vec::new();
    for (n, word) in words.iter().rev().take(MOST_WORDS).enumerate() {
        // A comma before the form (`Argus, Inc.`) belongs to it, one before that parts sentences.
        let plain = if n == 0 {
            word.trim_end_matches(',')
        } else {
            word
        };
        if plain.ends_with([',', '.', ';', ':']) && n > 0 || !is_name_word(plain) {
            break;
        }
        name.push(plain.trim_start_matches('('));
    }
    name.reverse();
    (!name.is_empty()).then(|| (name.join(" "), false))
}

fn is_name_word(word: &str) -> bool {
    const LINKS: [&str; 7] = ["&", "and", "of", "de", "и", "және", "Co.,"];
    LINKS.contains(&word)
        || word
            .trim_start_matches(|c: char| is_quote(c) || c == '(')
            .chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Chinese names are the run of Chinese characters that ends with a form.
fn chinese(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let runs = text.split(|c: char| !is_han(c) && !c.is_ascii_alphanumeric());
    for run in runs.filter(|r| r.chars().any(is_han)) {
        let mut rest = run;
        while let Some((at, form)) = CHINESE
            .iter()
            .filter_map(|f| rest.find(f).map(|at| (at, *f)))
            .min_by_key(|(at, f)| (*at, std::cmp::Reverse(f.len())))
        {
            let bare = rest[..at].trim_start_matches(['由', '与', '和', '及', '向', '是']);
            if bare.chars().count() >= 2 && bare.chars().count() <= 30 {
                found.push(Found {
                    name: format!("{bare}{form}"),
                    bare: bare.to_owned(),
                    form: "YXGS".to_owned(),
                });
            }
            rest = &rest[at + form.len()..];
        }
    }
    found
}

/// A name in plain Latin letters, without its legal form: what is compared across scripts.
pub fn latin(name: &str) -> String {
    let bare: Vec<&str> = name
        .split_whitespace()
        .filter(|w| form_of(w.trim_matches(|c: char| ",;:()[]".contains(c))).is_none())
        .collect();
    let mut text = bare.join(" ");
    for form in CHINESE {
        text = text.replace(form, "");
    }
    // One spelling for the letters that transliterations disagree about.
    let plain = any_ascii::any_ascii(&text).to_lowercase();
    let plain: String = plain
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for (from, to) in [
        ("shch", "s"),
        ("sch", "s"),
        ("sh", "s"),
        ("ch", "c"),
        ("kh", "h"),
        ("zh", "j"),
        ("ts", "c"),
        ("ks", "x"),
        ("ph", "f"),
        ("yu", "u"),
        ("ya", "a"),
        ("iy", "i"),
        ("yi", "i"),
        ("y", "i"),
        ("q", "k"),
        ("w", "v"),
    ] {
        plain = plain.replace(from, to);
    }
    plain
}

/// How alike two names are, from 0 to 1: equal letters after transliteration, or nearly so, in
/// any order of the words (Jaro–Winkler).
pub fn likeness(a: &str, b: &str) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b {
        return 1.0;
    }
    let sorted = |t: &str| {
        let mut words: Vec<&str> = t.split_whitespace().collect();
        words.sort_unstable();
        words.join(" ")
    };
    let joined = |t: &str| t.replace(' ', "");
    let by_letters = strsim::jaro_winkler(&joined(a), &joined(b));
    let by_words = strsim::jaro_winkler(&sorted(a), &sorted(b));
    by_letters.max(by_words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> Vec<String> {
        names(text).into_iter().map(|f| f.bare).collect()
    }

    #[test]
    fn names_are_found_by_their_legal_forms_in_five_scripts() {
        for (text, expected) in [
            (
                "поставка выполнена ТОО «Аргус Кейз» в 2019 году",
                "Аргус Кейз",
            ),
            ("«Қалқан Жүйе» ЖШС орнатты", "Қалқан Жүйе"),
            ("installed by Argus Vision Ltd. in Almaty", "Argus Vision"),
            ("geliefert von Wächter Systeme GmbH", "Wächter Systeme"),
            ("设备由北京视界科技有限公司提供", "设备由北京视界科技"),
            ("АО Казтехсвязь, 2019", "Казтехсвязь"),
            ("Boréal Optique SA, Lyon", "Boréal Optique"),
        ] {
            assert_eq!(bare(text), [expected], "{text}");
        }
    }

    #[test]
    fn a_legal_form_alone_and_plain_words_are_no_names() {
        for text in [
            "ТОО",
            "Ltd.",
            "it is limited to one site",
            "ао",
            "a sa b",
            "",
        ] {
            assert_eq!(bare(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn one_name_in_two_scripts_is_alike_and_two_names_are_not() {
        for (a, b) in [
            ("ТОО «Аргус Кейз»", "Argus Keiz LLP"),
            ("Қалқан Жүйе", "Qalqan Juye"),
            ("Щит Системс", "Shchit Systems Ltd"),
        ] {
            let alike = likeness(&latin(a), &latin(b));
            assert!(alike > 0.88, "{a} {b} {alike} {} {}", latin(a), latin(b));
        }
        let alike = likeness(&latin("ТОО «Аргус Кейз»"), &latin("Meridian Optics GmbH"));
        assert!(alike < 0.75, "{alike}");
    }
}
