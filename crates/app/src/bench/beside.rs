//! Peers beside an accuracy run: the same films, the same references, the same counting.

use std::collections::BTreeMap;
use std::path::PathBuf;

use case::Case;
use decode::Decoder;
use model::{Reference, pictures};
use pipeline::{Event, Observer, Unit};
use serde_json::{Value, json};
use stage::Truth;
use vault::Derived;

use super::claims::blank_claims;
use super::count::{Claim, Count, Judgement, count};
use super::cuts::{Change, Cutter, changes_of, cuts_table, own_cuts};
use super::ground::Ground;
use super::peers::{PeerSighting, Peers};
use super::report::{Style, rounded, share_json, table, tiers};
use super::run::BenchError;

/// Frames between two sightings of a peer, at two frames a second, that are one.
const ONE: u64 = 40;

/// What peers and we did on the same films.
pub struct Beside {
    sift: Option<(Count, f64)>,
    cutters: Vec<Cutter>,
    footage_seconds: f64,
}

/// Runs the peers, and our own shot detection by itself.
///
/// # Errors
/// When a peer can't be run.
pub fn run_beside(
    peers: &Peers,
    case: &Case,
    ground: &Ground,
    decoder: &Decoder,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<Beside, BenchError> {
    let with_truth: Vec<(PathBuf, &Truth)> = ground
        .films
        .iter()
        .filter_map(|f| Some((f.file.clone(), f.truth.as_ref()?)))
        .collect();
    let films: Vec<PathBuf> = with_truth.iter().map(|f| f.0.clone()).collect();
    let truths: Vec<&Truth> = with_truth.iter().map(|f| f.1).collect();
    let mut cutters = Vec::new();
    observer.on(Event::Phase {
        name: "shots by themselves",
        total: None,
        unit: Unit::Files,
    });
    let ours = own_cuts(decoder, &films, threads)?;
    observer.on(Event::PhaseDone);
    let changes: Vec<Vec<Change>> = truths.iter().map(|t| changes_of(t)).collect();
    cutters.push(Cutter::count(ours, &changes, &[]));
    for found in peers.cuts(&films, observer)? {
        cutters.push(Cutter::count(found, &changes, &[]));
    }
    let (references, files) = reference_files(case)?;
    let all: Vec<PathBuf> = ground.films.iter().map(|f| f.file.clone()).collect();
    let (found, seconds) = peers.sift(&files, &all, observer)?;
    let blank = blank_claims(case, ground, &references)?;
    let claims = claims_of(&found, &blank);
    let seconds_of =
        |t: &&Truth| t.frames.len() as f64 * f64::from(t.rate.den()) / f64::from(t.rate.num());
    Ok(Beside {
        sift: Some((count(ground, claims), seconds)),
        cutters,
        footage_seconds: truths.iter().map(seconds_of).sum(),
    })
}

/// References that can be looked for, and the files of their pictures.
pub(super) fn reference_files(case: &Case) -> Result<(Vec<Reference>, Vec<PathBuf>), BenchError> {
    let derived = Derived::open(case.dir()).map_err(|e| BenchError::Other(e.to_string()))?;
    let references: Vec<Reference> = case
        .references()?
        .into_iter()
        .filter(|r| r.poor.is_none())
        .collect();
    let file =
        |r: &Reference| derived.path("pictures", &pictures::reference_picture(&r.id).key(), "png");
    let files = references.iter().map(file).collect();
    Ok((references, files))
}

/// Detections of one reference on one video that follow each other are one sighting; its best is
/// the largest.
pub(super) fn claims_of(found: &[PeerSighting], blank: &[Claim]) -> Vec<Claim> {
    let mut by: BTreeMap<(usize, usize), Vec<&PeerSighting>> = BTreeMap::new();
    for f in found.iter().filter(|f| f.reference < blank.len()) {
        by.entry((f.video, f.reference)).or_default().push(f);
    }
    let mut claims = Vec::new();
    for ((video, reference), mut all) in by {
        all.sort_by_key(|f| f.frame);
        for run in all.chunk_by(|a, b| b.frame - a.frame <= ONE) {
            let area = |f: &&PeerSighting| f.quad.signed_area();
            let Some(best) = run
                .iter()
                .copied()
                .max_by(|a, b| area(a).total_cmp(&area(b)))
            else {
                continue;
            };
            let moments: Vec<_> = run.iter().map(|f| (f.frame, f.quad)).collect();
            claims.push(Claim {
                film: video,
                first: moments[0].0,
                last: moments[moments.len() - 1].0,
                best: (best.frame, best.quad),
                frames: Vec::new(),
                moments,
                ..blank[reference].clone()
            });
        }
    }
    claims
}

impl Beside {
    pub fn json(&self) -> Value {
        let cutters = self.cutters.iter().map(Cutter::json);
        let sift = self.sift.as_ref().map(|(c, seconds)| {
            json!({"recall": tiers(c), "precision": share_json(c.precision()),
                "false": c.with(Judgement::False), "seconds": rounded(*seconds, 2)})
        });
        json!({"cuts": cutters.collect::<Vec<_>>(), "exhaustive_sift": sift})
    }

    pub fn tables(&self, t: &mut String, style: Style, own: &Count) {
        if let Some((theirs, seconds)) = &self.sift {
            let mut rows = Vec::new();
            let wrong = |c: &Count| c.with(Judgement::False).to_string();
            for ((words, ours), (_, peer)) in shares(own).into_iter().zip(shares(theirs)) {
                rows.push(vec![words, ours, peer]);
            }
            rows.push(vec![
                "false sightings".to_owned(),
                wrong(own),
                wrong(theirs),
            ]);
            rows.push(vec![
                "time".to_owned(),
                "see below".to_owned(),
                format!("{seconds:.0} s"),
            ]);
            let heads = ["", "contrechamp", "SIFT, ratio test, RANSAC, 2 frames/s"];
            table(t, style, &heads, &rows);
        }
        cuts_table(t, style, &self.cutters, self.footage_seconds);
    }
}

fn shares(c: &Count) -> Vec<(String, String)> {
    super::report::tier_words()
        .map(|(tier, words)| {
            let (share, _) = c.recall(|s| s.tier() == tier);
            (words.to_owned(), format!("{} of {}", share.hits, share.of))
        })
        .collect()
}
