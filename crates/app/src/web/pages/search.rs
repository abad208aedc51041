//! Search: words in everything that was read and in documents; a picture, a region of a frame or a
//! reference in all footage.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{Multipart, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use model::investigation::Investigation;
use model::{Address, ItemId, Point, Sighting};
use pipeline::{Desk, FindOptions, Found, FoundText, Silent, Wanted};
use publish::visible;

use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{self, Page, Place, form_token};
use crate::web::shape::{Names, address, file};
use crate::web::state::App;
use crate::web::upload;
use crate::web::urls::{field, part};

/// Lines that are shown, and that are weighed with each letter that is typed.
const SHOWN: usize = 60;
const WEIGHED: usize = 1000;
/// Hits of one source that are shown unfolded.
const NEAR: usize = 4;
/// Points above and below a line that are shown with it, and the width of its picture at least.
const ROOM: f64 = 28.0;
const LEAST: f64 = 180.0;
/// Bytes of a picture that is looked for.
const MOST_PICTURE: u64 = 60 << 20;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let get = |name| field(query.as_deref(), name).filter(|v| !v.trim().is_empty());
        let words = get("q");
        let found = match (&words, get("region"), get("reference")) {
            (Some(words), _, _) => text(ctx, desk, words)?,
            (_, Some(region), _) => {
                let moment = match region.parse() {
                    Ok(Address::Moment(m)) => m,
                    Ok(Address::Page(_)) => {
                        return Err(Oops::wrong(
                            "a region of a page is cut as a reference first",
                        ));
                    }
                    Err(e) => return Err(Oops::wrong(e.to_string())),
                };
                pictures(
                    ctx,
                    desk,
                    &Wanted::Region(moment),
                    &format!("/picture?of={}", part(&region)),
                )?
            }
            (_, _, Some(id)) => {
                let mut all = desk.case.references()?.into_iter();
                let found = all.find(|r| id.len() >= 8 && r.id.0.to_hex().starts_with(&id));
                let found =
                    found.ok_or_else(|| Oops::missing(format!("there is no reference {id}")))?;
                pictures(
                    ctx,
                    desk,
                    &Wanted::Reference(found.id),
                    &format!("/reference/{id}/picture"),
                )?
            }
            _ => html! { p.soft { (ctx.t("search-what")) } },
        };
        Ok(whole(ctx, words.as_deref(), found))
    })
    .await
}

