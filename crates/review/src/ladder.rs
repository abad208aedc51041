//! The implication ladder: what ties a company to a place, from the name that was seen to the
//! contract. Each rung stands on accepted evidence of its own or is not reached. Facts, not law.

use std::collections::BTreeSet;

use model::{
    DocumentKind, EntityKind, EvidenceRef, ItemId, Part, Party, Phrase, RelationKind, Standing,
    VerdictValue, folding,
};

use crate::book::{Book, Relation};
use crate::evidence::{Evidence, Shown};

/// A rung of the ladder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Rung {
    NameSeen,
    VisibleAtSite,
    OperatedByAuthority,
    InstallerDocumented,
    InstallerTied,
    MakerPresent,
    ContractOrSupport,
}

impl Rung {
    pub const ALL: [Self; 7] = [
        Self::NameSeen,
        Self::VisibleAtSite,
        Self::OperatedByAuthority,
        Self::InstallerDocumented,
        Self::InstallerTied,
        Self::MakerPresent,
        Self::ContractOrSupport,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::NameSeen => "I0",
            Self::VisibleAtSite => "I1",
            Self::OperatedByAuthority => "I2",
            Self::InstallerDocumented => "I3",
            Self::InstallerTied => "I4",
            Self::MakerPresent => "I5",
            Self::ContractOrSupport => "I6",
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::NameSeen => "its name, or that of its product, was seen there",
            Self::VisibleAtSite => "its product is visible at the site",
            Self::OperatedByAuthority => "the authority operates it on camera",
            Self::InstallerDocumented => "a document names who installed it",
            Self::InstallerTied => "a dated document ties the installer to the maker",
            Self::MakerPresent => "the maker's staff, training or case study was at the site",
            Self::ContractOrSupport => "a contract, licence or support record names it",
        }
    }
}

/// Why a rung is reached.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub rung: Rung,
    /// In words: which relation or sighting.
    pub why: Phrase,
    pub proofs: Vec<Shown>,
}

/// A company at a place.
#[derive(Clone, PartialEq, Debug)]
pub struct Ladder {
    pub company: String,
    pub place: String,
    /// Every rung that is reached, with every reason.
    pub steps: Vec<Step>,
    /// The highest one; `None` where nothing ties them.
    pub level: Option<Rung>,
    /// Rungs below it without proof of their own.
    pub missing: Vec<Rung>,
}

/// Every company with every site, system and programme to which something ties it.
pub fn ladders(book: &Book, evidence: &Evidence) -> Vec<Ladder> {
    let of = |kinds: &[EntityKind]| -> Vec<&str> {
        let entities = book.entities.values();
        let mut fits: Vec<_> = entities
            .filter(|e| kinds.contains(&e.fields.kind))
            .collect();
        fits.sort_by(|a, b| (&a.fields.name, &a.id).cmp(&(&b.fields.name, &b.id)));
        fits.into_iter().map(|e| e.id.as_str()).collect()
    };
    let proved = Proved::of(book, evidence);
    let mut all = Vec::new();
    let places = of(&[EntityKind::System, EntityKind::Site, EntityKind::Programme]);
    for company in of(&[EntityKind::Company]) {
        // Most companies of a large case are tied to nothing.
        if !proved.touches(company) {
            continue;
        }
        for place in &places {
            let ladder = ladder(book, evidence, &proved, company, place);
            if ladder.level.is_some() {
                all.push(ladder);
            }
        }
    }
    all
}

/// Relations that rest on accepted evidence, with it.
struct Proved<'a> {
    relations: Vec<(&'a Relation, Vec<Shown>)>,
}

impl<'a> Proved<'a> {
    fn of(book: &'a Book, evidence: &Evidence) -> Self {
        let with = |r: &'a Relation| (r, evidence.proofs(book, r));
        let relations = book.relations.values().map(with);
        Self {
            relations: relations.filter(|(_, p)| !p.is_empty()).collect(),
        }
    }

