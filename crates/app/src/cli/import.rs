//! `import`: what other programs exported, and bags, brought in offline.

use std::path::PathBuf;

use case::Access;
use clap::{Args, ValueEnum};
use collect::Export;
use model::AddedAs;
use pipeline::{ImportReport, PipelineError, Settings};
use serde_json::{Value, json};

use super::add::{As, OriginArgs};
use super::door::{Failure, Outcome, desk};
use super::import_people::{self, Kind};
use super::progress::{Progress, printable};
use super::{CaseArg, Print, bag};

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// A bag that `export bag` made; it becomes a new case
    Bag,
    /// gallery-dl's folder, with a .json beside each file
    GalleryDl,
    /// auto-archiver's folder with metadata.json, or its sheet as CSV
    AutoArchiver,
    /// Telegram Desktop's result.json; chats only
    Telegram,
    /// Saved pages: WACZ, WARC, MHTML, SingleFile; files or folders
    Saved,
    /// What Facebook gives to the holder of an account (JSON)
    Facebook,
    /// What Instagram gives to the holder of an account (JSON)
    Instagram,
    /// A folder with SHA256SUMS, or with a CSV of its files
    List,
    /// FollowTheMoney entities, one JSON object a line
    Ftm,
    /// A CSV table of companies, or of other entities with a column `kind`
    Entities,
    /// A CSV table of relations: from, relation, to, since, until
    Relations,
}

/// Bring in what other programs exported. Nothing is fetched.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp import --case almaty telegram ChatExport/result.json --source https://t.me/channel --by k7\n  contrechamp import --case almaty saved page.wacz page.mhtml --by k7\n  contrechamp import --case almaty entities companies.csv --by k7\n  contrechamp import bag almaty-bag-2026-11-25 --case almaty-again\n\n\
Each record is kept as an item of its own. What an export tells of and does not hold becomes a gap \
(`list gaps`). What yt-dlp leaves beside a file, `add` reads."
)]
pub struct Import {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    #[command(flatten)]
    origin: OriginArgs,
    /// What the files are: pictures among footage are not used as references
    #[arg(long = "as", value_enum, default_value = "either")]
    kind: As,
    /// What it is
    #[arg(value_enum)]
    from: From,
    /// Its folder or file; for `saved` several
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

impl Import {
    pub fn run(self) -> Result<Outcome, Failure> {
        let given = self.origin.given()?;
        let path = match self.paths.as_slice() {
            [path] => path.clone(),
            [first, ..] if self.from == From::Saved => first.clone(),
            _ => {
                return Err(Failure::usage(
                    "one folder or file is imported at a time",
                    "give the command once for each",
                ));
            }
        };
        if self.from == From::Bag {
            let dir = self.case.case.ok_or_else(|| {
                Failure::usage(
                    "a bag becomes a new case, and no folder was named",
                    "contrechamp import bag BAG --case NEW",
                )
            })?;
            return bag::import(&path, &dir, given.by.as_deref(), self.print.json);
        }
        if let Some(missing) = self.paths.iter().find(|p| p.symlink_metadata().is_err()) {
            return Err(Failure::usage(
                format!(
                    "{}: no such file or folder, or not allowed to be seen",
                    missing.display()
                ),
                "check the path; nothing was imported",
            ));
        }
        if let Some(kind) = people(self.from) {
            let (by, json) = (given.by.as_deref(), self.print.json);
            return import_people::statements(&self.case, kind, &path, by, json);
        }
        let mut desk = desk(self.case.open(Access::Write)?, Settings::default())?;
        let (mut progress, added_as) = (Progress::new(), AddedAs::from(self.kind));
        let report = match export(self.from) {
            Some(kind) => desk.import_export(kind, &path, &given, added_as, &mut progress),
            None => desk.import_saved(&self.paths, &given, added_as, &mut progress),
        };
        let report = report.map_err(|e| match e {
            PipelineError::Wanted(what) => Failure::usage(what, "see: contrechamp import --help"),
            e => e.into(),
        })?;
        self.print(&report);
        Ok(if report.added.problems.is_empty() {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }

    fn print(&self, report: &ImportReport) {
        let added = &report.added;
        if self.print.json {
            let pairs = |list: &[(String, String)]| -> Vec<Value> {
                let pair = |(name, what): &(String, String)| json!({ "path": name, "what": what });
                list.iter().map(pair).collect()
            };
            println!(
                "{}",
                json!({ "files": added.files, "new_items": added.new_items,
                        "new_origins": added.new_origins, "known": added.known,
                        "problems": pairs(&added.problems), "noticed": pairs(&added.noticed),
                        "gaps": pairs(&report.gaps), "notices": report.notices })
            );
            return;
        }
        println!(
            "{} files: {} new items, {} known under another origin, {} known; {} could not be brought in",
            added.files,
            added.new_items,
            added.new_origins,
            added.known,
            added.problems.len()
        );
        for (name, what) in &added.noticed {
            println!("noticed    {}: {}", printable(name), printable(what));
        }
        for (name, why) in &report.gaps {
            println!("gap        {}: {}", printable(name), printable(why));
        }
        for notice in &report.notices {
            println!("mind       {}", printable(notice));
        }
    }
}

fn export(from: From) -> Option<Export> {
    Some(match from {
        From::GalleryDl => Export::GalleryDl,
        From::AutoArchiver => Export::AutoArchiver,
        From::Telegram => Export::Telegram,
        From::Facebook | From::Instagram => Export::Social,
        From::List => Export::List,
        From::Saved | From::Bag | From::Ftm | From::Entities | From::Relations => return None,
    })
}

/// What holds entities and relations, and no files.
const fn people(from: From) -> Option<Kind> {
    match from {
        From::Ftm => Some(Kind::Ftm),
        From::Entities => Some(Kind::Entities),
        From::Relations => Some(Kind::Relations),
        _ => None,
    }
}
