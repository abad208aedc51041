//! Counting what detectors of shots say against where shots really change.

use std::path::PathBuf;
use std::time::Instant;

use decode::Decoder;
use serde_json::{Value, json};
use stage::{CutKind, Truth};

use super::count::Share;
use super::peers::PeerCuts;
use super::report::{Style, rounded, share_json, table};
use super::run::BenchError;

/// Frames by which a change may be missed and be found.
const NEAR: u64 = 2;

/// What changes one shot into another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    Cut,
    Dissolve,
    Fade,
}

/// Where one shot becomes another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// First frame that shows anything of it.
    pub frame: u64,
    /// Frames that it takes; 0 for a cut.
    pub length: u64,
    pub how: How,
}

/// Who finds changes, and how well.
pub struct Cutter {
    name: String,
    /// Found and all, of each kind.
    kinds: [(u64, u64); 3],
    claimed: u64,
    /// White frames that were taken for a change, and all.
    flashes: (u64, u64),
    pub seconds: f64,
}

/// The changes of a filmed clip.
pub fn changes_of(truth: &Truth) -> Vec<Change> {
    let of = |c: &stage::TruthCut| Change {
        frame: c.frame,
        length: c.length,
        how: match c.kind {
            CutKind::Cut => How::Cut,
            CutKind::Fade => How::Dissolve,
        },
    };
    truth.cuts.iter().map(of).collect()
}

/// Our own shots, with the time that they took.
///
/// # Errors
/// When a film can't be decoded.
pub fn own_cuts(
    decoder: &Decoder,
    films: &[PathBuf],
    threads: usize,
) -> Result<PeerCuts, BenchError> {
    let begun = Instant::now();
    let mut starts = Vec::new();
    for film in films {
        let shots = pipeline::shots_of(decoder, film, threads)?;
        starts.push(shots.iter().skip(1).map(|s| s.first.frame).collect());
    }
    Ok(PeerCuts {
        name: "contrechamp".to_owned(),
        starts,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

impl Cutter {
    /// Each claim finds one change at most. `flashes`: white frames of each film.
    pub fn count(found: PeerCuts, films: &[Vec<Change>], flashes: &[Vec<u64>]) -> Self {
        let mut cutter = Self {
            name: found.name,
            kinds: [(0, 0); 3],
            claimed: 0,
            flashes: (0, 0),
            seconds: found.seconds,
        };
        for (n, (starts, changes)) in found.starts.iter().zip(films).enumerate() {
            cutter.claimed += starts.len() as u64;
            let mut left = starts.clone();
            for change in changes {
                let near = |s: &u64| {
                    *s + NEAR >= change.frame && *s <= change.frame + change.length + NEAR
                };
                let kind = &mut cutter.kinds[change.how as usize];
                kind.1 += 1;
                if let Some(i) = left.iter().position(near) {
                    left.remove(i);
                    kind.0 += 1;
                }
            }
            for flash in flashes.get(n).into_iter().flatten() {
                cutter.flashes.1 += 1;
                cutter.flashes.0 += u64::from(left.iter().any(|s| s.abs_diff(*flash) <= NEAR));
            }
        }
        cutter
    }

    fn right(&self) -> u64 {
        self.kinds.iter().map(|k| k.0).sum()
    }

    fn truth(&self) -> u64 {
        self.kinds.iter().map(|k| k.1).sum()
    }

    fn f1(&self) -> f64 {
        2.0 * self.right() as f64 / (self.claimed + self.truth()).max(1) as f64
    }

    pub fn json(&self) -> Value {
        let of = |how: How| {
            let (hits, of) = self.kinds[how as usize];
            json!({"hits": hits, "of": of})
        };
        json!({"name": self.name, "f1": rounded(self.f1(), 3),
            "recall": share_json(Share::new(self.right(), self.truth())),
            "precision": share_json(Share::new(self.right(), self.claimed)),
            "cuts": of(How::Cut), "dissolves": of(How::Dissolve), "fades": of(How::Fade),
            "flashes_taken": self.flashes.0, "flashes": self.flashes.1,
            "seconds": rounded(self.seconds, 2)})
    }
}

/// A row for each.
pub fn cuts_table(t: &mut String, style: Style, cutters: &[Cutter], footage_seconds: f64) {
    let some = |(hits, of): (u64, u64)| match of {
        0 => "–".to_owned(),
        of => format!("{hits} of {of}"),
    };
    let rows: Vec<Vec<String>> = cutters
        .iter()
        .map(|c| {
            vec![
                c.name.clone(),
                format!("{:.3}", c.f1()),
                some(c.kinds[How::Cut as usize]),
                some(c.kinds[How::Dissolve as usize]),
                some(c.kinds[How::Fade as usize]),
                (c.claimed - c.right()).to_string(),
                some(c.flashes),
                format!("{:.0} ×", footage_seconds / c.seconds.max(1e-9)),
            ]
        })
        .collect();
    let heads = [
        "changes of shot",
        "F1",
        "cuts",
        "dissolves",
        "fades",
        "false",
        "flashes taken for one",
        "footage ÷ time",
    ];
    table(t, style, &heads, &rows);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_counted_once_and_flashes_apart() {
        let change = |frame, length, how| Change { frame, length, how };
        let films = [vec![
            change(10, 0, How::Cut),
            change(50, 12, How::Dissolve),
            change(90, 0, How::Cut),
        ]];
        let found = PeerCuts {
            name: "x".to_owned(),
            starts: vec![vec![12, 55, 60, 70]],
            seconds: 1.0,
        };
        let c = Cutter::count(found, &films, &[vec![71, 80]]);
        assert_eq!(c.kinds, [(1, 2), (1, 1), (0, 0)]);
        assert_eq!((c.claimed, c.flashes), (4, (1, 2)));
        assert!((c.f1() - 4.0 / 7.0).abs() < 1e-9);
    }
}
