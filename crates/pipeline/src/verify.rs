//! Is the case whole? Originals against their hashes, the journal's chain, the database, derived
//! files against their checksums. Nothing is changed.
//!
//! Pictures are made again from their recipes by `Desk::verify_views` and `Desk::verify_proofs`: that
//! takes a decoder. A further part is one more function that fills a [`Part`], called from [`verify`].

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;

use case::{Case, CaseError, JournalReport};
use model::ContentHash;
use vault::{Derived, Vault};

use crate::noted::Noted;
use crate::parallel::map;
use crate::seals::{self, Sealed};
use crate::{Event, Observer, PipelineError, Unit};

/// Something that was looked at as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    pub checked: u64,
    pub whole: u64,
    pub bytes: u64,
    /// Of those that are whole, found so by an earlier check and not changed since.
    pub earlier: u64,
    /// What could not be checked, and is no fault: without a noted checksum.
    pub unchecked: u64,
    pub faults: Vec<Fault>,
}

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// An item's short id, or a path in the case folder.
    pub name: String,
    pub what: String,
}

/// What [`verify`] found.
#[derive(Debug)]
pub struct Verified {
    pub originals: Part,
    /// Files among the originals that are none.
    pub strays: Vec<Fault>,
    /// Whole originals of no item: what a run that was cut off had preserved and not yet added.
    /// Nothing rests on them, so they are no fault.
    pub left_over: Vec<String>,
    pub journal: Result<JournalReport, CaseError>,
    pub database: Vec<Fault>,
    pub derived: Part,
    /// Statements of the journal's head in `seals/`.
    pub seals: Vec<Sealed>,
    pub seal_faults: Vec<Fault>,
}

impl Verified {
    /// Whether nothing is amiss. Derived files count: they are shown as proof.
    pub fn is_whole(&self) -> bool {
        self.faults().next().is_none() && self.journal.is_ok()
    }

    /// All faults with the part that they are of, the journal's left out.
    pub fn faults(&self) -> impl Iterator<Item = (&'static str, &Fault)> {
        let originals = self.originals.faults.iter().map(|f| ("originals", f));
        let strays = self.strays.iter().map(|f| ("objects", f));
        let database = self.database.iter().map(|f| ("database", f));
        let derived = self.derived.faults.iter().map(|f| ("derived", f));
        let seals = self.seal_faults.iter().map(|f| ("seals", f));
        originals
            .chain(strays)
            .chain(database)
            .chain(derived)
            .chain(seals)
    }
}

/// Reads everything that a case holds, on so many threads. `notes`: a file, of any name, that tells
/// which originals an earlier check found whole; those whose files were not changed since are not
/// read again, and others are noted in it.
///
/// # Errors
/// When the case can't be read at all, or the file of notes; what is damaged is a fault, no error.
pub fn verify(
    case: &Case,
    threads: usize,
    notes: Option<&Path>,
    observer: &mut dyn Observer,
) -> Result<Verified, PipelineError> {
    // What is quick comes first: a broken chain is told before terabytes are read.
    let journal = case.check_journal();
    let fault = |what: String| Fault {
        name: "case.db".to_owned(),
        what,
    };
    let database = match case.check_database() {
        Ok(found) => found.into_iter().map(fault).collect(),
        Err(e) => vec![fault(e.to_string())],
    };
    let (seals, seal_faults) = seals::check_all(case)?;
    let vault = Vault::open(case.dir())?;
    let notes = notes.map(Noted::open).transpose()?;
    let (originals, known) = originals(case, &vault, threads, notes.as_ref(), observer)?;
    let (strays, left_over) = strays(&vault, &known)?;
    let derived = derived(&Derived::open(case.dir())?, threads, observer)?;
    Ok(Verified {
        originals,
        strays,
        left_over,
        journal,
        database,
        derived,
        seals,
        seal_faults,
    })
}

