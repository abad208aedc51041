//! What is on record along the time of a video: shots, screens, sightings, text, bookmarks; drawn as
//! lanes and listed.

use case::Bookmark;
use decode::Reel;
use maud::{Markup, html};
use model::{FrameTime, ItemId, Timestamp};
use pipeline::Desk;
use publish::visible;

use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::form_token;
use crate::web::shape::moment_link;
use crate::web::urls;

/// Removed bookmarks that are listed.
const REMOVED: usize = 20;
/// The width of a lane in its own units.
const WIDTH: f64 = 1000.0;

/// A stretch of time with what is there.
struct Stretch {
    first: FrameTime,
    last: FrameTime,
    /// Where it is shown best.
    best: FrameTime,
    what: String,
    to: Option<String>,
}

pub struct Lanes {
    first: Timestamp,
    last: Timestamp,
    shots: Vec<Stretch>,
    screens: Vec<Stretch>,
    sightings: Vec<Stretch>,
    texts: Vec<Stretch>,
    bookmarks: Vec<Bookmark>,
    /// Those that were taken away, the latest first.
    removed: Vec<Bookmark>,
}

impl Lanes {
    /// # Errors
    /// When the case can't be read.
    pub fn of(ctx: &Ctx, desk: &Desk, item: &ItemId, reel: &Reel) -> Result<Self, Oops> {
        let case = &desk.case;
        let record = case.video(*item)?;
        let record = record.ok_or_else(|| Oops::missing("this video was not watched yet"))?;
        let time = |pts: Option<&i64>| Timestamp::new(pts.copied().unwrap_or(0), reel.base());
        let shots = record.shots.iter().map(|s| Stretch {
            first: s.first,
            last: s.last,
            best: s.first,
            what: String::new(),
            to: None,
        });
        let screens = case.screens_of(item)?.into_iter();
        let screens = screens.map(|r| Stretch {
            first: r.screen.first,
            last: r.screen.last,
            best: r.screen.best.at,
            what: r.id.clone(),
            to: None,
        });
        let now = ctx.app.held.now(&desk.case)?;
        let sightings = now.sightings.iter();
        let sightings = sightings.filter(|r| r.sighting.video == *item);
        let sightings = sightings.map(|r| Stretch {
            first: r.sighting.first,
            last: r.sighting.last,
            best: r.sighting.best.at,
            what: r.sighting.product.clone(),
            to: Some(format!("/review/{}?queue=all", r.id)),
        });
        let readings = case.readings_of(item)?.into_iter();
        let texts = readings.filter_map(|r| {
            let text = r.reading.text();
            (!text.is_empty()).then(|| Stretch {
                first: r.reading.first,
                last: r.reading.last,
                best: r.reading.best,
                what: text,
                to: Some(format!("/reading/{}", r.id)),
            })
        });
        let mut bookmarks = case.bookmarks()?;
        bookmarks.retain(|b| b.video == *item);
        Ok(Self {
            bookmarks,
            removed: case.removed_bookmarks(item)?,
            first: time(reel.times().first()),
            last: time(reel.times().last()),
            shots: shots.collect(),
            screens: screens.collect(),
            sightings: sightings.collect(),
            texts: texts.collect(),
        })
    }

    fn at(&self, time: Timestamp) -> f64 {
        let all = self.last.micros_since(self.first).max(1) as f64;
        WIDTH * time.micros_since(self.first) as f64 / all
    }

    fn lane(&self, ctx: &Ctx, name: &str, class: &str, of: &[Stretch], item: &ItemId) -> Markup {
        html! {
            span { (ctx.t(name)) }
            svg.lane-of viewBox=(format!("0 0 {WIDTH} 10")) preserveAspectRatio="none" data-lane="1" aria-hidden="true" {
                @for s in of {
                    @let x = self.at(s.first.time);
                    @let w = (self.at(s.last.time) - x).max(1.5);
                    a href=(moment_link(item, &s.best)) tabindex="-1" {
                        rect.(class) x=(format!("{x:.2}")) y="0" width=(format!("{w:.2}")) height="10" { title { (s.what.chars().take(80).collect::<String>()) } }
                    }
                }
                line.needle x1="0" x2="0" y1="0" y2="10" {}
            }
        }
    }

    /// Bookmarks as thin marks.
    fn marks(&self, ctx: &Ctx, item: &ItemId) -> Markup {
        html! {
            span { (ctx.t("lane-bookmarks")) }
            svg.lane-of viewBox=(format!("0 0 {WIDTH} 10")) preserveAspectRatio="none" data-lane="1" aria-hidden="true" {
                @for b in &self.bookmarks {
                    @let x = self.at(b.address.time);
                    a href=(urls::moment(item, b.address.time)) tabindex="-1" {
                        rect.m-bookmark x=(format!("{:.2}", x - 1.5)) y="0" width="3" height="10" { title { (b.note.chars().take(80).collect::<String>()) } }
                    }
                }
                line.needle x1="0" x2="0" y1="0" y2="10" {}
            }
        }
    }

