//! The review queue: what waits for a person, and what was said of it.

use std::sync::Arc;

use axum::extract::RawQuery;
use axum::response::Response;
use case::SightingRow;
use maud::{Markup, html};
use model::Standing;
use publish::visible;
use review::impact::Change;

use crate::web::ctx::Ctx;
use crate::web::held::Now;
use crate::web::page::{Page, Place, empty};
use crate::web::shape::{Names, file, moment_link, standing};
use crate::web::urls;

/// Rows of one page of the list.
const ROWS: usize = 60;

/// Which proposals, and how they are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    pub kind: Kind,
    /// Of one product only.
    pub product: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Nobody has judged.
    Open,
    /// Others have judged, and I have not: without seeing what they said.
    Blind,
    /// People judge differently.
    Split,
    Judged,
    All,
}

const KINDS: [(Kind, &str, &str); 5] = [
    (Kind::Open, "open", "queue-open"),
    (Kind::Blind, "blind", "queue-blind"),
    (Kind::Split, "split", "queue-split"),
    (Kind::Judged, "judged", "queue-judged"),
    (Kind::All, "all", "queue-all"),
];

impl Kind {
    fn word(self) -> &'static str {
        let found = KINDS.iter().find(|(kind, _, _)| *kind == self);
        found.map_or("open", |(_, word, _)| word)
    }
}

impl Filter {
    pub fn of(query: Option<&str>) -> Self {
        let word = urls::field(query, "queue").unwrap_or_default();
        let kind = KINDS.iter().find(|(_, w, _)| *w == word);
        Self {
            kind: kind.map_or(Kind::Open, |(kind, _, _)| *kind),
            product: urls::field(query, "product").unwrap_or_default(),
        }
    }

    /// As the query of an address.
    pub fn query(&self) -> String {
        let mut query = format!("queue={}", self.kind.word());
        if !self.product.is_empty() {
            query.push_str("&product=");
            query.push_str(&urls::part(&self.product));
        }
        query
    }

    fn holds(&self, row: &SightingRow, alias: &str) -> bool {
        let mine = row.verdicts.iter().any(|v| v.by == alias);
        let of_kind = match self.kind {
            Kind::Open => row.verdicts.is_empty(),
            Kind::Blind => !row.verdicts.is_empty() && !mine,
            Kind::Split => Standing::of(&row.verdicts) == Standing::Split,
            Kind::Judged => !row.verdicts.is_empty(),
            Kind::All => true,
        };
        of_kind && (self.product.is_empty() || row.sighting.product == self.product)
    }
}

/// The proposals of a queue in order, by their places in `now.sightings`; `stay` is among them
/// whatever was said of it.
pub fn queued(now: &Now, filter: &Filter, alias: &str, stay: Option<usize>) -> Vec<usize> {
    let wanted = |at: &usize| stay == Some(*at) || filter.holds(&now.sightings[*at], alias);
    now.queue().iter().copied().filter(wanted).collect()
}

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let filter = Filter::of(query.as_deref());
        let page: usize = urls::field(query.as_deref(), "page")
            .and_then(|p| p.parse().ok())
            .unwrap_or(1)
            .max(1);
        let now = ctx.app.held.now(&desk.case)?;
        let all = &now.sightings;
        let rows = queued(&now, &filter, &ctx.alias, None);
        let names = Names::of(&desk.case)?;
        let body = html! {
            div.row.ends {
                h1 { (ctx.t("nav-review")) }
            }
            div #queue-now data-live {
            (tabs(ctx, &filter, all))
            @if all.is_empty() {
                (empty(&ctx.t("queue-nothing"), &ctx.t("queue-nothing-what"), html! { p { a.button href="/" { (ctx.t("oops-home")) } } }))
            } @else if rows.is_empty() {
                (empty(&ctx.t("queue-done"), &ctx.t("queue-done-what"), html! {
                    p { a.button href="/review?queue=judged" { (ctx.t("queue-judged")) } }
                }))
            } @else {
                p.row {
                    a.button.main-act href=(format!("/review/{}?{}", now.sightings[rows[0]].id, filter.query())) { (ctx.t("queue-begin")) }
                    span.soft { (ctx.tn("queue-count", rows.len() as u64)) }
                }
                (list(ctx, &filter, &rows, &now, &names, page))
            }
            }
        };
        Ok(Page::new(Place::Review, ctx.t("nav-review"), body))
    })
    .await
}

