//! Relations between companies, sites and systems: one with its proofs, making one, citing evidence
//! for it, judging it.

use axum::extract::Path;
use axum::response::Response;
use maud::{Markup, html};
use model::{ItemId, RelationFields, RelationKind, Side};
use publish::visible;
use review::book::{Book, Relation};
use review::entities;
use review::evidence::{Shown, Worth};

use super::companies::by_field;
use super::verdicts::{said, with_alias};
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, form_token};
use crate::web::shape;
use crate::web::urls::part;

pub fn relation_word(ctx: &Ctx, kind: RelationKind) -> String {
    ctx.t(match kind {
        RelationKind::Makes => "rel-makes",
        RelationKind::Owns => "rel-owns",
        RelationKind::Distributes => "rel-distributes",
        RelationKind::Installed => "rel-installed",
        RelationKind::Operates => "rel-operates",
        RelationKind::Supplied => "rel-supplied",
        RelationKind::PartnerOf => "rel-partner-of",
        RelationKind::StaffOf => "rel-staff-of",
        RelationKind::PartOf => "rel-part-of",
        RelationKind::At => "rel-at",
        RelationKind::Provides => "rel-provides",
        RelationKind::PresentAt => "rel-present-at",
        RelationKind::PartyTo => "rel-party-to",
        RelationKind::Concerns => "rel-concerns",
        RelationKind::RelatedTo => "rel-related-to",
    })
}

pub fn link_form(ctx: &Ctx, book: &Book) -> Markup {
    html! {
        form.card method="post" action="/relations" {
            (form_token(ctx))
            h2.first { (ctx.t("relation-add")) }
            datalist #parties { @for e in book.entities.values() { option value=(e.id) { (e.fields.name) } } }
            div.field { label { (ctx.t("relation-from")) input name="from" list="parties" required maxlength="300" autocomplete="off"; } }
            div.field { label { (ctx.t("relation-kind")) select name="kind" { @for k in RelationKind::ALL { option value=(k.word()) { (relation_word(ctx, k)) } } } } }
            div.field { label { (ctx.t("relation-to")) input name="to" list="parties" required maxlength="300" autocomplete="off"; } }
            div.field { label { (ctx.t("relation-proof")) input name="evidence" maxlength="300" autocomplete="off"; } }
            p.small.soft { (ctx.t("relation-what")) }
            div.field { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
            (by_field(ctx))
            button { (ctx.t("relation-add")) }
        }
    }
}

/// One piece of evidence: what it is worth, what it says, where it is looked at.
pub fn proof(ctx: &Ctx, shown: &Shown) -> Markup {
    let (class, key) = match shown.worth {
        Worth::Accepted => ("yes", "passage-accepted"),
        Worth::Open => ("wait", "standing-open"),
        Worth::CannotTell => ("unsure", "verdict-unsure"),
        Worth::Split => ("unsure", "standing-split"),
        Worth::Rejected => ("no", "passage-rejected"),
        Worth::Gone => ("no", "worth-gone"),
    };
    html! {
        div.evidence-line {
            span.tag.(class) { (ctx.t(key)) } " "
            @match way(shown) { Some(to) => { a href=(to) { (visible(&ctx.say(&shown.words))) } } None => { (visible(&ctx.say(&shown.words))) } }
            @if let Some(quote) = &shown.quote { blockquote { (visible(quote)) } }
        }
    }
}

/// Where a piece of evidence is looked at.
fn way(shown: &Shown) -> Option<String> {
    to_evidence(&shown.of.to_string(), shown.item.as_ref(), shown.page)
}

/// Where a piece of evidence is looked at, by its name.
pub fn to_evidence(of: &str, item: Option<&ItemId>, page: Option<u32>) -> Option<String> {
    let on_page = |after: &str| {
        let (item, page) = item.zip(page)?;
        Some(format!("/document/{}?page={page}{after}", item.short()))
    };
    match of.split_once(':') {
        Some(("sighting", id)) => Some(format!("/review/{id}?queue=all")),
        Some(("reading", id)) => Some(format!("/reading/{}", id.split(':').next()?)),
        Some(("relation", id)) => Some(format!("/relation/{id}")),
        Some(("passage", id)) => on_page(&format!("#{id}")),
        _ => on_page("").or_else(|| Some(format!("/video/{}?at={}", item?.short(), part(of)))),
    }
}

pub fn sentence(ctx: &Ctx, book: &Book, r: &Relation) -> String {
    let f = &r.fields;
    format!(
        "{} {} {}",
        book.name(&f.from),
        relation_word(ctx, f.kind),
        book.name(&f.to)
    )
}

pub async fn relation(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let now = ctx.app.held.now(&desk.case)?;
        let (book, evidence) = (&*now.book, &*now.evidence);
        let r = entities::find_relation(book, &id)?;
        let proofs = evidence.proofs(book, r);
        let title = sentence(ctx, book, r);
        let body = html! {
            h1 { (visible(&title)) }
            @if let Some(since) = &r.fields.since { p { (ctx.t("relation-since")) " " (since) } }
            @if !r.fields.note.is_empty() { p { (visible(&r.fields.note)) } }
            h2 { (ctx.t("proofs")) }
            @if proofs.is_empty() { p.note { (ctx.t("relation-unproved")) } }
            @for p in &proofs { (proof(ctx, p)) }
            form.row.ends method="post" action=(format!("/relation/{}/cite", r.id)) {
                (form_token(ctx))
                div { label { (ctx.t("relation-proof")) input name="evidence" required maxlength="300" autocomplete="off"; } }
                div { label { (ctx.t("note")) input name="note" maxlength="10000" autocomplete="off"; } }
                div { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } }
                button { (ctx.t("cite")) }
            }
            h2 { (ctx.t("ballot")) }
            form.row.ends method="post" action=(format!("/relation/{}", r.id)) {
                (form_token(ctx))
                div { label { (ctx.t("ballot-reason")) input name="reason" maxlength="10000" autocomplete="off"; } }
                div { label { (ctx.t("settings-alias")) input name="by" required maxlength="100" value=(ctx.alias); } }
                @for (value, key) in [("yes", "verdict-yes"), ("no", "verdict-no"), ("cannot-tell", "verdict-unsure"), ("withdraw", "undo")] { button name="verdict" value=(value) { (ctx.t(key)) } }
            }
            (shape::said(ctx, &r.verdicts))
        };
        Ok(Page::new(Place::Companies, publish::visible_plain(&title), body))
    })
    .await
}

