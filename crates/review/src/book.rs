//! What people's acts amount to now: entities with merges, relations, findings, verdicts on
//! proposals, options. Pure folding of acts; who may do what is in `entities` and `findings`.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{
    Absence, Act, Citation, ContentHash, EntityFields, FindingFields, FindingState, Party, Quad,
    RelationFields, Reply, RivalExplanation, Statement, Subject, Verdict,
};

use crate::ReviewError;

/// A thing that a person said, with the act's number, author and time.
#[derive(Clone, PartialEq, Debug)]
pub struct Said<T> {
    /// By which it is taken back.
    pub number: i64,
    pub what: T,
    pub by: String,
    pub at: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    pub id: String,
    pub fields: EntityFields,
    pub by: String,
    pub at: String,
    /// Ids of entries that were merged into this one.
    pub merged: Vec<String>,
    /// Number of the latest act about it.
    pub revision: i64,
    /// Who did that, and when.
    pub changed_by: String,
    pub changed_at: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Relation {
    pub id: String,
    /// With its ends as they are after merges.
    pub fields: RelationFields,
    pub citations: Vec<Said<Citation>>,
    pub verdicts: Vec<Verdict>,
    pub by: String,
    pub at: String,
    pub revision: i64,
}

/// A state that was given to a finding, and the hash of what it was given to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StateGiven {
    pub state: FindingState,
    pub content: ContentHash,
    pub by: String,
    pub at: String,
    pub reason: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    pub id: String,
    pub fields: FindingFields,
    pub citations: Vec<Said<Citation>>,
    pub rivals: Vec<Said<RivalExplanation>>,
    pub absences: Vec<Said<Absence>>,
    pub replies: Vec<Said<Reply>>,
    pub states: Vec<StateGiven>,
    /// Everybody who wrote anything of it.
    pub authors: BTreeSet<String>,
    pub by: String,
    pub at: String,
    /// Number of the latest act about it, with its author and time.
    pub revision: i64,
    pub changed_by: String,
    pub changed_at: String,
}

/// What people say of a picture of the dossier.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PictureRules {
    pub masks: Vec<Said<Quad>>,
    /// Who confirmed that all of the frame may be shown.
    pub whole: Option<Said<()>>,
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Book {
    pub entities: BTreeMap<String, Entity>,
    pub relations: BTreeMap<String, Relation>,
    pub findings: BTreeMap<String, Finding>,
    /// Verdicts on proposals without a table of their own, by the proposal's id.
    pub judged: BTreeMap<String, Vec<Verdict>>,
    pub pictures: BTreeMap<String, PictureRules>,
    pub options: BTreeMap<String, String>,
    /// Entry by the entry that it was merged into.
    pub merges: BTreeMap<String, String>,
    /// Everybody who did an act.
    pub people: BTreeSet<String>,
    /// How many acts there are.
    pub acts: usize,
}

impl Book {
    /// # Errors
    /// When the case can't be read.
    pub fn read(case: &Case) -> Result<Self, ReviewError> {
        Ok(Self::of(case.statements()?))
    }

    /// What the acts amount to, in order, without those that were undone.
    pub fn of(statements: Vec<Statement>) -> Self {
        let mut book = Self {
            acts: statements.len(),
            ..Self::default()
        };
        for s in statements {
            book.people.insert(s.by.clone());
            if s.undone {
                continue;
            }
            match s.subject {
                Subject::Entity => book.entity(s),
                Subject::Relation => book.relation(s),
                Subject::Finding => book.finding(s),
                Subject::Proposal => book.proposal(s),
                Subject::Picture => book.picture(s),
                Subject::Option => {
                    if let Act::Set { value } = s.act {
                        book.options.insert(s.id, value);
                    }
                }
            }
        }
        book.join();
        book
    }

