//! What people say of the dossier's pictures: which places are covered, and that all of a picture
//! may be shown. Without a word from a person only the screen of a sighting is.

use case::Case;
use model::{Act, Quad, ReferenceId, Subject};

use crate::ReviewError;
use crate::author;
use crate::book::Book;

/// The picture that a text names, as it is kept: `sighting:ID` or `reference:ID`.
///
/// # Errors
/// When no sighting and no reference, or several, begin with these digits, or the case can't be read.
pub fn find(case: &Case, text: &str) -> Result<String, ReviewError> {
    let none = || {
        ReviewError::Misfit(format!(
            "there is no picture {text:?}; name a sighting or a reference (`list sightings`, `list references`)"
        ))
    };
    let (sighting, reference) = match text.split_once(':') {
        Some(("sighting", id)) => (Some(id), None),
        Some(("reference", id)) => (None, Some(id)),
        Some(_) => return Err(none()),
        None => (Some(text), Some(text)),
    };
    let mut fits = Vec::new();
    if let Some(digits) = sighting
        && let Ok(id) = case.resolve_sighting(digits)
    {
        fits.push(format!("sighting:{id}"));
    }
    if let Some(digits) = reference
        && digits.len() >= 4
    {
        let digits = digits.to_ascii_lowercase();
        let all = case.references()?;
        let of = all.iter().filter(|r| r.id.0.to_hex().starts_with(&digits));
        fits.extend(of.map(|r| named(&r.id)));
    }
    match fits.len() {
        1 => fits.pop().ok_or_else(none),
        0 => Err(none()),
        _ => Err(ReviewError::Misfit(format!(
            "{text:?} fits several pictures: {}; give more digits",
            fits.join(", ")
        ))),
    }
}

/// How the picture of a reference is kept.
pub fn named(reference: &ReferenceId) -> String {
    format!("reference:{}", reference.0.to_hex())
}

/// Covers a place of a picture: of a sighting's frame in pixels of the displayed frame, of a
/// reference in its own. What is covered on a frame is covered on every picture of that frame.
/// Answers the act's number, by which it is taken back.
///
/// # Errors
/// When the picture or its author is not named, the place is none, or the case can't be written.
pub fn mask(
    case: &mut Case,
    what: &str,
    quad: Quad,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let [x0, y0, x1, y1] = quad.bounds();
    if !(x1 - x0 >= 1.0 && y1 - y0 >= 1.0) {
        return Err(ReviewError::Misfit(
            "a place that is covered is at least a pixel wide and high".to_owned(),
        ));
    }
    let id = find(case, what)?;
    Ok(case.state(Subject::Picture, &id, &Act::Mask { quad }, &by, &reason)?)
}

/// Says that a person looked at all of a picture and lets it be shown, or takes that back.
///
/// # Errors
/// When the picture or its author is not named, or the case can't be written.
pub fn confirm(
    case: &mut Case,
    what: &str,
    whole: bool,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let id = find(case, what)?;
    let act = Act::Confirm { whole };
    Ok(case.state(Subject::Picture, &id, &act, &by, &reason)?)
}

/// Takes a covered place back, by the number of its act.
///
/// # Errors
/// When there is no such place, nobody is named, or the case can't be written.
pub fn unmask(case: &mut Case, position: i64, by: &str, reason: &str) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let of = book
        .pictures
        .iter()
        .find(|(_, rules)| rules.masks.iter().any(|m| m.number == position));
    let Some((id, _)) = of else {
        return Err(ReviewError::Misfit(format!(
            "act {position} covers no place; `list pictures` shows them"
        )));
    };
    let act = Act::TakeBack { position };
    Ok(case.state(Subject::Picture, &id.clone(), &act, &by, &reason)?)
}
