//! The journal's head in files that can be kept elsewhere: `seals/head-N.txt` says which line has
//! which SHA-256, `.sig` beside it signs that, `.tsr` stamps it with a time.
//!
//! What lives here: making these files, noting it in the journal, checking them. What doesn't:
//! the signatures themselves (`seal`).

use std::fs;
use std::path::{Path, PathBuf};

use case::{Case, JournalHead, Past};
use model::ContentHash;
use seal::{Key, Purpose, Signed, Stamp};
use serde_json::{Map, Value, json};

use crate::PipelineError;
use crate::verify::Fault;

const FOLDER: &str = "seals";
const TITLE: &str = "contrechamp journal head";
/// Statements, signatures and replies are small.
const LONGEST: u64 = 1 << 20;

/// A statement of a journal's head that fits this case, with what else is beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sealed {
    pub file: PathBuf,
    pub head: JournalHead,
    pub signed: Option<Signed>,
    pub stamp: Option<Stamp>,
}

/// What a statement says.
struct Statement {
    /// SHA-256 of the journal's first line: it tells cases apart.
    begins: ContentHash,
    head: JournalHead,
}

impl Statement {
    fn of(case: &Case) -> Result<Self, PipelineError> {
        let missing = || PipelineError::Wanted("the journal is empty".to_owned());
        Ok(Self {
            begins: case.line_hash(1)?.ok_or_else(missing)?,
            head: case.journal_head()?,
        })
    }

