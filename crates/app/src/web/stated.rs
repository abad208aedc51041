//! What takes long to be put together, held in memory while the case does not change: the whole
//! investigation, the matrix, assessed findings. It is made of what `held` has, so that little is
//! read again after an act, and soon after one, so that the next look does not wait for it.

use std::sync::{Arc, Mutex, PoisonError};

use model::investigation::Investigation;
use pipeline::Desk;
use review::findings::{Assessed, assess_all};
use review::investigation::investigation_with;
use review::matrix::{Cell, matrix_with};

use super::held::Held;
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
    cells: Kept<Vec<Cell>>,
    findings: Kept<Vec<Assessed>>,
}

impl Stated {
    /// The investigation as it is now.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn now(&self, held: &Held, desk: &Desk) -> Result<Arc<Investigation>, Oops> {
        self.investigation.get(desk, || {
            let now = held.now(&desk.case)?;
            let made_at = format!("{:.0}", jiff::Timestamp::now());
            let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
            let of = (&*now.book, &*now.evidence);
            Ok(investigation_with(&desk.case, of, software, &made_at)?)
        })
    }

    /// The cells of the capability matrix.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn cells(&self, held: &Held, desk: &Desk) -> Result<Arc<Vec<Cell>>, Oops> {
        self.cells.get(desk, || {
            let now = held.now(&desk.case)?;
            Ok(matrix_with(&desk.case, &now.evidence)?)
        })
    }

    /// All findings with what keeps them back.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn findings(&self, held: &Held, desk: &Desk) -> Result<Arc<Vec<Assessed>>, Oops> {
        self.findings.get(desk, || {
            let now = held.now(&desk.case)?;
            Ok(assess_all(&now.book, &now.evidence))
        })
    }

    /// Makes all of it, so that whoever looks next does not wait.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn warm(&self, held: &Held, desk: &Desk) -> Result<(), Oops> {
        self.cells(held, desk)?;
        self.findings(held, desk)?;
        self.now(held, desk)?;
        Ok(())
    }
}
