//! The screens wall: only the filmed displays, upright, those that show one product together; and
//! drawing one by hand.

use std::collections::{BTreeSet, HashMap};
use std::sync::PoisonError;

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use case::ScreenRow;
use maud::{Markup, html};
use model::{Address, DrawnScreen, ScreenSource};
use pipeline::looks::{Look, alike};
use pipeline::{Desk, Silent, screen_thumb};
use publish::visible;
use review::book::Book;

use super::ballot::{self, Ballot};
use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::pictures::THUMB;
use crate::web::shape::{Names, address, file, moment_link};
use crate::web::urls::field;

/// Small pictures that are looked at for one page at most: the rest wait for the next.
const COMPARED: usize = 400;
/// Screens of one page.
const SHOWN: usize = 120;

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let page: usize = field(query.as_deref(), "page").and_then(|p| p.parse().ok()).unwrap_or(1);
        let rows = desk.case.screens()?;
        let now = ctx.app.held.now(&desk.case)?;
        let on_screens = rows.iter().flat_map(|r| &r.screen.sightings);
        let products: HashMap<String, String> = on_screens
            .filter_map(|id| Some((id.clone(), now.sighting(id)?.sighting.product.clone())))
            .collect();
        let names = Names::of(&desk.case)?;
        let pages = rows.len().div_ceil(SHOWN);
        let ordered = grouped(&rows, &products, &looks(ctx, desk, &rows)?);
        let from = (page.max(1) - 1) * SHOWN;
        let shown = &ordered[from.min(rows.len())..(from + SHOWN).min(rows.len())];
        let body = html! {
            h1 { (ctx.t("nav-screens")) }
            @if rows.is_empty() {
                (empty(&ctx.t("screens-empty"), &ctx.t("screens-empty-what"), html! { p { a.button href="/footage" { (ctx.t("nav-footage")) } } }))
            } @else {
                p.soft { (ctx.t("screens-what")) }
                @for group in shown.chunk_by(|a, b| a.0 == b.0) {
                    h2 { @match &group[0].0.1 { Some(product) => { (visible(product)) } None if group.len() > 1 => { (ctx.t("screens-alike")) } None => { (ctx.t("screens-unproved")) } } " " span.tag.num { (group.len()) } }
                    div.grid.screens { @for (_, row) in group { (card(ctx, row, &names, &now.book)) } }
                }
                @if pages > 1 {
                    nav.row aria-label=(ctx.t("pages")) { @for n in 1..=pages { a.button href=(format!("/screens?page={n}")) aria-current=[(n == page).then_some("page")] { (n) } } }
                }
            }
        };
        Ok(Page::new(Place::Screens, ctx.t("nav-screens"), body))
    })
    .await
}

/// A group on the wall: those with a product by its name, then those that look alike, the largest
/// first, then those that are like no other; and the product.
type Group = ((u8, usize, usize), Option<String>);

/// Screens in the order of the wall, each with its group. Those that look alike stand together, and
/// where one of them shows a product, with all that show it.
fn grouped<'r>(
    rows: &'r [ScreenRow],
    products: &HashMap<String, String>,
    looks: &HashMap<String, Look>,
) -> Vec<(Group, &'r ScreenRow)> {
    let known: Vec<Option<&Look>> = rows.iter().map(|r| looks.get(&r.id)).collect();
    let like = alike(&known);
    let product = |row: &ScreenRow| row.screen.sightings.iter().find_map(|id| products.get(id));
    let (mut named, mut sizes) = (HashMap::new(), HashMap::new());
    for (row, leader) in rows.iter().zip(&like) {
        *sizes.entry(*leader).or_insert(0) += 1;
        if let Some(product) = product(row) {
            named.entry(*leader).or_insert(product);
        }
    }
    let order: BTreeSet<&String> = named
        .values()
        .copied()
        .chain(rows.iter().filter_map(product))
        .collect();
    let number: HashMap<&String, usize> =
        order.into_iter().enumerate().map(|(i, p)| (p, i)).collect();
    let group = |row: &ScreenRow, leader: usize| -> Group {
        match product(row).or(named.get(&leader).copied()) {
            Some(product) => ((0, number[product], 0), Some(product.clone())),
            None if sizes[&leader] > 1 => ((1, usize::MAX - sizes[&leader], leader), None),
            None => ((2, 0, 0), None),
        }
    };
    let mut all: Vec<(Group, &ScreenRow)> = rows
        .iter()
        .zip(like)
        .map(|(row, leader)| (group(row, leader), row))
        .collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

/// How screens look, as far as their small pictures were made: the wall makes those that it shows.
fn looks(ctx: &Ctx, desk: &Desk, rows: &[ScreenRow]) -> Result<HashMap<String, Look>, Oops> {
    let mut held = ctx.app.looks.lock().unwrap_or_else(PoisonError::into_inner);
    let begin = held.next % rows.len().max(1);
    let turn = rows.iter().enumerate().cycle().skip(begin).take(rows.len());
    let unknown: Vec<(usize, &ScreenRow)> = turn
        .filter(|(_, row)| !held.known.contains_key(&row.id))
        .take(COMPARED)
        .collect();
    held.next = unknown.last().map_or(0, |(at, _)| at + 1);
    for (_, row) in unknown {
        if let Some(jpeg) = desk.kept_small(&screen_thumb(&row.screen, THUMB))?
            && let Ok(picture) =
                image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg)
        {
            let rgb = picture.into_rgb8();
            let rgb = pixels::Rgb::new(rgb.width(), rgb.height(), rgb.into_raw());
            held.known.insert(row.id.clone(), Look::of(&rgb));
        }
    }
    Ok(held.known.clone())
}