    fn text(&self) -> String {
        let JournalHead { seq, hash } = self.head;
        format!(
            "{TITLE}\nbegins {}\nline {seq}\nsha256 {hash}\n",
            self.begins
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        if field("contrechamp journal")? != "head" {
            return None;
        }
        let begins = field("begins")?.parse().ok()?;
        let seq = field("line")?.parse().ok()?;
        let hash = field("sha256")?.parse().ok()?;
        let head = JournalHead { seq, hash };
        lines.next().is_none().then_some(Self { begins, head })
    }

    /// Writes the statement into the case, where it is not there yet.
    fn keep(&self, case: &Case) -> Result<PathBuf, PipelineError> {
        let dir = case.dir().join(FOLDER);
        let path = dir.join(format!("head-{}.txt", self.head.seq));
        fs::create_dir_all(&dir).map_err(|e| write_error(&dir, e))?;
        if fs::read_to_string(&path).is_ok_and(|text| text == self.text()) {
            return Ok(path);
        }
        create(&path, self.text().as_bytes())?;
        Ok(path)
    }
}

/// Signs the journal's head as it is now, and notes it; answers the statement's path.
///
/// # Errors
/// When the key can't sign, or the case can't be written.
pub fn sign_head(case: &mut Case, key: &Key) -> Result<PathBuf, PipelineError> {
    let statement = Statement::of(case)?;
    let signature = key.sign(Purpose::Head, statement.text().as_bytes())?;
    let path = statement.keep(case)?;
    create(&with(&path, "sig"), signature.as_bytes())?;
    create(
        &with(&path, "pub"),
        format!("{}\n", key.public()).as_bytes(),
    )?;
    let detail = json!({
        "head": statement.head, "file": inside(&path, "sig"),
        "sha256": ContentHash::of(signature.as_bytes()), "key": key.fingerprint(),
    });
    case.note_act("sign-head", detail)?;
    Ok(path)
}

/// Makes a time-stamp query for the journal's head as it is now, and notes whom it is for;
/// answers the statement's path and the query. Nothing is sent by this.
///
/// # Errors
/// When the case can't be written.
pub fn stamp_query(
    case: &mut Case,
    statement: Option<&Path>,
    authority: &str,
    sending: bool,
) -> Result<(PathBuf, Vec<u8>), PipelineError> {
    let made = match statement {
        Some(path) => (
            path.to_owned(),
            read_statement(path).map_err(PipelineError::Wanted)?.0,
        ),
        None => {
            let statement = Statement::of(case)?;
            (statement.keep(case)?, statement)
        }
    };
    let (path, statement) = made;
    let hash = ContentHash::of(statement.text().as_bytes());
    let query = seal::query(&hash, seal::random_nonce())?;
    create(&with(&path, "tsq"), &query)?;
    let detail = json!({
        "head": statement.head, "file": inside(&path, "tsq"), "leaves": hash,
        "to": authority, "sending": sending,
    });
    case.note_act("ask-time-stamp", detail)?;
    Ok((path, query))
}

/// Keeps an authority's reply beside the statement that it is of, and notes it.
///
/// # Errors
/// When no statement of the case waits for it, it does not hold, or the case can't be written.
pub fn take_reply(case: &mut Case, reply: &[u8]) -> Result<(PathBuf, Stamp), PipelineError> {
    let mut why = "no statement in `seals` waits for a time stamp; ask for one first".to_owned();
    for path in statements(case)? {
        if with(&path, "tsr").exists() {
            continue;
        }
        let (Ok(query), Ok((statement, text))) = (read(&with(&path, "tsq")), read_statement(&path))
        else {
            continue;
        };
        let stamp = match seal::read_reply(reply, &ContentHash::of(&text), Some(&query)) {
            Ok(stamp) => stamp,
            Err(e) => {
                why = e.to_string();
                continue;
            }
        };
        create(&with(&path, "tsr"), reply)?;
        let detail = json!({
            "head": statement.head, "file": inside(&path, "tsr"),
            "sha256": ContentHash::of(reply), "at": stamp.at, "serial": stamp.serial,
        });
        case.note_act("time-stamp", detail)?;
        return Ok((path, stamp));
    }
    Err(PipelineError::Wanted(why))
}

/// Checks one statement, which may be kept anywhere, with what lies beside it.
///
/// # Errors
/// In words: what does not hold. When the journal can't be read, that.
pub fn check_statement(case: &Case, path: &Path) -> Result<Result<Sealed, String>, PipelineError> {
    let (statement, text) = match read_statement(path) {
        Ok(read) => read,
        Err(what) => return Ok(Err(what)),
    };
    if case.line_hash(1)? != Some(statement.begins) {
        return Ok(Err(
            "it is one of another case, or the journal begins anew".to_owned()
        ));
    }
    let JournalHead { seq, .. } = statement.head;
    match case.check_past(&statement.head)? {
        Past::Holds => {}
        Past::Older { lines } => {
            return Ok(Err(format!(
                "the journal ends at line {lines}, before line {seq} that it states: an older copy, or cut off"
            )));
        }
        Past::Other => {
            return Ok(Err(format!(
                "line {seq} of the journal is not the one that it states: another history"
            )));
        }
    }
    Ok(beside(path, &text).map(|(signed, stamp)| Sealed {
        file: path.to_owned(),
        head: statement.head,
        signed,
        stamp,
    }))
}

/// Signature and time stamp beside a statement, where they are there.
fn beside(path: &Path, text: &[u8]) -> Result<(Option<Signed>, Option<Stamp>), String> {
    let signature = with(path, "sig");
    let signed = if signature.exists() {
        let armored = String::from_utf8(read(&signature)?).map_err(|e| e.to_string())?;
        let signed = seal::check(&armored, Purpose::Head, text).map_err(|e| e.to_string())?;
        Some(signed)
    } else {
        None
    };
    let reply = with(path, "tsr");
    let stamp = if reply.exists() {
        let query = with(path, "tsq");
        let query = query.exists().then(|| read(&query)).transpose()?;
        let hash = ContentHash::of(text);
        let stamp = seal::read_reply(&read(&reply)?, &hash, query.as_deref());
        Some(stamp.map_err(|e| e.to_string())?)
    } else {
        None
    };
    Ok((signed, stamp))
}

/// All statements of the case, and that none of which the journal tells is gone or another.
pub(crate) fn check_all(case: &Case) -> Result<(Vec<Sealed>, Vec<Fault>), PipelineError> {
    let (mut sealed, mut faults) = (Vec::new(), Vec::new());
    let mut fault = |name: String, what: String| faults.push(Fault { name, what });
    for path in statements(case)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match check_statement(case, &path)? {
            Ok(found) => sealed.push(found),
            Err(what) => fault(format!("{FOLDER}/{name}"), what),
        }
    }
    for (name, why) in check_merged(case)? {
        fault(name, why);
    }
    for line in case.told_acts(&["sign-head", "time-stamp"])? {
        let Some((file, hash)) = told_file(&line) else {
            continue;
        };
        match read(&case.dir().join(&file)) {
            Ok(bytes) if ContentHash::of(&bytes) == hash => {}
            Ok(_) => fault(
                file,
                "it is not the one of which the journal tells".to_owned(),
            ),
            Err(why) => fault(
                file,
                format!("the journal tells of it, and it is gone ({why})"),
            ),
        }
    }
    Ok((sealed, faults))
}