fn whole(ctx: &Ctx, words: Option<&str>, found: Markup) -> Page {
    let body = html! {
        h1 { (ctx.t("nav-search")) }
        div.two.search {
            form method="get" action="/search" role="search" {
                label for="q" { (ctx.t("search-words")) }
                div.row {
                    input #q.wide-input name="q" type="search" maxlength="300" value=(words.unwrap_or_default()) autofocus autocomplete="off" spellcheck="false"
                        hx-get="/search" hx-trigger="input changed delay:90ms" hx-sync="this:replace" hx-target="#results" hx-select="#results" hx-swap="outerHTML" hx-replace-url="true";
                    button.main-act { (ctx.t("nav-search")) }
                }
            }
            form.drop method="post" action="/search/picture" enctype="multipart/form-data" data-drop="1" {
                (form_token(ctx))
                label for="picture" { (ctx.t("search-picture")) }
                div.row { input #picture name="picture" type="file" accept="image/*" required; button { (ctx.t("draw-find")) } }
            }
        }
        div #results { (found) }
    };
    Page {
        scripts: &["drop.js"],
        ..Page::new(Place::Search, ctx.t("nav-search"), body)
    }
}

fn text(ctx: &Ctx, desk: &Desk, words: &str) -> Result<Markup, Oops> {
    let now = ctx.app.held.now(&desk.case)?;
    let (found, more) = desk.find_text_in(words, &now.evidence.readings, WEIGHED)?;
    let names = Names::of(&desk.case)?;
    let shown = &found[..found.len().min(SHOWN)];
    let of = ctx.app.stated.now(&ctx.app.held, desk)?;
    let sources = by_source(&of, shown, |hit| hit.item);
    Ok(html! {
        p.soft role="status" { (ctx.tn(if more { "search-lines-more" } else { "search-lines" }, found.len() as u64)) " " (ctx.tn("search-sources", sources.len() as u64)) @if found.len() > SHOWN { " · " (ctx.tn("search-first", SHOWN as u64)) } }
        @if found.is_empty() { p { (ctx.t("search-nothing")) } }
        @for (source, hits) in &sources {
            (source_of(ctx, &names, *source, hits.iter().map(|h| h.item), &mut hits.iter().map(|hit| line(ctx, hit, &names, words))))
        }
    })
}

/// Hits by the source that their items come from, in the order of each one's best: copies and cuts
/// of one recording are one source.
fn by_source<'h, H>(
    of: &Investigation,
    hits: impl IntoIterator<Item = &'h H>,
    item: impl Fn(&H) -> ItemId,
) -> Vec<(ItemId, Vec<&'h H>)> {
    let sources: HashMap<ItemId, ItemId> = of.items.iter().map(|i| (i.item, i.source)).collect();
    let mut groups: Vec<(ItemId, Vec<&'h H>)> = Vec::new();
    let mut at: HashMap<ItemId, usize> = HashMap::new();
    for hit in hits {
        let item = item(hit);
        let source = sources.get(&item).copied().unwrap_or(item);
        let n = *at.entry(source).or_insert_with(|| {
            groups.push((source, Vec::new()));
            groups.len() - 1
        });
        groups[n].1.push(hit);
    }
    groups
}

/// One source: its name, how many copies of it are among the hits, the first hits, and the rest
/// folded.
fn source_of(
    ctx: &Ctx,
    names: &Names,
    source: ItemId,
    items: impl Iterator<Item = ItemId>,
    hits: &mut dyn Iterator<Item = Markup>,
) -> Markup {
    let items: HashSet<ItemId> = items.collect();
    let named = items.iter().copied().min().unwrap_or(source);
    let named = if items.contains(&source) {
        source
    } else {
        named
    };
    let near: Vec<Markup> = hits.take(NEAR).collect();
    let far: Vec<Markup> = hits.collect();
    html! {
        section.source {
            h2 { (file(&names.name(&named))) @if items.len() > 1 { " " span.tag { (ctx.tn("search-copies", items.len() as u64)) } } }
            @for hit in &near { (hit) }
            @if !far.is_empty() { details { summary { (ctx.tn("search-more", far.len() as u64)) } @for hit in &far { (hit) } } }
        }
    }
}

fn line(ctx: &Ctx, hit: &FoundText, names: &Names, words: &str) -> Markup {
    let (to, kind) = match &hit.of {
        case::TextOf::Document { page, .. } => (
            format!(
                "/document/{}?page={page}&q={}",
                hit.item.short(),
                part(words)
            ),
            "text-document",
        ),
        case::TextOf::Reading {
            id, guess: true, ..
        } => (format!("/reading/{id}"), "text-guess"),
        case::TextOf::Reading { id, .. } => (format!("/reading/{id}"), "text-reading"),
        case::TextOf::Correction { id, .. } => (format!("/reading/{id}"), "text-correction"),
    };
    html! {
        article.hit {
            a href=(to) tabindex="-1" aria-hidden="true" { img src=(format!("/picture?of={}", part(&around(&hit.address)))) alt="" loading="lazy" decoding="async"; }
            div {
                p.line-text { a href=(to) { (marked(&hit.text, &hit.hit.spans)) } }
                p.small.soft { span.tag { (ctx.t(kind)) } " " (file(&names.name(&hit.item))) " · " (address(ctx, &hit.address)) }
            }
        }
    }
}

/// The address of a line with some of what stands around it, so that its picture can be read.
fn around(address: &str) -> String {
    let Ok(Address::Page(mut page)) = address.parse() else {
        return address.to_owned();
    };
    if let Some(quad) = &mut page.quad {
        let [x0, y0, x1, y1] = quad.bounds();
        let (x0, y0) = ((x0 - 12.0).max(0.0), (y0 - ROOM).max(0.0));
        let (x1, y1) = (x1.max(x0 + LEAST) + 12.0, y1 + ROOM);
        quad.0 = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| Point::new(x, y));
    }
    page.to_string()
}

