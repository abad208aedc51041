//! Entities and relations: who may say what of them, and undoing.

use case::Case;
use model::{
    Act, Citation, ContentHash, EntityFields, EntityKind, EvidenceRef, Party, RelationFields, Side,
    Statement, Subject, VerdictValue,
};

use crate::book::{Book, Entity};
use crate::evidence::Evidence;
use crate::{LONGEST_REASON, ReviewError, author, must_fit};

/// Longest name of an entity, in characters.
const LONGEST_NAME: usize = 500;

/// Adds an entity; answers its id. Two of one kind and name need different places, so that the
/// "Safe City" of one city is not taken for that of another.
///
/// # Errors
/// When it has no name, there is one of that name, nobody is named, or the case can't be written.
pub fn add_entity(
    case: &mut Case,
    mut fields: EntityFields,
    by: &str,
    reason: &str,
) -> Result<String, ReviewError> {
    let (by, reason) = author(by, reason)?;
    tidy(&mut fields)?;
    let book = Book::read(case)?;
    free_name(&book, &fields, None)?;
    let id = new_id(&["entity", fields.kind.word(), &fields.name], book.acts);
    case.state(Subject::Entity, &id, &Act::AddEntity(fields), &by, &reason)?;
    Ok(id)
}

/// Adds many entities and relations at once, as imports do, in one act after another: names that
/// are taken are the caller's business.
///
/// # Errors
/// When nobody is named, a field does not fit, or the case can't be written; then none was added.
pub fn add_all(
    case: &mut Case,
    entities: Vec<(String, EntityFields)>,
    relations: Vec<(String, RelationFields)>,
    by: &str,
    reason: &str,
) -> Result<(), ReviewError> {
    let (by, reason) = author(by, reason)?;
    case.batch(|case| {
        for (id, mut fields) in entities {
            tidy(&mut fields)?;
            case.state(Subject::Entity, &id, &Act::AddEntity(fields), &by, &reason)?;
        }
        for (id, fields) in relations {
            let act = Act::AddRelation(fields);
            case.state(Subject::Relation, &id, &act, &by, &reason)?;
        }
        Ok(())
    })
}

/// An id for a thing that is not there yet: twelve hex digits.
pub fn new_id(parts: &[&str], acts: usize) -> String {
    let name = format!("{}\n{acts}", parts.join("\n"));
    ContentHash::of(name.as_bytes()).to_hex()[..12].to_owned()
}

/// Changes what is said of an entity. `revision` is the act that the change was made against,
/// where the caller knows it.
///
/// # Errors
/// When there is no such entity, its kind would change, somebody changed it meanwhile, nobody is
/// named, or the case can't be written.
pub fn edit_entity(
    case: &mut Case,
    id: &str,
    mut fields: EntityFields,
    revision: Option<i64>,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    tidy(&mut fields)?;
    let book = Book::read(case)?;
    let entity = find_entity(&book, id)?;
    if revision.is_some_and(|r| r != entity.revision) {
        return Err(ReviewError::Changed {
            what: format!("the entity {}", entity.fields.name),
            by: entity.changed_by.clone(),
            at: entity.changed_at.clone(),
        });
    }
    if fields.kind != entity.fields.kind {
        return Err(ReviewError::Misfit(format!(
            "{} is a {}; add another entity for what is a {}",
            entity.fields.name,
            entity.fields.kind.word(),
            fields.kind.word()
        )));
    }
    free_name(&book, &fields, Some(&entity.id))?;
    let id = entity.id.clone();
    Ok(case.state(Subject::Entity, &id, &Act::EditEntity(fields), &by, &reason)?)
}

