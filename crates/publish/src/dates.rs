//! Everything of a case that bears a date, as exactly as it is known. Whoever shows it brings the
//! words.

use model::investigation::{EntityEntry, Investigation, RelationEntry};
use model::{Day, ItemId, Origin, StatedDate};

/// What a date is of.
#[derive(Clone, Copy, Debug)]
pub enum What<'c> {
    /// Founded, signed, or happened.
    Entity(&'c EntityEntry),
    Since(&'c RelationEntry),
    Until(&'c RelationEntry),
    /// A file was published, as its record of origin says; with its name.
    Published(ItemId, &'c str),
    /// A document bears it; with its name.
    Document(ItemId, &'c str),
}

/// A date with what it is of.
#[derive(Clone, Debug)]
pub struct Dated<'c> {
    pub date: StatedDate,
    pub what: What<'c>,
}

impl Dated<'_> {
    /// The first day that it may be; the last where only that is known.
    pub fn first(&self) -> Option<Day> {
        self.date.first().or_else(|| self.date.last())
    }
}

/// Dates of entities and relations, and those on which files were published, which are given by
/// name and origins.
pub fn dates<'c>(
    case: &'c Investigation,
    files: impl Iterator<Item = (ItemId, &'c str, &'c [Origin])>,
) -> Vec<Dated<'c>> {
    let mut all = Vec::new();
    let mut add = |date: &Option<StatedDate>, what: What<'c>| {
        let date = date.clone();
        all.extend(date.map(|date| Dated { date, what }));
    };
    for e in &case.entities {
        add(&e.fields.date, What::Entity(e));
    }
    for r in &case.relations {
        add(&r.fields.since, What::Since(r));
        add(&r.fields.until, What::Until(r));
    }
    for (item, name, origins) in files {
        let published = origins.iter().find_map(|o| o.published.as_ref());
        let date = published.and_then(|p| p.iso.parse().ok());
        add(&date, What::Published(item, name));
    }
    all
}

/// Dates that documents bear.
pub fn of_documents(case: &Investigation) -> impl Iterator<Item = Dated<'_>> {
    case.items.iter().filter_map(|item| {
        let date = item.document.as_ref()?.date.as_ref()?.parse().ok()?;
        let what = What::Document(item.item, &item.name);
        Some(Dated { date, what })
    })
}
