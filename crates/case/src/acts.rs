//! Acts: a change of the database and its line in the journal, both or neither.
//!
//! Order within an act: the database change and the new journal head inside a transaction, then
//! the line on the disk, then the commit. A kill between the last two leaves a line that the
//! database didn't take up; the next act says so in the journal (`void`). So an acknowledged act
//! is in both, and a journal shorter than the head in the database was shortened by someone.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use model::ContentHash;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::journal::{self, Journal, JournalHead, JournalReport, Scan};
use crate::lock::WriterLock;
use crate::{Case, CaseError};

/// Who acts where nobody said.
const PROGRAM: &str = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));

/// What only the writer of a case has.
pub(crate) struct Writer {
    _lock: WriterLock,
    journal: Journal,
    actor: String,
    /// Head of the last act that both database and journal have.
    committed: JournalHead,
    /// The acts of an open batch.
    batch: Option<Pending>,
}

struct Pending {
    lines: String,
    head: JournalHead,
}

/// A line of the journal, to be.
pub(crate) struct Entry {
    act: String,
    actor: Option<String>,
    detail: Value,
}

impl Entry {
    pub(crate) fn new(act: &str, detail: Value) -> Self {
        Self {
            act: act.to_owned(),
            actor: None,
            detail,
        }
    }

    pub(crate) fn by(mut self, actor: &str) -> Self {
        self.actor = Some(actor.to_owned());
        self
    }
}

impl Case {
    /// Who is written into the journal for acts that name nobody: an alias. Until this is called
    /// it is the program itself.
    ///
    /// # Errors
    /// When the case was opened for reading.
    pub fn set_actor(&mut self, alias: &str) -> Result<(), CaseError> {
        self.writer_mut()?.actor = alias.to_owned();
        Ok(())
    }

    /// Groups acts: they reach the disk together, which is much faster, and are acknowledged only
    /// when this returns `Ok`. When `acts` fails or panics, none of them was done; a single act
    /// that fails inside is undone alone, and `acts` may go on. A batch in a batch belongs to the
    /// outer one.
    ///
    /// # Errors
    /// Those of `acts`, or when the case can't be written.
    pub fn batch<T, E: From<CaseError>>(
        &mut self,
        acts: impl FnOnce(&mut Case) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.writer_mut()?.batch.is_some() {
            return acts(self);
        }
        self.begin()?;
        match catch_unwind(AssertUnwindSafe(|| acts(self))) {
            Ok(Ok(value)) => {
                self.commit()?;
                Ok(value)
            }
            Ok(Err(e)) => {
                self.undo();
                Err(e)
            }
            Err(panic) => {
                self.undo();
                resume_unwind(panic)
            }
        }
    }

    /// Notes an act that changes nothing in the database, such as an export. An object's entries
    /// become entries of the line.
    ///
    /// # Errors
    /// When the case can't be written.
    pub fn note_act(&mut self, act: &str, detail: Value) -> Result<(), CaseError> {
        let entry = Entry::new(act, detail);
        self.act(|_| Ok(((), Some(entry))))
    }