    /// The bookmarks of the video, each with a way to it and one to take it away; and a form for
    /// another at the moment that is shown.
    pub fn bookmarks(&self, ctx: &Ctx, item: &ItemId, at: &str) -> Markup {
        html! {
            details #bookmarks open[!self.bookmarks.is_empty()] {
                summary { (ctx.t("lane-bookmarks")) " " span.num { (self.bookmarks.len()) } " " kbd { "B" } }
                ul.plain-list.small {
                    @for b in &self.bookmarks {
                        li.row {
                            a.num href=(urls::moment(item, b.address.time)) data-jump=(b.address.time.pts.0) { (b.address.time.clock()) }
                            a.quiet href=(urls::beside(at, &b.address.to_string(), item)) data-beside=(b.address.time.pts.0) aria-label=(ctx.tw("compare-bookmark", &[("time", &b.address.time.clock())])) title=(ctx.t("player-beside")) { "◫" }
                            span { @if b.note.is_empty() { span.faint { (ctx.t("bookmark-bare")) } } @else { (visible(&b.note)) } " " span.faint { (visible(&b.by)) } }
                            form method="post" action="/bookmarks" {
                                (form_token(ctx))
                                input type="hidden" name="of" value=(b.address.to_string());
                                input type="hidden" name="do" value="remove";
                                input type="hidden" name="by" value=(ctx.alias);
                                button.bare aria-label=(ctx.tw("bookmark-remove", &[("time", &b.address.time.clock())])) { "×" }
                            }
                        }
                    }
                }
                @if !self.removed.is_empty() {
                    details #removed-bookmarks {
                        summary { (ctx.t("bookmarks-removed")) " " span.num { (self.removed.len()) } }
                        ul.plain-list.small { @for b in self.removed.iter().take(REMOVED) { (removed(ctx, b)) } }
                    }
                }
                form #bookmark method="post" action="/bookmarks" {
                    (form_token(ctx))
                    input type="hidden" name="of" value=(at) data-now="";
                    div.field { label for="bookmark-note" { (ctx.t("bookmark-note")) } input #bookmark-note name="note" maxlength="1000" autocomplete="off"; }
                    div.field { label for="bookmark-by" { (ctx.t("settings-alias")) } input #bookmark-by name="by" required maxlength="100" value=(ctx.alias); }
                    button { (ctx.t("bookmark-here")) }
                }
            }
        }
    }

    /// What is there, in order of time, with ways to it.
    pub fn list(&self, ctx: &Ctx, item: &ItemId) -> Markup {
        let parts = [
            ("lane-sightings", &self.sightings),
            ("lane-texts", &self.texts),
            ("lane-screens", &self.screens),
        ];
        html! {
            @for (name, of) in parts {
                @if !of.is_empty() {
                    details open[name == "lane-sightings"] {
                        summary { (ctx.t(name)) " " span.num { (of.len()) } }
                        ul.plain-list.small {
                            @for s in of {
                                li {
                                    a.num href=(moment_link(item, &s.best)) data-jump=(s.best.time.pts.0) { (s.best.time.clock()) } " "
                                    @let what = s.what.lines().next().unwrap_or_default();
                                    @match &s.to { Some(to) => { a.quiet href=(to) { (visible(what)) } } None => { code { (what) } } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A bookmark that was taken away, with a way to have it back.
fn removed(ctx: &Ctx, b: &Bookmark) -> Markup {
    let time = b.address.time.clock();
    html! {
        li.row {
            span.num { (time) }
            span { (visible(&b.note)) " " span.faint { (visible(&b.by)) } }
            form method="post" action="/bookmarks" {
                (form_token(ctx))
                input type="hidden" name="of" value=(b.address.to_string());
                input type="hidden" name="note" value=(b.note);
                input type="hidden" name="by" value=(if ctx.alias.is_empty() { &b.by } else { &ctx.alias });
                button.bare aria-label=(ctx.tw("bookmark-back", &[("time", &time)])) { (ctx.t("undo")) }
            }
        }
    }
}

/// All lanes under each other.
pub fn drawn(ctx: &Ctx, lanes: &Lanes, item: &ItemId, _at: Timestamp) -> Markup {
    html! {
        div.lanes #lanes {
            (lanes.lane(ctx, "lane-shots", "shot", &lanes.shots, item))
            (lanes.lane(ctx, "lane-screens", "m-screen", &lanes.screens, item))
            (lanes.lane(ctx, "lane-sightings", "m-sighting", &lanes.sightings, item))
            (lanes.lane(ctx, "lane-texts", "m-text", &lanes.texts, item))
            (lanes.marks(ctx, item))
        }
    }
}
