//! References from documents: every figure of every page, and plain pictures.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use case::{DocumentLine, ItemRow, Output, PageRecord};
use decode::PageFigure;
use describe::facts::About;
use describe::passages::PageText;
use describe::{Features, ReferenceOptions};
use model::{
    AddedAs, BoxPx, ContentHash, DocumentFact, DocumentField, ItemId, ItemKind, ItemPrefix,
    PageAddress, Provenance, Quad, Reference, ReferenceId, ReferenceKind, ReferenceSource, Step,
    pictures,
};
use pixels::Rgb;

use crate::desk::Desk;
use crate::figures::{self, Seen, Taken};
use crate::names::{product_name, telling_name};
use crate::png_files::encode_png;
use crate::texts::{page_lines, text_provenance};
use crate::watch::as_value;
use crate::{Event, Observer, PipelineError, Unit, scans};

/// Kind and ending of reference pictures under `derived/`.
pub(crate) const PICTURES: (&str, &str) = ("pictures", "png");
/// Kind and ending of reference features under `derived/`.
const REFERENCE_FEATURES: (&str, &str) = ("reference-features", "feat");
/// Raised whenever reading a document may give other references for the same file.
const DOCUMENTS_VERSION: u32 = 8;
/// Raised whenever a page's words may be read otherwise.
const PAGES_VERSION: u32 = 5;
/// Raised whenever something else may be proposed of what a document is.
const FACTS_VERSION: u32 = 1;
/// Raised whenever a reference may be described otherwise for the same options.
const REFERENCE_FEATURES_VERSION: u32 = 2;

/// What reading a document gathers: references by id, pages, notes.
#[derive(Default)]
struct Gathered {
    references: BTreeMap<ReferenceId, Reference>,
    pages: u32,
    texts: Vec<PageRecord>,
    title: Option<String>,
    notes: Vec<String>,
    /// What figures look like, by reference.
    seen: Seen,
    lines: Vec<DocumentLine>,
    /// Pages whose words have to be read from their pictures.
    scans: Vec<u32>,
    trouble: Option<PipelineError>,
}

