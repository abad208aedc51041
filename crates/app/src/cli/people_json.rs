//! JSON shapes and lines of entities, relations, findings, replies and the queue;
//! `docs/json.md` documents them.

use std::fmt::Write as _;

use case::Case;
use model::{EntityKind, ReplyAct, StatedDate, Statement};
use review::blocks::{Block, to_publish};
use review::book::{Book, Entity, Relation, Said};
use review::candidates::Candidate;
use review::evidence::{Evidence, Shown};
use review::findings::{Assessed, assess_all, today};
use review::ladder::{Ladder, ladders};
use review::working::{self, Waiting};
use serde_json::{Value, json};

use super::door::Failure;
use super::papers_json::word;
use super::progress::printable;

pub fn act(s: &Statement) -> Value {
    let detail = serde_json::to_value(&s.act).unwrap_or(Value::Null);
    json!({"act": s.position, "subject": s.subject, "id": s.id, "does": s.act.word(),
           "detail": detail.get("detail"), "by": s.by, "at": s.at, "reason": s.reason,
           "undone": s.undone})
}

pub fn act_words(s: &Statement) -> String {
    let undone = if s.undone { "  undone" } else { "" };
    format!(
        "{}  {} {}  by {} at {}  {}{undone}",
        s.position,
        s.act.word(),
        printable(&s.id),
        printable(&s.by),
        s.at,
        printable(&s.reason)
    )
}

fn date(date: Option<&StatedDate>) -> Value {
    date.map_or(Value::Null, |d| {
        json!({"words": d.words(), "precision": d.precision(), "about": d.is_about(),
               "first": d.first().map(|x| x.to_string()),
               "last": d.last().map(|x| x.to_string())})
    })
}

pub fn entity(e: &Entity) -> Value {
    let f = &e.fields;
    json!({"id": e.id, "kind": f.kind, "name": f.name, "aliases": f.aliases, "place": f.place,
           "country": f.country, "identifiers": f.identifiers, "url": f.url,
           "date": date(f.date.as_ref()), "note": f.note, "merged": e.merged, "by": e.by,
           "at": e.at, "revision": e.revision, "foreign": f.foreign})
}

pub fn shown(s: &Shown) -> Value {
    json!({"of": s.of.to_string(), "worth": s.worth.word(), "words": s.words.to_string(), "quote": s.quote,
           "address": s.address, "sha256": s.item, "page": s.page})
}

pub fn relation(book: &Book, evidence: &Evidence, r: &Relation) -> Value {
    let f = &r.fields;
    let cited: Vec<Value> = r
        .citations
        .iter()
        .map(|c| {
            let mut value = shown(&evidence.look(book, &c.what.of));
            value["number"] = c.number.into();
            value["note"] = c.what.note.clone().into();
            value
        })
        .collect();
    json!({"id": r.id, "kind": f.kind,
           "from": f.from.to_string(), "from_name": book.name(&f.from),
           "to": f.to.to_string(), "to_name": book.name(&f.to),
           "since": date(f.since.as_ref()), "until": date(f.until.as_ref()), "note": f.note,
           "evidence": cited, "worth": evidence.relation_worth(book, r).word(),
           "verdicts": r.verdicts, "by": r.by, "at": r.at, "revision": r.revision})
}

