//! `read`: the text of a screen, a region or a frame, with votes and rivals; `correct`: what a
//! person reads instead.

use case::{Access, ReadingRow};
use clap::Args;
use pipeline::PipelineError;

use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::find::moment;
use super::json::path_of;
use super::text::{print_reading, reading_json};
use super::{CaseArg, Print};

/// Read the text of a screen, a region of a frame, or a whole frame.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp read --case almaty 4f0c9a1b77d2\n  \
contrechamp read --case almaty '7f3a9c2b4d1e@0:527872:1/12800#240,86,816,90,812,324,238,320'\n  \
contrechamp read --case almaty '7f3a9c2b4d1e@0:527872:1/12800' --json\n\n\
With the id of a reading (see list readings) it is shown as analyse made it. With an address the \
frame, or the quad on it, is read now from that one frame; nothing is added to the case."
)]
pub struct Read {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// A reading's id (or its first digits), or the address of a moment with or without a quad
    what: String,
    #[command(flatten)]
    work: WorkArgs,
}

/// Say what a line reads: it stands beside the machine's reading, never over it.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp correct --case almaty 4f0c9a1b77d2 3 'category: activist' --by k7 --reason 'legible on frame 812'\n\n\
An empty text says that nothing is written there."
)]
pub struct Correct {
    #[command(flatten)]
    case: CaseArg,
    /// The reading's id, or its first digits (see list readings)
    reading: String,
    /// Number of the line, from 1
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    line: u32,
    /// What it reads
    text: String,
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    print: Print,
}

impl Read {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        if !self.what.contains('@') {
            let row = case
                .reading(&self.what)
                .map_err(|e| Failure::from(e).hint("see: contrechamp list readings"))?;
            if self.print.json {
                println!("{}", reading_json(&case, &row)?);
            } else {
                let path = path_of(&case, &row.reading.video)?;
                print_reading(&row.id, &path, &row.reading, true);
            }
            return Ok(Outcome::Done);
        }
        let address = moment(&self.what)?;
        let desk = desk(case, self.work.settings())?;
        let (reading, missing) = desk.read_moment(&address).map_err(|e| match e {
            PipelineError::Wanted(what) => Failure::on_the_way(what),
            e => e.into(),
        })?;
        for what in &missing {
            eprintln!("warning: {what}");
        }
        let row = ReadingRow {
            id: reading.id(),
            reading,
            corrections: Vec::new(),
        };
        if self.print.json {
            println!("{}", reading_json(&desk.case, &row)?);
        } else {
            let path = path_of(&desk.case, &row.reading.video)?;
            print_reading(&row.id, &path, &row.reading, true);
            if row.reading.lines.is_empty() {
                println!("      no lines of text were found on it");
            }
        }
        Ok(Outcome::Done)
    }
}

impl Correct {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let line = self.line as usize - 1;
        review::correct(
            &mut case,
            &self.reading,
            line,
            &self.text,
            &self.by,
            &self.reason,
        )?;
        if self.print.json {
            let said = serde_json::json!({"reading": self.reading, "line": self.line,
                "text": self.text, "by": self.by});
            println!("{said}");
        } else {
            println!("noted beside the machine's reading; earlier ones are kept");
        }
        Ok(Outcome::Done)
    }
}
