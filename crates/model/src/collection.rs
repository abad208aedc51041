//! What is on record of how an item was collected: the eight items that the Berkeley Protocol on
//! Digital Open Source Investigations (2022) names in paragraph 155, each present, missing or not
//! applicable. It records them; it doesn't certify anything.

use std::collections::HashMap;

use serde::Serialize;

use crate::{ItemKind, Origin};

/// Where one of the eight stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recorded {
    Present,
    Missing,
    NotApplicable,
}

/// One of the eight, for one item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CollectionEntry {
    /// `a` to `h`, as in the paragraph.
    pub letter: char,
    pub what: &'static str,
    pub state: Recorded,
    /// What is there, what lacks, or why it does not apply.
    pub reason: String,
}

/// What other items of the case come from the same web address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Beside {
    /// A saved page: HTML, MHTML, WARC or WACZ.
    pub page: bool,
    /// A picture, as a screenshot of the page would be.
    pub picture: bool,
}

type Judged = (Recorded, String);

/// What the items of a case have by web address.
#[derive(Clone, Debug, Default)]
pub struct Addresses(HashMap<String, Beside>);

impl Addresses {
    /// Takes an item in.
    pub fn add(&mut self, kind: Option<ItemKind>, origins: &[Origin]) {
        for origin in origins {
            if let Some(url) = &origin.url {
                let beside = self.0.entry(url.clone()).or_default();
                beside.page |= is_saved_page(&origin.path);
                beside.picture |= kind == Some(ItemKind::Picture);
            }
        }
    }

    /// What there is of the addresses of an item.
    pub fn beside(&self, origins: &[Origin]) -> Beside {
        let urls = origins.iter().filter_map(|o| o.url.as_ref());
        let found = urls.filter_map(|url| self.0.get(url));
        found.fold(Beside::default(), |all, one| Beside {
            page: all.page || one.page,
            picture: all.picture || one.picture,
        })
    }
}

/// Judges all eight for an item by all accounts of its origin.
pub fn collection_record(
    kind: Option<ItemKind>,
    origins: &[Origin],
    beside: Beside,
) -> Vec<CollectionEntry> {
    let web = origins.iter().any(|o| is_web(o.url.as_deref()));
    let own_page = origins.iter().any(|o| is_saved_page(&o.path));
    let sidecar = kind == Some(ItemKind::Sidecar);
    let judged: [(char, &'static str, Judged); 8] = [
        ('a', "web address", address(origins, web)),
        ('b', "source of the page", page(web, own_page, beside)),
        ('c', "picture of the whole page", picture(web, kind, beside)),
        ('d', "the media themselves", media(kind, sidecar)),
        ('e', "the platform's own data", platform(origins, sidecar)),
        ('f', "who published it, and how", context(origins, sidecar)),
        ('g', "who collected it, when, how", collecting(origins)),
        ('h', "hash", present("SHA-256, taken when it was added")),
    ];
    judged
        .into_iter()
        .map(|(letter, what, (state, reason))| CollectionEntry {
            letter,
            what,
            state,
            reason,
        })
        .collect()
}

/// The record in one word: letters that are present, `-` where something is missing, `.` where it
/// does not apply, for example `a--def-h`.
pub fn collection_letters(record: &[CollectionEntry]) -> String {
    record
        .iter()
        .map(|entry| match entry.state {
            Recorded::Present => entry.letter,
            Recorded::Missing => '-',
            Recorded::NotApplicable => '.',
        })
        .collect()
}

fn present(reason: impl Into<String>) -> Judged {
    (Recorded::Present, reason.into())
}

fn missing(reason: impl Into<String>) -> Judged {
    (Recorded::Missing, reason.into())
}

fn not_applicable(reason: &str) -> Judged {
    (Recorded::NotApplicable, reason.to_owned())
}

fn is_web(url: Option<&str>) -> bool {
    url.is_some_and(|u| u.starts_with("http://") || u.starts_with("https://"))
}

fn is_saved_page(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, e)| e);
    let pages = ["html", "htm", "mhtml", "mht", "wacz", "warc", "gz"];
    let gz = ending.eq_ignore_ascii_case("gz");
    pages.iter().any(|p| ending.eq_ignore_ascii_case(p))
        && (!gz || path.to_ascii_lowercase().ends_with(".warc.gz"))
}

fn address(origins: &[Origin], web: bool) -> Judged {
    if web {
        return present("on record");
    }
    match origins.iter().find_map(|o| o.url.as_deref()) {
        Some(_) => not_applicable("its source is on record, and is not the web"),
        None => missing("no account says where it comes from"),
    }
}

fn page(web: bool, own: bool, beside: Beside) -> Judged {
    match (own || beside.page, web) {
        (true, _) => present("a saved page is in the case"),
        (false, true) => missing("no saved page of this address is in the case"),
        (false, false) => not_applicable("no web address is on record"),
    }
}

fn picture(web: bool, kind: Option<ItemKind>, beside: Beside) -> Judged {
    let other = beside.picture && kind != Some(ItemKind::Picture);
    match (other, web) {
        (true, _) => present("a picture of the same address is in the case"),
        (false, true) => missing("no screenshot of this address is in the case"),
        (false, false) => not_applicable("no web address is on record"),
    }
}

fn media(kind: Option<ItemKind>, sidecar: bool) -> Judged {
    if sidecar {
        return not_applicable("it is a record of origin, not the thing itself");
    }
    match kind {
        Some(ItemKind::Video | ItemKind::Document | ItemKind::Picture) => {
            present("the item itself")
        }
        Some(_) => missing("what is kept was not understood"),
        None => missing("not analysed yet"),
    }
}

fn platform(origins: &[Origin], sidecar: bool) -> Judged {
    if sidecar || origins.iter().any(|o| o.sidecar.is_some()) {
        return present("kept whole, as an item of its own");
    }
    let some = origins.iter().any(|o| o.canonical_id.is_some());
    missing(if some {
        "only its id on the platform is on record"
    } else {
        "no record of the downloader is in the case"
    })
}

fn context(origins: &[Origin], sidecar: bool) -> Judged {
    if sidecar {
        return not_applicable("it is a record of origin");
    }
    let lacking = lacking(&[
        ("publisher", origins.iter().any(|o| o.publisher.is_some())),
        ("date", origins.iter().any(|o| o.published.is_some())),
        ("title or text", origins.iter().any(|o| o.title.is_some())),
    ]);
    match lacking {
        None => present("publisher, date and title are on record"),
        Some(what) => missing(what),
    }
}

fn collecting(origins: &[Origin]) -> Judged {
    let has = |get: fn(&Origin) -> bool| origins.iter().any(get);
    let lacking = lacking(&[
        ("who collected it", has(|o| o.collected_by.is_some())),
        ("when", has(|o| o.collected_at.is_some())),
        ("with what", has(|o| o.tool.is_some())),
        ("by which clock", has(|o| o.clock.is_some())),
    ]);
    match lacking {
        None => {
            present("alias, time, tool and clock are on record; the machine's address is not kept")
        }
        Some(what) => missing(what),
    }
}

/// Which of these are not there, in words.
fn lacking(parts: &[(&str, bool)]) -> Option<String> {
    let absent: Vec<&str> = parts.iter().filter(|p| !p.1).map(|p| p.0).collect();
    (!absent.is_empty()).then(|| format!("not on record: {}", absent.join(", ")))
}
