//! One sighting: its line in the list, and all that a person needs to judge it.

use maud::{Markup, html};
use model::{Edge, FrameRate, FrameTime, Standing, Timecode, Verdict, VerdictValue};

use super::input::{SightingEntry, SourceEntry};
use super::prepare::Seen;
use super::sheet::Sheet;
use super::text::{chance, count, grouped, nfa, visible};
use super::words::{decimal, put, say, t, told};
use super::{origin, views};

/// A sighting, folded to one line unless `open`.
pub fn sighting(seen: &Seen<'_>, open: bool, sheet: &mut Sheet) -> Markup {
    let s = seen.entry;
    html! {
        details.sighting open[open] {
            summary {
                h4 { (put("Sighting {0}", &[&seen.number.to_string()])) }
                span.when { (moment(s, s.first)) " – " (moment(s, s.last)) }
                span.score { (count(s.inliers.into(), "point agrees", "points agree")) }
                span.score { "NFA " (nfa(s.log10_nfa)) }
                (verdict_chip(&s.verdicts))
            }
            // The name is inside, so that browsers unfold what a link jumps to.
            div.body id=(anchor(seen.number)) {
                (views::frame_views(seen, sheet))
                (views::compare(seen, sheet))
                @if let Some(damage) = &s.damage_note {
                    p.warning { strong { (t("Damaged here:")) } " " (visible(&told(damage))) }
                }
                div.facts {
                    div { (when_and_where(s)) (how_sure(s)) (judgement(s)) }
                    div { (footage(s)) (reference(s)) }
                }
                (recipe(seen))
            }
        }
    }
}

/// Name of the place on the page.
pub fn anchor(number: usize) -> String {
    format!("sighting-{number}")
}

/// A timecode where the frame rate is constant, otherwise the clock.
pub fn moment(s: &SightingEntry, at: FrameTime) -> String {
    s.rate.map_or_else(
        || at.time.clock(),
        |rate| Timecode::at(at.time, rate).to_string(),
    )
}

fn when_and_where(s: &SightingEntry) -> Markup {
    let held = s.last.time.approx_seconds() - s.first.time.approx_seconds();
    html! {
        section {
            h5 { (t("Moment")) }
            dl {
                @for (what, at) in [("First", s.first), ("Best, shown here", s.best), ("Last", s.last)] {
                    dt { (t(what)) }
                    dd {
                        span.num { (moment(s, at)) }
                        span.soft { " · " (at.time.clock()) " · " (t("frame")) " " (grouped(at.frame)) }
                    }
                }
                dt { (t("Held")) } dd { (decimal(held.max(0.0), 2)) " s" }
                dt { (t("Followed")) } dd { (followed(s)) }
                @if !s.copies.is_empty() {
                    dt { (t("Same recording")) }
                    dd { (visible(&put("also in {0}: together they are one source", &[&s.copies.join(", ")]))) }
                }
                dt { (t("Timecode")) }
                dd {
                    @if let Some(rate) = s.rate {
                        (put("non-drop, at {0} frames a second, counted from the file’s time zero", &[&rate_in_words(rate)]))
                    } @else {
                        (t("none: the frame rate is not constant or not known. Clock times are shown instead"))
                    }
                }
                dt { (t("Exact address")) }
                dd { code.copy { (s.address) } }
                dt { (t("Sighting")) } dd { code.copy { (visible(&s.id)) } }
            }
        }
    }
}

/// How it was followed between its proofs, in words.
fn followed(s: &SightingEntry) -> String {
    let Some(f) = &s.followed else {
        return t("not frame by frame: first and last are frames on which it was proved");
    };
    let edge = |edge: Edge, shot: &str, frame: &str, hidden: &str| {
        t(match edge {
            Edge::Shot => shot,
            Edge::Frame => frame,
            Edge::Hidden => hidden,
        })
    };
    let begins = edge(
        f.begins,
        "begins with the shot",
        "comes into the frame",
        "could not be followed further back, or is hidden before",
    );
    let ends = edge(
        f.ends,
        "ends with it",
        "leaves the frame",
        "could not be followed further, or is hidden then",
    );
    let hidden = match f.gaps.len() {
        0 => String::new(),
        n => put("; hidden {0} between", &[&count(n as u64, "time", "times")]),
    };
    let frames = count(f.frames, "frame", "frames");
    put(
        "through {0}: {1}, {2}{3}",
        &[&frames, &begins, &ends, &hidden],
    )
}

fn how_sure(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { (t("Evidence")) }
            dl {
                dt { (t("Points that agree")) }
                dd {
                    span.num { (grouped(s.inliers.into())) } " " (t("inliers: details of the reference found on the frame, where one flat picture seen in perspective would have them"))
                }
                dt { (t("By chance")) }
                dd {
                    (chance(s.log10_nfa))
                    span.soft { " · " (t("number of false alarms (NFA)")) " " (nfa(s.log10_nfa)) }
                }
                @if !s.one_of.is_empty() {
                    dt { (t("Not told apart")) }
                    dd {
                        (visible(&put("one of {0}: what agrees here stands in the documents of all of them", &[&s.one_of.join(", ")])))
                    }
                }
                @if let Some(other) = &s.supported_by {
                    dt { (t("Counted together")) }
                    dd {
                        (put("with another view of the product at the same place (reference {0}): alone, this one would not be enough", &[&other.short()]))
                    }
                }
                dt { (t("Next best product")) }
                dd {
                    @match &s.next_best {
                        Some((product, inliers)) => { (visible(product)) ", " (count((*inliers).into(), "inlier", "inliers")) }
                        None => (t("none on this frame")),
                    }
                }
                @if let Some(generation) = &s.generation {
                    dt { (t("Which version")) }
                    dd {
                        (visible(&say(&generation.words())))
                        @if let Some(dates) = generation.dates() { "; " (visible(&say(&dates))) }
                        br;
                        span.soft { (visible(&say(&generation.why))) }
                    }
                }
                dt { (t("Width on the frame")) }
                dd { (put("{0} pixels", &[&format!("{:.0}", finite(s.quad.apparent_width()))])) }
            }
        }
    }
}

