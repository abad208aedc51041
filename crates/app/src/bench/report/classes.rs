//! The classes by which recall is told: tiers of apparent width, difficulty, and what makes a
//! screen hard to find.

use serde_json::{Map, Value};
use stage::{Difficulty, WidthTier};

use super::words::share_json;
use crate::bench::count::Count;
use crate::bench::material::difficulty_word;
use crate::bench::showing::Showing;

pub const TIERS: [(Option<WidthTier>, &str, &str); 4] = [
    (Some(WidthTier::Large), "large", "400 px and more"),
    (Some(WidthTier::Medium), "medium", "200–400 px"),
    (Some(WidthTier::Small), "small", "120–200 px"),
    (None, "narrower", "below 120 px"),
];
pub const HOW: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];

/// Whether a showing belongs to a class.
type Keep = fn(&Showing) -> bool;

/// What makes a screen hard to find, each in classes.
pub const HARDSHIPS: &[(&str, &[(&str, Keep)])] = &[
    (
        "turned away",
        &[
            ("below 20°", |s| s.turned < 20.0),
            ("20–45°", |s| (20.0..45.0).contains(&s.turned)),
            ("45° and more", |s| s.turned >= 45.0),
        ],
    ),
    (
        "in view",
        &[
            ("95 % and more", |s| s.seen >= 0.95),
            ("75–95 %", |s| (0.75..0.95).contains(&s.seen)),
            ("below 75 %", |s| s.seen < 0.75),
        ],
    ),
    (
        "out of focus (standard deviation)",
        &[
            ("below 0.5 px", |s| s.defocus < 0.5),
            ("0.5–1 px", |s| (0.5..1.0).contains(&s.defocus)),
            ("1 px and more", |s| s.defocus >= 1.0),
        ],
    ),
    (
        "bit rate",
        &[
            ("1,500 kb/s and more", |s| s.kbps >= 1500),
            ("800–1,500 kb/s", |s| (800..1500).contains(&s.kbps)),
            ("below 800 kb/s", |s| s.kbps < 800),
        ],
    ),
];

/// The tiers, each with its words.
pub fn tier_words() -> impl Iterator<Item = (Option<WidthTier>, &'static str)> {
    TIERS.into_iter().map(|(tier, _, words)| (tier, words))
}

/// Recall by tier and difficulty.
pub fn tiers(count: &Count) -> Value {
    let mut all = Map::new();
    for (tier, word, _) in TIERS {
        let mut of = recall(count, |s| s.tier() == tier);
        for how in HOW {
            of[difficulty_word(how)] =
                recall(count, |s| s.tier() == tier && s.difficulty == Some(how));
        }
        all.insert(word.to_owned(), of);
    }
    Value::Object(all)
}

/// Easy or medium.
pub fn bearable(s: &Showing) -> bool {
    s.difficulty != Some(Difficulty::Hard)
}

pub fn recall(count: &Count, keep: impl Fn(&Showing) -> bool) -> Value {
    let (share, maker) = count.recall(keep);
    let mut value = share_json(share);
    value["maker_only"] = maker.into();
    value
}
