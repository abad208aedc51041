//! Sources by theme: every item of the case with its hash and origin.

use maud::{Markup, html};
use model::{Addresses, ItemKind, Origin};

use super::input::ItemEntry;
use super::origin;
use super::text::{count, duration_in_words, grouped, size_in_words, visible};

/// Up to this many items of a theme are listed unfolded.
const MOST_OPEN: usize = 12;

struct Theme {
    title: &'static str,
    kinds: &'static [ItemKind],
}

const THEMES: [Theme; 4] = [
    Theme {
        title: "Footage",
        kinds: &[ItemKind::Video],
    },
    Theme {
        title: "Documents",
        kinds: &[ItemKind::Document],
    },
    Theme {
        title: "Pictures",
        kinds: &[ItemKind::Picture],
    },
    Theme {
        title: "Records of origin and other files",
        kinds: &[ItemKind::Sidecar, ItemKind::Other],
    },
];

/// All items, by theme, in the caller's order.
pub fn sources(items: &[ItemEntry]) -> Markup {
    let mut addresses = Addresses::default();
    for item in items {
        addresses.add(Some(item.kind), &item.origins);
    }
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            p.lead {
                "Every file of the case, named by its SHA-256. Web addresses are given as text: opening one tells its owner that somebody is looking."
            }
            @if items.is_empty() { p { "The case holds no file." } }
            @for theme in &THEMES { (theme_list(theme, items, &addresses)) }
        }
    }
}

fn theme_list(theme: &Theme, items: &[ItemEntry], addresses: &Addresses) -> Markup {
    let of: Vec<&ItemEntry> = items
        .iter()
        .filter(|i| theme.kinds.contains(&i.kind))
        .collect();
    let bytes = of.iter().map(|i| i.bytes).fold(0, u64::saturating_add);
    html! {
        @if !of.is_empty() {
            details.theme open[of.len() <= MOST_OPEN] {
                summary {
                    h3 { (theme.title) }
                    span.soft { (count(of.len() as u64, "file", "files")) ", " (size_in_words(bytes)) }
                }
                ul.rows { @for item in of { li { (item_entry(item, addresses)) } } }
            }
        }
    }
}

fn item_entry(item: &ItemEntry, addresses: &Addresses) -> Markup {
    let origins: Vec<&Origin> = item.origins.iter().collect();
    html! {
        h4 { (visible(&item.name)) }
        p.soft {
            (kind_word(item.kind)) " · " (size_in_words(item.bytes))
            @if item.bytes >= 1000 { " (" (grouped(item.bytes)) " bytes)" }
            @if let Some(d) = item.duration { " · " (duration_in_words(d.approx_seconds())) }
        }
        @if let Some(note) = &item.note { p.warning { (visible(note)) } }
        dl {
            dt { "SHA-256" } dd { code.copy { (item.item) } }
            @for (i, o) in origins.iter().enumerate() {
                @if origins.len() > 1 { dt.account { "Account " (i + 1) } dd.account { "of " (origins.len()) } }
                (origin::rows(o))
            }
            @if origins.is_empty() {
                dt { "Origin" } dd { "nothing is on record" }
            } @else {
                (origin::missing_row(&origins))
            }
            (origin::collection_row(item, addresses.beside(&item.origins)))
        }
    }
}

fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Video => "Video",
        ItemKind::Document => "Document",
        ItemKind::Picture => "Picture",
        ItemKind::Sidecar => "Record of origin",
        ItemKind::Other => "Not understood, kept as it is",
    }
}