    /// The entry that this one is part of after merges.
    pub fn resolved<'a>(&'a self, id: &'a str) -> &'a str {
        let mut at = id;
        // No chain is longer than the merges; a ring would be, and stops.
        for _ in 0..=self.merges.len() {
            match self.merges.get(at) {
                Some(into) => at = into,
                None => return at,
            }
        }
        id
    }

    pub fn entity_named(&self, id: &str) -> Option<&Entity> {
        self.entities.get(self.resolved(id))
    }

    /// What a party is called.
    pub fn name(&self, party: &Party) -> String {
        match party {
            Party::Entity(id) => self
                .entity_named(id)
                .map_or_else(|| format!("{id} (removed)"), |e| e.fields.name.clone()),
            Party::Product(name) => name.clone(),
            Party::Item(item) => item.short(),
        }
    }

    fn entity(&mut self, s: Statement) {
        match s.act {
            Act::AddEntity(fields) => {
                self.entities.insert(
                    s.id.clone(),
                    Entity {
                        id: s.id,
                        fields,
                        by: s.by.clone(),
                        at: s.at.clone(),
                        merged: Vec::new(),
                        revision: s.position,
                        changed_by: s.by,
                        changed_at: s.at,
                    },
                );
            }
            Act::EditEntity(fields) => {
                if let Some(entity) = self.entities.get_mut(&s.id) {
                    entity.fields = fields;
                    entity.revision = s.position;
                    entity.changed_by = s.by;
                    entity.changed_at = s.at;
                }
            }
            Act::MergeEntity { into } => {
                self.merges.insert(s.id, into);
            }
            Act::RemoveEntity => {
                self.entities.remove(&s.id);
            }
            _ => {}
        }
    }

    fn relation(&mut self, s: Statement) {
        if let Act::AddRelation(fields) = s.act {
            let relation = Relation {
                id: s.id.clone(),
                fields,
                citations: Vec::new(),
                verdicts: Vec::new(),
                by: s.by,
                at: s.at,
                revision: s.position,
            };
            self.relations.insert(s.id, relation);
            return;
        }
        if s.act == Act::RemoveRelation {
            self.relations.remove(&s.id);
            return;
        }
        let Some(relation) = self.relations.get_mut(&s.id) else {
            return;
        };
        relation.revision = s.position;
        match s.act {
            Act::EditRelation(fields) => relation.fields = fields,
            Act::Cite(what) => relation.citations.push(Said {
                number: s.position,
                what,
                by: s.by,
                at: s.at,
            }),
            Act::TakeBack { position } => relation.citations.retain(|c| c.number != position),
            _ => {}
        }
    }

    fn proposal(&mut self, s: Statement) {
        let Act::Judge { value, arbiter } = s.act else {
            return;
        };
        let of = self.judged.entry(s.id).or_default();
        of.retain(|v| v.by != s.by);
        of.extend(value.map(|value| Verdict {
            value,
            by: s.by,
            at: s.at,
            reason: s.reason,
            arbiter,
        }));
    }

    fn picture(&mut self, s: Statement) {
        let rules = self.pictures.entry(s.id).or_default();
        let said = |what| Said {
            number: s.position,
            what,
            by: s.by.clone(),
            at: s.at.clone(),
        };
        match s.act {
            Act::Mask { quad } => rules.masks.push(Said {
                number: s.position,
                what: quad,
                by: s.by,
                at: s.at,
            }),
            Act::TakeBack { position } => rules.masks.retain(|m| m.number != position),
            Act::Confirm { whole } => rules.whole = whole.then(|| said(())),
            _ => {}
        }
    }

