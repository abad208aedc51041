//! The case: what is in it, what the machine is doing, what waits for a person.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::RawQuery;
use axum::response::Response;
use case::{Case, SightingRow};
use maud::{Markup, html};
use pipeline::Summary;
use publish::visible;

use crate::web::ctx::Ctx;
use crate::web::held::Now;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty, form_token};
use crate::web::shape::Names;
use crate::web::{job, urls};

/// What waits for a person: how many, what, and where.
struct Waiting {
    n: u64,
    key: &'static str,
    to: &'static str,
}

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let visit = ctx.visit;
    let response = ctx.page(move |ctx, desk| {
        let added = urls::field(query.as_deref(), "added").and_then(|n| n.parse().ok());
        let case = &desk.case;
        let now = ctx.app.held.now(&desk.case)?;
        let summary = now.summary();
        let body = if summary.items == 0 {
            html! {
                h1 { (visible(&ctx.app.name)) }
                (job::shown(ctx))
                (empty(&ctx.t("case-empty"), &ctx.t("case-empty-what"), html! {
                    (add_form(ctx))
                    p { (ctx.t("case-empty-way")) }
                    p { code { "contrechamp add --case " (visible(&ctx.app.dir.to_string_lossy())) " videos/ brochures/" } }
                }))
            }
        } else {
            full(ctx, case, &now, added)?
        };
        Ok(Page {
            scripts: &["drop.js"],
            ..Page::new(Place::Case, ctx.t("nav-case"), body)
        })
    })
    .await;
    visit.remembered(response)
}

fn full(ctx: &Ctx, case: &Case, now: &Now, added: Option<u64>) -> Result<Markup, Oops> {
    let rows = case.items()?;
    let not_analysed = rows.iter().filter(|row| row.kind.is_none()).count() as u64;
    let waiting = waiting(case, &now.sightings, not_analysed)?;
    Ok(html! {
        h1 { (visible(&ctx.app.name)) }
        @if let Some(n) = added { p.note role="status" { (ctx.tn("added", n)) } }
        (job::shown(ctx))
        (ctx.visit.shown(ctx))
        div.two {
            div #case-now data-live {
                h2.first { (ctx.t("case-in-it")) }
                (tally(ctx, now.summary(), rows.iter().map(|row| row.bytes).sum()))
                (found(ctx, &now.sightings))
                (failures(ctx, case)?)
            }
            div {
                section.card {
                    h2 { (ctx.t("case-waits")) }
                    @if waiting.is_empty() { p.soft { (ctx.t("case-waits-nothing")) } }
                    ul.plain-list {
                        @for w in &waiting {
                            li { a href=(w.to) { (ctx.tn(w.key, w.n)) } }
                        }
                    }
                    @if !ctx.app.jobs.is_running() {
                        form method="post" action="/analyse" {
                            (form_token(ctx))
                            button.main-act[not_analysed > 0] { (ctx.t("analyse")) }
                        }
                        p.small.soft { (ctx.t("analyse-what")) }
                    }
                }
                (add_form(ctx))
                section.card {
                    h2.first { (ctx.t("dossier")) }
                    p.soft { (ctx.t("dossier-what")) }
                    p { a.button href="/dossier" { (ctx.t("dossier-open")) } }
                }
            }
        }
    })
}