/// Says that two entries are one entity; the second stays. Undo its act to part them again.
///
/// # Errors
/// When one of them is not there, they are of different kinds or are one already, nobody is
/// named, or the case can't be written.
pub fn merge_entities(
    case: &mut Case,
    from: &str,
    into: &str,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let (a, b) = (find_entity(&book, from)?, find_entity(&book, into)?);
    if a.id == b.id {
        return Err(ReviewError::Misfit(format!(
            "{from:?} and {into:?} are one entity already"
        )));
    }
    if a.fields.kind != b.fields.kind {
        return Err(ReviewError::Misfit(format!(
            "{} is a {} and {} a {}: different kinds are not one entity",
            a.fields.name,
            a.fields.kind.word(),
            b.fields.name,
            b.fields.kind.word()
        )));
    }
    let (a, into) = (a.id.clone(), b.id.clone());
    Ok(case.state(
        Subject::Entity,
        &a,
        &Act::MergeEntity { into },
        &by,
        &reason,
    )?)
}

/// Takes an entity out. Its acts stay in the history.
///
/// # Errors
/// When relations or findings name it, it is not there, nobody is named, or the case can't be
/// written.
pub fn remove_entity(
    case: &mut Case,
    id: &str,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let entity = find_entity(&book, id)?;
    let users = users(&book, &entity.id);
    if !users.is_empty() {
        return Err(ReviewError::InUse {
            what: entity.fields.name.clone(),
            users: users.join(", "),
        });
    }
    let id = entity.id.clone();
    Ok(case.state(Subject::Entity, &id, &Act::RemoveEntity, &by, &reason)?)
}

/// Relations and findings that name an entity.
fn users(book: &Book, id: &str) -> Vec<String> {
    let party = Party::Entity(id.to_owned());
    let relations = book
        .relations
        .values()
        .filter(|r| r.fields.from == party || r.fields.to == party)
        .map(|r| format!("relation {}", r.id));
    let findings = book
        .findings
        .values()
        .filter(|f| f.fields.parties.iter().any(|p| p == id))
        .map(|f| format!("finding {}", f.id));
    relations.chain(findings).take(10).collect()
}

/// Relates two parties; answers the relation's id. Without evidence it is marked as such
/// everywhere.
///
/// # Errors
/// When a party is not in the case, both are the same, the same relation is there, nobody is
/// named, or the case can't be written.
pub fn link(
    case: &mut Case,
    fields: RelationFields,
    evidence: &[Citation],
    by: &str,
    reason: &str,
) -> Result<String, ReviewError> {
    let (by, reason) = author(by, reason)?;
    must_fit("the note", &fields.note, LONGEST_REASON)?;
    let book = Book::read(case)?;
    if fields.from == fields.to {
        return Err(ReviewError::Misfit(
            "a relation has two ends; nothing is related to itself".to_owned(),
        ));
    }
    let twin = book.relations.values().find(|r| {
        r.fields.kind == fields.kind
            && r.fields.since == fields.since
            && ((r.fields.from == fields.from && r.fields.to == fields.to)
                || (fields.kind.is_mutual()
                    && r.fields.from == fields.to
                    && r.fields.to == fields.from))
    });
    if let Some(twin) = twin {
        return Err(ReviewError::Misfit(format!(
            "relation {} says that already; cite more evidence to it, or give another date",
            twin.id
        )));
    }
    let (from, to) = (fields.from.to_string(), fields.to.to_string());
    let id = new_id(&["relation", fields.kind.word(), &from, &to], book.acts);
    case.batch(|case| {
        let act = Act::AddRelation(fields);
        case.state(Subject::Relation, &id, &act, &by, &reason)?;
        for citation in evidence {
            let act = Act::Cite(citation.clone());
            case.state(Subject::Relation, &id, &act, &by, &reason)?;
        }
        Ok::<_, ReviewError>(())
    })?;
    Ok(id)
}

/// Cites evidence to a relation; answers the act's number, by which it is taken back.
///
/// # Errors
/// When there is no such relation, it is cited already, nobody is named, or the case can't be
/// written.
pub fn cite(
    case: &mut Case,
    relation: &str,
    citation: Citation,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let relation = find_relation(&book, relation)?;
    if matches!(citation.of, EvidenceRef::Relation(_)) {
        return Err(ReviewError::Misfit(
            "a relation is proved by what is seen or written, not by another relation".to_owned(),
        ));
    }
    if relation.citations.iter().any(|c| c.what.of == citation.of) {
        return Err(ReviewError::Misfit(format!(
            "{} is cited to relation {} already",
            citation.of, relation.id
        )));
    }
    let id = relation.id.clone();
    Ok(case.state(Subject::Relation, &id, &Act::Cite(citation), &by, &reason)?)
}

