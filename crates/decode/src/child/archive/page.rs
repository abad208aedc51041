//! What a saved page is, by its text: its title, and whether it is a wall instead of the content.

/// Words of pages that stand before the content. Each group must be there together, in a page
/// with little else.
const WALLS: [(&str, &[&[&str]]); 4] = [
    (
        "a page that asks to log in",
        &[
            &["log in to facebook"],
            &["log in", "forgot password"],
            &["log in", "sign up", "to continue"],
            &["sign in to continue"],
            &["you must log in"],
            &["войдите", "пароль"],
            &["vk.com", "войти", "зарегистрироваться"],
            &["登录", "密码"],
            &["connectez-vous", "mot de passe"],
        ],
    ),
    (
        "a page that asks for consent to cookies",
        &[
            &["before you continue to youtube"],
            &["before you continue to google"],
            &["consent.youtube.com"],
            &["accept all", "reject all", "cookies"],
            &["tout accepter", "tout refuser"],
        ],
    ),
    (
        "a test whether a person looks",
        &[
            &["verify you are human"],
            &["checking your browser before accessing"],
            &["just a moment...", "cloudflare"],
            &["captcha", "robot"],
            &["unusual traffic from your computer"],
        ],
    ),
    (
        "a page that says the content is not there",
        &[
            &["this content isn't available"],
            &["this page isn't available"],
            &["video unavailable"],
            &["this account has been suspended"],
            &["404", "not found"],
            &["запись удалена"],
        ],
    ),
];
/// A page with more text than this has content beside the wall.
const LITTLE: usize = 3_000;

/// What a page seems to be instead of its content; proposed, never sure.
pub fn wall(html: &[u8]) -> Option<String> {
    wall_of(&visible(&String::from_utf8_lossy(html)))
}

/// The same by the words of a page alone.
pub fn wall_of(words: &str) -> Option<String> {
    let text = words.to_lowercase();
    if text.chars().count() > LITTLE {
        return None;
    }
    let found = WALLS.iter().find(|(_, groups)| {
        groups
            .iter()
            .any(|group| group.iter().all(|word| text.contains(word)))
    });
    found.map(|(what, _)| {
        format!(
            "this seems to be {what}, not the content: look at it, and save it again where it is"
        )
    })
}

pub fn title(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&html[..html.len().min(256 << 10)]);
    let lower = head.to_ascii_lowercase();
    let from = lower.find("<title")?;
    let from = from + lower[from..].find('>')? + 1;
    let to = from + lower[from..].find("</title")?;
    let text = head
        .get(from..to)?
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let text = text
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&#39;", "'");
    (!text.is_empty()).then_some(text)
}

/// Text without tags, scripts and styles.
fn visible(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let mut text = String::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find('<').map(|n| at + n) {
        text.push_str(&html[at..open]);
        text.push(' ');
        let skipped = ["script", "style", "noscript", "svg"]
            .iter()
            .find_map(|tag| {
                let rest = lower[open + 1..].strip_prefix(tag)?;
                let close = rest.find(&format!("</{tag}"))?;
                Some(open + 1 + tag.len() + close)
            });
        let from = skipped.unwrap_or(open);
        match lower[from + 1..].find('>') {
            Some(n) => at = from + 1 + n + 1,
            None => return text,
        }
    }
    text.push_str(&html[at..]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_are_told_from_pages_that_speak_of_them() {
        let login = "<html><title>Facebook</title><script>var a='x</b>';</script><body><h1>Log in to Facebook</h1>";
        assert!(wall(login.as_bytes()).is_some_and(|w| w.contains("log in")));
        let article = format!(
            "<html><body>{} You must log in to vote.",
            "The control room was opened. ".repeat(200)
        );
        assert_eq!(wall(article.as_bytes()), None);
        assert_eq!(wall(b"<html><body>Opening of the control room"), None);
        assert_eq!(wall(b"<"), None);
        assert_eq!(
            title(b"<TITLE x>\n a &amp; b </title>").as_deref(),
            Some("a & b")
        );
        assert_eq!(title("<title>ы".as_bytes()), None);
    }
}
