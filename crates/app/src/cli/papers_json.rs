//! JSON shapes of what documents hold; `docs/json.md` documents them.

use case::{PageRecord, PassageRow, ProductAct, ProductChange};
use model::capability::Function;
use model::{BoxPx, DocumentField, DocumentPlace, PassageStanding, Taxonomy};
use review::documents::Document;
use review::matrix::Cell;
use review::products::Product;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The bare name of an enum's value.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

pub fn document(d: &Document) -> Value {
    let mut known = Map::new();
    for field in DocumentField::ALL {
        known.insert(field.word().to_owned(), d.known(field).into());
    }
    let proposed: Vec<Value> = d
        .proposed
        .iter()
        .map(|f| {
            let (from, page, bounds) = place(&f.place);
            json!({"field": f.field, "value": f.value, "from": from, "page": page,
                   "bounds": bounds, "why": f.why})
        })
        .collect();
    let said: Vec<Value> = d
        .said
        .iter()
        .map(|s| {
            json!({"field": s.field, "value": s.value, "by": s.by, "at": s.at,
                   "reason": s.reason})
        })
        .collect();
    json!({
        "id": d.item.short(), "sha256": d.item, "file": d.path, "product": d.product,
        "known": known, "proposed": proposed, "said": said, "pages": d.pages,
        "pages_without_words": d.wordless, "words": d.words, "failure": d.failure,
        "layout": d.pages.map(|_| if d.laid_out { "ours" } else { "file" }), "notes": d.notes,
    })
}

fn place(place: &DocumentPlace) -> (&'static str, Option<u32>, Option<BoxPx>) {
    match place {
        DocumentPlace::Page { page, bounds } => ("page", Some(*page), Some(*bounds)),
        DocumentPlace::Metadata => ("metadata", None, None),
        DocumentPlace::Path => ("path", None, None),
        DocumentPlace::Whole => ("whole", None, None),
    }
}

pub fn page(d: &Document, page: &PageRecord) -> Value {
    let words: Vec<Value> = page
        .words
        .iter()
        .map(|w| {
            let b = &w.bounds;
            json!({"text": w.text, "box": [b.x, b.y, b.width, b.height]})
        })
        .collect();
    json!({
        "file": d.path, "sha256": d.item, "page": page.number,
        "address": format!("{}/p{}", d.item.short(), page.number),
        "width": page.size_points.0, "height": page.size_points.1, "words": words,
    })
}

pub fn passage(row: &PassageRow, document: Option<&Document>) -> Value {
    let p = &row.passage;
    let standing = row.standing();
    let held = match &standing {
        PassageStanding::Accepted(reading) => json!({
            "function": reading.function, "polarity": reading.polarity,
            "conditions": reading.conditions,
        }),
        _ => Value::Null,
    };
    let marks: Vec<&str> = p
        .marks
        .iter()
        .filter_map(|&(a, b)| p.quote.get(a..b))
        .collect();
    let verdicts: Vec<Value> = row
        .verdicts
        .iter()
        .map(|v| {
            json!({"value": v.value, "correction": v.correction, "by": v.by, "at": v.at,
                   "reason": v.reason})
        })
        .collect();
    json!({
        "id": row.id, "file": document.map(|d| &d.path), "sha256": p.item,
        "product": document.map(|d| &d.product), "page": p.page,
        "address": p.address().to_string(), "boxes": p.boxes, "quote": p.quote, "words": marks,
        "heading": p.heading, "language": p.language, "function": p.function,
        "polarity": p.polarity, "conditions": p.conditions, "red_flags": p.red_flags,
        "why": p.why, "state": standing.word(), "held": held, "verdicts": verdicts,
    })
}

pub fn product(p: &Product, acts: &[ProductAct]) -> Value {
    let history: Vec<Value> = acts
        .iter()
        .filter(|a| touches(&a.change, p))
        .map(act)
        .collect();
    json!({
        "product": p.name, "negative": p.negative, "makers": p.makers, "versions": p.versions,
        "languages": p.languages,
        "documents": p.documents.iter().map(|d| d.short()).collect::<Vec<_>>(),
        "references": p.references.iter().map(|r| r.short()).collect::<Vec<_>>(),
        "sightings": p.sightings, "history": history,
    })
}

fn touches(change: &ProductChange, p: &Product) -> bool {
    match change {
        ProductChange::Rename { from, to } | ProductChange::Merge { from, into: to } => {
            *from == p.name || *to == p.name
        }
        ProductChange::Reference { id, product } => *product == p.name || p.references.contains(id),
        ProductChange::Document { item, product } => {
            *product == p.name || p.documents.contains(item)
        }
        ProductChange::Negative { product } | ProductChange::Positive { product } => {
            *product == p.name
        }
        ProductChange::Undo { .. } => false,
    }
}

/// An act on products, with its number.
pub fn act(a: &ProductAct) -> Value {
    let (act, target, value) = words(&a.change);
    json!({"act": a.position, "does": act, "target": target, "value": value, "by": a.by,
           "at": a.at, "reason": a.reason, "undone": a.undone})
}

/// An act in words: what it does, to what, and the new name.
pub fn words(change: &ProductChange) -> (&'static str, String, Option<String>) {
    match change {
        ProductChange::Rename { from, to } => ("rename", from.clone(), Some(to.clone())),
        ProductChange::Merge { from, into } => ("merge", from.clone(), Some(into.clone())),
        ProductChange::Reference { id, product } => ("split", id.short(), Some(product.clone())),
        ProductChange::Document { item, product } => ("split", item.short(), Some(product.clone())),
        ProductChange::Negative { product } => ("negative", product.clone(), None),
        ProductChange::Positive { product } => ("positive", product.clone(), None),
        ProductChange::Undo { position } => ("undo", position.to_string(), None),
    }
}

pub fn function(taxonomy: &Taxonomy, f: &Function) -> Value {
    let technology = taxonomy.technology(&f.technology);
    let of = technology.and_then(|t| taxonomy.types.iter().find(|x| x.id == t.of));
    let titles: Vec<&str> = taxonomy
        .sources
        .iter()
        .filter(|s| f.sources.contains(&s.id))
        .map(|s| s.title.as_str())
        .collect();
    json!({
        "function": f.id, "name": f.name, "definition": f.definition,
        "technology": technology.map(|t| &t.name), "type": of.map(|t| &t.name),
        "sources": titles,
    })
}

pub fn cell(c: &Cell) -> Value {
    let said: Vec<Value> = c
        .said
        .iter()
        .map(|s| {
            json!({"passage": s.passage, "document": s.document.short(), "page": s.page,
                   "address": s.address, "quote": s.quote, "level": s.level.word(),
                   "polarity": s.polarity, "conditions": s.conditions, "kind": s.kind,
                   "version": s.version, "edition": s.edition, "date": s.date})
        })
        .collect();
    let seen: Vec<Value> = c
        .seen
        .iter()
        .map(|s| json!({"sighting": s.sighting, "seen": s.seen, "by": s.by, "reason": s.reason}))
        .collect();
    json!({
        "product": c.product, "function": c.function, "level": c.level.word(),
        "denied": c.denied, "contradiction": c.contradiction(), "shown": c.shown(),
        "silence": c.silence.word(), "said": said, "seen": seen, "open": c.open,
        "documents_read": c.documents_read, "documents_not_read": c.documents_not_read,
        "pages_without_words": c.pages_without_words,
    })
}
