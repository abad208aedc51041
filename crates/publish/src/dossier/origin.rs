//! Where an item came from, as rows of a page, and what is not on record about it.

use maud::{Markup, html};
use model::{Beside, Origin, Recorded, collection_record};

use super::input::ItemEntry;
use super::text::visible;
use super::words::{put, t, told};

/// Hosts that keep copies of pages.
const ARCHIVES: [&str; 9] = [
    "web.archive.org",
    "archive.org",
    "archive.today",
    "archive.is",
    "archive.ph",
    "archive.li",
    "perma.cc",
    "ghostarchive.org",
    "webcitation.org",
];

/// What an origin should tell and none of these does, after the collection items of the Berkeley
/// Protocol (2022), paragraph 155, as far as this program records them.
pub fn missing(origins: &[&Origin]) -> Vec<&'static str> {
    let none = |has: &dyn Fn(&Origin) -> bool| !origins.iter().any(|o| has(o));
    [
        ("web address", none(&|o| o.url.is_some())),
        ("publisher", none(&|o| o.publisher.is_some())),
        ("date of publication", none(&|o| o.published.is_some())),
        ("who collected it", none(&|o| o.collected_by.is_some())),
        ("when it was collected", none(&|o| o.collected_at.is_some())),
        ("how it was collected", none(&|o| o.tool.is_some())),
    ]
    .into_iter()
    .filter_map(|(what, absent)| absent.then_some(what))
    .collect()
}

/// Addresses of an origin at which an archive keeps a copy: its own, or one that a remark names.
pub fn archived(origin: &Origin) -> Vec<&str> {
    let texts = origin.url.iter().chain(&origin.notes);
    texts
        .flat_map(|text| text.split([' ', '\n', '\t', '<', '>', '"', '(', ')']))
        .filter(|word| {
            let Some((_, rest)) = word.split_once("://") else {
                return false;
            };
            let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
            let host = host.strip_prefix("www.").unwrap_or(host);
            ARCHIVES.iter().any(|a| host.eq_ignore_ascii_case(a))
        })
        .collect()
}

/// `dt`/`dd` rows of one account. Addresses are text and never links: following one tells its
/// owner who is looking.
pub fn rows(origin: &Origin) -> Markup {
    let published = origin.published.as_ref();
    let archived = archived(origin);
    html! {
        @if let Some(v) = &origin.title { dt { (t("Title")) } dd { (visible(v)) } }
        @if let Some(v) = &origin.publisher { dt { (t("Publisher")) } dd { (visible(v)) } }
        @if let Some(date) = published {
            dt { (t("Published")) }
            dd {
                (visible(&date.iso))
                @if date.raw != date.iso { span.soft { " (" (t("read from")) " “" (visible(&told(&date.raw))) "”)" } }
            }
        }
        @if let Some(v) = &origin.url { dt { (t("Web address")) } dd { code.copy { (visible(v)) } } }
        @if origin.url.is_some() {
            dt { (t("Archived copy")) }
            dd {
                @if archived.is_empty() { (t("none is on record")) }
                @for (i, address) in archived.iter().enumerate() { @if i > 0 { br; } code.copy { (visible(address)) } }
            }
            dt { (t("Accessed")) }
            dd {
                @match &origin.collected_at {
                    Some(at) => (visible(at)),
                    None => (t("the date is not on record")),
                }
            }
        }
        @if let Some(v) = &origin.canonical_id { dt { (t("Platform and id")) } dd { (visible(v)) } }
        @if !origin.path.is_empty() { dt { (t("Path when added")) } dd { (visible(&origin.path)) } }
        @if origin.collected_by.is_some() || origin.collected_at.is_some() || origin.tool.is_some() {
            dt { (t("Collected")) }
            dd { (collected(origin)) }
        }
        @if let Some(sidecar) = &origin.sidecar {
            dt { (t("As told by")) } dd { (t("record of origin")) " " code { (sidecar.short()) } }
        }
        @for note in &origin.notes { dt { (t("Remark")) } dd { (visible(&told(note))) } }
    }
}

fn collected(origin: &Origin) -> Markup {
    let parts = [
        ("by", &origin.collected_by),
        ("on", &origin.collected_at),
        ("with", &origin.tool),
    ];
    html! {
        @for (word, value) in parts {
            @if let Some(value) = value { (t(word)) " " (visible(value)) " " }
        }
    }
}

/// The row that tells what is missing.
pub fn missing_row(origins: &[&Origin]) -> Markup {
    let missing: Vec<String> = missing(origins).into_iter().map(t).collect();
    html! {
        dt { (t("Not on record")) }
        dd {
            @if missing.is_empty() {
                (t("nothing of what this program asks for"))
            } @else {
                (missing.join(", "))
            }
        }
    }
}

/// The row of the collection record: what is missing of items (a) to (h), with the reason.
pub fn collection_row(item: &ItemEntry, beside: Beside) -> Markup {
    let record = collection_record(Some(item.kind), &item.origins, beside);
    let of = |state| record.iter().filter(move |e| e.state == state);
    let (there, asked) = (
        of(Recorded::Present).count(),
        record.len() - of(Recorded::NotApplicable).count(),
    );
    html! {
        dt { (t("Collection record")) }
        dd {
            (put("{0} of {1} items of the Berkeley Protocol, § 155", &[&there.to_string(), &asked.to_string()]))
            @for entry in of(Recorded::Missing) {
                br;
                "(" (entry.letter) ") " (t(entry.what)) ": " (reason(&entry.reason))
            }
        }
    }
}

/// Reasons are fixed texts, or a list of what is absent.
fn reason(text: &str) -> String {
    let Some((head, list)) = text.split_once(": ") else {
        return t(text);
    };
    let parts: Vec<String> = list.split(", ").map(t).collect();
    format!("{}: {}", t(head), parts.join(", "))
}
