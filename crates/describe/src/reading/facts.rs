//! What dates and places footage: clocks, dates, names of cameras and places in read text. Each is
//! a proposal with the words it was read from.

use model::{Day, Fact, FactKind};

/// Words before or in names of cameras, and of places, folded to lower case.
const CAMERAS: [&str; 9] = [
    "cam",
    "camera",
    "cctv",
    "ipc",
    "камера",
    "кам",
    "channel",
    "канал",
    "通道",
];
const PLACES: [&str; 22] = [
    "street",
    "st.",
    "avenue",
    "square",
    "airport",
    "station",
    "district",
    "gate",
    "улица",
    "ул.",
    "проспект",
    "пр.",
    "площадь",
    "перекресток",
    "перекрёсток",
    "көшесі",
    "даңғылы",
    "алаңы",
    "ауданы",
    "аэропорт",
    "вокзал",
    "район",
];
const PLACE_SIGNS: [char; 6] = ['路', '街', '区', '站', '场', '桥'];

/// Facts of a line, in the order in which they stand in it.
pub fn facts(text: &str) -> Vec<Fact> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = numbers(&chars);
    found.extend(names(&chars));
    found.sort_by_key(|f| f.span);
    found
}

/// Clocks and dates: runs of digits with the same sign between.
fn numbers(chars: &[char]) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let begins = chars[i].is_ascii_digit() && (i == 0 || !chars[i - 1].is_alphanumeric());
        if !begins {
            i += 1;
            continue;
        }
        let (parts, signs, end) = run(chars, i);
        let text = || chars[i..end].iter().collect::<String>();
        let fact = clock(&parts, &signs)
            .map(|v| (FactKind::Clock, v))
            .or_else(|| date(&parts, &signs).map(|v| (FactKind::Date, v)));
        if let Some((kind, value)) = fact {
            found.push(Fact {
                kind,
                text: text(),
                value,
                span: (i, end),
            });
        }
        i = end.max(i + 1);
    }
    found
}

/// Groups of digits from here on, the signs between them, and where they end.
fn run(chars: &[char], begin: usize) -> (Vec<String>, Vec<char>, usize) {
    let (mut parts, mut signs) = (Vec::new(), Vec::new());
    let mut i = begin;
    loop {
        let from = i;
        while i < chars.len() && chars[i].is_ascii_digit() {
            i += 1;
        }
        parts.push(chars[from..i].iter().collect());
        let sign = chars
            .get(i)
            .copied()
            .filter(|c| matches!(c, ':' | '.' | '-' | '/' | '年' | '月'));
        match (sign, chars.get(i + 1)) {
            (Some(sign), Some(next)) if next.is_ascii_digit() => {
                signs.push(sign);
                i += 1;
            }
            (Some(_), _) | (None, _) => {
                if chars.get(i) == Some(&'日') {
                    i += 1;
                }
                return (parts, signs, i);
            }
        }
    }
}

fn clock(parts: &[String], signs: &[char]) -> Option<String> {
    if !(2..=3).contains(&parts.len()) || signs.iter().any(|s| *s != ':') {
        return None;
    }
    let n: Vec<u32> = parts.iter().filter_map(|p| p.parse().ok()).collect();
    let two = parts.iter().skip(1).all(|p| p.len() == 2) && parts[0].len() <= 2;
    let fits = n.len() == parts.len() && n[0] < 24 && n[1..].iter().all(|v| *v < 60);
    (two && fits).then(|| {
        let all: Vec<String> = n.iter().map(|v| format!("{v:02}")).collect();
        all.join(":")
    })
}

/// A date as year-month-day. Day before month where the year comes last: so it is written where
/// dots or dashes are; with slashes, only where one of both can't be a month.
fn date(parts: &[String], signs: &[char]) -> Option<String> {
    if parts.len() != 3 || signs.contains(&':') {
        return None;
    }
    let n: Vec<u32> = parts.iter().filter_map(|p| p.parse().ok()).collect();
    if n.len() != 3 || (signs[0] != signs[1] && signs != ['年', '月']) {
        return None;
    }
    let (year, month, day) = if parts[0].len() == 4 {
        (n[0], n[1], n[2])
    } else if parts[2].len() == 4 {
        match (signs[0], n[0], n[1]) {
            ('/', a, b) if a <= 12 && b <= 12 && a != b => return None,
            ('/', a, b) if b > 12 => (n[2], a, b),
            (_, a, b) => (n[2], b, a),
        }
    } else {
        return None;
    };
    let small = |v: u32| u8::try_from(v).ok();
    let day = Day::new(u16::try_from(year).ok()?, small(month)?, small(day)?)?;
    (1990..2100).contains(&year).then(|| day.to_string())
}

