//! What goes with every export of texts: which bytes they were, and where the case's journal stood.
//! It is printed, noted in the journal, and lies beside the files in a form that `sha256sum --check`
//! takes.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use case::{Case, JournalHead};
use model::ContentHash;
use serde_json::{Value, json};

use super::door::Failure;
use super::exports::put;

/// The ending of the list's name, behind that of the one file, or of the form in a folder: several
/// forms may go into one folder.
const LIST: &str = "sha256";

/// What was written.
pub struct Exported {
    form: &'static str,
    to: PathBuf,
    /// Where the journal stood before.
    head: JournalHead,
    /// Name and hash of each file.
    files: Vec<(String, ContentHash)>,
}

impl Exported {
    /// Writes one file.
    pub fn one(case: &Case, form: &'static str, to: PathBuf, text: &str) -> Result<Self, Failure> {
        let head = case.journal_head()?;
        put(&to, text.as_bytes())?;
        let name = to.file_name().unwrap_or_default().to_string_lossy();
        let files = vec![(name.into_owned(), ContentHash::of(text.as_bytes()))];
        let mut list = to.clone().into_os_string();
        list.push(format!(".{LIST}"));
        let exported = Self {
            form,
            to,
            head,
            files,
        };
        // A pipe or a terminal has nothing beside it.
        if exported.to.is_file() {
            put(Path::new(&list), exported.list().as_bytes())?;
        }
        Ok(exported)
    }

    /// Writes several files of a folder.
    pub fn many(
        case: &Case,
        form: &'static str,
        to: PathBuf,
        texts: &[(String, String)],
    ) -> Result<Self, Failure> {
        let head = case.journal_head()?;
        disk::create_folders(&to)
            .map_err(|e| Failure::on_the_way(format!("{}: {e}", to.display())))?;
        for (name, text) in texts {
            put(&to.join(name), text.as_bytes())?;
        }
        let hash = |text: &String| ContentHash::of(text.as_bytes());
        let files = texts.iter().map(|(n, t)| (n.clone(), hash(t))).collect();
        let exported = Self {
            form,
            to,
            head,
            files,
        };
        let list = exported.to.join(format!("{form}.{LIST}"));
        put(&list, exported.list().as_bytes())?;
        Ok(exported)
    }

    fn list(&self) -> String {
        let mut text = format!(
            "# {} of a case, by contrechamp {}. Its journal stood at line {}, which has the SHA-256\n# {}\n",
            self.form,
            env!("CARGO_PKG_VERSION"),
            self.head.seq,
            self.head.hash.to_hex()
        );
        for (name, hash) in &self.files {
            let plain = name.replace('\\', "\\\\").replace('\n', "\\n");
            let mark = if plain == *name { "" } else { "\\" };
            // Writing to a text does not fail.
            let _ = writeln!(text, "{mark}{}  {plain}", hash.to_hex());
        }
        text
    }

    /// Notes it in the journal, with `more` of its own, and says what was written, and where.
    pub fn done(self, case: &mut Case, more: Value, as_json: bool) -> Result<(), Failure> {
        let mut detail = json!({"form": self.form, "files": self.files.len()});
        let sums = self
            .files
            .iter()
            .map(|(n, h)| (n.clone(), json!(h.to_hex())));
        detail["sha256"] = Value::Object(sums.collect());
        if let (Value::Object(detail), Value::Object(more)) = (&mut detail, more) {
            detail.extend(more);
        }
        case.note_act("export", detail)?;
        let (form, files, head) = (self.form, self.files.len(), self.head);
        if as_json {
            let to = std::path::absolute(&self.to).unwrap_or(self.to);
            let told = json!({"form": form, "path": to, "files": files, "head": head});
            println!("{}", json!({"exported": told}));
        } else {
            println!("{form}: {}", self.to.display());
            println!("head    {}:{}", head.seq, head.hash.to_hex());
        }
        Ok(())
    }
}
