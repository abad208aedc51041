//! `merge` and `settle`: two copies of a case that were worked on apart, made one; what they say
//! differently, shown and settled.

use std::path::PathBuf;

use case::{Access, Case};
use clap::Args;
use pipeline::{MergedCopy, merge_copy, preview_merge};
use review::conflicts::{Conflict, conflicts, open_conflicts, settle};
use serde_json::{Value, json};

use super::door::{Failure, Outcome};
use super::progress::{Progress, printable};
use super::{CaseArg, Print};

/// Bring in what people did in another copy of this case.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp merge --case almaty --from /media/stick/almaty --by k7\n  contrechamp list conflicts --case almaty\n\n\
The other copy is only read. Its originals, and every act of its people, are added behind what is here; \
nothing is lost and neither journal is written anew: each act keeps the line of the other journal that it \
was, and that journal is kept as journal.merged-N. Where both copies say different things of one thing, \
both words stay, the other copy's counts for the time being (of sensitivity the stricter one), and the \
conflict is listed until somebody says the thing again or settles it. Merging again adds nothing. To make \
both copies equal, merge the other way too: a conflict that was settled here is settled there by that. \
Seals and torn ends of the other journal come along. What the machine found is not brought: run `analyse` after."
)]
pub struct Merge {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The folder of the other copy
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Who merges (an alias)
    #[arg(long, value_name = "ALIAS", required_unless_present = "dry_run")]
    by: Option<String>,
    /// Only say what would be brought
    #[arg(long)]
    dry_run: bool,
}

impl Merge {
    pub fn run(self) -> Result<Outcome, Failure> {
        let (merged, open) = if self.dry_run {
            let case = self.case.open(Access::Read)?;
            (preview_merge(&case, &self.from)?, open_conflicts(&case)?)
        } else {
            let mut case = self.case.open(Access::Write)?;
            let by = self.by.as_deref().unwrap_or_default();
            let merged = merge_copy(&mut case, &self.from, by, &mut Progress::new())?;
            (merged, open_conflicts(&case)?)
        };
        if self.print.json {
            println!("{}", told(&merged, open, self.dry_run));
        } else {
            print_words(&merged, open, self.dry_run);
        }
        Ok(Outcome::Done)
    }
}

fn told(merged: &MergedCopy, open: usize, dry: bool) -> Value {
    json!({ "dry_run": dry, "acts": merged.acts.acts, "same": merged.acts.same, "files": merged.acts.files,
            "head": merged.acts.head, "originals": merged.originals, "bytes": merged.bytes,
            "conflicts": open })
}

fn print_words(merged: &MergedCopy, open: usize, dry: bool) {
    let count: u64 = merged.acts.acts.values().sum();
    if count == 0 && merged.originals == 0 && merged.acts.files == 0 {
        println!("nothing to bring: all that the other copy has is here");
    } else {
        let verb = if dry { "would bring" } else { "brought" };
        println!(
            "{verb} {count} acts and {} originals ({} bytes)",
            merged.originals, merged.bytes
        );
        for (act, n) in &merged.acts.acts {
            println!("  {n:>6}  {}", printable(act));
        }
        if merged.acts.same > 0 {
            println!("  {:>6}  said in both copies alike", merged.acts.same);
        }
        if merged.acts.files > 0 {
            println!("  {:>6}  seals and torn ends", merged.acts.files);
        }
    }
    if open > 0 {
        println!("conflicts  {open}: see contrechamp list conflicts");
    }
    if !dry && count > 0 {
        println!("next       contrechamp analyse: what the machine found is not brought");
    }
}

/// Say that something on which two merged copies differed is right as it stands.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp settle --case almaty 3f9a2c7d11e0 --by k7 --reason 'the later edition'\n\n\
To let the other word count instead, say the thing again with the verb that says it; that settles it too."
)]
pub struct Settle {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The conflict's id, or its first digits (see `list conflicts`)
    conflict: String,
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Take it back: the conflict is open again
    #[arg(long)]
    undo: bool,
}

impl Settle {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let one = settle(&mut case, &self.conflict, self.undo, &self.by, &self.reason)?;
        print(&one, self.print.json);
        Ok(Outcome::Done)
    }
}

/// `list conflicts`.
pub fn list_conflicts(case: &Case, json: bool) -> Result<(), Failure> {
    for one in conflicts(case)? {
        print(&one, json);
    }
    Ok(())
}

fn print(c: &Conflict, json: bool) {
    let word = |w: &review::conflicts::Word| json!({"line": w.seq, "by": w.by, "at": w.at, "says": w.says});
    if json {
        let settled = c
            .settled
            .as_ref()
            .map(|s| json!({"by": s.by, "at": s.at, "said_again": s.said_again}));
        println!(
            "{}",
            json!({"id": c.id, "about": c.about, "here": word(&c.here), "there": word(&c.there), "settled": settled})
        );
        return;
    }
    let standing = match &c.settled {
        None => "open".to_owned(),
        Some(s) if s.said_again => format!("said again by {}", printable(&s.by)),
        Some(s) => format!("settled by {}", printable(&s.by)),
    };
    println!("{}  {}  {standing}", c.id, printable(&c.about));
    for (which, w) in [("here", &c.here), ("there", &c.there)] {
        println!(
            "  {which:<5}  {}  {}  {}",
            printable(&w.says),
            printable(&w.by),
            w.at
        );
    }
}
