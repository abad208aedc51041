//! Hostile text made visible and harmless, and numbers in words. No layout.

use maud::{Markup, html};
use model::LogNfa;

use super::words::{Tongue, decimal, put, t, tongue};

/// Longer texts are cut, with the number of characters that are left out: a title of a megabyte
/// is an attack on the reader.
const LONGEST: usize = 4000;
/// Marks in a row above which a letter grows over its neighbours' lines.
const MOST_MARKS: usize = 3;

/// Text from outside, on its own line of direction; characters that cannot be seen or that turn
/// others around are shown as their code points.
pub fn visible(text: &str) -> Markup {
    html! {
        bdi {
            @for piece in pieces(text) {
                @match piece {
                    Piece::Plain(t) => { (t) }
                    Piece::Code(c) => { span.ctl title=(t("A character that cannot be seen")) { (code(c)) } }
                    Piece::Cut(n) => { span.ctl { "… " (put("{0} more characters", &[&grouped(n as u64)])) } }
                }
            }
        }
    }
}

/// The same for attributes and the page's title.
pub fn visible_plain(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(t) => t,
            Piece::Code(c) => code(c),
            Piece::Cut(n) => format!("… {}", put("{0} more characters", &[&grouped(n as u64)])),
        })
        .collect()
}

enum Piece {
    Plain(String),
    Code(char),
    Cut(usize),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut marks = 0;
    let mut before: Option<char> = None;
    let mut chars = text.chars().peekable();
    let mut shown = 0;
    while let Some(c) = chars.next() {
        if shown == LONGEST {
            flush(&mut plain, &mut out);
            out.push(Piece::Cut(1 + chars.count()));
            return out;
        }
        shown += 1;
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let joins = matches!(c, '\u{200C}' | '\u{200D}')
            && before.is_some_and(is_joined)
            && chars.peek().copied().is_some_and(is_joined);
        if (is_unseen(c) && !joins) || marks > MOST_MARKS {
            flush(&mut plain, &mut out);
            out.push(Piece::Code(c));
        } else {
            plain.push(c);
        }
        before = Some(c);
    }
    flush(&mut plain, &mut out);
    out
}

fn flush(plain: &mut String, out: &mut Vec<Piece>) {
    if !plain.is_empty() {
        out.push(Piece::Plain(std::mem::take(plain)));
    }
}

fn code(c: char) -> String {
    format!("⟨U+{:04X}⟩", c as u32)
}

/// Controls, direction marks and overrides, zero-width and filler characters, tags.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

/// Letters and signs between which the zero-width joiners have honest work: Persian, Indic
/// scripts, emoji.
fn is_joined(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_unseen(c)
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// `12,480`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(match tongue() {
                Tongue::English => ',',
                Tongue::French => '\u{202f}',
            });
        }
        out.push(c);
    }
    out
}

/// `1 video`, `2 videos`.
pub fn count(n: u64, one: &str, more: &str) -> String {
    // French counts nought as one.
    let is_one = n == 1 || (n == 0 && tongue() == Tongue::French);
    format!("{} {}", grouped(n), t(if is_one { one } else { more }))
}

/// `2.4 MB` with a no-break space, in powers of ten; below 1,000 bytes the count itself.
pub fn size_in_words(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    let mut value = bytes as f64;
    let mut unit = None;
    for name in units {
        if value < 999.95 {
            break;
        }
        value /= 1000.0;
        unit = Some(name);
    }
    unit.map_or_else(
        || count(bytes, "byte", "bytes"),
        |unit| format!("{}\u{a0}{}", decimal(value, 1), t(unit)),
    )
}

/// `2 h 05 min 09 s`, held together by no-break spaces; nothing that is not a positive finite number is shown as a time.
pub fn duration_in_words(seconds: f64) -> String {
    if !seconds.is_finite() || seconds <= 0.0 {
        return "0\u{a0}s".to_owned();
    }
    if seconds < 10.0 {
        return format!("{}\u{a0}s", decimal(seconds, 1));
    }
    let s = seconds.round() as u64;
    match (s / 3600, s / 60 % 60, s % 60) {
        (0, 0, s) => format!("{s}\u{a0}s"),
        (0, m, s) => format!("{m}\u{a0}min\u{a0}{s:02}\u{a0}s"),
        (h, m, s) => format!(
            "{}\u{a0}h\u{a0}{m:02}\u{a0}min\u{a0}{s:02}\u{a0}s",
            grouped(h)
        ),
    }
}

