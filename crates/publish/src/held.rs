//! What does not go out: items whose level forbids it, and all that was made of them or names them.
//!
//! A form is built of what may go. Texts that people wrote are looked through for the names of what
//! is held back, which are struck out.

use std::collections::BTreeSet;

use case::{Case, CaseError, ItemRow, Withheld};
use model::investigation::{EvidenceEntry, Investigation, SourceItem};
use model::{
    EntityFields, Generation, ItemId, Origin, Party, Phrase, Reply, ReplyAct, Sensitivity,
};

/// How far a form may go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reach {
    /// Only what was said to be open.
    Open,
    /// All but what could tell who a source is.
    #[default]
    Usual,
    /// Everything: for those who asked for it.
    Everything,
}

impl Reach {
    const fn may_go(self, level: Sensitivity) -> bool {
        match (self, level) {
            (Self::Everything, _) | (_, Sensitivity::Open) => true,
            (Self::Usual, Sensitivity::Internal) => true,
            (Self::Open, Sensitivity::Internal) | (_, Sensitivity::SourceIdentifying) => false,
        }
    }

    /// As it stands in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Usual => "usual",
            Self::Everything => "everything",
        }
    }
}

/// What stands in the place of a name.
const STRUCK: &str = "▮▮▮";
/// Shorter names are parts of other words.
const LEAST_NAME: usize = 4;
/// What a piece that is held back is called.
const GONE: &str = "withheld";
/// What is said of evidence that is held back.
pub const WITHHELD: &str = "evidence that is withheld to protect a source";

/// What does not go.
#[derive(Default)]
pub struct Held {
    pub items: BTreeSet<ItemId>,
    pub traces: Withheld,
    names: Vec<String>,
    /// Products of which only what is held back has pictures.
    products: BTreeSet<String>,
}

