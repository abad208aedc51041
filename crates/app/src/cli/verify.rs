//! `verify`: is everything that the case holds whole?

use std::path::PathBuf;

use case::{Access, Case, JournalHead, Past};
use clap::Args;
use pipeline::{Part, Sealed, Verified, check_statement, verify};
use serde_json::json;

use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::progress::{Progress, printable};
use super::{CaseArg, Print};

/// Check every original against its hash, the journal's chain, the database, and derived files.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp verify --case almaty\n  contrechamp verify --case almaty --head 412:9f2c…\n  contrechamp verify --case almaty --views --proofs 50\n\n\
Nothing is changed. Exit status 1 where something is not whole. A chain that was written anew as a \
whole, or an old copy put in the place of a newer one, only shows against a head that was noted \
elsewhere: every dossier has one, and `seal` makes one that is signed or stamped."
)]
pub struct Verify {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// A head that was noted earlier: the number of a journal line, a colon, its SHA-256
    #[arg(long, value_name = "N:SHA256", value_parser = noted_head)]
    head: Vec<JournalHead>,
    /// A statement that `seal` made and that was kept elsewhere; its `.sig` and `.tsr` are checked too
    #[arg(long, value_name = "FILE")]
    seal: Vec<PathBuf>,
    /// Note in this file which originals are whole; a later run with the same file goes on where
    /// this one was, and reads no original again whose file was not changed since
    #[arg(long, value_name = "FILE")]
    notes: Option<PathBuf>,
    /// Make every merged view of a screen again, and compare its pixels
    #[arg(long)]
    views: bool,
    /// Make proof pictures of so many sightings, or of "all", again from the originals, and compare
    /// their pixels
    #[arg(long, value_name = "N", value_parser = how_many)]
    proofs: Option<HowMany>,
    #[command(flatten)]
    work: WorkArgs,
}

/// How many are looked at.
#[derive(Clone, Copy)]
enum HowMany {
    All,
    Some(usize),
}

fn how_many(text: &str) -> Result<HowMany, String> {
    match text {
        "all" => Ok(HowMany::All),
        _ => match text.parse() {
            Ok(n) if n > 0 => Ok(HowMany::Some(n)),
            _ => Err("expected a number from 1, or all".to_owned()),
        },
    }
}

fn noted_head(text: &str) -> Result<JournalHead, String> {
    let (seq, hash) = text
        .split_once(':')
        .ok_or("expected a line's number, a colon and its SHA-256")?;
    Ok(JournalHead {
        seq: seq.parse().map_err(|e| format!("{seq:?}: {e}"))?,
        hash: hash.parse().map_err(|e| format!("{hash:?}: {e}"))?,
    })
}

impl Verify {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        let threads = self.work.settings().threads;
        let found = verify(&case, threads, self.notes.as_deref(), &mut Progress::new())?;
        let mut whole = found.is_whole();
        if self.print.json {
            print_json(&found);
        } else {
            print_words(&found);
        }
        for head in &self.head {
            whole &= self.compare(&case, head)?;
        }
        for file in &self.seal {
            whole &= self.compare_seal(&case, file)?;
        }
        if self.views || self.proofs.is_some() {
            whole &= self.compare_pictures(case)?;
        }
        if self.print.json {
            println!("{}", json!({ "whole": whole }));
        } else if !whole {
            println!(
                "The case is NOT WHOLE. Keep this folder as it is, and compare it with an earlier copy."
            );
        }
        Ok(if whole {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }

    /// Answers whether the journal goes through a head that was noted elsewhere.
    fn compare(&self, case: &Case, head: &JournalHead) -> Result<bool, Failure> {
        let past = case.check_past(head)?;
        let (holds, what) = match past {
            Past::Holds => (true, "the journal goes through it".to_owned()),
            Past::Older { lines } => (
                false,
                format!("the journal ends at line {lines}, before it: an older copy, or cut off"),
            ),
            Past::Other => (
                false,
                "another line stands there: this is another history".to_owned(),
            ),
        };
        if self.print.json {
            println!(
                "{}",
                json!({ "part": "head", "seq": head.seq, "hash": head.hash, "holds": holds, "what": what })
            );
        } else {
            let mark = if holds { "" } else { "NOT WHOLE: " };
            println!("head {:<6} {mark}{what}", head.seq);
        }
        Ok(holds)
    }
}

impl Verify {
    fn compare_seal(&self, case: &Case, file: &std::path::Path) -> Result<bool, Failure> {
        let told = check_statement(case, file)?;
        match &told {
            Ok(sealed) if self.print.json => println!("{}", sealed_json(sealed)),
            Ok(sealed) => print!("{}", sealed_words(sealed)),
            Err(why) if self.print.json => println!(
                "{}",
                json!({ "fault": why, "part": "seals", "name": file.to_string_lossy() })
            ),
            Err(why) => println!(
                "NOT WHOLE  seals: {}: {}",
                printable(&file.to_string_lossy()),
                printable(why)
            ),
        }
        Ok(told.is_ok())
    }

    /// Makes pictures again; answers whether all came out the same.
    fn compare_pictures(&self, case: Case) -> Result<bool, Failure> {
        let desk = desk(case, self.work.settings())?;
        let mut same = true;
        if self.views {
            let mut tally = self.tally("views", "screen");
            desk.verify_views(&mut |id, told| tally.add(id, told))?;
            same &= tally.told("merged views came out the same");
        }
        if let Some(most) = self.proofs {
            let most = match most {
                HowMany::All => None,
                HowMany::Some(n) => Some(n),
            };
            let mut tally = self.tally("proofs", "sighting");
            let without = desk.verify_proofs(most, &mut |id, told| tally.add(id, told))?;
            tally.without = Some(without);
            same &= tally.told("sightings' pictures came out the same");
        }
        Ok(same)
    }

