//! Where sites lie: on a plain net of latitudes and longitudes that is drawn here, so that no other
//! machine learns which places a case is about; and as a list.

use axum::response::Response;
use maud::{Markup, html};
use model::investigation::{EntityEntry, Investigation};
use model::{Coordinates, EntityKind, Party};
use publish::{visible, visible_plain};

use super::companies::{View, kind, relation_word, tabs};
use crate::web::ctx::Ctx;
use crate::web::oops::Oops;
use crate::web::page::{Page, Place, empty};

/// The drawing in its own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 560.0;
/// Kilometres of a degree of latitude.
const DEGREE: f64 = 111.2;
/// The net is never finer than this, in degrees.
const LEAST: f64 = 0.05;
/// Lines of the net across, about.
const LINES: f64 = 6.0;
/// Characters of a name on the map.
const LONGEST: usize = 28;

pub async fn show(ctx: Ctx) -> Response {
    ctx.page(|ctx, desk| {
        let of = ctx.app.stated.now(desk)?;
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
            path.bar d=(format!("M{:.1} 22v8h{bar_wide:.1}v-8", WIDTH - bar_wide - 16.0)) {}
            text.degree x=(number(WIDTH - 16.0)) y="18" text-anchor="end" { (ctx.words.decimal(bar, usize::from(bar < 1.0))) "\u{a0}km" }
        } }
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
