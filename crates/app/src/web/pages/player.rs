//! The player: one video, exact frames both ways, what is on record along its time. Without
//! scripts it shows one frame with ways to its neighbours.

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use decode::{Reel, Way};
use maud::{Markup, html};
use model::{ItemId, Moment, MomentAddress, Timestamp};
use pipeline::Desk;
use publish::visible_plain;

use super::lanes::{self, Lanes};
use super::player_panels::{draw_panel, levels, menu};
use super::verdicts::with_alias;
use crate::web::ctx::{Ctx, Fields};
use crate::web::oops::Oops;
use crate::web::page::{Page, Place};
use crate::web::pictures::prefix;
use crate::web::shape::{Names, file};
use crate::web::urls;

pub const KEYS: &[(&str, &str)] = &[
    (", .", "key-step"),
    ("← →", "key-step"),
    ("Shift+← Shift+→", "key-second"),
    ("PgUp PgDn", "key-shot"),
    ("Home End", "key-ends"),
    ("Space K", "key-play"),
    ("J L", "key-shuttle"),
    ("[ ]", "key-speed"),
    ("I O", "key-in-out"),
    ("R", "key-loop"),
    ("C", "key-copy"),
    ("Z", "key-loupe"),
    ("+ - 0", "key-zoom"),
    ("D", "key-draw"),
    ("W", "key-second-moment"),
    ("V S", "key-flicker"),
    ("B", "key-bookmark"),
    ("M", "key-menu"),
];

/// Frames before and after that links lead to without scripts.
const SECOND: f64 = 1.0;

pub async fn show(ctx: Ctx, Path(item): Path<String>, RawQuery(query): RawQuery) -> Response {
    ctx.page(move |ctx, desk| {
        let item = desk.case.resolve(&prefix(&item)?)?;
        let reel = ctx.app.reels.open(desk, &item)?;
        let asked = urls::field(query.as_deref(), "at");
        let at = asked.as_deref().map(wanted).transpose()?;
        let quad = asked
            .as_deref()
            .and_then(|a| a.split_once('#'))
            .map(|(_, q)| q.to_owned());
        let number = at.map_or(0, |at| nearest(&reel, at));
        let lanes = Lanes::of(ctx, desk, &item, &reel)?;
        let names = Names::of(&desk.case)?;
        let name = names.name(&item);
        let other = urls::field(query.as_deref(), "with").filter(|w| !w.trim().is_empty());
        let other = other
            .map(|w| Other::of(ctx, desk, &names, w.trim()))
            .transpose()?;
        let title = visible_plain(name.rsplit('/').next().unwrap_or(&name));
        let view = View {
            item,
            reel,
            number,
            lanes,
            name,
            quad,
            other,
        };
        Ok(Page {
            keys: KEYS,
            scripts: &["player.js"],
            fills: true,
            ..Page::new(Place::Footage, title, view.body(ctx, desk)?)
        })
    })
    .await
}

/// The times of all frames, as differences: the first number is the first time.
pub async fn times(ctx: Ctx, Path(item): Path<String>) -> Response {
    ctx.answer(move |ctx| {
        ctx.app.read(|desk| {
            let item = desk.case.resolve(&prefix(&item)?)?;
            let reel = ctx.app.reels.open(desk, &item)?;
            let mut before = 0;
            let steps: Vec<i64> = reel
                .times()
                .iter()
                .map(|t| {
                    let step = t - before;
                    before = *t;
                    step
                })
                .collect();
            let base = reel.base();
            let told = serde_json::json!({"num": base.num(), "den": base.den(), "steps": steps});
            Ok((
                [(header::CONTENT_TYPE, "application/json")],
                told.to_string(),
            )
                .into_response())
        })
    })
    .await
}

