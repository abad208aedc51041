//! Dates as people and documents state them: a day, a month, a season, "after 2019". The words are
//! kept as they were said, and become the first and last day that they allow.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// How exactly a date is stated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    Day,
    Month,
    Quarter,
    /// Of the northern hemisphere; winter begins in December and ends in February of the next year.
    Season,
    Year,
    Decade,
    /// From one date to another.
    Span,
    /// Open to one side: `before 2019`, `after 2019-05`.
    Open,
}

/// A date as stated. `first` and `last` are the outermost days that the words allow; `None` is
/// open.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StatedDate {
    words: String,
    first: Option<Day>,
    last: Option<Day>,
    precision: Precision,
    about: bool,
}

/// A text that is no date that we understand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not understood as a date; write 2019, 2019-05, 2019-05-14, 14.05.2019, spring 2019, Q2 2019, early 2019, about 2019, before 2019, after 2019, 2010s or 2019/2021"
)]
pub struct StatedDateError(pub String);

type Stretch = (Day, Day, Precision);

impl StatedDate {
    /// As it was said.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The earliest day that the words allow; `None` where they leave it open.
    pub const fn first(&self) -> Option<Day> {
        self.first
    }

    /// The latest day that the words allow; `None` where they leave it open.
    pub const fn last(&self) -> Option<Day> {
        self.last
    }

    pub const fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether it is stated as approximate.
    pub const fn is_about(&self) -> bool {
        self.about
    }

    /// ISO 8601 as exactly as the words bear (`2019`, `2019-05`, `2019-05-14`); `None` for an open
    /// or approximate date and for one that spans several years.
    pub fn iso(&self) -> Option<String> {
        let (first, last) = (self.first?, self.last?);
        let year = first.year;
        match self.precision {
            _ if self.about => None,
            Precision::Day => Some(first.to_string()),
            Precision::Month => Some(format!("{year:04}-{:02}", first.month)),
            _ if year == last.year => Some(format!("{year:04}")),
            _ => None,
        }
    }
}

impl Day {
    /// # Errors
    /// `None` for a day that the calendar doesn't have.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in(year, month)).contains(&day);
        fits.then_some(Self { year, month, day })
    }
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for StatedDate {
    type Err = StatedDateError;

    fn from_str(text: &str) -> Result<Self, StatedDateError> {
        let words = text.trim();
        let wrong = || StatedDateError(text.to_owned());
        if words.chars().count() > 60 {
            return Err(wrong());
        }
        let mut rest = words.to_lowercase();
        let about = strip(
            &mut rest,
            &[
                "about ",
                "circa ",
                "ca. ",
                "c. ",
                "~",
                "около ",
                "vers ",
                "примерно ",
            ],
        );
        if strip(&mut rest, &["before ", "until ", "до ", "avant "]) {
            let (_, last, _) = stretch(&rest).ok_or_else(wrong)?;
            return Ok(Self::of(words, None, Some(last), Precision::Open, about));
        }
        if strip(
            &mut rest,
            &[
                "after ",
                "since ",
                "from ",
                "после ",
                "с ",
                "après ",
                "depuis ",
            ],
        ) {
            let (first, _, _) = stretch(&rest).ok_or_else(wrong)?;
            return Ok(Self::of(words, Some(first), None, Precision::Open, about));
        }
        if let Some((first, last, precision)) = stretch(&rest) {
            return Ok(Self::of(words, Some(first), Some(last), precision, about));
        }
        let (a, b) = parted(&rest).ok_or_else(wrong)?;
        let (first, _, _) = stretch(a).ok_or_else(wrong)?;
        let (_, last, _) = stretch(b).ok_or_else(wrong)?;
        if first > last {
            return Err(wrong());
        }
        Ok(Self::of(
            words,
            Some(first),
            Some(last),
            Precision::Span,
            about,
        ))
    }
}

impl StatedDate {
    /// The first of January 1970.
    pub fn epoch() -> Self {
        let day = Day {
            year: 1970,
            month: 1,
            day: 1,
        };
        Self::of("1970-01-01", Some(day), Some(day), Precision::Day, false)
    }

    fn of(
        words: &str,
        first: Option<Day>,
        last: Option<Day>,
        precision: Precision,
        about: bool,
    ) -> Self {
        Self {
            words: words.to_owned(),
            first,
            last,
            precision,
            about,
        }
    }
}

fn strip(text: &mut String, starts: &[&str]) -> bool {
    let found = starts.iter().find_map(|s| text.strip_prefix(s));
    let rest = found.map(|r| r.trim().to_owned());
    rest.map(|r| *text = r).is_some()
}

/// `2019/2021`, `2019 – 2021`, `2019 to 2021`.
fn parted(text: &str) -> Option<(&str, &str)> {
    let found = ["/", " – ", " - ", "–", " to ", " à ", " по "];
    let (a, b) = found.iter().find_map(|mark| text.split_once(mark))?;
    Some((a.trim(), b.trim()))
}

fn stretch(text: &str) -> Option<Stretch> {
    numeric(text)
        .or_else(|| decade(text))
        .or_else(|| worded(text))
}

