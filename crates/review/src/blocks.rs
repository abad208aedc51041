//! What keeps a finding from its next state. Each has a code for programs and words for people.

use model::{FindingState, InformationGrade, Part, Phrase, ReplyAct, Side, StatedDate, Wording};

use crate::book::Book;
use crate::evidence::{Evidence, Worth};
use crate::findings::Assessed;
use crate::{folded, people};

/// Something that keeps a finding back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    pub code: &'static str,
    pub words: Phrase,
}

fn block(code: &'static str, form: &'static str, parts: impl Into<Vec<Part>>) -> Block {
    let words = Phrase::new(form, parts);
    Block { code, words }
}

/// What keeps a finding from a state, when `by` would give it; empty where nothing does.
pub fn blocks(
    book: &Book,
    evidence: &Evidence,
    of: &Assessed,
    to: FindingState,
    by: &str,
    today: &StatedDate,
) -> Vec<Block> {
    if !of.state.may_become(to) {
        let next = of.state.next().map_or("nothing", FindingState::word);
        let reset = of.was.map_or_else(Phrase::default, |was| {
            let form = " (it was {0}, and something changed since)";
            Phrase::new(form, [Part::Word(was.word())])
        });
        return vec![block(
            "order",
            "it is {0}{1}, and its next state is {2}, not {3}",
            [
                Part::Word(of.state.word()),
                reset.into(),
                Part::Word(next),
                Part::Word(to.word()),
            ],
        )];
    }
    let mut found = Vec::new();
    match to {
        FindingState::Draft | FindingState::Withdrawn => return found,
        FindingState::Ready => {}
        FindingState::Reviewed | FindingState::Cleared => found.extend(another(of, by)),
        FindingState::Published => {}
    }
    found.extend(complete(book, evidence, of));
    if to >= FindingState::Cleared {
        found.extend(replied(book, of, today));
    }
    found
}

/// All that keeps a finding from being published, whatever its state, as a list to work off.
pub fn to_publish(
    book: &Book,
    evidence: &Evidence,
    of: &Assessed,
    today: &StatedDate,
) -> Vec<Block> {
    let mut found = complete(book, evidence, of);
    found.extend(replied(book, of, today));
    let reviewed = of.state >= FindingState::Reviewed && of.state != FindingState::Withdrawn;
    if !reviewed {
        let others = book.people.iter().any(|p| !is_author(of, p));
        found.push(block(
            "not-reviewed",
            if others {
                "no second person has reviewed it as it stands"
            } else {
                "nobody but its authors works on this case: it is not reviewed by a second person"
            },
            [],
        ));
    }
    if of.state == FindingState::Withdrawn {
        found.push(block("withdrawn", "it was withdrawn", []));
    }
    found
}

fn is_author(of: &Assessed, by: &str) -> bool {
    let authors = people(of.finding.authors.iter().map(String::as_str));
    authors.contains(&folded(by))
}

fn another(of: &Assessed, by: &str) -> Option<Block> {
    is_author(of, by).then(|| {
        block(
            "own-work",
            "{0} wrote of it, and nobody reviews or clears their own work",
            [by.to_owned().into()],
        )
    })
}

