//! `export`: the case in a form for others.

use std::path::{Path, PathBuf};

use case::{Access, Case, CaseError};
use clap::{Args, ValueEnum};

use super::CaseArg;
use super::bag::BagArgs;
use super::door::{Failure, Outcome};
use super::exports::{self, Texts};

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// One HTML page with its pictures; opens from disk
    Dossier,
    /// The capability matrix as one CSV file, with every quote and address behind it
    Csv,
    /// FollowTheMoney entities, for Aleph and its tools
    Ftm,
    /// Entities, relations, findings, evidence, ladders, replies and sources, one CSV file each
    Tables,
    /// Sources as CSL-JSON, for reference managers
    Csl,
    /// Sources as BibTeX
    Bibtex,
    /// Markers for Premiere (xmeml), Resolve (EDL), Avid, Final Cut (FCPXML), OTIO and as CSV, for each video
    Markers,
    /// Sightings as WebVTT, for each video
    Webvtt,
    /// W3C Web Annotations
    Annotations,
    /// Boxes as COCO
    Coco,
    /// Boxes as CVAT for video 1.1, for each video
    Cvat,
    /// The graph of entities and relations for Gephi
    Gexf,
    /// The graph as a picture (SVG)
    Graph,
    /// Everything that may go, to be handed over: BagIt with an RO-Crate inside, checked with common tools
    Bag,
}

/// Write the case in a form for others.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp export --case almaty dossier --to almaty-dossier\n  contrechamp export --case almaty ftm --to almaty.ftm.json\n  contrechamp export --case almaty markers --to markers/\n  contrechamp export --case almaty bag --key ~/.ssh/id_ed25519 --by k7"
)]
pub struct Export {
    #[command(flatten)]
    case: CaseArg,
    #[arg(value_enum)]
    form: Form,
    /// Where to write it (default: named after the form, in the case folder; a bag beside it)
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    #[command(flatten)]
    bag: BagArgs,
}

impl Export {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open_or(Access::Write, |e| match e {
            CaseError::ReadOnly { .. } => Failure::from(e).hint(
                "an export is noted in the case's journal, and there nothing can be noted: copy the case folder to a writable disk and export from the copy",
            ),
            _ => e.into(),
        })?;
        match self.form {
            Form::Dossier => {
                let index = write_dossier(&mut case, &[], self.to.as_deref())?;
                println!("dossier: {}", index.display());
            }
            Form::Bag => return self.bag.run(&mut case, self.to.as_deref(), &now()),
            Form::Ftm => return self.texts(&mut case, Texts::Ftm),
            Form::Tables => return self.texts(&mut case, Texts::Tables),
            Form::Csl => return self.texts(&mut case, Texts::Csl),
            Form::Bibtex => return self.texts(&mut case, Texts::Bibtex),
            Form::Markers => return self.texts(&mut case, Texts::Markers),
            Form::Webvtt => return self.texts(&mut case, Texts::Webvtt),
            Form::Annotations => return self.texts(&mut case, Texts::Annotations),
            Form::Coco => return self.texts(&mut case, Texts::Coco),
            Form::Cvat => return self.texts(&mut case, Texts::Cvat),
            Form::Gexf => return self.texts(&mut case, Texts::Gexf),
            Form::Graph => return self.texts(&mut case, Texts::Graph),
            Form::Csv => {
                let out = self.to.unwrap_or_else(|| case.dir().join("matrix.csv"));
                // The mark tells spreadsheets that it is UTF-8.
                let text = format!("\u{feff}{}", super::papers::matrix_csv(&case)?);
                std::fs::write(&out, &text)
                    .map_err(|e| Failure::on_the_way(format!("{}: {e}", out.display())))?;
                case.note_act("export", serde_json::json!({"form": "csv", "of": "matrix"}))?;
                println!("matrix: {}", out.display());
            }
        }
        Ok(Outcome::Done)
    }

    fn texts(self, case: &mut Case, form: Texts) -> Result<Outcome, Failure> {
        exports::write(case, form, self.to, &now())
    }
}

/// ISO 8601, UTC, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

/// Writes the dossier and journals it; gives the page to open.
pub fn write_dossier(
    case: &mut Case,
    problems: &[(String, String)],
    to: Option<&Path>,
) -> Result<PathBuf, Failure> {
    let out = to.map_or_else(|| case.dir().join("dossier"), Path::to_owned);
    let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
    let made_at = now();
    let mut dossier = publish::gather::dossier(case, problems, software, &made_at)?;
    dossier.investigation = Some(exports::investigation(case, &made_at)?);
    let written = publish::render(&dossier, &out)?;
    case.note_act(
        "export",
        serde_json::json!({"form": "dossier", "files": written.files}),
    )?;
    Ok(written.index)
}
