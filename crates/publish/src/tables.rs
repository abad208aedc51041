//! What people state as CSV tables, and sources as CSL-JSON and BibTeX.

use std::fmt::Write;

use model::investigation::{Investigation, ONE_PERSON, SourceItem};
use model::{ItemKind, StatedDate};
use serde_json::{Value, json};

use crate::csv::Table;

/// Every table by its name: companies and other entities, relations, findings, ladders, replies,
/// sources.
pub fn tables(case: &Investigation) -> Vec<(&'static str, String)> {
    vec![
        ("entities", entities(case)),
        ("relations", relations(case)),
        ("findings", findings(case)),
        ("evidence", evidence(case)),
        ("ladders", ladders(case)),
        ("replies", replies(case)),
        ("sources", sources(case)),
    ]
}

/// What is printed where fewer than two people work; empty otherwise.
fn review(case: &Investigation) -> &'static str {
    if case.one_person { ONE_PERSON } else { "" }
}

/// A table each of whose rows says whether a second person reviewed the case.
struct Rows {
    table: Table,
    columns: usize,
    review: &'static str,
}

impl Rows {
    fn new(case: &Investigation, names: &[&str]) -> Self {
        Self {
            table: Table::new(&[names, &["review"]].concat()),
            columns: names.len(),
            review: review(case),
        }
    }

    fn row(&mut self, cells: &[String]) {
        let mut all = cells.to_vec();
        all.resize(self.columns, String::new());
        all.push(self.review.to_owned());
        self.table.row(&all);
    }

    fn text(self) -> String {
        self.table.text()
    }
}

fn words(date: Option<&StatedDate>) -> String {
    date.map_or_else(String::new, |d| d.words().to_owned())
}

fn entities(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "id",
            "kind",
            "name",
            "aliases",
            "place",
            "country",
            "identifiers",
            "url",
            "date",
            "note",
        ],
    );
    for e in &case.entities {
        let f = &e.fields;
        let some = |v: &Option<String>| v.clone().unwrap_or_default();
        t.row(&[
            e.id.clone(),
            f.kind.word().to_owned(),
            f.name.clone(),
            f.aliases.join(" | "),
            some(&f.place),
            some(&f.country),
            f.identifiers.join(" | "),
            some(&f.url),
            words(f.date.as_ref()),
            f.note.clone(),
        ]);
    }
    t.text()
}

fn relations(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "id", "from", "from_id", "relation", "to", "to_id", "since", "until", "evidence",
            "worth", "note",
        ],
    );
    for r in &case.relations {
        let cited: Vec<&str> = r.evidence.iter().map(|e| e.of.as_str()).collect();
        t.row(&[
            r.id.clone(),
            r.from_name.clone(),
            r.fields.from.to_string(),
            r.fields.kind.word().to_owned(),
            r.to_name.clone(),
            r.fields.to.to_string(),
            words(r.fields.since.as_ref()),
            words(r.fields.until.as_ref()),
            if cited.is_empty() {
                "none".to_owned()
            } else {
                cited.join(" | ")
            },
            r.worth.to_owned(),
            r.fields.note.clone(),
        ]);
    }
    t.text()
}

fn findings(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "id",
            "state",
            "statement",
            "assessment",
            "wording",
            "likelihood",
            "scale",
            "confidence",
            "because",
            "sources",
            "parties",
            "keeps_back",
        ],
    );
    for f in &case.findings {
        let fields = &f.fields;
        t.row(&[
            f.id.clone(),
            f.state.word().to_owned(),
            fields.statement.clone(),
            fields.assessment.clone(),
            fields
                .wording
                .map_or_else(String::new, |w| w.word().to_owned()),
            fields
                .likelihood
                .as_ref()
                .map_or_else(String::new, |l| l.word().to_owned()),
            fields
                .likelihood
                .as_ref()
                .map_or_else(String::new, |l| l.scale().title().to_owned()),
            fields
                .confidence
                .as_ref()
                .map_or_else(String::new, |c| c.level.word().to_owned()),
            fields
                .confidence
                .as_ref()
                .map_or_else(String::new, |c| c.reason.clone()),
            f.sources.to_string(),
            f.party_names.join(" | "),
            f.keeps_back
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" | "),
        ]);
    }
    t.text()
}

