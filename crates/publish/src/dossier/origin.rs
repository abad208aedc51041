//! Where an item came from, as rows of a page, and what is not on record about it.

use maud::{Markup, html};
use model::{Beside, Origin, Recorded, collection_record};

use super::input::ItemEntry;
use super::text::visible;

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

/// `dt`/`dd` rows of one account. Addresses are text and never links: following one tells its
/// owner who is looking.
pub fn rows(origin: &Origin) -> Markup {
    let published = origin.published.as_ref();
    html! {
        @if let Some(t) = &origin.title { dt { "Title" } dd { (visible(t)) } }
        @if let Some(t) = &origin.publisher { dt { "Publisher" } dd { (visible(t)) } }
        @if let Some(date) = published {
            dt { "Published" }
            dd {
                (visible(&date.iso))
                @if date.raw != date.iso { span.soft { " (read from “" (visible(&date.raw)) "”)" } }
            }
        }
        @if let Some(t) = &origin.url { dt { "Web address" } dd { code.copy { (visible(t)) } } }
        @if let Some(t) = &origin.canonical_id { dt { "Platform and id" } dd { (visible(t)) } }
        @if !origin.path.is_empty() { dt { "Path when added" } dd { (visible(&origin.path)) } }
        @if origin.collected_by.is_some() || origin.collected_at.is_some() || origin.tool.is_some() {
            dt { "Collected" }
            dd { (collected(origin)) }
        }
        @if let Some(sidecar) = &origin.sidecar {
            dt { "As told by" } dd { "sidecar item " code { (sidecar.short()) } }
        }
        @for note in &origin.notes { dt { "Remark" } dd { (visible(note)) } }
    }
}

fn collected(origin: &Origin) -> Markup {
    let parts = [
        ("by", &origin.collected_by),
        ("at", &origin.collected_at),
        ("with", &origin.tool),
    ];
    html! {
        @for (word, value) in parts {
            @if let Some(value) = value { (word) " " (visible(value)) " " }
        }
    }
}

/// The row that tells what is missing.
pub fn missing_row(origins: &[&Origin]) -> Markup {
    let missing = missing(origins);
    html! {
        dt { "Not on record" }
        dd {
            @if missing.is_empty() {
                "nothing of what this program asks for"
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
        dt { "Collection record" }
        dd {
            (there) " of " (asked) " items of the Berkeley Protocol, § 155"
            @for entry in of(Recorded::Missing) {
                br;
                "(" (entry.letter) ") " (entry.what) ": " (entry.reason)
            }
        }
    }
}
