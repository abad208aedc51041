//! `entity`, `link`, `unlink`: companies, bodies, sites, systems …, and how they are related.

use case::{Access, Case};
use clap::{Args, Subcommand};
use model::{
    Coordinates, EntityFields, EntityKind, RelationFields, RelationKind, Side, StatedDate,
};
use review::book::Book;
use review::entities;
use review::evidence::Evidence;

use super::door::{Failure, Outcome};
use super::{CaseArg, people_json};

/// Who says so, and how it is printed.
#[derive(Args)]
pub struct Who {
    /// Who says so (an alias)
    #[arg(long, value_name = "ALIAS")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Print JSON lines on stdout instead of words
    #[arg(long)]
    pub json: bool,
}

impl Who {
    /// Says what was added: for programs with the act that added it, for people the id alone,
    /// which they give to the next command.
    pub fn added(&self, case: &Case, id: &str) -> Result<Outcome, Failure> {
        if !self.json {
            return Ok(self.done(id, None));
        }
        let acts = entities::history(case, Some(id))?;
        Ok(self.done(id, acts.first().map(|s| s.position)))
    }

    /// Says what was done and how it is undone.
    pub fn done(&self, id: &str, act: Option<i64>) -> Outcome {
        if self.json {
            println!("{}", serde_json::json!({"id": id, "act": act}));
        } else {
            println!("{id}");
            if let Some(act) = act {
                println!(
                    "act {act}; undo it with: contrechamp undo {act} --by {}",
                    self.by
                );
            }
        }
        Outcome::Done
    }
}

/// A date as it is stated.
pub fn stated(text: Option<&String>) -> Result<Option<StatedDate>, Failure> {
    text.map(|t| t.parse::<StatedDate>())
        .transpose()
        .map_err(|e| {
            Failure::usage(
                e.to_string(),
                "dates are kept as precisely as they are known",
            )
        })
}

/// Say who and what the case is about: companies, public bodies, roles, programmes, sites,
/// systems and their components, contracts, events, posts.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp entity --case almaty add company 'ТОО Argus KZ' --alias 'Argus KZ LLP' --country kz --by k7\n  \
contrechamp entity --case almaty add programme 'Safe City' --place Almaty --by k7\n  \
contrechamp entity --case almaty merge 'Argus KZ LLP' 'ТОО Argus KZ' --by k7 --reason 'same register entry'\n\n\
`add` brings files in; a company is none, so that it has a verb of its own."
)]
pub struct Entity {
    #[command(flatten)]
    case: CaseArg,
    #[command(subcommand)]
    act: Act,
}

#[derive(Args)]
struct Fields {
    /// Another name or spelling of the same one; may be given again
    #[arg(long, value_name = "NAME")]
    alias: Vec<String>,
    /// Where or whose it is: what keeps two of one name apart
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// Two letters (ISO 3166-1)
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// A registration or contract number; may be given again
    #[arg(long, value_name = "TEXT")]
    identifier: Vec<String>,
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When it was founded, signed or happened, as precisely as it is known: 2019, spring 2019 …
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Where it lies: degrees north and east, minus for south and west
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    at: Option<Coordinates>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Subcommand)]
enum Act {
    /// Add one; prints its id
    Add {
        #[arg(value_name = "KIND", value_parser = kind)]
        kind: EntityKind,
        name: String,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        who: Who,
    },
    /// Change what is said of one; what is not given stays
    Edit {
        /// Its id, the first digits, or its name
        entity: String,
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: Fields,
        /// Only if this was the latest act about it (see `history`)
        #[arg(long, value_name = "ACT")]
        revision: Option<i64>,
        #[command(flatten)]
        who: Who,
    },
    /// Say that two are one; the second stays. Undo the act to part them again
    Merge {
        entity: String,
        into: String,
        #[command(flatten)]
        who: Who,
    },
    /// Take one out that nothing names
    Remove {
        entity: String,
        #[command(flatten)]
        who: Who,
    },
}

