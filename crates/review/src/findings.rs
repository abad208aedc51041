//! Findings: what people state, who may move them on, and what still keeps them back. Any change
//! after a state was given sets a finding back to draft, a changed verdict on its evidence too.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{
    Absence, Act, Citation, ContentHash, EvidenceRef, FindingFields, FindingPatch, FindingState,
    Part, Party, Phrase, Reply, ReplyAct, RivalExplanation, Side, StatedDate, Statement, Subject,
    Wording,
};
use serde_json::json;

use crate::book::{Book, Finding, Said};
use crate::entities::new_id;
use crate::evidence::{Evidence, Shown, Worth};
use crate::{LONGEST_REASON, ReviewError, author, blocks, must_fit};

/// Longest answer that is kept verbatim, in characters.
const LONGEST_REPLY: usize = 200_000;

/// A finding with what follows from its acts and from the evidence as it stands now.
#[derive(Clone, PartialEq, Debug)]
pub struct Assessed {
    pub finding: Finding,
    /// Its citations, each with what it is worth now.
    pub evidence: Vec<Weighed>,
    pub state: FindingState,
    /// The state that it had until something changed; `None` where nothing did.
    pub was: Option<FindingState>,
    /// Evidence that no longer holds, in words.
    pub lost: Vec<Phrase>,
    /// Independent sources among its accepted evidence for it.
    pub sources: usize,
    /// The strongest wording that the evidence bears.
    pub offered: Option<Wording>,
    /// Where each named party's right of reply stands.
    pub replies: BTreeMap<String, Vec<Said<Reply>>>,
}

/// A citation and what it is worth now.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighed {
    pub cited: Said<Citation>,
    pub shown: Shown,
}

/// All findings, the earliest first.
///
/// # Errors
/// When the case can't be read.
pub fn findings(case: &Case) -> Result<Vec<Assessed>, ReviewError> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    Ok(assess_all(&book, &evidence))
}

/// All findings of a book, the earliest first.
pub fn assess_all(book: &Book, evidence: &Evidence) -> Vec<Assessed> {
    let mut all: Vec<Assessed> = book
        .findings
        .values()
        .map(|f| assess(book, evidence, f))
        .collect();
    all.sort_by(|a, b| (&a.finding.at, &a.finding.id).cmp(&(&b.finding.at, &b.finding.id)));
    all
}

/// What follows for one finding.
pub fn assess(book: &Book, evidence: &Evidence, finding: &Finding) -> Assessed {
    let weighed: Vec<Weighed> = finding
        .citations
        .iter()
        .map(|cited| Weighed {
            cited: cited.clone(),
            shown: evidence.look(book, &cited.what.of),
        })
        .collect();
    let accepted = || {
        weighed
            .iter()
            .filter(|w| w.cited.what.side == Side::For && w.shown.worth == Worth::Accepted)
    };
    let items = accepted().flat_map(|w| evidence.items_behind(book, &w.cited.what));
    let sources = evidence.independent(items);
    let (state, was) = standing(book, finding, &weighed, sources);
    let mut replies: BTreeMap<String, Vec<Said<Reply>>> = BTreeMap::new();
    for reply in &finding.replies {
        let of = replies.entry(reply.what.party.clone()).or_default();
        of.push(reply.clone());
    }
    Assessed {
        state,
        was,
        lost: lost(&weighed),
        sources,
        offered: offered(book, evidence, &weighed, sources),
        evidence: weighed,
        replies,
        finding: finding.clone(),
    }
}

/// The state that counts, and the one before where something changed since it was given.
fn standing(
    book: &Book,
    finding: &Finding,
    evidence: &[Weighed],
    sources: usize,
) -> (FindingState, Option<FindingState>) {
    let Some(given) = finding.states.last() else {
        return (FindingState::Draft, None);
    };
    if given.state == FindingState::Withdrawn
        || given.content == content(book, finding, evidence, sources)
    {
        (given.state, None)
    } else {
        let was = (given.state > FindingState::Draft).then_some(given.state);
        (FindingState::Draft, was)
    }
}

