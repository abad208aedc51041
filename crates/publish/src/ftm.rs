//! FollowTheMoney entities, one JSON object a line, as Aleph and its tools read them. What was
//! imported from FollowTheMoney goes out with the id, schema and properties that it came with.
//!
//! A finding goes out only after a second person reviewed it; a contract only where a person
//! entered one. A filmed frame is an Image, so that it may be a proof.

use std::collections::{BTreeMap, BTreeSet};

use model::investigation::{
    EntityEntry, EvidenceEntry, FindingEntry, Investigation, ONE_PERSON, RelationEntry, SourceItem,
};
use model::{
    Address, ContentHash, EntityKind, FindingState, ItemId, ItemKind, Party, RelationKind,
    StatedDate, VerdictValue,
};
use serde_json::json;

use crate::annotations::fragment;
use crate::markers::{bounds, whole_box};

type Properties = BTreeMap<String, Vec<String>>;

/// All entities, one line each.
pub fn ftm(case: &Investigation) -> String {
    let mut out = Out {
        case,
        lines: Vec::new(),
        frames: BTreeSet::new(),
    };
    out.folder();
    for item in &case.items {
        out.item(item);
    }
    for product in &case.products {
        let mut p = props([("name", product.as_str())]);
        add(&mut p, "keywords", "product");
        out.push(&out.product(product), "Asset", p);
    }
    for entity in &case.entities {
        out.entity(entity);
    }
    out.sightings();
    for relation in &case.relations {
        out.relation(relation);
    }
    for finding in &case.findings {
        out.finding(finding);
    }
    out.lines.join("")
}

struct Out<'a> {
    case: &'a Investigation,
    lines: Vec<String>,
    /// Frames that have an Image.
    frames: BTreeSet<String>,
}

fn props<const N: usize>(all: [(&str, &str); N]) -> Properties {
    let mut p = Properties::new();
    for (name, value) in all {
        add(&mut p, name, value);
    }
    p
}

fn add(p: &mut Properties, name: &str, value: &str) {
    let value = value.trim();
    let values = p.entry(name.to_owned()).or_default();
    if !value.is_empty() && !values.iter().any(|v| v == value) {
        values.push(value.to_owned());
    }
}

fn add_url(p: &mut Properties, name: &str, value: Option<&str>) {
    if let Some(url) = value
        && (url.starts_with("http://") || url.starts_with("https://"))
    {
        add(p, name, url);
    }
}

/// FollowTheMoney knows years, months and days; what is less exact goes in words.
fn add_date(p: &mut Properties, name: &str, date: Option<&StatedDate>) {
    let Some(date) = date else { return };
    if let Some(iso) = date.iso() {
        add(p, name, &iso);
    }
    if date.iso().as_deref() != Some(date.words()) {
        add(p, "summary", &format!("{name}: {}", date.words()));
    }
}

