//! Tables of entities and relations from others, as CSV: comma, semicolon or tab, headers in
//! several languages, dates as they are written.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{EntityFields, EntityKind, Party, RelationFields, RelationKind, StatedDate};

use crate::ReviewError;
use crate::book::Book;
use crate::entities::{find_entity, new_id};
use crate::import::{Plan, note_rings, short};

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