/// Takes a relation out. Its acts stay in the history.
///
/// # Errors
/// When there is no such relation, nobody is named, or the case can't be written.
pub fn remove_relation(
    case: &mut Case,
    id: &str,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let book = Book::read(case)?;
    let id = find_relation(&book, id)?.id.clone();
    Ok(case.state(Subject::Relation, &id, &Act::RemoveRelation, &by, &reason)?)
}

/// Undoes an act by its number.
///
/// # Errors
/// When there is no such act, it is undone already, what it added is in use, nobody is named, or
/// the case can't be written.
pub fn undo(case: &mut Case, position: i64, by: &str, reason: &str) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let all = case.statements()?;
    let Some(act) = all.iter().find(|s| s.position == position) else {
        return Err(ReviewError::Misfit(format!(
            "there is no act {position}; `history` shows them all"
        )));
    };
    let (subject, id) = (act.subject, act.id.clone());
    if matches!(act.act, Act::AddEntity(_)) && !act.undone {
        let book = Book::of(all.clone());
        let users = users(&book, &id);
        if !users.is_empty() {
            return Err(ReviewError::InUse {
                what: id,
                users: users.join(", "),
            });
        }
    }
    Ok(case.state(subject, &id, &Act::Undo { position }, &by, &reason)?)
}

/// Every act about a thing (its whole id or the first digits), or all acts.
///
/// # Errors
/// When the case can't be read.
pub fn history(case: &Case, of: Option<&str>) -> Result<Vec<Statement>, ReviewError> {
    let mut all = case.statements()?;
    if let Some(id) = of {
        all.retain(|s| s.id == id || (id.len() >= 4 && s.id.starts_with(id)));
    }
    Ok(all)
}