/// `2019`, `2019-05`, `2019-05-14` with anything of a time behind it, `14.05.2019`, `05.2019`.
fn numeric(text: &str) -> Option<Stretch> {
    let day_part = text.split(['t', ' ']).next().unwrap_or(text);
    let looks_like_time = text.len() == day_part.len()
        || (day_part.len() == 10 && text[day_part.len()..].contains(':'));
    let mark = ['-', '.'].into_iter().find(|m| day_part.contains(*m));
    let mut parts: Vec<u16> = Vec::new();
    let digits = |p: &str| {
        (!p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit()))
            .then(|| p.parse().ok())
            .flatten()
    };
    for part in mark.map_or_else(|| vec![day_part], |m| day_part.split(m).collect()) {
        parts.push(digits(part)?);
    }
    if !looks_like_time {
        return None;
    }
    if mark == Some('.') {
        parts.reverse();
    }
    let year = *parts.first().filter(|y| (1000..=9999).contains(*y))?;
    let small = |n: u16| u8::try_from(n).ok();
    match parts[..] {
        [_] => whole(year, 1, 12, Precision::Year),
        [_, month] => whole(year, small(month)?, small(month)?, Precision::Month),
        [_, month, day] => {
            let day = Day::new(year, small(month)?, small(day)?)?;
            Some((day, day, Precision::Day))
        }
        _ => None,
    }
}

fn whole(year: u16, from: u8, to: u8, precision: Precision) -> Option<Stretch> {
    let last = (1..=12).contains(&to).then(|| days_in(year, to))?;
    Some((
        Day::new(year, from, 1)?,
        Day::new(year, to, last)?,
        precision,
    ))
}

/// `2010s`, `1990-е`.
fn decade(text: &str) -> Option<Stretch> {
    let year = text.strip_suffix('s').or_else(|| text.strip_suffix("-е"))?;
    let year: u16 = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    if !year.is_multiple_of(10) {
        return None;
    }
    Some((
        Day::new(year, 1, 1)?,
        Day::new(year + 9, 12, 31)?,
        Precision::Decade,
    ))
}

/// Words for parts of a year: first and last month, from December of the year before where
/// the last month is smaller.
const PARTS: &[(&[&str], u8, u8, Precision)] = &[
    (
        &[
            "spring",
            "весна",
            "весной",
            "printemps",
            "көктем",
            "春",
            "春季",
        ],
        3,
        5,
        Precision::Season,
    ),
    (
        &["summer", "лето", "летом", "été", "жаз", "夏", "夏季"],
        6,
        8,
        Precision::Season,
    ),
    (
        &[
            "autumn",
            "fall",
            "осень",
            "осенью",
            "automne",
            "күз",
            "秋",
            "秋季",
        ],
        9,
        11,
        Precision::Season,
    ),
    (
        &["winter", "зима", "зимой", "hiver", "қыс", "冬", "冬季"],
        12,
        2,
        Precision::Season,
    ),
    (&["q1", "1q"], 1, 3, Precision::Quarter),
    (&["q2", "2q"], 4, 6, Precision::Quarter),
    (&["q3", "3q"], 7, 9, Precision::Quarter),
    (&["q4", "4q"], 10, 12, Precision::Quarter),
    (&["early", "начало", "début"], 1, 4, Precision::Season),
    (&["mid", "mid-", "середина", "mi-"], 5, 8, Precision::Season),
    (
        &["late", "end of", "конец", "fin"],
        9,
        12,
        Precision::Season,
    ),
    (&["first half of", "h1"], 1, 6, Precision::Season),
    (&["second half of", "h2"], 7, 12, Precision::Season),
];

/// English, French and Russian names, the shortest start that tells them apart.
const MONTHS: [&[&str]; 12] = [
    &["jan", "янв"],
    &["feb", "fév", "fev", "фев"],
    &["mar", "мар"],
    &["apr", "avr", "апр"],
    &["may", "mai", "мая", "май", "мае"],
    &["jun", "juin", "июн"],
    &["jul", "juil", "июл"],
    &["aug", "aoû", "aou", "авг"],
    &["sep", "сен"],
    &["oct", "окт"],
    &["nov", "ноя"],
    &["dec", "déc", "дек"],
];

/// `spring 2019`, `2019年春`, `Q2 2019`, `May 2019`, `14 May 2019`.
fn worded(text: &str) -> Option<Stretch> {
    let cleaned = text
        .replace("года", " ")
        .replace(['年', ','], " ")
        .replace(" г.", " ");
    let (mut year, mut day, mut words) = (None, None, Vec::new());
    for word in cleaned.split_whitespace() {
        match word
            .trim_end_matches("st")
            .trim_end_matches("th")
            .parse::<u16>()
        {
            Ok(n) if (1000..=9999).contains(&n) && year.is_none() => year = Some(n),
            Ok(n) if n <= 31 && day.is_none() => day = u8::try_from(n).ok(),
            Ok(_) => return None,
            Err(_) => words.push(word),
        }
    }
    let (year, name) = (year?, words.join(" "));
    if name.is_empty() {
        return None;
    }
    if day.is_none()
        && let Some((_, from, to, precision)) = PARTS
            .iter()
            .find(|(names, ..)| names.contains(&name.as_str()))
    {
        return if from > to {
            // Winter 2019 begins in December 2019.
            let (first, _, _) = whole(year, *from, *from, *precision)?;
            let (_, last, _) = whole(year + 1, *to, *to, *precision)?;
            Some((first, last, *precision))
        } else {
            whole(year, *from, *to, *precision)
        };
    }
    let starts = |names: &[&str]| names.iter().any(|n| name.starts_with(n));
    let month = MONTHS.iter().position(|names| starts(names))?;
    let month = u8::try_from(month).ok()? + 1;
    match day {
        None => whole(year, month, month, Precision::Month),
        Some(day) => {
            let day = Day::new(year, month, day)?;
            Some((day, day, Precision::Day))
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for StatedDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<StatedDate> for String {
    fn from(date: StatedDate) -> Self {
        date.words
    }
}

impl TryFrom<String> for StatedDate {
    type Error = StatedDateError;

    fn try_from(text: String) -> Result<Self, StatedDateError> {
        text.parse()
    }
}
