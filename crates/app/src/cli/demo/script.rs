//! Runs verbs as a user would, one command line after another, and keeps a list of them beside the
//! case, which people can read and run again.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::door::Failure;
use crate::cli::told;

/// Marks what a command printed, in the list of commands.
const PRINTED: &str = "#= ";

/// Command lines on one case. Those that a former run did are not done again.
pub struct Script {
    case: String,
    list: File,
    /// What the commands of a former run printed, the next one last.
    done: Vec<String>,
}

impl Script {
    /// `list` is the file that names every command.
    pub fn open(case: &Path, list: &Path) -> Result<Self, Failure> {
        let trouble = |e: std::io::Error| Failure::on_the_way(format!("{}: {e}", list.display()));
        let mut done: Vec<String> = Vec::new();
        if list.exists() {
            let text = std::fs::read_to_string(list).map_err(trouble)?;
            // A line without its end was cut off by a kill: its command is done again.
            let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
            let lines = whole.lines().filter_map(|l| l.strip_prefix(PRINTED));
            done = lines.map(str::to_owned).collect();
            done.reverse();
        }
        let file = OpenOptions::new().create(true).append(true).open(list);
        let case: PathBuf = std::path::absolute(case).unwrap_or_else(|_| case.to_owned());
        Ok(Self {
            case: case.to_string_lossy().into_owned(),
            list: file.map_err(trouble)?,
            done,
        })
    }

    /// What `list WHAT` prints.
    pub fn list(&self, what: &str) -> Result<Vec<Value>, Failure> {
        let lines = told(&self.arguments(&["list", what, "--json"]))?;
        Ok(lines
            .iter()
            .filter_map(|l| serde_json::from_str(l).ok())
            .collect())
    }

    /// Runs a verb that prints an id; gives the id.
    pub fn id(&mut self, arguments: &[&str]) -> Result<String, Failure> {
        let printed = self.run(&[arguments, &["--json"]].concat())?;
        let printed: Value = serde_json::from_str(&printed).unwrap_or_default();
        printed["id"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure::on_the_way(format!("{} printed no id", arguments.join(" "))))
    }

    /// Runs a verb; gives the last line that it prints.
    pub fn run(&mut self, arguments: &[&str]) -> Result<String, Failure> {
        if let Some(printed) = self.done.pop() {
            return Ok(printed);
        }
        let lines = told(&self.arguments(arguments)).map_err(|mut failure| {
            failure.what = format!("{}: {}", arguments.join(" "), failure.what);
            failure
        })?;
        let printed = lines.last().cloned().unwrap_or_default();
        let words: Vec<String> = arguments.iter().map(|a| quoted(a)).collect();
        let entry = format!(
            "contrechamp {} --case case\n{PRINTED}{printed}\n",
            words.join(" ")
        );
        self.list
            .write_all(entry.as_bytes())
            .map_err(|e| Failure::on_the_way(format!("the list of commands: {e}")))?;
        Ok(printed)
    }

    fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let all = arguments.iter().copied().chain(["--case", &self.case]);
        all.map(str::to_owned).collect()
    }
}

/// A word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,=+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("--by"), "--by");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's; rm *"), r"'it'\''s; rm *'");
    }
}
