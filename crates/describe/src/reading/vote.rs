//! Votes over views and recognisers: sights of one line are aligned character by character, and
//! each position goes to what most of them, weighed by their certainty, say.

use model::folding::look_alike;

use super::engine::Sight;

/// A position with all votes on it; `None` is the vote that nothing stands there.
#[derive(Clone, Debug, Default)]
pub struct Column {
    votes: Vec<(Option<char>, f64)>,
    /// Sum of certainty of those who voted for each, and how many.
    sure: Vec<(Option<char>, f64, u32)>,
}

/// What a column decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    pub ch: Option<char>,
    /// Of all votes, 0 to 1.
    pub share: f64,
    /// Mean certainty of the winner's voters.
    pub sure: f64,
    /// Others, most votes first.
    pub rivals: Vec<(char, f64)>,
}

impl Column {
    fn add(&mut self, ch: Option<char>, weight: f64, sure: Option<f64>) {
        match self.votes.iter_mut().find(|(c, _)| *c == ch) {
            Some(entry) => entry.1 += weight,
            None => self.votes.push((ch, weight)),
        }
        if let Some(sure) = sure {
            match self.sure.iter_mut().find(|(c, _, _)| *c == ch) {
                Some(entry) => {
                    entry.1 += sure;
                    entry.2 += 1;
                }
                None => self.sure.push((ch, sure, 1)),
            }
        }
    }

    pub fn decide(&self) -> Decided {
        let total: f64 = self.votes.iter().map(|v| v.1).sum::<f64>().max(1e-9);
        let mut ranked = self.votes.clone();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (ch, weight) = ranked.first().copied().unwrap_or((None, 0.0));
        let sure = self
            .sure
            .iter()
            .find(|s| s.0 == ch)
            .map_or(0.0, |s| s.1 / f64::from(s.2.max(1)));
        let rivals = ranked
            .iter()
            .skip(1)
            .filter_map(|(c, w)| Some(((*c)?, w / total)))
            .filter(|(_, share)| *share > 0.04)
            .take(4)
            .collect();
        Decided {
            ch,
            share: weight / total,
            sure,
            rivals,
        }
    }
}

/// Votes on a line. The first sight is the backbone that the others are aligned with; weights say
/// how far each is trusted.
pub fn columns(sights: &[(Sight, f64)]) -> Vec<Column> {
    let Some((backbone, _)) = sights.first() else {
        return Vec::new();
    };
    let mut columns: Vec<Column> = backbone.chars.iter().map(|_| Column::default()).collect();
    let mut heads: Vec<char> = backbone.chars.iter().map(|c| c.ch).collect();
    // Votes that nothing stands at a column that a later sight has brought.
    let mut weight_so_far = 0.0;
    for (sight, trust) in sights {
        let pairs = aligned(
            &heads,
            &sight.chars.iter().map(|c| c.ch).collect::<Vec<_>>(),
        );
        let mut grown: Vec<Column> = Vec::with_capacity(columns.len());
        let mut grown_heads = Vec::with_capacity(columns.len());
        for pair in pairs {
            let (mut column, head) = match pair.0 {
                Some(i) => (std::mem::take(&mut columns[i]), heads[i]),
                None => {
                    let Some(seen) = pair.1.map(|j| &sight.chars[j]) else {
                        continue;
                    };
                    let mut new = Column::default();
                    if weight_so_far > 0.0 {
                        new.add(None, weight_so_far, None);
                    }
                    (new, seen.ch)
                }
            };
            match pair.1.map(|j| &sight.chars[j]) {
                Some(seen) => {
                    let own = f64::from(seen.sure).clamp(0.02, 1.0);
                    column.add(Some(seen.ch), trust * own, Some(own));
                    let left = 1.0 - own;
                    let others: f64 = seen.others.iter().map(|o| f64::from(o.1)).sum();
                    for (other, p) in &seen.others {
                        let share = f64::from(*p) / others.max(left.max(1e-6));
                        column.add(Some(*other), trust * left * share.min(1.0), None);
                    }
                }
                None => column.add(None, trust * 0.6, None),
            }
            grown.push(column);
            grown_heads.push(head);
        }
        columns = grown;
        heads = grown_heads;
        weight_so_far += trust * 0.6;
    }
    columns
}

