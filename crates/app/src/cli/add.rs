//! `new` and `add`: make a case, bring files in.

use std::path::PathBuf;

use case::{Access, Case};
use clap::{Args, ValueEnum};
use collect::Given;
use model::{AddedAs, Address};
use pipeline::{AddReport, Desk, Settings};

use super::door::{Failure, Outcome, case_name, desk};
use super::progress::{Progress, printable};
use super::{CaseArg, Print};

/// Make an empty case.
#[derive(Args)]
#[command(after_help = "Example:\n  contrechamp new almaty")]
pub struct New {
    /// The folder to make; it must be empty or not exist yet
    dir: PathBuf,
    /// The case's name (default: the folder's)
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    print: super::Print,
}

/// What a person says of where files come from.
#[derive(Args, Clone, Default)]
pub struct OriginArgs {
    /// Where the files come from: a URL, a person's alias, an archive
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
    /// When they were published: 2025, 2025-03, 2025-03-14 or 2025-03-14T09:30:00Z
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
    /// Who collected them (an alias, not necessarily a name)
    #[arg(long, value_name = "ALIAS")]
    by: Option<String>,
    /// What the clock of their machine was set by, for example NTP
    #[arg(long, value_name = "TEXT")]
    clock: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum As {
    Footage,
    Documents,
    /// Look-alikes and generic parts (maps, window frames) that must not prove a product
    Negatives,
    Either,
}

/// Bring files and folders into a case.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp add --case almaty --by k7 --source https://example.org/post/12 videos/\n  contrechamp add --case almaty reference --from '7f3a9c2b4d1e/p7#72,90,520,90,520,410,72,410' --product 'Argus Wall' --by k7"
)]
pub struct Add {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    #[command(flatten)]
    origin: OriginArgs,
    /// What the files are: pictures among footage are not used as references
    #[arg(long = "as", value_enum, default_value = "either")]
    kind: As,
    /// Cut a reference by hand from this page or moment, with a quad (`add reference --from …`)
    #[arg(long, value_name = "ADDRESS", requires = "product", requires = "by")]
    from: Option<String>,
    /// The product of a reference that is cut by hand
    #[arg(long, value_name = "NAME", requires = "from")]
    product: Option<String>,
    /// Why a reference is cut by hand
    #[arg(long, value_name = "TEXT", default_value = "", requires = "from")]
    reason: String,
    /// Files and folders; or the word `reference`, with --from
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

impl From<As> for AddedAs {
    fn from(kind: As) -> Self {
        match kind {
            As::Footage => Self::Footage,
            As::Documents => Self::Document,
            As::Negatives => Self::Negative,
            As::Either => Self::Either,
        }
    }
}

impl OriginArgs {
    /// # Errors
    /// When the date has another form.
    pub fn given(&self) -> Result<Given, Failure> {
        let given = Given::new(self.source.clone(), self.published.clone(), self.by.clone());
        let given = given.map_err(|e| {
            Failure::usage(
                e.to_string(),
                "give --published as 2025, 2025-03, 2025-03-14 or 2025-03-14T09:30:00Z",
            )
        })?;
        Ok(Given {
            clock: self.clock.clone(),
            ..given
        })
    }
}

impl New {
    pub fn run(self) -> Result<Outcome, Failure> {
        let name = self.name.unwrap_or_else(|| case_name(&self.dir));
        let case = Case::create(&self.dir, &name)?;
        if self.print.json {
            let dir = std::path::absolute(&self.dir).unwrap_or(self.dir);
            println!("{}", serde_json::json!({"case": dir, "name": case.name()}));
            return Ok(Outcome::Done);
        }
        println!("made the case {:?} in {}", case.name(), self.dir.display());
        println!("next: contrechamp add --case {} FILES…", self.dir.display());
        Ok(Outcome::Done)
    }
}

impl Add {
    /// Cuts a reference by hand.
    fn cut(&self, from: &str) -> Result<Outcome, Failure> {
        if self.paths != [PathBuf::from("reference")] {
            return Err(Failure::usage(
                "only references are cut from an address",
                "contrechamp add reference --from ADDRESS --product NAME --by ALIAS",
            ));
        }
        let address: Address = from.parse().map_err(|e| {
            Failure::usage(
                format!("{e}"),
                "a reference is cut from a quad on a page or frame",
            )
        })?;
        let case = self.case.open(Access::Write)?;
        let mut desk = desk(case, Settings::default())?;
        let at = format!("{:.0}", jiff::Timestamp::now());
        let cut = pipeline::Cut {
            product: self.product.as_deref().unwrap_or_default(),
            by: self.origin.by.as_deref().unwrap_or_default(),
            reason: &self.reason,
            at: &at,
        };
        let kept = desk.cut_reference(&address, &cut).map_err(|e| match e {
            pipeline::PipelineError::Wanted(what) => Failure::usage(
                what,
                "name a place as `list passages`, `list tracks` or `show` do",
            ),
            e => e.into(),
        })?;
        if self.print.json {
            println!(
                "{}",
                serde_json::json!({"reference": kept.id.short(), "pixel_sha256": kept.id,
                    "product": kept.product, "width": kept.size.width,
                    "height": kept.size.height, "address": kept.address, "poor": kept.poor})
            );
        } else {
            println!(
                "{} ({} × {}); next: contrechamp analyse",
                kept.id.short(),
                kept.size.width,
                kept.size.height
            );
            if let Some(poor) = &kept.poor {
                println!("it can't be looked for: {poor}");
            }
        }
        Ok(Outcome::Done)
    }

    pub fn run(self) -> Result<Outcome, Failure> {
        if let Some(from) = &self.from {
            return self.cut(from);
        }
        let given = self.origin.given()?;
        let case = self.case.open(Access::Write)?;
        let mut desk = desk(case, Settings::default())?;
        let mut progress = Progress::new();
        let added_as = self.kind.into();
        let report = add_paths(&mut desk, &self.paths, added_as, &given, &mut progress)?;
        if self.print.json {
            println!(
                "{}",
                serde_json::json!({"files": report.files, "new_items": report.new_items,
                    "new_origins": report.new_origins, "known": report.known,
                    "problems": pairs(&report.problems), "noticed": pairs(&report.noticed)})
            );
        } else {
            println!(
                "{} files: {} new items, {} known under another origin, {} known; {} could not be added",
                report.files,
                report.new_items,
                report.new_origins,
                report.known,
                report.problems.len()
            );
            for (path, what) in &report.noticed {
                println!("noticed: {}: {}", printable(path), printable(what));
            }
        }
        Ok(if report.problems.is_empty() {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }
}

fn pairs(list: &[(String, String)]) -> Vec<serde_json::Value> {
    let pair = |(path, what): &(String, String)| serde_json::json!({"path": path, "what": what});
    list.iter().map(pair).collect()
}

/// Adds paths after checking that they exist, since a typing error must not pass as an empty folder.
pub fn add_paths(
    desk: &mut Desk,
    paths: &[PathBuf],
    added_as: AddedAs,
    given: &Given,
    progress: &mut Progress,
) -> Result<AddReport, Failure> {
    if let Some(missing) = paths.iter().find(|p| p.symlink_metadata().is_err()) {
        return Err(Failure::usage(
            format!(
                "{}: no such file or folder, or not allowed to be seen",
                missing.display()
            ),
            "check the path; nothing was added from it",
        ));
    }
    Ok(desk.add(paths, added_as, given, progress)?)
}
