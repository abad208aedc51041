//! `product`: rename, merge, split, mark as negative; history and undo.

use case::{Access, Case, ProductChange};
use clap::{Args, Subcommand};
use model::{ItemPrefix, ReferenceId};
use serde_json::json;

use super::door::{Failure, Outcome};
use super::progress::printable;
use super::{CaseArg, Print, papers_json};

/// Say what products are called, and what belongs to them. Every act can be undone.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp product --case almaty rename 'argus scan 2' 'Argus Wall' --by k7\n  \
contrechamp product --case almaty merge 'Argus' 'Argus Wall' --by k7\n  \
contrechamp product --case almaty split 4f0c9a1b77d2 'Argus Gate' --by k7\n  \
contrechamp product --case almaty negative 'map tiles' --by k7\n  \
contrechamp product --case almaty history\n  contrechamp product --case almaty undo 3 --by k7"
)]
pub struct Product {
    #[command(flatten)]
    case: CaseArg,
    #[command(subcommand)]
    act: Act,
}

#[derive(Args)]
struct Who {
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    print: Print,
}

#[derive(Subcommand)]
enum Act {
    /// Give a product another name
    Rename {
        product: String,
        name: String,
        #[command(flatten)]
        who: Who,
    },
    /// Join two names of one product; the second stays
    Merge {
        product: String,
        into: String,
        #[command(flatten)]
        who: Who,
    },
    /// Take a reference, or a document with all that was cut from it, out into another product
    Split {
        /// Id of a reference or document, or its first digits
        id: String,
        product: String,
        #[command(flatten)]
        who: Who,
    },
    /// Mark as a look-alike or generic part, which must not prove anything
    Negative {
        product: String,
        #[command(flatten)]
        who: Who,
    },
    /// Take that mark away
    Positive {
        product: String,
        #[command(flatten)]
        who: Who,
    },
    /// Undo an act by its number
    Undo {
        act: i64,
        #[command(flatten)]
        who: Who,
    },
    /// Print every act, those that were undone too
    History {
        #[command(flatten)]
        print: Print,
    },
}

impl Product {
    pub fn run(self) -> Result<Outcome, Failure> {
        let (change, who) = match self.act {
            Act::History { print } => {
                return history(&self.case.open(Access::Read)?, print.json);
            }
            Act::Rename { product, name, who } => (
                ProductChange::Rename {
                    from: product,
                    to: name,
                },
                who,
            ),
            Act::Merge { product, into, who } => (
                ProductChange::Merge {
                    from: product,
                    into,
                },
                who,
            ),
            Act::Split { id, product, who } => {
                let mut case = self.case.open(Access::Write)?;
                let change = split(&case, &id, product)?;
                return done(&mut case, &change, &who);
            }
            Act::Negative { product, who } => (ProductChange::Negative { product }, who),
            Act::Positive { product, who } => (ProductChange::Positive { product }, who),
            Act::Undo { act, who } => (ProductChange::Undo { position: act }, who),
        };
        let mut case = self.case.open(Access::Write)?;
        done(&mut case, &change, &who)
    }
}

fn done(case: &mut Case, change: &ProductChange, who: &Who) -> Result<Outcome, Failure> {
    let number = review::products::change(case, change, &who.by, &who.reason)?;
    if who.print.json {
        println!("{}", json!({"act": number, "by": who.by}));
        return Ok(Outcome::Done);
    }
    println!(
        "act {number}; undo it with: contrechamp product undo {number} --by {}",
        who.by
    );
    Ok(Outcome::Done)
}

/// A reference where one has the id, else a document.
fn split(case: &Case, id: &str, product: String) -> Result<ProductChange, Failure> {
    let references = case.references()?;
    let wanted = id.to_ascii_lowercase();
    let fits: Vec<ReferenceId> = references
        .iter()
        .map(|r| r.id)
        .filter(|r| wanted.len() >= 4 && r.0.to_hex().starts_with(&wanted))
        .collect();
    match fits[..] {
        [id] => Ok(ProductChange::Reference { id, product }),
        [] => {
            let hint = "see: contrechamp list references, contrechamp list documents";
            let prefix: ItemPrefix = id
                .parse()
                .map_err(|_| Failure::usage(format!("{id:?} is no reference or document"), hint))?;
            let item = case
                .resolve(&prefix)
                .map_err(|e| Failure::from(e).hint(hint))?;
            Ok(ProductChange::Document { item, product })
        }
        _ => Err(Failure::usage(
            format!("{id:?} is the start of several references"),
            "give more digits",
        )),
    }
}

fn history(case: &Case, json: bool) -> Result<Outcome, Failure> {
    for act in case.product_acts()? {
        if json {
            println!("{}", papers_json::act(&act));
            continue;
        }
        let (does, target, value) = papers_json::words(&act.change);
        let value = value.map_or(String::new(), |v| format!(" → {}", printable(&v)));
        let undone = if act.undone { "  undone" } else { "" };
        println!(
            "{}  {does} {}{value}  by {} at {}  {}{undone}",
            act.position,
            printable(&target),
            printable(&act.by),
            act.at,
            printable(&act.reason)
        );
    }
    Ok(Outcome::Done)
}
