//! Videos that are being looked at: their cached frames, and whose turn it is to decode.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::ItemId;

#[derive(Default)]
pub struct Reels {
    turns: Mutex<HashMap<ItemId, Arc<Mutex<()>>>>,
}

impl Reels {
    /// The lock of those who make small pictures of one video.
    pub fn turn(&self, item: &ItemId) -> Arc<Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(*item).or_default())
    }
}
