//! How it was done: recipes of pictures, steps with their parameters, and what failed.

use case::{Case, CaseError};
use model::Provenance;
use serde_json::Value;

use super::{GatherError, Gathering, PICTURES};
use crate::dossier::words::{put, told};
use crate::dossier::{FailureEntry, StepEntry};

impl Gathering<'_> {
    /// The recipe kept beside a derived picture, as (what, how).
    pub(super) fn recipe(&self, of: &Provenance) -> Vec<(String, String)> {
        let kept = self.derived.get(PICTURES, &of.key(), "json").ok().flatten();
        let Some(Value::Object(recipe)) = kept.and_then(|b| serde_json::from_slice(&b).ok()) else {
            return Vec::new();
        };
        let text = |v: &Value| match v {
            Value::String(s) => s.clone(),
            other => other.to_string(),
        };
        let mut lines = Vec::new();
        for step in recipe
            .get("steps")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Value::Object(step) = step else { continue };
            let how = step
                .iter()
                .filter(|(k, _)| *k != "op")
                .map(|(k, v)| format!("{} {}", told(k), told(&text(v))))
                .collect::<Vec<_>>()
                .join(" · ");
            lines.push((step.get("op").map_or_else(String::new, text), how));
        }
        for (key, label) in [
            ("source_sha256", "source SHA-256"),
            ("pixel_sha256", "SHA-256 of the result's pixels"),
            ("software", "software"),
        ] {
            if let Some(value) = recipe.get(key) {
                lines.push((label.to_owned(), text(value)));
            }
        }
        lines
    }

    pub(super) fn failures(
        &self,
        problems: &[(String, String)],
    ) -> Result<Vec<FailureEntry>, GatherError> {
        // A file that could not be brought in has no level, and its path may tell of those that are
        // held back.
        let told = problems
            .iter()
            .filter(|(p, w)| !self.held.is_named_in(p) && !self.held.is_named_in(w));
        let mut entries: Vec<FailureEntry> = told
            .map(|(path, reason)| FailureEntry {
                item: None,
                name: path.clone(),
                step: "preserve".to_owned(),
                reason: without_folders(reason),
                what_to_do: "Make the file readable and run the same command again.".to_owned(),
            })
            .collect();
        for failure in self.case.failures()? {
            let away = failure.item.is_some_and(|i| !self.items.contains_key(&i));
            if away || self.held.is_named_in(&failure.reason) {
                continue;
            }
            entries.push(FailureEntry {
                item: failure.item,
                name: failure.item.map_or_else(String::new, |i| self.name(&i)),
                step: failure.step.to_string(),
                reason: without_folders(&failure.reason),
                what_to_do: "The original is preserved. After mending what is said, run again \
                             with --retry-failed."
                    .to_owned(),
            });
        }
        for gap in self.case.gaps()? {
            let away = gap.record.is_some_and(|i| !self.items.contains_key(&i));
            if away || self.held.is_named_in(&gap.name) || self.held.is_named_in(&gap.why) {
                continue;
            }
            entries.push(FailureEntry {
                item: gap.record,
                name: gap.name,
                step: "import".to_owned(),
                reason: gap.why,
                what_to_do:
                    "An export or archive tells of it and does not hold it: fetch it where \
                             it is, or export again."
                        .to_owned(),
            });
        }
        Ok(entries)
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let damaged: Vec<String> = self
            .videos
            .iter()
            .filter(|(_, v)| !v.damage.is_empty())
            .map(|(id, v)| {
                let places = v.damage.len().to_string();
                put("{0} ({1} places)", &[&self.name(id), &places])
            })
            .collect();
        if damaged.is_empty() {
            return Vec::new();
        }
        let form = "Damaged videos were watched as far as they go: {0}.";
        vec![put(form, &[&damaged.join(", ")])]
    }
}

/// What was done, told once per step with the parameters of the case's own records.
pub(super) fn steps(case: &Case) -> Result<Vec<StepEntry>, CaseError> {
    const WORDS: &[(&str, &str)] = &[
        (
            "identify",
            "Every file was identified by its content, not by its name.",
        ),
        (
            "documents",
            "Every figure of every document page, and every plain picture, became a reference and was described by local features at several sizes.",
        ),
        (
            "watch",
            "Every frame of every video was decoded once; shots were found, and in each shot the sharp and different frames were described by local features.",
        ),
        (
            "match",
            "An index proposed the described frames that may show a reference; these were decoded again and compared. What is reported was proved by a homography and by its pixels: the expected number of chance matches in the whole search is below the budget.",
        ),
    ];
    Ok(case
        .steps_done()?
        .into_iter()
        .filter_map(|(step, parameters)| {
            let (_, what) = WORDS.iter().find(|(name, _)| *name == step.name)?;
            Some(StepEntry {
                name: step.to_string(),
                what: (*what).to_owned(),
                parameters: parameters
                    .into_iter()
                    .map(|(k, v)| (k, v.as_str().map_or_else(|| v.to_string(), str::to_owned)))
                    .collect(),
            })
        })
        .collect())
}

/// A text in which files that are named with all folders of this machine, in quotes, are named
/// without them: who reads a dossier need not know what the user is called.
fn without_folders(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, path)) = rest.split_once("\"/") {
        let Some((path, after)) = path.split_once('"') else {
            break;
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        out.push_str(before);
        out.push('"');
        out.push_str(name);
        out.push('"');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::without_folders;

    #[test]
    fn folders_of_this_machine_are_not_told() {
        for (told, shown) in [
            (
                "\"/a/case/objects/54/54cc\" is damaged: no",
                "\"54cc\" is damaged: no",
            ),
            ("a \"/x/y\" and \"/z\".", "a \"y\" and \"z\"."),
            ("\"plain\" and/or \"/open", "\"plain\" and/or \"/open"),
            ("", ""),
        ] {
            assert_eq!(without_folders(told), shown);
        }
    }
}
