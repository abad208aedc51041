//! One accuracy run: material, investigation, count.

use std::path::{Path, PathBuf};

use case::{Access, Case, CaseError};
use collect::Given;
use model::AddedAs;
use pipeline::{Desk, Event, Observer, PipelineError, Settings, Summary, Unit};

use decode::Decoder;

use super::beside::run_beside;
use super::claims::claims;
use super::count::count;
use super::ground::Ground;
use super::machine::{MemoryWatch, Phases, bytes_by_kind};
use super::material::{self, MaterialError, NeverRun, RandomRun, RealRun};
use super::peers::Peers;
use super::report::{Outcome, Work};

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    #[error(transparent)]
    Material(#[from] MaterialError),
    #[error(transparent)]
    Stage(#[from] stage::StageError),
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    #[error(transparent)]
    Decode(#[from] decode::DecodeError),
    #[error("{path}: {source}")]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{0}")]
    Other(String),
}

/// What is filmed.
pub enum Kind {
    Demo,
    Random(RandomRun),
    /// Nothing that any document shows.
    Never {
        run: NeverRun,
        /// More documents and pictures that are not filmed.
        documents: Vec<PathBuf>,
    },
    Real {
        run: RealRun,
        /// Documents that are investigated as they are.
        documents: Option<PathBuf>,
    },
}

/// An accuracy run.
pub struct Plan<'a> {
    pub kind: Kind,
    /// Holds the material and the case.
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    /// Throw an earlier run's case away, but not the material.
    pub afresh: bool,
    pub peers: Option<Peers>,
}

/// Films what is missing, investigates, and counts.
///
/// # Errors
/// When the material can't be made or the case can't be written; files that fail are part of the
/// outcome.
pub fn run(plan: &Plan<'_>, observer: &mut dyn Observer) -> Result<Outcome, BenchError> {
    let options = match &plan.kind {
        Kind::Demo => serde_json::json!({"bench": "demo"}),
        Kind::Random(run) => run.options(),
        Kind::Never { run, .. } => run.options(),
        Kind::Real { run, documents } => run.options(documents.as_deref())?,
    };
    material::claim_folder(plan.dir, &options)?;
    let made = plan.dir.join("made-up");
    let mut phases = Phases::new(observer);
    let ground = film(&plan.kind, &made, &mut phases)?;
    let footage = match &plan.kind {
        // With the notes of origin beside the videos.
        Kind::Demo => vec![made.join("footage")],
        // Without the ground truth beside them.
        _ => ground.films.iter().map(|f| f.file.clone()).collect(),
    };
    let mut documents = vec![made.join("documents")];
    if let Kind::Real {
        documents: Some(given),
        ..
    } = &plan.kind
    {
        documents.push(given.clone());
    }
    if let Kind::Never {
        documents: more, ..
    } = &plan.kind
    {
        documents.extend(more.iter().cloned());
    }
    let folder = plan.dir.join("case");
    let fresh = if plan.afresh {
        throw_away(&folder)?;
        true
    } else {
        !Case::is_case(&folder)
    };
    let memory = MemoryWatch::start();
    let case = investigate(plan, &folder, &footage, &documents, &mut phases)?;
    let peak = memory.stop();
    let counted = count(&ground, claims(&case, &ground)?);
    let beside = match &plan.peers {
        Some(peers) => {
            let decoder = Decoder::new(plan.program.clone(), plan.settings.limits.clone());
            let threads = plan.settings.threads;
            Some(run_beside(
                peers,
                &case,
                &ground,
                &decoder,
                threads,
                &mut phases,
            )?)
        }
        None => None,
    };
    let work = Work {
        phases: phases.done,
        problems: phases.problems,
        peak,
        fresh,
        summary: Summary::of(&case)?,
        derived: bytes_by_kind(&folder.join("derived")),
    };
    Ok(Outcome::new(options, ground, counted, work).beside(beside))
}

fn film(kind: &Kind, made: &Path, phases: &mut Phases<'_>) -> Result<Ground, MaterialError> {
    phases.on(Event::Phase {
        name: "film",
        total: Some(1000),
        unit: Unit::Thousandths,
    });
    let mut so_far = 0;
    let told = &mut |reached: u64, what: &str| {
        phases.on(Event::Doing(what));
        phases.on(Event::Advance(reached.saturating_sub(so_far)));
        so_far = so_far.max(reached);
    };
    let ground = match kind {
        Kind::Demo => material::of_demo(made, told),
        Kind::Random(run) => material::of_random(made, *run, told),
        Kind::Never { run, .. } => material::of_never(made, *run, told),
        Kind::Real { run, .. } => material::of_real(made, run, told),
    }?;
    phases.on(Event::PhaseDone);
    Ok(ground)
}

/// Removes a case of an earlier run; a folder that is no case is left alone.
pub(super) fn throw_away(folder: &Path) -> Result<(), BenchError> {
    if !Case::is_case(folder) {
        return Ok(());
    }
    // Originals are kept read-only, which does not keep their folder from being removed.
    std::fs::remove_dir_all(folder).map_err(|source| BenchError::Io {
        path: folder.to_owned(),
        source,
    })
}

/// What `investigate` does, without a dossier.
fn investigate(
    plan: &Plan<'_>,
    folder: &Path,
    footage: &[PathBuf],
    documents: &[PathBuf],
    observer: &mut dyn Observer,
) -> Result<Case, BenchError> {
    let mut desk = open_desk(folder, plan.program.clone(), plan.settings.clone())?;
    let given = Given::default();
    desk.add(footage, AddedAs::Footage, &given, observer)?;
    desk.add(documents, AddedAs::Document, &given, observer)?;
    desk.analyse(observer)?;
    Ok(desk.case)
}

pub(super) fn open_desk(
    folder: &Path,
    program: PathBuf,
    settings: Settings,
) -> Result<Desk, BenchError> {
    let case = if Case::is_case(folder) {
        Case::open(folder, Access::Write)?
    } else {
        Case::create(folder, "bench")?
    };
    Ok(Desk::open(case, program, settings)?)
}
