//! Runs verbs as a user would, one command line after another, and keeps a list of them beside the
//! case, which people can read and run again.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use case::{Access, Case};
use serde_json::{Value, json};

use crate::cli::door::Failure;
use crate::cli::told;

/// Marks what a command printed, in the list of commands.
const PRINTED: &str = "#= ";
/// Marks the journal's last line of people's when a command was begun.
const BEGUN: &str = "#@ ";

/// What verbs of people are called in the journal, as far as scripts use them. What the machine notes
/// when a run goes on must not be taken for one.
const ACTS: [&str; 5] = [
    "passage-verdict",
    "say-fact",
    "sensitivity",
    "state",
    "verdict",
];

/// Command lines on one case. Those that a former run did are not done again, also where it was cut
/// off between doing one and noting it.
pub struct Script {
    case: PathBuf,
    list: File,
    /// What the commands of a former run printed, the next one last.
    done: Vec<String>,
    /// The command that a former run began and did not note as done, and the journal's last line of
    /// people's before it.
    begun: Option<(String, u64)>,
}

impl Script {
    /// `list` is the file that names every command.
    pub fn open(case: &Path, list: &Path) -> Result<Self, Failure> {
        let trouble = |e: std::io::Error| Failure::on_the_way(format!("{}: {e}", list.display()));
        let file = OpenOptions::new().create(true).append(true).open(list);
        let file = file.map_err(trouble)?;
        let text = std::fs::read_to_string(list).map_err(trouble)?;
        // A line without its end was cut off by a kill.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        if whole.len() < text.len() {
            file.set_len(whole.len() as u64).map_err(trouble)?;
        }
        let (mut done, mut begun, mut command) = (Vec::new(), None, "");
        for line in whole.lines() {
            if let Some(printed) = line.strip_prefix(PRINTED) {
                done.push(printed.to_owned());
                begun = None;
            } else if let Some(seq) = line.strip_prefix(BEGUN) {
                begun = seq.parse().ok().map(|seq| (command.to_owned(), seq));
            } else {
                command = line;
            }
        }
        done.reverse();
        Ok(Self {
            case: std::path::absolute(case).unwrap_or_else(|_| case.to_owned()),
            list: file,
            done,
            begun,
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
        let words: Vec<String> = arguments.iter().map(|a| quoted(a)).collect();
        let command = format!("contrechamp {} --case case", words.join(" "));
        let begun = self.begun.take().filter(|(begun, _)| *begun == command);
        let mut acts = Case::open(&self.case, Access::Read)?.told_acts(&ACTS)?;
        let last = acts.pop();
        let seq = last
            .as_ref()
            .and_then(|l| l.get("seq")?.as_u64())
            .unwrap_or(0);
        let printed = match (&begun, last) {
            // It was done, and not noted: its act tells the id that it printed.
            (Some((_, before)), Some(act)) if seq > *before => {
                json!({ "act": act.get("position"), "id": act.get("id") }).to_string()
            }
            _ => {
                if begun.is_none() {
                    self.note(&format!("{command}\n{BEGUN}{seq}\n"))?;
                }
                let lines = told(&self.arguments(arguments)).map_err(|mut failure| {
                    failure.what = format!("{}: {}", arguments.join(" "), failure.what);
                    failure
                })?;
                lines.last().cloned().unwrap_or_default()
            }
        };
        self.note(&format!("{PRINTED}{printed}\n"))?;
        Ok(printed)
    }

    fn note(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.list.write_all(text.as_bytes());
        written
            .and_then(|()| self.list.sync_data())
            .map_err(|e| Failure::on_the_way(format!("the list of commands: {e}")))
    }

    fn arguments(&self, arguments: &[&str]) -> Vec<String> {
        let all = arguments.iter().map(|a| (*a).to_owned());
        let case = self.case.to_string_lossy().into_owned();
        all.chain(["--case".to_owned(), case]).collect()
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
    use std::fs;

    use super::*;

    #[test]
    fn a_command_that_was_done_and_not_noted_is_not_done_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let (case, list) = (dir.path().join("case"), dir.path().join("list"));
        Case::create(&case, "made up").expect("a case");
        let add = |name: &str| {
            let mut script = Script::open(&case, &list).expect("opened");
            for known in ["One", "Two", "Three"] {
                let add = ["entity", "add", "company", known, "--by", "k7"];
                let id = script.id(&add).expect("an id");
                if known == name {
                    return (id, script.list("entities").expect("listed").len());
                }
            }
            panic!("{name} is not among them");
        };
        let (first, _) = add("One");
        let (second, count) = add("Two");
        assert_eq!(count, 2);
        // Killed at every byte of what the second command notes.
        let text = fs::read_to_string(&list).expect("read");
        let printed = text.rfind(PRINTED).expect("noted");
        for cut in printed..text.len() {
            fs::write(&list, &text[..cut]).expect("cut");
            assert_eq!(add("Two"), (second.clone(), 2), "{cut}");
            assert_eq!(fs::read_to_string(&list).expect("read"), text);
        }
        // Killed before it was done, while the machine noted something: it is done, once.
        let mut open = Case::open(&case, Access::Write).expect("opened");
        let acts = open.told_acts(&ACTS).expect("told");
        let last = &acts.last().expect("an act")["seq"];
        let begun = "contrechamp entity add company Three --by k7 --json --case case";
        let begun = format!("{text}{begun}\n{BEGUN}{last}\n");
        fs::write(&list, begun).expect("cut");
        open.note_act("sandbox", json!({})).expect("noted");
        drop(open);
        let (third, count) = add("Three");
        assert_eq!(count, 3);
        assert!(first != second && second != third);
        let whole = fs::read_to_string(&list).expect("read");
        assert_eq!(whole.matches("contrechamp entity add").count(), 3);
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("--by"), "--by");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("it's; rm *"), r"'it'\''s; rm *'");
    }
}
