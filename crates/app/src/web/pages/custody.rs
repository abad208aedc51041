//! Custody: the journal, whether the case is whole, and how each picture came about.

use std::fs::File;
use std::io::{BufRead, BufReader};

use axum::extract::{Path, RawQuery};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use model::pictures;
use pipeline::Desk;
use publish::visible;
use serde_json::Value;

use crate::web::checks;
use crate::web::ctx::{Ctx, Fields, go};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, form_token};
use crate::web::pictures::find_sighting;
use crate::web::shape::{Names, file};
use crate::web::urls::field;

/// Lines of the journal on a page, and characters of a line that are shown.
const LINES: usize = 100;
const LONGEST: usize = 400;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let act = field(query.as_deref(), "act").unwrap_or_default();
        let page: usize = field(query.as_deref(), "page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1);
        let head = desk.case.journal_head()?;
        let (lines, acts, pages) = journal(desk.case.dir(), &act, page)?;
        let body = html! {
            h1 { (ctx.t("nav-custody")) }
            section.card {
                h2 { (ctx.t("custody-whole")) }
                p { (ctx.t("custody-whole-what")) }
                p { (ctx.t("custody-head")) " " code { (head.seq) ":" (head.hash) } }
                form method="post" action="/custody/verify" { (form_token(ctx)) button.main-act { (ctx.t("custody-verify")) } }
                (checks::shown(ctx))
            }
            (credentials(ctx, desk)?)
            h2 { (ctx.t("custody-journal")) }
            ul.tabs {
                li { a href="/custody" aria-current=[act.is_empty().then_some("true")] { (ctx.t("queue-all")) } }
                @for (name, n) in &acts { li { a href=(format!("/custody?act={}", crate::web::urls::part(name))) aria-current=[(act == *name).then_some("true")] { (visible(name)) " " span.num { (n) } } } }
            }
            (table(ctx, &lines))
            @if pages > 1 { nav.row aria-label=(ctx.t("pages")) { @for n in 1..=pages { a.button href=(format!("/custody?act={}&page={n}", crate::web::urls::part(&act))) aria-current=[(n == page).then_some("page")] { (n) } } } }
        };
        Ok(Page::new(Place::Custody, ctx.t("nav-custody"), body))
    })
    .await
}

/// Content Credentials that files carry, as they say of themselves.
fn credentials(ctx: &Ctx, desk: &Desk) -> Result<Markup, Oops> {
    let names = Names::of(&desk.case)?;
    let mut found = Vec::new();
    for row in desk.case.items()? {
        if let Some(c) = desk.case.credentials(row.id)? {
            found.push((row.id, c, desk.case.signer_trust(row.id)?));
        }
    }
    Ok(html! {
        h2 #credentials { (ctx.t("credentials")) }
        @if found.is_empty() { p.soft { (ctx.t("credentials-none")) } } @else { p { (ctx.t("credentials-what")) } }
        @for (item, c, trust) in &found {
            section.card {
                h3 { (file(&names.name(item))) " " code { (item.short()) } }
                dl.facts {
                    dt { (ctx.t("credentials-generator")) } dd { (visible(c.generator.as_deref().unwrap_or("–"))) }
                    dt { (ctx.t("credentials-signer")) }
                    dd { @match &c.signer { Some(s) => { (visible(&s.subject)) br; span.soft { (ctx.t("credentials-issuer")) " " (visible(&s.issuer)) } } None => { (ctx.t("credentials-no-signer")) } } }
                    @for (question, answer) in c.answers(trust.as_ref()) { dt { (ctx.word(question)) } dd { (visible(&ctx.say(&answer))) } }
                    dt { (ctx.t("credentials-manifests")) } dd { (ctx.words.number(c.manifests.len() as u64)) @if let Some(label) = c.manifests.last() { " · " code { (visible(label)) } } }
                    dt { "SHA-256" } dd { code.address { (c.sha256.to_hex()) } " · " (ctx.words.number(c.bytes)) " B" }
                    @for note in &c.notes { dt { (ctx.t("note")) } dd { (visible(&ctx.told(note))) } }
                }
            }
        }
    })
}