/// The number of false alarms as a power of ten.
pub fn nfa(value: LogNfa) -> Markup {
    html! {
        @if value.0.is_finite() {
            span.num { "10" sup { (decimal(value.0, 1)) } }
        } @else {
            (t("not a number"))
        }
    }
}

/// How rarely chance gives a match this good, in words that keep their meaning without mathematics.
pub fn chance(value: LogNfa) -> String {
    let n = -value.0;
    if n >= 15.0 {
        t("fewer than 1 chance match in 10^15 searches like this one")
    } else if n >= 0.5 {
        put(
            "about 1 chance match in 10^{0} searches like this one",
            &[&format!("{n:.0}")],
        )
    } else {
        t("a chance match is to be expected")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_as_its_code_point() {
        for (text, shown) in [
            ("gpj.exe\u{202E}4pm", "gpj.exe⟨U+202E⟩4pm"),
            (
                "two\nlines\r\t\0",
                "two⟨U+000A⟩lines⟨U+000D⟩⟨U+0009⟩⟨U+0000⟩",
            ),
            ("zero\u{200B}width\u{FEFF}", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
            ("latin\u{200D}joiner", "latin⟨U+200D⟩joiner"),
            (
                "می\u{200C}خواهم 👩\u{200D}💻",
                "می\u{200C}خواهم 👩\u{200D}💻",
            ),
            (
                "z\u{300}\u{301}\u{302}\u{303}",
                "z\u{300}\u{301}\u{302}⟨U+0303⟩",
            ),
            ("Қазақстан 监控", "Қазақстан 监控"),
        ] {
            assert_eq!(visible_plain(text), shown);
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_and_says_by_how_much() {
        let shown = visible_plain(&"я".repeat(LONGEST + 1500));
        assert!(shown.ends_with("я… 1,500 more characters"));
        assert!(!visible_plain(&"я".repeat(LONGEST)).contains('…'));
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(size_in_words(999), "999 bytes");
        assert_eq!(size_in_words(1), "1 byte");
        assert_eq!(size_in_words(999_999), "1.0\u{a0}MB");
        assert_eq!(size_in_words(2_413_900), "2.4\u{a0}MB");
        assert_eq!(
            duration_in_words(7509.4).replace('\u{a0}', " "),
            "2 h 05 min 09 s"
        );
        assert_eq!(duration_in_words(59.6).replace('\u{a0}', " "), "1 min 00 s");
        assert_eq!(duration_in_words(f64::NAN).replace('\u{a0}', " "), "0 s");
    }

    proptest! {
        #[test]
        fn no_text_can_open_a_tag_or_hide_a_character(text in any::<String>()) {
            let html = visible(&text).into_string();
            let inside = html.strip_prefix("<bdi>").and_then(|h| h.strip_suffix("</bdi>"));
            let inside = inside.expect("one element");
            let tag = "<span class=\"ctl\" title=\"A character that cannot be seen\">";
            let bare = inside.replace(tag, "").replace("</span>", "");
            prop_assert!(!bare.contains(['<', '>', '"']), "{bare}");
            prop_assert!(!bare.chars().any(char::is_control));
            let plain = visible_plain(&text);
            prop_assert!(!plain.contains(['\u{202E}', '\u{2066}', '\u{200F}']), "a turned text: {}", plain);
        }

        #[test]
        fn digits_are_grouped_without_loss(n in any::<u64>()) {
            let text = grouped(n);
            prop_assert_eq!(text.replace(',', ""), n.to_string());
            prop_assert!(text.rsplit(',').skip(1).all(|g| g.len() <= 3) && !text.starts_with(','));
        }
    }
}