impl Held {
    /// # Errors
    /// When the case can't be read.
    pub fn of(case: &Case, reach: Reach) -> Result<Self, CaseError> {
        let levels = case.sensitivities()?;
        let may_go = |id: &ItemId| reach.may_go(levels.get(id).copied().unwrap_or_default());
        let rows = case.items()?;
        let mut items: BTreeSet<ItemId> =
            rows.iter().map(|r| r.id).filter(|id| !may_go(id)).collect();
        // A record of origin says where its file comes from: it stays with it.
        let beside = rows.iter().filter(|r| items.contains(&r.id));
        let sidecars: Vec<ItemId> = beside
            .flat_map(|r| r.origins.iter().filter_map(|o| o.sidecar))
            .collect();
        items.extend(sidecars);
        // What was taken out of a saved page stays with it.
        let part_of = |r: &ItemRow| {
            let mut origins = r.origins.iter();
            origins.any(|o| o.path.contains("!/") && o.sidecar.is_some_and(|s| items.contains(&s)))
        };
        let parts: Vec<ItemId> = rows.iter().filter(|r| part_of(r)).map(|r| r.id).collect();
        items.extend(parts);
        let traces = case.withheld(&items)?;
        let names = names(&rows, &items);
        let mut products = BTreeSet::new();
        if !items.is_empty() {
            let (away, open): (Vec<_>, Vec<_>) = case
                .references()?
                .into_iter()
                .partition(|r| traces.is_named_in(&r.id.0.to_hex()));
            let open: BTreeSet<String> = open.into_iter().map(|r| r.product).collect();
            products.extend(away.into_iter().map(|r| r.product));
            products.retain(|p| !open.contains(p));
        }
        Ok(Self {
            items,
            traces,
            names,
            products,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn holds(&self, item: &ItemId) -> bool {
        self.items.contains(item)
    }

    /// Whether a text names what is held back.
    pub fn is_named_in(&self, text: &str) -> bool {
        self.traces.is_named_in(text) || self.names.iter().any(|n| text.contains(n.as_str()))
    }

    /// Whether a product is known by what is held back only.
    pub fn hides_product(&self, product: &str) -> bool {
        self.products.contains(product) || self.is_named_in(product)
    }

    /// Strikes out every name of what is held back; a text with an id or address of it goes as a
    /// whole.
    pub fn strike(&self, text: &mut String) {
        if self.traces.is_named_in(text) {
            STRUCK.clone_into(text);
            return;
        }
        for name in &self.names {
            if text.contains(name.as_str()) {
                *text = text.replace(name.as_str(), STRUCK);
            }
        }
    }

    pub fn strike_if(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.strike(text);
        }
    }

    fn strike_all(&self, texts: &mut [String]) {
        texts.iter_mut().for_each(|t| self.strike(t));
    }

    /// A sentence that speaks of what is held back goes as a whole: what is left of it would say
    /// what is said of it.
    fn strike_phrase(&self, phrase: &mut Phrase) {
        let told = |t: &String| self.is_named_in(t) || self.products.contains(t);
        if phrase.data_parts().into_iter().any(|t| told(t)) {
            *phrase = Phrase::plain(WITHHELD);
        }
    }

    /// Strikes out of accounts of origin what is held back, and takes out those that a record which
    /// is held back gives: of them only the path is left, where there is no other.
    pub fn strike_origins(&self, origins: &mut Vec<Origin>) {
        let first = origins.first().map(|o| o.path.clone());
        origins.retain(|o| o.sidecar.is_none_or(|s| !self.holds(&s)));
        if let (true, Some(path)) = (origins.is_empty(), first) {
            origins.push(Origin {
                path,
                ..Origin::default()
            });
        }
        for origin in origins {
            self.strike(&mut origin.path);
            self.strike_all(&mut origin.notes);
            for text in [
                &mut origin.url,
                &mut origin.canonical_id,
                &mut origin.title,
                &mut origin.publisher,
                &mut origin.tool,
            ] {
                self.strike_if(text);
            }
        }
    }

    fn item(&self, item: &mut SourceItem) {
        if self.holds(&item.source) {
            item.source = item.item;
        }
        self.strike_origins(&mut item.origins);
        self.strike(&mut item.name);
        if let Some(document) = &mut item.document {
            for text in [
                &mut document.title,
                &mut document.maker,
                &mut document.kind,
                &mut document.version,
                &mut document.edition,
                &mut document.product,
                &mut document.date,
            ] {
                self.strike_if(text);
            }
            if document
                .product
                .as_ref()
                .is_some_and(|p| self.hides_product(p))
            {
                document.product = None;
            }
        }
    }

    fn entity(&self, fields: &mut EntityFields) {
        self.strike(&mut fields.name);
        self.strike_all(&mut fields.aliases);
        self.strike_all(&mut fields.identifiers);
        self.strike(&mut fields.note);
        for text in [&mut fields.place, &mut fields.url, &mut fields.foreign] {
            self.strike_if(text);
        }
        fields.extra.values_mut().for_each(|v| self.strike_all(v));
    }

    /// Takes out of an investigation what is held back.
    pub fn strip(&self, of: &mut Investigation) {
        if self.is_empty() {
            return;
        }
        self.strike(&mut of.case_name);
        of.items.retain(|i| !self.holds(&i.item));
        of.items.iter_mut().for_each(|i| self.item(i));
        of.copies
            .retain(|c| !self.holds(&c.a.video) && !self.holds(&c.b.video));
        of.products.retain(|p| !self.hides_product(p));
        of.marks
            .retain(|m| !self.holds(&m.item) && !self.traces.is_named_in(&m.id));
        self.generations(of);
        // What is said of pictures stays: it is looked up and never printed, and a mask that a
        // withheld sighting carries covers its frame for all others.
        let away = |p: &Party| match p {
            Party::Item(item) => self.holds(item),
            Party::Product(name) => self.hides_product(name),
            Party::Entity(_) => false,
        };
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut of.relations)
            .into_iter()
            .partition(|r| away(&r.fields.from) || away(&r.fields.to));
        of.relations = kept;
        let gone: BTreeSet<String> = gone
            .into_iter()
            .map(|r| format!("relation:{}", r.id))
            .collect();
        for relation in &mut of.relations {
            self.strike(&mut relation.fields.note);
            self.strike_if(&mut relation.fields.foreign);
            let extra = relation.fields.extra.values_mut();
            extra.for_each(|v| self.strike_all(v));
            self.strike(&mut relation.from_name);
            self.strike(&mut relation.to_name);
            relation
                .evidence
                .iter_mut()
                .for_each(|e| self.piece(e, &gone));
        }
        of.entities
            .iter_mut()
            .for_each(|e| self.entity(&mut e.fields));
        for finding in &mut of.findings {
            self.strike(&mut finding.fields.statement);
            self.strike(&mut finding.fields.assessment);
            if let Some(confidence) = &mut finding.fields.confidence {
                self.strike(&mut confidence.reason);
            }
            self.strike_all(&mut finding.party_names);
            finding
                .evidence
                .iter_mut()
                .for_each(|e| self.piece(e, &gone));
            for rival in &mut finding.rivals {
                self.strike(&mut rival.explanation);
                self.strike(&mut rival.weighed);
            }
            for absence in &mut finding.absences {
                self.strike(&mut absence.what);
                self.strike(&mut absence.coverage);
            }
            for (name, reply) in &mut finding.replies {
                self.strike(name);
                self.reply(reply);
            }
            for why in &mut finding.keeps_back {
                let of_gone = |t: &mut String| gone.contains(t.as_str());
                if why.data_parts().into_iter().any(of_gone) {
                    *why = Phrase::plain(WITHHELD);
                }
                self.strike_phrase(why);
            }
        }
        for ladder in &mut of.ladders {
            self.strike(&mut ladder.company);
            self.strike(&mut ladder.place);
            for step in &mut ladder.steps {
                self.strike_phrase(&mut step.why);
                step.proofs.iter_mut().for_each(|e| self.piece(e, &gone));
                // What it rests on would be told by why it holds.
                if !step.proofs.is_empty() && step.proofs.iter().all(|e| e.of == GONE) {
                    step.why = Phrase::plain(WITHHELD);
                }
            }
        }
        of.matrix.retain(|cell| !self.hides_product(&cell.product));
        for cell in &mut of.matrix {
            cell.proofs.iter_mut().for_each(|e| self.piece(e, &gone));
            if cell.proofs.iter().any(|e| e.of == GONE) {
                cell.conditions.iter_mut().for_each(|c| self.strike(c));
            }
        }
        of.matrix
            .retain(|cell| cell.proofs.iter().any(|e| e.of != GONE));
    }

    /// A version or date that only documents tell of which are held back would name them.
    fn generations(&self, of: &mut Investigation) {
        let documents = of.items.iter().filter_map(|i| i.document.as_ref());
        let told: BTreeSet<String> = documents
            .flat_map(|d| [&d.version, &d.edition, &d.date])
            .flatten()
            .cloned()
            .collect();
        for mark in &mut of.marks {
            let all_told = |g: &Generation| g.named().all(|name| told.contains(name));
            mark.generation = mark.generation.take().filter(all_told);
        }
    }

    /// Of a piece that is held back only the side and the grade are left.
    fn piece(&self, e: &mut EvidenceEntry, gone: &BTreeSet<String>) {
        let named = self.traces.is_named_in(&e.of)
            || gone.contains(&e.of)
            || e.item.is_some_and(|i| self.holds(&i))
            || e.address.as_deref().is_some_and(|a| self.is_named_in(a));
        if named {
            *e = EvidenceEntry {
                of: GONE.to_owned(),
                worth: e.worth,
                words: Phrase::plain(WITHHELD),
                quote: None,
                address: None,
                item: None,
                page: None,
                side: e.side,
                source: e.source,
                information: e.information,
                note: String::new(),
            };
            return;
        }
        self.strike(&mut e.note);
        self.strike_if(&mut e.quote);
        self.strike_phrase(&mut e.words);
    }

    fn reply(&self, reply: &mut Reply) {
        match &mut reply.act {
            ReplyAct::Asked { how, question, .. } => {
                self.strike(how);
                self.strike(question);
            }
            ReplyAct::Answered { text, used, .. } => {
                self.strike(text);
                self.strike(used);
            }
            ReplyAct::NotAsked { reason } => self.strike(reason),
        }
    }
}

/// Paths, file names, titles and addresses of items, and what withheld records say of others; the
/// longest first, so that none is struck out in part only.
fn names(rows: &[ItemRow], items: &BTreeSet<ItemId>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for row in rows {
        let held = items.contains(&row.id);
        for origin in &row.origins {
            if held {
                let file = origin.path.rsplit(['/', '\\']).next().unwrap_or_default();
                let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                all.extend([&origin.path, file, stem].map(str::to_owned));
            }
            if held || origin.sidecar.is_some_and(|s| items.contains(&s)) {
                all.extend(origin.url.clone());
                all.extend(origin.title.clone());
                all.extend(origin.canonical_id.clone());
            }
        }
    }
    let mut names: Vec<String> = all
        .into_iter()
        .filter(|n| n.trim().chars().count() >= LEAST_NAME)
        .collect();
    names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    names
}

#[cfg(test)]
mod tests;
