//! Entities and relations from others: FollowTheMoney and CSV. Forgiving: what can't be used is
//! named and left out, and the rest comes in. Nothing is merged with what is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use case::Case;
use model::{EntityFields, EntityKind, ItemId, Party, RelationFields, RelationKind, StatedDate};
use serde_json::Value;

use crate::ReviewError;
use crate::book::Book;
use crate::entities::{add_all, new_id};
pub use crate::import_tables::{csv_entities, csv_relations};

/// What an import would bring in, and what it can't.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    pub entities: Vec<(String, EntityFields)>,
    pub relations: Vec<(String, RelationFields)>,
    /// Line (from 1) and what is wrong with it; it is left out.
    pub problems: Vec<(usize, String)>,
    /// Things that a person should know, which are brought in all the same.
    pub notes: Vec<String>,
    /// How many are in the case already.
    pub known: usize,
}

/// Brings a plan in, all or nothing.
///
/// # Errors
/// When nobody is named, or the case can't be written.
pub fn bring_in(case: &mut Case, plan: &Plan, by: &str, reason: &str) -> Result<(), ReviewError> {
    add_all(
        case,
        plan.entities.clone(),
        plan.relations.clone(),
        by,
        reason,
    )
}

/// What a file of FollowTheMoney entities (JSON lines) would bring in.
///
/// # Errors
/// When the case can't be read.
pub fn ftm(case: &Case, text: &str) -> Result<Plan, ReviewError> {
    let book = Book::read(case)?;
    let mut plan = Plan::default();
    let mut known: HashMap<String, Party> = HashMap::new();
    for e in book.entities.values() {
        if let Some((_, id)) = e.fields.foreign.as_deref().and_then(|f| f.split_once(':')) {
            known.insert(id.to_owned(), Party::Entity(e.id.clone()));
        }
    }
    let own = Own::of(case)?;
    let mut joined: BTreeSet<String> = book
        .relations
        .values()
        .filter_map(|r| r.fields.foreign.clone())
        .collect();
    let mut edges = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let raw = match raw(line) {
            Ok(raw) => raw,
            Err(why) => {
                plan.problems.push((n + 1, why));
                continue;
            }
        };
        let foreign = format!("{}:{}", raw.schema, raw.id);
        if ends(&raw.schema).is_some() {
            if joined.insert(foreign) {
                edges.push((n + 1, raw));
            } else {
                plan.known += 1;
            }
            continue;
        }
        if known.contains_key(&raw.id) {
            plan.known += 1;
            continue;
        }
        if let Some(party) = own.is(&raw) {
            plan.known += 1;
            known.insert(raw.id.clone(), party);
            continue;
        }
        let id = new_id(&["ftm", &raw.schema, &raw.id], 0);
        known.insert(raw.id.clone(), Party::Entity(id.clone()));
        plan.entities.push((id, entity(raw, foreign)));
    }
    for (line, raw) in edges {
        relation(line, raw, &known, &mut plan);
    }
    note_rings(&mut plan);
    Ok(plan)
}

/// What the case holds itself: files by their SHA-256, products by their names.
struct Own {
    items: HashMap<String, ItemId>,
    products: BTreeSet<String>,
}

impl Own {
    fn of(case: &Case) -> Result<Self, ReviewError> {
        let items = case.items()?.into_iter();
        let products = crate::products::products(case)?.into_iter();
        Ok(Self {
            items: items.map(|r| (format!("sha256:{}", r.id), r.id)).collect(),
            products: products.map(|p| p.name).collect(),
        })
    }

    /// The file or product that an entity stands for, as exports of ours name them.
    fn is(&self, raw: &Raw) -> Option<Party> {
        let of = |name: &str| raw.properties.get(name).into_iter().flatten();
        if let Some(item) = of("keywords").find_map(|k| self.items.get(k)) {
            return Some(Party::Item(*item));
        }
        let name = of("name").find(|n| self.products.contains(*n))?;
        let product = raw.schema == "Asset" && of("keywords").any(|k| k == "product");
        product.then(|| Party::Product(name.clone()))
    }
}

struct Raw {
    id: String,
    schema: String,
    properties: BTreeMap<String, Vec<String>>,
}

fn raw(line: &str) -> Result<Raw, String> {
    let value: Value = serde_json::from_str(line).map_err(|e| format!("it is no JSON: {e}"))?;
    let text = |key: &str| {
        let found = value.get(key).and_then(Value::as_str).map(str::trim);
        found.filter(|t| !t.is_empty()).map(str::to_owned)
    };
    let id = text("id").ok_or("it has no id")?;
    let schema = text("schema").ok_or("it has no schema")?;
    let mut properties = BTreeMap::new();
    let object = value.get("properties").and_then(Value::as_object);
    for (name, values) in object.into_iter().flatten() {
        let values: Vec<String> = match values {
            Value::Array(list) => list.iter().map(word).collect(),
            one => vec![word(one)],
        };
        properties.insert(name.clone(), values);
    }
    Ok(Raw {
        id,
        schema,
        properties,
    })
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn entity(raw: Raw, foreign: String) -> EntityFields {
    let kind = match raw.schema.as_str() {
        "Company" | "Organization" | "LegalEntity" => EntityKind::Company,
        "PublicBody" => EntityKind::Body,
        "Person" | "Position" => EntityKind::Role,
        "Project" => EntityKind::Programme,
        "Address" | "RealEstate" => EntityKind::Site,
        "Asset" | "Vehicle" | "Vessel" | "Airplane" => EntityKind::Component,
        "Contract" => EntityKind::Contract,
        "Event" => EntityKind::Event,
        _ => EntityKind::Post,
    };
    let first = |name: &str| raw.properties.get(name).and_then(|v| v.first()).cloned();
    let name = ["name", "title", "full", "fileName", "description"]
        .into_iter()
        .find_map(first)
        .unwrap_or_else(|| raw.id.clone());
    let all = |name: &str| raw.properties.get(name).cloned().unwrap_or_default();
    let mut fields = EntityFields::new(kind, &short(&name));
    let names = all("name").into_iter().skip(1);
    fields.aliases = names
        .chain(all("alias"))
        .chain(all("weakAlias"))
        .map(|n| short(&n))
        .collect();
    let country = first("country").or_else(|| first("jurisdiction"));
    fields.country = country.filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic()));
    fields.identifiers = all("registrationNumber");
    fields.url = first("sourceUrl");
    let date = first("incorporationDate")
        .or_else(|| first("date"))
        .or_else(|| first("contractDate"));
    fields.date = date.and_then(|d| d.parse().ok());
    fields.foreign = Some(foreign);
    fields.extra = raw.properties;
    fields
}