/// Pairs of positions of two strings, with the least cost (Needleman and Wunsch 1970): equal 0,
/// look-alike 0.3, other 1, gap 0.8.
pub fn aligned(a: &[char], b: &[char]) -> Vec<(Option<usize>, Option<usize>)> {
    const GAP: f64 = 0.8;
    let (n, m) = (a.len(), b.len());
    let width = m + 1;
    let mut cost = vec![0.0f64; (n + 1) * width];
    for i in 0..=n {
        for j in 0..=m {
            if i == 0 && j == 0 {
                continue;
            }
            let mut best = f64::MAX;
            if i > 0 && j > 0 {
                best = cost[(i - 1) * width + j - 1] + change(a[i - 1], b[j - 1]);
            }
            if i > 0 {
                best = best.min(cost[(i - 1) * width + j] + GAP);
            }
            if j > 0 {
                best = best.min(cost[i * width + j - 1] + GAP);
            }
            cost[i * width + j] = best;
        }
    }
    let mut pairs = Vec::with_capacity(n.max(m));
    let (mut i, mut j) = (n, m);
    while i > 0 || j > 0 {
        let here = cost[i * width + j];
        if i > 0 && j > 0 {
            let diagonal = cost[(i - 1) * width + j - 1] + change(a[i - 1], b[j - 1]);
            if (diagonal - here).abs() < 1e-9 {
                pairs.push((Some(i - 1), Some(j - 1)));
                (i, j) = (i - 1, j - 1);
                continue;
            }
        }
        if i > 0 && (cost[(i - 1) * width + j] + GAP - here).abs() < 1e-9 {
            pairs.push((Some(i - 1), None));
            i -= 1;
        } else {
            pairs.push((None, Some(j - 1)));
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

fn change(a: char, b: char) -> f64 {
    if a == b {
        0.0
    } else if look_alike(a, b) {
        0.3
    } else if (a == ' ') != (b == ' ') {
        1.6
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::engine::{Engine, Seen};

    fn sight(text: &str, sure: f32) -> Sight {
        let n = text.chars().count().max(1) as f32;
        let chars = text.chars().enumerate().map(|(i, ch)| Seen {
            ch,
            sure,
            others: Vec::new(),
            from: i as f32 / n,
            to: (i + 1) as f32 / n,
        });
        Sight {
            engine: Engine::Learned,
            chars: chars.collect(),
        }
    }

    fn read(sights: &[(&str, f32)]) -> String {
        let sights: Vec<_> = sights.iter().map(|(t, s)| (sight(t, *s), 1.0)).collect();
        columns(&sights)
            .iter()
            .filter_map(|c| c.decide().ch)
            .collect()
    }

    #[test]
    fn the_many_outvote_the_first() {
        assert_eq!(
            read(&[("categ0ry", 0.7), ("category", 0.8), ("category", 0.8)]),
            "category"
        );
    }

    #[test]
    fn what_one_missed_is_put_in_and_what_one_made_up_is_left_out() {
        assert_eq!(
            read(&[("actvist", 0.8), ("activist", 0.8), ("activist", 0.8)]),
            "activist"
        );
        assert_eq!(
            read(&[("acctivist", 0.5), ("activist", 0.9), ("activist", 0.9)]),
            "activist"
        );
    }

    #[test]
    fn a_split_vote_keeps_the_rival() {
        let sights = [(sight("B2", 0.9), 1.0), (sight("82", 0.8), 1.0)];
        let decided = columns(&sights)[0].decide();
        assert_eq!(decided.ch, Some('B'));
        assert_eq!(decided.rivals[0].0, '8');
        assert!(decided.share < 0.6);
    }
}
