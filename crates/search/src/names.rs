//! Spotting names in read text: how likely it is that a line holds a product's or maker's name
//! even where its best reading differs by a letter or two, and how many such agreements chance
//! alone would give in all text that was looked through.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use model::folding::fold;
use model::{LogNfa, ReadChar, ReadLine, RivalText};

/// A name in a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Spotted {
    /// Number of the name.
    pub name: usize,
    /// As it was read.
    pub seen: String,
    /// It stands in a rival of the line, not in what the line was read as.
    pub in_rival: bool,
    /// Sum of what the letters that differ cost: 0 where all are equal, up to 1 for each.
    pub cost: f64,
    /// Likelihood that the name stands there, 0 to 1, from agreement and confidence.
    pub likelihood: f64,
    /// Expected count of agreements at least this good by chance in the whole search.
    pub log10_nfa: LogNfa,
}

/// Names of fewer folded letters are in too many other words.
pub const SHORTEST: usize = 4;
/// Letters of a name that may differ: one in so many.
const ONE_IN: f64 = 5.0;
/// A proposal must be rarer than this by chance.
pub const MOST_NFA: f64 = -1.5;
/// What one letter of running text narrows down, as a power of ten: 3.1 bits given the two before
/// it (Shannon 1951), less than log10 of the alphabet.
const LETTER: f64 = 0.93;
/// What one differing letter may be: any other, at any place of a name of some ten letters.
const FREEDOM: f64 = 2.4;

/// Texts of a line that are looked through: what it was read as, and rivals that differ from it in
/// more than one letter, as those in another writing do. (Rivals of single letters are looked at
/// with the letter.)
fn readings(line: &ReadLine) -> impl Iterator<Item = Option<&RivalText>> {
    let other = |rival: &&RivalText| {
        let mut differing = 0;
        let mut own = line.chars.iter().map(|c| c.ch);
        let mut rival = rival.text.chars();
        loop {
            match (own.next(), rival.next()) {
                (None, None) => break differing > 1,
                (a, b) => differing += usize::from(a != b),
            }
        }
    };
    std::iter::once(None).chain(line.rivals.iter().filter(other).map(Some))
}

/// Letters of a line that are looked through for names.
pub fn letters(line: &ReadLine) -> u64 {
    readings(line)
        .map(|rival| rival.map_or(line.chars.len(), |r| r.text.chars().count()) as u64)
        .sum()
}