pub fn finding(book: &Book, a: &Assessed, keeps: &[Block]) -> Value {
    let f = &a.finding;
    let parties: Vec<Value> = f
        .fields
        .parties
        .iter()
        .map(|id| {
            let replies: Vec<Value> = a
                .replies
                .get(id)
                .into_iter()
                .flatten()
                .map(reply_act)
                .collect();
            json!({"id": id, "name": name(book, id), "replies": replies})
        })
        .collect();
    let evidence: Vec<Value> = a
        .evidence
        .iter()
        .map(|w| {
            let c = &w.cited;
            let mut value = shown(&w.shown);
            value["number"] = c.number.into();
            value["side"] = word(&c.what.side).into();
            value["source_grade"] = json!(c.what.source);
            value["information_grade"] = json!(c.what.information);
            value["note"] = c.what.note.clone().into();
            value["by"] = c.by.clone().into();
            value
        })
        .collect();
    let numbered = |number: i64, mut value: Value| {
        value["number"] = number.into();
        value
    };
    json!({
        "id": f.id, "statement": f.fields.statement, "assessment": f.fields.assessment,
        "state": a.state.word(), "was": a.was.map(|s| s.word()), "lost": a.lost.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "wording": f.fields.wording.map(|w| w.word()), "offered": a.offered.map(|w| w.word()),
        "likelihood": f.fields.likelihood, "confidence": f.fields.confidence,
        "sources": a.sources, "parties": parties, "evidence": evidence,
        "rivals": f.rivals.iter().map(|r| numbered(r.number, json!(r.what))).collect::<Vec<_>>(),
        "absences": f.absences.iter().map(|r| numbered(r.number, json!(r.what))).collect::<Vec<_>>(),
        "states": f.states.iter().map(|s| json!({"state": s.state.word(), "by": s.by, "at": s.at,
            "reason": s.reason})).collect::<Vec<_>>(),
        "authors": f.authors, "by": f.by, "at": f.at, "revision": f.revision,
        "keeps_back": keeps.iter().map(|b| json!({"code": b.code, "words": b.words.to_string()})).collect::<Vec<_>>(),
    })
}

fn name(book: &Book, id: &str) -> String {
    book.name(&model::Party::Entity(id.to_owned()))
}

fn reply_act(said: &Said<model::Reply>) -> Value {
    let mut value = match &said.what.act {
        ReplyAct::Asked {
            how,
            when,
            deadline,
            question,
        } => json!({"act": "asked", "how": how, "when": date(Some(when)),
                    "deadline": date(Some(deadline)), "question": question}),
        ReplyAct::Answered { when, text, used } => {
            json!({"act": "answered", "when": date(Some(when)), "text": text, "used": used})
        }
        ReplyAct::NotAsked { reason } => json!({"act": "not-asked", "because": reason}),
    };
    value["number"] = said.number.into();
    value["by"] = said.by.clone().into();
    value
}

pub fn finding_words(book: &Book, a: &Assessed, keeps: &[Block]) -> String {
    let f = &a.finding;
    let mut out = String::new();
    let was = a.was.map_or(String::new(), |s| {
        format!(" (it was {} until something changed)", s.word())
    });
    let _ = writeln!(out, "{}  {}{was}", f.id, a.state.word());
    let _ = writeln!(out, "  {}", printable(&f.fields.statement));
    if !f.fields.assessment.is_empty() {
        let _ = writeln!(out, "  assessment: {}", printable(&f.fields.assessment));
    }
    for party in &f.fields.parties {
        let _ = writeln!(out, "  names {}", printable(&name(book, party)));
    }
    for w in &a.evidence {
        let c = &w.cited;
        let grades: String = c
            .what
            .source
            .map(|s| s.letter())
            .into_iter()
            .map(String::from)
            .chain(c.what.information.map(|i| i.number().to_string()))
            .collect();
        let _ = writeln!(
            out,
            "  {}  {} {grades}  {}  {}",
            c.number,
            word(&c.what.side),
            w.shown.worth.word(),
            printable(&w.shown.words.to_string())
        );
    }
    for r in &f.rivals {
        let (explanation, weighed) = (printable(&r.what.explanation), printable(&r.what.weighed));
        let _ = writeln!(out, "  {}  rival: {explanation}; {weighed}", r.number);
    }
    for r in &f.absences {
        let (what, coverage) = (printable(&r.what.what), printable(&r.what.coverage));
        let _ = writeln!(out, "  {}  not found: {what}; {coverage}", r.number);
    }
    if keeps.is_empty() {
        let _ = write!(out, "  nothing keeps it from being published");
    } else {
        let _ = write!(out, "  what keeps it from being published:");
        for block in keeps {
            let _ = write!(out, "\n    {}", printable(&block.words.to_string()));
        }
    }
    out
}