fn complete(book: &Book, evidence: &Evidence, of: &Assessed) -> Vec<Block> {
    let mut found = Vec::new();
    let f = &of.finding;
    let supports = of
        .evidence
        .iter()
        .filter(|w| w.cited.what.side == Side::For);
    if supports.clone().next().is_none() {
        found.push(block("no-evidence", "nothing is cited for it", []));
    }
    for w in &of.evidence {
        let what = &w.cited.what;
        match (w.shown.worth, what.side) {
            (Worth::Accepted, _) => {}
            // What speaks against it need not be accepted to be told.
            (Worth::Open | Worth::CannotTell | Worth::Rejected, Side::Against) => {}
            (worth, _) => found.push(block(
                match worth {
                    Worth::Gone => "evidence-gone",
                    Worth::Rejected => "evidence-rejected",
                    Worth::Split => "evidence-split",
                    _ => "evidence-open",
                },
                "{0} is {1}: {2}",
                [
                    what.of.to_string().into(),
                    Part::Word(worth.word()),
                    w.shown.words.clone().into(),
                ],
            )),
        }
        if what.source.is_none() || what.information.is_none() {
            found.push(block(
                "no-grade",
                "{0} has no grade of its source, or of what it says",
                [what.of.to_string().into()],
            ));
        }
        if what.information == Some(InformationGrade::Confirmed) && of.sources < 2 {
            found.push(block(
                "one-source",
                "{0} is graded as confirmed by other sources, but all accepted evidence is of {1} source (copies and one publisher's files count once)",
                [what.of.to_string().into(), of.sources.to_string().into()],
            ));
        }
    }
    match (f.fields.wording, of.offered) {
        (None, _) => found.push(block("no-wording", "it is not said how much it claims: shows, consistent-with or supplied", [])),
        (Some(claimed), offered) if offered.is_none_or(|o| claimed > o) => found.push(block(
            "wording",
            "it claims “{0}”, and its accepted evidence bears {1}{2}",
            [
                Part::Word(claimed.phrase()),
                offered.map_or(Part::Word("nothing yet"), |o| {
                    Phrase::new("“{0}”", [Part::Word(o.phrase())]).into()
                }),
                Part::Word(if claimed == Wording::Supplied {
                    "; a supply needs two independent sources, and a relation of supply that a document proves"
                } else {
                    ""
                }),
            ],
        )),
        _ => {}
    }
    if f.fields.likelihood.is_none() {
        found.push(block("no-likelihood", "it has no likelihood word", []));
    }
    if f.fields.confidence.is_none() {
        found.push(block(
            "no-confidence",
            "it has no confidence with a reason",
            [],
        ));
    }
    if f.rivals.is_empty() {
        found.push(block(
            "no-rival",
            "no other explanation was weighed (a licence of another firm, a demonstration, a trial version, old footage, a reseller)",
            [],
        ));
    }
    for party in &f.fields.parties {
        if book.entity_named(party).is_none() {
            found.push(block(
                "party-gone",
                "the entity {0}, which it names, was removed",
                [party.clone().into()],
            ));
        }
    }
    if book
        .options
        .get("second-reading")
        .is_some_and(|v| v == "findings")
    {
        found.extend(read_twice(evidence, of));
    }
    found
}

/// Where asked for, evidence of findings is judged by two people.
fn read_twice(evidence: &Evidence, of: &Assessed) -> Vec<Block> {
    let mut found = Vec::new();
    for w in &of.evidence {
        let readers = match &w.cited.what.of {
            model::EvidenceRef::Sighting(id) => evidence
                .sightings
                .get(id)
                .map(|r| people(r.verdicts.iter().map(|v| v.by.as_str()))),
            model::EvidenceRef::Passage(id) => evidence
                .passages
                .get(id)
                .map(|r| people(r.verdicts.iter().map(|v| v.by.as_str()))),
            _ => None,
        };
        if readers.is_some_and(|r| r.len() < 2) {
            found.push(block(
                "second-reading",
                "{0} waits for a second reader",
                [w.cited.what.of.to_string().into()],
            ));
        }
    }
    found
}

/// Each named party was asked and has answered or let the deadline pass, or it is said why not.
fn replied(book: &Book, of: &Assessed, today: &StatedDate) -> Vec<Block> {
    let mut found = Vec::new();
    for party in &of.finding.fields.parties {
        let name = book.name(&model::Party::Entity(party.clone()));
        let acts = of.replies.get(party).map_or(&[][..], Vec::as_slice);
        let done = acts.iter().any(|r| {
            matches!(
                r.what.act,
                ReplyAct::Answered { .. } | ReplyAct::NotAsked { .. }
            )
        });
        let deadline = acts.iter().rev().find_map(|r| match &r.what.act {
            ReplyAct::Asked { deadline, .. } => Some(deadline),
            _ => None,
        });
        match deadline {
            _ if done => {}
            None => found.push(block(
                "no-reply",
                "{0} is named, and has not been asked; ask, or say why not",
                [name.into()],
            )),
            Some(deadline) => {
                let passed = deadline
                    .last()
                    .zip(today.first())
                    .is_some_and(|(d, t)| d < t);
                if !passed {
                    found.push(block(
                        "reply-open",
                        "{0} was asked and has time until {1}",
                        [name.into(), deadline.to_string().into()],
                    ));
                }
            }
        }
    }
    found
}
