//! The investigation as one record for exporters, made of what people state now.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, VideoRecord};
use model::investigation::{
    DocumentOf, EntityEntry, EvidenceEntry, FindingEntry, Investigation, LadderEntry, LadderStep,
    Mark, MatrixEntry, PictureSaid, RelationEntry, SourceItem, VideoOf,
};
use model::{
    Citation, DocumentField, EvidenceRef, FrameRate, FrameTime, Party, Side, Standing, Taxonomy,
    VerdictValue,
};

use crate::ReviewError;
use crate::blocks::to_publish;
use crate::book::{Book, PictureRules};
use crate::evidence::{Evidence, Shown};
use crate::findings::{Assessed, assess_all, today};
use crate::generations::Generations;
use crate::ladder::ladders;
use crate::products::products_with;
use crate::working::people_of;

/// Everything of it as it stands now. `made_at` is ISO 8601, UTC.
///
/// # Errors
/// When the case can't be read.
pub fn investigation(
    case: &Case,
    software: &str,
    made_at: &str,
) -> Result<Investigation, ReviewError> {
    let book = Book::read(case)?;
    let evidence = Evidence::read(case, &book)?;
    investigation_with(case, (&book, &evidence), software, made_at)
}

/// The same, of what the caller has read.
///
/// # Errors
/// When the case can't be read.
pub fn investigation_with(
    case: &Case,
    (book, evidence): (&Book, &Evidence),
    software: &str,
    made_at: &str,
) -> Result<Investigation, ReviewError> {
    let rows = evidence.sightings.values().map(AsRef::as_ref);
    let products = products_with(case, rows)?.into_iter();
    Ok(Investigation {
        case_name: case.name().to_owned(),
        made_at: made_at.to_owned(),
        software: software.to_owned(),
        one_person: people_of(book, evidence).len() < 2,
        items: items(case, evidence)?,
        copies: crate::proposals::copies(case, book)?,
        products: products.filter(|p| !p.negative).map(|p| p.name).collect(),
        entities: entities(book),
        relations: relations(book, evidence),
        findings: assess_all(book, evidence)
            .iter()
            .map(|a| finding(book, evidence, a))
            .collect(),
        ladders: ladder_entries(book, evidence),
        matrix: matrix(case, book, evidence)?,
        marks: marks(book, evidence, &Generations::read(case)?),
        pictures: pictures(book),
    })
}

fn items(case: &Case, evidence: &Evidence) -> Result<Vec<SourceItem>, ReviewError> {
    let mut items = Vec::new();
    for row in case.items()? {
        let Some(kind) = row.kind else { continue };
        let video = evidence.videos.get(&row.id).cloned();
        let document = evidence.documents.get(&row.id).map(|d| {
            let known = |field| d.known(field).map(str::to_owned);
            DocumentOf {
                title: known(DocumentField::Title),
                maker: known(DocumentField::Maker),
                kind: known(DocumentField::Kind),
                version: known(DocumentField::Version),
                edition: known(DocumentField::Edition),
                product: known(DocumentField::Product),
                date: known(DocumentField::Date),
                pages: d.pages.unwrap_or(0),
            }
        });
        items.push(SourceItem {
            item: row.id,
            kind,
            name: evidence.item_name(&row.id),
            bytes: row.bytes,
            origins: row.origins,
            video,
            document,
            source: evidence.source(row.id),
        });
    }
    Ok(items)
}

/// What is told of a watched video.
pub fn video_of(video: &VideoRecord) -> VideoOf {
    let at = |time, frame| FrameTime { time, frame };
    VideoOf {
        size: video.facts.displayed,
        frames: video.frames,
        first: at(video.first, 0),
        last: at(video.last, video.frames.saturating_sub(1)),
        rate: constant_rate(video),
    }
}

/// The claimed rate, where the frames that were decoded bear it out to half a frame.
fn constant_rate(video: &VideoRecord) -> Option<FrameRate> {
    let rate = video.facts.claimed_rate?;
    let seconds = video.last.micros_since(video.first) as f64 / 1e6;
    let last = video.frames.checked_sub(1)? as f64;
    ((seconds * rate.approx() - last).abs() < 0.5).then_some(rate)
}

fn entities(book: &Book) -> Vec<EntityEntry> {
    let mut all: Vec<EntityEntry> = book
        .entities
        .values()
        .map(|e| EntityEntry {
            id: e.id.clone(),
            fields: e.fields.clone(),
        })
        .collect();
    all.sort_by(|a, b| {
        (a.fields.kind, &a.fields.name, &a.id).cmp(&(b.fields.kind, &b.fields.name, &b.id))
    });
    all
}

fn relations(book: &Book, evidence: &Evidence) -> Vec<RelationEntry> {
    let relations = book.relations.values();
    relations
        .map(|r| RelationEntry {
            id: r.id.clone(),
            from_name: evidence.party_name(book, &r.fields.from),
            to_name: evidence.party_name(book, &r.fields.to),
            fields: r.fields.clone(),
            worth: evidence.relation_worth(book, r).word(),
            evidence: r
                .citations
                .iter()
                .map(|c| entry(&evidence.look(book, &c.what.of), Some(&c.what)))
                .collect(),
        })
        .collect()
}

