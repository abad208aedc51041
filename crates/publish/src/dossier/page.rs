//! The page as a whole: head with content policy, title, overview, contents, and the order of
//! its sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::{LogNfa, Standing, VerdictValue};

use super::input::{Dossier, Summary};
use super::prepare::{Prepared, Product};
use super::sections::{self, product_anchor};
use super::sheet::{Sheet, policy_hash};
use super::text::{count, duration_in_words, grouped, nfa, visible, visible_plain};
use super::{folder, sources, statements, timeline};

/// The whole page as text.
pub fn document(dossier: &Dossier, shown: &Prepared<'_>) -> String {
    // The body comes first: only then are the rules known that the sheet in the head must hold.
    let mut sheet = Sheet::default();
    let body = body(dossier, shown, &mut sheet);
    let sheet = sheet.text();
    let policy = format!(
        "default-src 'none'; img-src 'self' file:; style-src {}; base-uri 'none'; form-action 'none'",
        policy_hash(&sheet)
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="generator" content=(folder::GENERATOR);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow, noarchive";
                meta name="color-scheme" content="light dark";
                title { (visible_plain(&dossier.case_name)) " · dossier" }
                style { (PreEscaped(sheet)) }
            }
            (body)
        }
    }
    .into_string()
}

fn body(dossier: &Dossier, shown: &Prepared<'_>, sheet: &mut Sheet) -> Markup {
    html! {
        body {
            a.skip href="#main" { "Skip to the content" }
            div.layout {
                (head(dossier))
                (contents(dossier, shown))
                main #main {
                    (overview(dossier, shown))
                    @if let Some(case) = &dossier.investigation { (statements::statements(case)) }
                    (sections::products(shown, sheet))
                    (sections::not_found(&shown.not_found, sheet))
                    (sources::sources(&dossier.items))
                    (sections::failures(&dossier.failures))
                    (sections::method(dossier))
                }
            }
        }
    }
}

fn contents(dossier: &Dossier, shown: &Prepared<'_>) -> Markup {
    html! {
        nav aria-label="Contents" {
            p.mark { "Contents" }
            ul {
                li { a href="#overview" { "Overview" } }
                @for (id, name, n) in dossier.investigation.iter().flat_map(statements::anchors) {
                    li { a href=(format!("#{id}")) { (name) span.n { (n) } } }
                }
                @for p in &shown.products {
                    li.sub { a href=(format!("#{}", product_anchor(p.number))) { (visible(&p.entry.product)) span.n { (p.sightings().count()) } } }
                }
                li { a href="#not-found" { "Looked for, not found" span.n { (dossier.not_found.len()) } } }
                li { a href="#sources" { "Sources" span.n { (dossier.items.len()) } } }
                li { a href="#failures" { "What failed" span.n { (dossier.failures.len()) } } }
                li { a href="#method" { "Method" } }
            }
        }
    }
}

fn head(dossier: &Dossier) -> Markup {
    html! {
        header.top {
            p.kicker { "Dossier of a case" }
            h1 { (visible(&dossier.case_name)) }
            p.soft {
                "Made " (visible(&dossier.made_at)) " by " (visible(&dossier.software))
                @if let Some((number, hash)) = &dossier.journal_head {
                    " · journal entry " (number) " " code { (visible(&hash.chars().take(12).collect::<String>())) }
                }
            }
            ul.caveats {
                li { strong { "Proposals by a machine, to be judged by a person." } " Every picture is here so that you can judge for yourself." }
                li { strong { "“Not found” is not “not there”." } " Coverage and limits are stated below." }
                @if dossier.investigation.as_ref().is_none_or(|i| i.one_person) {
                    li { strong { "This case has not been reviewed by a second person." } }
                }
                li { strong { "Nothing is masked." } " Faces, plates and names may be seen in the pictures. Do not publish them as they are." }
            }
        }
    }
}

fn overview(dossier: &Dossier, shown: &Prepared<'_>) -> Markup {
    html! {
        section aria-labelledby="overview" {
            h2 id="overview" { "Overview" }
            (tiles(&dossier.summary))
            @if shown.products.is_empty() {
                (nothing(&dossier.summary))
            } @else {
                (results(shown))
                (timeline::timeline(shown, &dossier.items))
            }
            @for note in &dossier.notes { p { (visible(note)) } }
        }
    }
}

fn tiles(s: &Summary) -> Markup {
    let kinds = [
        count(s.videos, "video", "videos"),
        count(s.documents, "document", "documents"),
        count(s.pictures, "picture", "pictures"),
        count(s.other, "other file", "other files"),
    ];
    let watched = duration_in_words(s.watched_seconds);
    html! {
        dl.tiles {
            div { dt { "Sightings" } dd { strong { (grouped(s.sightings)) } span { "proposed, on the frames examined" } } }
            div { dt { "Products" } dd { strong { (grouped(s.products)) } span { "looked for, by " (count(s.references, "reference", "references")) } } }
            div { dt { "Footage watched" } dd { strong { (watched) } span { (count(s.frames, "frame", "frames")) " decoded, " (grouped(s.keyframes)) " examined" } } }
            div { dt { "Items" } dd { strong { (grouped(s.items)) } span { (kinds.join(", ")) } } }
        }
    }
}

/// What a page without sightings says instead of results.
fn nothing(s: &Summary) -> Markup {
    html! {
        div.nothing {
            p { strong { "No sighting was proposed." } }
            p {
                @if s.videos == 0 {
                    "The case holds no video, so nothing could be looked at."
                } @else if s.references == 0 {
                    "The case holds no reference, so there was nothing to look for. Add a brochure, a manual or a screenshot."
                } @else {
                    "None of the references was found on the frames that were examined. That is not proof that the products are not there."
                }
            }
        }
    }
}

fn results(shown: &Prepared<'_>) -> Markup {
    html! {
        div.scroll role="region" aria-label="Results by product" tabindex="0" {
            table {
                caption { "Results by product" }
                thead {
                    tr {
                        th scope="col" { "Product" }
                        th.n scope="col" { "Sightings" }
                        th.n scope="col" { "Videos" }
                        th.n scope="col" { "References" }
                        th scope="col" { "Judged by a person" }
                        th.n scope="col" { "Lowest NFA" }
                    }
                }
                tbody { @for p in &shown.products { (result_row(p)) } }
            }
        }
    }
}

fn result_row(p: &Product<'_>) -> Markup {
    let lowest = p
        .sightings()
        .map(|s| s.entry.log10_nfa.0)
        .fold(f64::INFINITY, f64::min);
    html! {
        tr {
            th scope="row" { a href=(format!("#{}", product_anchor(p.number))) { (visible(&p.entry.product)) } }
            td.n { (grouped(p.sightings().count() as u64)) }
            td.n { (grouped(p.videos.len() as u64)) }
            td.n { (grouped(p.references.len() as u64)) }
            td { (judged(p)) }
            td.n { @if lowest.is_finite() { (nfa(LogNfa(lowest))) } @else { "–" } }
        }
    }
}

fn judged(p: &Product<'_>) -> String {
    let number = |wanted: Standing| {
        p.sightings()
            .filter(|s| Standing::of(&s.entry.verdicts) == wanted)
            .count()
    };
    let parts = [
        (number(Standing::Agreed(VerdictValue::Yes)), "yes"),
        (number(Standing::Agreed(VerdictValue::No)), "no"),
        (
            number(Standing::Agreed(VerdictValue::CannotTell)),
            "can’t tell",
        ),
        (number(Standing::Split), "judged differently"),
        (number(Standing::Open), "not yet"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    shown.join(", ")
}