fn card(ctx: &Ctx, row: &ScreenRow, names: &Names, book: &Book) -> Markup {
    let s = &row.screen;
    html! {
        figure.screen-card {
            a.film href=(format!("/screen/{}", row.id)) {
                img src=(format!("/screen/{}/small", row.id)) alt=(ctx.tw("alt-screen-of", &[("id", &row.id)])) loading="lazy" decoding="async" data-clip=(format!("/screen/{}/clip", row.id));
            }
            figcaption {
                (file(&names.name(&s.video))) " "
                a.quiet.num href=(moment_link(&s.video, &s.best.at)) { (s.best.at.time.clock()) }
                " · " (ctx.tn("n-frames", s.frames)) " " (source(ctx, &s.from, s.score))
                " " (Ballot::of(ctx, book, "screen", &row.id).tag(ctx))
            }
        }
    }
}

fn source(ctx: &Ctx, from: &ScreenSource, score: f64) -> Markup {
    html! {
        @match from {
            ScreenSource::Proposed => { span.tag { (ctx.t("screen-proposed")) " " (ctx.words.decimal(100.0 * score, 0)) " %" } }
            ScreenSource::Sighting { .. } => { span.tag.wait { (ctx.t("screen-sighting")) } }
            ScreenSource::Drawn { by, .. } => { span.tag { (ctx.t("screen-drawn")) " " (visible(by)) } }
        }
    }
}

/// One screen in all its views.
pub async fn one(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.page(move |ctx, desk| {
        let row = desk.case.screen(&id)?;
        let row = row.ok_or_else(|| Oops::missing(format!("there is no screen {id}")))?;
        let now = ctx.app.held.now(&desk.case)?;
        let ballot = Ballot::of(ctx, &now.book, "screen", &row.id);
        let names = Names::of(&desk.case)?;
        let s = &row.screen;
        let views = [
            ("rectified", "screen-single"),
            ("frame", "screen-frame"),
            ("merged", "screen-merged"),
            ("clip", "screen-clip"),
        ];
        let at = s.best_address().to_string();
        let body = html! {
            div.proof-head { h1 { (ctx.t("col-screen")) " " code { (row.id) } } (ballot.tag(ctx)) }
            div.proof {
                div.evidence {
                    dl.facts {
                        dt { (ctx.t("col-where")) } dd { (file(&names.name(&s.video))) " " a.num href=(moment_link(&s.video, &s.best.at)) { (s.first.time.clock()) "–" (s.last.time.clock()) } }
                        dt { (ctx.t("screen-from")) } dd { (source(ctx, &s.from, s.score)) }
                        dt { (ctx.t("screen-frames")) } dd.num { (ctx.words.number(s.frames)) }
                        dt { (ctx.t("screen-uncertainty")) } dd.num { (ctx.words.decimal(s.uncertainty, 2)) " px" }
                        @if !s.sightings.is_empty() { dt { (ctx.t("lane-sightings")) } dd { @for id in &s.sightings { a href=(format!("/review/{id}?queue=all")) { code { (id) } } " " } } }
                        dt { (ctx.t("address")) } dd { (address(ctx, &at)) }
                    }
                    p.row {
                        a.button href=(format!("/search?region={}", crate::web::urls::part(&at))) { (ctx.t("draw-find")) }
                        a.button href=(format!("/read?of={}", crate::web::urls::part(&at))) { (ctx.t("draw-read")) }
                    }
                    div.grid.big {
                        @for (view, key) in views {
                            figure { div.film { img src=(format!("/screen/{}/{view}", row.id)) alt=(ctx.t(key)) loading="lazy"; } figcaption { (ctx.t(key)) } }
                        }
                    }
                }
                aside.judge { (ballot.shown(ctx, &ctx.t("screen-question"))) }
            }
        };
        let title = format!("{} {}", ctx.t("col-screen"), row.id);
        Ok(Page {
            keys: ballot::KEYS,
            scripts: &["review.js"],
            ..Page::new(Place::Screens, title, body)
        })
    })
    .await
}

/// Keeps four corners that a person drew, and follows them; the same as `screen` on the command
/// line.
pub async fn draw(ctx: Ctx, fields: Fields) -> Response {
    let by = fields.get("by").to_owned();
    let remembered = by.clone();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let address = match fields.get("of").parse() {
                Ok(Address::Moment(m)) => m,
                _ => return Err(Oops::wrong("a screen is drawn on a moment of a video")),
            };
            let quad = address.quad.filter(model::Quad::is_convex_clockwise);
            let quad = quad.ok_or_else(|| Oops::wrong("give four corners, clockwise from the content's top left"))?;
            let video = desk.case.resolve(&address.item)?;
            let record = desk.case.video(video)?;
            if !record.is_some_and(|v| address.time >= v.first && address.time <= v.last) {
                return Err(Oops::wrong("this moment is not within a video that was watched"));
            }
            let drawn = DrawnScreen {
                video,
                stream: address.stream,
                time: address.time,
                quad: quad.rounded(),
                by,
                at: String::new(),
                note: fields.get("note").to_owned(),
            };
            let id = review::draw_screen(&mut desk.case, drawn)?;
            desk.screens_again(&video, &mut Silent)?;
            let mine = |s: &ScreenSource| matches!(s, ScreenSource::Drawn { id: d, .. } if *d == id);
            let row = desk.case.screens()?.into_iter().find(|r| mine(&r.screen.from));
            let row = row.ok_or_else(|| Oops::wrong("noted; no frame at exactly this time was decoded, so nothing could be followed"))?;
            Ok(format!("/screen/{}", row.id))
        })
        .await;
    with_alias(response, &remembered)
}
