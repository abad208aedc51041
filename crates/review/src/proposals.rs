//! Verdicts on proposals that no evidence is made of: copies of footage, filmed displays, what
//! figures show, and names that may be organisations.

use case::Case;
use model::{FootageCopy, Standing, Verdict, VerdictValue};

use crate::ReviewError;
use crate::book::Book;

/// Fewer digits name too much.
const LEAST_DIGITS: usize = 4;

/// The whole name (`copy:ID`, `screen:ID`, `figure:ID`, `candidate:ID`) of a proposal of one of
/// these kinds, from its first digits; `None` for texts that name none of these kinds.
///
/// # Errors
/// When there is no such proposal, or several, or the case can't be read.
pub fn whole_name(case: &Case, text: &str) -> Result<Option<String>, ReviewError> {
    let Some((kind, digits)) = text.trim().split_once(':') else {
        return Ok(None);
    };
    let ids: Vec<String> = match kind {
        "copy" => case.copies()?.iter().map(FootageCopy::id).collect(),
        "screen" => case.screens()?.into_iter().map(|s| s.id).collect(),
        "figure" => {
            let all = case.references()?.into_iter();
            all.map(|r| r.id.0.to_hex()).collect()
        }
        "candidate" => {
            let all = crate::candidates::candidates(case)?.into_iter();
            all.map(|c| c.id).collect()
        }
        _ => return Ok(None),
    };
    let digits = digits.to_ascii_lowercase();
    let mut fits = ids
        .into_iter()
        .filter(|id| digits.len() >= LEAST_DIGITS && id.starts_with(&digits));
    let found = fits.next().ok_or_else(|| {
        ReviewError::Misfit(format!(
            "there is no {kind} {digits:?}; give at least {LEAST_DIGITS} digits of its id, as `list` shows it"
        ))
    })?;
    if let Some(other) = fits.find(|id| *id != found) {
        return Err(ReviewError::Misfit(format!(
            "{text} is the start of {found} and {other}; give more digits"
        )));
    }
    Ok(Some(format!("{kind}:{found}")))
}

/// What people said of a proposal, by its kind and whole id.
pub fn verdicts<'b>(book: &'b Book, kind: &str, id: &str) -> &'b [Verdict] {
    let of = book.judged.get(&format!("{kind}:{id}"));
    of.map_or(&[], Vec::as_slice)
}

/// Copies of footage that count: proposed, and not rejected by people who agree.
///
/// # Errors
/// When the case can't be read.
pub fn copies(case: &Case, book: &Book) -> Result<Vec<FootageCopy>, ReviewError> {
    let mut all = case.copies()?;
    all.retain(|copy| {
        Standing::of(verdicts(book, "copy", &copy.id())) != Standing::Agreed(VerdictValue::No)
    });
    Ok(all)
}
