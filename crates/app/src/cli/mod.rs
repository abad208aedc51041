//! The command line: verbs, options, exit status. Each verb's work is in a file of its own.

#[macro_use]
pub mod out;

mod add;
mod analyse;
mod bag;
mod bench;
mod bookmark;
mod cite;
mod demo;
mod doctor;
mod document;
mod door;
mod entity;
mod export;
mod exports;
mod find;
mod finding;
mod import;
mod import_people;
mod json;
mod list;
mod merge;
mod noted_export;
mod papers;
mod papers_json;
mod people_json;
mod picture;
mod product;
mod progress;
mod read;
mod report;
mod screen;
mod seal;
mod sensitivity;
mod serve;
mod show;
mod status;
mod text;
mod train;
mod verdict;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use door::Outcome;

/// Finds where products seen in documents appear in footage, and proves it.
#[derive(Parser)]
#[command(
    name = "contrechamp",
    version,
    about,
    long_about = "contrechamp turns the camera round: it looks for the logos and interfaces printed in \
brochures and manuals on every frame of your footage, and proves each place by geometry. The machine \
proposes; only a person finds.\n\nIt investigates systems and companies, never people: there is no \
recognition of faces or bodies in it.",
    after_help = "Exit status: 0 done · 1 something failed (it is named; everything else is done, and kept) · 2 wrong usage · 3 not a case, or not usable",
    after_long_help = "Example:\n  contrechamp investigate --case almaty --footage videos/ --documents brochures/\n\n\
Exit status: 0 done · 1 something failed (it is named; everything else is done, and kept) · 2 wrong usage · 3 not a case, or not usable"
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    sandbox: door::SandboxArg,
}

/// Which case a verb works on.
#[derive(Args, Clone)]
struct CaseArg {
    /// The case folder (default: the current folder, if it is a case)
    #[arg(long, env = "CONTRECHAMP_CASE", value_name = "DIR", global = true)]
    case: Option<PathBuf>,
}

/// How a verb prints.
#[derive(Args, Clone, Copy)]
struct Print {
    /// Print JSON lines on stdout instead of words
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a case of footage and documents and do everything: add, analyse, report. Resumable
    Investigate(report::Investigate),
    /// Make an empty case
    New(add::New),
    /// Bring files and folders into a case
    Add(add::Add),
    /// Bring in what other programs exported, or a bag
    Import(import::Import),
    /// Do everything the machine can for what was added
    Analyse(analyse::Analyse),
    /// Find every place where a picture is shown in the footage, or words are written
    Find(find::Find),
    /// Show a frame, a region or the proof of a sighting as a picture
    Show(show::Show),
    /// Read the text of a screen, a region or a frame: characters, votes, rivals, or why not
    Read(read::Read),
    /// Say what a line really reads, beside the machine's reading
    Correct(read::Correct),
    /// Print what the case holds
    List(list::List),
    /// Say what is in the case and what is left to do
    Status(status::Status),
    /// Give a verdict on a sighting or a passage: yes, no or cannot-tell
    ///
    /// Earlier verdicts are kept. Each person's latest counts; where people judge differently, the
    /// sighting counts as cannot-tell, and the passage as not accepted.
    Verdict(verdict::GiveVerdict),
    /// Say what products are called and what belongs to them: rename, merge, split, negative, undo
    Product(product::Product),
    /// Say what a document is: its kind, version, date
    Document(document::Document),
    /// Quote a passage or page
    Cite(cite::Cite),
    /// Mark a moment to come back to
    Bookmark(bookmark::SetBookmark),
    /// Draw a screen by hand on one frame; it is followed from there
    Screen(screen::DrawScreen),
    /// Open the workbench in the browser
    Serve(serve::Serve),
    /// Say how far an item may go: open, internal, source-identifying
    Sensitivity(sensitivity::SaySensitivity),
    /// Say who and what the case is about: companies, bodies, programmes, sites, systems …
    Entity(entity::Entity),
    /// Relate two of them, with evidence
    Link(entity::Link),
    /// Take a relation out
    Unlink(entity::Unlink),
    /// State something, with evidence for and against, and move it on to be published
    Finding(finding::Finding),
    /// Note what a named party was asked and what it answered
    Reply(finding::Reply),
    /// Print what people did on entities, relations, findings and options
    History(entity::History),
    /// Undo such an act
    Undo(entity::Undo),
    /// Say how people work: second reading, blind reading, order of the queue
    Option(entity::SetOption),
    /// Say what the dossier may show of a picture: cover places, or let all of it be seen
    Picture(picture::Picture),
    /// Bring in what people did in another copy of this case
    Merge(merge::Merge),
    /// Say that something on which merged copies differed is right as it stands
    Settle(merge::Settle),
    /// Write the case in a form for others
    Export(export::Export),
    /// Sign the journal's head, or have it stamped with a time
    Seal(seal::Seal),
    /// Check that originals, journal, database and derived files are whole
    Verify(verify::Verify),
    /// Say how well this system holds hostile files back, by trying
    Doctor(doctor::Doctor),
    /// Film a small made-up case, investigate it, and open its dossier
    Demo(demo::Demo),
    /// Measure accuracy and speed against generated ground truth
    Bench(bench::Bench),
    #[command(hide = true)]
    TrainVocabulary(train::TrainVocabulary),
}

