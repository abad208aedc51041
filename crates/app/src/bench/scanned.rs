//! Scanned pages of made-up documents: how many of their words are read, by language, skew and
//! grain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::Case;
use serde_json::{Value, json};
use stage::{MadeScan, write_scans};

use super::count::Share;
use super::report::{percent, row, share_json};
use super::run::BenchError;

/// What was read of them.
#[derive(Default)]
pub struct Scanned {
    /// Language, skew and grain; words right, and all.
    pages: Vec<(String, u64, u64)>,
}

/// Scans the pages.
pub fn write(folder: &Path, seed: u64) -> Result<(Vec<PathBuf>, Vec<MadeScan>), BenchError> {
    let made = write_scans(folder, seed)?;
    Ok((made.iter().map(|m| m.file.clone()).collect(), made))
}

/// Counts the words that a case has of them.
pub fn count(case: &Case, made: &[MadeScan]) -> Result<Scanned, BenchError> {
    let items = case.items()?;
    let mut scanned = Scanned::default();
    for scan in made {
        let name = scan.file.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        let item = items
            .iter()
            .find(|i| i.origins.iter().any(|o| o.path.ends_with(name.as_ref())));
        let mut read = String::new();
        if let Some(item) = item {
            for page in case.pages(item.id)? {
                for word in page.words {
                    read.push_str(&word.text);
                    read.push(' ');
                }
            }
        }
        let (right, all) = words_right(&scan.text, &read, scan.language == "zh");
        let what = format!(
            "scan, {}: skew {}°, grain {}",
            scan.language, scan.skew, scan.noise
        );
        scanned.pages.push((what, right, all));
    }
    Ok(scanned)
}

/// How many words of a text were read, wherever, and how many there are. Of Chinese, characters.
fn words_right(text: &str, read: &str, single: bool) -> (u64, u64) {
    let pieces = |text: &str| -> Vec<String> {
        if single {
            let kept = text.chars().filter(|c| c.is_alphanumeric());
            return kept.map(|c| c.to_string()).collect();
        }
        let bare = |w: &str| {
            w.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
        };
        let all = text.split_whitespace().map(bare);
        all.filter(|w| !w.is_empty()).collect()
    };
    let mut left: BTreeMap<String, u64> = BTreeMap::new();
    for word in pieces(read) {
        *left.entry(word).or_default() += 1;
    }
    let (mut right, mut all) = (0, 0);
    for word in pieces(text) {
        all += 1;
        if let Some(n) = left.get_mut(&word).filter(|n| **n > 0) {
            *n -= 1;
            right += 1;
        }
    }
    (right, all)
}

impl Scanned {
    pub fn json(&self) -> Value {
        let pages = self.pages.iter().map(|(what, right, all)| {
            json!({"page": what, "words_right": share_json(Share::new(*right, *all))})
        });
        pages.collect()
    }

    pub fn rows(&self) -> Vec<Vec<String>> {
        let words = |right: u64, all: u64| percent(Share::new(right, all));
        let pages = self.pages.iter();
        pages.map(|(what, r, a)| row(what, words(*r, *a))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::words_right;

    #[test]
    fn words_count_once_and_marks_do_not() {
        assert_eq!(words_right("One two, two.", "two one", false), (2, 3));
        assert_eq!(words_right("人脸，识别", "人脸识 x", true), (3, 4));
    }
}
