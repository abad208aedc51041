//! `export`: the case in a form for others.

use std::path::{Path, PathBuf};

use case::{Access, Case, CaseError};
use clap::{Args, ValueEnum};
use model::ContentHash;

use pipeline::{Event, Observer, Silent, Unit};
use publish::{Dossier, Held, Reach, Tongue, Written};

use super::CaseArg;
use super::bag::BagArgs;
use super::door::{Failure, Outcome};
use super::exports::{self, Texts};
use super::noted_export::Exported;

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
    after_help = "Examples:\n  contrechamp export --case almaty dossier --to almaty-dossier\n  contrechamp export --case almaty dossier --language fr --pdf --to almaty-fr\n  contrechamp export --case almaty ftm --to almaty.ftm.json\n  contrechamp export --case almaty markers --to markers/\n  contrechamp export --case almaty bag --key ~/.ssh/id_ed25519 --by k7"
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
    reach: ReachArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    bag: BagArgs,
    /// Print a JSON line on stdout instead of words
    #[arg(long)]
    json: bool,
}

/// How far what is written may go.
#[derive(Args, Clone, Copy, Default)]
pub struct ReachArgs {
    /// Only items that were said to be open (see `sensitivity`)
    #[arg(long)]
    pub open_only: bool,
    /// Also what could tell who a source is: for your own eyes. Never in a bag
    #[arg(long, conflicts_with = "open_only")]
    with_source_identifying: bool,
}

impl ReachArgs {
    const fn reach(self) -> Reach {
        match (self.open_only, self.with_source_identifying) {
            (true, _) => Reach::Open,
            (false, true) => Reach::Everything,
            (false, false) => Reach::Usual,
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum PageLanguage {
    #[default]
    En,
    Fr,
}

/// What a dossier is written in, and what it holds.
#[derive(Args, Clone, Copy, Default)]
pub struct PageArgs {
    /// Dossier: its language; names, quotes and what people wrote stay as they are
    #[arg(long, value_enum, default_value = "en")]
    language: PageLanguage,
    /// Dossier: also as dossier.pdf in its folder, printed by your own Chromium or Chrome, offline
    #[arg(long)]
    pdf: bool,
    /// Dossier: only findings that are published
    #[arg(long)]
    published_only: bool,
}

/// What a dossier is asked for with.
#[derive(Clone, Copy)]
pub struct DossierAsked<'a> {
    /// Files that could not be brought in: path and reason.
    pub problems: &'a [(String, String)],
    pub to: Option<&'a Path>,
    pub reach: Reach,
    pub tongue: Tongue,
    /// Only findings that are published.
    pub published_only: bool,
}

impl Default for DossierAsked<'_> {
    fn default() -> Self {
        Self {
            problems: &[],
            to: None,
            reach: Reach::Usual,
            tongue: Tongue::English,
            published_only: false,
        }
    }
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
            Form::Dossier => return self.dossier(&mut case),
            Form::Bag => {
                if self.reach.with_source_identifying {
                    return Err(Failure::usage(
                        "a bag never holds what could tell who a source is",
                        "leave --with-source-identifying out",
                    ));
                }
                let open_only = self.reach.open_only;
                let to = self.to.as_deref();
                return self.bag.run(&mut case, to, &now(), open_only, self.json);
            }
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
                let held = Held::of(&case, self.reach.reach())?;
                let text = format!("\u{feff}{}", super::papers::matrix_csv(&case, &held)?);
                let exported = Exported::one(&case, "matrix", out, &text)?;
                let reach = self.reach.reach().word();
                let more = serde_json::json!({"form": "csv", "of": "matrix", "reach": reach});
                exported.done(&mut case, more, self.json)?;
            }
        }
        Ok(Outcome::Done)
    }

    fn texts(self, case: &mut Case, form: Texts) -> Result<Outcome, Failure> {
        let (reach, json) = (self.reach.reach(), self.json);
        exports::write(case, form, self.to, &now(), reach, json)
    }

    fn dossier(self, case: &mut Case) -> Result<Outcome, Failure> {
        let asked = DossierAsked {
            problems: &[],
            to: self.to.as_deref(),
            reach: self.reach.reach(),
            tongue: match self.page.language {
                PageLanguage::En => Tongue::English,
                PageLanguage::Fr => Tongue::French,
            },
            published_only: self.page.published_only,
        };
        let index = write_dossier(case, asked, &mut Silent)?;
        exports::told("dossier", &index, 1, self.json);
        if !self.page.pdf {
            return Ok(Outcome::Done);
        }
        let pdf =
            publish::dossier::pdf::print(&index).map_err(|e| Failure::on_the_way(e.to_string()))?;
        exports::told("pdf", &pdf, 1, self.json);
        Ok(Outcome::Done)
    }
}

/// ISO 8601, UTC, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

/// What a dossier would show, and nothing is written.
pub fn gathered(case: &Case, asked: DossierAsked<'_>) -> Result<Dossier, Failure> {
    let mut investigation = exports::investigation(case, &now())?;
    if asked.published_only {
        let findings = &mut investigation.findings;
        findings.retain(|f| f.state == model::FindingState::Published);
    }
    let wanted = publish::gather::Wanted {
        investigation,
        reach: asked.reach,
        tongue: asked.tongue,
        problems: asked.problems,
    };
    Ok(publish::gather::dossier(case, wanted)?)
}

/// Writes a dossier's folder, and tells how far it is.
pub fn rendered(
    dossier: &Dossier,
    out: &Path,
    observer: &mut dyn Observer,
) -> Result<Written, Failure> {
    observer.on(Event::Phase {
        name: "write the dossier",
        total: Some(dossier.pictures()),
        unit: Unit::Files,
    });
    let written = publish::render_told(dossier, out, &mut || observer.on(Event::Advance(1)))?;
    observer.on(Event::PhaseDone);
    Ok(written)
}

/// Writes the dossier and journals it; gives the page to open.
pub fn write_dossier(
    case: &mut Case,
    asked: DossierAsked<'_>,
    observer: &mut dyn Observer,
) -> Result<PathBuf, Failure> {
    let usual = || case.dir().join("dossier");
    let out = asked.to.map_or_else(usual, Path::to_owned);
    let dossier = gathered(case, asked)?;
    let written = rendered(&dossier, &out, observer)?;
    // Folders of this machine are nobody's business who is given the journal.
    let files = written.files.iter().filter_map(|file| {
        let inside = file.strip_prefix(written.index.parent()?);
        let name = inside.ok().or(file.file_name().map(Path::new))?;
        Some(name.to_string_lossy().into_owned())
    });
    let files: Vec<String> = files.collect();
    let page = std::fs::read(&written.index)
        .map_err(|e| Failure::on_the_way(format!("{}: {e}", written.index.display())))?;
    case.note_act(
        "export",
        serde_json::json!({
            "form": "dossier", "files": files, "reach": asked.reach.word(),
            "language": dossier.tongue.code(), "sha256": ContentHash::of(&page),
        }),
    )?;
    Ok(written.index)
}
