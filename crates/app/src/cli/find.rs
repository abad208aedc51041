//! `find`: every place of one picture in the footage, best first.

use std::path::PathBuf;

use case::{Access, Case};
use clap::Args;
use model::{Address, MomentAddress, Reference};
use pipeline::{FindOptions, Found, PipelineError, Wanted};
use serde_json::json;

use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::json::found_sighting;
use super::progress::{Progress, printable};
use super::{CaseArg, Print};

/// Find every place where a picture is shown in the footage, or words are written in footage or
/// documents, best first.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp find --case almaty --image logo.png\n  \
contrechamp find --case almaty --reference 4f0c9a1b77d2\n  \
contrechamp find --case almaty --region '7f3a9c2b4d1e@0:527872:1/12800#240,86,816,90,812,324,238,320'\n  \
contrechamp find --case almaty --text 'category activist'\n\n\
Only watched videos are searched: run analyse first. Nothing is added to the case."
)]
pub struct Find {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    #[command(flatten)]
    wanted: WantedArgs,
    /// Proposed frames that are looked at closely, best first
    #[arg(long, value_name = "N", default_value_t = FindOptions::default().most_frames)]
    frames: usize,
    #[command(flatten)]
    work: WorkArgs,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct WantedArgs {
    /// A picture file: a logo, a screenshot
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// A region of a frame: its address, as list and the dossier show it
    #[arg(long, value_name = "ADDRESS")]
    region: Option<String>,
    /// A reference's id, or its first digits (see list references)
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// Words as they were read on screens and frames or stand in documents; look-alike letters and
    /// small misreadings are found too
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
}

impl Find {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        if let Some(words) = &self.wanted.text {
            return super::text::find(case, words, self.work.settings(), self.print.json);
        }
        let wanted = self.wanted.resolve(&case)?;
        let desk = desk(case, self.work.settings())?;
        let mut progress = Progress::new();
        let options = FindOptions {
            most_frames: self.frames,
            ..FindOptions::default()
        };
        let found = desk
            .find(&wanted, &options, &mut progress)
            .map_err(|e| match e {
                PipelineError::Wanted(what) => Failure::usage(
                    what,
                    "give --image, --region, --reference or --text something that is there",
                ),
                e => e.into(),
            })?;
        if self.print.json {
            print_json(&desk.case, &found)?;
        } else {
            print_words(&found);
        }
        Ok(if found.left_out.is_empty() {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }
}

impl WantedArgs {
    fn resolve(self, case: &Case) -> Result<Wanted, Failure> {
        if let Some(image) = self.image {
            return Ok(Wanted::Image(image));
        }
        if let Some(region) = self.region {
            return Ok(Wanted::Region(moment(&region)?));
        }
        let prefix = self.reference.unwrap_or_default();
        let found = reference(case, &prefix)?.ok_or_else(|| {
            Failure::usage(
                format!("no reference begins with {prefix:?}"),
                "see: contrechamp list references",
            )
        })?;
        Ok(Wanted::Reference(found.id))
    }
}

/// The one reference whose id begins so; `None` where there is none.
pub fn reference(case: &Case, prefix: &str) -> Result<Option<Reference>, Failure> {
    let prefix = prefix.to_lowercase();
    let mut all = case.references()?;
    all.retain(|r| !prefix.is_empty() && r.id.0.to_hex().starts_with(&prefix));
    match all.len() {
        0 | 1 => Ok(all.pop()),
        several => Err(Failure::usage(
            format!("{several} references begin with {prefix:?}"),
            "give more digits",
        )),
    }
}

/// A moment's address as a person gave it.
pub fn moment(text: &str) -> Result<MomentAddress, Failure> {
    let hint = "copy the address from list --json or from the dossier";
    match text.parse::<Address>() {
        Ok(Address::Moment(address)) => Ok(address),
        Ok(Address::Page(_)) => Err(Failure::usage(
            format!("{text}: this is a page of a document, not a moment of a video"),
            hint,
        )),
        Err(e) => Err(Failure::usage(e.to_string(), hint)),
    }
}

fn print_json(case: &Case, found: &Found) -> Result<(), Failure> {
    for (_, sighting) in &found.sightings {
        println!("{}", json!({"found": found_sighting(case, sighting)?}));
    }
    for (name, reason) in &found.left_out {
        println!(
            "{}",
            json!({"failed": {"name": name, "step": "find", "reason": reason}})
        );
    }
    println!(
        "{}",
        json!({"searched": {
            "what": found.what, "features": found.features, "poor": found.poor,
            "videos": found.videos, "frames": found.frames,
            "proposed": found.proposed, "decided": found.decided,
            "index_ms": found.index_time.as_secs_f64() * 1000.0,
            "sightings": found.sightings.len() }})
    );
    Ok(())
}

fn print_words(found: &Found) {
    println!(
        "looked for  {} ({} features)",
        printable(&found.what),
        found.features
    );
    if let Some(poor) = &found.poor {
        println!("not looked for: {}", printable(poor));
        println!(
            "            a picture with more detail may be found: a larger copy, or more of the window"
        );
        return;
    }
    for (name, s) in &found.sightings {
        println!(
            "{}  {}–{}  {} inliers, NFA 10^{:.0}  {}",
            s.best_address(),
            s.first.time.clock(),
            s.last.time.clock(),
            s.best.inliers,
            s.best.log10_nfa.0,
            printable(name),
        );
    }
    println!(
        "found       {} times in {} described frames of {} videos; the index took {:.0} ms",
        found.sightings.len(),
        found.frames,
        found.videos,
        found.index_time.as_secs_f64() * 1000.0
    );
    if found.proposed > found.decided {
        println!(
            "            {} of {} proposed frames were looked at closely; --frames N looks at more",
            found.decided, found.proposed
        );
    }
    if found.sightings.is_empty() {
        println!("            not found is not the same as not there: see the guide");
    }
    for (name, reason) in &found.left_out {
        println!("not searched: {}: {}", printable(name), printable(reason));
    }
}
