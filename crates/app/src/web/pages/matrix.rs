//! The capability matrix: function by product, each cell with what stands behind it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::RawQuery;
use axum::response::Response;
use case::Seen;
use maud::{Markup, html};
use model::{Polarity, Taxonomy};
use publish::visible;
use review::matrix::{Cell, Level};

use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::urls::{field, part};

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let all = field(query.as_deref(), "all").is_some();
        let cells = ctx.app.stated.cells(&ctx.app.held, desk)?;
        let products: BTreeSet<&str> = cells.iter().map(|c| c.product.as_str()).collect();
        let by: BTreeMap<(&str, &str), &Cell> = cells.iter().map(|c| ((c.function.as_str(), c.product.as_str()), c)).collect();
        let taxonomy = Taxonomy::shipped().map_err(|e| Oops::broken(e.to_string()))?;
        let says = |c: &&Cell| c.level > Level::Unknown || c.denied || !c.open.is_empty();
        let shown = taxonomy.functions.iter().filter(|f| {
            all || products.iter().any(|p| by.get(&(f.id.as_str(), *p)).is_some_and(says))
        });
        let shown: Vec<_> = shown.collect();
        let body = html! {
            h1 { (ctx.t("nav-matrix")) }
            @if products.is_empty() {
                (empty(&ctx.t("matrix-empty"), &ctx.t("matrix-empty-what"), html! { p { a.button href="/documents" { (ctx.t("nav-documents")) } } }))
            } @else {
                p { (ctx.t("matrix-what")) }
                p.small.soft { (ctx.t("matrix-ladder")) }
                ul.tabs {
                    li { a href="/matrix" aria-current=[(!all).then_some("true")] { (ctx.t("matrix-some")) } }
                    li { a href="/matrix?all=1" aria-current=[all.then_some("true")] { (ctx.t("matrix-all")) } }
                }
                @if shown.is_empty() { p.note { (ctx.t("matrix-nothing")) " " a href="/documents" { (ctx.t("nav-documents")) } } }
                @else { div.scroll { table.matrix {
                    thead { tr { th { (ctx.t("col-function")) } @for p in &products { th.turn scope="col" { (visible(p)) } } } }
                    tbody { @for f in shown {
                        tr { th scope="row" title=(ctx.told(&f.definition)) { (ctx.word(&f.name)) } @for p in &products { td { (cell(ctx, by.get(&(f.id.as_str(), *p)).copied())) } } }
                    } }
                } } }
            }
        };
        Ok(Page::new(Place::Matrix, ctx.t("nav-matrix"), body))
    })
    .await
}

fn cell(ctx: &Ctx, cell: Option<&Cell>) -> Markup {
    let Some(c) = cell else {
        return html! {};
    };
    let class = if c.denied {
        "cx"
    } else {
        match c.level {
            Level::Unknown => "c0",
            Level::Claimed => "c1",
            Level::Documented => "c2",
            Level::ConditionsKnown => "c3",
            Level::ControlVisible => "c4",
            Level::SeenInUse => "c5",
        }
    };
    let to = format!(
        "/matrix/cell?product={}&function={}",
        part(&c.product),
        part(&c.function)
    );
    html! {
        @match silence(c) {
            Some(key) if c.level == Level::Unknown && !c.denied => {
                a.(class).faint href=(to) title=(ctx.t(key)) { @if c.open.is_empty() { "·" } @else { "?" (c.open.len()) } }
            }
            _ => { a.(class) href=(to) { (c.shown()) } }
        }
    }
}

fn silence(c: &Cell) -> Option<&'static str> {
    c.silence.word().map(|word| match word {
        "open" => "silence-open",
        "silent" => "silence-silent",
        "not-read" => "silence-not-read",
        _ => "silence-no-document",
    })
}

/// What stands behind one cell.
pub async fn one(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let get = |name| field(query.as_deref(), name).unwrap_or_default();
        let (product, function) = (get("product"), get("function"));
        let cells = ctx.app.stated.cells(&ctx.app.held, desk)?;
        let found = cells.iter().find(|c| c.product == product && c.function == function);
        let c = found.ok_or_else(|| Oops::missing(ctx.t("matrix-no-cell")))?;
        let taxonomy = Taxonomy::shipped().map_err(|e| Oops::broken(e.to_string()))?;
        let passages = desk.case.passages()?;
        let body = html! {
            @if let Some(f) = taxonomy.function(&c.function) { h1 { (ctx.word(&f.name)) (ctx.colon()) (visible(&c.product)) } p { (ctx.told(&f.definition)) } }
            p { strong { (c.shown()) } @if let Some(key) = silence(c) { " · " (ctx.t(key)) } @if c.contradiction() { " · " span.tag.no { (ctx.t("matrix-contradiction")) } } }
            @if !c.said.is_empty() { h2 { (ctx.t("matrix-said")) } }
            @for s in &c.said {
                section.passage {
                    span.tag { (s.level.word()) } " " @if s.polarity == Polarity::Negated { span.tag.no { (ctx.t("says-negated")) } }
                    blockquote { (visible(&s.quote)) }
                    @for condition in &s.conditions { p.small { (ctx.t("condition")) (ctx.colon()) (visible(condition)) } }
                    p.small { a href=(format!("/document/{}?page={}#{}", s.document.short(), s.page, s.passage)) { (ctx.tw("page-n", &[("n", &s.page.to_string())])) } " · " (visible(s.version.as_deref().unwrap_or("?"))) " · " (visible(s.date.as_deref().unwrap_or("?"))) " · " code { (s.address) } }
                }
            }
            @if !c.seen.is_empty() { h2 { (ctx.t("matrix-seen")) } }
            @for s in &c.seen { p { a href=(format!("/review/{}?queue=all", s.sighting)) { code { (s.sighting) } } " " (ctx.t(if s.seen == Seen::InUse { "seen-in-use" } else { "seen-control" })) " · " (visible(&s.by)) " · " (visible(&s.reason)) } }
            @if !c.open.is_empty() { h2 { (ctx.t("matrix-open")) } }
            @for row in passages.iter().filter(|r| c.open.contains(&r.id)) {
                section.passage { blockquote { (visible(&row.passage.quote)) } p.small { a href=(format!("/document/{}?page={}#{}", row.passage.item.short(), row.passage.page, row.id)) { (ctx.t("matrix-judge")) } } }
            }
            p.small.soft { (ctx.tn("matrix-read", u64::from(c.documents_read))) " · " (ctx.tn("matrix-not-read", u64::from(c.documents_not_read))) }
        };
        Ok(Page::new(Place::Matrix, ctx.t("nav-matrix"), body))
    })
    .await
}
