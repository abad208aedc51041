//! The footage wall: a contact sheet of every video, its shots as a lane, and marks where screens,
//! sightings and text are.

use axum::extract::RawQuery;
use axum::response::Response;
use case::{ItemRow, VideoRecord};
use maud::{Markup, html};
use model::{ItemKind, Timestamp};
use pipeline::Desk;
use publish::{visible, visible_plain};

use crate::web::ctx::Ctx;
use crate::web::held::{Mark, Now};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::shape::{Names, file, moment_link};
use crate::web::urls::{field, part};

/// Videos of one page, and keyframes of one video that are shown.
const VIDEOS: usize = 20;
const SHOWN: usize = 24;

struct Video {
    row: ItemRow,
    record: Option<VideoRecord>,
    marks: Vec<Mark>,
}

struct Wanted {
    words: String,
    sort: String,
    view: String,
    page: usize,
}

const VIEWS: [(&str, &str); 3] = [
    ("wide", "view-wide"),
    ("", "view-normal"),
    ("tight", "view-tight"),
];
const SORTS: [(&str, &str); 4] = [
    ("", "sort-added"),
    ("name", "sort-name"),
    ("length", "sort-length"),
    ("found", "sort-found"),
];

impl Wanted {
    fn of(query: Option<&str>) -> Self {
        let text = |name| field(query, name).unwrap_or_default();
        Self {
            words: text("with"),
            sort: text("sort"),
            view: text("view"),
            page: text("page").parse().unwrap_or(1).max(1),
        }
    }
}

pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let wanted = Wanted::of(query.as_deref());
        let names = Names::of(&desk.case)?;
        let now = ctx.app.held.now(&desk.case)?;
        let mut videos = videos(desk, &now)?;
        let copies = desk.case.copies()?.len();
        let all = videos.len();
        let like = wanted.words.to_lowercase();
        videos.retain(|v| names.name(&v.row.id).to_lowercase().contains(&like));
        sort(&mut videos, &wanted.sort, &names);
        let body = html! {
            h1 { (ctx.t("nav-footage")) }
            @if all == 0 {
                (empty(&ctx.t("footage-empty"), &ctx.t("footage-empty-what"), html! { p { a.button href="/#add" { (ctx.t("add")) } } }))
            } @else {
                (controls(ctx, &wanted))
                @if copies > 0 { p { a href="/copies" { (ctx.tn("copies-count", copies as u64)) } } }
                (legend(ctx))
                @if videos.is_empty() { p { (ctx.t("footage-none")) } }
                div class=(wanted.view) {
                    @for video in videos.iter().skip((wanted.page - 1) * VIDEOS).take(VIDEOS) { (sheet(ctx, video, &names)) }
                }
                (pages(ctx, &wanted, videos.len()))
            }
        };
        Ok(Page::new(Place::Footage, ctx.t("nav-footage"), body))
    })
    .await
}

fn videos(desk: &Desk, now: &Now) -> Result<Vec<Video>, Oops> {
    let rows = desk.case.items()?.into_iter();
    let videos = rows.filter(|row| row.kind == Some(ItemKind::Video));
    let with = videos.map(|row| Video {
        record: now.video(&row.id).cloned(),
        marks: now.marks(&row.id).to_vec(),
        row,
    });
    Ok(with.collect())
}

fn length(v: &Video) -> i64 {
    v.record
        .as_ref()
        .map_or(0, |r| r.last.micros_since(r.first))
}

fn sort(videos: &mut [Video], by: &str, names: &Names) {
    let found = |v: &Video| v.marks.iter().filter(|m| m.class == "m-sighting").count();
    match by {
        "name" => videos.sort_by_key(|v| names.name(&v.row.id).to_lowercase()),
        "length" => videos.sort_by_key(|v| std::cmp::Reverse(length(v))),
        "found" => videos.sort_by_key(|v| std::cmp::Reverse(found(v))),
        _ => {}
    }
}

