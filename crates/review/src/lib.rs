//! What people say of the machine's proposals: verdicts, added beside each other and never
//! changed.
//!
//! What lives here: who may say what, and which word counts. What doesn't: storage (`case`),
//! screens and pages.

use case::{Case, CaseError};
use model::{Standing, Verdict, VerdictValue};

/// Longest alias and reason, in characters: people's words, not files.
const LONGEST_ALIAS: usize = 100;
const LONGEST_REASON: usize = 10_000;

/// Why a verdict was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("a verdict needs the alias of the person who gives it")]
    Nobody,
    #[error("{what} has {length} characters; up to {longest} are kept")]
    TooLong {
        what: &'static str,
        length: usize,
        longest: usize,
    },
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// A verdict as it was taken, and the sighting's whole id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    pub sighting: String,
    pub verdict: Verdict,
}

/// Adds a person's verdict on a sighting, dated now, beside the earlier ones. `sighting` is its
/// id or the first digits of it, `by` an alias; the reason may be empty.
///
/// # Errors
/// When there is no such sighting or several, nobody is named, a text is too long, or the case
/// can't be written.
pub fn give_verdict(
    case: &mut Case,
    sighting: &str,
    value: VerdictValue,
    by: &str,
    reason: &str,
) -> Result<Taken, ReviewError> {
    let (by, reason) = (by.trim(), reason.trim());
    if by.is_empty() {
        return Err(ReviewError::Nobody);
    }
    must_fit("the alias", by, LONGEST_ALIAS)?;
    must_fit("the reason", reason, LONGEST_REASON)?;
    let sighting = case.resolve_sighting(sighting)?;
    let verdict = Verdict {
        value,
        by: by.to_owned(),
        at: format!("{:.0}", jiff::Timestamp::now()),
        reason: reason.to_owned(),
    };
    case.add_verdict(&sighting, &verdict)?;
    Ok(Taken { sighting, verdict })
}

/// All verdicts on a sighting, in the order they were given; `sighting` may be shortened.
///
/// # Errors
/// When there is no such sighting or several.
pub fn history(case: &Case, sighting: &str) -> Result<Vec<Verdict>, ReviewError> {
    let id = case.resolve_sighting(sighting)?;
    Ok(case.verdicts(&id)?)
}

/// The verdict that counts: each person's latest, where all of them agree. Where they don't, a
/// sighting is in dispute and can't be told; `None` where nobody has judged.
pub fn standing(verdicts: &[Verdict]) -> Option<VerdictValue> {
    Standing::of(verdicts).counts_as()
}

fn must_fit(what: &'static str, text: &str, longest: usize) -> Result<(), ReviewError> {
    let length = text.chars().count();
    if length > longest {
        return Err(ReviewError::TooLong {
            what,
            length,
            longest,
        });
    }
    Ok(())
}