impl Desk {
    pub(crate) fn read_documents(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let mut due = Vec::new();
        let mut reader = scans::Lazy::default();
        let counts = self.case.page_counts()?;
        for row in self.case.items()? {
            let wordless = counts.get(&row.id).map_or(0, |c| c.wordless);
            if is_reference_material(&row)
                && (self.is_document_due(&row)?
                    || self.are_scans_due(&row, wordless, &mut reader)?)
            {
                due.push(row);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "read documents",
            total: Some(due.len() as u64),
            unit: Unit::Files,
        });
        for row in due {
            self.read_document(&row, &mut reader, observer)?;
            observer.on(Event::Advance(1));
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn is_document_due(&self, row: &ItemRow) -> Result<bool, PipelineError> {
        let mut steps = vec![documents_provenance(row), figures::provenance(row)];
        if row.kind == Some(ItemKind::Document) {
            steps.push(text_provenance(&row.id));
            steps.push(pages_provenance(&row.id));
            steps.push(facts_provenance(row));
        }
        for step in steps {
            if self.is_due(&step.key())? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_document(
        &mut self,
        row: &ItemRow,
        reader: &mut scans::Lazy,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let begun = Instant::now();
        let provenance = documents_provenance(row);
        let aside = is_aside(row);
        let path = path_of(row);
        observer.on(Event::Doing(path));
        let product = product_name(path);
        let mut gathered = Gathered::default();
        let outcome = self.object(&row.id).and_then(|object| {
            if row.kind == Some(ItemKind::Picture) {
                let picture = self.decoder.picture(&object).map_err(|e| e.to_string())?;
                let figure = PageFigure {
                    bounds: whole(&picture.rgb),
                    kind: ReferenceKind::Image,
                    picture: picture.rgb,
                };
                gathered.pages = 1;
                gathered.notes.extend(picture.notes);
                for taken in figures::taken_apart(&figure) {
                    self.gather((&row.id, 1), &product, &taken, &mut gathered);
                }
                return Ok(());
            }
            let end = self
                .decoder
                .document(&object, &mut |page| {
                    if page.number.is_multiple_of(20) {
                        observer.on(Event::Doing(&format!("{path}, page {}", page.number)));
                    }
                    if scans::is_scan(&page.words, &page.notes) {
                        gathered.scans.push(page.number);
                    }
                    gathered.texts.push(PageRecord {
                        number: page.number,
                        size_points: page.size_points,
                        words: page.words,
                    });
                    for note in &page.notes {
                        gathered.notes.push(format!("page {}: {note}", page.number));
                    }
                    gathered.seen.page(page.number, page.size_points);
                    let all = page.figures.iter().filter(|_| !aside);
                    for taken in all.flat_map(figures::taken_apart) {
                        let place = (&row.id, page.number);
                        self.gather(place, &product, &taken, &mut gathered);
                    }
                })
                .map_err(|e| e.to_string())?;
            gathered.pages = end.pages;
            gathered.title = end.title;
            gathered.notes.extend(end.notes);
            self.words_of_scans((row, &object), &mut gathered, reader, observer);
            if aside {
                gathered.notes.push(ASIDE.to_owned());
            }
            Ok(())
        });
        if let Some(trouble) = gathered.trouble {
            return Err(trouble);
        }
        match outcome {
            Ok(()) => {
                if !gathered.scans.is_empty()
                    && self.settings.read_text
                    && reader.get(self).can_read()
                {
                    let tried = Output::Other(serde_json::json!({"pages": gathered.scans}));
                    let step = scans::provenance(row, reader.get(self));
                    self.record(step, Some(row.id), begun, &tried)?;
                }
                let kinds = gathered.seen.propose(&gathered.references, &gathered.lines);
                let kinds = figures::output(&kinds);
                if row.kind == Some(ItemKind::Document) {
                    let text = Output::DocumentText(std::mem::take(&mut gathered.lines));
                    self.record(text_provenance(&row.id), Some(row.id), begun, &text)?;
                    self.record_text(row, begun, &mut gathered)?;
                }
                self.record(figures::provenance(row), Some(row.id), begun, &kinds)?;
                let output = Output::References {
                    references: gathered.references.into_values().collect(),
                    pages: gathered.pages,
                    notes: gathered.notes,
                };
                self.record(provenance, Some(row.id), begun, &output)
            }
            Err(reason) => self.record_failure(provenance, row.id, begun, &reason, observer),
        }
    }

    /// Reads what has no text layer, and joins all words to lines.
    fn words_of_scans(
        &self,
        (row, object): (&ItemRow, &Path),
        gathered: &mut Gathered,
        reader: &mut scans::Lazy,
        observer: &mut dyn Observer,
    ) {
        let scans = std::mem::take(&mut gathered.scans);
        let texts = &mut gathered.texts;
        match self.read_scans((row, object), texts, &scans, reader, observer) {
            Ok(note) => gathered.notes.extend(note),
            Err(e) => gathered.trouble = Some(gathered.trouble.take().unwrap_or(e)),
        }
        for page in &gathered.texts {
            gathered.lines.extend(page_lines(page.number, &page.words));
        }
        gathered.scans = scans;
    }

    /// Records a document's words and what it is; its references go by the product that is
    /// proposed.
    fn record_text(
        &mut self,
        row: &ItemRow,
        begun: Instant,
        gathered: &mut Gathered,
    ) -> Result<(), PipelineError> {
        let path = path_of(row);
        let mut facts = facts(path, &gathered.texts, gathered.title.as_deref());
        if is_aside(row) {
            facts.retain(|f| f.field != DocumentField::Product);
        }
        let product = facts.iter().find(|f| f.field == DocumentField::Product);
        if let Some(product) = product {
            for reference in gathered.references.values_mut() {
                reference.product.clone_from(&product.value);
            }
        }
        let pages = Output::Pages(std::mem::take(&mut gathered.texts));
        self.record(pages_provenance(&row.id), Some(row.id), begun, &pages)?;
        let facts = Output::Facts(facts);
        self.record(facts_provenance(row), Some(row.id), begun, &facts)
    }

    /// Keeps a picture as a reference, with its pixels and features.
    fn gather(
        &self,
        (item, page): (&ItemId, u32),
        product: &str,
        taken: &Taken,
        into: &mut Gathered,
    ) {
        let picture = &taken.figure.picture;
        let id = reference_id(picture);
        let address = |quad: &Quad| {
            let quad = Some(quad.rounded());
            let item = ItemPrefix::from(item);
            PageAddress { item, page, quad }.to_string()
        };
        let source = ReferenceSource {
            item: *item,
            page,
            bounds: taken.figure.bounds,
            kind: taken.figure.kind,
            address: taken.screen.as_ref().map(|s| address(&s.quad)),
            shown_on: taken.screen.as_ref().map(|s| s.shown_on.clone()),
        };
        if let Some(known) = into.references.get_mut(&id) {
            known.sources.push(source);
            return;
        }
        let key = pictures::reference_picture(&id).key();
        if !self.derived.exists(PICTURES.0, &key, PICTURES.1) {
            let stored = encode_png(picture)
                .map_err(|source| PipelineError::Write {
                    path: self.derived.path(PICTURES.0, &key, PICTURES.1),
                    source,
                })
                .and_then(|png| Ok(self.derived.put(PICTURES.0, &key, PICTURES.1, &png)?));
            if let Err(e) = stored {
                into.trouble.get_or_insert(e);
                return;
            }
        }
        into.seen.look(id, picture, taken.inferred);
        let poor = match self.reference_features(&id, picture) {
            Ok(features) => describe::poor_reason(&features),
            Err(why) => Some(why),
        };
        let reference = Reference {
            id,
            size: picture.size(),
            product: product.to_owned(),
            sources: vec![source],
            poor,
        };
        into.references.insert(id, reference);
    }

    /// Features of a reference: from the shelf, or described now.
    pub(crate) fn reference_features(
        &self,
        id: &ReferenceId,
        picture: &Rgb,
    ) -> Result<Features, String> {
        let key = features_provenance(id).key();
        let (kind, ext) = REFERENCE_FEATURES;
        let kept = self.derived.get(kind, &key, ext).ok().flatten();
        if let Some(features) = kept.and_then(|bytes| Features::from_bytes(&bytes).ok()) {
            return Ok(features);
        }
        let options = ReferenceOptions::default();
        let features = describe::reference_features(&picture.to_luma(), &options)
            .map_err(|e| e.to_string())?;
        // Where the shelf can't be written they are described again: a full disk must not make a
        // reference one that can't be looked for.
        let _ = self.derived.put(kind, &key, ext, &features.to_bytes());
        Ok(features)
    }
}

/// Documents wherever they are; pictures unless they were added as footage.
fn is_reference_material(row: &ItemRow) -> bool {
    match row.kind {
        Some(ItemKind::Document) => true,
        Some(ItemKind::Picture) => row.origins.iter().any(|o| o.added_as != AddedAs::Footage),
        _ => false,
    }
}

/// What is noted of documents that came with footage.
const ASIDE: &str = "it was added as footage: its words are read, its pictures are not looked for, and it is of no product until somebody says so";

/// Saved pages and texts that came with footage tell of it. Their pictures are no references, and
/// their names are no products. PDFs are taken for documents wherever they are.
fn is_aside(row: &ItemRow) -> bool {
    row.kind == Some(ItemKind::Document)
        && row.note.as_deref() != Some(decode::PDF)
        && row.origins.iter().all(|o| o.added_as == AddedAs::Footage)
}

pub(crate) fn path_of(row: &ItemRow) -> &str {
    row.origins.first().map_or("", |o| o.path.as_str())
}

/// What a document is; its product always, by its file's name where nothing else tells.
fn facts(path: &str, pages: &[PageRecord], title: Option<&str>) -> Vec<DocumentFact> {
    let texts: Vec<PageText<'_>> = pages
        .iter()
        .map(|p| PageText {
            number: p.number,
            words: &p.words,
        })
        .collect();
    let telling = telling_name(path);
    let about = About {
        path,
        title,
        product: telling.as_deref(),
    };
    let mut facts = describe::facts::propose(&texts, &about);
    if !facts.iter().any(|f| f.field == DocumentField::Product) {
        facts.push(DocumentFact {
            field: DocumentField::Product,
            value: product_name(path),
            place: model::DocumentPlace::Path,
            why: "the file's name, for want of anything that tells".to_owned(),
        });
    }
    facts
}

pub(crate) fn pages_provenance(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("pages", PAGES_VERSION), vec![item.0])
}

fn facts_provenance(row: &ItemRow) -> Provenance {
    let step = Provenance::new(Step::new("facts", FACTS_VERSION), vec![row.id.0])
        .with("path", path_of(row))
        .with("pages", PAGES_VERSION);
    among(row, step)
}

fn documents_provenance(row: &ItemRow) -> Provenance {
    let step = Provenance::new(Step::new("documents", DOCUMENTS_VERSION), vec![row.id.0])
        .with("features", as_value(&ReferenceOptions::default()));
    among(row, step)
}

/// What is read aside is read again once it is added as a document.
pub(crate) fn among(row: &ItemRow, step: Provenance) -> Provenance {
    match is_aside(row) {
        true => step.with("among", "footage"),
        false => step,
    }
}

fn features_provenance(id: &ReferenceId) -> Provenance {
    Provenance::new(
        Step::new("reference-features", REFERENCE_FEATURES_VERSION),
        vec![id.0],
    )
    .with("features", as_value(&ReferenceOptions::default()))
}

fn whole(picture: &Rgb) -> BoxPx {
    BoxPx {
        x: 0.0,
        y: 0.0,
        width: f64::from(picture.width),
        height: f64::from(picture.height),
    }
}

/// Hash of size and pixels: the same picture on two pages is one reference.
pub fn reference_id(picture: &Rgb) -> ReferenceId {
    let mut bytes = format!("{}x{}\n", picture.width, picture.height).into_bytes();
    bytes.extend_from_slice(&picture.data);
    ReferenceId(ContentHash::of(&bytes))
}
