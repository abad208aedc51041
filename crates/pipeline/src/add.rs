//! Bringing files in: survey, preserve, note the origin. The source is only read.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use case::{Added, Output, Work};
use collect::{Found, Given};
use model::{AddedAs, ContentHash, ItemId, Origin, Provenance, Step};

use crate::desk::Desk;
use crate::{Event, Observer, PipelineError, Unit};

/// Files that are acknowledged together at most, and for how long one waits for the others.
const MOST_WAITING: usize = 500;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

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
    /// Captures that seem amiss, and copies under other names: path and what was noticed.
    pub noticed: Vec<(String, String)>,
}

impl AddReport {
    pub(crate) fn tell(&mut self, name: &str, what: String, observer: &mut dyn Observer) {
        observer.on(Event::Problem { name, what: &what });
        self.problems.push((name.to_owned(), what));
    }

    pub(crate) fn notice(&mut self, name: &str, what: &str) {
        self.noticed.push((name.to_owned(), what.to_owned()));
    }
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
        let mut waiting = Vec::new();
        let mut since = Instant::now();
        for found in collect::survey(roots, &skip) {
            match found {
                Ok(found) => {
                    report.files += 1;
                    observer.on(Event::Doing(&found.relative));
                    let added = self.add_file(
                        &found,
                        added_as,
                        given,
                        &mut waiting,
                        &mut report,
                        observer,
                    )?;
                    if let Err(problem) = added {
                        report.tell(&found.relative, problem, observer);
                    }
                    if waiting.len() >= MOST_WAITING || since.elapsed() > LONGEST_WAIT {
                        self.acknowledge(&mut waiting, &mut report)?;
                        since = Instant::now();
                    }
                }
                Err(problem) => {
                    report.tell(&problem.path, problem.what, observer);
                }
            }
        }
        self.acknowledge(&mut waiting, &mut report)?;
        observer.on(Event::PhaseDone);
        Ok(report)
    }

    /// Adds a file that is sent as bytes under a name. The name is kept as its origin, and is never
    /// a path on this machine.
    ///
    /// # Errors
    /// When the sender breaks off (nothing is kept then), or the case can't be written.
    pub fn preserve_sent(
        &self,
        name: &str,
        reader: &mut dyn Read,
    ) -> Result<(ItemId, u64), PipelineError> {
        let stored = self.vault.put_reader(name, reader, &mut |_| {})?;
        Ok((ItemId(stored.hash), stored.bytes))
    }

    /// Puts into the case what [`Desk::preserve_sent`] preserved.
    ///
    /// # Errors
    /// When the case can't be written.
    pub fn add_sent(
        &mut self,
        (item, bytes): (ItemId, u64),
        name: &str,
        added_as: AddedAs,
        given: &Given,
    ) -> Result<Added, PipelineError> {
        let origin = Origin {
            path: name.to_owned(),
            added_as,
            url: given.source.clone(),
            published: given.published.clone(),
            collected_by: given.by.clone(),
            clock: given.clock.clone(),
            ..Origin::default()
        };
        Ok(self.case.add_item(item, bytes, &origin)?)
    }

    fn add_file(
        &mut self,
        found: &Found,
        added_as: AddedAs,
        given: &Given,
        waiting: &mut Vec<Waiting>,
        report: &mut AddReport,
        observer: &mut dyn Observer,
    ) -> Result<Result<(), String>, PipelineError> {
        let (mut origin, sidecar) = collect::origin_of(&found.path, &found.relative, given);
        origin.added_as = added_as;
        if let Some(sidecar) = sidecar {
            match self.preserve(&sidecar, &mut |_| {})? {
                Ok(stored) => {
                    origin.sidecar = Some(stored.item);
                    let own = Origin {
                        path: beside(&found.relative, &sidecar),
                        added_as,
                        collected_by: origin.collected_by.clone(),
                        ..Origin::default()
                    };
                    waiting.push(Waiting {
                        stored,
                        origin: own,
                    });
                }
                Err(why) => origin
                    .notes
                    .push(format!("its sidecar was not kept: {why}")),
            }
        }
        let stored = match self.preserve(&found.path, &mut |n| observer.on(Event::Advance(n)))? {
            Ok(stored) => stored,
            Err(problem) => return Ok(Err(problem)),
        };
        for note in &origin.notes {
            if note.starts_with("a low rendition") || note.starts_with("not the size") {
                report.notice(&found.relative, note);
            }
        }
        for what in collect::amiss(&found.path) {
            report.notice(&found.relative, &what);
            origin.notes.push(what);
        }
        waiting.push(Waiting { stored, origin });
        Ok(Ok(()))
    }

    /// Writes what waits in one go: acknowledged together, which is much faster for many files.
    pub(crate) fn acknowledge(
        &mut self,
        waiting: &mut Vec<Waiting>,
        report: &mut AddReport,
    ) -> Result<(), PipelineError> {
        if waiting.is_empty() {
            return Ok(());
        }
        let mut counted = AddReport::default();
        self.case.batch(|case| -> Result<(), PipelineError> {
            for Waiting { stored, origin } in waiting.iter() {
                match case.add_item(stored.item, stored.bytes, origin)? {
                    Added::NewItem => counted.new_items += 1,
                    Added::NewOrigin => {
                        counted.new_origins += 1;
                        if let Some(first) = other_name(case, stored.item, &origin.path)? {
                            let what = format!("the same bytes as {first}, under another name");
                            counted.notice(&origin.path, &what);
                        }
                    }
                    Added::Known => counted.known += 1,
                }
                if let Some(work) = &stored.seen {
                    let note = serde_json::json!({ "bytes": stored.bytes });
                    case.finish(work, &Output::Other(note))?;
                }
            }
            Ok(())
        })?;
        report.new_items += counted.new_items;
        report.new_origins += counted.new_origins;
        report.known += counted.known;
        report.noticed.append(&mut counted.noticed);
        waiting.clear();
        Ok(())
    }

    /// Copies a file into the vault, or recalls that it was. A file that can't be read is a
    /// problem; a vault that can't be written is an error.
    pub(crate) fn preserve(
        &mut self,
        path: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Result<Preserved, String>, PipelineError> {
        let seen = seen_key(path);
        if let Some((provenance, bytes)) = &seen
            && let Some(item) = self.case.work(&provenance.key())?.and_then(|w| w.item)
            && self.vault.get_path(&item.0).is_some()
        {
            progress(*bytes);
            let (bytes, seen) = (*bytes, None);
            return Ok(Ok(Preserved { item, bytes, seen }));
        }
        let begun = Instant::now();
        let stored = match self.vault.put_file(path, progress) {
            Ok(stored) => stored,
            Err(e) if e.is_about_source() => return Ok(Err(e.to_string())),
            Err(e) => return Err(e.into()),
        };
        let item = ItemId(stored.hash);
        let seen = seen.map(|(provenance, _)| Work {
            provenance,
            item: Some(item),
            seconds: begun.elapsed().as_secs_f64(),
        });
        let bytes = stored.bytes;
        Ok(Ok(Preserved { item, bytes, seen }))
    }
}

/// A file whose bytes are in the vault, and the record by which it will be recalled.
pub(crate) struct Preserved {
    pub(crate) item: ItemId,
    bytes: u64,
    seen: Option<Work>,
}

/// A preserved file that is not in the case yet.
pub(crate) struct Waiting {
    pub(crate) stored: Preserved,
    pub(crate) origin: Origin,
}

impl Waiting {
    /// Bytes that are in the vault and were no file of their own.
    pub(crate) fn of(item: ItemId, bytes: u64, origin: Origin) -> Self {
        let stored = Preserved {
            item,
            bytes,
            seen: None,
        };
        Self { stored, origin }
    }
}

/// The path under which an item came first, where its name was another one.
fn other_name(
    case: &case::Case,
    item: ItemId,
    path: &str,
) -> Result<Option<String>, PipelineError> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let row = case.item(item)?;
    let first = row.and_then(|row| row.origins.into_iter().next().map(|o| o.path));
    Ok(first.filter(|first| name(first) != name(path)))
}

/// The sidecar's path in the words of the file it lies beside.
fn beside(relative: &str, sidecar: &Path) -> String {
    let name = sidecar
        .file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    match relative.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name,
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