    const fn tally(&self, part: &'static str, of: &'static str) -> Tally {
        Tally {
            part,
            of,
            json: self.print.json,
            all: 0,
            same: 0,
            without: None,
        }
    }
}

/// Counts pictures that were made again, and tells of each that is not the same.
struct Tally {
    part: &'static str,
    of: &'static str,
    json: bool,
    all: usize,
    same: usize,
    /// Those that have no pictures, where that is known.
    without: Option<usize>,
}

impl Tally {
    fn add(&mut self, id: &str, told: Result<(), String>) {
        self.all += 1;
        let (part, of) = (self.part, self.of);
        match told {
            Ok(()) => self.same += 1,
            Err(why) if self.json => {
                println!("{}", json!({ "fault": why, "part": part, "name": id }));
            }
            Err(why) => println!("NOT THE SAME  {of} {id}: {}", printable(&why)),
        }
    }

    /// Prints the sum; answers whether all are the same.
    fn told(&self, words: &str) -> bool {
        let (part, same, all) = (self.part, self.same, self.all);
        if self.json {
            let mut told = json!({ "part": part, "checked": all, "whole": same });
            if let Some(without) = self.without {
                told["without_pictures"] = without.into();
            }
            println!("{told}");
        } else {
            println!("{part:<10} {same} of {all} {words}");
            if let Some(without) = self.without.filter(|n| *n > 0) {
                println!(
                    "           {without} {}s have no pictures to compare: `analyse` makes them",
                    self.of
                );
            }
        }
        same == all
    }
}

fn print_words(found: &Verified) {
    for (part, fault) in found.faults() {
        println!(
            "NOT WHOLE  {part}: {}: {}",
            printable(&fault.name),
            printable(&fault.what)
        );
    }
    part_words("originals", &found.originals);
    for name in &found.left_over {
        println!(
            "           {} is whole and of no item: a run was cut off before it was added; adding \
             the file again takes it in",
            printable(name)
        );
    }
    journal_words(found);
    if found.database.is_empty() {
        println!("database   whole, and says what the journal says");
    }
    part_words("derived", &found.derived);
    for sealed in &found.seals {
        print!("{}", sealed_words(sealed));
    }
}

fn journal_words(found: &Verified) {
    match &found.journal {
        Ok(report) => {
            println!(
                "journal    whole, {} acts, head {}:{}",
                report.lines, report.head.seq, report.head.hash
            );
            for (line, mark) in &report.marks {
                println!("           line {line} tells of earlier trouble: {mark}");
            }
            if report.openings_after_kill > 0 {
                println!(
                    "           {} openings followed a run that had been cut off",
                    report.openings_after_kill
                );
            }
        }
        Err(e) => println!("journal    NOT WHOLE: {e}"),
    }
}

/// What a statement shows, and what is left for people to know.
fn sealed_words(sealed: &Sealed) -> String {
    let name = sealed
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let mut text = format!(
        "seal       {}: line {} is in the journal",
        printable(&name),
        sealed.head.seq
    );
    if let Some(signed) = &sealed.signed {
        text.push_str(&format!(
            "\n           signed with {} (whose key that is, you must know)",
            signed.fingerprint
        ));
    }
    if let Some(stamp) = &sealed.stamp {
        text.push_str(&format!(
            "\n           stamped at {}, number {} (who stamped it, openssl ts -verify tells)",
            instant(stamp.at),
            stamp.serial
        ));
    }
    text.push('\n');
    text
}

/// ISO 8601, UTC.
pub fn instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |t| t.to_string())
}

fn sealed_json(sealed: &Sealed) -> serde_json::Value {
    json!({
        "part": "seals", "name": sealed.file.to_string_lossy(), "head": sealed.head,
        "key": sealed.signed.as_ref().map(|s| &s.fingerprint),
        "stamped_at": sealed.stamp.as_ref().map(|s| instant(s.at)),
        "serial": sealed.stamp.as_ref().map(|s| &s.serial),
    })
}

fn part_words(name: &str, part: &Part) {
    let mut more = String::new();
    if part.earlier > 0 {
        more = format!(
            "; {} were found so by an earlier run, and their files were not changed since",
            part.earlier
        );
    }
    if part.unchecked > 0 {
        more += &format!("; {} have no checksum and were not checked", part.unchecked);
    }
    println!(
        "{name:<10} {} of {} are whole{more}",
        part.whole, part.checked
    );
}

fn print_json(found: &Verified) {
    for (part, fault) in found.faults() {
        println!(
            "{}",
            json!({ "fault": fault.what, "part": part, "name": fault.name })
        );
    }
    for name in &found.left_over {
        println!("{}", json!({ "part": "left over", "name": name }));
    }
    for (name, part) in [("originals", &found.originals), ("derived", &found.derived)] {
        println!(
            "{}",
            json!({ "part": name, "checked": part.checked, "whole": part.whole,
                    "bytes": part.bytes, "unchecked": part.unchecked, "earlier": part.earlier })
        );
    }
    println!(
        "{}",
        json!({ "part": "database", "faults": found.database.len() })
    );
    for sealed in &found.seals {
        println!("{}", sealed_json(sealed));
    }
    match &found.journal {
        Ok(report) => println!(
            "{}",
            json!({ "part": "journal", "lines": report.lines, "head": report.head,
                    "marks": report.marks, "torn_bytes": report.torn_bytes,
                    "unconfirmed": report.unconfirmed,
                    "openings_after_kill": report.openings_after_kill, "error": null })
        ),
        Err(e) => println!("{}", json!({ "part": "journal", "error": e.to_string() })),
    }
}