fn table(ctx: &Ctx, lines: &[Value]) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th.n { "#" } th { (ctx.t("col-when")) } th { (ctx.t("col-who")) } th { (ctx.t("col-act")) } th { (ctx.t("col-what")) } } }
            tbody { @for line in lines {
                tr {
                    td.n { (line["seq"].as_u64().unwrap_or(0)) }
                    td { (ctx.words.day(line["ts"].as_str().unwrap_or_default())) }
                    td { (visible(line["by"].as_str().or(line["actor"].as_str()).unwrap_or_default())) }
                    td { (visible(line["act"].as_str().unwrap_or_default())) }
                    td.mono.small { (visible(&rest(line))) }
                }
            } }
        } }
    }
}

/// What a line says beside who, when and the chain.
fn rest(line: &Value) -> String {
    let Some(all) = line.as_object() else {
        return String::new();
    };
    let told = all.iter().filter(|(key, _)| {
        !matches!(
            key.as_str(),
            "act" | "actor" | "by" | "prev" | "seq" | "ts" | "about"
        )
    });
    let words: Vec<String> = told.map(|(key, value)| format!("{key} {value}")).collect();
    let text = words.join(" · ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

type Lines = (Vec<Value>, Vec<(String, usize)>, usize);

/// Lines of the journal, the newest first; how often each act stands in it; how many pages.
fn journal(dir: &std::path::Path, act: &str, page: usize) -> Result<Lines, Oops> {
    let path = dir.join("journal.jsonl");
    let file = File::open(&path).map_err(|e| Oops::broken(format!("journal.jsonl: {e}")))?;
    let mut acts: Vec<(String, usize)> = Vec::new();
    let mut fitting = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|e| Oops::broken(format!("journal.jsonl: {e}")))?;
        let Ok(value) = serde_json::from_str::<Value>(&line) else {
            continue;
        };
        let name = value["act"].as_str().unwrap_or_default().to_owned();
        if act.is_empty() || act == name {
            fitting.push(value);
        }
        match acts.iter_mut().find(|(n, _)| *n == name) {
            Some((_, n)) => *n += 1,
            None => acts.push((name, 1)),
        }
    }
    let pages = fitting.len().div_ceil(LINES);
    let shown = fitting
        .into_iter()
        .rev()
        .skip((page - 1) * LINES)
        .take(LINES);
    Ok((shown.collect(), acts, pages))
}

/// Begins to read everything again.
pub async fn verify(ctx: Ctx, _fields: Fields) -> Response {
    ctx.answer(|ctx| {
        checks::begin(&ctx.app)?;
        Ok(go("/custody"))
    })
    .await
}

/// The piece of the page that tells of a check.
pub async fn progress(ctx: Ctx) -> Response {
    ctx.answer(|ctx| Ok(Html(checks::shown(ctx).into_string()).into_response()))
        .await
}

/// How the picture of a sighting came about, step by step.
pub async fn recipe(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let row = find_sighting(ctx, desk, &id)?;
        let s = &row.sighting;
        let of = pictures::rectified_picture(&s.video, s.stream, &s.best.at, &s.best.quad, &s.reference);
        let recipe = match desk.kept_recipe(&of)? {
            Some(kept) => kept,
            None => desk.show_sighting(s, pipeline::ProofView::Rectified)?.recipe,
        };
        let text = serde_json::to_string_pretty(&recipe).unwrap_or_default();
        let body = html! {
            h1 { (ctx.t("recipe")) " " a href=(format!("/review/{}?queue=all", row.id)) { code { (row.id) } } }
            p { (ctx.t("recipe-what")) }
            figure { div.film.reading-film { img src=(format!("/sighting/{}/rectified", row.id)) alt=(ctx.tw("alt-screen", &[("product", &s.product)])); } }
            pre.card tabindex="0" { (text) }
        };
        Ok(Page::new(Place::Custody, ctx.t("recipe"), body))
    })
    .await
}