/// Looks for all names in a line, and in its rivals of another writing, of a search over `letters`
/// letters in all ([`letters`] of every line). Each name at most once: where it is rarest by
/// chance.
pub fn spot(names: &[String], line: &ReadLine, letters: u64) -> Vec<Spotted> {
    let looks = (letters.max(1) as f64 * names.len().max(1) as f64).log10();
    let wanted: Vec<Vec<char>> = names.iter().map(|name| fold(name).skeleton).collect();
    let mut best: BTreeMap<usize, Spotted> = BTreeMap::new();
    for rival in readings(line) {
        let as_line = rival.map(|r| whole(line, r));
        for found in spot_one(&wanted, as_line.as_ref().unwrap_or(line), looks) {
            let found = match rival {
                None => found,
                Some(r) => Spotted {
                    in_rival: true,
                    likelihood: found.likelihood * (0.4 + 0.6 * f64::from(r.confidence)),
                    ..found
                },
            };
            match best.entry(found.name) {
                Entry::Vacant(free) => {
                    free.insert(found);
                }
                Entry::Occupied(mut kept) if found.log10_nfa.0 < kept.get().log10_nfa.0 => {
                    kept.insert(found);
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    best.into_values().collect()
}

/// A rival as a line. Its letters count as sure, so that none is changed cheaply: how likely the
/// rival is as a whole is said once.
fn whole(line: &ReadLine, rival: &RivalText) -> ReadLine {
    let chars = rival.text.chars().map(|ch| ReadChar {
        ch,
        confidence: 1.0,
        votes: 0.0,
        rivals: Vec::new(),
    });
    ReadLine {
        text: rival.text.clone(),
        chars: chars.collect(),
        rivals: Vec::new(),
        ..line.clone()
    }
}

fn spot_one(names: &[Vec<char>], line: &ReadLine, looks: f64) -> Vec<Spotted> {
    let text: String = line.chars.iter().map(|c| c.ch).collect();
    let folded = fold(&text);
    if folded.skeleton.is_empty() {
        return Vec::new();
    }
    names
        .iter()
        .enumerate()
        .filter_map(|(number, wanted)| {
            if wanted.iter().filter(|c| **c != ' ').count() < SHORTEST {
                return None;
            }
            let (from, to, cost) = cheapest(wanted, &folded.skeleton, &folded.origin, line)?;
            if cost > wanted.len() as f64 / ONE_IN {
                return None;
            }
            let log10_nfa = looks - LETTER * wanted.len() as f64 + FREEDOM * cost;
            if log10_nfa > MOST_NFA && !(cost == 0.0 && log10_nfa < 2.0) {
                return None;
            }
            let begin = *folded.origin.get(from)?;
            let end = folded.origin.get(to - 1)? + 1;
            let chars = line.chars.get(begin..end)?;
            let sure = chars.iter().map(|c| f64::from(c.confidence)).sum::<f64>()
                / chars.len().max(1) as f64;
            Some(Spotted {
                name: number,
                seen: chars.iter().map(|c| c.ch).collect(),
                in_rival: false,
                cost,
                likelihood: (1.0 - cost / wanted.len() as f64).powi(4)
                    * (0.4 + 0.6 * sure).min(1.0),
                log10_nfa: LogNfa::new(log10_nfa),
            })
        })
        .collect()
}

/// Whether a folded Cyrillic letter is what a recogniser of Latin makes of another: the line was
/// read in the wrong writing.
const fn read_as(wanted: char, seen: char) -> bool {
    matches!(
        (wanted, seen),
        ('г', 'r')
            | ('п', 'n' | 'h')
            | ('h', 'n')
            | ('и', 'u' | 'n' | 'h')
            | ('б', '6' | 'b')
            | ('з', '3' | 's')
            | ('д', 'a' | 'n' | 'g')
            | ('л', 'n' | 'a')
            | ('ч', '4')
            | ('ш', 'w')
            | ('ж', 'x')
            | ('я', 'r')
            | ('ь', 'b')
            | ('э', '3')
            | ('ц', 'u')
    )
}

/// The stretch between word ends that is nearest to a name, weighed by how sure each letter is:
/// a letter of doubtful reading costs less to change, a rival next to nothing.
fn cheapest(
    name: &[char],
    text: &[char],
    origin: &[usize],
    line: &ReadLine,
) -> Option<(usize, usize, f64)> {
    let m = name.len();
    let starts_word = |j: usize| j == 0 || text[j - 1] == ' ';
    let mut column: Vec<(f64, usize)> = (0..=m).map(|i| (i as f64, 0)).collect();
    let mut best: Option<(usize, usize, f64)> = None;
    for (j, c) in text.iter().enumerate() {
        let read = line.chars.get(origin[j]);
        let sure = read.map_or(1.0, |r| f64::from(r.confidence));
        let change = |wanted: char| -> f64 {
            if wanted == *c {
                return 0.0;
            }
            if wanted == ' ' || *c == ' ' {
                return 1.2;
            }
            if read_as(wanted, *c) {
                return 0.15;
            }
            let rival = read.and_then(|r| {
                let fits = |t: &&model::RivalText| fold(&t.text).skeleton.first() == Some(&wanted);
                r.rivals.iter().find(fits)
            });
            match rival {
                Some(r) => 0.35 * (1.0 - f64::from(r.confidence)),
                None => 0.35 + 0.65 * sure,
            }
        };
        let extra = if *c == ' ' { 0.5 } else { 0.3 + 0.6 * sure };
        let mut diagonal = column[0];
        column[0] = (
            if starts_word(j + 1) {
                0.0
            } else {
                f64::INFINITY
            },
            j + 1,
        );
        if j == 0 {
            diagonal = (0.0, 0);
        }
        for i in 1..=m {
            let old = column[i];
            let changed = (diagonal.0 + change(name[i - 1]), diagonal.1);
            let added = (old.0 + extra, old.1);
            let missed = (
                column[i - 1].0 + if name[i - 1] == ' ' { 0.3 } else { 0.9 },
                column[i - 1].1,
            );
            column[i] = [changed, added, missed]
                .into_iter()
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or(changed);
            diagonal = old;
        }
        let ends_word = text.get(j + 1).is_none_or(|n| *n == ' ');
        let (cost, from) = column[m];
        if ends_word && from <= j && best.is_none_or(|b| cost < b.2) {
            best = Some((from, j + 1, cost));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use model::{Quad, Size};

    use super::*;

    fn line(text: &str, sure: f32) -> ReadLine {
        let chars = text.chars().map(|ch| ReadChar {
            ch,
            confidence: sure,
            votes: 1.0,
            rivals: Vec::new(),
        });
        ReadLine {
            text: text.to_owned(),
            confidence: sure,
            chars: chars.collect(),
            rivals: Vec::new(),
            writing: None,
            quad: Quad::of_size(Size {
                width: 9,
                height: 9,
            }),
            x_height: 9.0,
            light_on_dark: false,
            limit: None,
        }
    }

    fn spotted(name: &str, line: &ReadLine) -> Option<f64> {
        spot(&[name.to_owned()], line, 10_000)
            .first()
            .map(|s| s.cost)
    }

    #[test]
    fn a_name_is_spotted_whole_and_with_a_wrong_letter() {
        assert_eq!(
            spotted("Vantaline", &line("Log in to Vantaline 4.2", 0.9)),
            Some(0.0)
        );
        assert_eq!(spotted("Vantaline", &line("VantaIine", 0.9)), Some(0.0));
        assert!(spotted("Vantaline", &line("Vanteline", 0.9)).is_some_and(|c| c > 0.5));
        assert!(spotted("Сегмент Контур", &line("Сегмонт Контур", 0.6)).is_some());
    }

    #[test]
    fn other_words_and_pieces_of_words_are_not_names() {
        for text in ["valentine", "Vent line", "avantalinear", "van"] {
            assert_eq!(spotted("Vantaline", &line(text, 0.9)), None, "{text}");
        }
        assert_eq!(spotted("Eye", &line("Eye", 1.0)), None);
    }

    #[test]
    fn a_name_is_spotted_on_a_line_read_in_the_wrong_writing() {
        for (name, read) in [
            ("Сегмент", "Cerment register"),
            ("Кордон Обзор", "KopaoH O63op 41"),
        ] {
            assert!(
                spotted(name, &line(read, 0.9)).is_some_and(|c| c < 1.0),
                "{name} in {read}"
            );
        }
        assert_eq!(spotted("Сегмент", &line("Comment register", 0.9)), None);
    }

    #[test]
    fn a_rival_makes_a_name_likelier() {
        let plain = line("Vanteline", 0.6);
        let mut rival = plain.clone();
        rival.chars[4].rivals = vec![RivalText {
            text: "a".into(),
            confidence: 0.4,
        }];
        let cost = |l: &ReadLine| spotted("Vantaline", l).unwrap_or(9.0);
        assert!(cost(&rival) < cost(&plain));
    }

    #[test]
    fn a_name_is_spotted_in_a_rival_of_another_writing() {
        let mut read = line("OTyeT Kxxvwh O6q", 0.7);
        let rival = |text: &str, confidence: f32| RivalText {
            text: text.into(),
            confidence,
        };
        assert_eq!(spotted("Кордон Обзор", &read), None);
        read.rivals.push(rival("Отчёт Кордон Обзор", 0.14));
        let names = ["Кордон Обзор".to_owned(), "Вектор".to_owned()];
        let found = spot(&names, &read, 10_000);
        let [one] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert!(one.in_rival && one.seen == "Кордон Обзор", "{one:?}");
        assert!(one.likelihood < 0.5, "{one:?}");
        assert_eq!(letters(&read), 16 + 18);
    }

    #[test]
    fn rivals_of_one_letter_are_not_looked_through_again() {
        let mut read = line("Vanteline", 0.7);
        let letters_before = letters(&read);
        read.rivals.push(RivalText {
            text: "Vantaline".into(),
            confidence: 0.3,
        });
        assert_eq!(letters(&read), letters_before);
    }
}
