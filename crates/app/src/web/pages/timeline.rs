//! What happened when: everything of the case that bears a date, in order, as exactly as it is
//! known; and what was seen in films of that date.

use std::collections::HashMap;

use axum::extract::RawQuery;
use axum::response::Response;
use maud::{Markup, html};
use model::investigation::{Investigation, RelationEntry};
use model::{ItemId, ItemKind};
use publish::dates::{Dated, What, dates, of_documents};
use publish::visible;

use super::companies::{View, kind, tabs};
use super::relations::relation_word;
use super::systems::worth;
use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::shape::file;
use crate::web::urls::field;

/// Dates of one page.
const SHOWN: usize = 200;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let page = field(query.as_deref(), "page").and_then(|p| p.parse().ok());
        let page: usize = page.unwrap_or(1).max(1);
        let of = ctx.app.stated.now(&ctx.app.held, desk)?;
        let files = of.items.iter();
        let files = files.map(|i| (i.item, i.name.as_str(), i.origins.as_slice()));
        let mut all = dates(&of, files);
        all.extend(of_documents(&of));
        all.sort_by_key(Dated::first);
        let seen = seen(&of);
        let pages = all.len().div_ceil(SHOWN);
        let shown = &all[((page - 1) * SHOWN).min(all.len())..(page * SHOWN).min(all.len())];
        let body = html! {
            h1 { (ctx.t("view-timeline")) }
            (tabs(ctx, View::Timeline))
            @if all.is_empty() {
                (empty(&ctx.t("timeline-empty"), &ctx.t("timeline-empty-what"), html! { p { a.button href="/companies" { (ctx.t("nav-companies")) } } }))
            } @else {
                p.soft { (ctx.t("timeline-what")) }
                (list(ctx, shown, &of, &seen))
                @if pages > 1 {
                    nav.row aria-label=(ctx.t("pages")) { @for n in 1..=pages { a.button href=(format!("/timeline?page={n}")) aria-current=[(n == page).then_some("page")] { (n) } } }
                }
            }
        };
        Ok::<_, Oops>(Page::new(Place::Companies, ctx.t("view-timeline"), body))
    })
    .await
}

/// Sightings in each video that nobody rejected.
fn seen(of: &Investigation) -> HashMap<ItemId, u64> {
    let mut seen = HashMap::new();
    for mark in &of.marks {
        *seen.entry(mark.item).or_default() += 1;
    }
    seen
}

fn list(ctx: &Ctx, all: &[Dated<'_>], of: &Investigation, seen: &HashMap<ItemId, u64>) -> Markup {
    let year = |d: &Dated<'_>| d.first().map(|day| day.year);
    let mut years: Vec<(Option<u16>, &[Dated<'_>])> = Vec::new();
    for chunk in all.chunk_by(|a, b| year(a) == year(b)) {
        years.push((chunk.first().and_then(year), chunk));
    }
    html! {
        @for (year, dated) in years {
            section.year {
                h2.num { @match year { Some(year) => { (year) } None => { (ctx.t("timeline-unknown")) } } }
                ol.dates { @for d in dated { li { span.when { (visible(d.date.words())) } div { (what(ctx, d, of, seen)) } } } }
            }
        }
    }
}

fn what(ctx: &Ctx, d: &Dated<'_>, of: &Investigation, seen: &HashMap<ItemId, u64>) -> Markup {
    let relation = |r: &RelationEntry, key: &str| {
        let does = relation_word(ctx, r.fields.kind);
        html! {
            span.tag { (ctx.t(key)) } " "
            a href=(format!("/relation/{}", r.id)) { (visible(&r.from_name)) " " (does) " " (visible(&r.to_name)) }
            (worth(ctx, r))
        }
    };
    match d.what {
        What::Entity(e) => html! {
            span.tag { (kind(ctx, e.fields.kind)) } " "
            a href=(format!("/entity/{}", e.id)) { (visible(&e.fields.name)) }
        },
        What::Since(r) => relation(r, "timeline-since"),
        What::Until(r) => relation(r, "timeline-until"),
        What::Published(item, name) => {
            let is_video = of.item(&item).is_some_and(|i| i.kind == ItemKind::Video);
            html! {
                span.tag { (ctx.t("timeline-published")) } " "
                a href=(to_item(&item, is_video)) { (file(name)) }
                @if let Some(n) = seen.get(&item) { " · " (ctx.tn("timeline-seen", *n)) }
            }
        }
        What::Document(item, name) => html! {
            span.tag { (ctx.t("timeline-document")) } " "
            a href=(to_item(&item, false)) { (file(name)) }
        },
    }
}

fn to_item(item: &ItemId, is_video: bool) -> String {
    let part = if is_video { "video" } else { "document" };
    format!("/{part}/{}", item.short())
}
