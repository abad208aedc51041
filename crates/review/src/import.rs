//! Entities and relations from others: FollowTheMoney and CSV. Forgiving: what can't be used is
//! named and left out, and the rest comes in. Nothing is merged with what is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use case::Case;
use model::{EntityFields, EntityKind, Party, RelationFields, RelationKind, StatedDate};
use serde_json::Value;

use crate::ReviewError;
use crate::book::Book;
use crate::entities::{add_all, find_entity, new_id};

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
    let mut known: HashMap<String, String> = HashMap::new();
    for e in book.entities.values() {
        if let Some((_, id)) = e.fields.foreign.as_deref().and_then(|f| f.split_once(':')) {
            known.insert(id.to_owned(), e.id.clone());
        }
    }
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
        let id = new_id(&["ftm", &raw.schema, &raw.id], 0);
        known.insert(raw.id.clone(), id.clone());
        plan.entities.push((id, entity(raw, foreign)));
    }
    for (line, raw) in edges {
        relation(line, raw, &known, &mut plan);
    }
    note_rings(&mut plan);
    Ok(plan)
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
fn short(name: &str) -> String {
    name.trim().chars().take(500).collect()
}

fn relation(line: usize, raw: Raw, known: &HashMap<String, String>, plan: &mut Plan) {
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
        from: Party::Entity(a.clone()),
        to: Party::Entity(b.clone()),
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
fn note_rings(plan: &mut Plan) {
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

/// Header words that mean a column, in several languages.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "name",
        &[
            "name",
            "company",
            "company name",
            "organisation",
            "organization",
            "entity",
            "nom",
            "société",
            "entreprise",
            "название",
            "наименование",
            "компания",
            "организация",
            "атауы",
            "名称",
            "公司",
            "公司名称",
        ],
    ),
    (
        "kind",
        &[
            "kind",
            "type",
            "entity type",
            "category",
            "тип",
            "вид",
            "类型",
        ],
    ),
    (
        "alias",
        &[
            "alias",
            "aliases",
            "other names",
            "aka",
            "также",
            "псевдоним",
            "别名",
        ],
    ),
    (
        "country",
        &["country", "country code", "pays", "страна", "国家"],
    ),
    (
        "identifier",
        &[
            "identifier",
            "id",
            "registration",
            "registration number",
            "reg no",
            "bin",
            "бин",
            "инн",
            "siren",
            "number",
            "номер",
        ],
    ),
    (
        "place",
        &[
            "place",
            "city",
            "location",
            "ville",
            "город",
            "место",
            "қала",
            "城市",
        ],
    ),
    (
        "url",
        &["url", "website", "web", "site web", "link", "сайт", "网址"],
    ),
    (
        "note",
        &[
            "note",
            "notes",
            "comment",
            "description",
            "remarque",
            "примечание",
            "комментарий",
            "备注",
        ],
    ),
    ("date", &["date", "founded", "incorporated", "дата", "日期"]),
    (
        "from",
        &["from", "source", "subject", "a", "de", "от", "кто"],
    ),
    (
        "relation",
        &[
            "relation",
            "relationship",
            "does",
            "role",
            "link type",
            "связь",
            "отношение",
            "关系",
        ],
    ),
    ("to", &["to", "target", "object", "b", "à", "к", "кому"]),
    (
        "since",
        &[
            "since",
            "start",
            "start date",
            "from date",
            "depuis",
            "с",
            "начало",
        ],
    ),
    (
        "until",
        &[
            "until",
            "end",
            "end date",
            "to date",
            "jusqu'à",
            "по",
            "конец",
        ],
    ),
];

fn column(header: &str) -> Option<&'static str> {
    let plain = header
        .trim_matches(['\u{feff}', ' ', '"'])
        .to_lowercase()
        .replace(['_', '-'], " ");
    let found = COLUMNS
        .iter()
        .find(|(_, words)| words.contains(&plain.trim()));
    found.map(|(name, _)| *name)
}

/// Rows by column name, each with its line.
type Rows = Vec<(usize, BTreeMap<&'static str, String>)>;

/// Comma, semicolon or tab, whichever the first line has most of.
fn rows(text: &str, plan: &mut Plan) -> Rows {
    let first = text.lines().next().unwrap_or("");
    let count = |d: u8| first.bytes().filter(|b| *b == d).count();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|d| count(*d))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut known = Vec::new();
    match reader.headers() {
        Ok(headers) => {
            for header in headers {
                let name = column(header);
                if name.is_none() && !header.is_empty() {
                    plan.notes
                        .push(format!("the column {header:?} is not known, and left out"));
                }
                known.push(name);
            }
        }
        Err(e) => plan.problems.push((1, e.to_string())),
    }
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(n + 2, |p| p.line() as usize);
                let mut row = BTreeMap::new();
                for (value, name) in record.iter().zip(&known) {
                    if let (Some(name), false) = (name, value.is_empty()) {
                        row.entry(*name).or_insert_with(|| value.to_owned());
                    }
                }
                if !row.is_empty() {
                    rows.push((line, row));
                }
            }
            Err(e) => plan.problems.push((n + 2, e.to_string())),
        }
    }
    rows
}

