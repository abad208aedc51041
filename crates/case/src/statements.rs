//! Acts of people on entities, relations, findings and proposals: added in order, never changed,
//! undone by later ones. What follows from them is `review`'s.

use std::collections::{BTreeMap, HashSet};

use model::{Act, Statement, Subject, Verdict};
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, canonical, rows};

impl Case {
    /// Adds an act of a person, dated now; answers its number, by which it can be undone.
    ///
    /// # Errors
    /// When nobody is named, there is no such act to undo or it is undone already, or the case
    /// can't be written.
    pub fn state(
        &mut self,
        subject: Subject,
        id: &str,
        act: &Act,
        by: &str,
        reason: &str,
    ) -> Result<i64, CaseError> {
        named_person(by)?;
        if let Act::Undo { position } = act {
            self.must_be_undoable(*position)?;
        }
        let detail = canonical::of("an act", act)?;
        let subject_name = rows::name("the subject", &subject)?;
        self.act(|db| {
            db.prepare_cached(
                "INSERT INTO statements (subject, id, act, detail, by, at, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((
                &subject_name,
                id,
                act.word(),
                &detail,
                by,
                rows::now(),
                reason,
            ))?;
            let position = db.last_insert_rowid();
            let line = json!({ "subject": subject_name, "id": id, "position": position,
                               "does": act.word(), "detail": act, "reason": reason });
            Ok((position, Some(Entry::new("state", line).by(by))))
        })
    }

    fn must_be_undoable(&self, position: i64) -> Result<(), CaseError> {
        let all = self.statements()?;
        match all.iter().find(|s| s.position == position) {
            None => Err(CaseError::Misfit(format!(
                "there is no act {position}; `history` shows them all"
            ))),
            Some(s) if s.undone => Err(CaseError::Misfit(format!(
                "act {position} is undone already"
            ))),
            Some(_) => Ok(()),
        }
    }

    /// Every act, in order, those that were undone too.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn statements(&self) -> Result<Vec<Statement>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT position, subject, id, detail, by, at, reason FROM statements
             ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut statements = Vec::new();
        while let Some(row) = found.next()? {
            statements.push(Statement {
                position: row.get(0)?,
                subject: rows::named("a subject", &row.get::<_, String>(1)?)?,
                id: row.get(2)?,
                act: rows::parsed("an act", &row.get::<_, String>(3)?)?,
                by: row.get(4)?,
                at: row.get(5)?,
                reason: row.get(6)?,
                undone: false,
            });
        }
        // The latest first: an undoing that was undone itself undoes nothing.
        let mut undone = HashSet::new();
        for statement in statements.iter_mut().rev() {
            statement.undone = undone.contains(&statement.position);
            if let (false, Act::Undo { position }) = (statement.undone, &statement.act) {
                undone.insert(*position);
            }
        }
        Ok(statements)
    }

    /// Verdicts by arbiters, and those taken back, by the proposal's id.
    pub(crate) fn settled(&self) -> Result<Settled, CaseError> {
        let mut settled = Settled::default();
        let any = self
            .db
            .prepare_cached("SELECT 1 FROM statements WHERE subject = 'proposal' LIMIT 1")?
            .exists([])?;
        if !any {
            return Ok(settled);
        }
        for s in self.statements()? {
            if s.undone || s.subject != Subject::Proposal {
                continue;
            }
            match s.act {
                Act::Judge { value, arbiter } if arbiter => {
                    let of = settled.arbiters.entry(s.id).or_default();
                    of.retain(|v| v.by != s.by);
                    of.extend(value.map(|value| Verdict {
                        value,
                        by: s.by,
                        at: s.at,
                        reason: s.reason,
                        arbiter: true,
                    }));
                }
                Act::TakeBack { position } => {
                    settled.taken_back.insert(position);
                }
                _ => {}
            }
        }
        Ok(settled)
    }
}

/// What changes how verdicts count.
#[derive(Default)]
pub(crate) struct Settled {
    pub arbiters: BTreeMap<String, Vec<Verdict>>,
    /// Positions of verdicts on sightings that their authors took back.
    pub taken_back: HashSet<i64>,
}