/// Names of cameras and places: the telling word and what belongs to it.
fn names(chars: &[char]) -> Vec<Fact> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let from = i;
        while i < chars.len() && !chars[i].is_whitespace() {
            i += 1;
        }
        if i > from {
            words.push((from, i));
        }
        i += 1;
    }
    let text = |a: usize, b: usize| chars[a..b].iter().collect::<String>();
    let mut found = Vec::new();
    for (k, &(from, to)) in words.iter().enumerate() {
        let word = text(from, to).to_lowercase();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let stem: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
        let numbered = bare.chars().any(|c| c.is_ascii_digit());
        let next = words.get(k + 1).copied();
        if CAMERAS.contains(&stem.as_str()) {
            let next = next.filter(|(a, b)| chars[*a..*b].iter().any(char::is_ascii_digit));
            if let (false, None) = (numbered, next) {
                continue;
            }
            let end = if numbered {
                to
            } else {
                next.map_or(to, |n| n.1)
            };
            let name = text(from, end);
            found.push(fact(FactKind::Camera, name, (from, end)));
        } else if PLACES.contains(&bare) || chars[from..to].iter().any(|c| PLACE_SIGNS.contains(c))
        {
            // A short word before its name ("ул. Абая"), or a word after it ("Abay street").
            let before = k.checked_sub(1).map(|p| words[p]);
            let leads = bare.ends_with('.')
                || matches!(
                    bare,
                    "улица" | "проспект" | "площадь" | "аэропорт" | "вокзал" | "район"
                );
            let han = chars[from..to].iter().any(|c| PLACE_SIGNS.contains(c));
            let (a, b) = match (han, leads, before, next) {
                (true, ..) => (from, to),
                (_, true, _, Some(n)) => (from, n.1),
                (_, false, Some(p), _) => (p.0, to),
                _ => continue,
            };
            found.push(fact(FactKind::Place, text(a, b), (a, b)));
        }
    }
    found
}

fn fact(kind: FactKind, text: String, span: (usize, usize)) -> Fact {
    Fact {
        kind,
        value: text.clone(),
        text,
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(FactKind, String)> {
        facts(text).into_iter().map(|f| (f.kind, f.value)).collect()
    }

    #[test]
    fn clocks_and_dates_come_in_one_form() {
        assert_eq!(
            read("17.05.2023 9:04:33"),
            [
                (FactKind::Date, "2023-05-17".into()),
                (FactKind::Clock, "09:04:33".into())
            ]
        );
        assert_eq!(
            read("2023年5月17日"),
            [(FactKind::Date, "2023-05-17".into())]
        );
        assert_eq!(read("23:59"), [(FactKind::Clock, "23:59".into())]);
    }

    #[test]
    fn what_could_be_two_dates_or_none_is_not_proposed() {
        for text in [
            "05/06/2023",
            "25:71",
            "192.168.0.12",
            "1:2",
            "31.13.2023",
            "v1.2.3",
        ] {
            assert!(read(text).is_empty(), "{text}");
        }
        assert_eq!(read("05/17/2023"), [(FactKind::Date, "2023-05-17".into())]);
    }

    #[test]
    fn cameras_and_places_bring_their_names() {
        assert_eq!(read("CAM-04 Lobby"), [(FactKind::Camera, "CAM-04".into())]);
        assert_eq!(read("Камера 12"), [(FactKind::Camera, "Камера 12".into())]);
        assert_eq!(read("ул. Абая"), [(FactKind::Place, "ул. Абая".into())]);
        assert_eq!(
            read("Абай даңғылы"),
            [(FactKind::Place, "Абай даңғылы".into())]
        );
        assert_eq!(read("人民路"), [(FactKind::Place, "人民路".into())]);
        assert!(read("camera settings").is_empty());
    }
}