pub async fn link(ctx: Ctx, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |ctx, desk, fields| {
            let now = ctx.app.held.now(&desk.case)?;
            let (book, evidence) = (&*now.book, &*now.evidence);
            let kind = RelationKind::named(fields.get("kind"))
                .ok_or_else(|| Oops::wrong("there is no such relation"))?;
            let new = RelationFields {
                kind,
                from: entities::find_party(&desk.case, book, fields.get("from"))?,
                to: entities::find_party(&desk.case, book, fields.get("to"))?,
                since: None,
                until: None,
                note: String::new(),
                foreign: None,
                extra: std::collections::BTreeMap::new(),
            };
            let mut cited = Vec::new();
            if !fields.get("evidence").trim().is_empty() {
                cited.push(entities::citation(
                    book,
                    evidence,
                    fields.get("evidence"),
                    Side::For,
                    "",
                )?);
            }
            let (by, reason) = (fields.get("by"), fields.get("reason"));
            let id = entities::link(&mut desk.case, new, &cited, by, reason)?;
            Ok(format!("/relation/{id}"))
        })
        .await;
    with_alias(response, &remembered)
}

pub async fn cite(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |ctx, desk, fields| {
            let now = ctx.app.held.now(&desk.case)?;
            let citation = entities::citation(
                &now.book,
                &now.evidence,
                fields.get("evidence"),
                Side::For,
                fields.get("note"),
            )?;
            entities::cite(&mut desk.case, &id, citation, fields.get("by"), "")?;
            Ok(format!("/relation/{}", part(&id)))
        })
        .await;
    with_alias(response, &remembered)
}

pub async fn judge(ctx: Ctx, Path(id): Path<String>, fields: Fields) -> Response {
    let remembered = fields.get("by").to_owned();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let book = Book::read(&desk.case)?;
            let id = entities::find_relation(&book, &id)?.id.clone();
            let value = said(fields)?;
            let (by, reason) = (fields.get("by"), fields.get("reason"));
            entities::judge(&mut desk.case, &format!("relation:{id}"), value, by, reason)?;
            Ok(format!("/relation/{id}"))
        })
        .await;
    with_alias(response, &remembered)
}
