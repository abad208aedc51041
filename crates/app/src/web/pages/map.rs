//! Where sites lie: on a coarse outline of the world and a net of latitudes and longitudes, both
//! drawn here, so that no other machine learns which places a case is about; and as a list.

use axum::response::Response;
use maud::{Markup, html};
use model::investigation::{EntityEntry, Investigation};
use model::{Coordinates, EntityKind, Party};
use publish::{visible, visible_plain};

use super::companies::{View, kind, tabs};
use super::relations::relation_word;
use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};
use crate::web::world;

/// The drawing in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 560.0;
/// Kilometres of a degree of latitude.
const DEGREE: f64 = 111.2;
/// The net is never finer than this, in degrees.
const LEAST: f64 = 0.05;
/// Lines of the net across, about.
const LINES: f64 = 6.0;
/// Where less than so many degrees are shown, the outline would be wrong by more than it tells.
const COARSE: f64 = 2.0;
/// Where less than so many degrees are shown, a small map of the world says where that is.
const CLOSE: f64 = 60.0;
/// Units of a degree on the small map, and the distance from the edges.
const SMALL: f64 = 0.5;
const ASIDE: f64 = 20.0;
/// Characters of a name on the map.
const LONGEST: usize = 28;

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let of = ctx.app.stated.now(&ctx.app.held, desk)?;
        let sites: Vec<&EntityEntry> = of
            .entities
            .iter()
            .filter(|e| e.fields.kind == EntityKind::Site || e.fields.coordinates().is_some())
            .collect();
        let placed: Vec<(&EntityEntry, Coordinates)> = sites
            .iter()
            .filter_map(|e| Some((*e, e.fields.coordinates()?)))
            .collect();
        let body = html! {
            h1 { (ctx.t("view-map")) }
            (tabs(ctx, View::Map))
            @if sites.is_empty() {
                (empty(&ctx.t("map-empty"), &ctx.t("map-empty-what"), html! { p { a.button href="/companies" { (ctx.t("nav-companies")) } } }))
            } @else {
                @if placed.is_empty() { p.note { (ctx.t("map-no-places")) } } @else { p.soft { (ctx.t("map-what")) } (drawn(ctx, &placed)) }
                (list(ctx, &sites, &of))
            }
        };
        Ok::<_, Oops>(Page::new(Place::Companies, ctx.t("view-map"), body))
    })
    .await
}

/// What part of the Earth is shown: degrees, and how wide one of longitude is drawn beside one of
/// latitude.
struct Window {
    west: f64,
    north: f64,
    /// Units of the drawing for a degree of latitude and of longitude.
    down: f64,
    across: f64,
    /// Degrees between two lines.
    step: f64,
}

impl Window {
    fn of(places: &[(&EntityEntry, Coordinates)]) -> Self {
        let bounds = |get: fn(&Coordinates) -> f64| {
            let all = places.iter().map(|(_, c)| get(c));
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
                (a.min(v), b.max(v))
            })
        };
        let (south, north) = bounds(Coordinates::latitude);
        let (west, east) = bounds(Coordinates::longitude);
        let (middle_n, middle_e) = ((south + north) / 2.0, (west + east) / 2.0);
        // At the poles a degree of longitude has no width; nobody would find anything there.
        let shrink = middle_n.to_radians().cos().max(0.1);
        let tall = ((north - south) * 1.4).max(LEAST * 4.0);
        let wide = ((east - west) * 1.4).max(LEAST * 4.0 / shrink);
        let down = (HEIGHT / tall).min(WIDTH / (wide * shrink));
        let across = down * shrink;
        let step = nice((WIDTH / across).max(HEIGHT / down) / LINES);
        Self {
            west: middle_e - WIDTH / across / 2.0,
            north: middle_n + HEIGHT / down / 2.0,
            down,
            across,
            step,
        }
    }

    /// West, south, east, north.
    fn bounds(&self) -> [f64; 4] {
        let (wide, tall) = (WIDTH / self.across, HEIGHT / self.down);
        [self.west, self.north - tall, self.west + wide, self.north]
    }

    fn x(&self, longitude: f64) -> f64 {
        (longitude - self.west) * self.across
    }

    fn y(&self, latitude: f64) -> f64 {
        (self.north - latitude) * self.down
    }

    /// Degrees of the lines from here on, as far as `span` reaches, within `most` of zero.
    fn lines(&self, from: f64, span: f64, most: f64) -> Vec<f64> {
        let first = (from / self.step).ceil() as i64;
        let last = ((from + span) / self.step).floor() as i64;
        let all = (first..=last).map(|n| n as f64 * self.step);
        all.filter(|d| d.abs() <= most + 1e-9).collect()
    }
}

/// 1, 2 or 5 times a power of ten, not less than `least`.
fn nice(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let times = [1.0, 2.0, 5.0].into_iter().find(|t| t * power >= least);
    (times.unwrap_or(10.0) * power).max(LEAST)
}

fn degrees(ctx: &Ctx, value: f64, signs: [&str; 2], step: f64) -> String {
    let places = if step >= 1.0 { 0 } else { 2 };
    let sign = ctx.t(if value < 0.0 { signs[1] } else { signs[0] });
    format!("{}°\u{a0}{sign}", ctx.words.decimal(value.abs(), places))
}

