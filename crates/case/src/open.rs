//! Making, recognising and opening a case folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::lock::WriterLock;
use crate::schema::{self, APPLICATION_ID, LAYOUT};
use crate::{Access, Case, CaseError};

const FILE: &str = "case.db";
/// SQLite's first bytes, and where it keeps the application id (<https://sqlite.org/fileformat.html>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const APPLICATION_ID_AT: std::ops::Range<usize> = 68..72;

impl Case {
    /// Makes a case in a folder, which is made too where it isn't there, and opens it for
    /// writing. A run killed meanwhile leaves no case, and can be repeated.
    ///
    /// # Errors
    /// When the folder already is a case, holds other files, or can't be written.
    pub fn create(dir: &Path, name: &str) -> Result<Self, CaseError> {
        let dir = empty_folder(dir)?;
        let lock = WriterLock::take(&dir)?;
        put_in_place(&dir, &mut |aside| write_new(aside, name))?;
        Self::open_for_writing(dir, lock)
    }

    /// Opens a case. For writing: by one process at a time, and with a line in the journal. For
    /// reading: beside a writer too, and from a folder that can't be written.
    ///
    /// # Errors
    /// When the folder isn't a case, is of a newer version, damaged, being written by another
    /// process, or not writable ([`CaseError::is_unusable`]).
    pub fn open(dir: &Path, access: Access) -> Result<Self, CaseError> {
        recognise(dir)?;
        let dir = std::path::absolute(dir).map_err(|source| CaseError::Folder {
            dir: dir.to_owned(),
            source,
        })?;
        match access {
            Access::Write => {
                let lock = WriterLock::take(&dir)?;
                Self::open_for_writing(dir, lock)
            }
            Access::Read => Self::open_for_reading(dir),
        }
    }

    /// Whether a folder holds a case, be it damaged.
    pub fn is_case(dir: &Path) -> bool {
        match recognise(dir) {
            Ok(()) | Err(CaseError::Damaged { .. }) => true,
            Err(_) => false,
        }
    }

    pub(crate) fn open_for_writing(dir: PathBuf, lock: WriterLock) -> Result<Self, CaseError> {
        let path = dir.join(FILE);
        let mut db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|e| in_folder(&dir, e.into()))?;
        let ready = settle(&db)
            .and_then(|()| must_be_known(&dir, &db))
            .and_then(|()| schema::migrate(&mut db))
            .and_then(|()| Ok(db.pragma_update(None, "journal_mode", "WAL")?))
            .and_then(|()| Ok(db.pragma_update(None, "synchronous", "FULL")?));
        ready.map_err(|e| in_folder(&dir, e))?;
        let mut case = Self::with(dir, db, None)?;
        case.start_writing(lock)?;
        Ok(case)
    }

    fn open_for_reading(dir: PathBuf) -> Result<Self, CaseError> {
        let (db, copy) = connect_for_reading(&dir).map_err(|e| in_folder(&dir, e))?;
        must_be_known(&dir, &db)?;
        let found = schema::layout(&db)?;
        if found < LAYOUT {
            return Err(CaseError::Older {
                dir,
                found,
                known: LAYOUT,
            });
        }
        let log_left = copy.is_some();
        let mut case = Self::with(dir, db, copy)?;
        if log_left {
            case.warnings.push(
                "the case can't be written here, and the last program that wrote it was cut off: \
                 its last acts stand in case.db-wal; they are read from a temporary copy, and \
                 are taken up once the case is opened for writing from a writable disk"
                    .to_owned(),
            );
        }
        Ok(case)
    }

    fn with(
        dir: PathBuf,
        db: Connection,
        copy: Option<tempfile::TempDir>,
    ) -> Result<Self, CaseError> {
        let name = db
            .query_row("SELECT value FROM case_meta WHERE key = 'name'", [], |r| {
                r.get(0)
            })
            .map_err(|e| in_folder(&dir, e.into()))?;
        Ok(Self {
            dir,
            name,
            db,
            writer: None,
            warnings: Vec::new(),
            _copy: copy,
        })
    }
}

/// The full path of a folder in which a case can be made; makes it where it isn't there.
pub(crate) fn empty_folder(dir: &Path) -> Result<PathBuf, CaseError> {
    let folder = |source| CaseError::Folder {
        dir: dir.to_owned(),
        source,
    };
    fs::create_dir_all(dir).map_err(folder)?;
    let dir = std::path::absolute(dir).map_err(folder)?;
    // Its name, so that a power cut does not take the whole case.
    let _ = dir.parent().map(disk::sync_folder);
    if Case::is_case(&dir) {
        return Err(CaseError::AlreadyACase { dir });
    }
    // Somebody's folder of files is not turned into a case by a slip of the keyboard.
    for entry in fs::read_dir(&dir).map_err(folder)? {
        let name = entry.map_err(folder)?.file_name();
        if !name.to_string_lossy().starts_with("case.") {
            return Err(CaseError::NotEmpty {
                dir,
                found: name.to_string_lossy().into_owned(),
            });
        }
    }
    Ok(dir)
}

/// Has a database written aside and puts it in place. The caller has the lock.
pub(crate) fn put_in_place(
    dir: &Path,
    write: &mut dyn FnMut(&Path) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    let path = dir.join(FILE);
    if path.symlink_metadata().is_ok() {
        return Err(CaseError::AlreadyACase {
            dir: dir.to_owned(),
        });
    }
    let aside = dir.join("case.db.aside");
    for leftover in ["case.db.aside", "case.db.aside-journal"] {
        match fs::remove_file(dir.join(leftover)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(CaseError::Folder {
                    dir: dir.to_owned(),
                    source,
                });
            }
            _ => {}
        }
    }
    write(&aside)?;
    File::open(&aside)
        .and_then(|f| f.sync_all())
        .and_then(|()| fs::rename(&aside, &path))
        .and_then(|()| disk::sync_folder(dir))
        .map_err(|e| CaseError::io(&path, e))
}

