//! Sources by theme: every item of the case with its hash, origin, archived copy and date of access,
//! and what rests on it.

use maud::{Markup, html};
use model::investigation::Investigation;
use model::{Addresses, Credentials, ItemKind, Origin, SignerTrust};

use super::input::ItemEntry;
use super::origin;
use super::statements::{finding_anchor, in_order};
use super::text::{count, duration_in_words, grouped, size_in_words, visible};
use super::words::{put, say, t, told};

/// Up to this many items of a theme are listed unfolded.
const MOST_OPEN: usize = 12;

/// What sources are about, in the order of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    Footage,
    Official,
    Makers,
    Posts,
    Pictures,
    Documents,
    Records,
}

impl Theme {
    const ALL: [Self; 7] = [
        Self::Footage,
        Self::Official,
        Self::Makers,
        Self::Posts,
        Self::Pictures,
        Self::Documents,
        Self::Records,
    ];

    const fn title(self) -> &'static str {
        match self {
            Self::Footage => "Footage",
            Self::Official => "Contracts and letters",
            Self::Makers => "Brochures, manuals and data sheets of makers",
            Self::Posts => "Posts",
            Self::Pictures => "Pictures",
            Self::Documents => "Other documents",
            Self::Records => "Records of origin and other files",
        }
    }

    fn of(item: &ItemEntry, case: Option<&Investigation>) -> Self {
        let known = case.and_then(|c| c.item(&item.item));
        let kind = known
            .and_then(|i| i.document.as_ref())
            .and_then(|d| d.kind.as_deref());
        match (item.kind, kind) {
            (ItemKind::Video, _) => Self::Footage,
            (_, Some("contract" | "letter")) => Self::Official,
            (_, Some("brochure" | "manual" | "datasheet")) => Self::Makers,
            (_, Some("post")) => Self::Posts,
            (ItemKind::Picture, _) => Self::Pictures,
            (ItemKind::Document, _) => Self::Documents,
            (ItemKind::Sidecar | ItemKind::Other, _) => Self::Records,
        }
    }
}

/// All items, by theme, in the caller's order.
pub fn sources(items: &[ItemEntry], case: Option<&Investigation>) -> Markup {
    let mut addresses = Addresses::default();
    for item in items {
        addresses.add(Some(item.kind), &item.origins);
    }
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { (t("Sources by theme")) }
            p.lead {
                (t("Every file that is shown, named by its SHA-256. Web addresses are given as text: opening one tells its owner that somebody is looking."))
            }
            @if items.is_empty() { p { (t("The case holds no file.")) } }
            @for theme in Theme::ALL { (theme_list(theme, items, case, &addresses)) }
        }
    }
}

fn theme_list(
    theme: Theme,
    items: &[ItemEntry],
    case: Option<&Investigation>,
    addresses: &Addresses,
) -> Markup {
    let of: Vec<&ItemEntry> = items
        .iter()
        .filter(|i| Theme::of(i, case) == theme)
        .collect();
    let bytes = of.iter().map(|i| i.bytes).fold(0, u64::saturating_add);
    html! {
        @if !of.is_empty() {
            details.theme open[of.len() <= MOST_OPEN && theme != Theme::Records] {
                summary {
                    h3 { (t(theme.title())) }
                    span.soft { (count(of.len() as u64, "file", "files")) ", " (size_in_words(bytes)) }
                }
                ul.rows { @for item in of { li { (item_entry(item, case, addresses)) } } }
            }
        }
    }
}

fn item_entry(item: &ItemEntry, case: Option<&Investigation>, addresses: &Addresses) -> Markup {
    let origins: Vec<&Origin> = item.origins.iter().collect();
    html! {
        h4 { (visible(&item.name)) }
        p.soft {
            (t(kind_word(item.kind))) " · " (size_in_words(item.bytes))
            @if item.bytes >= 1000 { " (" (count(item.bytes, "byte", "bytes")) ")" }
            @if let Some(d) = item.duration { " · " (duration_in_words(d.approx_seconds())) }
        }
        @if let Some(note) = &item.note { p.warning { (visible(&told(note))) } }
        dl {
            @if let Some(case) = case { (used_for(item, case)) }
            @for (i, o) in origins.iter().enumerate() {
                @if origins.len() > 1 { dt.account { (put("Account {0}", &[&(i + 1).to_string()])) } dd.account { (put("of {0}", &[&grouped(origins.len() as u64)])) } }
                (origin::rows(o))
            }
            @if origins.is_empty() {
                dt { (t("Origin")) } dd { (t("nothing is on record")) }
            } @else {
                (origin::missing_row(&origins))
            }
            dt { "SHA-256" } dd { code.copy { (item.item) } }
            (origin::collection_row(item, addresses.beside(&item.origins)))
            @if let Some(c) = &item.credentials { (credentials(c, item.signer_trust.as_ref())) }
        }
    }
}

/// Content Credentials by three questions, each with its own answer.
fn credentials(c: &Credentials, trust: Option<&SignerTrust>) -> Markup {
    html! {
        dt { (t("Content Credentials (C2PA)")) }
        dd {
            (t("present in the file"))
            @if let Some(by) = &c.generator { "; " (put("made by {0}, as they say", &[by])) }
            @for (question, answer) in c.answers(trust) {
                br; (t(question)) " " (visible(&say(&answer)))
            }
            br; (t("SHA-256 of the manifest store")) " " code { (c.sha256) }
        }
    }
}

/// Findings that cite something of the item.
fn used_for(item: &ItemEntry, case: &Investigation) -> Markup {
    let findings: Vec<usize> = in_order(case)
        .into_iter()
        .filter(|(_, f)| f.evidence.iter().any(|e| e.item == Some(item.item)))
        .map(|(number, _)| number)
        .collect();
    html! {
        @if !findings.is_empty() {
            dt { (t("Cited by")) }
            dd {
                @for (i, n) in findings.iter().enumerate() {
                    @if i > 0 { ", " }
                    a href=(format!("#{}", finding_anchor(*n))) { (put("Finding {0}", &[&n.to_string()])) }
                }
            }
        }
    }
}

const fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Video => "Video",
        ItemKind::Document => "Document",
        ItemKind::Picture => "Picture",
        ItemKind::Sidecar => "Record of origin",
        ItemKind::Other => "Not understood, kept as it is",
    }
}
