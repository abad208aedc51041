//! Where in each video something was seen: a bar a video, with links to the sightings.

use maud::{Markup, html};
use model::ItemId;

use super::input::ItemEntry;
use super::prepare::{Prepared, Seen};
use super::sighting::{anchor, moment};
use super::text::{duration_in_words, visible, visible_plain};
use super::words::{put, t};

/// Links of one video that are shown unfolded.
const MOST_LINKS: usize = 8;
/// Width of the bar in its own units; it is stretched to the page.
const BAR: f64 = 1000.0;

struct Row<'p> {
    item: ItemId,
    name: &'p str,
    /// (product, sighting), by time.
    seen: Vec<(&'p str, &'p Seen<'p>)>,
}

/// All videos that have sightings.
pub fn timeline(shown: &Prepared<'_>, items: &[ItemEntry]) -> Markup {
    html! {
        h3 { (t("Sightings by video")) }
        ul.timelines {
            @for row in rows(shown) {
                @let seconds = items.iter().find(|i| i.item == row.item).and_then(|i| i.duration).map(|d| d.approx_seconds());
                li { (video(&row, seconds.filter(|s| *s > 0.0))) }
            }
        }
    }
}

fn rows<'p>(shown: &'p Prepared<'p>) -> Vec<Row<'p>> {
    let mut rows: Vec<Row<'p>> = Vec::new();
    for product in &shown.products {
        for video in &product.videos {
            let seen = video
                .sightings
                .iter()
                .map(|s| (product.entry.product.as_str(), s));
            match rows.iter_mut().find(|r| r.item == video.item) {
                Some(row) => row.seen.extend(seen),
                None => rows.push(Row {
                    item: video.item,
                    name: video.name,
                    seen: seen.collect(),
                }),
            }
        }
    }
    for row in &mut rows {
        row.seen.sort_by_key(|(_, s)| s.entry.first.time);
    }
    rows
}

fn video(row: &Row<'_>, seconds: Option<f64>) -> Markup {
    let (near, far) = row.seen.split_at(row.seen.len().min(MOST_LINKS));
    html! {
        p.name {
            strong { (visible(row.name)) }
            @if let Some(s) = seconds { span.soft { " " (duration_in_words(s)) } }
        }
        @if let Some(s) = seconds { (bar(row, s)) }
        ul.jumps { @for (product, seen) in near { (jump(product, seen)) } }
        @if !far.is_empty() {
            details.more {
                summary { (put("{0} more", &[&far.len().to_string()])) }
                ul.jumps { @for (product, seen) in far { (jump(product, seen)) } }
            }
        }
    }
}

fn jump(product: &str, seen: &Seen<'_>) -> Markup {
    html! {
        li {
            a href=(format!("#{}", anchor(seen.number))) {
                span.num { (moment(seen.entry, seen.entry.first)) } " " (visible(product))
            }
        }
    }
}

/// The links below say the same in words, so the bar is decoration to a screen reader.
fn bar(row: &Row<'_>, seconds: f64) -> Markup {
    html! {
        svg.bar viewBox=(format!("0 0 {BAR} 10")) preserveAspectRatio="none" aria-hidden="true" {
            rect.whole x="0" y="3" width=(BAR) height="4" {}
            @for (product, seen) in &row.seen {
                @let (x, w) = span(seen, seconds);
                rect.seen x=(format!("{x:.2}")) y="0" width=(format!("{w:.2}")) height="10" {
                    title { (visible_plain(product)) ", " (moment(seen.entry, seen.entry.first)) }
                }
            }
        }
    }
}

/// Start and width on the bar; never thinner than can be seen.
fn span(seen: &Seen<'_>, seconds: f64) -> (f64, f64) {
    let at = |s: f64| (s / seconds * BAR).clamp(0.0, BAR);
    let (x0, x1) = (
        at(seen.entry.first.time.approx_seconds()),
        at(seen.entry.last.time.approx_seconds()),
    );
    let width = (x1 - x0).max(3.0);
    (x0.min(BAR - width), width)
}