/// Names everything that a reviewer reviews: fields, evidence with its worth and the sources that
/// it counts as, names of who it is about, relations with their ends and what they rest on, rivals,
/// absences, answers. Not asked and asked replies are no part of it.
fn content(book: &Book, finding: &Finding, evidence: &[Weighed], sources: usize) -> ContentHash {
    let cited: Vec<_> = evidence
        .iter()
        .map(|w| {
            let relation = match &w.cited.what.of {
                EvidenceRef::Relation(id) => book.relations.get(id).map(|r| {
                    let ends = [book.name(&r.fields.from), book.name(&r.fields.to)];
                    let rests_on: Vec<_> = r.citations.iter().map(|c| &c.what).collect();
                    json!([r.fields, ends, rests_on])
                }),
                _ => None,
            };
            json!([w.cited.what, w.shown.worth.word(), w.shown.quote, relation])
        })
        .collect();
    let rivals: Vec<_> = finding.rivals.iter().map(|r| &r.what).collect();
    let absences: Vec<_> = finding.absences.iter().map(|r| &r.what).collect();
    let is_answer = |r: &&Said<Reply>| matches!(r.what.act, ReplyAct::Answered { .. });
    let answers: Vec<_> = finding
        .replies
        .iter()
        .filter(is_answer)
        .map(|r| &r.what)
        .collect();
    let parties = finding.fields.parties.iter();
    let names: Vec<String> = parties
        .map(|p| book.name(&Party::Entity(p.clone())))
        .collect();
    let all = json!([
        finding.fields,
        names,
        cited,
        rivals,
        absences,
        answers,
        sources
    ]);
    ContentHash::of(all.to_string().as_bytes())
}

fn lost(evidence: &[Weighed]) -> Vec<Phrase> {
    let gone = |w: &&Weighed| matches!(w.shown.worth, Worth::Gone | Worth::Rejected | Worth::Split);
    evidence
        .iter()
        .filter(gone)
        .map(|w| {
            let of = Part::Data(w.cited.what.of.to_string());
            let worth = Part::Word(w.shown.worth.word());
            Phrase::new("{0} is {1}: {2}", [of, worth, w.shown.words.clone().into()])
        })
        .collect()
}

/// *Shows* needs one accepted piece; *consistent with*, footage and a document; *supplied*, two
/// independent sources and a relation of supply that a document proves.
fn offered(
    book: &Book,
    evidence: &Evidence,
    weighed: &[Weighed],
    sources: usize,
) -> Option<Wording> {
    let accepted: Vec<&Weighed> = weighed
        .iter()
        .filter(|w| w.cited.what.side == Side::For && w.shown.worth == Worth::Accepted)
        .collect();
    let (mut footage, mut document, mut supply) = (false, false, false);
    for w in &accepted {
        match &w.cited.what.of {
            EvidenceRef::Relation(id) => {
                let Some(relation) = book.relations.get(id) else {
                    continue;
                };
                let proofs = evidence.proofs(book, relation);
                let paper = proofs.iter().any(|p| !p.footage);
                footage |= proofs.iter().any(|p| p.footage);
                document |= paper;
                use model::RelationKind as K;
                let kind = relation.fields.kind;
                supply |= paper && matches!(kind, K::Supplied | K::Installed | K::PartyTo);
            }
            _ if w.shown.footage => footage = true,
            _ => document = true,
        }
    }
    if supply && sources >= 2 {
        Some(Wording::Supplied)
    } else if footage && document {
        Some(Wording::ConsistentWith)
    } else {
        (footage || document).then_some(Wording::Shows)
    }
}

/// The finding whose id starts with these digits (at least four).
///
/// # Errors
/// When there is none, or several.
pub fn find<'a>(book: &'a Book, text: &str) -> Result<&'a Finding, ReviewError> {
    let id = text.trim();
    let mut fits = book
        .findings
        .values()
        .filter(|f| id.len() >= 4 && f.id.starts_with(id));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(ReviewError::NoSuchFinding(text.to_owned())),
        (Some(a), Some(b)) => Err(ReviewError::Misfit(format!(
            "{text} is the start of several findings: {}, {}; give more digits",
            a.id, b.id
        ))),
    }
}

