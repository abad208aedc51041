//! The layout of case.db, as a list of migrations; `user_version` is the number that were applied.
//!
//! Rules: STRICT tables; a migration that was released is never changed, only followed; ground
//! tables forbid UPDATE and DELETE by trigger; derived tables hang on `work` and go with it.

use rusqlite::Connection;

use crate::CaseError;

/// Marks the file as ours: "CCas" in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x4343_6173;

/// The layout that this build writes.
pub(crate) const LAYOUT: i64 = MIGRATIONS.len() as i64;

const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
    include_str!("schema/0009.sql"),
];

/// The layout of an opened database.
pub(crate) fn layout(db: &Connection) -> Result<i64, CaseError> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the database to this build's layout, each step in its own transaction.
pub(crate) fn migrate(db: &mut Connection) -> Result<(), CaseError> {
    migrate_to(db, LAYOUT)
}

/// Brings the database to an earlier layout, to be filled with rows of that time.
pub(crate) fn migrate_to(db: &mut Connection, to: i64) -> Result<(), CaseError> {
    let done = usize::try_from(layout(db)?).unwrap_or(usize::MAX);
    let to = usize::try_from(to).unwrap_or(0);
    for (i, sql) in MIGRATIONS.iter().enumerate().take(to).skip(done) {
        let step = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", i as i64 + 1)?;
        step.commit()?;
    }
    Ok(())
}
