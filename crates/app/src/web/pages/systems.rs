//! Systems under investigation: what each is made of, who supplied each part, and the proof. The
//! same cards as in the dossier, with ways on.

use axum::response::Response;
use maud::{Markup, html};
use model::investigation::{EvidenceEntry, RelationEntry};
use publish::systems::{Component, SystemCard, systems};
use publish::visible;

use super::companies::{View, tabs};
use super::relations::{relation_word, to_evidence};
use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let of = ctx.app.stated.now(&ctx.app.held, desk)?;
        let cards: Vec<SystemCard<'_>> = systems(&of).collect();
        let body = html! {
            h1 { (ctx.t("view-systems")) }
            (tabs(ctx, View::Systems))
            @if cards.is_empty() {
                (empty(&ctx.t("systems-empty"), &ctx.t("systems-empty-what"), html! { p { a.button href="/companies" { (ctx.t("nav-companies")) } } }))
            } @else {
                p.soft { (ctx.t("systems-what")) }
                @for card in &cards { (system(ctx, card)) }
            }
        };
        Ok::<_, Oops>(Page::new(Place::Companies, ctx.t("view-systems"), body))
    })
    .await
}

fn system(ctx: &Ctx, card: &SystemCard<'_>) -> Markup {
    let fields = &card.system.fields;
    let ends = |all: &[&RelationEntry], key: &str, name: fn(&RelationEntry) -> &str| {
        html! {
            @if !all.is_empty() {
                dt { (ctx.t(key)) }
                dd { @for (i, r) in all.iter().enumerate() { @if i > 0 { br; } (end(ctx, r, name(r))) } }
            }
        }
    };
    html! {
        section.system-card id=(format!("system-{}", card.system.id)) {
            h2 { a href=(format!("/entity/{}", card.system.id)) { (visible(&fields.name)) } }
            @if !fields.note.is_empty() { p { (visible(&fields.note)) } }
            dl.facts {
                @if let Some(date) = &fields.date { dt { (ctx.t("entity-when")) } dd { (visible(date.words())) } }
                (ends(&card.places, "entity-place", |r| &r.to_name))
                (ends(&card.programmes, "kind-programme", |r| &r.to_name))
                (ends(&card.operators, "systems-operated", |r| &r.from_name))
                (ends(&card.about, "systems-about", |r| &r.from_name))
            }
            @if card.components.is_empty() {
                p.note { (ctx.t("systems-no-parts")) }
            } @else {
                div.scroll { table.stacks {
                    thead { tr { th { (ctx.t("systems-part")) } th { (ctx.t("systems-is")) } th { (ctx.t("systems-by")) } th { (ctx.t("proofs")) } } }
                    tbody { @for part in &card.components { (component(ctx, part)) } }
                } }
            }
        }
    }
}

fn component(ctx: &Ctx, of: &Component<'_>) -> Markup {
    html! {
        tr {
            th scope="row" { (end(ctx, of.part, &of.part.from_name)) }
            td data-label=(ctx.t("systems-is")) {
                @if of.is.is_empty() { em { (ctx.t("systems-unknown")) } }
                @for r in &of.is { div { (end(ctx, r, &r.from_name)) } }
            }
            td data-label=(ctx.t("systems-by")) {
                @if of.by.is_empty() { em { (ctx.t("systems-nobody")) } }
                @for r in &of.by { div { (end(ctx, r, &r.from_name)) " " span.soft { (relation_word(ctx, r.fields.kind)) " " (visible(&r.to_name)) } } }
            }
            td data-label=(ctx.t("proofs")) {
                @if of.proofs.is_empty() { span.tag.no { (ctx.t("worth-none")) } }
                @for e in &of.proofs { div { (evidence(ctx, e)) } }
            }
        }
    }
}

/// One end of a relation, which leads to the relation and says where it is not accepted.
fn end(ctx: &Ctx, r: &RelationEntry, name: &str) -> Markup {
    html! { a href=(format!("/relation/{}", r.id)) { (visible(name)) } (worth(ctx, r)) }
}

/// What a relation is worth, where it is not accepted.
pub fn worth(ctx: &Ctx, r: &RelationEntry) -> Markup {
    html! {
        @if r.evidence.is_empty() { " " span.tag.no { (ctx.t("worth-none")) } }
        @else if r.worth != "accepted" { " " (word(ctx, r.worth)) }
    }
}

fn word(ctx: &Ctx, worth: &str) -> Markup {
    let (class, key) = match worth {
        "accepted" => ("yes", "passage-accepted"),
        "open" => ("wait", "standing-open"),
        "cannot-tell" => ("unsure", "verdict-unsure"),
        "split" => ("unsure", "standing-split"),
        "rejected" => ("no", "passage-rejected"),
        _ => ("no", "worth-gone"),
    };
    html! { span.tag.(class) { (ctx.t(key)) } }
}

fn evidence(ctx: &Ctx, e: &EvidenceEntry) -> Markup {
    let words = ctx.say(&e.words);
    html! {
        (word(ctx, e.worth)) " "
        @match to_evidence(&e.of, e.item.as_ref(), e.page) { Some(to) => { a href=(to) { (visible(&words)) } } None => { (visible(&words)) } }
    }
}