fn evidence(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "finding",
            "side",
            "evidence",
            "worth",
            "source_grade",
            "information_grade",
            "what",
            "quote",
            "address",
            "sha256",
            "page",
            "note",
        ],
    );
    for f in &case.findings {
        for e in &f.evidence {
            let side = match e.side {
                model::Side::For => "for",
                model::Side::Against => "against",
            };
            t.row(&[
                f.id.clone(),
                side.to_owned(),
                e.of.clone(),
                e.worth.to_owned(),
                e.source
                    .map_or_else(String::new, |g| g.letter().to_string()),
                e.information
                    .map_or_else(String::new, |g| g.number().to_string()),
                e.words.to_string(),
                e.quote.clone().unwrap_or_default(),
                e.address.clone().unwrap_or_default(),
                e.item.map_or_else(String::new, |i| i.to_string()),
                e.page.map_or_else(String::new, |p| p.to_string()),
                e.note.clone(),
            ]);
        }
    }
    t.text()
}

fn ladders(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "company", "place", "level", "step", "means", "why", "proofs",
        ],
    );
    for l in &case.ladders {
        for s in &l.steps {
            let proofs: Vec<&str> = s.proofs.iter().map(|p| p.of.as_str()).collect();
            t.row(&[
                l.company.clone(),
                l.place.clone(),
                l.level.to_owned(),
                s.level.to_owned(),
                s.means.to_owned(),
                s.why.to_string(),
                proofs.join(" | "),
            ]);
        }
    }
    t.text()
}

fn replies(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "finding", "party", "act", "how", "when", "deadline", "text", "used",
        ],
    );
    for f in &case.findings {
        for (party, reply) in &f.replies {
            use model::ReplyAct as R;
            let mut cells = vec![f.id.clone(), party.clone()];
            cells.extend(match &reply.act {
                R::Asked {
                    how,
                    when,
                    deadline,
                    question,
                } => [
                    "asked".to_owned(),
                    how.clone(),
                    when.words().to_owned(),
                    deadline.words().to_owned(),
                    question.clone(),
                    String::new(),
                ],
                R::Answered { when, text, used } => [
                    "answered".to_owned(),
                    String::new(),
                    when.words().to_owned(),
                    String::new(),
                    text.clone(),
                    used.clone(),
                ],
                R::NotAsked { reason } => [
                    "not-asked".to_owned(),
                    String::new(),
                    String::new(),
                    String::new(),
                    reason.clone(),
                    String::new(),
                ],
            });
            t.row(&cells);
        }
    }
    t.text()
}

fn sources(case: &Investigation) -> String {
    let mut t = Rows::new(
        case,
        &[
            "sha256",
            "kind",
            "file",
            "title",
            "publisher",
            "published",
            "url",
            "collected",
            "collector",
            "one_source_with",
        ],
    );
    for i in &case.items {
        let o = i.origins.first();
        let of = |get: fn(&model::Origin) -> Option<String>| o.and_then(get).unwrap_or_default();
        t.row(&[
            i.item.to_string(),
            kind(i.kind).to_owned(),
            i.name.clone(),
            title(i),
            of(|o| o.publisher.clone()),
            of(|o| o.published.as_ref().map(|p| p.iso.clone())),
            i.url().unwrap_or("").to_owned(),
            of(|o| o.collected_at.clone()),
            of(|o| o.collected_by.clone()),
            if i.source == i.item {
                String::new()
            } else {
                i.source.to_string()
            },
        ]);
    }
    t.text()
}

const fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Video => "video",
        ItemKind::Document => "document",
        ItemKind::Picture => "picture",
        ItemKind::Sidecar => "sidecar",
        ItemKind::Other => "other",
    }
}

