//! Systems under investigation, sorted out of relations: what each is made of, who supplied each
//! part, and the proof. Whoever shows them brings the words.

use std::collections::BTreeSet;

use model::investigation::{EntityEntry, EvidenceEntry, Investigation, RelationEntry};
use model::{EntityKind, Party, RelationKind};

/// What is known of one system.
pub struct SystemCard<'c> {
    pub system: &'c EntityEntry,
    pub places: Vec<&'c RelationEntry>,
    pub programmes: Vec<&'c RelationEntry>,
    pub operators: Vec<&'c RelationEntry>,
    /// Contracts and events that concern it.
    pub about: Vec<&'c RelationEntry>,
    pub components: Vec<Component<'c>>,
}

/// A part of a system.
pub struct Component<'c> {
    /// That it is a part.
    pub part: &'c RelationEntry,
    /// Which products it is.
    pub is: Vec<&'c RelationEntry>,
    /// Who does something to it, or to what it is.
    pub by: Vec<&'c RelationEntry>,
    /// All evidence of these relations, each piece once.
    pub proofs: Vec<&'c EvidenceEntry>,
}

/// Every system of the case, in the order of its entities.
pub fn systems(case: &Investigation) -> impl Iterator<Item = SystemCard<'_>> {
    let entities = case.entities.iter();
    let systems = entities.filter(|e| e.fields.kind == EntityKind::System);
    systems.map(|system| card(case, system))
}

fn to<'c>(case: &'c Investigation, kind: RelationKind, party: &Party) -> Vec<&'c RelationEntry> {
    let relations = case.relations.iter();
    let fits = |r: &&RelationEntry| r.fields.kind == kind && r.fields.to == *party;
    relations.filter(fits).collect()
}

fn card<'c>(case: &'c Investigation, system: &'c EntityEntry) -> SystemCard<'c> {
    let own = Party::Entity(system.id.clone());
    let from = |kind: RelationKind| {
        let relations = case.relations.iter();
        let fits = |r: &&RelationEntry| r.fields.kind == kind && r.fields.from == own;
        relations.filter(fits).collect()
    };
    let parts = to(case, RelationKind::PartOf, &own).into_iter();
    SystemCard {
        system,
        places: from(RelationKind::At),
        programmes: from(RelationKind::PartOf),
        operators: to(case, RelationKind::Operates, &own),
        about: to(case, RelationKind::Concerns, &own),
        components: parts.map(|part| component(case, part)).collect(),
    }
}

fn component<'c>(case: &'c Investigation, part: &'c RelationEntry) -> Component<'c> {
    let own = &part.fields.from;
    let is = to(case, RelationKind::Provides, own);
    let mut by = Vec::new();
    for kind in [
        RelationKind::Supplied,
        RelationKind::Installed,
        RelationKind::Operates,
        RelationKind::Makes,
    ] {
        by.extend(to(case, kind, own));
        for product in &is {
            by.extend(to(case, kind, &product.fields.from));
        }
    }
    let mut told = BTreeSet::new();
    let all = std::iter::once(part)
        .chain(is.iter().copied())
        .chain(by.iter().copied());
    let proofs = all.flat_map(|r| &r.evidence);
    let proofs = proofs.filter(|e| told.insert(e.of.clone())).collect();
    Component {
        part,
        is,
        by,
        proofs,
    }
}