/// A date that is not understood goes into the note, as it is written.
fn stated(
    row: &BTreeMap<&'static str, String>,
    name: &str,
    note: &mut String,
) -> Option<StatedDate> {
    let text = row.get(name)?;
    match text.parse() {
        Ok(date) => Some(date),
        Err(_) => {
            note.push_str(&format!(
                "{}{name}: {text}",
                if note.is_empty() { "" } else { "\n" }
            ));
            None
        }
    }
}

/// What a table of companies (or other entities, where it has a column `kind`) would bring in.
///
/// # Errors
/// When the case can't be read.
pub fn csv_entities(case: &Case, text: &str) -> Result<Plan, ReviewError> {
    let book = Book::read(case)?;
    let mut plan = Plan::default();
    let mut taken: BTreeSet<(EntityKind, String, Option<String>)> = book
        .entities
        .values()
        .map(|e| (e.fields.kind, e.fields.name.clone(), e.fields.place.clone()))
        .collect();
    for (line, row) in rows(text, &mut plan) {
        let get = |name: &str| row.get(name).cloned();
        let Some(name) = get("name").or_else(|| get("from")) else {
            plan.problems.push((line, "it has no name".to_owned()));
            continue;
        };
        let kind = match get("kind") {
            None => EntityKind::Company,
            Some(word) => match EntityKind::named(&word.to_lowercase()) {
                Some(kind) => kind,
                None => {
                    plan.problems
                        .push((line, format!("{word:?} is no kind of entity")));
                    continue;
                }
            },
        };
        let mut fields = EntityFields::new(kind, &short(&name));
        fields.place = get("place");
        fields.url = get("url");
        fields.note = get("note").unwrap_or_default();
        fields.date = stated(&row, "date", &mut fields.note);
        fields.identifiers = get("identifier").into_iter().collect();
        let split = |t: String| t.split(['|', ';']).map(|a| a.trim().to_owned()).collect();
        fields.aliases = get("alias").map(split).unwrap_or_default();
        let country = get("country").map(|c| c.to_lowercase());
        match country {
            Some(c) if c.len() == 2 && c.bytes().all(|b| b.is_ascii_lowercase()) => {
                fields.country = Some(c);
            }
            Some(c) => fields.note.push_str(&format!(" country: {c}")),
            None => {}
        }
        if !taken.insert((kind, fields.name.clone(), fields.place.clone())) {
            plan.known += 1;
            continue;
        }
        let id = new_id(&["csv", kind.word(), &fields.name], book.acts + line);
        plan.entities.push((id, fields));
    }
    Ok(plan)
}

/// What a table of relations would bring in: from, relation, to, since, until, note. Ends are
/// names or ids of entities of the case, or `product:NAME`.
///
/// # Errors
/// When the case can't be read.
pub fn csv_relations(case: &Case, text: &str) -> Result<Plan, ReviewError> {
    let book = Book::read(case)?;
    let mut plan = Plan::default();
    let products: BTreeSet<String> = crate::products::products(case)?
        .into_iter()
        .map(|p| p.name)
        .collect();
    let party = |name: &str| match name.strip_prefix("product:") {
        Some(product) if products.contains(product.trim()) => {
            Ok(Party::Product(product.trim().to_owned()))
        }
        Some(product) => Err(ReviewError::NoSuchProduct(product.to_owned())),
        None => find_entity(&book, name).map(|e| Party::Entity(e.id.clone())),
    };
    for (line, row) in rows(text, &mut plan) {
        let get = |name: &str| row.get(name).map(String::as_str);
        let (Some(from), Some(to)) = (get("from"), get("to")) else {
            plan.problems
                .push((line, "it has no from or no to".to_owned()));
            continue;
        };
        let (from, to) = match (party(from), party(to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(e), _) | (_, Err(e)) => {
                plan.problems.push((line, e.to_string()));
                continue;
            }
        };
        let word = get("relation")
            .or_else(|| get("kind"))
            .unwrap_or("related-to");
        let mut note = get("note").unwrap_or_default().to_owned();
        let kind = RelationKind::named(word).unwrap_or_else(|| {
            note = format!("{word}{}{note}", if note.is_empty() { "" } else { ": " });
            RelationKind::RelatedTo
        });
        if from == to {
            plan.problems
                .push((line, "both ends are the same".to_owned()));
            continue;
        }
        let fields = RelationFields {
            kind,
            since: stated(&row, "since", &mut note),
            until: stated(&row, "until", &mut note),
            from,
            to,
            note,
            foreign: None,
            extra: BTreeMap::new(),
        };
        let same =
            |r: &RelationFields| r.kind == kind && r.from == fields.from && r.to == fields.to;
        if book.relations.values().any(|r| same(&r.fields)) {
            plan.known += 1;
            continue;
        }
        let id = new_id(&["csv", word, &line.to_string()], book.acts + line);
        plan.relations.push((id, fields));
    }
    note_rings(&mut plan);
    Ok(plan)
}