fn kind(word: &str) -> Result<EntityKind, String> {
    EntityKind::named(word).ok_or_else(|| {
        let words: Vec<&str> = EntityKind::ALL.iter().map(|k| k.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

impl Fields {
    fn apply(self, to: &mut EntityFields) -> Result<(), Failure> {
        to.aliases.extend(self.alias);
        to.identifiers.extend(self.identifier);
        to.date = stated(self.date.as_ref())?.or(to.date.take());
        to.place = self.place.or(to.place.take());
        to.country = self.country.or(to.country.take());
        to.url = self.url.or(to.url.take());
        to.note = self.note.unwrap_or(std::mem::take(&mut to.note));
        if let Some(at) = self.at {
            *to = to.clone().lying_at(Some(at));
        }
        Ok(())
    }
}

impl Entity {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.act {
            Act::Add {
                kind,
                name,
                fields,
                who,
            } => {
                let mut new = EntityFields::new(kind, &name);
                fields.apply(&mut new)?;
                let mut case = self.case.open(Access::Write)?;
                let id = entities::add_entity(&mut case, new, &who.by, &who.reason)?;
                who.added(&case, &id)
            }
            Act::Edit {
                entity,
                name,
                fields,
                revision,
                who,
            } => {
                let mut case = self.case.open(Access::Write)?;
                let book = Book::read(&case)?;
                let old = entities::find_entity(&book, &entity)?;
                let id = old.id.clone();
                let mut new = old.fields.clone();
                new.name = name.unwrap_or(new.name);
                fields.apply(&mut new)?;
                let act =
                    entities::edit_entity(&mut case, &id, new, revision, &who.by, &who.reason)?;
                Ok(who.done(&id, Some(act)))
            }
            Act::Merge { entity, into, who } => {
                let mut case = self.case.open(Access::Write)?;
                let act =
                    entities::merge_entities(&mut case, &entity, &into, &who.by, &who.reason)?;
                let book = Book::read(&case)?;
                let id = entities::find_entity(&book, &into)?.id.clone();
                Ok(who.done(&id, Some(act)))
            }
            Act::Remove { entity, who } => {
                let mut case = self.case.open(Access::Write)?;
                let act = entities::remove_entity(&mut case, &entity, &who.by, &who.reason)?;
                Ok(who.done(&entity, Some(act)))
            }
        }
    }
}

/// Relate two: FROM does this to TO. Without evidence it is marked as such everywhere.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp link --case almaty 'ТОО Argus KZ' distributes 'product:Argus Wall' --since 'spring 2019' --evidence 4f0c9a1b77d2 --by k7\n  \
contrechamp link --case almaty item:7f3a9c2b4d1e at 'Duty room' --evidence '7f3a9c2b4d1e@0:527872:1/12800' --by k7\n\n\
Ends are entities (id or name), product:NAME, or item:DIGITS.\n\
Kinds: makes, owns, distributes, installed, operates, supplied, partner-of, staff-of, part-of, at, provides, present-at, party-to, concerns, related-to"
)]
pub struct Link {
    #[command(flatten)]
    case: CaseArg,
    from: String,
    #[arg(value_parser = relation_kind)]
    kind: RelationKind,
    to: String,
    /// From when it held, as precisely as it is known: 2019, spring 2019, before 2020 …
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Until when it held
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// A sighting, passage or reading (its id), or an address; may be given again
    #[arg(long, value_name = "EVIDENCE")]
    evidence: Vec<String>,
    #[command(flatten)]
    who: Who,
}

fn relation_kind(word: &str) -> Result<RelationKind, String> {
    RelationKind::named(word).ok_or_else(|| {
        let words: Vec<&str> = RelationKind::ALL.iter().map(|k| k.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

impl Link {
    pub fn run(self) -> Result<Outcome, Failure> {
        let (since, until) = (stated(self.since.as_ref())?, stated(self.until.as_ref())?);
        let mut case = self.case.open(Access::Write)?;
        let book = Book::read(&case)?;
        let evidence = Evidence::read(&case, &book)?;
        let fields = RelationFields {
            kind: self.kind,
            from: entities::find_party(&case, &book, &self.from)?,
            to: entities::find_party(&case, &book, &self.to)?,
            since,
            until,
            note: self.note.trim().to_owned(),
            foreign: None,
            extra: Default::default(),
        };
        let citations = self
            .evidence
            .iter()
            .map(|e| entities::citation(&book, &evidence, e, Side::For, ""))
            .collect::<Result<Vec<_>, _>>()?;
        let who = &self.who;
        let id = entities::link(&mut case, fields, &citations, &who.by, &who.reason)?;
        if citations.is_empty() && !who.json {
            eprintln!(
                "note: it has no evidence, and says so everywhere; add some with: contrechamp cite EVIDENCE --to {id}"
            );
        }
        who.added(&case, &id)
    }
}

/// Take a relation out; its acts stay in the history.
#[derive(Args)]
#[command(after_help = "Example:\n  contrechamp unlink --case almaty 4f0c9a1b77d2 --by k7")]
pub struct Unlink {
    #[command(flatten)]
    case: CaseArg,
    /// Its id, or the first digits
    relation: String,
    #[command(flatten)]
    who: Who,
}

impl Unlink {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let who = &self.who;
        let act = entities::remove_relation(&mut case, &self.relation, &who.by, &who.reason)?;
        Ok(who.done(&self.relation, Some(act)))
    }
}

/// Print what people did on entities, relations, findings and options, undone acts too.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp history --case almaty\n  contrechamp history --case almaty 4f0c9a1b77d2 --json"
)]
pub struct History {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: super::Print,
    /// Only about the thing with this id, or its first digits
    of: Option<String>,
}

impl History {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        for act in entities::history(&case, self.of.as_deref())? {
            if self.print.json {
                println!("{}", people_json::act(&act));
            } else {
                println!("{}", people_json::act_words(&act));
            }
        }
        Ok(Outcome::Done)
    }
}

/// Undo an act by its number; the act stays in the history.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp undo --case almaty 12 --by k7 --reason 'wrong company'"
)]
pub struct Undo {
    #[command(flatten)]
    case: CaseArg,
    /// The act's number (see `history`)
    act: i64,
    #[command(flatten)]
    who: Who,
}

impl Undo {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let who = &self.who;
        let act = entities::undo(&mut case, self.act, &who.by, &who.reason)?;
        Ok(who.done(&format!("act {} is undone", self.act), Some(act)))
    }
}

/// Say how people work on the case: second reading, blind reading, order of the queue.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp option --case almaty second-reading findings --by k7\n  contrechamp option --case almaty blind on --by k7\n\nOptions: second-reading (off, findings, all), blind (off, on), queue (impact, time); see `list options`"
)]
pub struct SetOption {
    #[command(flatten)]
    case: CaseArg,
    name: String,
    value: String,
    #[command(flatten)]
    who: Who,
}

impl SetOption {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let who = &self.who;
        let act =
            review::working::set_option(&mut case, &self.name, &self.value, &who.by, &who.reason)?;
        Ok(who.done(&self.name, Some(act)))
    }
}