/// Statements of copies that were merged, against the journals that were kept of them; where a bag
/// left those out, their SHA-256 stands in our journal.
fn check_merged(case: &Case) -> Result<Vec<(String, String)>, PipelineError> {
    let mut faults = Vec::new();
    for number in 1u32.. {
        let dir = case.dir().join(FOLDER).join(format!("merged-{number}"));
        let journal = case.dir().join(format!("journal.merged-{number}"));
        if !dir.exists() && !journal.exists() {
            break;
        }
        if !dir.exists() || !journal.exists() {
            continue;
        }
        for path in statements_in(&dir)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{FOLDER}/merged-{number}/{name}");
            let (statement, text) = match read_statement(&path) {
                Ok(read) => read,
                Err(what) => {
                    faults.push((name, what));
                    continue;
                }
            };
            let JournalHead { seq, hash } = statement.head;
            if case.merged_line_hash(number, seq)? != Some(hash) {
                let what =
                    format!("line {seq} of journal.merged-{number} is not the one that it states");
                faults.push((name.clone(), what));
            }
            faults.extend(beside(&path, &text).err().map(|what| (name, what)));
        }
    }
    Ok(faults)
}

/// The file of a line about a seal; only a plain name within the folder is one.
fn told_file(line: &Map<String, Value>) -> Option<(String, ContentHash)> {
    let file = line.get("file")?.as_str()?;
    let name = file.strip_prefix(FOLDER)?.strip_prefix('/')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if !name.chars().all(plain) {
        return None;
    }
    let hash = line.get("sha256")?.as_str()?.parse().ok()?;
    Some((file.to_owned(), hash))
}

fn statements(case: &Case) -> Result<Vec<PathBuf>, PipelineError> {
    statements_in(&case.dir().join(FOLDER))
}

fn statements_in(dir: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(write_error(dir, e)),
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| {
            let name = p.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("head-") && name.ends_with(".txt")
        })
        .collect();
    found.sort();
    Ok(found)
}

fn read_statement(path: &Path) -> Result<(Statement, Vec<u8>), String> {
    let text = read(path)?;
    let parsed = std::str::from_utf8(&text).ok().and_then(Statement::parse);
    let statement = parsed.ok_or("it is no statement of a journal's head")?;
    Ok((statement, text))
}

/// Reads a small plain file; links are not followed.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let meta = path.symlink_metadata().map_err(|e| e.to_string())?;
    if !meta.is_file() || meta.len() > LONGEST {
        return Err("it is not a plain file of its kind".to_owned());
    }
    fs::read(path).map_err(|e| e.to_string())
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

fn inside(path: &Path, ending: &str) -> String {
    let path = with(path, ending);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{FOLDER}/{name}")
}

/// Writes a new file; nothing that was sealed is ever written over.
fn create(path: &Path, bytes: &[u8]) -> Result<(), PipelineError> {
    // Its folder may be new as well.
    disk::create(path, bytes)
        .and_then(|()| disk::sync_names(path, 2))
        .map_err(|e| write_error(path, e))
}

fn write_error(path: &Path, source: std::io::Error) -> PipelineError {
    PipelineError::Write {
        path: path.to_owned(),
        source,
    }
}
