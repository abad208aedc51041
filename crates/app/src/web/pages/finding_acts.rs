//! What people do with findings: begin one, cite, weigh, ask, change, move it on. How they are shown
//! is `findings`.

use axum::extract::Path;
use axum::response::Response;
use model::{
    Absence, Confidence, FindingFields, FindingPatch, FindingState, InformationGrade, Likelihood,
    LikelihoodScale, Reply, ReplyAct, RivalExplanation, Side, SourceGrade, StatedDate, Wording,
};
use review::book::Book;
use review::entities;
use review::evidence::Evidence;
use review::findings::{self, Change};

use super::findings::CONFIDENCE;
use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;

/// The likelihood and confidence of the form, where they are given.
fn sureness(fields: &Fields) -> Result<(Option<Likelihood>, Option<Confidence>), Oops> {
    let likelihood = match fields.get("likelihood").split_once(':') {
        Some((scale, word)) => {
            let scale = LikelihoodScale::named(scale)
                .ok_or_else(|| Oops::wrong("there is no such scale"))?;
            Some(Likelihood::new(word, scale).map_err(|e| Oops::wrong(e.to_string()))?)
        }
        None => None,
    };
    let level = CONFIDENCE
        .iter()
        .find(|(level, _)| level.word() == fields.get("confidence"));
    let confidence = level.map(|(level, _)| Confidence {
        level: *level,
        reason: fields.get("because").to_owned(),
    });
    Ok((likelihood, confidence))
}

pub async fn begin(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let new = FindingFields {
                statement: fields.get("statement").trim().to_owned(),
                wording: wording(fields),
                ..FindingFields::default()
            };
            let id = findings::begin(&mut desk.case, new, fields.get("by"), fields.get("reason"))?;
            Ok(format!("/finding/{id}"))
        })
        .await;
    with_alias(response, &remembered)
}

fn wording(fields: &Fields) -> Option<Wording> {
    Wording::ALL
        .into_iter()
        .find(|w| w.word() == fields.get("wording"))
}

fn date(text: &str) -> Result<StatedDate, Oops> {
    text.parse()
        .map_err(|e: model::StatedDateError| Oops::wrong(e.to_string()))
}

/// An act on a finding, as `finding` and `reply` on the command line do it.
pub async fn act(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            done(desk, &id, fields)?;
            Ok(format!("/finding/{}", crate::web::urls::part(&id)))
        })
        .await;
    with_alias(response, &remembered)
}

fn done(desk: &mut pipeline::Desk, id: &str, fields: &Fields) -> Result<(), Oops> {
    let (by, reason) = (fields.get("by"), fields.get("reason"));
    let revision = fields.get("revision").parse().ok();
    if fields.get("act") == "state" {
        let state = FindingState::named(fields.get("state"))
            .ok_or_else(|| Oops::wrong("there is no such state"))?;
        findings::set_state(&mut desk.case, id, state, revision, by, reason)?;
    } else {
        let book = Book::read(&desk.case)?;
        let change = changed(desk, &book, fields)?;
        findings::change(&mut desk.case, id, change, revision, by, reason)?;
    }
    Ok(())
}

fn changed(desk: &pipeline::Desk, book: &Book, fields: &Fields) -> Result<Change, Oops> {
    let text = |name: &str| fields.get(name).to_owned();
    let reply = |act: ReplyAct| {
        Change::Reply(Reply {
            party: text("party"),
            act,
        })
    };
    Ok(match fields.get("act") {
        "cite" => {
            let evidence = Evidence::read(&desk.case, book)?;
            let side = if fields.get("side") == "against" {
                Side::Against
            } else {
                Side::For
            };
            let mut citation = entities::citation(
                book,
                &evidence,
                fields.get("evidence"),
                side,
                fields.get("note"),
            )?;
            citation.source = fields
                .get("source")
                .chars()
                .next()
                .and_then(SourceGrade::of_letter);
            citation.information = fields
                .get("information")
                .parse::<u8>()
                .ok()
                .and_then(|n| InformationGrade::try_from(n).ok());
            Change::Cite(citation)
        }
        "rival" => Change::AddRival(RivalExplanation {
            explanation: text("explanation"),
            weighed: text("weighed"),
        }),
        "absence" => Change::AddAbsence(Absence {
            what: text("what"),
            coverage: review::coverage::of_case(&desk.case)?,
        }),
        "take-back" => Change::TakeBack(
            fields
                .get("number")
                .parse()
                .map_err(|_| Oops::wrong("there is no such number"))?,
        ),
        "edit" => {
            let named = fields
                .get("parties")
                .split(',')
                .map(str::trim)
                .filter(|p| !p.is_empty());
            let parties = named.map(|p| entities::find_entity(book, p).map(|e| e.id.clone()));
            let (likelihood, confidence) = sureness(fields)?;
            Change::Edit(FindingPatch {
                statement: Some(text("statement")),
                assessment: Some(text("assessment")),
                wording: wording(fields),
                parties: Some(parties.collect::<Result<Vec<_>, _>>()?),
                likelihood,
                confidence,
            })
        }
        "asked" => reply(ReplyAct::Asked {
            how: text("how"),
            when: date(fields.get("when"))?,
            deadline: date(fields.get("deadline"))?,
            question: text("question"),
        }),
        "answered" => reply(ReplyAct::Answered {
            when: date(fields.get("when"))?,
            text: text("text"),
            used: String::new(),
        }),
        "not-asked" => reply(ReplyAct::NotAsked {
            reason: text("because"),
        }),
        other => return Err(Oops::wrong(format!("{other:?} is no act on findings"))),
    })
}