fn originals(
    case: &Case,
    vault: &Vault,
    threads: usize,
    notes: Option<&Noted>,
    observer: &mut dyn Observer,
) -> Result<(Part, HashSet<ContentHash>), PipelineError> {
    let mut items = case.items()?;
    let known: HashSet<_> = items.iter().map(|row| row.id.0).collect();
    // The largest first: else the last thread reads it alone.
    items.sort_by_key(|row| std::cmp::Reverse(row.bytes));
    let total = items.iter().map(|row| row.bytes).sum();
    let outcomes = counted(
        "originals",
        total,
        items.len(),
        threads,
        observer,
        |i, told| -> Result<(u64, bool), String> {
            let hash = &items[i].id.0;
            let file = vault.get_path(hash);
            let known = file
                .as_ref()
                .and_then(|file| notes?.is_known(hash, file))
                .inspect(|bytes| told(*bytes));
            if let Some(bytes) = known {
                return Ok((bytes, true));
            }
            let before = file.and_then(|file| fs::symlink_metadata(file).ok());
            let bytes =
                vault::Objects::verify_with(vault, hash, told).map_err(|e| e.to_string())?;
            if let Some(notes) = notes {
                notes.note(hash, before.as_ref());
            }
            Ok((bytes, false))
        },
    );
    let mut part = Part::default();
    for (row, outcome) in items.iter().zip(outcomes) {
        part.checked += 1;
        match outcome {
            Ok((bytes, earlier)) => {
                part.whole += 1;
                part.bytes += bytes;
                part.earlier += u64::from(earlier);
            }
            Err(what) => {
                let path = row.origins.first().map_or("", |o| o.path.as_str());
                let name = format!("{}  {path}", row.id.short());
                part.faults.push(Fault { name, what });
            }
        }
    }
    Ok((part, known))
}

/// What lies among the originals and belongs to no item: faults, and whole files that a run had
/// preserved when it was cut off.
fn strays(
    vault: &Vault,
    known: &HashSet<ContentHash>,
) -> Result<(Vec<Fault>, Vec<String>), PipelineError> {
    let (mut strays, mut left_over) = (Vec::new(), Vec::new());
    for (path, named) in vault.strays(&|hash| known.contains(hash))? {
        let name = path.to_string_lossy().into_owned();
        // By its bytes too: what only bears the name of an object is none.
        if named.is_some_and(|hash| vault.verify(&hash).is_ok()) {
            left_over.push(name);
        } else {
            strays.push(Fault {
                name,
                what: "belongs to no item, and is no original: it was put there by something else"
                    .to_owned(),
            });
        }
    }
    Ok((strays, left_over))
}

fn derived(
    derived: &Derived,
    threads: usize,
    observer: &mut dyn Observer,
) -> Result<Part, PipelineError> {
    let files = derived.files()?;
    let total = files.iter().map(|f| f.bytes).sum();
    let outcomes = counted(
        "derived",
        total,
        files.len(),
        threads,
        observer,
        |i, told| files[i].holds(told).map_err(|e| e.to_string()),
    );
    let mut part = Part::default();
    for (file, outcome) in files.iter().zip(outcomes) {
        let mut fault = |what: &str| {
            part.faults.push(Fault {
                name: file.name.clone(),
                what: what.to_owned(),
            });
        };
        match outcome {
            Ok(None) => {
                part.unchecked += 1;
                continue;
            }
            Ok(Some(true)) => {
                part.whole += 1;
                part.bytes += file.bytes;
            }
            Ok(Some(false)) => fault("it is not what was made; delete it and run analyse"),
            Err(what) => fault(&what),
        }
        part.checked += 1;
    }
    Ok(part)
}

/// Does `work` for every number below `count` on several threads, and tells the observer the bytes
/// that they report.
fn counted<T: Send>(
    name: &str,
    total: u64,
    count: usize,
    threads: usize,
    observer: &mut dyn Observer,
    work: impl Fn(usize, &mut dyn FnMut(u64)) -> T + Sync,
) -> Vec<T> {
    observer.on(Event::Phase {
        name,
        total: Some(total),
        unit: Unit::Bytes,
    });
    let (tell, told) = channel::<u64>();
    let (tell, work) = (std::sync::Mutex::new(tell), &work);
    let done = std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            // The sender ends with this thread, and with it the loop below.
            let tell = tell;
            map(threads, count, |i| {
                let mine = crate::parallel::lock(&tell).clone();
                work(i, &mut |bytes| {
                    // The receiver stays until all senders are gone.
                    let _ = mine.send(bytes);
                })
            })
        });
        for bytes in told {
            observer.on(Event::Advance(bytes));
        }
        worker.join()
    });
    observer.on(Event::PhaseDone);
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