    /// The end of the journal, as far as acts were acknowledged; in a batch with its acts so far.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn journal_head(&self) -> Result<JournalHead, CaseError> {
        if let Some(pending) = self.writer.as_ref().and_then(|w| w.batch.as_ref()) {
            return Ok(pending.head);
        }
        recorded_head(&self.db)
    }

    /// Walks the whole journal: every line's link to the one before, and the head that the
    /// database recorded.
    ///
    /// # Errors
    /// When a line was changed, removed, inserted or moved, or the end is missing.
    pub fn check_journal(&self) -> Result<JournalReport, CaseError> {
        // The head first: a writer beside us may add lines, but not take any away.
        let recorded = recorded_head(&self.db)?;
        let scan = journal::scan(&self.dir.join(journal::FILE), recorded.seq)?;
        if let Some((line, what)) = scan.broken {
            return Err(CaseError::JournalBroken { line, what });
        }
        match scan.asked {
            None => Err(CaseError::JournalShortened {
                expected: recorded.seq,
                found: scan.lines,
            }),
            Some(hash) if hash != recorded.hash => Err(CaseError::JournalBroken {
                line: recorded.seq,
                what: format!("the case recorded its SHA-256 as {}", recorded.hash),
            }),
            Some(_) => Ok(JournalReport {
                lines: scan.lines,
                head: scan.head,
                torn_bytes: scan.torn_bytes,
                unconfirmed: scan.lines - recorded.seq,
                marks: scan.marks,
                openings_after_kill: scan.openings_after_kill,
            }),
        }
    }

    /// Does one act: `change` answers its result and the line for the journal, or no line where
    /// nothing was changed.
    pub(crate) fn act<T>(
        &mut self,
        change: impl FnOnce(&Connection) -> Result<(T, Option<Entry>), CaseError>,
    ) -> Result<T, CaseError> {
        self.batch(|case| {
            case.db.execute_batch("SAVEPOINT act")?;
            match change(&case.db) {
                Ok((value, entry)) => {
                    case.db.execute_batch("RELEASE act")?;
                    if let Some(entry) = entry {
                        case.push(entry)?;
                    }
                    Ok(value)
                }
                Err(e) => {
                    case.db.execute_batch("ROLLBACK TO act; RELEASE act")?;
                    Err(e)
                }
            }
        })
    }

    fn writer_mut(&mut self) -> Result<&mut Writer, CaseError> {
        self.writer
            .as_mut()
            .ok_or_else(|| CaseError::OpenedForReading {
                dir: self.dir.clone(),
            })
    }

    fn begin(&mut self) -> Result<(), CaseError> {
        self.writer_mut()?.journal.must_be_finished()?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let writer = self.writer_mut()?;
        let (head, committed) = (writer.journal.head, writer.committed);
        writer.batch = Some(Pending {
            lines: String::new(),
            head,
        });
        if committed != head {
            self.push(void(&committed, &head))?;
        }
        Ok(())
    }

    fn push(&mut self, entry: Entry) -> Result<(), CaseError> {
        let writer = self.writer_mut()?;
        let actor = entry.actor.as_deref().unwrap_or(&writer.actor);
        if let Some(pending) = &mut writer.batch {
            let now = crate::rows::now();
            let line = journal::line(&pending.head, &now, actor, &entry.act, &entry.detail);
            pending.head = journal::head_after(&pending.head, &line);
            pending.lines.push_str(&line);
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), CaseError> {
        let done = self.write_down();
        if done.is_err() {
            self.undo();
        }
        done
    }

    fn write_down(&mut self) -> Result<(), CaseError> {
        let writer = self
            .writer
            .as_mut()
            .ok_or_else(|| CaseError::OpenedForReading {
                dir: self.dir.clone(),
            })?;
        if let Some(pending) = writer.batch.take().filter(|p| !p.lines.is_empty()) {
            let bytes = writer.journal.bytes + pending.lines.len() as u64;
            self.db.execute(
                "UPDATE journal_head SET seq = ?1, hash = ?2, bytes = ?3",
                (pending.head.seq, pending.head.hash.to_hex(), bytes),
            )?;
            writer.journal.append(&pending.lines, pending.head)?;
        }
        self.db.execute_batch("COMMIT")?;
        writer.committed = writer.journal.head;
        Ok(())
    }

    fn undo(&mut self) {
        if let Some(writer) = &mut self.writer {
            writer.batch = None;
        }
        // Fails where SQLite has rolled back by itself, which is what is wanted.
        let _ = self.db.execute_batch("ROLLBACK");
    }

    /// Becomes the writer: mends the journal's end where a killed run tore it, notes what was
    /// amiss, and notes the opening with the head found.
    pub(crate) fn start_writing(&mut self, lock: WriterLock) -> Result<(), CaseError> {
        let recorded = recorded_head(&self.db)?;
        let scan = journal::scan(&self.dir.join(journal::FILE), recorded.seq)?;
        let (journal, torn) = Journal::open(&self.dir, &scan)?;
        let (mut entries, mut warnings) = mishaps(&scan, &recorded, torn);
        if let Some((entry, warning)) = clock_back(&scan) {
            entries.push(entry);
            warnings.push(warning);
        }
        if scan.lines == 0 && recorded.seq == 0 {
            entries.push(Entry::new("create", json!({ "name": self.name })));
        }
        let mut opening = json!({ "head": scan.head, "program": PROGRAM });
        if let Some(since) = &lock.cut_off {
            opening["unclean"] = json!({ "writing_since": since });
        }
        entries.push(Entry::new("open", opening));
        self.warnings = warnings;
        self.writer = Some(Writer {
            _lock: lock,
            committed: journal.head,
            journal,
            actor: PROGRAM.to_owned(),
            batch: None,
        });
        self.batch(|case| entries.into_iter().try_for_each(|entry| case.push(entry)))
    }
}

