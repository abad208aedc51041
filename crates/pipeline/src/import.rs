//! Exports of other programs and saved pages brought into the case: files with the accounts of
//! their records, what archives hold as items of its own, and gaps.

use std::path::{Path, PathBuf};
use std::time::Instant;

use case::{Gap, Output};
use collect::{Export, Given, Missing, Taken, read_export};
use decode::{Part, UnpackedPart};
use model::{AddedAs, ItemId, Origin, Provenance, Step};
use serde_json::json;

use crate::add::{AddReport, Waiting};
use crate::{Desk, Event, Observer, PipelineError, Unit};

/// What an import brought.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    pub added: AddReport,
    /// What the export tells of and does not hold: name and reason. All are in the case as gaps.
    pub gaps: Vec<(String, String)>,
    /// What a person should know of the export as a whole.
    pub notices: Vec<String>,
}

impl Desk {
    /// Brings in another program's export: a folder, or its record.
    ///
    /// # Errors
    /// When it is not such an export, or the case can't be written.
    pub fn import_export(
        &mut self,
        kind: Export,
        path: &Path,
        given: &Given,
        added_as: AddedAs,
        observer: &mut dyn Observer,
    ) -> Result<ImportReport, PipelineError> {
        let brought =
            read_export(kind, path, given).map_err(|e| PipelineError::Wanted(e.to_string()))?;
        let mut report = ImportReport {
            notices: brought.notices,
            ..ImportReport::default()
        };
        let size = |p: &Path| p.metadata().map_or(0, |m| m.len());
        observer.on(Event::Phase {
            name: "preserve",
            total: Some(brought.files.iter().map(|f| size(&f.path)).sum()),
            unit: Unit::Bytes,
        });
        let mut waiting = Vec::new();
        for taken in &brought.files {
            report.added.files += 1;
            observer.on(Event::Doing(&taken.origin.path));
            self.take(
                taken,
                &brought.by_hash,
                added_as,
                given,
                &mut waiting,
                &mut report,
                observer,
            )?;
            if waiting.len() >= 500 {
                self.acknowledge(&mut waiting, &mut report.added)?;
            }
        }
        self.acknowledge(&mut waiting, &mut report.added)?;
        observer.on(Event::PhaseDone);
        self.note_gaps(&brought.missing, given, &mut report)?;
        Ok(report)
    }

    #[allow(clippy::too_many_arguments)]
    fn take(
        &mut self,
        taken: &Taken,
        by_hash: &std::collections::BTreeMap<model::ContentHash, Origin>,
        added_as: AddedAs,
        given: &Given,
        waiting: &mut Vec<Waiting>,
        report: &mut ImportReport,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let mut origin = taken.origin.clone();
        origin.added_as = added_as;
        let stored = match self.preserve(&taken.path, &mut |n| observer.on(Event::Advance(n)))? {
            Ok(stored) => stored,
            Err(what) => {
                report.added.tell(&origin.path, what, observer);
                return Ok(());
            }
        };
        if let Some(told) = by_hash.get(&stored.item.0) {
            origin = Origin {
                path: origin.path,
                added_as,
                notes: origin.notes,
                ..told.clone()
            };
        }
        if let Some(stated) = taken.sha256.filter(|h| *h != stored.item.0) {
            origin.notes.push(format!(
                "its record says that it has the SHA-256 {stated}: it was changed after that"
            ));
            report.added.notice(
                &origin.path,
                "it is not the file of which its record tells: the SHA-256 differs",
            );
        }
        if let Some(record) = &taken.record {
            origin.sidecar = self.keep_record(record, given, added_as, waiting)?;
        }
        for what in collect::amiss(&taken.path) {
            report.added.notice(&origin.path, &what);
            origin.notes.push(what);
        }
        waiting.push(Waiting { stored, origin });
        Ok(())
    }

    /// A record as an item of its own.
    fn keep_record(
        &mut self,
        record: &Path,
        given: &Given,
        added_as: AddedAs,
        waiting: &mut Vec<Waiting>,
    ) -> Result<Option<ItemId>, PipelineError> {
        let name = record.file_name().unwrap_or_default().to_string_lossy();
        let Ok(stored) = self.preserve(record, &mut |_| {})? else {
            return Ok(None);
        };
        let item = stored.item;
        if !waiting.iter().any(|w| w.stored.item == item) && self.case.item(item)?.is_none() {
            let origin = Origin {
                path: name.into_owned(),
                added_as,
                collected_by: given.by.clone(),
                ..Origin::default()
            };
            waiting.push(Waiting { stored, origin });
        }
        Ok(Some(item))
    }

    fn note_gaps(
        &mut self,
        missing: &[Missing],
        given: &Given,
        report: &mut ImportReport,
    ) -> Result<(), PipelineError> {
        let mut waiting = Vec::new();
        let mut gaps = Vec::new();
        for one in missing {
            let record = match &one.record {
                Some(record) => self.keep_record(record, given, AddedAs::Either, &mut waiting)?,
                None => None,
            };
            report.gaps.push((one.name.clone(), one.why.clone()));
            gaps.push(Gap {
                name: one.name.clone(),
                why: one.why.clone(),
                url: one.url.clone(),
                record,
            });
        }
        self.acknowledge(&mut waiting, &mut report.added)?;
        self.case.batch(|case| -> Result<(), PipelineError> {
            for gap in &gaps {
                case.add_gap(gap)?;
            }
            Ok(())
        })
    }