impl Out<'_> {
    fn push(&mut self, id: &str, schema: &str, mut properties: Properties) {
        properties.retain(|_, values| !values.is_empty());
        let line = json!({"id": id, "schema": schema, "properties": properties});
        self.lines.push(format!("{line}\n"));
    }

    fn id(&self, kind: &str, name: &str) -> String {
        let case: String = self
            .case
            .case_name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_lowercase()
                } else {
                    '-'
                }
            })
            .take(24)
            .collect();
        let words: Vec<&str> = case.split('-').filter(|w| !w.is_empty()).collect();
        format!("{}-{kind}-{name}", words.join("-"))
    }

    fn product(&self, name: &str) -> String {
        self.id("product", &ContentHash::of(name.as_bytes()).to_hex()[..12])
    }

    fn item_id(&self, item: &ItemId) -> String {
        self.id("item", &item.short())
    }

    fn party(&self, party: &Party) -> String {
        match party {
            Party::Entity(id) => {
                let entity = self.case.entities.iter().find(|e| e.id == *id);
                entity.map_or_else(|| self.id("entity", id), |e| self.entity_id(e))
            }
            Party::Product(name) => self.product(name),
            Party::Item(item) => self.item_id(item),
        }
    }

    fn entity_id(&self, e: &EntityEntry) -> String {
        let foreign = e.fields.foreign.as_deref().and_then(|f| f.split_once(':'));
        foreign.map_or_else(|| self.id("entity", &e.id), |(_, id)| id.to_owned())
    }

    fn schema_of(&self, party: &Party) -> &str {
        match party {
            Party::Product(_) => "Asset",
            Party::Item(_) => "Document",
            Party::Entity(id) => {
                let entity = self.case.entities.iter().find(|e| e.id == *id);
                entity.map_or("Thing", schema)
            }
        }
    }

    fn folder(&mut self) {
        let name = self.case.case_name.clone();
        let mut p = props([("fileName", name.as_str()), ("title", name.as_str())]);
        add(&mut p, "processingAgent", &self.case.software);
        if self.case.one_person {
            add(&mut p, "notes", ONE_PERSON);
        }
        self.push(&self.id("folder", "case"), "Folder", p);
    }

    fn item(&mut self, item: &SourceItem) {
        let schema = match item.kind {
            ItemKind::Video => "Video",
            ItemKind::Document => "Pages",
            ItemKind::Picture => "Image",
            ItemKind::Sidecar | ItemKind::Other => return,
        };
        let mut p = props([("fileName", item.file_name())]);
        let sha = format!("sha256:{}", item.item);
        add(&mut p, "keywords", &sha);
        add(&mut p, "parent", &self.id("folder", "case"));
        add(&mut p, "fileSize", &item.bytes.to_string());
        for origin in &item.origins {
            add_url(&mut p, "sourceUrl", origin.url.as_deref());
            add(&mut p, "title", origin.title.as_deref().unwrap_or(""));
            add(
                &mut p,
                "publisher",
                origin.publisher.as_deref().unwrap_or(""),
            );
            add(&mut p, "crawler", origin.tool.as_deref().unwrap_or(""));
            add(
                &mut p,
                "publishedAt",
                origin.published.as_ref().map_or("", |d| whole(&d.iso)),
            );
            add(
                &mut p,
                "retrievedAt",
                origin.collected_at.as_deref().map_or("", whole),
            );
        }
        if let Some(document) = &item.document {
            add(&mut p, "title", document.title.as_deref().unwrap_or(""));
            add(&mut p, "author", document.maker.as_deref().unwrap_or(""));
        }
        if let Some(video) = &item.video {
            let millis = video.last.time.micros_since(video.first.time) / 1000;
            add(&mut p, "duration", &millis.to_string());
        }
        self.push(&self.item_id(&item.item), schema, p);
    }

    fn entity(&mut self, e: &EntityEntry) {
        let f = &e.fields;
        let schema = schema(e);
        let mut p: Properties = f.extra.clone();
        let named = name_property(schema);
        add(&mut p, named, &f.name);
        // What was imported goes out with the properties that it came in with.
        let lacks = |p: &Properties, name: &str| f.foreign.is_none() || !p.contains_key(name);
        if is_document(schema) && lacks(&p, "fileName") {
            add(&mut p, "fileName", &f.name);
        }
        if schema == "Address" && lacks(&p, "full") {
            let place = f
                .place
                .as_deref()
                .map_or(String::new(), |p| format!(", {p}"));
            add(&mut p, "full", &format!("{}{place}", f.name));
        } else if let Some(place) = &f.place
            && f.foreign.is_none()
        {
            add(&mut p, "summary", &format!("place: {place}"));
        }
        if !is_document(schema) {
            for alias in &f.aliases {
                add(&mut p, "alias", alias);
            }
        }
        if let (Some(country), true) = (&f.country, f.foreign.is_none()) {
            add(&mut p, "country", country);
        }
        let identifier = match schema {
            "Company" | "PublicBody" | "Organization" => "registrationNumber",
            "Contract" => "procedureNumber",
            "Project" => "projectId",
            _ => "keywords",
        };
        if f.foreign.is_none() {
            for number in &f.identifiers {
                add(&mut p, identifier, number);
            }
            add_date(&mut p, date_property(schema), f.date.as_ref());
            match f.kind {
                EntityKind::System => add(&mut p, "keywords", "system"),
                EntityKind::Component => add(&mut p, "keywords", "component"),
                EntityKind::Role => add(&mut p, "position", &f.name),
                _ => {}
            }
            add_url(&mut p, "sourceUrl", f.url.as_deref());
        }
        add(&mut p, "notes", &f.note);
        let id = self.entity_id(e);
        self.push(&id, schema, p);
    }

    /// An Image for a moment or page quad that evidence points at; `None` for what has no place.
    fn frame(&mut self, e: &EvidenceEntry) -> Option<String> {
        let item = self.case.item(e.item.as_ref()?)?;
        let Ok(Address::Moment(m)) = e.address.as_deref()?.parse::<Address>() else {
            return Some(self.item_id(&item.item));
        };
        let rect = m.quad.as_ref().map(whole_box);
        Some(self.image(item, &m.to_string(), m.time, rect))
    }

    fn image(
        &mut self,
        item: &SourceItem,
        address: &str,
        time: model::Timestamp,
        rect: Option<[i64; 4]>,
    ) -> String {
        let id = self.id("frame", &ContentHash::of(address.as_bytes()).to_hex()[..12]);
        if self.frames.insert(id.clone()) {
            let name = format!("{}_{}.png", item.item.short(), time.pts.0);
            let mut p = props([("fileName", name.as_str())]);
            add(
                &mut p,
                "title",
                &format!("Frame at {} of {}", time.clock(), item.file_name()),
            );
            add(&mut p, "keywords", address);
            add(&mut p, "parent", &self.id("folder", "case"));
            add(&mut p, "generator", &self.case.software);
            let url = item.url().map(|u| fragment(u, time, rect));
            add_url(&mut p, "sourceUrl", url.as_deref());
            self.push(&id, "Image", p);
        }
        id
    }

    /// Accepted sightings: this frame shows that product.
    fn sightings(&mut self) {
        let case = self.case;
        for m in &case.marks {
            let known = case.products.contains(&m.product);
            let (Some(item), Some(VerdictValue::Yes), true) =
                (case.item(&m.item), m.verdict, known)
            else {
                continue;
            };
            let moment = model::Moment {
                item: m.item,
                stream: m.stream,
                time: m.best.time,
            };
            let address = model::MomentAddress::new(&moment, Some(&m.quad)).to_string();
            let frame = self.image(item, &address, m.best.time, Some(bounds(m)));
            let mut p = props([("document", frame.as_str()), ("role", "shows a picture of")]);
            add(&mut p, "entity", &self.product(&m.product));
            add(&mut p, "recordId", &format!("sighting-{}", m.id));
            let id = self.id("shows", &m.id);
            self.push(&id, "Documentation", p);
        }
    }

    fn relation(&mut self, r: &RelationEntry) {
        let f = &r.fields;
        let (from, to) = (self.party(&f.from), self.party(&f.to));
        let (schema, source, target) = self.edge(r);
        let mut p = f.extra.clone();
        add(&mut p, source, &from);
        add(&mut p, target, &to);
        let id = match f.foreign.as_deref().and_then(|f| f.split_once(':')) {
            Some((_, id)) => id.to_owned(),
            None => {
                add(&mut p, "role", &f.kind.word().replace('-', " "));
                add(&mut p, "recordId", &format!("relation-{}", r.id));
                add_date(&mut p, "startDate", f.since.as_ref());
                add_date(&mut p, "endDate", f.until.as_ref());
                add(&mut p, "summary", &f.note);
                let status = if r.evidence.is_empty() {
                    "no evidence".to_owned()
                } else {
                    format!("evidence {}", r.worth)
                };
                add(&mut p, "status", &status);
                if schema == "Ownership" && f.kind == RelationKind::Makes {
                    add(&mut p, "ownershipType", "manufacturer");
                }
                self.id("relation", &r.id)
            }
        };
        if schema != "Documentation" || f.foreign.is_none() {
            for e in r.evidence.iter().filter(|e| e.worth == "accepted") {
                if let Some(frame) = self.frame(e) {
                    add(&mut p, "proof", &frame);
                }
            }
        }
        self.push(&id, &schema, p);
    }

    /// The schema of a relation and its two ends.
    fn edge(&self, r: &RelationEntry) -> (String, &'static str, &'static str) {
        let f = &r.fields;
        if let Some((schema, _)) = f.foreign.as_deref().and_then(|f| f.split_once(':'))
            && let Some((source, target)) = ends(schema)
        {
            return (schema.to_owned(), source, target);
        }
        let (from, to) = (self.schema_of(&f.from), self.schema_of(&f.to));
        let legal = |s: &str| matches!(s, "Company" | "PublicBody" | "Person" | "Organization");
        let asset = |s: &str| matches!(s, "Company" | "Asset" | "Contract");
        let name = match f.kind {
            RelationKind::Makes | RelationKind::Owns if legal(from) && asset(to) => "Ownership",
            RelationKind::StaffOf
                if from == "Person" && matches!(to, "Company" | "PublicBody" | "Organization") =>
            {
                "Employment"
            }
            _ if is_document(from) => "Documentation",
            _ => "UnknownLink",
        };
        let (source, target) = ends(name).unwrap_or(("subject", "object"));
        (name.to_owned(), source, target)
    }

    fn finding(&mut self, finding: &FindingEntry) {
        let reviewed = matches!(
            finding.state,
            FindingState::Reviewed | FindingState::Cleared | FindingState::Published
        );
        if !reviewed || finding.fields.parties.is_empty() {
            return;
        }
        let f = &finding.fields;
        let mut p = props([("description", f.statement.as_str())]);
        let id = format!("finding-{}", finding.id);
        for party in &f.parties {
            let party = self.party(&Party::Entity(party.clone()));
            add(&mut p, "entity", &party);
        }
        let mut status = format!("state: {}", finding.state.word());
        if let Some(likelihood) = &f.likelihood {
            status.push_str(&format!(
                "; likelihood: {} ({})",
                likelihood.word(),
                likelihood.scale().title()
            ));
        }
        add(&mut p, "summary", &status);
        if let Some(confidence) = &f.confidence {
            add(
                &mut p,
                "notes",
                &format!(
                    "confidence {}: {}",
                    confidence.level.word(),
                    confidence.reason
                ),
            );
        }
        for e in finding.evidence.iter().filter(|e| e.worth == "accepted") {
            if let Some(frame) = self.frame(e) {
                add(&mut p, "proof", &frame);
            }
        }
        add(&mut p, "keywords", &id);
        let id = self.id("finding", &finding.id);
        self.push(&id, "Note", p);
    }
}

