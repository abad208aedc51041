//! `document`: a person's word on what a document is.

use case::Access;
use clap::{Args, ValueEnum};
use model::{DocumentField, ItemPrefix};
use serde_json::json;

use super::door::{Failure, Outcome};
use super::{CaseArg, Print};

#[derive(Clone, Copy, ValueEnum)]
enum Field {
    Kind,
    Language,
    Title,
    Edition,
    Version,
    Date,
    Maker,
    Product,
}

/// Say what a document is: its kind, version, date and the like.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp document --case almaty 7f3a9c2b4d1e kind manual --by k7\n  \
contrechamp document --case almaty 7f3a9c2b4d1e version --take-back --by k7"
)]
pub struct Document {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    /// The document's id, or its first digits (see `list documents`)
    document: String,
    #[arg(value_enum)]
    field: Field,
    /// What it is
    #[arg(required_unless_present = "take_back", conflicts_with = "take_back")]
    value: Option<String>,
    /// Take back what was said of the field: the machine's proposal counts again
    #[arg(long)]
    take_back: bool,
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Document {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let prefix: ItemPrefix = self.document.parse().map_err(|e| {
            Failure::usage(
                format!("{:?} is no document: {e}", self.document),
                "see: contrechamp list documents",
            )
        })?;
        let item = case.resolve(&prefix)?;
        let field = match self.field {
            Field::Kind => DocumentField::Kind,
            Field::Language => DocumentField::Language,
            Field::Title => DocumentField::Title,
            Field::Edition => DocumentField::Edition,
            Field::Version => DocumentField::Version,
            Field::Date => DocumentField::Date,
            Field::Maker => DocumentField::Maker,
            Field::Product => DocumentField::Product,
        };
        let value = self.value.as_deref();
        review::documents::say_fact(&mut case, item, field, value, &self.by, &self.reason)?;
        if self.print.json {
            let said = json!({"document": item, "field": field, "value": value, "by": self.by});
            println!("{said}");
        } else {
            println!("noted; what was said before is kept");
        }
        Ok(Outcome::Done)
    }
}
