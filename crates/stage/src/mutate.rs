//! Damaged and hostile files made from good ones, the same for one seed on every machine.
//!
//! What lives here: changes of bytes, and running a target over a kept corpus and many changes of
//! it. There is no feedback from the target: breadth, not depth.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Dice;

/// Numbers at which parsers break.
const EDGES: [u64; 12] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    u64::MAX,
];
/// Texts at which parsers of text break.
const WORDS: [&[u8]; 20] = [
    b"\0",
    b"\xff\xfe",
    b"\"",
    b"'",
    b"../",
    b"%00",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"\r\n\r\n",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x8e\x9e",
    b"@",
    b"#",
    b":",
    b"/",
];
/// Longer inputs are cut: what is looked for are wrong turns, not floods.
const LONGEST: usize = 8 << 20;
/// Changes of one input at the most.
const MOST: u64 = 6;

/// Makes changed copies.
pub struct Mutator {
    dice: Dice,
}

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
        }
    }

    fn below(&mut self, n: usize) -> usize {
        match u64::try_from(n) {
            Ok(n) if n > 0 => (self.dice.next_u64() % n) as usize,
            _ => 0,
        }
    }

    /// A changed copy of one of these; never empty-handed, even of nothing.
    pub fn one_of(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let which = self.below(corpus.len());
        let mut bytes = corpus.get(which).cloned().unwrap_or_default();
        for _ in 0..=self.dice.next_u64() % MOST {
            let other = self.below(corpus.len());
            self.change(&mut bytes, corpus.get(other).map_or(&[][..], Vec::as_slice));
        }
        bytes.truncate(LONGEST);
        bytes
    }

    /// One change in place.
    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len() + 1);
        let run = 1 + self.below(64);
        let end = (at + run).min(bytes.len());
        match self.below(10) {
            0 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.dice.next_u64().rem_euclid(8);
                }
            }
            1 => {
                let noise: Vec<u8> = (at..end).map(|_| self.dice.next_u64() as u8).collect();
                bytes.splice(at..end, noise);
            }
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                let times = 1 + self.below(40);
                bytes.splice(at..at, again.repeat(times));
            }
            5 => {
                let word = WORDS[self.below(WORDS.len())];
                bytes.splice(at..at, word.iter().copied());
            }
            6 | 7 => {
                let edge = EDGES[self.below(EDGES.len())];
                let width = [1, 2, 4, 8][self.below(4)].min(bytes.len() - at);
                let number = if self.below(2) == 0 {
                    edge.to_le_bytes()[..width].to_vec()
                } else {
                    edge.to_be_bytes()[8 - width..].to_vec()
                };
                bytes.splice(at..at + width, number);
            }
            8 => {
                let from = self.below(other.len() + 1);
                let piece = other[from..(from + 8 * run).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            _ => bytes[at..end].reverse(),
        }
    }
}

/// Runs a target over every file of a kept corpus as it is, then over changes of them and of
/// `seeds`: `rounds` of them, or as many as `CONTRECHAMP_FUZZ_ROUNDS` says, which are other ones
/// for each number; or, whatever the number, for as long as `CONTRECHAMP_FUZZ_SECONDS` says. What
/// makes the target panic is kept in the corpus, so that it is run again the next time.
///
/// # Panics
/// When the target does.
pub fn fuzz(corpus: &Path, seeds: &[Vec<u8>], rounds: u64, target: &mut dyn FnMut(&[u8])) {
    let mut all = seeds.to_vec();
    let mut kept: Vec<_> = fs::read_dir(corpus)
        .map(|entries| entries.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    kept.sort();
    all.extend(kept.iter().filter_map(|path| fs::read(path).ok()));
    for input in &all {
        target(input);
    }
    let rounds = asked("CONTRECHAMP_FUZZ_ROUNDS").unwrap_or(rounds);
    let patience = asked("CONTRECHAMP_FUZZ_SECONDS").map(Duration::from_secs);
    let begun = Instant::now();
    let mut mutator = Mutator::new(rounds);
    let mut n = 0;
    while patience.map_or(n < rounds, |patience| begun.elapsed() < patience) {
        let input = mutator.one_of(&all);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(&input))) {
            let _ = fs::create_dir_all(corpus);
            let name = corpus.join(format!("panic-{n}-of-{rounds}"));
            let _ = fs::write(&name, &input);
            eprintln!("this input is kept in {}", name.display());
            resume_unwind(panic);
        }
        n += 1;
    }
    eprintln!("{n} changed inputs");
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence_and_every_input_is_changed_somehow() {
        let corpus = vec![b"hello world, this is a line".to_vec()];
        let sequence = |seed| {
            let mut mutator = Mutator::new(seed);
            (0..500)
                .map(|_| mutator.one_of(&corpus))
                .collect::<Vec<_>>()
        };
        assert_eq!(sequence(1), sequence(1));
        assert_ne!(sequence(1), sequence(2));
        let changed = sequence(3).iter().filter(|b| !corpus.contains(b)).count();
        assert!(changed > 300, "{changed} of 500");
    }
}