/// Begins a finding, a draft; answers its id.
///
/// # Errors
/// When it states nothing, names what is no entity, nobody is named, or the case can't be written.
pub fn begin(
    case: &mut Case,
    fields: FindingFields,
    by: &str,
    reason: &str,
) -> Result<String, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    check_fields(&book, &fields)?;
    let id = new_id(&["finding", &fields.statement], book.acts);
    case.state(
        Subject::Finding,
        &id,
        &Act::NewFinding(fields),
        &by,
        &reason,
    )?;
    Ok(id)
}

fn check_fields(book: &Book, fields: &FindingFields) -> Result<(), ReviewError> {
    if fields.statement.trim().is_empty() {
        return Err(ReviewError::Misfit("a finding states something".to_owned()));
    }
    must_fit("the statement", &fields.statement, LONGEST_REASON)?;
    must_fit("the assessment", &fields.assessment, LONGEST_REASON)?;
    if let Some(confidence) = &fields.confidence
        && confidence.reason.trim().is_empty()
    {
        return Err(ReviewError::Misfit(
            "confidence needs the reason for it".to_owned(),
        ));
    }
    for party in &fields.parties {
        if book.entity_named(party).is_none() {
            return Err(ReviewError::NoSuchEntity(party.clone()));
        }
    }
    Ok(())
}

/// What is done to a finding.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    Edit(FindingPatch),
    Cite(Citation),
    AddRival(RivalExplanation),
    AddAbsence(Absence),
    /// A citation, rival, absence or reply, by its number.
    TakeBack(i64),
    Reply(Reply),
}

/// Changes a finding, which sets it back to draft; answers the act's number. `revision` is the
/// act that the change was made against (`Finding::revision`), where the caller knows it: when
/// somebody else changed the finding meanwhile, nothing is written.
///
/// # Errors
/// When there is no such finding, somebody changed it meanwhile, the change doesn't fit, nobody
/// is named, or the case can't be written.
pub fn change(
    case: &mut Case,
    finding: &str,
    change: Change,
    revision: Option<i64>,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let finding = find(&book, finding)?;
    if revision.is_some_and(|r| r != finding.revision) {
        return Err(ReviewError::Changed {
            what: format!("finding {}", finding.id),
            by: finding.changed_by.clone(),
            at: finding.changed_at.clone(),
        });
    }
    let act = match change {
        Change::Edit(patch) => {
            if patch.is_empty() {
                return Err(ReviewError::Misfit("nothing is changed".to_owned()));
            }
            let mut fields = finding.fields.clone();
            patch.clone().apply(&mut fields);
            check_fields(&book, &fields)?;
            Act::EditFinding(patch)
        }
        Change::Cite(citation) => {
            if finding.citations.iter().any(|c| c.what.of == citation.of) {
                return Err(ReviewError::Misfit(format!(
                    "{} is cited to this finding already; take it back first to cite it otherwise",
                    citation.of
                )));
            }
            Act::Cite(citation)
        }
        Change::AddRival(rival) => {
            must_fit("the explanation", &rival.explanation, LONGEST_REASON)?;
            must_fit("what speaks against it", &rival.weighed, LONGEST_REASON)?;
            filled("a rival explanation", &rival.explanation)?;
            filled(
                "what speaks for or against the rival explanation",
                &rival.weighed,
            )?;
            Act::AddRival(rival)
        }
        Change::AddAbsence(absence) => {
            must_fit("what was looked for", &absence.what, LONGEST_REASON)?;
            must_fit("the coverage", &absence.coverage, LONGEST_REASON)?;
            filled("what was looked for", &absence.what)?;
            filled("the coverage", &absence.coverage)?;
            Act::AddAbsence(absence)
        }
        Change::TakeBack(position) => {
            let numbers = numbers(finding);
            if !numbers.contains(&position) {
                return Err(ReviewError::Misfit(format!(
                    "finding {} has nothing with the number {position}; it has {numbers:?}",
                    finding.id
                )));
            }
            Act::TakeBack { position }
        }
        Change::Reply(reply) => Act::Reply(checked_reply(&book, finding, reply)?),
    };
    let id = finding.id.clone();
    Ok(case.state(Subject::Finding, &id, &act, &by, &reason)?)
}