fn title(i: &SourceItem) -> String {
    let said = i.document.as_ref().and_then(|d| d.title.clone());
    let origin = || i.origins.iter().find_map(|o| o.title.clone());
    said.or_else(origin)
        .unwrap_or_else(|| i.file_name().to_owned())
}

fn cited(case: &Investigation) -> impl Iterator<Item = &SourceItem> {
    let is = |k| matches!(k, ItemKind::Video | ItemKind::Document | ItemKind::Picture);
    case.items.iter().filter(move |i| is(i.kind))
}

/// The hash, and whether a second person reviewed the case.
fn note(case: &Investigation, item: &SourceItem) -> String {
    let review = review(case);
    let gap = if review.is_empty() { "" } else { "; " };
    format!("SHA-256 {}{gap}{review}", item.item)
}

/// Year, month and day, as far as an ISO date has them.
fn parts(iso: &str) -> Vec<u32> {
    let day = iso.split('T').next().unwrap_or(iso);
    day.split('-').map_while(|p| p.parse().ok()).collect()
}

/// Sources as CSL-JSON, for reference managers.
pub fn csl(case: &Investigation) -> String {
    let all: Vec<Value> = cited(case)
        .map(|i| {
            let d = i.document.clone().unwrap_or_default();
            let o = i.origins.first();
            let kind = match i.kind {
                ItemKind::Video => "motion_picture",
                ItemKind::Document => match d.kind.as_deref() {
                    Some("brochure" | "datasheet") => "pamphlet",
                    Some("post") => "post",
                    _ => "document",
                },
                _ => "graphic",
            };
            let mut entry = json!({"id": i.item.short(), "type": kind, "title": title(i),
                "note": note(case, i)});
            let publisher = o.and_then(|o| o.publisher.clone()).or(d.maker);
            if let Some(publisher) = publisher {
                entry["publisher"] = publisher.into();
            }
            if let Some(url) = i.url() {
                entry["URL"] = url.into();
            }
            let issued = o.and_then(|o| o.published.as_ref().map(|p| p.iso.clone()));
            for (key, iso) in [
                ("issued", issued),
                ("accessed", o.and_then(|o| o.collected_at.clone())),
            ] {
                let date = iso.map(|iso| parts(&iso)).filter(|p| !p.is_empty());
                if let Some(date) = date {
                    entry[key] = json!({"date-parts": [date]});
                }
            }
            if let Some(edition) = d.edition {
                entry["edition"] = edition.into();
            }
            if let Some(version) = d.version {
                entry["version"] = version.into();
            }
            entry
        })
        .collect();
    format!("{:#}\n", Value::Array(all))
}

/// Sources as BibTeX; UTF-8, as biber and today's BibTeX tools read it.
pub fn bibtex(case: &Investigation) -> String {
    let mut out = String::new();
    for i in cited(case) {
        let o = i.origins.first();
        let published = o.and_then(|o| o.published.as_ref().map(|p| parts(&p.iso)));
        let accessed = o.and_then(|o| o.collected_at.clone());
        let _ = writeln!(out, "@misc{{c{},", i.item.short());
        let mut field = |name: &str, value: String| {
            if !value.is_empty() {
                let _ = writeln!(out, "  {name} = {{{}}},", tex(&value));
            }
        };
        field("title", title(i));
        field(
            "howpublished",
            o.and_then(|o| o.publisher.clone()).unwrap_or_default(),
        );
        field(
            "year",
            published
                .and_then(|p| p.first().map(u32::to_string))
                .unwrap_or_default(),
        );
        field("url", i.url().unwrap_or("").to_owned());
        field(
            "urldate",
            accessed.map_or_else(String::new, |a| a.chars().take(10).collect()),
        );
        field("note", note(case, i));
        out.push_str("}\n\n");
    }
    out
}

/// Braces would end a field, and TeX has meanings for others.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => out.push(' '),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
