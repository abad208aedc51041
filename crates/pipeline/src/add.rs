//! Bringing files in: survey, preserve, note the origin. The source is only read.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use case::{Added, Output};
use collect::{Found, Given};
use model::{AddedAs, ContentHash, ItemId, Origin, Provenance, Step};

use crate::desk::Desk;
use crate::{Event, Observer, PipelineError, Unit};

/// What adding brought.
#[derive(Clone, Debug, Default)]
pub struct AddReport {
    pub files: u64,
    pub new_items: u64,
    /// Files whose bytes the case already had, now with one more origin.
    pub new_origins: u64,
    pub known: u64,
    /// Files that could not be added: path and reason.
    pub problems: Vec<(String, String)>,
}

impl Desk {
    /// Adds files and folders. Files that were added before and have not changed since (same
    /// path, size and modification time) are not read again.
    ///
    /// # Errors
    /// When the case can't be written, for example on a full disk.
    pub fn add(
        &mut self,
        roots: &[PathBuf],
        added_as: AddedAs,
        given: &Given,
        observer: &mut dyn Observer,
    ) -> Result<AddReport, PipelineError> {
        let skip = self.case.dir().to_owned();
        let total = collect::survey(roots, &skip)
            .map(|found| found.map_or(0, |f| f.bytes))
            .sum();
        observer.on(Event::Phase {
            name: "preserve",
            total: Some(total),
            unit: Unit::Bytes,
        });
        let mut report = AddReport::default();
        for found in collect::survey(roots, &skip) {
            match found {
                Ok(found) => {
                    report.files += 1;
                    observer.on(Event::Doing(&found.relative));
                    if let Err(problem) =
                        self.add_file(&found, added_as, given, &mut report, observer)?
                    {
                        tell(&mut report, &found.relative, problem, observer);
                    }
                }
                Err(problem) => {
                    tell(&mut report, &problem.path, problem.what, observer);
                }
            }
        }
        observer.on(Event::PhaseDone);
        Ok(report)
    }

    fn add_file(
        &mut self,
        found: &Found,
        added_as: AddedAs,
        given: &Given,
        report: &mut AddReport,
        observer: &mut dyn Observer,
    ) -> Result<Result<(), String>, PipelineError> {
        let (mut origin, sidecar) = collect::origin_of(&found.path, &found.relative, given);
        origin.added_as = added_as;
        if let Some(sidecar) = sidecar {
            match self.preserve(&sidecar, &mut |_| {})? {
                Ok((item, bytes)) => {
                    let name = sidecar.file_name().map(|n| n.to_string_lossy().into_owned());
                    let path = Path::new(&found.relative).with_file_name(name.unwrap_or_default());
                    let own = Origin {
                        path: path.to_string_lossy().into_owned(),
                        added_as,
                        collected_by: origin.collected_by.clone(),
                        ..Origin::default()
                    };
                    self.case.add_item(item, bytes, &own)?;
                    origin.sidecar = Some(item);
                }
                Err(why) => origin.notes.push(format!("its sidecar was not kept: {why}")),
            }
        }
        let stored = self.preserve(&found.path, &mut |n| observer.on(Event::Advance(n)))?;
        let (item, bytes) = match stored {
            Ok(stored) => stored,
            Err(problem) => return Ok(Err(problem)),
        };
        match self.case.add_item(item, bytes, &origin)? {
            Added::NewItem => report.new_items += 1,
            Added::NewOrigin => report.new_origins += 1,
            Added::Known => report.known += 1,
        }
        Ok(Ok(()))
    }

    /// Copies a file into the vault, or recalls that it was. A file that can't be read is a
    /// problem; a vault that can't be written is an error.
    fn preserve(
        &mut self,
        path: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Result<(ItemId, u64), String>, PipelineError> {
        let seen = seen_key(path);
        if let Some((provenance, bytes)) = &seen
            && let Some(item) = self.case.work(&provenance.key())?.and_then(|w| w.item)
            && self.vault.get_path(&item.0).is_some()
        {
            progress(*bytes);
            return Ok(Ok((item, *bytes)));
        }
        let begun = std::time::Instant::now();
        let stored = match self.vault.put_file(path, progress) {
            Ok(stored) => stored,
            Err(e) if e.is_about_source() => return Ok(Err(e.to_string())),
            Err(e) => return Err(e.into()),
        };
        let item = ItemId(stored.hash);
        if let Some((provenance, _)) = seen {
            let note = serde_json::json!({ "bytes": stored.bytes });
            self.record(provenance, Some(item), begun, &Output::Other(note))?;
        }
        Ok(Ok((item, stored.bytes)))
    }
}

/// Key under which an unchanged source file is recalled, and its size.
fn seen_key(path: &Path) -> Option<(Provenance, u64)> {
    let meta = path.metadata().ok()?;
    let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let name = ContentHash::of(path.canonicalize().ok()?.as_os_str().as_encoded_bytes());
    let provenance = Provenance::new(Step::new("preserve", 1), vec![name])
        .with("bytes", meta.len())
        .with("modified", modified.as_nanos().to_string());
    Some((provenance, meta.len()))
}

fn tell(report: &mut AddReport, name: &str, what: String, observer: &mut dyn Observer) {
    observer.on(Event::Problem { name, what: &what });
    report.problems.push((name.to_owned(), what));
}