    /// Brings in saved pages and archives of them (WACZ, WARC, MHTML, SingleFile): each whole, and
    /// what it holds as items of its own. They are taken apart in the decoding child.
    ///
    /// # Errors
    /// When the case can't be written; a file that is none of these is a problem of that file.
    pub fn import_saved(
        &mut self,
        roots: &[PathBuf],
        given: &Given,
        added_as: AddedAs,
        observer: &mut dyn Observer,
    ) -> Result<ImportReport, PipelineError> {
        let mut report = ImportReport::default();
        let skip = self.case.dir().to_owned();
        let found: Vec<_> = collect::survey(roots, &skip).collect();
        observer.on(Event::Phase {
            name: "take apart",
            total: Some(found.len() as u64),
            unit: Unit::Files,
        });
        for found in found {
            match found {
                Ok(found) => {
                    report.added.files += 1;
                    observer.on(Event::Doing(&found.relative));
                    self.saved(
                        &found.path,
                        &found.relative,
                        given,
                        added_as,
                        &mut report,
                        observer,
                    )?;
                }
                Err(problem) => report.added.tell(&problem.path, problem.what, observer),
            }
            observer.on(Event::Advance(1));
        }
        observer.on(Event::PhaseDone);
        Ok(report)
    }

    fn saved(
        &mut self,
        path: &Path,
        relative: &str,
        given: &Given,
        added_as: AddedAs,
        report: &mut ImportReport,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let (mut origin, _) = collect::origin_of(path, relative, given);
        origin.added_as = added_as;
        let stored = match self.preserve(path, &mut |_| {})? {
            Ok(stored) => stored,
            Err(what) => {
                report.added.tell(relative, what, observer);
                return Ok(());
            }
        };
        let archive = stored.item;
        let begun = Instant::now();
        let object = match self.object(&archive) {
            Ok(object) => object,
            Err(what) => {
                report.added.tell(relative, what, observer);
                return Ok(());
            }
        };
        let mut waiting = Vec::new();
        let mut failed = None;
        let decoder = self.decoder.clone();
        let mut itself = None;
        let unpacked = decoder.unpack(&object, &mut |part| {
            if failed.is_some() {
                return;
            }
            if part.part == Part::Itself {
                itself = Some(part);
                return;
            }
            let number = waiting.len() + 1;
            match self.keep_part(part, number, relative, archive, given, added_as) {
                Ok(kept) => waiting.push(kept),
                Err(e) => failed = Some(e),
            }
        });
        if let Some(e) = failed {
            return Err(e);
        }
        let unpacked = match unpacked {
            Ok(unpacked) => unpacked,
            Err(e) => {
                let why = e.to_string();
                report.added.tell(relative, why.clone(), observer);
                origin
                    .notes
                    .push(format!("it could not be taken apart: {why}"));
                waiting.clear();
                waiting.push(Waiting { stored, origin });
                return self.acknowledge(&mut waiting, &mut report.added);
            }
        };
        if let Some(about) = itself {
            origin.url = about.url.or(origin.url);
            origin.title = about.title.or(origin.title);
            origin.collected_at = origin.collected_at.or_else(|| about.at.and_then(instant));
            for note in about.notes {
                report.added.notice(relative, &note);
                origin.notes.push(note);
            }
        }
        origin.notes.extend(unpacked.notes.iter().cloned());
        origin.notes.push(format!(
            "{}: {} parts were taken out",
            unpacked.form,
            waiting.len()
        ));
        for part in &waiting {
            for note in &part.origin.notes {
                if note.starts_with("this seems") || note.starts_with("cut off") {
                    report.added.notice(&part.origin.path, note);
                }
            }
        }
        waiting.insert(0, Waiting { stored, origin });
        self.acknowledge(&mut waiting, &mut report.added)?;
        let provenance = Provenance::new(Step::new("unpack", 1), vec![archive.0]);
        let told = json!({ "form": unpacked.form, "missing": unpacked.missing.len() });
        self.record(provenance, Some(archive), begun, &Output::Other(told))?;
        self.case.batch(|case| -> Result<(), PipelineError> {
            for (name, why) in &unpacked.missing {
                report.gaps.push((name.clone(), why.clone()));
                case.add_gap(&Gap {
                    name: name.clone(),
                    why: why.clone(),
                    url: name.starts_with("http").then(|| name.clone()),
                    record: Some(archive),
                })?;
            }
            Ok(())
        })
    }

    fn keep_part(
        &self,
        part: UnpackedPart,
        number: usize,
        archive: &str,
        sidecar: ItemId,
        given: &Given,
        added_as: AddedAs,
    ) -> Result<Waiting, PipelineError> {
        let stored = self.vault.put_bytes(&part.bytes)?;
        let what = match part.part {
            Part::Page => "page",
            Part::PageView => "picture of the page",
            Part::Media | Part::Itself => "part",
        };
        let mut notes = vec![format!("{what} taken out of {archive}")];
        notes.extend(part.notes);
        let origin = Origin {
            path: format!("{archive}!/{number}.{}", ending(&part.mime)),
            added_as,
            url: part
                .url
                .filter(|u| u.starts_with("http://") || u.starts_with("https://")),
            title: part.title,
            collected_by: given.by.clone(),
            collected_at: part.at.and_then(instant),
            clock: given.clock.clone(),
            notes,
            sidecar: Some(sidecar),
            ..Origin::default()
        };
        Ok(Waiting::of(ItemId(stored.hash), stored.bytes, origin))
    }
}

/// ISO 8601 as it is; anything else is not taken for a time.
fn instant(text: String) -> Option<String> {
    let plain = |c: char| c.is_ascii_digit() || "-:.TZ+".contains(c);
    (text.len() >= 19 && text.chars().all(plain)).then_some(text)
}

fn ending(mime: &str) -> &'static str {
    match mime {
        "text/html" | "application/xhtml+xml" => "html",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/svg+xml" => "svg",
        "video/mp4" => "mp4",
        "video/webm" => "webm",
        "application/pdf" => "pdf",
        _ => "bin",
    }
}
