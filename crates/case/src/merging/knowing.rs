//! Which of our acts were not known where an act of another copy was said: only there do two words
//! on one thing contradict each other; who knew the other word answered it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::book::{Book, Told};

/// First and last lines of stretches of our journal.
pub(super) type Ranges = Vec<[u64; 2]>;

/// Looks up, for acts of the other copy in their order, which of ours were not known to them.
pub(super) struct Knowing<'a> {
    ours: &'a Book,
    theirs: &'a Book,
    /// For our acts that travel: from which line of the other journal on they are known there.
    since: Vec<Option<u64>>,
    met: HashMap<(Option<u64>, usize, Ranges), Ranges>,
}

impl<'a> Knowing<'a> {
    pub(super) fn new(ours: &'a Book, theirs: &'a Book) -> Self {
        let since = |t: &Told| theirs.since.get(&t.of).copied();
        Self {
            since: ours.acts.iter().map(since).collect(),
            ours,
            theirs,
            met: HashMap::new(),
        }
    }

    /// Stretches of our journal whose acts were not known where an act of the other copy was said.
    pub(super) fn unknown_to(&mut self, told: &Told) -> Ranges {
        // What the other copy got by a merge was said in a third one, which knew less.
        let came = told.line.contains_key(super::MERGED);
        let merge = self.theirs.merges.range(told.seq..).next();
        let merge = merge.filter(|_| came);
        let less = merge.map_or_else(Vec::new, |(_, line)| unknown_when(line, told.seq));
        let known = |since: &Option<u64>| {
            since.is_some_and(|s| {
                s <= told.seq && !less.iter().any(|[from, to]| (*from..=*to).contains(&s))
            })
        };
        let count = self.since.iter().filter(|s| known(s)).count();
        let key = (merge.map(|(seq, _)| *seq), count, less.clone());
        if let Some(met) = self.met.get(&key) {
            return met.clone();
        }
        let acts = self.ours.acts.iter().zip(&self.since);
        let unknown = acts.filter(|(t, since)| t.travels() && !known(since));
        let ranges = joined(unknown.map(|(t, _)| t.seq));
        self.met.insert(key, ranges.clone());
        ranges
    }
}

/// Numbers in order as stretches.
pub(super) fn joined(numbers: impl Iterator<Item = u64>) -> Ranges {
    let mut ranges = Ranges::new();
    for n in numbers {
        match ranges.last_mut() {
            Some([_, to]) if *to + 1 == n => *to = n,
            _ => ranges.push([n, n]),
        }
    }
    ranges
}

/// Up to which of our new lines which stretches were not known to what they tell.
#[derive(Default)]
pub(super) struct Less(Vec<(u64, Ranges)>);

impl Less {
    pub(super) fn note(&mut self, line: u64, unknown: Ranges) {
        match self.0.last_mut() {
            Some((to, ranges)) if *ranges == unknown => *to = line,
            _ => self.0.push((line, unknown)),
        }
    }

    pub(super) fn told(&self) -> Value {
        let all = self.0.iter();
        all.map(|(to, apart)| json!({ "to": to, "apart": apart }))
            .collect()
    }
}

/// Stretches of a journal whose acts were not known where an act was said that came with a merge.
/// `merge`: the line that tells of it; `seq`: the line that the act has here.
pub fn unknown_when(merge: &Map<String, Value>, seq: u64) -> Vec<[u64; 2]> {
    let groups = merge.get("less").and_then(Value::as_array);
    let to = |g: &&Value| {
        g.get("to")
            .and_then(Value::as_u64)
            .is_some_and(|to| seq <= to)
    };
    let group = groups.and_then(|all| all.iter().find(to));
    let apart = group.map_or_else(|| merge.get("apart"), |g| g.get("apart"));
    let pair = |v: &Value| Some([v.get(0)?.as_u64()?, v.get(1)?.as_u64()?]);
    let all = apart.and_then(Value::as_array);
    all.into_iter().flatten().filter_map(pair).collect()
}