    fn kind(&self, kind: RelationKind) -> impl Iterator<Item = (&Relation, &[Shown])> {
        let relations = self.relations.iter();
        relations
            .filter(move |(r, _)| r.fields.kind == kind)
            .map(|(r, p)| (*r, p.as_slice()))
    }

    fn touches(&self, company: &str) -> bool {
        let is = |p: &Party| matches!(p, Party::Entity(id) if id == company);
        let mut relations = self.relations.iter();
        relations.any(|(r, _)| is(&r.fields.from) || is(&r.fields.to))
    }
}

fn ladder(
    book: &Book,
    evidence: &Evidence,
    proved: &Proved<'_>,
    company: &str,
    place: &str,
) -> Ladder {
    let around = Around::of(proved, company, place);
    let mut steps = Vec::new();
    steps.extend(named(book, evidence, &around, company));
    steps.extend(visible(evidence, &around));
    steps.extend(operated(book, proved, &around));
    let seen_there = !steps.is_empty();
    let partners = partners(proved, &around, company);
    let (installers, installed) = installers(book, proved, &around, seen_there, &partners);
    steps.extend(installed);
    steps.extend(tied(book, proved, &around, &installers, company));
    steps.extend(present(book, proved, &around, company));
    steps.extend(contracted(book, evidence, proved, &around, company));
    let level = steps.iter().map(|s| s.rung).max();
    let reached: BTreeSet<Rung> = steps.iter().map(|s| s.rung).collect();
    let missing = Rung::ALL
        .into_iter()
        .filter(|r| Some(*r) < level && !reached.contains(r))
        .collect();
    Ladder {
        company: company.to_owned(),
        place: place.to_owned(),
        steps,
        level,
        missing,
    }
}

/// What belongs to a company, and what to a place.
struct Around {
    products: BTreeSet<Party>,
    /// The place itself, sites where it stands, what is part of it.
    places: BTreeSet<Party>,
    items: BTreeSet<ItemId>,
}