    /// Merged entries go into the ones that stay, with their names as aliases; ends of relations
    /// and parties of findings follow. Verdicts on relations go to them.
    fn join(&mut self) {
        let merged: Vec<String> = self.merges.keys().cloned().collect();
        for id in merged {
            let into = self.resolved(&id).to_owned();
            let Some(from) = self.entities.remove(&id) else {
                continue;
            };
            if let Some(stays) = self.entities.get_mut(&into) {
                stays.take_in(from);
            } else {
                // What it was merged into is gone: it stands for itself again.
                self.merges.remove(&id);
                self.entities.insert(id, from);
            }
        }
        let merges = self.merges.clone();
        let resolve = |id: &mut String| {
            let mut seen = 0;
            while let Some(into) = merges.get(id.as_str()) {
                id.clone_from(into);
                seen += 1;
                if seen > merges.len() {
                    break;
                }
            }
        };
        for relation in self.relations.values_mut() {
            for party in [&mut relation.fields.from, &mut relation.fields.to] {
                if let Party::Entity(id) = party {
                    resolve(id);
                }
            }
            let verdicts = self.judged.get(&format!("relation:{}", relation.id));
            relation.verdicts = verdicts.cloned().unwrap_or_default();
        }
        for finding in self.findings.values_mut() {
            finding.fields.parties.iter_mut().for_each(resolve);
            for reply in &mut finding.replies {
                resolve(&mut reply.what.party);
            }
        }
    }
}

impl Entity {
    fn take_in(&mut self, other: Entity) {
        let own: BTreeSet<String> = self.fields.names().map(str::to_owned).collect();
        let new: Vec<String> = other
            .fields
            .names()
            .filter(|n| !own.contains(*n))
            .map(str::to_owned)
            .collect();
        self.fields.aliases.extend(new);
        for identifier in other.fields.identifiers {
            if !self.fields.identifiers.contains(&identifier) {
                self.fields.identifiers.push(identifier);
            }
        }
        let fill = |slot: &mut Option<String>, other: Option<String>| {
            *slot = slot.take().or(other);
        };
        fill(&mut self.fields.country, other.fields.country);
        fill(&mut self.fields.place, other.fields.place);
        fill(&mut self.fields.url, other.fields.url);
        self.merged.push(other.id);
        self.merged.extend(other.merged);
    }
}

impl Book {
    fn finding(&mut self, s: Statement) {
        if let Act::NewFinding(fields) = s.act {
            let finding = Finding {
                id: s.id.clone(),
                fields,
                citations: Vec::new(),
                rivals: Vec::new(),
                absences: Vec::new(),
                replies: Vec::new(),
                states: Vec::new(),
                authors: BTreeSet::from([s.by.clone()]),
                by: s.by.clone(),
                at: s.at.clone(),
                revision: s.position,
                changed_by: s.by,
                changed_at: s.at,
            };
            self.findings.insert(s.id, finding);
        } else if let Some(finding) = self.findings.get_mut(&s.id) {
            finding.take(s);
        }
    }
}

impl Finding {
    fn take(&mut self, s: Statement) {
        self.revision = s.position;
        self.changed_by.clone_from(&s.by);
        self.changed_at.clone_from(&s.at);
        fn said<T>(what: T, s: &(i64, String, String)) -> Said<T> {
            Said {
                number: s.0,
                what,
                by: s.1.clone(),
                at: s.2.clone(),
            }
        }
        let head = (s.position, s.by.clone(), s.at.clone());
        match s.act {
            Act::EditFinding(patch) => patch.apply(&mut self.fields),
            Act::Cite(citation) => self.citations.push(said(citation, &head)),
            Act::AddRival(rival) => self.rivals.push(said(rival, &head)),
            Act::AddAbsence(absence) => self.absences.push(said(absence, &head)),
            Act::TakeBack { position } => {
                self.citations.retain(|c| c.number != position);
                self.rivals.retain(|c| c.number != position);
                self.absences.retain(|c| c.number != position);
                self.replies.retain(|c| c.number != position);
            }
            // Neither makes its author an author of the finding.
            Act::Reply(reply) => {
                self.replies.push(said(reply, &head));
                return;
            }
            Act::SetState { state, content } => {
                self.states.push(StateGiven {
                    state,
                    content,
                    by: s.by,
                    at: s.at,
                    reason: s.reason,
                });
                return;
            }
            _ => return,
        }
        self.authors.insert(s.by);
    }
}
