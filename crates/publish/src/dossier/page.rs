//! The page as a whole: head with content policy, title, overview, contents, and the order of
//! its sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::investigation::Investigation;
use model::{LogNfa, Standing, VerdictValue};

use super::input::{Dossier, ItemEntry, Summary};
use super::prepare::{Prepared, Product};
use super::sections::{self, product_anchor};
use super::sheet::{Sheet, policy_hash};
use super::text::{count, duration_in_words, grouped, nfa, visible, visible_plain};
use super::words::{put, t, tongue};
use super::{dated, folder, glossary, matrix, parties, sources, statements, timeline};

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
        html lang=(tongue().code()) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="generator" content=(folder::GENERATOR);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex, nofollow, noarchive";
                meta name="color-scheme" content="light dark";
                title { (visible_plain(&dossier.case_name)) (t(" · dossier")) }
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
            a.skip href="#main" { (t("Skip to the content")) }
            div.layout {
                (head(dossier))
                (contents(dossier, shown))
                main #main {
                    (overview(dossier, shown))
                    @if let Some(case) = &dossier.investigation {
                        (statements::findings(case, shown, sheet))
                        (parties::system_cards(case, shown))
                        (parties::entities(case, shown))
                        (matrix::matrix(case, shown))
                        (dated::dates(case, &dossier.items))
                        (parties::ladders(case, shown))
                    }
                    (sections::products(shown, sheet))
                    (sections::not_found(&shown.not_found, sheet))
                    (sources::sources(&dossier.items, dossier.investigation.as_ref()))
                    (sections::failures(&dossier.failures))
                    (sections::method(dossier))
                    (glossary::glossary())
                }
            }
        }
    }
}

fn contents(dossier: &Dossier, shown: &Prepared<'_>) -> Markup {
    html! {
        nav aria-label=(t("Contents")) {
            p.mark { (t("Contents")) }
            ul {
                li { a href="#overview" { (t("Overview")) } }
                @if let Some(case) = &dossier.investigation {
                    @for (id, name, n) in stated(case, &dossier.items).into_iter().filter(|(.., n)| *n > 0) {
                        li { a href=(format!("#{id}")) { (t(name)) span.n { (n) } } }
                    }
                }
                @if !shown.products.is_empty() { li.group { (t("Sightings by product")) } }
                @for p in &shown.products {
                    li.sub { a href=(format!("#{}", product_anchor(p.number))) { (visible(&p.entry.product)) span.n { (p.sightings().count()) } } }
                }
                li { a href="#not-found" { (t("Looked for, not found")) span.n { (dossier.not_found.len()) } } }
                li { a href="#sources" { (t("Sources by theme")) span.n { (dossier.items.len()) } } }
                li { a href="#failures" { (t("What failed")) span.n { (dossier.failures.len()) } } }
                li { a href="#method" { (t("Method and limits")) } }
                li { a href="#glossary" { (t("Glossary")) } }
            }
        }
    }
}

/// Sections of what people state, in the order of the page, with how much is in them.
fn stated(case: &Investigation, items: &[ItemEntry]) -> Vec<(&'static str, &'static str, usize)> {
    let mut all = statements::anchors(case);
    let mut parties = parties::anchors(case).into_iter();
    all.extend(parties.by_ref().take(2));
    all.push(("matrix", "What the products can do", case.matrix.len()));
    all.push(("dates", "Timeline", dated::count(case, items)));
    all.extend(parties);
    all
}

fn head(dossier: &Dossier) -> Markup {
    html! {
        header.top {
            p.kicker { (t("Dossier of a case")) }
            h1 { (visible(&dossier.case_name)) }
            p.soft {
                (visible(&put("Made {0} by {1}", &[&dossier.made_at, &dossier.software])))
                @if let Some((number, hash)) = &dossier.journal_head {
                    " · " (t("journal entry")) " " (number) " " code { (visible(&hash.chars().take(12).collect::<String>())) }
                }
            }
            ul.caveats {
                li { strong { (t("Proposals by a machine, to be judged by a person.")) } (t(" Every picture is here so that you can judge for yourself.")) }
                li { strong { (t("“Not found” is not “not there”.")) } (t(" Coverage and limits are stated below.")) }
                @if dossier.investigation.as_ref().is_none_or(|i| i.one_person) {
                    li { strong { (t("This case has not been reviewed by a second person.")) } }
                }
                li { strong { (t("Of each frame only the screen is shown.")) } (t(" Everything around it is hidden, unless a person looked at the whole frame and let it be shown. On a screen itself only that is covered which a person covered: look for faces, plates and names before you publish.")) }
                @if dossier.withheld { li { strong { (t("Some material is not in this copy, to protect sources.")) } (t(" Where it was cited, that is said.")) } }
                @if dossier.sensitive { li { strong { (t("This copy holds material that could tell who a source is.")) } (t(" Somebody asked for it. Do not pass it on.")) } }
            }
        }
    }
}

fn overview(dossier: &Dossier, shown: &Prepared<'_>) -> Markup {
    html! {
        section aria-labelledby="overview" {
            h2 id="overview" { (t("Overview")) }
            @if let Some(case) = &dossier.investigation
                && !case.findings.is_empty() { (statements::in_short(case)) h3 { (t("What the machine did")) } }
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
            div { dt { (t("Sightings")) } dd { strong { (grouped(s.sightings)) } span { (t("proposed, on the frames examined")) } } }
            div { dt { (t("Products")) } dd { strong { (grouped(s.products)) } span { (put("looked for, by {0}", &[&count(s.references, "reference", "references")])) } } }
            div { dt { (t("Footage watched")) } dd { strong { (watched) } span { (put("{0} decoded, {1} examined", &[&count(s.frames, "frame", "frames"), &grouped(s.keyframes)])) } } }
            div { dt { (t("Items")) } dd { strong { (grouped(s.items)) } span { (kinds.join(", ")) } } }
        }
    }
}

/// What a page without sightings says instead of results.
fn nothing(s: &Summary) -> Markup {
    html! {
        div.nothing {
            p { strong { (t("No sighting was proposed.")) } }
            p {
                @if s.videos == 0 {
                    (t("The case holds no video, so nothing could be looked at."))
                } @else if s.references == 0 {
                    (t("The case holds no reference, so there was nothing to look for. Add a brochure, a manual or a screenshot."))
                } @else {
                    (t("None of the references was found on the frames that were examined. That is not proof that the products are not there."))
                }
            }
        }
    }
}

fn results(shown: &Prepared<'_>) -> Markup {
    html! {
        div.scroll role="region" aria-label=(t("Results by product")) tabindex="0" {
            table {
                caption { (t("Results by product")) }
                thead {
                    tr {
                        th scope="col" { (t("Product")) }
                        th.n scope="col" { (t("Sightings")) }
                        th.n scope="col" { (t("Videos")) }
                        th.n scope="col" { (t("References")) }
                        th scope="col" { (t("Judged by a person")) }
                        th.n scope="col" { (t("Lowest NFA")) }
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
        .map(|(n, word)| format!("{n} {}", t(word)))
        .collect();
    shown.join(", ")
}
