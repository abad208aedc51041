//! The text run as one JSON line and as tables.

use model::Writing;
use serde_json::{Value, json};

use super::count::Errors;
use super::{How, Texts};
use crate::bench::count::Share;
use crate::bench::report::{Style, extend, head, percent, phases, rounded, row, table};

impl Texts {
    fn errors(&self, how: How, writing: Writing, high: Option<bool>) -> Errors {
        self.counted
            .errors
            .iter()
            .filter(|((h, w, tall), _)| {
                *h == how && *w == writing && high.is_none_or(|t| t == *tall)
            })
            .fold(Errors::default(), |sum, (_, e)| sum.and(*e))
    }

    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let mut all = serde_json::Map::new();
        for how in How::ALL {
            let mut of = serde_json::Map::new();
            for writing in Writing::ALL {
                let entry = |high| {
                    let e = self.errors(how, writing, high);
                    json!({"cer": e.rate().map(|r| rounded(r, 4)), "chars": e.chars,
                        "lines": e.lines, "unread": e.unread, "made_up": e.made_up})
                };
                let sizes = json!({"all": entry(None), "6_to_9": entry(Some(false)),
                    "9_to_14": entry(Some(true))});
                of.insert(writing.name().to_lowercase(), sizes);
            }
            all.insert(how.words().to_owned(), of.into());
        }
        let reliability: Vec<Value> = self
            .counted
            .reliability
            .iter()
            .map(|(n, sure, right)| {
                let n_or_one = (*n).max(1) as f64;
                json!([
                    n,
                    rounded(sure / n_or_one, 3),
                    rounded(*right as f64 / n_or_one, 3)
                ])
            })
            .collect();
        let (planted, spotted, wrong) = self.counted.planted;
        let more = json!({
            "cer": all,
            "calibration_error": self.counted.calibration_error().map(|e| rounded(e, 4)),
            "reliability": reliability,
            "names": {"planted": planted, "spotted": spotted, "wrong": wrong},
            "footage_seconds": rounded(self.counted.seconds, 1),
            "missing": self.missing, "skipped": self.skipped,
            "phases": phases(&self.phases),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let heads = ["character errors", "Latin", "Russian", "Kazakh", "Chinese"];
        let mut rows = Vec::new();
        for how in How::ALL {
            for (high, what) in [
                (None, ""),
                (Some(false), ", 6–9 px"),
                (Some(true), ", 9–14 px"),
            ] {
                let mut cells = vec![format!("{}{what}", how.words())];
                for writing in Writing::ALL {
                    let e = self.errors(how, writing, high);
                    cells.push(
                        e.rate()
                            .map_or_else(|| "–".to_owned(), |r| format!("{r:.3}")),
                    );
                }
                rows.push(cells);
            }
        }
        table(&mut t, style, &heads, &rows);
        let merged = Writing::ALL
            .into_iter()
            .map(|w| self.errors(How::Merged, w, None))
            .fold(Errors::default(), Errors::and);
        let (planted, spotted, wrong) = self.counted.planted;
        let mut rows = vec![
            row(
                "lines left as not readable, merged",
                format!("{} of {}", merged.unread, merged.lines),
            ),
            row(
                "lines read where nothing stands, merged",
                merged.made_up.to_string(),
            ),
            row(
                "names planted at 8 px and more, spotted",
                percent(Share::new(spotted, planted)),
            ),
            row(
                "names spotted where none stands",
                format!("{wrong} in {:.0} s of footage", self.counted.seconds),
            ),
            row(
                "expected calibration error",
                self.counted
                    .calibration_error()
                    .map_or_else(|| "–".to_owned(), |e| format!("{e:.3}")),
            ),
        ];
        for what in self.missing.iter().chain(&self.skipped) {
            rows.push(row("not measured", what.clone()));
        }
        for (name, cost) in &self.phases {
            rows.push(row(
                &format!("phase: {name}"),
                format!("{:.1} s", cost.wall),
            ));
        }
        table(&mut t, style, &["", ""], &rows);
        let heads = ["confidence", "characters", "mean confidence", "right"];
        let rows: Vec<Vec<String>> = self
            .counted
            .reliability
            .iter()
            .enumerate()
            .filter(|(_, r)| r.0 > 0)
            .map(|(i, (n, sure, right))| {
                let share = |v: f64| format!("{:.2}", v / *n as f64);
                vec![
                    format!("{:.1}–{:.1}", i as f64 / 10.0, (i + 1) as f64 / 10.0),
                    n.to_string(),
                    share(*sure),
                    share(*right as f64),
                ]
            })
            .collect();
        table(&mut t, style, &heads, &rows);
        t
    }
}