/// A name in what a name may be long; the whole text stays among the imported properties.
pub(crate) fn short(name: &str) -> String {
    name.trim().chars().take(500).collect()
}

fn relation(line: usize, raw: Raw, known: &HashMap<String, Party>, plan: &mut Plan) {
    let Some((source, target)) = ends(&raw.schema) else {
        return;
    };
    let of = |name: &str| raw.properties.get(name).cloned().unwrap_or_default();
    let (from, to) = (of(source), of(target));
    let (Some(from), Some(to)) = (from.first(), to.first()) else {
        let what = format!("{} {} has no {source} or no {target}", raw.schema, raw.id);
        plan.problems.push((line, what));
        return;
    };
    let (Some(a), Some(b)) = (known.get(from), known.get(to)) else {
        let missing = if known.contains_key(from) { to } else { from };
        let what = format!(
            "{} {} names {missing:?}, which is neither in the file nor in the case",
            raw.schema, raw.id
        );
        plan.problems.push((line, what));
        return;
    };
    let role = of("role").join(" ").to_lowercase();
    let date = |name: &str| -> Option<StatedDate> { of(name).first()?.parse().ok() };
    let kind = match raw.schema.as_str() {
        "Ownership"
            if role.contains("make")
                || of("ownershipType").contains(&"manufacturer".to_owned()) =>
        {
            RelationKind::Makes
        }
        "Ownership" => RelationKind::Owns,
        "Employment" | "Directorship" | "Membership" => RelationKind::StaffOf,
        _ => RelationKind::named(&role).unwrap_or(RelationKind::RelatedTo),
    };
    let id = new_id(&["ftm", &raw.schema, &raw.id], 0);
    let fields = RelationFields {
        kind,
        from: a.clone(),
        to: b.clone(),
        since: date("startDate").or_else(|| date("date")),
        until: date("endDate"),
        note: of("summary").join("\n"),
        foreign: Some(format!("{}:{}", raw.schema, raw.id)),
        extra: raw.properties,
    };
    plan.relations.push((id, fields));
}

fn ends(schema: &str) -> Option<(&'static str, &'static str)> {
    Some(match schema {
        "UnknownLink" => ("subject", "object"),
        "Ownership" => ("owner", "asset"),
        "Employment" => ("employee", "employer"),
        "Directorship" => ("director", "organization"),
        "Membership" => ("member", "organization"),
        "Representation" => ("agent", "client"),
        "Succession" => ("predecessor", "successor"),
        "Family" => ("person", "relative"),
        "Associate" => ("person", "associate"),
        "Documentation" => ("document", "entity"),
        "ProjectParticipant" => ("project", "participant"),
        "ContractAward" => ("contract", "supplier"),
        "Payment" => ("payer", "beneficiary"),
        "Debt" => ("debtor", "creditor"),
        _ => return None,
    })
}

/// Rings of owners are told: they may be true, and they may be a mistake.
pub(crate) fn note_rings(plan: &mut Plan) {
    let mut owns: BTreeMap<&Party, Vec<&Party>> = BTreeMap::new();
    for (_, r) in &plan.relations {
        if matches!(r.kind, RelationKind::Owns | RelationKind::PartOf) {
            owns.entry(&r.from).or_default().push(&r.to);
        }
    }
    // What is left after taking away, again and again, all that owns nothing that is left.
    let mut ring: BTreeSet<&Party> = owns.keys().copied().collect();
    loop {
        let stays = |p: &&Party| {
            owns.get(*p)
                .is_some_and(|to| to.iter().any(|t| ring.contains(t)))
        };
        let left: BTreeSet<&Party> = ring.iter().copied().filter(stays).collect();
        if left.len() == ring.len() {
            break;
        }
        ring = left;
    }
    if ring.is_empty() {
        return;
    }
    let names: HashMap<&str, &str> = plan
        .entities
        .iter()
        .map(|(id, f)| (id.as_str(), f.name.as_str()))
        .collect();
    let shown: Vec<String> = ring
        .iter()
        .take(10)
        .map(|p| match p {
            Party::Entity(id) => names
                .get(id.as_str())
                .map_or_else(|| id.clone(), |n| (*n).to_owned()),
            p => p.to_string(),
        })
        .collect();
    plan.notes.push(format!(
        "there is a ring of owners or parts, or what leads into one: {}",
        shown.join(", ")
    ));
}