/// As exact a date as FollowTheMoney takes; its times have no zone.
fn whole(iso: &str) -> &str {
    iso.get(..10).unwrap_or(iso)
}

fn schema(e: &EntityEntry) -> &str {
    if let Some((schema, _)) = e.fields.foreign.as_deref().and_then(|f| f.split_once(':')) {
        return schema;
    }
    match e.fields.kind {
        EntityKind::Company => "Company",
        EntityKind::Body => "PublicBody",
        EntityKind::Role => "Person",
        EntityKind::Programme => "Project",
        EntityKind::Site => "Address",
        EntityKind::System | EntityKind::Component => "Asset",
        EntityKind::Contract => "Contract",
        EntityKind::Event => "Event",
        EntityKind::Post => "Article",
    }
}

pub(crate) fn is_document(schema: &str) -> bool {
    matches!(
        schema,
        "Document"
            | "Video"
            | "Image"
            | "Pages"
            | "Audio"
            | "Article"
            | "Folder"
            | "HyperText"
            | "PlainText"
            | "Table"
            | "Email"
            | "Workbook"
            | "Package"
            | "Message"
    )
}

fn name_property(schema: &str) -> &'static str {
    if is_document(schema) || matches!(schema, "Contract" | "Note") {
        "title"
    } else {
        "name"
    }
}

fn date_property(schema: &str) -> &'static str {
    match schema {
        "Company" | "PublicBody" | "Organization" => "incorporationDate",
        "Contract" => "contractDate",
        "Project" => "startDate",
        "Event" => "date",
        "Article" => "publishedAt",
        _ => "modifiedAt",
    }
}

/// The two ends of schemata that join others.
pub fn ends(schema: &str) -> Option<(&'static str, &'static str)> {
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