/// Parses the command line and runs one verb.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.sandbox.hold();
    match run(cli.verb) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Err(failure) => failure.print(),
    }
}

/// Runs a command line (without the program's name) as a user's would run; gives what it prints.
fn told(arguments: &[String]) -> Result<Vec<String>, door::Failure> {
    let name = std::iter::once("contrechamp");
    let cli = Cli::try_parse_from(name.chain(arguments.iter().map(String::as_str)))
        .map_err(|e| door::Failure::usage(e.to_string(), "see contrechamp --help"))?;
    let (outcome, lines) = out::kept(|| run(cli.verb));
    outcome.map(|_| lines)
}

fn run(verb: Verb) -> Result<Outcome, door::Failure> {
    match verb {
        Verb::Investigate(v) => v.run(),
        Verb::New(v) => v.run(),
        Verb::Add(v) => v.run(),
        Verb::Import(v) => v.run(),
        Verb::Analyse(v) => v.run(),
        Verb::Find(v) => v.run(),
        Verb::Show(v) => v.run(),
        Verb::Read(v) => v.run(),
        Verb::Correct(v) => v.run(),
        Verb::List(v) => v.run(),
        Verb::Status(v) => v.run(),
        Verb::Verdict(v) => v.run(),
        Verb::Product(v) => v.run(),
        Verb::Document(v) => v.run(),
        Verb::Cite(v) => v.run(),
        Verb::Bookmark(v) => v.run(),
        Verb::Screen(v) => v.run(),
        Verb::Serve(v) => v.run(),
        Verb::Sensitivity(v) => v.run(),
        Verb::Entity(v) => v.run(),
        Verb::Link(v) => v.run(),
        Verb::Unlink(v) => v.run(),
        Verb::Finding(v) => v.run(),
        Verb::Reply(v) => v.run(),
        Verb::History(v) => v.run(),
        Verb::Undo(v) => v.run(),
        Verb::Option(v) => v.run(),
        Verb::Picture(v) => v.run(),
        Verb::Merge(v) => v.run(),
        Verb::Settle(v) => v.run(),
        Verb::Export(v) => v.run(),
        Verb::Seal(v) => v.run(),
        Verb::Verify(v) => v.run(),
        Verb::Doctor(v) => v.run(),
        Verb::Demo(v) => v.run(),
        Verb::Bench(v) => v.run(),
        Verb::TrainVocabulary(v) => v.run(),
    }
}

/// A dossier as the workbench asks for it: written where `export` puts it, or only looked at.
pub mod dossier {
    use std::path::PathBuf;

    use case::Case;
    use pipeline::Observer;
    use publish::{Tongue, Written};

    use super::export::{DossierAsked, gathered, rendered, write_dossier};

    fn asked(tongue: Tongue, published_only: bool) -> DossierAsked<'static> {
        DossierAsked {
            tongue,
            published_only,
            ..DossierAsked::default()
        }
    }

    /// Writes it, and gives the page to open.
    ///
    /// # Errors
    /// In words, when it can't be written.
    pub fn write(
        case: &mut Case,
        tongue: Tongue,
        published_only: bool,
        observer: &mut dyn Observer,
    ) -> Result<PathBuf, String> {
        write_dossier(case, asked(tongue, published_only), observer).map_err(|f| f.what)
    }

    /// Writes it beside, to be looked at: nothing is noted in the case, and nothing exported.
    ///
    /// # Errors
    /// In words, when it can't be written.
    pub fn preview(
        case: &Case,
        tongue: Tongue,
        published_only: bool,
        observer: &mut dyn Observer,
    ) -> Result<Written, String> {
        let of = gathered(case, asked(tongue, published_only)).map_err(|f| f.what)?;
        let out = case.dir().join("preview");
        rendered(&of, &out, observer).map_err(|f| f.what)
    }
}