/// `list entities`, and `list companies` of one kind.
pub fn list_entities(case: &Case, kind: Option<EntityKind>, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    let mut all: Vec<&Entity> = book
        .entities
        .values()
        .filter(|e| kind.is_none_or(|k| e.fields.kind == k))
        .collect();
    all.sort_by(|a, b| {
        (a.fields.kind, &a.fields.name, &a.id).cmp(&(b.fields.kind, &b.fields.name, &b.id))
    });
    for e in all {
        if json {
            println!("{}", entity(e));
            continue;
        }
        let place = e
            .fields
            .place
            .as_deref()
            .map_or(String::new(), |p| format!(", {}", printable(p)));
        println!(
            "{}  {:<10}  {}{place}  {}",
            e.id,
            e.fields.kind.word(),
            printable(&e.fields.name),
            printable(&e.fields.aliases.join(" · "))
        );
    }
    Ok(())
}

/// `list relations`.
pub fn list_relations(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    for r in book.relations.values() {
        if json {
            println!("{}", relation(&book, &evidence, r));
            continue;
        }
        let f = &r.fields;
        let worth = if r.citations.is_empty() {
            "NO EVIDENCE".to_owned()
        } else {
            format!(
                "{} ({})",
                evidence.relation_worth(&book, r).word(),
                r.citations.len()
            )
        };
        let since = f.since.as_ref().map_or(String::new(), |d| {
            format!("  since {}", printable(d.words()))
        });
        let until = f.until.as_ref().map_or(String::new(), |d| {
            format!("  until {}", printable(d.words()))
        });
        println!(
            "{}  {} {} {}{since}{until}  {worth}",
            r.id,
            printable(&book.name(&f.from)),
            f.kind.word(),
            printable(&book.name(&f.to))
        );
    }
    Ok(())
}

/// `list findings`.
pub fn list_findings(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    for a in assess_all(&book, &evidence) {
        let keeps = to_publish(&book, &evidence, &a, &today());
        if json {
            println!("{}", finding(&book, &a, &keeps));
        } else {
            println!("{}", finding_words(&book, &a, &keeps));
        }
    }
    Ok(())
}

/// `list replies`: one line an entry, and one for each party that was not asked.
pub fn list_replies(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    for f in book.findings.values() {
        for party in &f.fields.parties {
            let replies: Vec<_> = f
                .replies
                .iter()
                .filter(|r| r.what.party == *party)
                .collect();
            let named = name(&book, party);
            if replies.is_empty() {
                if json {
                    println!(
                        "{}",
                        json!({"finding": f.id, "party": party, "name": named, "act": "none"})
                    );
                } else {
                    println!("{}  {}  not asked yet", f.id, printable(&named));
                }
            }
            for reply in replies {
                let mut value = reply_act(reply);
                value["finding"] = f.id.clone().into();
                value["party"] = party.clone().into();
                value["name"] = named.clone().into();
                if json {
                    println!("{value}");
                } else {
                    println!(
                        "{}  {}  {}",
                        f.id,
                        printable(&named),
                        reply_words(&reply.what.act)
                    );
                }
            }
        }
    }
    Ok(())
}

fn reply_words(act: &ReplyAct) -> String {
    match act {
        ReplyAct::Asked {
            how,
            when,
            deadline,
            ..
        } => format!("asked by {} on {when}, until {deadline}", printable(how)),
        ReplyAct::Answered { when, text, used } => format!(
            "answered on {when} ({} characters); used: {}",
            text.chars().count(),
            printable(used)
        ),
        ReplyAct::NotAsked { reason } => format!("not asked: {}", printable(reason)),
    }
}

fn ladder(book: &Book, l: &Ladder) -> Value {
    let steps: Vec<Value> = l
        .steps
        .iter()
        .map(|s| {
            json!({"level": s.rung.word(), "means": s.rung.words(), "why": s.why.to_string(),
                   "evidence": s.proofs.iter().map(shown).collect::<Vec<_>>()})
        })
        .collect();
    json!({"company": l.company, "company_name": name(book, &l.company), "place": l.place,
           "place_name": name(book, &l.place), "level": l.level.map(|r| r.word()),
           "missing": l.missing.iter().map(|r| r.word()).collect::<Vec<_>>(), "steps": steps})
}