/// `25`, or `30000/1001` where the rate is not whole.
fn rate_in_words(rate: FrameRate) -> String {
    if rate.num().is_multiple_of(rate.den()) {
        (rate.num() / rate.den()).to_string()
    } else {
        rate.to_string()
    }
}

fn finite(v: f64) -> f64 {
    if v.is_finite() { v } else { 0.0 }
}

fn judgement(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { (t("Verdict")) }
            @if s.verdicts.is_empty() {
                p { (t("Not yet judged. This is a proposal by a machine.")) }
            } @else {
                ol.verdicts {
                    @for v in &s.verdicts {
                        li {
                            strong { (t(verdict_word(v.value))) } ", " (t("by")) " " (visible(&v.by))
                            span.soft { " · " (visible(&v.at)) }
                            @if !v.reason.is_empty() { p { (visible(&v.reason)) } }
                        }
                    }
                }
            }
        }
    }
}

fn footage(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { (t("Footage")) }
            dl {
                dt { (t("File")) } dd { (visible(&s.video_name)) }
                dt { "SHA-256" } dd { code.copy { (s.item) } }
                @match &s.origin {
                    Some(origin) => {
                        (origin::rows(origin))
                        (origin::missing_row(&[origin]))
                    }
                    None => { dt { (t("Origin")) } dd { (t("nothing is on record")) } }
                }
            }
        }
    }
}

fn reference(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { (t("Reference")) }
            dl {
                @match &s.reference_source {
                    Some(source) => (source_rows(source)),
                    None => { dt { (t("Comes from")) } dd { (t("nothing is on record")) } }
                }
                dt { (t("Reference")) } dd { code.copy { (s.reference) } }
            }
        }
    }
}

/// Rows that lead to the page that a reference was taken from.
pub fn source_rows(source: &SourceEntry) -> Markup {
    let b = source.bounds;
    let kind = match source.kind {
        model::ReferenceKind::Figure => "picture embedded in the page",
        model::ReferenceKind::Rendered => "part of the page, drawn by this program",
        model::ReferenceKind::Image => "picture file",
        model::ReferenceKind::Cut => "cut by hand",
        model::ReferenceKind::Screen => "screen of a device that a figure shows, rectified",
    };
    html! {
        dt { (t("Comes from")) }
        dd { (visible(&put("{0}, page {1}", &[&source.file_name, &source.page.to_string()]))) span.soft { " · " (t(kind)) } }
        dt { (t("On the page")) }
        dd { (put("{0} × {1} at ({2}, {3})", &[b.width, b.height, b.x, b.y].map(|v| format!("{v:.0}")).each_ref().map(String::as_str))) }
        dt { (t("Page address")) } dd { code.copy { (source.page_address) } }
        dt { (t("SHA-256 of file")) } dd { code.copy { (source.item) } }
    }
}

fn recipe(seen: &Seen<'_>) -> Markup {
    let frame = seen.frame.as_ref().ok().map(|f| &f.stored);
    let files = [
        ("Frame file", frame),
        ("Rectified file", seen.rectified.as_ref().ok()),
        ("Reference file", seen.reference.as_ref().ok()),
    ];
    html! {
        details.recipe {
            summary { h5 { (t("How these pictures were made")) } }
            dl {
                @for (what, how) in &seen.entry.recipe {
                    dt { (visible(&told(what))) } dd { (visible(how)) }
                }
                @for (what, picture) in files {
                    @if let Some(p) = picture {
                        dt { (t(what)) }
                        dd { (put("{0} × {1} pixels", &[&p.size.width.to_string(), &p.size.height.to_string()])) ", SHA-256 " code.copy { (p.sha256) } }
                    }
                }
            }
        }
    }
}

fn verdict_word(value: VerdictValue) -> &'static str {
    match value {
        VerdictValue::Yes => "Yes",
        VerdictValue::No => "No",
        VerdictValue::CannotTell => "Can’t tell",
    }
}

/// The state in a word; people who disagree are shown as such, because no verdict overrules
/// another.
fn verdict_chip(verdicts: &[Verdict]) -> Markup {
    let standing = Standing::of(verdicts);
    let (class, text) = match standing {
        Standing::Open => ("open", t("Not yet judged")),
        Standing::Split => ("split", t("Judged differently")),
        Standing::Agreed(v) => {
            let class = match v {
                VerdictValue::Yes => "yes",
                VerdictValue::No => "no",
                VerdictValue::CannotTell => "cannot",
            };
            (
                class,
                put("Judged: {0}", &[&t(verdict_word(v)).to_lowercase()]),
            )
        }
    };
    let counts = standing.counts_as().filter(|_| standing == Standing::Split);
    html! { span.chip.(class) title=[counts.map(|v| put("Counts as: {0}", &[&t(verdict_word(v)).to_lowercase()]))] { (text) } }
}
