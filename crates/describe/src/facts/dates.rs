//! Dates as they are printed, in five languages, as far as they are exact.

use model::text::{fold, tokens};

/// Months by their first letters; the longer stems of one language before its shorter ones.
const MONTHS: &[(&[&str], u32)] = &[
    (&["january", "janvier", "январ", "қаңтар"], 1),
    (&["february", "février", "феврал", "ақпан"], 2),
    (&["march", "mars", "март", "наурыз"], 3),
    (&["april", "avril", "апрел", "сәуір"], 4),
    (&["may", "mai", "мая", "май", "мамыр"], 5),
    (&["june", "juin", "июн", "маусым"], 6),
    (&["july", "juillet", "июл", "шілде"], 7),
    (&["august", "août", "август", "тамыз"], 8),
    (&["september", "septembre", "сентябр", "қыркүйек"], 9),
    (&["october", "octobre", "октябр", "қазан"], 10),
    (&["november", "novembre", "ноябр", "қараша"], 11),
    (&["december", "décembre", "декабр", "желтоқсан"], 12),
];

/// The first date of a line: 2022, 2022-03 or 2022-03-14. A bare year is taken only beside a word
/// that speaks of dates, or a copyright mark.
pub fn date(line: &str) -> Option<String> {
    numeric(line)
        .or_else(|| chinese(line))
        .or_else(|| worded(line))
        .or_else(|| bare_year(line))
}

fn year(text: &str) -> Option<u32> {
    let year: u32 = text.parse().ok()?;
    (text.len() == 4 && (1980..=2099).contains(&year)).then_some(year)
}

fn day(text: &str) -> Option<u32> {
    let bare = text.trim_end_matches(|c: char| c.is_alphabetic());
    let day: u32 = bare.parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

fn month(text: &str) -> Option<u32> {
    let month: u32 = text.parse().ok()?;
    (text.len() <= 2 && (1..=12).contains(&month)).then_some(month)
}

/// 2022-03-14, 14.03.2022, 14/03/2022, 03/2022. Days stand first, as everywhere but in one country:
/// where the second number is none of a month, the date is not read.
fn numeric(line: &str) -> Option<String> {
    line.split(|c: char| c.is_whitespace() || "(),;".contains(c))
        .find_map(|word| {
            let word = word.trim_end_matches(['.', 'г', 'ж']);
            let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
            match parts[..] {
                [y, m, d] if y.len() == 4 => {
                    Some(format!("{:04}-{:02}-{:02}", year(y)?, month(m)?, day(d)?))
                }
                [d, m, y] if y.len() == 4 => {
                    Some(format!("{:04}-{:02}-{:02}", year(y)?, month(m)?, day(d)?))
                }
                [m, y] if y.len() == 4 && word.contains(['/', '.']) => {
                    Some(format!("{:04}-{:02}", year(y)?, month(m)?))
                }
                _ => None,
            }
        })
}

/// 2022年3月14日, 2022年3月.
fn chinese(line: &str) -> Option<String> {
    let (before, after) = line.split_once('年')?;
    let digits: String = before
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    let y = year(&digits.chars().rev().collect::<String>())?;
    let Some((m, after)) = after.split_once('月') else {
        return Some(format!("{y:04}"));
    };
    let m = month(m.trim())?;
    match after.split_once('日').and_then(|(d, _)| day(d.trim())) {
        Some(d) => Some(format!("{y:04}-{m:02}-{d:02}")),
        None => Some(format!("{y:04}-{m:02}")),
    }
}

/// 14 March 2022, March 2022, 14 марта 2022 г., 2022 жылғы 14 наурыз.
fn worded(line: &str) -> Option<String> {
    let words: Vec<String> = tokens(line).into_iter().map(|t| t.text).collect();
    let (at, m) = words.iter().enumerate().find_map(|(n, w)| {
        let found = MONTHS.iter().find(|(names, _)| {
            names.iter().any(|name| {
                let stem = fold(name);
                w == &stem || (stem.chars().count() >= 4 && w.starts_with(&stem))
            })
        });
        found.map(|(_, m)| (n, *m))
    })?;
    let near = |n: Option<usize>| n.and_then(|n| words.get(n)).map(String::as_str);
    let d = near(at.checked_sub(1)).and_then(day).or_else(|| {
        near(Some(at + 1))
            .filter(|w| w.len() <= 4 && year(w).is_none())
            .and_then(day)
    });
    let around = at.saturating_sub(4)..(at + 4).min(words.len());
    let y = words[around].iter().find_map(|w| year(w))?;
    match d {
        Some(d) => Some(format!("{y:04}-{m:02}-{d:02}")),
        None => Some(format!("{y:04}-{m:02}")),
    }
}

fn bare_year(line: &str) -> Option<String> {
    let words: Vec<String> = tokens(line).into_iter().map(|t| t.text).collect();
    let speaks = line.contains('©')
        || words.iter().any(|w| {
            [
                "edition",
                "édition",
                "издание",
                "басылым",
                "г",
                "год",
                "жыл",
                "copyright",
            ]
            .contains(&w.as_str())
        });
    let y = words.iter().rev().find_map(|w| year(w))?;
    (speaks && words.len() <= 14).then(|| format!("{y:04}"))
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_read_in_five_languages() {
        for (line, expected) in [
            ("Edition of 3 March 2022", Some("2022-03-03")),
            ("March 2022", Some("2022-03")),
            ("Édition du 14 février 2021", Some("2021-02-14")),
            ("Редакция от 5 мая 2023 г.", Some("2023-05-05")),
            ("2022 жылғы 14 наурыз", Some("2022-03-14")),
            ("2022年3月14日", Some("2022-03-14")),
            ("发布日期：2021年11月", Some("2021-11")),
            ("14.03.2022", Some("2022-03-14")),
            ("2022-03-14", Some("2022-03-14")),
            ("© 2021 Lynx", Some("2021")),
            ("Room 2022 of the house", None),
            ("you may call 14", None),
            ("99.99.2022", None),
        ] {
            assert_eq!(date(line).as_deref(), expected, "{line}");
        }
    }
}