fn drawn(ctx: &Ctx, places: &[(&EntityEntry, Coordinates)]) -> Markup {
    let w = Window::of(places);
    let bar = nice(160.0 / w.down * DEGREE);
    let bar_wide = bar / DEGREE * w.down;
    let number = |v: f64| format!("{v:.1}");
    html! {
        div.graph.map { svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(ctx.t("map-alt")) {
            @if HEIGHT / w.down >= COARSE {
                @for ring in world::rings().iter().filter(|r| r.touches(w.bounds())) { path.land d=(ring.path(|e, n| (w.x(e), w.y(n)), 0.8)) {} }
            }
            @for d in w.lines(w.west, WIDTH / w.across, 180.0) {
                line.net x1=(number(w.x(d))) x2=(number(w.x(d))) y1="0" y2=(HEIGHT) {}
                text.degree x=(number(w.x(d) + 4.0)) y=(HEIGHT - 6.0) { (degrees(ctx, d, ["map-east", "map-west"], w.step)) }
            }
            @for d in w.lines(w.north - HEIGHT / w.down, HEIGHT / w.down, 90.0) {
                line.net x1="0" x2=(WIDTH) y1=(number(w.y(d))) y2=(number(w.y(d))) {}
                text.degree x="4" y=(number(w.y(d) - 4.0)) { (degrees(ctx, d, ["map-north", "map-south"], w.step)) }
            }
            @for (e, at) in places {
                @let (x, y) = (w.x(at.longitude()), w.y(at.latitude()));
                a href=(format!("/entity/{}", e.id)) {
                    circle.node cx=(number(x)) cy=(number(y)) r="7" {}
                    @let left = x > WIDTH * 0.75;
                    text x=(number(if left { x - 11.0 } else { x + 11.0 })) y=(number(y + 4.0)) text-anchor=(if left { "end" } else { "start" }) { (short(&visible_plain(&e.fields.name))) }
                    title { (visible_plain(&e.fields.name)) }
                }
            }
            @if HEIGHT / w.down < CLOSE { (whole_world(&w)) }
            path.bar d=(format!("M{:.1} 22v8h{bar_wide:.1}v-8", WIDTH - bar_wide - 16.0)) {}
            text.degree x=(number(WIDTH - 16.0)) y="18" text-anchor="end" { (ctx.words.decimal(bar, usize::from(bar < 1.0))) "\u{a0}km" }
        } }
    }
}

/// The whole world, small, with the part that is shown.
fn whole_world(w: &Window) -> Markup {
    let (wide, tall) = (360.0 * SMALL, 180.0 * SMALL);
    let place = |e: f64, n: f64| ((e + 180.0) * SMALL, (90.0 - n) * SMALL);
    let [west, south, east, north] = w.bounds();
    let ((x0, y0), (x1, y1)) = (place(west, north), place(east, south));
    // What is too small to be seen is drawn as large as can be seen.
    let (across, down) = ((x1 - x0).max(4.0), (y1 - y0).max(4.0));
    let (x, y) = ((x0 + x1 - across) / 2.0, (y0 + y1 - down) / 2.0);
    let mut land = String::new();
    for ring in world::rings() {
        land.push_str(&ring.path(place, 1.0));
    }
    let (left, top) = (WIDTH - wide - ASIDE, HEIGHT - tall - ASIDE * 1.5);
    html! {
        svg.small-map x=(left) y=(top) width=(wide) height=(tall) aria-hidden="true" {
            rect.sea width=(wide) height=(tall) {}
            path.land d=(land) {}
            rect.shown x=(format!("{x:.1}")) y=(format!("{y:.1}")) width=(format!("{across:.1}")) height=(format!("{down:.1}")) {}
        }
    }
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn list(ctx: &Ctx, sites: &[&EntityEntry], of: &Investigation) -> Markup {
    html! {
        div.scroll { table.stacks {
            thead { tr { th { (ctx.t("entity-name")) } th { (ctx.t("field-kind")) } th { (ctx.t("entity-place")) } th { (ctx.t("entity-coordinates")) } th { (ctx.t("map-there")) } } }
            tbody { @for e in sites {
                @let party = Party::Entity(e.id.clone());
                tr {
                    th scope="row" { a href=(format!("/entity/{}", e.id)) { (visible(&e.fields.name)) } }
                    td data-label=(ctx.t("field-kind")) { (kind(ctx, e.fields.kind)) }
                    td data-label=(ctx.t("entity-place")) { (visible(e.fields.place.as_deref().unwrap_or("–"))) " " (visible(e.fields.country.as_deref().unwrap_or_default())) }
                    td.num data-label=(ctx.t("entity-coordinates")) { @match e.fields.coordinates() { Some(at) => { (at) } None => { a href=(format!("/entity/{}#edit", e.id)) { (ctx.t("map-say-where")) } } } }
                    td data-label=(ctx.t("map-there")) {
                        @for r in of.relations.iter().filter(|r| r.fields.to == party) {
                            div { a href=(format!("/relation/{}", r.id)) { (visible(&r.from_name)) " " (relation_word(ctx, r.fields.kind)) } (super::systems::worth(ctx, r)) }
                        }
                    }
                }
            } }
        } }
    }
}
