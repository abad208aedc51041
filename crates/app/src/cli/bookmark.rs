//! `bookmark`: a moment that somebody wants to come back to.

use case::{Access, Case};
use clap::Args;
use model::{ItemKind, MomentAddress};
use serde_json::json;

use super::door::{Failure, Outcome};
use super::find::moment;
use super::json::path_of;
use super::progress::printable;
use super::{CaseArg, Print};

/// Mark a moment to come back to, or take the mark away.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp bookmark --case almaty '7f3a9c2b4d1e@0:527872:1/12800' --note 'phone, left' --by k7\n  \
contrechamp bookmark --case almaty '7f3a9c2b4d1e@0:527872:1/12800' --remove --by k7\n  contrechamp list --case almaty bookmarks\n\n\
Marking again changes the note; what was removed is there again when it is marked again. In the player: B."
)]
pub struct SetBookmark {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The moment, as every list prints addresses; it may hold a quad
    address: String,
    /// What is there
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        conflicts_with = "remove"
    )]
    note: String,
    /// Take the bookmark away
    #[arg(long)]
    remove: bool,
    /// Who marks it (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
}

impl SetBookmark {
    pub fn run(self) -> Result<Outcome, Failure> {
        let address = moment(&self.address)?;
        let mut case = self.case.open(Access::Write)?;
        if self.remove {
            case.unmark(&address, &self.by)?;
        } else {
            must_be_footage(&case, &address)?;
            case.mark(&address, &self.note, &self.by)?;
        }
        if self.print.json {
            let does = if self.remove { "remove" } else { "mark" };
            println!(
                "{}",
                json!({"address": address.to_string(), "does": does, "note": self.note, "by": self.by})
            );
        } else if self.remove {
            println!("the bookmark at {address} is gone");
        } else {
            println!("marked {address}");
        }
        Ok(Outcome::Done)
    }
}

fn must_be_footage(case: &Case, address: &MomentAddress) -> Result<(), Failure> {
    let item = case.resolve(&address.item)?;
    let is_video = case
        .item(item)?
        .is_some_and(|r| r.kind == Some(ItemKind::Video));
    if is_video {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{address} is in no video that was analysed"),
        "see: contrechamp list items",
    ))
}

/// `list bookmarks`.
pub fn list_bookmarks(case: &Case, json: bool) -> Result<(), Failure> {
    for b in case.bookmarks()? {
        let path = path_of(case, &b.video)?;
        if json {
            println!(
                "{}",
                json!({"address": b.address.to_string(), "note": b.note, "by": b.by, "at": b.at,
                    "video": path, "sha256": b.video, "time": b.address.time.clock()})
            );
        } else {
            println!(
                "{}  {}  {}  {}  by {}",
                b.address,
                printable(&path),
                b.address.time.clock(),
                printable(&b.note),
                printable(&b.by)
            );
        }
    }
    Ok(())
}
