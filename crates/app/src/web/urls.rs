//! Texts in addresses and forms: percent-encoding, both ways (RFC 3986; the form's `+` is a space).

use std::fmt::Write;

/// A text as one part of a path or query.
pub fn part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The text that was encoded; `None` where it is no UTF-8.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let pair = (byte == b'%').then(|| {
            let mut ahead = rest.clone();
            let digit = |b: Option<u8>| char::from(b?).to_digit(16);
            let value = digit(ahead.next())? * 16 + digit(ahead.next())?;
            Some((u8::try_from(value).ok()?, ahead))
        });
        match pair.flatten() {
            Some((value, ahead)) => {
                bytes.push(value);
                rest = ahead;
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// The fields of a query or a form, in order; what is no UTF-8 is left out.
pub fn form(bytes: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let pairs = text.split('&').filter(|p| !p.is_empty());
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = |t: &str| decoded(&t.replace('+', " "));
            Some((plain(name)?, plain(value)?))
        })
        .collect()
}

/// The value of a field of a query.
pub fn field(query: Option<&str>, name: &str) -> Option<String> {
    let fields = form(query.unwrap_or_default().as_bytes());
    let found = fields.into_iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value)
}

/// The player's page at a moment.
pub fn moment(item: &model::ItemId, at: model::Timestamp) -> String {
    format!("/video/{}?at={}", item.short(), part(&at.to_string()))
}

/// The player's page with two moments, both by their addresses; the first is of this item.
pub fn beside(first: &str, second: &str, item: &model::ItemId) -> String {
    format!(
        "/video/{}?at={}&with={}",
        item.short(),
        part(first),
        part(second)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in [
            "",
            "plain",
            "7f3a9c2b4d1e@0:5:1/128#1,2",
            "Қазақ %41 + & = ?",
            "😀\n",
        ] {
            assert_eq!(decoded(&part(text)).as_deref(), Some(text));
            let coded = format!("a=b&x={}", part(text));
            assert_eq!(field(Some(&coded), "x").as_deref(), Some(text));
        }
    }

    #[test]
    fn broken_encodings_are_kept_or_left_out() {
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("%zz%2").as_deref(), Some("%zz%2"));
        assert_eq!(decoded("%ff"), None);
        assert_eq!(
            form(b"a+b=c+d&%ff=1&&e"),
            [("a b".into(), "c d".into()), ("e".into(), String::new())]
        );
    }
}