fn numbers(f: &Finding) -> BTreeSet<i64> {
    let citations = f.citations.iter().map(|c| c.number);
    let rivals = f.rivals.iter().map(|c| c.number);
    let absences = f.absences.iter().map(|c| c.number);
    let replies = f.replies.iter().map(|c| c.number);
    citations
        .chain(rivals)
        .chain(absences)
        .chain(replies)
        .collect()
}

fn filled(what: &str, text: &str) -> Result<(), ReviewError> {
    if text.trim().is_empty() {
        return Err(ReviewError::Misfit(format!("{what} is not said")));
    }
    Ok(())
}

fn checked_reply(book: &Book, finding: &Finding, mut reply: Reply) -> Result<Reply, ReviewError> {
    reply.party = book.resolved(&reply.party).to_owned();
    if !finding.fields.parties.contains(&reply.party) {
        return Err(ReviewError::Misfit(format!(
            "the finding names no {}; add it to its parties first",
            book.name(&model::Party::Entity(reply.party))
        )));
    }
    match &reply.act {
        ReplyAct::Asked {
            how,
            when,
            deadline,
            question,
        } => {
            filled("how was asked", how)?;
            filled("what was asked", question)?;
            must_fit("the question", question, LONGEST_REPLY)?;
            if let (Some(asked), Some(until)) = (when.first(), deadline.last())
                && until < asked
            {
                return Err(ReviewError::Misfit(format!(
                    "the deadline {deadline} is before {when}, when was asked"
                )));
            }
        }
        ReplyAct::Answered { text, .. } => {
            filled("the answer", text)?;
            must_fit("the answer", text, LONGEST_REPLY)?;
        }
        ReplyAct::NotAsked { reason } => filled("why it was not asked", reason)?,
    }
    Ok(reply)
}

/// Gives a finding its next state; answers the act's number. `today` is the day by which
/// deadlines are judged (see [`today`]).
///
/// # Errors
/// When the state is not the next one, something keeps the finding back, somebody changed it
/// meanwhile, nobody is named, or the case can't be written.
pub fn set_state(
    case: &mut Case,
    finding: &str,
    state: FindingState,
    revision: Option<i64>,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    let finding = find(&book, finding)?;
    if revision.is_some_and(|r| r != finding.revision) {
        return Err(ReviewError::Changed {
            what: format!("finding {}", finding.id),
            by: finding.changed_by.clone(),
            at: finding.changed_at.clone(),
        });
    }
    let assessed = assess(&book, &evidence, finding);
    let keeps = blocks::blocks(&book, &evidence, &assessed, state, &by, &today());
    if !keeps.is_empty() {
        return Err(ReviewError::Blocked {
            finding: finding.id.clone(),
            state: state.word(),
            why: keeps.into_iter().map(|b| b.words.to_string()).collect(),
        });
    }
    if state == FindingState::Withdrawn && reason.is_empty() {
        return Err(ReviewError::Misfit(
            "a finding is withdrawn for a reason".to_owned(),
        ));
    }
    let content = content(&book, finding, &assessed.evidence, assessed.sources);
    let id = finding.id.clone();
    let act = Act::SetState { state, content };
    Ok(case.state(Subject::Finding, &id, &act, &by, &reason)?)
}

/// Today, in UTC.
pub fn today() -> StatedDate {
    let now = jiff::Timestamp::now().to_string();
    let day = now.get(..10).unwrap_or("1970-01-01");
    // A date of the clock is a date.
    day.parse().unwrap_or_else(|_| StatedDate::epoch())
}

/// Every act on a finding, in order.
///
/// # Errors
/// When there is no such finding, or the case can't be read.
pub fn history(case: &Case, finding: &str) -> Result<Vec<Statement>, ReviewError> {
    let book = Book::read(case)?;
    let id = find(&book, finding)?.id.clone();
    crate::entities::history(case, Some(&id))
}
