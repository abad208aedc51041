//! Product names proposed from file and folder names, until a person says otherwise.

/// Words that tell what a file is, not which product it shows.
const GENERIC: &[&str] = &[
    "a4",
    "brochure",
    "brochures",
    "catalog",
    "catalogue",
    "config",
    "copy",
    "dashboard",
    "datasheet",
    "data",
    "sheet",
    "doc",
    "docs",
    "document",
    "documents",
    "download",
    "edition",
    "en",
    "english",
    "eng",
    "figure",
    "file",
    "final",
    "flyer",
    "fr",
    "guide",
    "handbook",
    "img",
    "image",
    "images",
    "interface",
    "interfaces",
    "kk",
    "leaflet",
    "login",
    "logo",
    "logos",
    "manual",
    "manuals",
    "overview",
    "page",
    "pdf",
    "picture",
    "pictures",
    "post",
    "posts",
    "presentation",
    "product",
    "products",
    "reference",
    "references",
    "ru",
    "rus",
    "scan",
    "screen",
    "screens",
    "screenshot",
    "screenshots",
    "settings",
    "the",
    "ui",
    "user",
    "users",
    "version",
    "view",
    "web",
    "webui",
    "whitepaper",
    "zh",
];

/// Proposes a product's name from a path as it was added (`/` between folders): the words of the
/// file name that are not generic, or else those of the nearest folder that has any.
///
/// Case and script are kept; words such as "brochure", "manual", "v2.1" or "(1)" are left out.
pub fn product_name(path: &str) -> String {
    telling_name(path).unwrap_or_else(|| {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        file.rsplit_once('.')
            .map_or(file, |(stem, _)| stem)
            .trim()
            .to_owned()
    })
}

/// The same, where the path has words that tell a product at all.
pub fn telling_name(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|p| !p.is_empty()).collect();
    let file = parts.pop().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    std::iter::once(stem)
        .chain(parts.into_iter().rev())
        .map(telling_words)
        .find(|name| !name.is_empty())
}

fn telling_words(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control() || "_-–—()[],+".contains(c))
        .filter(|w| !w.is_empty() && !is_generic(w))
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_generic(word: &str) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.strip_prefix('v').unwrap_or(&lower);
    GENERIC.contains(&lower.as_str())
        || bare.chars().all(|c| c.is_ascii_digit() || c == '.')
        || lower
            .strip_prefix("img")
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::product_name;

    #[test]
    fn generic_words_and_versions_are_left_out() {
        for (path, name) in [
            ("Maker/Argus Wall brochure v2.1.pdf", "Argus Wall"),
            ("kerberos-agent-dashboard.png", "kerberos agent"),
            ("Argus Wall/manual.pdf", "Argus Wall"),
            ("Argus Wall/screens/0001.png", "Argus Wall"),
            ("Қалқан_жүйесі_2024.pdf", "Қалқан жүйесі"),
            ("brochure.pdf", "brochure"),
            ("", ""),
        ] {
            assert_eq!(product_name(path), name, "for {path:?}");
        }
    }
}
