//! Videos that are being looked at: their cached frames, and whose turn it is to decode.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use decode::Reel;
use model::ItemId;
use pipeline::Desk;

use super::oops::Oops;

/// Videos that are open at once, bytes of frames that each keeps, and bytes of small ones that the
/// one that was looked at last keeps.
const MOST: usize = 2;
const BUDGET: u64 = 128 << 20;
const PREVIEWS: u64 = 160 << 20;

#[derive(Default)]
pub struct Reels {
    turns: Mutex<HashMap<ItemId, Arc<Mutex<()>>>>,
    /// The one used last at the end.
    open: Mutex<Vec<(ItemId, Reel)>>,
}

impl Reels {
    /// The lock of those who make small pictures of one video.
    pub fn turn(&self, item: &ItemId) -> Arc<Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(*item).or_default())
    }

    /// A video to be stepped through; opened where it isn't.
    ///
    /// # Errors
    /// When it was not watched, or is gone.
    pub fn open(&self, desk: &Desk, item: &ItemId) -> Result<Reel, Oops> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = open.iter().position(|(id, _)| id == item) {
            let found = open.remove(at);
            let reel = found.1.clone();
            open.push(found);
            forget_others(&open);
            return Ok(reel);
        }
        let record = desk.case.video(*item)?;
        let record = record.ok_or_else(|| Oops::missing("this video was not watched yet"))?;
        let reel = desk.reel(item, &record, (BUDGET, PREVIEWS))?;
        if open.len() >= MOST {
            open.remove(0);
        }
        open.push((*item, reel.clone()));
        forget_others(&open);
        Ok(reel)
    }
}

/// Only one video is stepped through with a key held.
fn forget_others(open: &[(ItemId, Reel)]) {
    for (_, reel) in open.iter().rev().skip(1) {
        reel.forget_previews();
    }
}