/// A line with the characters that were found.
fn marked(text: &str, spans: &[(usize, usize)]) -> Markup {
    let inside = |i: usize| spans.iter().any(|(from, to)| (*from..*to).contains(&i));
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for (i, c) in text.chars().enumerate() {
        let found = inside(i);
        match pieces.last_mut() {
            Some((piece, was)) if *was == found => piece.push(c),
            _ => pieces.push((c.to_string(), found)),
        }
    }
    html! { @for (piece, found) in &pieces { @if *found { mark { (visible(piece)) } } @else { (visible(piece)) } } }
}

fn pictures(ctx: &Ctx, desk: &Desk, wanted: &Wanted, src: &str) -> Result<Markup, Oops> {
    let found = desk.find(wanted, &FindOptions::default(), &mut Silent)?;
    let of = ctx.app.stated.now(&ctx.app.held, desk)?;
    let names = Names::of(&desk.case)?;
    Ok(html! {
        div.row { @if !src.is_empty() { div.film.wanted { img src=(src) alt=(ctx.t("search-wanted")); } } (summary(ctx, &found)) }
        @for (source, hits) in &by_source(&of, &found.sightings, |(_, s)| s.video) {
            (source_of(ctx, &names, *source, hits.iter().map(|(_, s)| s.video), &mut hits.iter().map(|(name, s)| place(ctx, name, s))))
        }
    })
}

fn summary(ctx: &Ctx, found: &Found) -> Markup {
    html! {
        div {
            @if let Some(poor) = &found.poor {
                p.note { (ctx.t("search-poor")) " " (visible(&ctx.told(poor))) }
            } @else {
                p role="status" { (ctx.tn("search-places", found.sightings.len() as u64)) }
                @if found.sightings.is_empty() { p { (ctx.t("search-not-there")) } }
                p.small.soft { (ctx.tn("search-frames", found.frames)) " · " (ctx.tn("search-decided", found.decided as u64)) }
            }
            @for (name, why) in &found.left_out { p.small { (visible(name)) (ctx.colon()) (visible(&ctx.told(why))) } }
        }
    }
}

fn place(ctx: &Ctx, name: &str, s: &Sighting) -> Markup {
    let at = s.best_address().to_string();
    html! {
        article.hit {
            a href=(format!("/video/{}?at={}", s.video.short(), part(&at))) tabindex="-1" aria-hidden="true" { img src=(format!("/picture?of={}", part(&at))) alt="" loading="lazy" decoding="async"; }
            div {
                p { (file(name)) " " a.num href=(format!("/video/{}?at={}", s.video.short(), part(&at))) { (s.first.time.clock()) "–" (s.last.time.clock()) } }
                p.small { (ctx.words.chance(s.best.log10_nfa.0)) " " (ctx.tn("n-inliers", u64::from(s.best.inliers))) }
                p.small { (address(ctx, &at)) }
            }
        }
    }
}

/// Looks for a picture that was sent; it does not become part of the case.
pub async fn picture(State(app): State<Arc<App>>, headers: HeaderMap, form: Multipart) -> Response {
    let ctx = Ctx::of(&app, &headers);
    let sent = match upload::one(&ctx, form, "picture", MOST_PICTURE).await {
        Ok(sent) => sent,
        Err(oops) => return ctx.oops(&oops),
    };
    ctx.answer(move |ctx| {
        ctx.app.read(|desk| {
            let found = pictures(ctx, desk, &Wanted::Image(sent.path().to_owned()), "")?;
            Ok(page::whole(ctx, whole(ctx, None, found)).into_response())
        })
    })
    .await
}
