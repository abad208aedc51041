//! What most pages need of a large case, held in memory while the case does not change: proposals in
//! the order of review, watched videos, what is marked on them, counts, what people state and what
//! that rests on. What is done meanwhile, from here or elsewhere, is read from the journal's end: a
//! verdict is put in, a statement makes anew what people state, and only what may change anything
//! else makes all of it anew.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use case::{Case, SightingRow, VideoRecord};
use model::{
    Generation, ItemId, ItemKind, Reference, ReferenceId, Timestamp, Verdict, VerdictValue,
};
use pipeline::Summary;
use review::book::Book;
use review::evidence::Evidence;
use review::generations::Generations;
use review::impact::{Change, Impact};
use review::investigation::video_of;
use review::working;
use serde_json::Value;

use super::oops::Oops;

/// What an act means for what is held.
enum Touches {
    Nothing,
    /// One sighting, which is told in the journal's line.
    Verdict,
    /// What people state, and what documents and readings say: sightings and videos stay.
    Stated,
    /// Anything.
    All,
}

impl Touches {
    fn of(act: &str) -> Self {
        match act {
            "ask-time-stamp" | "bookmark" | "clock-back" | "export" | "import-bag" | "open"
            | "sandbox" | "sensitivity" | "sign-head" | "time-stamp" => Self::Nothing,
            "verdict" => Self::Verdict,
            "correct" | "draw-screen" | "observe" | "passage-verdict" | "say-fact" | "state" => {
                Self::Stated
            }
            _ => Self::All,
        }
    }
}

/// A stretch of a video with something on record.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    pub first: Timestamp,
    pub last: Timestamp,
    pub class: &'static str,
}

/// A case as it was when it was read last.
#[derive(Clone)]
pub struct Now {
    /// Last line of the journal that is in it, and where the next one begins.
    seq: u64,
    next: u64,
    /// One product after the other, the best proved first.
    pub sightings: Vec<Arc<SightingRow>>,
    pub book: Arc<Book>,
    pub evidence: Arc<Evidence>,
    impact: Arc<Impact>,
    generations: Arc<Generations>,
    /// What a verdict on each of `sightings` would change, in numbers; and their places in the
    /// order of review; once somebody asked for it.
    weights: OnceLock<Vec<u32>>,
    order: OnceLock<Vec<usize>>,
    base: Arc<Base>,
}

struct Base {
    by_id: HashMap<String, usize>,
    summary: Summary,
    videos: HashMap<ItemId, VideoRecord>,
    references: Vec<Reference>,
    marks: HashMap<ItemId, Vec<Mark>>,
    /// For each of `sightings`, its number as it was proposed.
    proposed: Vec<usize>,
}

#[derive(Default)]
pub struct Held(Mutex<Option<Arc<Now>>>);

impl Held {
    /// The case as it is now.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn now(&self, case: &Case) -> Result<Arc<Now>, Oops> {
        let seq = case.journal_head()?.seq;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = held.take();
        let now = match kept {
            Some(now) if now.seq == seq => now,
            // Nobody else has it, mostly: then nothing of it is copied.
            Some(now) => match Arc::unwrap_or_clone(now).with_acts(case, seq)? {
                Some(now) => Arc::new(now),
                None => Arc::new(Now::read(case, seq)?),
            },
            None => Arc::new(Now::read(case, seq)?),
        };
        *held = Some(Arc::clone(&now));
        Ok(now)
    }
}

impl Now {
    fn read(case: &Case, seq: u64) -> Result<Self, Oops> {
        // What is written meanwhile is read again later: verdicts that are in already are known.
        let next = case
            .dir()
            .join("journal.jsonl")
            .metadata()
            .map_or(0, |m| m.len());
        let mut sightings: Vec<(usize, Arc<SightingRow>)> = case
            .sightings()?
            .into_iter()
            .map(Arc::new)
            .enumerate()
            .collect();
        sightings.sort_by(|(_, a), (_, b)| {
            let (a, b) = (&a.sighting, &b.sighting);
            let nfa = a.best.log10_nfa.0.total_cmp(&b.best.log10_nfa.0);
            a.product.cmp(&b.product).then(nfa)
        });
        let (proposed, sightings): (Vec<usize>, Vec<Arc<SightingRow>>) =
            sightings.into_iter().unzip();
        let book = Book::read(case)?;
        let by_id = sightings.iter().enumerate();
        let by_id = by_id.map(|(i, row)| (row.id.clone(), i)).collect();
        let mut videos = HashMap::new();
        for row in case.items()? {
            if row.kind == Some(ItemKind::Video)
                && let Some(record) = case.video(row.id)?
            {
                videos.insert(row.id, record);
            }
        }
        let told = videos.iter().map(|(id, v)| (*id, video_of(v))).collect();
        let evidence = Evidence::with(case, &book, sightings.iter().cloned(), Arc::new(told))?;
        let rows = sightings.iter().map(Arc::as_ref);
        let base = Base {
            by_id,
            summary: Summary::with(case, videos.values(), rows)?,
            marks: marks(case, &sightings)?,
            references: case.references()?,
            videos,
            proposed,
        };
        Ok(Self {
            seq,
            next,
            sightings,
            impact: Arc::new(Impact::of(case, &book, &evidence)?),
            generations: Arc::new(generations(&evidence, &base)),
            book: Arc::new(book),
            evidence: Arc::new(evidence),
            weights: OnceLock::new(),
            order: OnceLock::new(),
            base: Arc::new(base),
        })
    }

