//! What people state and what it rests on, as exporters see it, held in memory while the case does
//! not change.

use std::sync::{Arc, Mutex, PoisonError};

use model::investigation::Investigation;
use pipeline::Desk;

use super::oops::Oops;

#[derive(Default)]
pub struct Stated(Mutex<Option<(u64, Arc<Investigation>)>>);

impl Stated {
    /// The investigation as it is now.
    ///
    /// # Errors
    /// When the case can't be read.
    pub fn now(&self, desk: &Desk) -> Result<Arc<Investigation>, Oops> {
        let seq = desk.case.journal_head()?.seq;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, of)) = held.as_ref()
            && *at == seq
        {
            return Ok(Arc::clone(of));
        }
        let made_at = format!("{:.0}", jiff::Timestamp::now());
        let software = concat!("contrechamp ", env!("CARGO_PKG_VERSION"));
        let of = review::investigation::investigation(&desk.case, software, &made_at)?;
        let of = Arc::new(of);
        *held = Some((seq, Arc::clone(&of)));
        Ok(of)
    }
}