/// That the clock shows an earlier time than a line of the journal: then times of lines don't tell
/// their order, their numbers do.
fn clock_back(scan: &Scan) -> Option<(Entry, String)> {
    let (now, latest) = (jiff::Timestamp::now(), scan.latest?);
    // Lines are written to the millisecond, and clocks are set by a little all the time.
    if latest.as_second() <= now.as_second().saturating_add(5) {
        return None;
    }
    let detail = json!({ "latest": format!("{latest:.3}"), "now": format!("{now:.3}") });
    let warning = format!(
        "this machine's clock shows {now:.0}, and the journal has a line of {latest:.0}: set the clock; \
         what is done now is noted in its order, with the clock's time"
    );
    Some((Entry::new("clock-back", detail), warning))
}

/// The head that the database knows.
fn recorded_head(db: &Connection) -> Result<JournalHead, CaseError> {
    let (seq, hash): (u64, String) =
        db.query_row("SELECT seq, hash FROM journal_head", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(JournalHead {
        seq,
        hash: crate::rows::id(&hash)?.0,
    })
}

fn void(committed: &JournalHead, found: &JournalHead) -> Entry {
    Entry::new(
        "void",
        json!({ "from": committed.seq + 1, "to": found.seq,
                "why": "written, but not taken up by the case: the run was cut off" }),
    )
}

/// What is amiss with the journal, as lines for it and as warnings for people.
fn mishaps(
    scan: &Scan,
    recorded: &JournalHead,
    torn: Option<(String, ContentHash)>,
) -> (Vec<Entry>, Vec<String>) {
    let mut entries = Vec::new();
    let mut warnings = Vec::new();
    if let Some((file, hash)) = torn {
        let file = Path::new(&file);
        entries.push(Entry::new(
            "torn",
            json!({ "bytes": scan.torn_bytes, "file": file, "sha256": hash }),
        ));
        warnings.push(format!(
            "the journal ended in half a line of {} bytes, as a killed run leaves it; kept in {}, nothing acknowledged is lost",
            scan.torn_bytes,
            file.display()
        ));
    }
    if let Some((line, what)) = &scan.broken {
        entries.push(Entry::new("broken", json!({ "line": line, "what": what })));
        warnings.push(
            CaseError::JournalBroken {
                line: *line,
                what: what.clone(),
            }
            .to_string(),
        );
    }
    match scan.asked {
        Some(hash) if hash == recorded.hash => {
            if scan.lines > recorded.seq {
                entries.push(void(recorded, &scan.head));
            }
        }
        Some(found) => {
            entries.push(Entry::new(
                "altered",
                json!({ "line": recorded.seq, "expected": recorded.hash, "found": found }),
            ));
            warnings.push(format!(
                "journal.jsonl was altered: line {} is not the one that the case recorded",
                recorded.seq
            ));
        }
        None => {
            entries.push(Entry::new(
                "shortened",
                json!({ "expected": recorded, "found": scan.head }),
            ));
            warnings.push(
                CaseError::JournalShortened {
                    expected: recorded.seq,
                    found: scan.lines,
                }
                .to_string(),
            );
        }
    }
    (entries, warnings)
}
