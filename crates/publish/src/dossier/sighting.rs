//! One sighting: its line in the list, and all that a person needs to judge it.

use maud::{Markup, html};
use model::{Edge, FrameRate, FrameTime, Standing, Timecode, Verdict, VerdictValue};

use super::input::{SightingEntry, SourceEntry};
use super::prepare::Seen;
use super::sheet::Sheet;
use super::text::{count, grouped, nfa, visible};
use super::{origin, views};

/// A sighting, folded to one line unless `open`.
pub fn sighting(seen: &Seen<'_>, open: bool, sheet: &mut Sheet) -> Markup {
    let s = seen.entry;
    html! {
        details.sighting open[open] {
            summary {
                h4 { "Sighting " (seen.number) }
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
                    p.warning { strong { "Damaged here: " } (visible(damage)) }
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
            h5 { "Moment" }
            dl {
                @for (what, at) in [("First", s.first), ("Best, shown here", s.best), ("Last", s.last)] {
                    dt { (what) }
                    dd {
                        span.num { (moment(s, at)) }
                        span.soft { " · " (at.time.clock()) " · frame " (grouped(at.frame)) }
                    }
                }
                dt { "Held" } dd { (format!("{:.2} s", held.max(0.0))) }
                dt { "Followed" } dd { (followed(s)) }
                @if !s.copies.is_empty() {
                    dt { "Same recording" }
                    dd { "also in " (visible(&s.copies.join(", "))) ": together they are one source" }
                }
                dt { "Timecode" }
                dd {
                    @if let Some(rate) = s.rate {
                        "non-drop, at " (rate_in_words(rate)) " frames a second, counted from the file’s time zero"
                    } @else {
                        "none: the frame rate is not constant or not known. Clock times are shown instead"
                    }
                }
                dt { "Exact address" }
                dd { code.copy { (s.address) } }
                dt { "Sighting" } dd { code.copy { (visible(&s.id)) } }
            }
        }
    }
}

/// How it was followed between its proofs, in words.
fn followed(s: &SightingEntry) -> String {
    let Some(f) = &s.followed else {
        return "not frame by frame: first and last are frames on which it was proved".to_owned();
    };
    let edge = |edge: Edge, shot: &str, frame: &str, hidden: &str| {
        match edge {
            Edge::Shot => shot,
            Edge::Frame => frame,
            Edge::Hidden => hidden,
        }
        .to_owned()
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
        n => format!("; hidden {} between", count(n as u64, "time", "times")),
    };
    let frames = count(f.frames, "frame", "frames");
    format!("through {frames}: {begins}, {ends}{hidden}")
}

fn how_sure(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { "Evidence" }
            dl {
                dt { "Points that agree" }
                dd {
                    span.num { (grouped(s.inliers.into())) } " inliers: details of the reference found on the frame, where one flat picture seen in perspective would have them"
                }
                dt { "By chance" }
                dd {
                    (s.log10_nfa.in_words())
                    span.soft { " · number of false alarms (NFA) " (nfa(s.log10_nfa)) }
                }
                @if !s.one_of.is_empty() {
                    dt { "Not told apart" }
                    dd {
                        "one of " (visible(&s.one_of.join(", ")))
                        ": what agrees here stands in the documents of all of them"
                    }
                }
                @if let Some(other) = &s.supported_by {
                    dt { "Counted together" }
                    dd {
                        "with another view of the product at the same place (reference "
                        (other.short()) "): alone, this one would not be enough"
                    }
                }
                dt { "Next best product" }
                dd {
                    @match &s.next_best {
                        Some((product, inliers)) => { (visible(product)) ", " (count((*inliers).into(), "inlier", "inliers")) }
                        None => "none on this frame",
                    }
                }
                dt { "Width on the frame" }
                dd { (format!("{:.0} pixels", finite(s.quad.apparent_width()))) }
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
            h5 { "Verdict" }
            @if s.verdicts.is_empty() {
                p { "Not yet judged. This is a proposal by a machine." }
            } @else {
                ol.verdicts {
                    @for v in &s.verdicts {
                        li {
                            strong { (verdict_word(v.value)) } ", by " (visible(&v.by))
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
            h5 { "Footage" }
            dl {
                dt { "File" } dd { (visible(&s.video_name)) }
                dt { "SHA-256" } dd { code.copy { (s.item) } }
                @match &s.origin {
                    Some(origin) => {
                        (origin::rows(origin))
                        (origin::missing_row(&[origin]))
                    }
                    None => { dt { "Origin" } dd { "nothing is on record" } }
                }
            }
        }
    }
}

fn reference(s: &SightingEntry) -> Markup {
    html! {
        section {
            h5 { "Reference" }
            dl {
                @match &s.reference_source {
                    Some(source) => (source_rows(source)),
                    None => { dt { "Comes from" } dd { "nothing is on record" } }
                }
                dt { "Reference" } dd { code.copy { (s.reference) } }
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
    };
    html! {
        dt { "Comes from" }
        dd { (visible(&source.file_name)) ", page " (source.page) span.soft { " · " (kind) } }
        dt { "On the page" }
        dd { (format!("{:.0} × {:.0} at ({:.0}, {:.0})", b.width, b.height, b.x, b.y)) }
        dt { "Page address" } dd { code.copy { (source.page_address) } }
        dt { "SHA-256 of file" } dd { code.copy { (source.item) } }
    }
}

fn recipe(seen: &Seen<'_>) -> Markup {
    let files = [
        ("Frame file", &seen.frame),
        ("Rectified file", &seen.rectified),
        ("Reference file", &seen.reference),
    ];
    html! {
        details.recipe {
            summary { h5 { "How these pictures were made" } }
            dl {
                @for (what, how) in &seen.entry.recipe {
                    dt { (visible(what)) } dd { (visible(how)) }
                }
                @for (what, picture) in files {
                    @if let Ok(p) = picture {
                        dt { (what) }
                        dd { (p.size.width) " × " (p.size.height) " pixels, SHA-256 " code.copy { (p.sha256) } }
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
        Standing::Open => ("open", "Not yet judged".to_owned()),
        Standing::Split => ("split", "Judged differently".to_owned()),
        Standing::Agreed(v) => {
            let class = match v {
                VerdictValue::Yes => "yes",
                VerdictValue::No => "no",
                VerdictValue::CannotTell => "cannot",
            };
            (class, format!("Judged: {}", verdict_word(v).to_lowercase()))
        }
    };
    let counts = standing.counts_as().filter(|_| standing == Standing::Split);
    html! { span.chip.(class) title=[counts.map(|v| format!("Counts as: {}", verdict_word(v).to_lowercase()))] { (text) } }
}
