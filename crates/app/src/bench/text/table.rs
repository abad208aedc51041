//! The text run as one JSON line and as tables.

use model::Writing;
use serde_json::{Value, json};

use super::count::Errors;
use super::{HalfCost, How, Texts};
use crate::bench::count::Share;
use crate::bench::report::{Style, cost_words, extend, head, percent, phases, rounded, row, table};

/// What reading costs on footage with displays in half of it.
fn half_rows(half: &HalfCost) -> Vec<Vec<String>> {
    let told = |cpu: Option<f64>| cpu.map_or_else(|| "–".to_owned(), |c| format!("{c:.1} s"));
    let (reading, screens, rest) = (half.reading(), half.screens(), half.rest());
    let over = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) if b > 0.0 => format!("{:.2}", a / b),
        _ => "–".to_owned(),
    };
    let both = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
    let of = format!("displays in half of {:.0} s", half.seconds);
    vec![
        row(
            &format!("{of}: read"),
            format!("{} surfaces, {} lines", half.surfaces, half.lines),
        ),
        row(&format!("{of}: processor time for reading"), told(reading)),
        row(&format!("{of}: for finding displays"), told(screens)),
        row(&format!("{of}: for all else"), told(rest)),
        row(
            &format!("{of}: reading over analyse without it"),
            over(reading, both(screens, rest)),
        ),
        row(
            &format!("{of}: reading and displays over all else"),
            over(both(reading, screens), rest),
        ),
    ]
}

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
                let [(_, low), (_, high)] = how.heights();
                let sizes = json!({"all": entry(None), low: entry(Some(false)),
                    high: entry(Some(true))});
                of.insert(writing.name().to_lowercase(), sizes);
            }
            all.insert(how.words().to_owned(), of.into());
        }
        let reliability = |how| -> Vec<Value> {
            let bins = self.counted.reliability.get(&how);
            let told = bins.into_iter().flatten().map(|(n, sure, right)| {
                let n_or_one = (*n).max(1) as f64;
                json!([
                    n,
                    rounded(sure / n_or_one, 3),
                    rounded(*right as f64 / n_or_one, 3)
                ])
            });
            told.collect()
        };
        let calibration_error = |how| {
            let error = self.counted.calibration_error(how);
            error.map(|e| rounded(e, 4))
        };
        let (planted, spotted, wrong) = self.counted.planted;
        let more = json!({
            "cer": all,
            "calibration_error": calibration_error(How::Merged),
            "reliability": reliability(How::Merged),
            "filmed_badly": {
                "calibration_error": calibration_error(How::HardMerged),
                "reliability": reliability(How::HardMerged),
            },
            "names": {"planted": planted, "spotted": spotted, "wrong": wrong},
            "decoys": self.decoyed.json(),
            "footage_seconds": rounded(self.counted.seconds, 1),
            "missing": self.missing, "skipped": self.skipped,
            "phases": phases(&self.phases),
            "half": self.half.as_ref().map(|h| json!({
                "seconds": h.seconds, "phases": phases(&h.phases),
                "surfaces": h.surfaces, "lines": h.lines,
            })),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let heads = ["character errors", "Latin", "Russian", "Kazakh", "Chinese"];
        let mut rows = Vec::new();
        for how in How::ALL {
            let measured = |w: Writing| self.errors(how, w, None).chars > 0;
            if !Writing::ALL.into_iter().any(measured) {
                continue;
            }
            let [(low, _), (tall, _)] = how.heights();
            for (high, of) in [
                (None, None),
                (Some(false), Some(low)),
                (Some(true), Some(tall)),
            ] {
                let of = of.map_or_else(String::new, |h| format!(", {h}"));
                let mut cells = vec![format!("{}{of}", how.words())];
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
        let error = |how| {
            let error = self.counted.calibration_error(how);
            error.map_or_else(|| "–".to_owned(), |e| format!("{e:.3}"))
        };
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
            row("names that stand on no page, spotted", self.decoyed.words()),
            row("expected calibration error", error(How::Merged)),
            row(
                "expected calibration error, filmed badly",
                error(How::HardMerged),
            ),
        ];
        for what in self.missing.iter().chain(&self.skipped) {
            rows.push(row("not measured", what.clone()));
        }
        for (name, cost) in &self.phases {
            rows.push(row(&format!("phase: {name}"), cost_words(*cost)));
        }
        rows.extend(self.half.iter().flat_map(half_rows));
        table(&mut t, style, &["", ""], &rows);
        for (how, what) in [
            (How::Merged, "confidence"),
            (How::HardMerged, "confidence, filmed badly"),
        ] {
            let Some(bins) = self.counted.reliability.get(&how) else {
                continue;
            };
            let heads = [what, "characters", "mean confidence", "right"];
            let rows: Vec<Vec<String>> = (bins.iter().enumerate())
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
        }
        t
    }
}