fn entry(shown: &Shown, cited: Option<&Citation>) -> EvidenceEntry {
    EvidenceEntry {
        of: shown.of.to_string(),
        worth: shown.worth.word(),
        words: shown.words.clone(),
        quote: shown.quote.clone(),
        address: shown.address.clone(),
        item: shown.item,
        page: shown.page,
        side: cited.map_or(Side::For, |c| c.side),
        source: cited.and_then(|c| c.source),
        information: cited.and_then(|c| c.information),
        note: cited.map_or_else(String::new, |c| c.note.clone()),
    }
}

fn finding(book: &Book, evidence: &Evidence, a: &Assessed) -> FindingEntry {
    let f = &a.finding;
    let name = |id: &String| book.name(&Party::Entity(id.clone()));
    FindingEntry {
        id: f.id.clone(),
        fields: f.fields.clone(),
        party_names: f.fields.parties.iter().map(name).collect(),
        state: a.state,
        was: a.was,
        offered: a.offered,
        sources: a.sources,
        evidence: a
            .evidence
            .iter()
            .map(|w| entry(&w.shown, Some(&w.cited.what)))
            .collect(),
        rivals: f.rivals.iter().map(|r| r.what.clone()).collect(),
        absences: f.absences.iter().map(|r| r.what.clone()).collect(),
        replies: f
            .replies
            .iter()
            .map(|r| (name(&r.what.party), r.what.clone()))
            .collect(),
        keeps_back: to_publish(book, evidence, a, &today())
            .into_iter()
            .map(|b| b.words)
            .collect(),
        authors: f.authors.iter().cloned().collect(),
        states: f
            .states
            .iter()
            .map(|s| (s.state, s.by.clone(), s.at.clone()))
            .collect(),
    }
}

fn ladder_entries(book: &Book, evidence: &Evidence) -> Vec<LadderEntry> {
    let name = |id: &str| book.name(&Party::Entity(id.to_owned()));
    ladders(book, evidence)
        .into_iter()
        .filter_map(|l| {
            let level = l.level?;
            Some(LadderEntry {
                company: name(&l.company),
                place: name(&l.place),
                level: level.word(),
                steps: l
                    .steps
                    .iter()
                    .map(|s| LadderStep {
                        level: s.rung.word(),
                        means: s.rung.words(),
                        why: s.why.clone(),
                        proofs: s.proofs.iter().map(|p| entry(p, None)).collect(),
                    })
                    .collect(),
                missing: l.missing.iter().map(|r| (r.word(), r.words())).collect(),
            })
        })
        .collect()
}

/// Cells of which anything is known, with the passages and sightings behind them.
fn matrix(case: &Case, book: &Book, evidence: &Evidence) -> Result<Vec<MatrixEntry>, ReviewError> {
    let taxonomy = Taxonomy::shipped()?;
    let mut entries = Vec::new();
    for cell in crate::matrix::matrix_with(case, evidence)? {
        let known = cell.level > crate::matrix::Level::Unknown || cell.denied;
        if !known {
            continue;
        }
        let said = cell.said.iter();
        let seen = cell.seen.iter();
        let of = said
            .map(|s| EvidenceRef::Passage(s.passage.clone()))
            .chain(seen.map(|s| EvidenceRef::Sighting(s.sighting.clone())));
        let name = taxonomy.functions.iter().find(|f| f.id == cell.function);
        let mut conditions: Vec<String> = Vec::new();
        for condition in cell.said.iter().flat_map(|s| &s.conditions) {
            if !conditions.contains(condition) {
                conditions.push(condition.clone());
            }
        }
        entries.push(MatrixEntry {
            level: cell.shown(),
            contradiction: cell.contradiction(),
            conditions,
            proofs: of
                .map(|of| entry(&evidence.look(book, &of), None))
                .collect(),
            name: name.map_or_else(|| cell.function.clone(), |f| f.name.clone()),
            product: cell.product,
            function: cell.function,
        });
    }
    Ok(entries)
}

/// What may be shown of pictures.
fn pictures(book: &Book) -> BTreeMap<String, PictureSaid> {
    let of = |rules: &PictureRules| PictureSaid {
        masks: rules.masks.iter().map(|m| m.what).collect(),
        whole: rules.whole.as_ref().map(|w| w.by.clone()),
    };
    let pictures = book.pictures.iter();
    pictures
        .map(|(id, rules)| (id.clone(), of(rules)))
        .collect()
}

/// Sightings that nobody rejected, by video and time.
fn marks(book: &Book, evidence: &Evidence, generations: &Generations) -> Vec<Mark> {
    let mut findings: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for finding in book.findings.values() {
        for c in &finding.citations {
            if let EvidenceRef::Sighting(id) = &c.what.of {
                findings.entry(id).or_default().insert(finding.id.clone());
            }
        }
    }
    let mut marks: Vec<Mark> = evidence
        .sightings
        .values()
        .filter_map(|row| {
            let verdict = Standing::of(&row.verdicts).counts_as();
            if verdict == Some(VerdictValue::No) {
                return None;
            }
            let s = &row.sighting;
            let of = findings.get(row.id.as_str());
            Some(Mark {
                id: row.id.clone(),
                item: s.video,
                stream: s.stream,
                product: s.product.clone(),
                first: s.first,
                last: s.last,
                best: s.best.at,
                quad: s.best.quad,
                track: s.track.iter().map(|m| (m.at, m.quad)).collect(),
                verdict,
                findings: of.into_iter().flatten().cloned().collect(),
                generation: generations.shown(s),
            })
        })
        .collect();
    marks.sort_by_key(|m| (m.item, m.first.time, m.id.clone()));
    marks
}
