//! The features run: detectors and descriptors of OpenCV, with budgets and sizes of frames, on the
//! same films and counted the same way: what they sight, what describing takes, and what descriptors
//! weigh. Our own features are among them, under the name `ours`.

use std::path::{Path, PathBuf};

use collect::Given;
use decode::Decoder;
use model::AddedAs;
use pipeline::{Observer, Settings};
use serde_json::{Value, json};

use super::beside::{claims_of, reference_files};
use super::claims::blank_claims;
use super::count::{Count, Judgement, count};
use super::described::described;
use super::ground::Film;
use super::machine::Phases;
use super::material::{RandomRun, claim_folder, of_random};
use super::peers::{PeerDetector, Peers};
use super::report::{Style, extend, head, of, rounded, table, tier_words, tiers};
use super::run::{BenchError, open_desk};

/// Name, features of a frame at most, scale of frames.
const TRIED: [(&str, u32, f64); 10] = [
    ("ours", 4000, 1.0),
    ("ours", 1500, 1.0),
    ("ours", 4000, 0.5),
    ("ours", 4000, 1.5),
    ("sift", 4000, 1.0),
    ("sift", 1500, 1.0),
    ("sift", 4000, 0.5),
    ("sift", 4000, 1.5),
    ("orb", 4000, 1.0),
    ("orb", 4000, 1.5),
];

/// A features run.
pub struct DetectorPlan<'a> {
    pub run: RandomRun,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub peers: Peers,
}

struct Tried {
    what: (&'static str, u32, f64),
    describe_ms: f64,
    features: f64,
    bytes: f64,
    count: Count,
}

/// What a features run measured.
pub struct Detectors {
    options: Value,
    tried: Vec<Tried>,
}

/// Films, reads the documents, and has each detector look for every reference.
///
/// # Errors
/// When the material can't be made, or OpenCV can't be run.
pub fn run_detectors(
    plan: &DetectorPlan<'_>,
    observer: &mut dyn Observer,
) -> Result<Detectors, BenchError> {
    let mut options = plan.run.options();
    options["bench"] = "features".into();
    claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    let mut heard = Phases::new(observer);
    let ground = of_random(&made, plan.run, &mut |_, _| {})?;
    let folder = plan.dir.join("case");
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let given = Given::default();
    desk.add(
        &[made.join("documents")],
        AddedAs::Document,
        &given,
        &mut heard,
    )?;
    desk.make_searchable(&mut heard)?;
    let (references, files) = reference_files(&desk.case)?;
    let blanks = blank_claims(&desk.case, &ground, &references)?;
    let films: Vec<PathBuf> = ground.films.iter().map(|f| f.file.clone()).collect();
    let every = |f: &Film| {
        f.truth.as_ref().map_or(25, |t| {
            (u64::from(t.rate.num()) / u64::from(t.rate.den())).max(1)
        })
    };
    let own_films: Vec<(PathBuf, u64)> = ground
        .films
        .iter()
        .map(|f| (f.file.clone(), every(f)))
        .collect();
    let decoder = Decoder::new(plan.program.clone(), plan.settings.limits.clone());
    let kept = plan.dir.join("peers");
    let mut tried = Vec::new();
    for what in TRIED {
        let found = if what.0 == "ours" {
            let folder = plan.dir.join("features");
            let own = described(&decoder, (&files, &own_films), (what.1, what.2), &folder)?;
            // Not kept: another build may describe otherwise.
            let files = (own.references.as_slice(), own.films.as_slice());
            let found = plan.peers.detector(what, None, files, &mut heard)?;
            PeerDetector {
                describe_ms: own.describe_ms,
                ..found
            }
        } else {
            plan.peers
                .detector(what, Some(&kept), (&files, &films), &mut heard)?
        };
        tried.push(Tried {
            what,
            describe_ms: found.describe_ms,
            features: found.features,
            bytes: found.bytes,
            count: count(&ground, claims_of(&found.found, &blanks)),
        });
    }
    Ok(Detectors { options, tried })
}

impl Detectors {
    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let tried = self.tried.iter().map(|t| {
            json!({"detector": t.what.0, "budget": t.what.1, "scale": t.what.2,
                "describe_ms": rounded(t.describe_ms, 1), "features": rounded(t.features, 0),
                "descriptor_bytes": t.bytes, "recall": tiers(&t.count),
                "false": t.count.with(Judgement::False)})
        });
        let more = json!({"tried": tried.collect::<Vec<_>>()});
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let shown: Vec<_> = tier_words().filter(|(tier, _)| tier.is_some()).collect();
        let mut heads = vec![
            "detector",
            "frames",
            "features of a frame",
            "describing one",
        ];
        heads.push("descriptors of one");
        heads.extend(shown.iter().map(|(_, words)| *words));
        heads.push("false");
        let rows: Vec<Vec<String>> = self
            .tried
            .iter()
            .map(|t| {
                let (name, budget, scale) = t.what;
                let mut cells = vec![
                    format!(
                        "{}, at most {budget}",
                        if name == "ours" {
                            "our own SIFT".to_owned()
                        } else {
                            format!("{} of OpenCV", name.to_uppercase())
                        }
                    ),
                    format!("{scale} ×"),
                    format!("{:.0}", t.features),
                    format!("{:.0} ms", t.describe_ms),
                    format!("{:.0} kB", t.features * t.bytes / 1000.0),
                ];
                for (tier, _) in &shown {
                    cells.push(of(t.count.recall(|s| s.tier() == *tier).0));
                }
                cells.push(t.count.with(Judgement::False).to_string());
                cells
            })
            .collect();
        let mut t = String::new();
        table(&mut t, style, &heads, &rows);
        t
    }
}
