//! `verdict`: a person's yes, no or can't tell on a sighting or a passage.

use case::{Access, Case, CaseError, Seen};
use clap::{Args, ValueEnum};
use model::{PassageCorrection, PassageVerdictValue, Polarity, VerdictValue};
use review::ReviewError;

use super::CaseArg;
use super::door::{Failure, Outcome};

#[derive(Clone, Copy, ValueEnum)]
enum Value {
    Yes,
    No,
    CannotTell,
    /// Take your own earlier verdict back
    Withdraw,
}

#[derive(Clone, Copy, ValueEnum)]
enum Says {
    Affirmed,
    Negated,
    Unclear,
}

/// Give a verdict on a proposal: sighting, passage or another; which one counts is in `review::standing`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp verdict --case almaty 4f0c9a1b77d2 yes --by k7 --reason 'same tool bar, same map'\n  contrechamp verdict --case almaty 4f0c9a1b77d2 yes --in-use live-face-match --by k7\n  contrechamp verdict --case almaty 1b77d24f0c9a yes --says negated --by k7 --reason 'the next line denies it'\n  contrechamp verdict --case almaty copy:5d2fef531e5c no --by k7 --reason 'the same room on two days'"
)]
pub struct GiveVerdict {
    #[command(flatten)]
    case: CaseArg,
    /// A sighting or passage (its id, or the first digits); or a relation, reading, candidate,
    /// copy of footage, screen or what a figure shows (as relation:ID, reading:ID:LINE,
    /// candidate:ID, copy:ID, screen:ID, figure:ID) or cited address
    #[arg(value_name = "ID")]
    what: String,
    #[arg(value_enum)]
    value: Value,
    /// Who judges (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// With yes on a passage: the function that it really names (see `list functions`)
    #[arg(long, value_name = "FUNCTION")]
    function: Option<String>,
    /// With yes on a passage: what it really says of the function
    #[arg(long, value_enum)]
    says: Option<Says>,
    /// With yes on a passage: the condition that it names; "" for none
    #[arg(long, value_name = "TEXT")]
    condition: Option<String>,
    /// With yes on a sighting: the control of this function is visible on it
    #[arg(long, value_name = "FUNCTION")]
    control: Vec<String>,
    /// With yes on a sighting: this function is used on it
    #[arg(long, value_name = "FUNCTION")]
    in_use: Vec<String>,
    /// On a sighting: take back what you said to see of this function
    #[arg(long, value_name = "FUNCTION")]
    not_seen: Vec<String>,
    /// Settle what two others judge differently; needs a reason
    #[arg(long)]
    arbitrate: bool,
    #[command(flatten)]
    print: super::Print,
}

/// What an id names.
enum Judged {
    Sighting,
    Passage,
    /// A proposal by its whole name, `kind:id`.
    Other(String),
}

impl Value {
    /// `None` takes a verdict back.
    const fn plain(self) -> Option<VerdictValue> {
        match self {
            Self::Yes => Some(VerdictValue::Yes),
            Self::No => Some(VerdictValue::No),
            Self::CannotTell => Some(VerdictValue::CannotTell),
            Self::Withdraw => None,
        }
    }
}