/// A file of the case that is there must be a plain file: a link in a case from elsewhere could
/// make us write to a file of ours.
pub(crate) fn must_be_plain(path: &Path) -> Result<(), CaseError> {
    match path.symlink_metadata() {
        Ok(meta) if !meta.is_file() => Err(CaseError::Damaged {
            path: path.to_owned(),
            what: "it is not a plain file".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Looks at the first bytes of case.db, without opening it as a database.
fn recognise(dir: &Path) -> Result<(), CaseError> {
    let path = dir.join(FILE);
    let damaged = |what: &str| CaseError::Damaged {
        path: path.clone(),
        what: what.to_owned(),
    };
    let folder = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => CaseError::NotACase {
            dir: dir.to_owned(),
        },
        _ => CaseError::Folder {
            dir: dir.to_owned(),
            source,
        },
    };
    path.symlink_metadata().map_err(folder)?;
    must_be_plain(&path)?;
    let mut head = Vec::new();
    File::open(&path)
        .and_then(|f| f.take(100).read_to_end(&mut head))
        .map_err(folder)?;
    if head.get(..MAGIC.len()) != Some(MAGIC.as_slice()) {
        return Err(damaged("it is not a SQLite database"));
    }
    match head.get(APPLICATION_ID_AT) {
        Some(id) if id == APPLICATION_ID.to_be_bytes() => Ok(()),
        Some(_) => Err(CaseError::NotACase {
            dir: dir.to_owned(),
        }),
        None => Err(damaged("it is cut off")),
    }
}

fn write_new(path: &Path, name: &str) -> Result<(), CaseError> {
    let mut db = Connection::open(path)?;
    settle(&db)?;
    db.pragma_update(None, "application_id", APPLICATION_ID)?;
    schema::migrate(&mut db)?;
    let about = [
        ("name", name),
        ("created_at", &crate::rows::now()),
        (
            "created_with",
            concat!("contrechamp ", env!("CARGO_PKG_VERSION")),
        ),
    ];
    for row in about {
        db.execute("INSERT INTO case_meta VALUES (?1, ?2)", row)?;
    }
    db.close().map_err(|(_, e)| e.into())
}

/// Settings of every connection. A case may come from anyone: its schema is not to run functions
/// of its own choice.
fn settle(db: &Connection) -> Result<(), CaseError> {
    db.busy_timeout(Duration::from_secs(10))?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // So that REPLACE can't slip past the triggers of ground tables.
    db.pragma_update(None, "recursive_triggers", true)?;
    // In KiB, where SQLite keeps 2 MiB: searching a large case reads more than that at each letter.
    db.pragma_update(None, "cache_size", -16_384)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn must_be_known(dir: &Path, db: &Connection) -> Result<(), CaseError> {
    let found = schema::layout(db)?;
    if found > LAYOUT {
        return Err(CaseError::Newer {
            dir: dir.to_owned(),
            found,
            known: LAYOUT,
        });
    }
    Ok(())
}

/// Opens beside a writer where the folder allows it. SQLite needs to write `-shm` for that; on a
/// read-only medium the file can't change, so it is read as it stands, and where an unfinished
/// write-ahead log lies beside it, from a temporary copy of both.
fn connect_for_reading(dir: &Path) -> Result<(Connection, Option<tempfile::TempDir>), CaseError> {
    let path = dir.join(FILE);
    match try_reading(&path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(db) => return Ok((db, None)),
        Err(e) if !is_about_writing(&e) => return Err(e.into()),
        Err(_) => {}
    }
    let log = dir.join("case.db-wal");
    if fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
        let copy = tempfile::tempdir().map_err(|e| CaseError::io(&std::env::temp_dir(), e))?;
        for file in [&path, &log] {
            let name = file.file_name().unwrap_or_default();
            let to = copy.path().join(name);
            // Contents only: the copy must be writable even where the original isn't.
            File::open(file)
                .and_then(|mut from| io::copy(&mut from, &mut File::create(&to)?))
                .map_err(|e| CaseError::io(file, e))?;
        }
        let db = try_reading(&copy.path().join(FILE), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        return Ok((db, Some(copy)));
    }
    let uri = PathBuf::from(format!("file:{}?immutable=1", percent_encoded(&path)));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Ok((try_reading(&uri, flags)?, None))
}

fn try_reading(path: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let db = Connection::open_with_flags(path, flags)?;
    settle(&db).map_err(|e| match e {
        CaseError::Sql(e) => e,
        _ => rusqlite::Error::InvalidQuery,
    })?;
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(db)
}

fn is_about_writing(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure
        )
    )
}

fn percent_encoded(path: &Path) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"/-._~".contains(b);
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|b| {
            if plain(b) {
                char::from(*b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// Says which case a database error is about.
fn in_folder(dir: &Path, error: CaseError) -> CaseError {
    let path = dir.join(FILE);
    match error {
        CaseError::Damaged { what, .. } => CaseError::Damaged { path, what },
        CaseError::Full { .. } => CaseError::Full { path },
        CaseError::Sql(e) => match e.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                CaseError::ReadOnly {
                    dir: dir.to_owned(),
                    source: io::Error::other(e.to_string()),
                }
            }
            // Tables that should be there and aren't: not the layout that its number claims.
            _ => CaseError::Damaged {
                path,
                what: e.to_string(),
            },
        },
        other => other,
    }
}