/// `list ladders`.
pub fn list_ladders(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    for l in ladders(&book, &evidence) {
        if json {
            println!("{}", ladder(&book, &l));
            continue;
        }
        let level = l.level.map_or("–", |r| r.word());
        println!(
            "{level}  {} at {}",
            printable(&name(&book, &l.company)),
            printable(&name(&book, &l.place))
        );
        for s in &l.steps {
            println!("    {}  {}", s.rung.word(), printable(&s.why.to_string()));
        }
        for r in &l.missing {
            println!("    {}  no proof that {}", r.word(), r.words());
        }
    }
    Ok(())
}

/// `list candidates`.
pub fn list_candidates(case: &Case, json: bool) -> Result<(), Failure> {
    for c in review::candidates::candidates(case)? {
        if json {
            println!("{}", candidate(&c));
            continue;
        }
        let like: Vec<String> = c
            .like
            .iter()
            .map(|l| {
                format!(
                    "{} {} ({:.2}: {})",
                    l.entity,
                    printable(&l.name),
                    l.likeness,
                    l.why
                )
            })
            .collect();
        println!(
            "{}  {}  {} places  {}",
            c.id,
            printable(&c.name),
            c.places.len(),
            like.join(" · ")
        );
    }
    Ok(())
}

fn candidate(c: &Candidate) -> Value {
    json!({"id": c.id, "name": c.name, "legal_form": c.form, "spellings": c.spellings,
           "latin": c.latin, "verdict": c.standing.counts_as().map(|v| word(&v)),
           "places": c.places.iter().map(|p| json!({"sha256": p.item, "address": p.address,
               "text": p.text})).collect::<Vec<_>>(),
           "like": c.like.iter().map(|l| json!({"entity": l.entity, "name": l.name,
               "likeness": (l.likeness * 1000.0).round() / 1000.0, "why": l.why})).collect::<Vec<_>>()})
}

fn waiting(w: &Waiting) -> Value {
    json!({"of": w.of.to_string(), "words": w.words, "address": w.address, "why": w.why,
           "weight": w.weight, "changes": w.changes.iter().map(ToString::to_string).collect::<Vec<_>>(), "hidden": w.hidden,
           "verdicts": w.verdicts.iter().map(|(by, value)| json!({"by": by, "value": value})).collect::<Vec<_>>()})
}

/// `list queue`: what waits for a verdict of this reader, or of anybody.
pub fn list_queue(case: &Case, reader: Option<&str>, json: bool) -> Result<(), Failure> {
    for w in working::queue(case, reader)? {
        if json {
            println!("{}", waiting(&w));
        } else {
            let changes: Vec<String> = w.changes.iter().map(ToString::to_string).collect();
            println!(
                "{}  {}  {}  {}",
                w.of,
                w.why,
                printable(&w.words),
                printable(&changes.join("; "))
            );
        }
    }
    Ok(())
}

/// `list pictures`.
pub fn list_pictures(case: &Case, json: bool) -> Result<(), Failure> {
    for (id, rules) in &Book::read(case)?.pictures {
        let whole = rules.whole.as_ref();
        if json {
            let mask = |m: &Said<model::Quad>| json!({"number": m.number, "quad": m.what.0.map(|p| [p.x, p.y]), "by": m.by, "at": m.at});
            let masks: Vec<Value> = rules.masks.iter().map(mask).collect();
            let whole = whole.map(|w| json!({"by": w.by, "at": w.at}));
            println!("{}", json!({"picture": id, "masks": masks, "whole": whole}));
            continue;
        }
        let shown = whole.map_or_else(
            || "screen only".to_owned(),
            |w| format!("all of it, by {} at {}", printable(&w.by), w.at),
        );
        println!("{id}  {shown}");
        for m in &rules.masks {
            println!(
                "  {}  covered: {}  by {}",
                m.number,
                m.what,
                printable(&m.by)
            );
        }
    }
    Ok(())
}

/// `list options`.
pub fn list_options(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    for (name, values, what) in working::OPTIONS {
        let value = working::option(&book, name);
        if json {
            println!(
                "{}",
                json!({"name": name, "value": value, "values": values, "what": what})
            );
        } else {
            println!(
                "{name}  {}  of {}: {what}",
                value.unwrap_or(""),
                values.join(", ")
            );
        }
    }
    Ok(())
}