    /// The same after the acts that came up to line `seq`; `None` where all must be read anew.
    fn with_acts(mut self, case: &Case, seq: u64) -> Result<Option<Self>, Oops> {
        let Some(tail) = tail(case.dir(), self.next) else {
            return Ok(None);
        };
        let mut stated = false;
        for line in tail.split_inclusive('\n').filter(|l| l.ends_with('\n')) {
            let told: Value = serde_json::from_str(line).unwrap_or_default();
            let (Some(act), Some(line_seq)) = (told["act"].as_str(), told["seq"].as_u64()) else {
                return Ok(None);
            };
            // A line is written before its act is in the database: until then it is none.
            if line_seq > seq {
                break;
            }
            // Lines that came while all was read may be in it or not.
            if line_seq != self.seq + 1 {
                return Ok(None);
            }
            self.next += line.len() as u64;
            self.seq = line_seq;
            match Touches::of(act) {
                Touches::Nothing => {}
                Touches::Verdict => {
                    if self.add(&told).is_none() {
                        return Ok(None);
                    }
                }
                Touches::Stated => {
                    stated = true;
                    // Taking a verdict back, and settling, are statements on the proposal.
                    let id = told["id"].as_str().unwrap_or_default();
                    if told["subject"] == "proposal"
                        && let Some(at) = self.base.by_id.get(id).copied()
                    {
                        let verdicts = case.verdicts(id)?;
                        self.judge(at, |row| row.verdicts = verdicts);
                    }
                }
                Touches::All => return Ok(None),
            }
        }
        if self.seq < seq {
            return Ok(None);
        }
        if stated {
            let book = Book::read(case)?;
            let rows = self.sightings.iter().cloned();
            let videos = Arc::clone(&self.evidence.videos);
            let evidence = Evidence::with(case, &book, rows, videos)?;
            self.impact = Arc::new(Impact::of(case, &book, &evidence)?);
            self.generations = Arc::new(generations(&evidence, &self.base));
            (self.book, self.evidence) = (Arc::new(book), Arc::new(evidence));
            (self.weights, self.order) = (OnceLock::new(), OnceLock::new());
        }
        Ok(Some(self))
    }

    fn add(&mut self, told: &Value) -> Option<()> {
        let text = |name: &str| told[name].as_str().map(str::to_owned);
        let verdict = Verdict {
            value: serde_json::from_value(told["value"].clone()).ok()?,
            by: text("actor")?,
            at: text("at")?,
            reason: text("reason")?,
            arbiter: false,
        };
        let at = *self.base.by_id.get(told["sighting"].as_str()?)?;
        if !self.sightings.get(at)?.verdicts.contains(&verdict) {
            self.judge(at, |row| row.verdicts.push(verdict));
        }
        Some(())
    }

    /// Changes what people say of a sighting, and what follows from that.
    fn judge(&mut self, at: usize, change: impl FnOnce(&mut SightingRow)) {
        let Some(row) = self.sightings.get_mut(at) else {
            return;
        };
        let row = Arc::make_mut(row);
        change(row);
        Arc::make_mut(&mut self.impact).judged(row);
        let row = Arc::clone(&self.sightings[at]);
        let product = row.sighting.product.clone();
        let evidence = Arc::make_mut(&mut self.evidence);
        evidence.sightings.insert(row.id.clone(), row);
        if let Some(mut weights) = self.weights.take() {
            self.weigh(&mut weights, &self.impact, &product);
            self.weights = OnceLock::from(weights);
        }
        self.order = OnceLock::new();
    }

    /// All proposals, by their places in `sightings`, in the order of review: first what a verdict
    /// would change most, or as they were proposed where the case's option says so.
    pub fn queue(&self) -> &[usize] {
        self.order.get_or_init(|| self.ordered(self.weights()))
    }

