//! What takes long to be put together, held in memory while the case does not change: what people
//! state and what it rests on, the matrix, assessed findings.

use std::sync::{Arc, Mutex, PoisonError};

use model::investigation::Investigation;
use pipeline::Desk;
use review::book::Book;
use review::evidence::Evidence;
use review::findings::Assessed;
use review::matrix::Cell;

use super::oops::Oops;

/// One thing with the last line of the journal that is in it.
struct Kept<T>(Mutex<Option<(u64, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    fn get(&self, desk: &Desk, make: impl FnOnce() -> Result<T, Oops>) -> Result<Arc<T>, Oops> {
        let seq = desk.case.journal_head()?.seq;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, of)) = held.as_ref()
            && *at == seq
        {
            return Ok(Arc::clone(of));
        }
        let of = Arc::new(make()?);
        *held = Some((seq, Arc::clone(&of)));
        Ok(of)
    }
}

#[derive(Default)]
pub struct Stated {
    investigation: Kept<Investigation>,
    book: Kept<(Book, Evidence)>,
    cells: Kept<Vec<Cell>>,
    findings: Kept<Vec<Assessed>>,
}

impl Stated {
    /// The investigation as it is now.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn now(&self, desk: &Desk) -> Result<Arc<Investigation>, Oops> {
        self.investigation.get(desk, || {
            let made_at = format!("{:.0}", jiff::Timestamp::now());
            let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
            Ok(review::investigation::investigation(
                &desk.case, software, &made_at,
            )?)
        })
    }

    /// What people state, and what evidence is worth.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn book(&self, desk: &Desk) -> Result<Arc<(Book, Evidence)>, Oops> {
        self.book.get(desk, || {
            let book = Book::read(&desk.case)?;
            let evidence = Evidence::read(&desk.case, &book)?;
            Ok((book, evidence))
        })
    }

    /// The cells of the capability matrix.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn cells(&self, desk: &Desk) -> Result<Arc<Vec<Cell>>, Oops> {
        self.cells
            .get(desk, || Ok(review::matrix::matrix(&desk.case)?))
    }

    /// All findings with what keeps them back.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn findings(&self, desk: &Desk) -> Result<Arc<Vec<Assessed>>, Oops> {
        self.findings
            .get(desk, || Ok(review::findings::findings(&desk.case)?))
    }
}