/// The entity that a text names: its id or the first digits, or its whole name or an alias.
///
/// # Errors
/// When there is none, or several.
pub fn find_entity<'a>(book: &'a Book, text: &str) -> Result<&'a Entity, ReviewError> {
    let wanted = text.trim();
    if let Some(entity) = book.entity_named(wanted) {
        return Ok(entity);
    }
    let (kind, wanted) = match wanted.split_once(':') {
        Some((kind, rest)) if EntityKind::named(kind).is_some() => {
            (EntityKind::named(kind), rest.trim())
        }
        _ => (None, wanted),
    };
    let of_kind = |e: &&Entity| kind.is_none_or(|k| e.fields.kind == k);
    let entities = || book.entities.values().filter(of_kind);
    let mut fits: Vec<&Entity> = entities()
        .filter(|e| e.fields.names().any(|n| n == wanted))
        .collect();
    if fits.is_empty() {
        let folded = wanted.to_lowercase();
        fits = entities()
            .filter(|e| e.fields.names().any(|n| n.to_lowercase() == folded))
            .collect();
    }
    if fits.is_empty() && wanted.len() >= 4 && wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        fits = entities().filter(|e| e.id.starts_with(wanted)).collect();
    }
    match fits[..] {
        [one] => Ok(one),
        [] => Err(ReviewError::NoSuchEntity(text.to_owned())),
        _ => Err(ReviewError::AmbiguousEntity {
            text: text.to_owned(),
            fits: fits
                .iter()
                .map(|e| described(e))
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

fn described(e: &Entity) -> String {
    let place = e
        .fields
        .place
        .as_ref()
        .map_or(String::new(), |p| format!(", {p}"));
    format!(
        "{} ({} {}{place})",
        e.id,
        e.fields.kind.word(),
        e.fields.name
    )
}

/// The party that a text names: `product:NAME`, `item:DIGITS`, or an entity.
///
/// # Errors
/// When there is none, or several.
pub fn find_party(case: &Case, book: &Book, text: &str) -> Result<Party, ReviewError> {
    let text = text.trim();
    if let Some(name) = text.strip_prefix("product:") {
        let known = crate::products::products(case)?;
        return match known.iter().find(|p| p.name == name.trim()) {
            Some(p) => Ok(Party::Product(p.name.clone())),
            None => Err(ReviewError::NoSuchProduct(name.to_owned())),
        };
    }
    if let Some(digits) = text.strip_prefix("item:") {
        let none = || case::CaseError::NoSuchItem(digits.to_owned());
        let prefix = digits.parse().map_err(|_| none())?;
        return Ok(Party::Item(case.resolve(&prefix)?));
    }
    find_entity(book, text).map(|e| Party::Entity(e.id.clone()))
}

/// The relation whose id starts with these digits (at least four).
///
/// # Errors
/// When there is none, or several.
pub fn find_relation<'a>(
    book: &'a Book,
    text: &str,
) -> Result<&'a crate::book::Relation, ReviewError> {
    let id = text.trim().trim_start_matches("relation:");
    let mut fits = book
        .relations
        .values()
        .filter(|r| id.len() >= 4 && r.id.starts_with(id));
    match (fits.next(), fits.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(ReviewError::NoSuchRelation(text.to_owned())),
        (Some(a), Some(b)) => Err(ReviewError::Misfit(format!(
            "{text} is the start of several relations: {}, {}; give more digits",
            a.id, b.id
        ))),
    }
}

/// A citation of what a text names.
///
/// # Errors
/// When it names nothing, or several things.
pub fn citation(
    book: &Book,
    evidence: &Evidence,
    text: &str,
    side: Side,
    note: &str,
) -> Result<Citation, ReviewError> {
    must_fit("the note", note, LONGEST_REASON)?;
    Ok(Citation {
        of: evidence.named(book, text)?,
        side,
        source: None,
        information: None,
        note: note.trim().to_owned(),
    })
}

/// Judges a proposal that has no table of verdicts of its own, such as a relation; `None` takes
/// the person's earlier verdict back.
///
/// # Errors
/// When nobody is named or the case can't be written.
pub fn judge(
    case: &mut Case,
    proposal: &str,
    value: Option<VerdictValue>,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let act = Act::Judge {
        value,
        arbiter: false,
    };
    Ok(case.state(Subject::Proposal, proposal, &act, &by, &reason)?)
}

fn free_name(book: &Book, fields: &EntityFields, own: Option<&str>) -> Result<(), ReviewError> {
    let same = |e: &&Entity| {
        Some(e.id.as_str()) != own
            && e.fields.kind == fields.kind
            && e.fields.name == fields.name
            && e.fields.place == fields.place
    };
    match book.entities.values().find(same) {
        None => Ok(()),
        Some(taken) => Err(ReviewError::Misfit(format!(
            "there is a {} {:?} already ({}); give another place to keep the two apart, or an alias to the one that is there",
            fields.kind.word(),
            fields.name,
            taken.id
        ))),
    }
}

fn tidy(fields: &mut EntityFields) -> Result<(), ReviewError> {
    let blank = |t: &mut Option<String>| {
        *t = t
            .take()
            .map(|t| t.trim().to_owned())
            .filter(|t| !t.is_empty());
    };
    fields.name = fields.name.trim().to_owned();
    fields.note = fields.note.trim().to_owned();
    blank(&mut fields.place);
    blank(&mut fields.country);
    blank(&mut fields.url);
    if fields.name.is_empty() {
        return Err(ReviewError::Misfit(format!(
            "a {} needs a name",
            fields.kind.word()
        )));
    }
    for name in fields.names() {
        must_fit("the name", name, LONGEST_NAME)?;
    }
    must_fit("the note", &fields.note, LONGEST_REASON)?;
    if let Some(country) = &mut fields.country {
        *country = country.to_lowercase();
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(ReviewError::Misfit(format!(
                "{country:?} is no country; give two letters (ISO 3166-1), such as kz"
            )));
        }
    }
    let name = fields.name.clone();
    fields
        .aliases
        .iter_mut()
        .for_each(|a| *a = a.trim().to_owned());
    fields.aliases.retain(|a| !a.is_empty() && *a != name);
    fields.aliases.dedup();
    Ok(())
}
