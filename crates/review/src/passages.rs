//! People's verdicts on passages, and what they see of functions on sightings.

use case::{Case, Observation, Seen};
use model::{PassageCorrection, PassageVerdict, PassageVerdictValue, Taxonomy};

use crate::{ReviewError, author, now};

/// A verdict on a passage as it was taken, and the passage's whole id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassageTaken {
    pub passage: String,
    pub verdict: PassageVerdict,
}

/// Adds a person's verdict on a passage, dated now, beside the earlier ones. `passage` is its id
/// or the first digits of it. A correction is taken with yes only: it says what the passage
/// really says.
///
/// # Errors
/// When there is no such passage or function, nobody is named, a text is too long, a correction
/// comes with another word than yes, or the case can't be written.
pub fn judge_passage(
    case: &mut Case,
    passage: &str,
    value: PassageVerdictValue,
    correction: Option<PassageCorrection>,
    by: &str,
    reason: &str,
) -> Result<PassageTaken, ReviewError> {
    let (by, reason) = author(by, reason)?;
    if let Some(correction) = &correction {
        if value != PassageVerdictValue::Yes {
            return Err(ReviewError::CorrectionWithoutYes);
        }
        if let Some(function) = &correction.function {
            must_be_function(function)?;
        }
    }
    let verdict = PassageVerdict {
        value,
        correction,
        by,
        at: now(),
        reason,
        arbiter: false,
    };
    let passage = case.add_passage_verdict(passage, &verdict)?;
    Ok(PassageTaken { passage, verdict })
}

/// Says that a person sees a function's control, or its use, on a sighting.
///
/// # Errors
/// When there is no such sighting or function, nobody is named, a text is too long, or the case
/// can't be written.
pub fn observe(
    case: &mut Case,
    sighting: &str,
    function: &str,
    seen: Seen,
    by: &str,
    reason: &str,
) -> Result<(), ReviewError> {
    let (by, reason) = author(by, reason)?;
    must_be_function(function)?;
    let sighting = case.resolve_sighting(sighting)?;
    case.observe(&Observation {
        sighting,
        function: function.to_owned(),
        seen,
        by,
        at: now(),
        reason,
    })?;
    Ok(())
}

pub(crate) fn must_be_function(id: &str) -> Result<(), ReviewError> {
    match Taxonomy::shipped()?.function(id) {
        Some(_) => Ok(()),
        None => Err(ReviewError::NoSuchFunction(id.to_owned())),
    }
}