impl GiveVerdict {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        if self.arbitrate {
            let Some(value) = self.value.plain() else {
                return Err(Failure::usage(
                    "an arbiter says yes, no or cannot-tell",
                    "leave --arbitrate out",
                ));
            };
            let (by, reason) = (&self.by, &self.reason);
            review::working::arbitrate(&mut case, &self.what, value, by, reason)?;
            return Ok(self.noted("settled; the verdicts of the others are kept"));
        }
        match judged(&case, &self.what)? {
            Judged::Sighting => self.judge_sighting(&mut case)?,
            Judged::Passage => self.judge_passage(&mut case)?,
            Judged::Other(what) => {
                let value = self.value.plain();
                review::entities::judge(&mut case, &what, value, &self.by, &self.reason)?;
            }
        }
        Ok(self.noted("noted; earlier verdicts are kept"))
    }

    fn noted(&self, words: &str) -> Outcome {
        if self.print.json {
            let value = self.value.to_possible_value();
            let value = value.as_ref().map(clap::builder::PossibleValue::get_name);
            println!(
                "{}",
                serde_json::json!({"judged": self.what, "value": value, "by": self.by})
            );
        } else {
            println!("{words}");
        }
        Outcome::Done
    }

    fn judge_sighting(&self, case: &mut Case) -> Result<(), Failure> {
        if self.function.is_some() || self.says.is_some() || self.condition.is_some() {
            return Err(Failure::usage(
                format!("{} is a sighting", self.what),
                "--function, --says and --condition correct passages; say what a sighting shows with --control or --in-use",
            ));
        }
        let Some(value) = self.value.plain() else {
            review::working::withdraw(case, &self.what, &self.by, &self.reason)?;
            return Ok(());
        };
        let sees = !self.control.is_empty() || !self.in_use.is_empty();
        if sees && value != VerdictValue::Yes {
            return Err(Failure::usage(
                "a function is seen only where the product is",
                "give --control and --in-use with yes",
            ));
        }
        let (by, reason) = (self.by.as_str(), self.reason.as_str());
        let seen = (self.control.iter().map(|f| (f, Seen::Control)))
            .chain(self.in_use.iter().map(|f| (f, Seen::InUse)))
            .chain(self.not_seen.iter().map(|f| (f, Seen::Withdrawn)));
        case.batch(|case| {
            for (function, seen) in seen {
                review::passages::observe(case, &self.what, function, seen, by, reason)?;
            }
            review::give_verdict(case, &self.what, value, by, reason).map(|_| ())
        })?;
        Ok(())
    }

    fn judge_passage(&self, case: &mut Case) -> Result<(), Failure> {
        let seen = [&self.control, &self.in_use, &self.not_seen];
        if seen.iter().any(|list| !list.is_empty()) {
            return Err(Failure::usage(
                format!("{} is a passage", self.what),
                "--control, --in-use and --not-seen belong to sightings",
            ));
        }
        let value = match self.value {
            Value::Yes => PassageVerdictValue::Yes,
            Value::No => PassageVerdictValue::No,
            Value::CannotTell => PassageVerdictValue::CannotTell,
            Value::Withdraw => PassageVerdictValue::Withdrawn,
        };
        let polarity = self.says.map(|s| match s {
            Says::Affirmed => Polarity::Affirmed,
            Says::Negated => Polarity::Negated,
            Says::Unclear => Polarity::Unclear,
        });
        let correction = PassageCorrection {
            function: self.function.clone(),
            polarity,
            condition: self.condition.clone(),
        };
        let correction = (correction != PassageCorrection::default()).then_some(correction);
        let (by, reason) = (&self.by, &self.reason);
        review::passages::judge_passage(case, &self.what, value, correction, by, reason)?;
        Ok(())
    }
}

fn judged(case: &Case, what: &str) -> Result<Judged, Failure> {
    let sighting = case.resolve_sighting(what);
    let passage = case.resolve_passage(what);
    match (sighting, passage) {
        (Ok(_), Ok(_)) => Err(Failure::usage(
            format!("{what} is the start of a sighting and of a passage"),
            "give more digits",
        )),
        (Ok(_), Err(_)) => Ok(Judged::Sighting),
        (Err(_), Ok(_)) => Ok(Judged::Passage),
        (Err(CaseError::NoSuchSighting(_)), Err(e @ CaseError::AmbiguousPassage { .. })) => {
            Err(e.into())
        }
        (Err(CaseError::NoSuchSighting(_)), Err(_)) => other(case, what),
        (Err(e), Err(_)) => Err(Failure::from(ReviewError::from(e))
            .hint("see: contrechamp list sightings, contrechamp list passages")),
    }
}

/// A relation, reading, candidate, copy, screen, figure or address.
fn other(case: &Case, what: &str) -> Result<Judged, Failure> {
    let hint = "see: contrechamp list sightings, passages, relations, readings, candidates, copies, screens, references";
    if let Some(name) =
        review::proposals::whole_name(case, what).map_err(|e| Failure::from(e).hint(hint))?
    {
        return Ok(Judged::Other(name));
    }
    let book = review::book::Book::read(case)?;
    let evidence = review::evidence::Evidence::read(case, &book)?;
    let of = evidence
        .named(&book, what)
        .map_err(|e| Failure::from(e).hint(hint))?;
    Ok(Judged::Other(of.to_string()))
}
