//! Moments that people want to come back to. Nothing is changed: the latest word on an address
//! counts, so that what was removed is there again when it is marked again.

use std::collections::BTreeMap;

use model::{Address, ItemId, MomentAddress};
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, rows};

/// A moment with what somebody noted of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Bookmark {
    pub video: ItemId,
    pub address: MomentAddress,
    pub note: String,
    pub by: String,
    /// ISO 8601, UTC.
    pub at: String,
}

impl Case {
    /// Marks a moment, or changes its note; dated now.
    ///
    /// # Errors
    /// When nobody is named, the case doesn't have the item, or it can't be written.
    pub fn mark(&mut self, address: &MomentAddress, note: &str, by: &str) -> Result<(), CaseError> {
        self.bookmark(address, "mark", note, by)
    }

    /// Takes a bookmark away.
    ///
    /// # Errors
    /// When there is none at this address, nobody is named, or the case can't be written.
    pub fn unmark(&mut self, address: &MomentAddress, by: &str) -> Result<(), CaseError> {
        let wanted = address.to_string();
        let marked = self.bookmarks()?;
        if !marked.iter().any(|b| b.address.to_string() == wanted) {
            return Err(CaseError::Misfit(format!(
                "there is no bookmark at {wanted}; `list bookmarks` shows them all"
            )));
        }
        self.bookmark(address, "remove", "", by)
    }

    fn bookmark(
        &mut self,
        address: &MomentAddress,
        does: &str,
        note: &str,
        by: &str,
    ) -> Result<(), CaseError> {
        named_person(by)?;
        let video = self.resolve(&address.item)?;
        let address = address.to_string();
        self.act(|db| {
            let at = rows::now();
            db.execute(
                "INSERT INTO bookmarks (video, address, does, note, by, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (video.0.to_hex(), &address, does, note, by, &at),
            )?;
            let detail = json!({ "video": video, "address": address, "does": does, "note": note,
                                 "at": at });
            Ok(((), Some(Entry::new("bookmark", detail).by(by))))
        })
    }

    /// All bookmarks, by video in the order of the items, then by time.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn bookmarks(&self) -> Result<Vec<Bookmark>, CaseError> {
        Ok(self.told_bookmarks()?.0)
    }

    /// Bookmarks of a video that were taken away, as they were, the latest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn removed_bookmarks(&self, video: &ItemId) -> Result<Vec<Bookmark>, CaseError> {
        let mut removed = self.told_bookmarks()?.1;
        removed.retain(|b| b.video == *video);
        removed.reverse();
        Ok(removed)
    }

    /// Those that are there, and those that were taken away in the order in which that was done.
    fn told_bookmarks(&self) -> Result<(Vec<Bookmark>, Vec<Bookmark>), CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT b.video, b.address, b.does, b.note, b.by, b.at, items.position
             FROM bookmarks AS b JOIN items ON items.id = b.video ORDER BY b.position",
        )?;
        let mut found = all.query([])?;
        let mut marked: BTreeMap<String, (i64, Bookmark)> = BTreeMap::new();
        let mut removed: Vec<(String, Bookmark)> = Vec::new();
        while let Some(row) = found.next()? {
            let text: String = row.get(1)?;
            if row.get::<_, String>(2)? == "remove" {
                let gone = marked.remove(&text).map(|(_, bookmark)| bookmark);
                removed.extend(gone.map(|bookmark| (text, bookmark)));
                continue;
            }
            removed.retain(|(address, _)| *address != text);
            let Ok(Address::Moment(address)) = text.parse() else {
                return Err(CaseError::Unreadable {
                    what: "the address of a bookmark",
                    detail: text,
                });
            };
            let bookmark = Bookmark {
                video: rows::id(&row.get::<_, String>(0)?)?,
                address,
                note: row.get(3)?,
                by: row.get(4)?,
                at: row.get(5)?,
            };
            marked.insert(text, (row.get(6)?, bookmark));
        }
        let mut marked: Vec<_> = marked.into_values().collect();
        marked
            .sort_by(|a, b| (a.0.cmp(&b.0)).then_with(|| a.1.address.time.cmp(&b.1.address.time)));
        let marked = marked.into_iter().map(|(_, bookmark)| bookmark).collect();
        let removed = removed.into_iter().map(|(_, bookmark)| bookmark).collect();
        Ok((marked, removed))
    }
}
