//! What all requests share: readers of the case, its one writer, sessions, the running work.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use case::{Access, Case};
use pipeline::looks::Look;
use pipeline::{Desk, Settings};

use super::checks::Checks;
use super::export::Exports;
use super::held::Held;
use super::job::Jobs;
use super::oops::Oops;
use super::reels::Reels;
use super::session::Sessions;
use super::stated::Stated;

/// After so long without an act the case is given free, so that others can write it.
const IDLE: Duration = Duration::from_secs(8);
/// Readers that are kept open.
const MOST_READERS: usize = 6;

pub struct App {
    pub dir: PathBuf,
    pub name: String,
    /// `127.0.0.1:PORT`, by which we are reached.
    pub authority: String,
    pub cookie: String,
    pub sessions: Sessions,
    pub held: Held,
    pub stated: Stated,
    pub jobs: Jobs,
    pub checks: Checks,
    pub exports: Exports,
    pub looks: Mutex<Looks>,
    pub reels: Reels,
    /// Bytes of the journal when it was looked at last, and when what is held was made.
    warmed: Mutex<(u64, u64)>,
    /// Of which others are made: what holds decoding children back is tried once.
    first: Mutex<Desk>,
    readers: Mutex<Vec<Desk>>,
    writer: Mutex<Option<(Desk, Instant)>>,
}

/// How screens look, as far as their small pictures are known.
#[derive(Default)]
pub struct Looks {
    /// By their ids.
    pub known: HashMap<String, Look>,
    /// Where in the list of screens the next ones are looked up: those that have no picture yet
    /// must not keep the others from their turn.
    pub next: usize,
}

impl App {
    /// # Errors
    /// When the case can't be read, or files can't be decoded safely here.
    pub fn open(
        dir: PathBuf,
        port: u16,
        program: PathBuf,
        settings: Settings,
    ) -> Result<Self, Oops> {
        let case = Case::open(&dir, Access::Read)?;
        let name = case.name().to_owned();
        let head = journal_bytes(&dir);
        let first = Desk::open(case, program, settings)?;
        Ok(Self {
            dir,
            name,
            authority: format!("127.0.0.1:{port}"),
            cookie: format!("contrechamp-{port}"),
            sessions: Sessions::default(),
            held: Held::default(),
            stated: Stated::default(),
            jobs: Jobs::default(),
            checks: Checks::default(),
            exports: Exports::default(),
            looks: Mutex::default(),
            reels: Reels::default(),
            // What is there at the start is made at once.
            warmed: Mutex::new((head, 0)),
            first: Mutex::new(first),
            readers: Mutex::default(),
            writer: Mutex::default(),
        })
    }

    /// Does something that only reads, beside a writer too.
    ///
    /// # Errors
    /// Those of the task; when the case can't be opened.
    pub fn read<T>(&self, task: impl FnOnce(&Desk) -> Result<T, Oops>) -> Result<T, Oops> {
        let kept = lock(&self.readers).pop();
        let desk = match kept {
            Some(desk) => desk,
            None => self.desk(Access::Read)?,
        };
        let answer = task(&desk);
        let mut readers = lock(&self.readers);
        if readers.len() < MOST_READERS {
            readers.push(desk);
        }
        answer
    }

    /// Does something that writes; one at a time. The case stays ours for a few seconds, since
    /// verdicts come one after the other.
    ///
    /// # Errors
    /// Those of the task; when another program writes the case.
    pub fn write<T>(&self, task: impl FnOnce(&mut Desk) -> Result<T, Oops>) -> Result<T, Oops> {
        let mut writer = lock(&self.writer);
        let mut desk = match writer.take() {
            Some((desk, _)) => desk,
            None => self.desk(Access::Write)?,
        };
        let answer = task(&mut desk);
        // After an error the next act opens the case again, which mends what it can.
        if answer.is_ok() {
            *writer = Some((desk, Instant::now()));
        }
        answer
    }

    /// A desk that writes, for long work: acts meanwhile are told to wait.
    ///
    /// # Errors
    /// When another program writes the case.
    pub fn writing_desk(&self) -> Result<Desk, Oops> {
        match lock(&self.writer).take() {
            Some((desk, _)) => Ok(desk),
            None => self.desk(Access::Write),
        }
    }

    /// Gives the case free after a while without acts.
    pub fn rest(&self) {
        let mut writer = lock(&self.writer);
        if writer.as_ref().is_some_and(|(_, at)| at.elapsed() > IDLE) {
            *writer = None;
        }
    }

    /// Makes what is held anew once a while passed after an act, so that whoever looks next does
    /// not wait for it.
    pub fn warm(&self) {
        let head = self.head();
        let mut warmed = lock(&self.warmed);
        let settled = std::mem::replace(&mut warmed.0, head) == head;
        // While an analysis writes, all of it would be made over and over.
        if warmed.1 == head || !settled || self.jobs.is_running() {
            return;
        }
        // What can't be read is told when somebody looks.
        if self.read(|desk| self.stated.warm(&self.held, desk)).is_ok() {
            warmed.1 = head;
        }
    }

    /// Bytes of the journal: another number means that somebody did something.
    pub fn head(&self) -> u64 {
        journal_bytes(&self.dir)
    }

    fn desk(&self, access: Access) -> Result<Desk, Oops> {
        let case = Case::open(&self.dir, access)?;
        Ok(lock(&self.first).beside(case)?)
    }
}

fn journal_bytes(dir: &Path) -> u64 {
    let journal = dir.join("journal.jsonl").metadata();
    journal.map_or(0, |m| m.len())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A request that panicked must not take the others with it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
