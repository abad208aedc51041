//! `investigate`, and the closing summary that several verbs print.

use std::path::PathBuf;

use case::Case;
use clap::Args;
use model::AddedAs;
use pipeline::{Desk, Summary};

use super::add::{OriginArgs, add_paths};
use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::export::{DossierAsked, write_dossier};
use super::progress::{Progress, printable, seconds_in_words};
use super::{CaseArg, Print};

/// Make a case of footage and documents and do everything: add, analyse, report. Resumable.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp investigate --case almaty --footage videos/ --documents brochures/\n\n\
Run the same command again to go on after an interruption, or after adding files: what is done is not done twice."
)]
pub struct Investigate {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// Folder (or file) of videos; may be given several times
    #[arg(long, value_name = "DIR")]
    footage: Vec<PathBuf>,
    /// Folder (or file) of brochures, manuals, pictures; may be given several times
    #[arg(long, value_name = "DIR")]
    documents: Vec<PathBuf>,
    /// Folder (or file) of look-alikes and generic parts that must not prove a product; may be
    /// given several times
    #[arg(long, value_name = "DIR")]
    negatives: Vec<PathBuf>,
    #[command(flatten)]
    origin: OriginArgs,
    #[command(flatten)]
    work: WorkArgs,
}

impl Investigate {
    pub fn run(self) -> Result<Outcome, Failure> {
        let given = self.origin.given()?;
        let all = self.footage.iter().chain(&self.documents);
        for path in all.chain(&self.negatives) {
            if path.symlink_metadata().is_err() {
                return Err(Failure::usage(
                    format!("{}: no such file or folder", path.display()),
                    "check --footage, --documents and --negatives",
                ));
            }
        }
        let case = self.case.open_or_create()?;
        let mut desk = desk(case, self.work.settings())?;
        let mut progress = Progress::new();
        let mut problems = Vec::new();
        for (paths, kind) in [
            (&self.footage, AddedAs::Footage),
            (&self.documents, AddedAs::Document),
            (&self.negatives, AddedAs::Negative),
        ] {
            if !paths.is_empty() {
                let report = add_paths(&mut desk, paths, kind, &given, &mut progress)?;
                if report.files == 0 && report.problems.is_empty() {
                    progress.say(&format!(
                        "note: there is no file in {}",
                        paths
                            .iter()
                            .map(|p| printable(&p.to_string_lossy()))
                            .collect::<Vec<_>>()
                            .join(", ")
                    ));
                }
                problems.extend(report.problems);
            }
        }
        finish(&mut desk, &mut progress, &problems, self.print.json).map(|(outcome, _)| outcome)
    }
}

/// Analyses, writes the dossier, prints the summary; gives the dossier's path too.
pub fn finish(
    desk: &mut Desk,
    progress: &mut Progress,
    problems: &[(String, String)],
    json: bool,
) -> Result<(Outcome, PathBuf), Failure> {
    analysed(desk, progress)?;
    closing(&mut desk.case, problems, json)
}

/// Everything the machine can do for what was added.
pub fn analysed(desk: &mut Desk, progress: &mut Progress) -> Result<(), Failure> {
    desk.analyse(progress)?;
    Ok(())
}

/// Writes the dossier, prints the summary; gives the dossier's path too.
pub fn closing(
    case: &mut Case,
    problems: &[(String, String)],
    json: bool,
) -> Result<(Outcome, PathBuf), Failure> {
    let asked = DossierAsked {
        problems,
        ..DossierAsked::default()
    };
    let dossier = write_dossier(case, asked, &mut pipeline::Silent)?;
    let summary = Summary::of(case)?;
    print_summary(&summary, json);
    let outcome = print_failures(case, problems, json)?;
    let shown = std::path::absolute(&dossier).unwrap_or_else(|_| dossier.clone());
    if json {
        println!("{}", serde_json::json!({"dossier": shown}));
    } else {
        println!("dossier: {}", shown.display());
    }
    Ok((outcome, dossier))
}

/// The closing summary in words, or as one JSON line.
pub fn print_summary(s: &Summary, json: bool) {
    if json {
        println!(
            "{}",
            serde_json::json!({"summary": {
                "items": s.items, "videos": s.videos, "documents": s.documents,
                "pictures": s.pictures, "other": s.other,
                "hours_watched": format!("{:.4}", s.watched_seconds / 3600.0),
                "frames": s.frames, "shots": s.shots, "keyframes": s.keyframes,
                "references": s.references, "poor_references": s.poor_references,
                "products": s.products, "sightings": s.sightings,
                "products_sighted": s.products_sighted, "failures": s.failures }})
        );
        return;
    }
    println!();
    println!(
        "items       {} ({} videos, {} documents, {} pictures, {} other)",
        s.items, s.videos, s.documents, s.pictures, s.other
    );
    println!(
        "watched     {} of footage: {} frames, {} shots, {} keyframes described",
        seconds_in_words(s.watched_seconds),
        s.frames,
        s.shots,
        s.keyframes
    );
    println!(
        "references  {} of {} products{}",
        s.references,
        s.products,
        match s.poor_references {
            0 => String::new(),
            n => format!(" ({n} have too few details to be looked for)"),
        }
    );
    println!(
        "sightings   {} of {} products, proposed by the machine: a person has to judge them",
        s.sightings, s.products_sighted
    );
    if s.sightings == 0 && s.references > 0 && s.frames > 0 {
        println!("            nothing was found; that does not mean that nothing is there");
    }
}

/// Names everything that failed, and tells whether anything did.
pub fn print_failures(
    case: &Case,
    problems: &[(String, String)],
    json: bool,
) -> Result<Outcome, Failure> {
    let mut lines: Vec<(String, String, String)> = problems
        .iter()
        .map(|(path, what)| (path.clone(), "preserve".to_owned(), what.clone()))
        .collect();
    for failure in case.failures()? {
        let name = match failure.item {
            Some(item) => case
                .item(item)?
                .and_then(|row| row.origins.into_iter().next())
                .map_or_else(|| item.short(), |o| o.path),
            None => "the case".to_owned(),
        };
        lines.push((name, failure.step.name, failure.reason));
    }
    if json {
        for (name, step, reason) in &lines {
            println!(
                "{}",
                serde_json::json!({"failed": {"name": name, "step": step, "reason": reason}})
            );
        }
    } else if !lines.is_empty() {
        println!("failed      {}", lines.len());
        for (name, step, reason) in &lines {
            println!("  {} ({step}): {}", printable(name), printable(reason));
        }
    }
    Ok(if lines.is_empty() {
        Outcome::Done
    } else {
        Outcome::SomeFailed
    })
}