fn controls(ctx: &Ctx, wanted: &Wanted) -> Markup {
    let option = |of: &[(&str, &str)], at: &str| {
        html! {
            @for (value, key) in of { option value=(value) selected[*value == at] { (ctx.t(key)) } }
        }
    };
    html! {
        form.row.ends method="get" action="/footage" {
            div { label for="with" { (ctx.t("footage-filter")) } input #with name="with" type="search" maxlength="300" value=(wanted.words); }
            div { label for="sort" { (ctx.t("sort")) } select #sort name="sort" { (option(&SORTS, &wanted.sort)) } }
            div { label for="view" { (ctx.t("view")) } select #view name="view" { (option(&VIEWS, &wanted.view)) } }
            button { (ctx.t("show")) }
        }
    }
}

fn legend(ctx: &Ctx) -> Markup {
    html! {
        p.legend {
            @for (class, key) in [("m-sighting", "lane-sightings"), ("m-screen", "lane-screens"), ("m-text", "lane-texts")] {
                span { i.(class) {} (ctx.t(key)) }
            }
        }
    }
}

fn pages(ctx: &Ctx, wanted: &Wanted, of: usize) -> Markup {
    let pages = of.div_ceil(VIDEOS);
    html! {
        @if pages > 1 {
            nav.row aria-label=(ctx.t("pages")) {
                @for n in 1..=pages {
                    a.button href=(format!("/footage?with={}&sort={}&view={}&page={n}", part(&wanted.words), part(&wanted.sort), part(&wanted.view))) aria-current=[(n == wanted.page).then_some("page")] { (n) }
                }
            }
        }
    }
}

fn sheet(ctx: &Ctx, video: &Video, names: &Names) -> Markup {
    let name = names.name(&video.row.id);
    let Some(record) = &video.record else {
        return html! {
            section.video { h2 { (file(&name)) } p.soft { (video.row.note.as_deref().map_or_else(|| ctx.t("not-watched"), |note| visible_plain(&ctx.told(note)))) } }
        };
    };
    let keyframes = &record.keyframes;
    let step = keyframes.len().div_ceil(SHOWN).max(1);
    let count = |class| video.marks.iter().filter(|m| m.class == class).count() as u64;
    html! {
        section.video {
            h2 { a href=(format!("/video/{}", video.row.id.short())) { (file(&name)) } }
            p.small.soft {
                (ctx.words.duration(length(video) as f64 / 1e6)) " · "
                (record.facts.displayed.width) " × " (record.facts.displayed.height) " · " (visible(&record.facts.codec)) " · "
                (ctx.tn("n-sightings", count("m-sighting"))) " · " (ctx.tn("n-screens", count("m-screen"))) " · "
                (ctx.tn("n-shots", record.shots.len() as u64)) " · " (ctx.tn("n-frames", record.frames)) ", " (ctx.tn("n-examined", keyframes.len() as u64))
                @if !record.damage.is_empty() { " · " span.tag.no { (ctx.tn("n-damage", record.damage.len() as u64)) } }
            }
            (lane(video, record))
            div.strip {
                @for k in keyframes.iter().step_by(step) {
                    @let here = marks_at(video, k.at.time);
                    a.thumb href=(moment_link(&video.row.id, &k.at)) {
                        img src=(format!("/thumb/{}?at={}", video.row.id.short(), part(&k.at.time.to_string()))) alt=(ctx.tw("alt-moment", &[("time", &k.at.time.clock())])) loading="lazy" decoding="async" width="320" height="180";
                        @if !here.is_empty() { span.marks { @for class in here { span.(class) {} } } }
                        span.num { (k.at.time.clock()) }
                    }
                }
            }
            @if step > 1 { p.small.soft { (ctx.tn("footage-some", keyframes.len().div_ceil(step) as u64)) } }
        }
    }
}

fn marks_at(video: &Video, at: Timestamp) -> Vec<&'static str> {
    ["m-sighting", "m-screen", "m-text"]
        .into_iter()
        .filter(|class| {
            let mut of = video.marks.iter().filter(|m| m.class == *class);
            of.any(|m| m.first <= at && at <= m.last)
        })
        .collect()
}

fn lane(video: &Video, record: &VideoRecord) -> Markup {
    let all = record.last.micros_since(record.first).max(1) as f64;
    let x = |t: Timestamp| 1000.0 * t.micros_since(record.first) as f64 / all;
    let rows = [("m-sighting", 0), ("m-screen", 1), ("m-text", 2)];
    html! {
        svg.lane viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true" {
            @for shot in &record.shots {
                a href=(moment_link(&video.row.id, &shot.first)) tabindex="-1" {
                    rect.shot x=(format!("{:.2}", x(shot.first.time))) y="0" width=(format!("{:.2}", (x(shot.last.time) - x(shot.first.time)).max(1.0))) height="28" {}
                }
            }
            @for (class, row) in rows {
                @for m in video.marks.iter().filter(|m| m.class == class) {
                    rect.(class) x=(format!("{:.2}", x(m.first))) y=(4 + 7 * row) width=(format!("{:.2}", (x(m.last) - x(m.first)).max(2.0))) height="6" {}
                }
            }
        }
    }
}