impl Around {
    fn of(proved: &Proved<'_>, company: &str, place: &str) -> Self {
        let company = Party::Entity(company.to_owned());
        let mut products: BTreeSet<Party> = proved
            .kind(RelationKind::Makes)
            .filter(|(r, _)| r.fields.from == company)
            .map(|(r, _)| r.fields.to.clone())
            .collect();
        let mut places = BTreeSet::from([Party::Entity(place.to_owned())]);
        // Parts of parts and sites of parts, until nothing is added.
        loop {
            let before = places.len();
            for (r, _) in proved.kind(RelationKind::PartOf) {
                if places.contains(&r.fields.to) {
                    places.insert(r.fields.from.clone());
                }
            }
            for (r, _) in proved.kind(RelationKind::At) {
                if places.contains(&r.fields.from) && !matches!(r.fields.from, Party::Item(_)) {
                    places.insert(r.fields.to.clone());
                }
            }
            if places.len() == before {
                break;
            }
        }
        let components: Vec<Party> = proved
            .kind(RelationKind::Provides)
            .filter(|(r, _)| products.contains(&r.fields.from) && places.contains(&r.fields.to))
            .map(|(r, _)| r.fields.to.clone())
            .collect();
        products.extend(components);
        let items = proved
            .kind(RelationKind::At)
            .filter(|(r, _)| places.contains(&r.fields.to))
            .filter_map(|(r, _)| match r.fields.from {
                Party::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        Self {
            products,
            places,
            items,
        }
    }

    fn makes(&self, name: &str) -> bool {
        self.products.contains(&Party::Product(name.to_owned()))
    }
}

fn named(book: &Book, evidence: &Evidence, around: &Around, company: &str) -> Vec<Step> {
    let mut names: Vec<String> = book
        .entity_named(company)
        .map(|e| e.fields.names().map(folding::skeleton).collect())
        .unwrap_or_default();
    names.extend(around.products.iter().filter_map(|p| match p {
        Party::Product(name) => Some(folding::skeleton(name)),
        _ => None,
    }));
    names.retain(|n| n.chars().count() >= 3);
    let mut steps = Vec::new();
    for (id, row) in &evidence.readings {
        if !around.items.contains(&row.reading.video) {
            continue;
        }
        for line in 0..row.reading.lines.len() {
            let shown = evidence.look(book, &EvidenceRef::Reading(id.clone(), line));
            if shown.worth != crate::evidence::Worth::Accepted {
                continue;
            }
            let text = format!(
                " {} ",
                folding::skeleton(shown.quote.as_deref().unwrap_or(""))
            );
            if names.iter().any(|n| text.contains(&format!(" {n} "))) {
                steps.push(Step {
                    rung: Rung::NameSeen,
                    why: Phrase::new(
                        "read: {0}",
                        [shown.quote.clone().unwrap_or_default().into()],
                    ),
                    proofs: vec![shown],
                });
            }
        }
    }
    steps
}

fn visible(evidence: &Evidence, around: &Around) -> Vec<Step> {
    evidence
        .sightings
        .values()
        .filter(|row| {
            let s = &row.sighting;
            s.one_of.is_empty() && around.makes(&s.product) && around.items.contains(&s.video)
        })
        .filter_map(|row| {
            let counts = Standing::of(&row.verdicts) == Standing::Agreed(VerdictValue::Yes);
            let of = EvidenceRef::Sighting(row.id.clone());
            let shown = evidence.look(&Book::default(), &of);
            let accepted = counts && shown.worth == crate::evidence::Worth::Accepted;
            accepted.then(|| Step {
                rung: Rung::VisibleAtSite,
                why: shown.words.clone(),
                proofs: vec![shown],
            })
        })
        .collect()
}

/// A body that operates the product or system, shown by footage from the place.
fn operated(book: &Book, proved: &Proved<'_>, around: &Around) -> Vec<Step> {
    let on_camera = |s: &&Shown| s.footage && s.item.is_some_and(|i| around.items.contains(&i));
    proved
        .kind(RelationKind::Operates)
        .filter(|(r, _)| around.products.contains(&r.fields.to))
        .filter_map(|(r, proofs)| {
            let proofs: Vec<Shown> = proofs.iter().filter(on_camera).cloned().collect();
            (!proofs.is_empty()).then(|| step(book, Rung::OperatedByAuthority, r, proofs))
        })
        .collect()
}

/// Who installed or supplied it there, by a document. The part of another maker is not this
/// company's, and the whole system only where something of the company was seen in it
/// (`seen_there`) or the installer is tied to the company.
fn installers(
    book: &Book,
    proved: &Proved<'_>,
    around: &Around,
    seen_there: bool,
    partners: &BTreeSet<Party>,
) -> (BTreeSet<Party>, Vec<Step>) {
    let mut who = BTreeSet::new();
    let mut steps = Vec::new();
    let is_part = |p: &Party| {
        matches!(p, Party::Entity(id)
            if book.entity_named(id).is_some_and(|e| e.fields.kind == EntityKind::Component))
    };
    for kind in [RelationKind::Installed, RelationKind::Supplied] {
        for (r, proofs) in proved.kind(kind) {
            let to = &r.fields.to;
            let tied = seen_there || partners.contains(&r.fields.from);
            let own = around.products.contains(to) || (tied && !is_part(to));
            let there = own && around.places.contains(to);
            let papers: Vec<Shown> = proofs.iter().filter(|p| !p.footage).cloned().collect();
            if there && !papers.is_empty() {
                who.insert(r.fields.from.clone());
                steps.push(step(book, Rung::InstallerDocumented, r, papers));
            }
        }
    }
    // A local installer is a step towards this maker only where the maker's product is there.
    if around.products.is_empty() {
        return (BTreeSet::new(), Vec::new());
    }
    (who, steps)
}

/// Kinds of relations that tie an installer to a maker.
const TIES: [RelationKind; 4] = [
    RelationKind::Distributes,
    RelationKind::PartnerOf,
    RelationKind::Owns,
    RelationKind::StaffOf,
];

/// Whether a document is among proofs: footage names nobody in writing.
fn has_paper(proofs: &[Shown]) -> bool {
    proofs.iter().any(|p| !p.footage)
}

/// Who a dated, accepted relation that a document proves ties to the company or its products.
fn partners(proved: &Proved<'_>, around: &Around, company: &str) -> BTreeSet<Party> {
    let company = Party::Entity(company.to_owned());
    let maker = |p: &Party| *p == company || around.products.contains(p);
    let mut found = BTreeSet::new();
    for kind in TIES {
        for (r, proofs) in proved.kind(kind) {
            let (from, to) = (&r.fields.from, &r.fields.to);
            let dated = r.fields.since.is_some() && has_paper(proofs);
            if dated && maker(to) {
                found.insert(from.clone());
            }
            if dated && maker(from) {
                found.insert(to.clone());
            }
        }
    }
    found
}

fn tied(
    book: &Book,
    proved: &Proved<'_>,
    around: &Around,
    installers: &BTreeSet<Party>,
    company: &str,
) -> Vec<Step> {
    let company = Party::Entity(company.to_owned());
    let mut steps = Vec::new();
    for kind in TIES {
        for (r, proofs) in proved.kind(kind) {
            let (from, to) = (&r.fields.from, &r.fields.to);
            let maker = |p: &Party| *p == company || around.products.contains(p);
            let ties = (installers.contains(from) && maker(to))
                || (installers.contains(to) && maker(from));
            if ties && r.fields.since.is_some() && has_paper(proofs) {
                steps.push(step(book, Rung::InstallerTied, r, proofs.to_vec()));
            }
        }
    }
    steps
}

fn present(book: &Book, proved: &Proved<'_>, around: &Around, company: &str) -> Vec<Step> {
    let company = Party::Entity(company.to_owned());
    proved
        .kind(RelationKind::PresentAt)
        .filter(|(r, _)| r.fields.from == company && around.places.contains(&r.fields.to))
        .map(|(r, proofs)| step(book, Rung::MakerPresent, r, proofs.to_vec()))
        .collect()
}

/// A contract to which the company is a party by a document, and which concerns the place; or a
/// supply by the company that a contract proves.
fn contracted(
    book: &Book,
    evidence: &Evidence,
    proved: &Proved<'_>,
    around: &Around,
    company: &str,
) -> Vec<Step> {
    let company = Party::Entity(company.to_owned());
    let mut steps = Vec::new();
    for (party, proofs) in proved.kind(RelationKind::PartyTo) {
        if party.fields.from != company || !has_paper(proofs) {
            continue;
        }
        for (concerns, more) in proved.kind(RelationKind::Concerns) {
            let same = concerns.fields.from == party.fields.to;
            if same && around.places.contains(&concerns.fields.to) {
                let all = proofs.iter().chain(more).cloned().collect();
                steps.push(step(book, Rung::ContractOrSupport, party, all));
            }
        }
    }
    for (r, proofs) in proved.kind(RelationKind::Supplied) {
        if r.fields.from != company || !around.places.contains(&r.fields.to) {
            continue;
        }
        let is_contract = |s: &&Shown| {
            let document = s.item.and_then(|i| evidence.documents.get(&i));
            document.is_some_and(|d| d.kind() == Some(DocumentKind::Contract))
        };
        let contracts: Vec<Shown> = proofs.iter().filter(is_contract).cloned().collect();
        if !contracts.is_empty() {
            steps.push(step(book, Rung::ContractOrSupport, r, contracts));
        }
    }
    steps
}

fn step(book: &Book, rung: Rung, relation: &Relation, proofs: Vec<Shown>) -> Step {
    let f = &relation.fields;
    let dated = f.since.as_ref().map_or(String::new(), |d| format!(", {d}"));
    Step {
        rung,
        why: Phrase::new(
            "{0} {1} {2}{3}",
            [
                book.name(&f.from).into(),
                Part::Word(f.kind.words()),
                book.name(&f.to).into(),
                dated.into(),
            ],
        ),
        proofs,
    }
}
