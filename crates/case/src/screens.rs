//! Filmed displays: what the machine proposes, and what people drew.

use model::{ContentHash, DrawnScreen, ItemId, Screen};
use rusqlite::Connection;
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, canonical, rows};

/// A screen with its id.
#[derive(Clone, PartialEq, Debug)]
pub struct ScreenRow {
    /// Twelve hex digits, made from video, first, last and best moment: the same proposal has the
    /// same id after every rebuild.
    pub id: String,
    pub screen: Screen,
}

impl Case {
    /// All screens, in order of their videos and of time.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn screens(&self) -> Result<Vec<ScreenRow>, CaseError> {
        self.screens_where("?1 IS NOT NULL", "")
    }

    /// The screens of one video, in order of time.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn screens_of(&self, video: &ItemId) -> Result<Vec<ScreenRow>, CaseError> {
        self.screens_where("s.video = ?1", &video.0.to_hex())
    }

    fn screens_where(&self, which: &str, value: &str) -> Result<Vec<ScreenRow>, CaseError> {
        let mut all = self.db.prepare_cached(&format!(
            "SELECT s.id, s.screen FROM screens AS s LEFT JOIN items ON items.id = s.video
             WHERE {which} ORDER BY items.position IS NULL, items.position, s.video, s.number"
        ))?;
        let mut found = all.query([value])?;
        let mut answer = Vec::new();
        while let Some(row) = found.next()? {
            answer.push(ScreenRow {
                id: row.get(0)?,
                screen: rows::parsed("a screen", &row.get::<_, String>(1)?)?,
            });
        }
        Ok(answer)
    }

    /// The screen whose id starts with these digits (at least four); `None` where none does, or
    /// several do.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn screen(&self, prefix: &str) -> Result<Option<ScreenRow>, CaseError> {
        let digits = prefix.to_ascii_lowercase();
        if digits.len() < 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        // Hex digits sort before `g`, so this is the range of the prefix.
        let mut found = self.screens_where("s.id >= ?1 AND s.id < ?1 || 'g'", &digits)?;
        let one = found.pop();
        Ok(one.filter(|_| found.is_empty()))
    }

    /// Keeps four corners that a person drew, beside what was drawn before; answers the id that
    /// the screens made of it name.
    ///
    /// # Errors
    /// When nobody drew it, the item is unknown, or the case can't be written.
    pub fn draw_screen(&mut self, drawn: &DrawnScreen) -> Result<String, CaseError> {
        named_person(&drawn.by)?;
        let text = canonical::of("a drawn screen", drawn)?;
        self.act(|db| {
            db.execute(
                "INSERT INTO drawn_screens (video, drawn) VALUES (?1, ?2)",
                (drawn.video.0.to_hex(), &text),
            )?;
            let id = db.last_insert_rowid().to_string();
            let entry = Entry::new("draw-screen", json!({ "id": id, "drawn": drawn }));
            Ok((id, Some(entry.by(&drawn.by))))
        })
    }

    /// What people drew on a video, with ids, in the order in which they did.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn drawn_screens(&self, video: &ItemId) -> Result<Vec<(String, DrawnScreen)>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT position, drawn FROM drawn_screens WHERE video = ?1 ORDER BY position",
        )?;
        let mut found = all.query([video.0.to_hex()])?;
        let mut answer = Vec::new();
        while let Some(row) = found.next()? {
            let position: i64 = row.get(0)?;
            let drawn = rows::parsed("a drawn screen", &row.get::<_, String>(1)?)?;
            answer.push((position.to_string(), drawn));
        }
        Ok(answer)
    }
}

/// Writes the screens of a video in place of earlier ones.
pub(crate) fn write_screens(
    db: &Connection,
    work: i64,
    video: &ItemId,
    screens: &[Screen],
) -> Result<(), CaseError> {
    db.execute("DELETE FROM screens WHERE video = ?1", [video.0.to_hex()])?;
    let mut rows = db.prepare_cached(
        "INSERT OR REPLACE INTO screens (id, work, number, video, screen)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, screen) in screens.iter().enumerate() {
        if screen.video != *video {
            return Err(CaseError::Misfit(format!(
                "a screen in {} was recorded for video {video}",
                screen.video
            )));
        }
        let text = canonical::of("a screen", screen)?;
        // JSON has no infinities: what can't be read back must not be written.
        crate::rows::parsed::<Screen>("a screen", &text)?;
        rows.execute((screen_id(screen), work, number, video.0.to_hex(), text))?;
    }
    Ok(())
}

fn screen_id(screen: &Screen) -> String {
    let name = json!({
        "video": screen.video, "first": screen.first, "last": screen.last,
        "best": screen.best.at, "quad": screen.best.quad.to_string(),
    });
    ContentHash::of(canonical::text(&name).as_bytes()).to_hex()[..12].to_owned()
}
