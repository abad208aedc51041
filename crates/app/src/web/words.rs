//! The texts of the workbench, in Fluent files: one file a language, one key a text. Numbers,
//! times and sizes as the language writes them.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use publish::Tongue;
use unic_langid::LanguageIdentifier;

const EN: &str = include_str!("words/en.ftl");
const FR: &str = include_str!("words/fr.ftl");

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    En,
    Fr,
}

pub struct Words {
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Lang {
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// What a dossier in this language is made in.
    pub const fn tongue(self) -> Tongue {
        match self {
            Self::En => Tongue::English,
            Self::Fr => Tongue::French,
        }
    }

    /// The first of a browser's wishes that we have.
    pub fn wanted(accepted: &str) -> Self {
        let mut wishes = accepted.split(',').map(|w| w.trim().to_ascii_lowercase());
        let known = wishes.find_map(|wish| match wish.get(..2) {
            Some("fr") => Some(Self::Fr),
            Some("en") => Some(Self::En),
            _ => None,
        });
        known.unwrap_or(Self::En)
    }
}

impl Words {
    pub fn of(lang: Lang) -> &'static Self {
        static ALL: OnceLock<[Words; 2]> = OnceLock::new();
        let all = ALL.get_or_init(|| [Self::new(Lang::En, EN), Self::new(Lang::Fr, FR)]);
        match lang {
            Lang::En => &all[0],
            Lang::Fr => &all[1],
        }
    }

    fn new(lang: Lang, source: &str) -> Self {
        let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // File names and readings are set apart in HTML, by <bdi>.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            // A test sees to it that there are no errors.
            Ok(resource) | Err((resource, _)) => resource,
        };
        let _ = bundle.add_resource(resource);
        Self { lang, bundle }
    }

    /// The text of a key; the key itself where it is missing, which a test finds.
    pub fn text(&self, key: &str, put: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in put {
            args.set(*name, *value);
        }
        self.format(key, &args)
    }

    /// A text whose form depends on `$n`, which is shown as `$count`.
    pub fn counted(&self, key: &str, n: u64) -> String {
        let mut args = FluentArgs::new();
        // French has none in the form of one, which our texts write out: "Une ligne" would be false.
        args.set("n", FluentValue::from(if n == 0 { 2 } else { n }));
        args.set("count", self.number(n));
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|m| m.value());
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors);
        text.into_owned()
    }

    /// `1,234,567` or `1 234 567`.
    pub fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(match self.lang {
                    Lang::En => ",",
                    Lang::Fr => "\u{202f}",
                });
            }
            out.push(c);
        }
        out
    }

    /// A number with so many decimals.
    pub fn decimal(&self, v: f64, places: usize) -> String {
        let text = format!("{v:.places$}").replace('-', "−");
        match self.lang {
            Lang::En => text,
            Lang::Fr => text.replace('.', ","),
        }
    }

    pub fn size(&self, bytes: u64) -> String {
        let (byte, units) = match self.lang {
            Lang::En => ("B", ["kB", "MB", "GB", "TB"]),
            Lang::Fr => ("o", ["ko", "Mo", "Go", "To"]),
        };
        let mut value = bytes as f64;
        let mut unit = byte;
        for name in units {
            if value < 999.5 {
                break;
            }
            value /= 1000.0;
            unit = name;
        }
        let places = usize::from(unit != byte && value < 99.5);
        format!("{}\u{a0}{unit}", self.decimal(value, places))
    }

    /// `2 h 05 min`, `3 min 05 s`, `4.2 s`.
    pub fn duration(&self, seconds: f64) -> String {
        let whole = seconds.max(0.0).round() as u64;
        match whole {
            0..=9 => format!("{}\u{a0}s", self.decimal(seconds.max(0.0), 1)),
            10..=59 => format!("{whole}\u{a0}s"),
            60..=3599 => format!("{}\u{a0}min\u{a0}{:02}\u{a0}s", whole / 60, whole % 60),
            _ => format!(
                "{}\u{a0}h\u{a0}{:02}\u{a0}min",
                whole / 3600,
                whole / 60 % 60
            ),
        }
    }

    /// A time stamp (ISO 8601, UTC) as a day and minute; as it is where it isn't one.
    pub fn day(&self, iso: &str) -> String {
        let Ok(at) = iso.parse::<jiff::Timestamp>() else {
            return iso.to_owned();
        };
        let civil = at.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        let month = self.text(&format!("month-{}", civil.month()), &[]);
        format!(
            "{}\u{a0}{month}\u{a0}{}, {:02}:{:02}\u{a0}UTC",
            civil.day(),
            civil.year(),
            civil.hour(),
            civil.minute()
        )
    }

    /// How rarely chance gives a match this good, in words; `log10` of the expected count.
    pub fn chance(&self, log10: f64) -> String {
        if !log10.is_finite() {
            return self.text("chance-unknown", &[]);
        }
        let rarely = -log10;
        let (key, of) = match rarely {
            r if r < 0.3 => return self.text("chance-usual", &[]),
            r if r < 3.0 => ("chance-in", self.number(10f64.powf(r).round() as u64)),
            r if r < 6.0 => (
                "chance-thousands",
                self.number(10f64.powf(r - 3.0).round() as u64),
            ),
            r if r < 9.0 => (
                "chance-millions",
                self.number(10f64.powf(r - 6.0).round() as u64),
            ),
            r if r < 12.0 => (
                "chance-billions",
                self.number(10f64.powf(r - 9.0).round() as u64),
            ),
            _ => return self.text("chance-never", &[]),
        };
        self.text(key, &[("of", &of)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_are_written_as_the_language_does() {
        let (en, fr) = (Words::of(Lang::En), Words::of(Lang::Fr));
        assert_eq!(en.number(1_234_567), "1,234,567");
        assert_eq!(fr.number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(en.size(1_500_000), "1.5\u{a0}MB");
        assert_eq!(fr.size(999), "999\u{a0}o");
        assert_eq!(fr.decimal(-2.5, 1), "−2,5");
        assert_eq!(
            en.day("2026-11-25T17:49:44Z"),
            "25\u{a0}Nov\u{a0}2026, 17:49\u{a0}UTC"
        );
        assert_eq!(en.day("last week"), "last week");
    }

    #[test]
    fn none_is_never_told_as_one() {
        for lang in [Lang::En, Lang::Fr] {
            let words = Words::of(lang);
            for key in ["n-sightings", "search-sources", "queue-count"] {
                assert!(words.counted(key, 0).contains('0'), "{key}");
                assert!(!words.counted(key, 1).contains('1'), "{key}");
            }
        }
    }

    #[test]
    fn a_browser_gets_the_first_language_that_is_there() {
        assert_eq!(Lang::wanted("de-DE,fr-CA;q=0.8,en;q=0.5"), Lang::Fr);
        assert_eq!(Lang::wanted("de"), Lang::En);
        assert_eq!(Lang::wanted(""), Lang::En);
    }
}
