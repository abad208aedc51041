//! Who and what an investigation is about: companies, bodies, programmes, sites, systems. Always
//! a person's statement; the machine only proposes names.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Coordinates, ItemId, StatedDate};

/// What an entity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    Company,
    /// A public body: ministry, police, city.
    Body,
    /// A person in a public role, named only for it. Never described by face or body.
    Role,
    /// A programme that several places may run under one name, such as "Safe City": `place` keeps
    /// them apart.
    Programme,
    Site,
    /// A system under investigation: what stands at one place, of several components.
    System,
    /// A part of a system: cameras, centre, software, mobile alerts, data base.
    Component,
    Contract,
    Event,
    /// A post or article.
    Post,
}

impl EntityKind {
    pub const ALL: [Self; 10] = [
        Self::Company,
        Self::Body,
        Self::Role,
        Self::Programme,
        Self::Site,
        Self::System,
        Self::Component,
        Self::Contract,
        Self::Event,
        Self::Post,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Body => "body",
            Self::Role => "role",
            Self::Programme => "programme",
            Self::Site => "site",
            Self::System => "system",
            Self::Component => "component",
            Self::Contract => "contract",
            Self::Event => "event",
            Self::Post => "post",
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// What is said of an entity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntityFields {
    pub kind: EntityKind,
    pub name: String,
    /// Other names and spellings of the same one, in any script.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Where it is, or whose it is: what keeps two of one name apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// ISO 3166-1 alpha-2, lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Registration numbers, contract numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was founded, signed, or happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<StatedDate>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Schema and id under which it was imported, as `Company:abc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<String>,
    /// What an import said of it that has no field here; exports give it back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, Vec<String>>,
}

impl EntityFields {
    pub fn new(kind: EntityKind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            aliases: Vec::new(),
            place: None,
            country: None,
            identifiers: Vec::new(),
            url: None,
            date: None,
            note: String::new(),
            foreign: None,
            extra: BTreeMap::new(),
        }
    }

    /// Where it lies, where that is stated: as FollowTheMoney's `latitude` and `longitude`.
    pub fn coordinates(&self) -> Option<Coordinates> {
        let number = |name: &str| self.extra.get(name)?.first()?.trim().parse().ok();
        Coordinates::new(number("latitude")?, number("longitude")?)
    }

    /// The same, lying there; `None` takes away what was said of that.
    #[must_use]
    pub fn lying_at(mut self, at: Option<Coordinates>) -> Self {
        for name in ["latitude", "longitude"] {
            self.extra.remove(name);
        }
        if let Some(at) = at {
            for (name, degrees) in [("latitude", at.latitude()), ("longitude", at.longitude())] {
                self.extra
                    .insert(name.to_owned(), vec![degrees.to_string()]);
            }
        }
        self
    }

    /// The name and all aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// One end of a relation: an entity, a product by its name in the case, or an item.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    Entity(String),
    Product(String),
    Item(ItemId),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entity(id) => f.write_str(id),
            Self::Product(name) => write!(f, "product:{name}"),
            Self::Item(item) => write!(f, "item:{}", item.short()),
        }
    }
}

/// How two parties are related: `from` does this to `to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// Company → product or component.
    Makes,
    Owns,
    Distributes,
    /// Company → product, component or system.
    Installed,
    /// Body → product or system.
    Operates,
    /// Company → body, product or system.
    Supplied,
    PartnerOf,
    StaffOf,
    /// Component → system, system → programme, site → programme.
    PartOf,
    /// System, body or item → site: it stands there, or was filmed there.
    At,
    /// Product or company → component: that it is this product, of this company.
    Provides,
    /// Company → site or system: its people, training or case study were there.
    PresentAt,
    /// Company or body → contract.
    PartyTo,
    /// Contract or event → system, site, programme, product.
    Concerns,
    /// Anything else; say what in the note.
    RelatedTo,
}

impl RelationKind {
    pub const ALL: [Self; 15] = [
        Self::Makes,
        Self::Owns,
        Self::Distributes,
        Self::Installed,
        Self::Operates,
        Self::Supplied,
        Self::PartnerOf,
        Self::StaffOf,
        Self::PartOf,
        Self::At,
        Self::Provides,
        Self::PresentAt,
        Self::PartyTo,
        Self::Concerns,
        Self::RelatedTo,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Makes => "makes",
            Self::Owns => "owns",
            Self::Distributes => "distributes",
            Self::Installed => "installed",
            Self::Operates => "operates",
            Self::Supplied => "supplied",
            Self::PartnerOf => "partner-of",
            Self::StaffOf => "staff-of",
            Self::PartOf => "part-of",
            Self::At => "at",
            Self::Provides => "provides",
            Self::PresentAt => "present-at",
            Self::PartyTo => "party-to",
            Self::Concerns => "concerns",
            Self::RelatedTo => "related-to",
        }
    }

    /// As it stands between two names.
    pub const fn words(self) -> &'static str {
        match self {
            Self::PartnerOf => "partner of",
            Self::StaffOf => "staff of",
            Self::PartOf => "part of",
            Self::PresentAt => "present at",
            Self::PartyTo => "party to",
            Self::RelatedTo => "related to",
            other => other.word(),
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace([' ', '_'], "-");
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    /// Whether both ends do the same to each other.
    pub const fn is_mutual(self) -> bool {
        matches!(self, Self::PartnerOf | Self::RelatedTo)
    }
}

/// What is said of a relation. Its evidence is cited to it one by one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RelationFields {
    pub kind: RelationKind,
    pub from: Party,
    pub to: Party,
    /// From when it held, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<StatedDate>,
    /// Until when it held, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<StatedDate>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Schema and id under which it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign: Option<String>,
    /// What an import said of it that has no field here; exports give it back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, Vec<String>>,
}