    /// The place of a proposal in `sightings`, by its whole id.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.base.by_id.get(id).copied()
    }

    fn weights(&self) -> &[u32] {
        self.weights.get_or_init(|| {
            let all = self.sightings.iter();
            all.map(|row| self.impact.weight(row)).collect()
        })
    }

    /// Weighs the proposals of one product again: a verdict changes no others.
    fn weigh(&self, weights: &mut [u32], impact: &Impact, product: &str) {
        let name = |row: &Arc<SightingRow>| row.sighting.product.as_str().cmp(product);
        let first = self.sightings.partition_point(|row| name(row).is_lt());
        let own = self.sightings.iter().zip(weights).skip(first);
        for (row, weight) in own.take_while(|(row, _)| name(row).is_eq()) {
            *weight = impact.weight(row);
        }
    }

    fn ordered(&self, weights: &[u32]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.sightings.len()).collect();
        let rank = self.rank(weights);
        order.sort_unstable_by_key(|at| rank(*at));
        order
    }

    /// What orders the queue, the least first.
    fn rank(&self, weights: &[u32]) -> impl Fn(usize) -> (Reverse<u32>, usize) {
        let by_time = working::option(&self.book, "queue") == Some("time");
        move |at| {
            if by_time {
                (Reverse(0), self.base.proposed[at])
            } else {
                // By product and strength among those of one weight.
                (Reverse(weights[at]), at)
            }
        }
    }

    /// What a verdict on a proposal would change.
    pub fn changes(&self, row: &SightingRow) -> Vec<Change> {
        self.impact.on(row)
    }

    /// Which of some proposals would come first if somebody said yes to another one; all by their
    /// places in `sightings`.
    pub fn first_after_yes(&self, said: usize, by: &str, among: &[usize]) -> Option<usize> {
        let mut row = SightingRow::clone(self.sightings.get(said)?);
        row.verdicts.push(Verdict {
            value: VerdictValue::Yes,
            by: by.to_owned(),
            at: String::new(),
            reason: String::new(),
            arbiter: false,
        });
        let mut impact = Impact::clone(&self.impact);
        impact.judged(&row);
        let mut weights = self.weights().to_vec();
        self.weigh(&mut weights, &impact, &row.sighting.product);
        let rank = self.rank(&weights);
        among.iter().copied().min_by_key(|at| rank(*at))
    }

    /// A proposal by its whole id.
    pub fn sighting(&self, id: &str) -> Option<&Arc<SightingRow>> {
        self.sightings.get(self.place(id)?)
    }

    pub fn summary(&self) -> &Summary {
        &self.base.summary
    }

    pub fn video(&self, item: &ItemId) -> Option<&VideoRecord> {
        self.base.videos.get(item)
    }

    pub fn reference(&self, id: &ReferenceId) -> Option<&Reference> {
        self.base.references.iter().find(|r| r.id == *id)
    }

    /// Which version's views fit a proposal, as far as documents tell.
    pub fn generation(&self, row: &SightingRow) -> Option<Generation> {
        self.generations.shown(&row.sighting)
    }

    /// What is on record along a video.
    pub fn marks(&self, item: &ItemId) -> &[Mark] {
        self.base.marks.get(item).map_or(&[], Vec::as_slice)
    }
}

/// What the journal has after so many bytes.
fn tail(dir: &Path, from: u64) -> Option<String> {
    let mut file = File::open(dir.join("journal.jsonl")).ok()?;
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut tail = String::new();
    file.read_to_string(&mut tail).ok()?;
    Some(tail)
}

fn generations(evidence: &Evidence, base: &Base) -> Generations {
    Generations::of(evidence.documents.values(), &base.references)
}

fn marks(case: &Case, sightings: &[Arc<SightingRow>]) -> Result<HashMap<ItemId, Vec<Mark>>, Oops> {
    let mut marks: HashMap<ItemId, Vec<Mark>> = HashMap::new();
    let mut add = |video: ItemId, first: Timestamp, last: Timestamp, class: &'static str| {
        let mark = Mark { first, last, class };
        marks.entry(video).or_default().push(mark);
    };
    for row in sightings {
        let s = &row.sighting;
        add(s.video, s.first.time, s.last.time, "m-sighting");
    }
    for row in case.screens()? {
        let s = row.screen;
        add(s.video, s.first.time, s.last.time, "m-screen");
    }
    for row in case.readings()? {
        let r = row.reading;
        if r.lines.iter().any(model::ReadLine::is_readable) {
            add(r.video, r.first.time, r.last.time, "m-text");
        }
    }
    Ok(marks)
}

#[cfg(test)]
mod tests;