/// Files to be brought in, with what is known of where they come from.
fn add_form(ctx: &Ctx) -> Markup {
    let kinds = [
        ("either", "add-either"),
        ("footage", "add-footage"),
        ("documents", "add-documents"),
        ("negatives", "add-negatives"),
    ];
    html! {
        form #add.drop.card method="post" action="/add" enctype="multipart/form-data" data-drop="many" data-need=(ctx.t("add-need")) {
            (form_token(ctx))
            h2.first { (ctx.t("add")) }
            div.field { label for="add-as" { (ctx.t("add-as")) } select #add-as name="as" { @for (value, key) in kinds { option value=(value) { (ctx.t(key)) } } } }
            details {
                summary { (ctx.t("add-origin")) }
                div.field { label for="add-source" { (ctx.t("add-source")) } input #add-source name="source" type="url" maxlength="2000"; }
                div.field { label for="add-published" { (ctx.t("add-published")) } input #add-published name="published" placeholder="2025-03-14" maxlength="40"; }
                div.field { label for="add-by" { (ctx.t("settings-alias")) } input #add-by name="by" maxlength="100" value=(ctx.alias); }
            }
            div.field { label for="add-files" { (ctx.t("add-files")) } input #add-files name="files" type="file" multiple; }
            div.field data-folder { label for="add-folder" { (ctx.t("add-folder")) } input #add-folder name="files" type="file" multiple webkitdirectory; }
            button { (ctx.t("add-send")) }
            p.small.soft { (ctx.t("add-what")) }
        }
    }
}

fn waiting(
    case: &Case,
    sightings: &[Arc<SightingRow>],
    not_analysed: u64,
) -> Result<Vec<Waiting>, Oops> {
    let open = sightings.iter().filter(|s| s.verdicts.is_empty()).count() as u64;
    let split = sightings
        .iter()
        .filter(|s| model::Standing::of(&s.verdicts) == model::Standing::Split)
        .count() as u64;
    let passages = case.passages()?;
    let unread = passages.iter().filter(|p| p.verdicts.is_empty()).count() as u64;
    let all = [
        Waiting {
            n: open,
            key: "waits-sightings",
            to: "/review",
        },
        Waiting {
            n: split,
            key: "waits-split",
            to: "/review?queue=split",
        },
        Waiting {
            n: unread,
            key: "waits-passages",
            to: "/documents",
        },
        Waiting {
            n: not_analysed,
            key: "waits-analysis",
            to: "/",
        },
    ];
    Ok(all.into_iter().filter(|w| w.n > 0).collect())
}

fn tally(ctx: &Ctx, s: &Summary, bytes: u64) -> Markup {
    let number = |n: u64| ctx.words.number(n);
    html! {
        dl.tally {
            div { dt { (ctx.t("tally-videos")) } dd { (number(s.videos)) } }
            div { dt { (ctx.t("tally-watched")) } dd { (ctx.words.duration(s.watched_seconds)) } }
            div { dt { (ctx.t("tally-shots")) } dd { (number(s.shots)) } }
            div { dt { (ctx.t("tally-keyframes")) } dd { (number(s.keyframes)) } }
            div { dt { (ctx.t("tally-documents")) } dd { (number(s.documents)) } }
            div { dt { (ctx.t("tally-references")) } dd { (number(s.references)) } }
            div { dt { (ctx.t("tally-sightings")) } dd { (number(s.sightings)) } }
            div { dt { (ctx.t("tally-bytes")) } dd { (ctx.words.size(bytes)) } }
            div { dt { (ctx.t("tally-other")) } dd { (number(s.pictures + s.other)) } }
        }
    }
}

/// Products with what is proposed and what people said.
fn found(ctx: &Ctx, sightings: &[Arc<SightingRow>]) -> Markup {
    let mut products: BTreeMap<String, [u64; 4]> = BTreeMap::new();
    for row in sightings {
        let counts = products.entry(row.sighting.product.clone()).or_default();
        counts[0] += 1;
        match review::standing(&row.verdicts) {
            Some(model::VerdictValue::Yes) => counts[1] += 1,
            Some(model::VerdictValue::No) => counts[2] += 1,
            Some(model::VerdictValue::CannotTell) => counts[3] += 1,
            None => {}
        }
    }
    html! {
        h2 { (ctx.t("case-found")) }
        @if products.is_empty() {
            p { (ctx.t("case-found-nothing")) }
        } @else {
            div.scroll { table {
                thead { tr {
                    th { (ctx.t("col-product")) } th.n { (ctx.t("col-proposed")) }
                    th.n { (ctx.t("verdict-yes")) } th.n { (ctx.t("verdict-no")) } th.n { (ctx.t("verdict-unsure")) }
                } }
                tbody { @for (product, counts) in &products {
                    tr {
                        td { a href=(format!("/review?queue=all&product={}", urls::part(product))) { (visible(product)) } }
                        @for n in counts { td.n { (ctx.words.number(*n)) } }
                    }
                } }
            } }
            p.small.soft { (ctx.t("case-proposes")) }
        }
    }
}

fn failures(ctx: &Ctx, case: &Case) -> Result<Markup, Oops> {
    let failures = case.failures()?;
    let names = Names::of(case)?;
    Ok(html! {
        @if !failures.is_empty() {
            h2 { (ctx.t("case-failed")) }
            div.scroll { table {
                thead { tr { th { (ctx.t("col-file")) } th { (ctx.t("col-step")) } th { (ctx.t("col-reason")) } } }
                tbody { @for f in &failures {
                    tr {
                        td { @match &f.item { Some(item) => { (visible(&names.name(item))) } None => { (ctx.t("nav-case")) } } }
                        td { (ctx.word(&f.step.name)) }
                        td { (visible(&ctx.told(&f.reason))) }
                    }
                } }
            } }
        }
    })
}
