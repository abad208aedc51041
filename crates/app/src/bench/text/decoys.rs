//! Names that stand on no page: how many of them are spotted all the same. Few seconds of footage
//! tell a rate an hour only if far more names are asked for than a case has.

use model::Reading;
use serde_json::{Value, json};
use stage::Dice;

use super::super::report::rounded;

/// Names that a case is taken to have; so many are asked for at once.
pub const CASE: usize = 30;
/// Cases with other names each.
const CASES: usize = 200;
/// Expected counts up to which nothing (or one, …) is seen once in twenty times (Poisson).
const AT_MOST: [f64; 4] = [3.0, 4.74, 6.30, 7.75];

const LATIN: (&[&str], &[&str]) = (
    &[
        "b", "br", "c", "d", "dr", "f", "g", "h", "k", "kr", "l", "m", "n", "p", "qu", "r", "s",
        "st", "t", "tr", "v", "w", "x", "z",
    ],
    &[
        "a", "e", "i", "o", "u", "ia", "ar", "en", "on", "is", "or", "al",
    ],
);
const RUSSIAN: (&[&str], &[&str]) = (
    &[
        "б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "пр", "р", "с", "ст", "т", "ф", "х",
        "ц", "ш",
    ],
    &[
        "а", "е", "и", "о", "у", "я", "ор", "ен", "ал", "ис", "ант", "ер",
    ],
);
const KAZAKH: (&[&str], &[&str]) = (
    &[
        "қ", "ғ", "б", "д", "ж", "к", "л", "м", "н", "п", "р", "с", "т", "ш",
    ],
    &[
        "а", "ә", "ө", "ұ", "ү", "ы", "і", "ең", "ар", "үн", "ақ", "ыл",
    ],
);

/// What decoys were asked for and found.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Decoyed {
    pub names: u64,
    pub spotted: u64,
    pub seconds: f64,
}

/// Asks all readings of some seconds of footage for names that stand nowhere, case by case.
pub fn asked(readings: &[Reading], known: &[String], seconds: f64) -> Decoyed {
    let mut dice = Dice::new(20_250_501);
    let mut out = Decoyed {
        seconds,
        ..Decoyed::default()
    };
    for _ in 0..CASES {
        let mut names: Vec<String> = Vec::new();
        while names.len() < CASE {
            let name = made_up(&mut dice);
            let real = |k: &String| k.to_lowercase().contains(&name.to_lowercase());
            if !known.iter().any(real) {
                names.push(name);
            }
        }
        out.names += names.len() as u64;
        out.spotted += pipeline::spot_names(&names, readings).len() as u64;
    }
    out
}

/// A name of one word or two, of 4 to 9 letters each.
fn made_up(dice: &mut Dice) -> String {
    let (starts, ends) = *dice.pick(&[LATIN, LATIN, RUSSIAN, KAZAKH]);
    let words = 1 + usize::from(dice.chance(0.4));
    let word = |dice: &mut Dice| {
        let syllables = 2 + dice.below(3);
        let mut word = String::new();
        for _ in 0..syllables {
            word.push_str(dice.pick::<&str>(starts));
            word.push_str(dice.pick::<&str>(ends));
        }
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string());
        let rest: String = letters.take(8).collect();
        format!("{}{rest}", first.unwrap_or_default())
    };
    let words: Vec<String> = (0..words).map(|_| word(dice)).collect();
    words.join(" ")
}

impl Decoyed {
    /// Names spotted an hour where none of a case's names stands, and what it is at most (95 %).
    pub fn an_hour(self) -> Option<(f64, Option<f64>)> {
        let hours = self.seconds / 3600.0 * self.names as f64 / CASE as f64;
        if hours <= 0.0 {
            return None;
        }
        let most = AT_MOST.get(self.spotted as usize);
        Some((self.spotted as f64 / hours, most.map(|m| m / hours)))
    }

    pub fn json(self) -> Value {
        let rate = self.an_hour();
        json!({
            "names": self.names, "spotted": self.spotted, "names_of_a_case": CASE,
            "an_hour": rate.map(|r| rounded(r.0, 3)),
            "at_most_an_hour": rate.and_then(|r| r.1).map(|m| rounded(m, 3)),
        })
    }

    pub fn words(self) -> String {
        let Some((rate, most)) = self.an_hour() else {
            return "–".to_owned();
        };
        let most = most.map_or_else(String::new, |m| format!(", at most {m:.2}"));
        format!(
            "{} of {}: {rate:.2} an hour with {CASE} names{most}",
            self.spotted, self.names
        )
    }
}