fn tabs(ctx: &Ctx, at: &Filter, all: &[Arc<SightingRow>]) -> Markup {
    html! {
        ul.tabs {
            @for (kind, word, key) in KINDS {
                @let filter = Filter { kind, product: at.product.clone() };
                @let n = all.iter().filter(|row| filter.holds(row, &ctx.alias)).count();
                li {
                    a href=(format!("/review?{}", filter.query())) aria-current=[(kind == at.kind).then_some("true")] data-queue=(word) {
                        (ctx.t(key)) " " span.num { (ctx.words.number(n as u64)) }
                    }
                }
            }
            @if !at.product.is_empty() {
                li { a href=(format!("/review?queue={}", at.kind.word())) { (visible(&at.product)) " ×" } }
            }
        }
    }
}

fn list(
    ctx: &Ctx,
    filter: &Filter,
    rows: &[usize],
    now: &Now,
    names: &Names,
    page: usize,
) -> Markup {
    let pages = rows.len().div_ceil(ROWS);
    let shown = rows.iter().skip((page - 1) * ROWS).take(ROWS);
    let shown = shown.map(|at| &now.sightings[*at]);
    html! {
        div.scroll {
            table.queue {
                thead { tr {
                    th { (ctx.t("col-screen")) } th { (ctx.t("col-product")) } th { (ctx.t("col-where")) } th { (ctx.t("col-changes")) }
                    th.n { (ctx.t("col-inliers")) } th.n { "NFA" } th { (ctx.t("col-standing")) }
                } }
                tbody {
                    @for row in shown {
                        @let s = &row.sighting;
                        tr {
                            td {
                                a href=(format!("/review/{}?{}", row.id, filter.query())) {
                                    img.tiny src=(format!("/sighting/{}/rectified", row.id)) alt=(ctx.tw("alt-screen", &[("product", &s.product)])) loading="lazy" decoding="async" width="96" height="60";
                                }
                            }
                            td { a href=(format!("/review/{}?{}", row.id, filter.query())) { (visible(&s.product)) } }
                            td { (file(&names.name(&s.video))) " " a.quiet.num href=(moment_link(&s.video, &s.best.at)) { (s.best.at.time.clock()) } }
                            td.soft.small { @if filter.kind != Kind::Blind { (changes(ctx, &now.changes(row))) } }
                            td.n { (ctx.words.number(u64::from(s.best.inliers))) }
                            td.n title=(ctx.words.chance(s.best.log10_nfa.0)) { "10" sup { (ctx.words.decimal(s.best.log10_nfa.0, 0)) } }
                            td { @if filter.kind == Kind::Blind { span.tag { (ctx.t("queue-hidden")) } } @else { (standing(ctx, &row.verdicts)) } }
                        }
                    }
                }
            }
        }
        @if pages > 1 {
            nav.row aria-label=(ctx.t("pages")) {
                @for n in 1..=pages {
                    a.button href=(format!("/review?{}&page={n}", filter.query())) aria-current=[(n == page).then_some("page")] { (n) }
                }
            }
        }
    }
}

/// What a verdict would change, in the reader's language.
pub fn changes(ctx: &Ctx, changes: &[Change]) -> Markup {
    let words = |change: &Change| match change {
        Change::Finding(id) => ctx.tw("change-finding", &[("id", id)]),
        Change::Relation(id) => ctx.tw("change-relation", &[("id", id)]),
        Change::First(product) => ctx.tw("change-first", &[("product", product)]),
        Change::FurtherSource(product) => ctx.tw("change-source", &[("product", product)]),
        Change::Again(product) => ctx.tw("change-again", &[("product", product)]),
        Change::Copy => ctx.t("change-copy"),
        Change::Denied(function) => ctx.tw("change-denied", &[("function", function)]),
        Change::Claimed(function) => ctx.tw("change-claimed", &[("function", function)]),
        Change::Documented(function) => ctx.tw("change-documented", &[("function", function)]),
    };
    html! { @for (i, change) in changes.iter().enumerate() { @if i > 0 { "; " } (visible(&words(change))) } }
}