/// One frame as raw RGBA, rows from the top; its size is in the header `X-Size`. With `size=small`
/// each pixel is the mean of several: what goes by while a key is held.
pub async fn frame(
    ctx: Ctx,
    Path((item, pts)): Path<(String, i64)>,
    RawQuery(query): RawQuery,
) -> Response {
    ctx.answer(move |ctx| {
        let reel = ctx.app.read(|desk| {
            let item = desk.case.resolve(&prefix(&item)?)?;
            ctx.app.reels.open(desk, &item)
        })?;
        let way = match urls::field(query.as_deref(), "way").as_deref() {
            Some("back") => Way::Back,
            _ => Way::On,
        };
        let at = Timestamp::new(pts, reel.base());
        let number = reel.number(at);
        let number = number.ok_or_else(|| Oops::missing(format!("there is no frame at {at}")))?;
        let still = match urls::field(query.as_deref(), "size").as_deref() {
            Some("small") => reel.preview(number, way)?,
            _ => reel.frame(number, way)?,
        };
        let (size, rgba) = still.rgba();
        let size = format!("{}x{}", size.width, size.height);
        let head = [
            (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
            (header::HeaderName::from_static("x-size"), size),
        ];
        Ok((head, rgba).into_response())
    })
    .await
}

/// Marks a moment, or takes the mark away, and goes back to it.
pub async fn bookmark(ctx: Ctx, fields: Fields) -> Response {
    let by = fields.get("by").trim().to_owned();
    let remembered = by.clone();
    let response = ctx
        .save(fields, move |_, desk, fields| {
            let Ok(model::Address::Moment(at)) = fields.get("of").parse() else {
                return Err(Oops::wrong(format!("{:?} is no moment", fields.get("of"))));
            };
            if fields.get("do") == "remove" {
                desk.case.unmark(&at, &by)?;
            } else {
                desk.case.mark(&at, fields.get("note").trim(), &by)?;
            }
            let item = desk.case.resolve(&at.item)?;
            Ok(urls::moment(&item, at.time))
        })
        .await;
    with_alias(response, &remembered)
}

/// A time stamp, or a whole address of a moment.
fn wanted(text: &str) -> Result<Timestamp, Oops> {
    if text.contains('@') {
        let address: MomentAddress = match text.parse() {
            Ok(model::Address::Moment(m)) => m,
            Ok(model::Address::Page(_)) => return Err(Oops::wrong("a page is no moment")),
            Err(e) => return Err(Oops::wrong(e.to_string())),
        };
        return Ok(address.time);
    }
    let time = text.split('#').next().unwrap_or(text);
    time.parse().map_err(|e| Oops::wrong(format!("{e}")))
}

/// The last frame that is not after a time; the first where all are.
fn nearest(reel: &Reel, at: Timestamp) -> usize {
    let base = reel.base();
    let after = reel
        .times()
        .partition_point(|t| Timestamp::new(*t, base).micros_since(at) <= 0);
    after.saturating_sub(1)
}

/// A second moment beside the one that is shown.
struct Other {
    item: ItemId,
    time: Timestamp,
    address: String,
    name: String,
}

impl Other {
    /// By its address, in any video of the case.
    fn of(ctx: &Ctx, desk: &Desk, names: &Names, text: &str) -> Result<Self, Oops> {
        let Ok(model::Address::Moment(moment)) = text.parse() else {
            return Err(Oops::wrong(ctx.tw("compare-no-moment", &[("text", text)])));
        };
        let item = desk.case.resolve(&moment.item)?;
        let reel = ctx.app.reels.open(desk, &item)?;
        let number = nearest(&reel, moment.time);
        let time = reel.times().get(number).copied().unwrap_or_default();
        let time = Timestamp::new(time, reel.base());
        let at = Moment {
            item,
            stream: moment.stream,
            time,
        };
        let name = names.name(&item);
        let name = visible_plain(name.rsplit('/').next().unwrap_or(&name));
        Ok(Self {
            item,
            time,
            address: MomentAddress::new(&at, None).to_string(),
            name: format!("{name} · {}", time.clock()),
        })
    }
}

struct View {
    item: ItemId,
    reel: Reel,
    number: usize,
    lanes: Lanes,
    name: String,
    quad: Option<String>,
    other: Option<Other>,
}

impl View {
    fn time(&self, number: usize) -> Timestamp {
        let last = self.reel.times().len().saturating_sub(1);
        Timestamp::new(self.reel.times()[number.min(last)], self.reel.base())
    }

    fn link(&self, number: usize) -> String {
        urls::moment(&self.item, self.time(number))
    }

    /// The frame so many seconds away.
    fn away(&self, seconds: f64) -> usize {
        let micros = (seconds * 1e6) as i64;
        let from = self.time(self.number);
        let base = self.reel.base();
        let times = self.reel.times();
        let fits = |t: &i64| Timestamp::new(*t, base).micros_since(from) < micros;
        times.partition_point(fits).min(times.len() - 1)
    }

    fn body(&self, ctx: &Ctx, desk: &Desk) -> Result<Markup, Oops> {
        let record = desk.case.video(self.item)?;
        let record = record.ok_or_else(|| Oops::missing("this video was not watched yet"))?;
        let at = self.time(self.number);
        let moment = Moment {
            item: self.item,
            stream: record.facts.stream,
            time: at,
        };
        let address = MomentAddress::new(&moment, None).to_string();
        let size = record.facts.displayed;
        let other = self.other.as_ref();
        Ok(html! {
            div.player #player data-video=(self.item.short()) data-stream=(record.facts.stream) data-at=(at.pts.0)
                data-quad=[self.quad.as_deref()] data-width=(size.width) data-height=(size.height) data-copied=(ctx.t("copied"))
                data-small=(self.reel.preview_by()) data-going=(ctx.t("player-going")) data-nomark=(ctx.t("player-nomark"))
                data-with-video=[other.map(|o| o.item.short())] data-with-at=[other.map(|o| o.time.pts.0)] data-with-address=[other.map(|o| &o.address)] data-with-name=[other.map(|o| &o.name)] {
                div.stage.two-stills[other.is_some()] #stage tabindex="0" role="application" aria-label=(ctx.t("player-stage")) {
                    img #still src=(format!("/picture?of={}", urls::part(&address))) width=(size.width) height=(size.height)
                        alt=(ctx.tw("alt-moment", &[("time", &at.clock())]));
                    @if let Some(o) = other { img #still-second src=(format!("/picture?of={}", urls::part(&o.address))) width=(size.width) height=(size.height) alt=(o.name); }
                    p.stage-note #stage-note role="status" {}
                    (menu(ctx))
                }
                (self.side(ctx, &address, at))
                (self.line(ctx, at))
            }
        })
    }

    fn side(&self, ctx: &Ctx, address: &str, at: Timestamp) -> Markup {
        html! {
            aside.side {
                h1 { (file(&self.name)) }
                p.time #clock { (at.clock()) }
                p.soft.small { (ctx.t("player-frame")) " " span.num #number { (self.number) } " / " span.num { (self.reel.times().len().saturating_sub(1)) } " · " span #speed {} }
                p { code.address #address { (address) } " " button.bare #copy type="button" data-copy=(address) data-done=(ctx.t("copied")) { (ctx.t("copy")) } }
                (draw_panel(ctx))
                (self.compare(ctx, at))
                (levels(ctx))
                (self.lanes.bookmarks(ctx, &self.item, address))
                (self.lanes.list(ctx, &self.item))
            }
        }
    }

    /// Naming a second moment by its address.
    fn compare(&self, ctx: &Ctx, at: Timestamp) -> Markup {
        html! {
            details open[self.other.is_some()] {
                summary { (ctx.t("compare")) " " kbd { "W" } " " kbd { "S" } " " kbd { "V" } }
                p.small.soft { (ctx.t("compare-what")) }
                form #compare method="get" action=(format!("/video/{}", self.item.short())) {
                    input #compare-at type="hidden" name="at" value=(at.to_string());
                    div.field { label for="compare-with" { (ctx.t("compare-address")) }
                        input #compare-with name="with" required maxlength="300" autocomplete="off" spellcheck="false" value=(self.other.as_ref().map_or("", |o| &o.address)); }
                    div.row {
                        button { (ctx.t("player-beside")) }
                        a.button.bare #put-away data-do="put-away" href=(self.link(self.number)) hidden[self.other.is_none()] { (ctx.t("compare-away")) }
                    }
                }
                label.in-line { input #turning type="checkbox"; (ctx.t("compare-turning")) }
            }
        }
    }

    fn line(&self, ctx: &Ctx, at: Timestamp) -> Markup {
        html! {
            div.line {
                div.row {
                    div.row {
                        a.button data-do="back" href=(self.link(self.number.saturating_sub(1))) title=(ctx.t("player-back")) { "‹ " (ctx.t("player-frame")) }
                        button data-do="play" type="button" { (ctx.t("player-play")) }
                        a.button data-do="on" href=(self.link(self.number + 1)) title=(ctx.t("player-on")) { (ctx.t("player-frame")) " ›" }
                        a.button data-do="second-back" href=(self.link(self.away(-SECOND))) { "−1 s" }
                        a.button data-do="second-on" href=(self.link(self.away(SECOND))) { "+1 s" }
                        button data-do="in" type="button" { (ctx.t("player-in")) } button data-do="out" type="button" { (ctx.t("player-out")) }
                        label.in-line { input #loop type="checkbox"; (ctx.t("player-loop")) }
                    }
                    div.row {
                        button data-do="loupe" type="button" { (ctx.t("player-loupe")) }
                        button data-do="fit" type="button" { (ctx.t("player-fit")) }
                        button data-do="mark" type="button" { (ctx.t("player-mark")) } button data-do="beside" type="button" { (ctx.t("player-beside")) } button data-do="flicker" type="button" { (ctx.t("player-flicker")) }
                    }
                }
                (lanes::drawn(ctx, &self.lanes, &self.item, at))
            }
        }
    }
}
