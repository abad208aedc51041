//! What an accuracy run found, as one JSON line and as a table for people.

mod classes;
mod words;

use model::Quad;
use pipeline::Summary;
use serde_json::{Map, Value, json};

use super::beside::Beside;
use super::count::{Count, Found, Judged, Judgement, Shown};
use super::ground::Ground;
use super::machine::{Cost, Peak};
use super::material::difficulty_word;
use super::showing::Showing;
use classes::{HARDSHIPS, HOW, TIERS, bearable};
use words::{how, list};

pub use classes::{tier_words, tiers};
pub use words::{
    Style, cost_json, cost_words, extend, head, of, peak, peak_words, percent, phases, profile,
    rounded, row, share_json, table,
};

/// What the machine did and used.
pub struct Work {
    pub phases: Vec<(String, Cost)>,
    pub problems: Vec<(String, String)>,
    pub peak: Option<Peak>,
    /// Whether the case was begun by this run, so that its phases are all there.
    pub fresh: bool,
    pub summary: Summary,
    /// Bytes of derived files by kind.
    pub derived: Vec<(String, u64)>,
}

/// A finished run.
pub struct Outcome {
    options: Value,
    ground: Ground,
    count: Count,
    work: Work,
    beside: Option<Beside>,
}

/// Frames by which a sighting may begin or end beside the truth and be in time.
const IN_TIME: u64 = 2;

impl Outcome {
    pub fn new(options: Value, ground: Ground, count: Count, work: Work) -> Self {
        Self {
            options,
            ground,
            count,
            work,
            beside: None,
        }
    }

    /// Adds what peers did.
    #[must_use]
    pub fn beside(mut self, beside: Option<Beside>) -> Self {
        self.beside = beside;
        self
    }

    /// Whether everything that was given could be analysed.
    pub fn is_whole(&self) -> bool {
        self.work.summary.failures == 0 && self.work.problems.is_empty()
    }

    /// The whole outcome on one line.
    pub fn json(&self, at: &str) -> Value {
        let c = &self.count;
        let s = &self.work.summary;
        let (n, pixels, share) = c.corner_error();
        let (unprinted, right, wrong) = c.unprinted();
        let (frames, middle, most) = c.track_error();
        let mut value = head(&self.options, at);
        let more = json!({
            "videos": s.videos, "footage_seconds": rounded(s.watched_seconds, 2),
            "keyframes": s.keyframes, "references": s.references,
            "poor_references": s.poor_references, "products": s.products,
            "fresh": self.work.fresh, "phases": phases(&self.work.phases),
            "peak": peak(self.work.peak),
            "derived_bytes": self.work.derived.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "recall": tiers(&self.count),
            "precision": precision(c),
            "false_per_hour": rounded(self.false_per_hour(), 3),
            "corner_error": {"sightings": n, "median_px": rounded(pixels, 2),
                "median_of_width": rounded(share, 4)},
            "track_error": {"frames": frames, "median_px": rounded(middle, 2),
                "p95_px": rounded(most, 2)},
            "within_2_frames": share_json(c.timed(IN_TIME, |_| true)),
            "within_2_frames_easy_and_medium": share_json(c.timed(IN_TIME, bearable)),
            "recall_by": self.hardships_json(),
            "unprinted_views": {"showings": unprinted, "right": right, "false": wrong},
            "false": c.wrong().map(|j| self.wrong_json(j)).collect::<Vec<_>>(),
            "missed": c.missed().map(|m| self.missed_json(m)).collect::<Vec<_>>(),
            "problems": self.work.problems,
            "peers": self.beside.as_ref().map(Beside::json),
        });
        extend(&mut value, more);
        value
    }

    fn false_per_hour(&self) -> f64 {
        let hours = self.work.summary.watched_seconds / 3600.0;
        self.count.with(Judgement::False) as f64 / hours
    }

    fn film(&self, number: usize) -> String {
        let film = self.ground.films.get(number);
        film.map_or_else(String::new, super::ground::Film::name)
    }

    /// What is really under a sighting's best moment.
    fn under(&self, judged: &Judged) -> Option<&Showing> {
        let shown = self.count.showings.get(judged.under?)?;
        Some(&shown.showing)
    }

    fn wrong_json(&self, j: &Judged) -> Value {
        let under = self.under(j);
        json!({
            "id": j.claim.id, "video": self.film(j.claim.film), "frame": j.claim.best.0,
            "first": j.claim.first, "last": j.claim.last,
            "named": j.claim.named, "reference": j.claim.reference,
            "inliers": j.claim.inliers, "log10_nfa": rounded(j.claim.log10_nfa, 2),
            "quad": j.claim.best.1.rounded(),
            "under": under.map(|s| json!({"picture": s.picture, "product": s.product,
                "printed": s.printed, "width": rounded(s.width, 0)})),
        })
    }

    fn missed_json(&self, m: &Shown) -> Value {
        let s = &m.showing;
        let (first, last) = s.extent().unwrap_or((0, 0));
        json!({
            "video": self.film(s.film), "first": first, "last": last, "picture": s.picture,
            "product": s.product, "width": rounded(s.width, 0),
            "turned_degrees": rounded(s.turned, 0),
            "difficulty": s.difficulty.map(difficulty_word),
        })
    }

    /// The outcome for people; ends with a line break.
    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        self.recall_table(&mut t, style);
        self.hardships_table(&mut t, style);
        let c = &self.count;
        let precision = c.precision();
        let mut rows = vec![
            row("sightings", c.claims.len().to_string()),
            row("right", c.with(Judgement::Right).to_string()),
            row(
                "right by maker only",
                c.with(Judgement::MakerOnly).to_string(),
            ),
            row(
                "false",
                format!(
                    "{} ({:.2} an hour)",
                    c.with(Judgement::False),
                    self.false_per_hour()
                ),
            ),
            row("precision", percent(precision)),
        ];
        let (n, pixels, share) = c.corner_error();
        if n > 0 {
            let text = format!("{pixels:.1} px, {:.1} % of the width ({n})", 100.0 * share);
            rows.push(row("median corner error", text));
        }
        let (frames, middle, most) = c.track_error();
        if frames > 0 {
            let text = format!("{middle:.1} px; 95 of 100 within {most:.1} px ({frames} frames)");
            rows.push(row("the same, every frame of the tracks", text));
        }
        rows.push(row(
            "begins and ends within 2 frames",
            percent(c.timed(IN_TIME, |_| true)),
        ));
        rows.push(row(
            "the same, easy and medium",
            percent(c.timed(IN_TIME, bearable)),
        ));
        let (unprinted, right, wrong) = c.unprinted();
        rows.push(row(
            "views that no document has",
            format!("{unprinted} shown, {right} sightings right, {wrong} false"),
        ));
        table(&mut t, style, &["", ""], &rows);
        if let Some(beside) = &self.beside {
            beside.tables(&mut t, style, &self.count);
        }
        self.work_table(&mut t, style);
        self.lists(&mut t);
        t
    }

    fn recall_table(&self, t: &mut String, style: Style) {
        let mut rows = Vec::new();
        for (tier, _, words) in TIERS {
            let (all, maker) = self.count.recall(|s| s.tier() == tier);
            let mut cells = vec![words.to_owned(), of(all), percent(all), maker.to_string()];
            for how in HOW {
                let (part, _) = self
                    .count
                    .recall(|s| s.tier() == tier && s.difficulty == Some(how));
                cells.push(of(part));
            }
            rows.push(cells);
        }
        let heads = [
            "apparent width",
            "screens found",
            "recall (95 %)",
            "by maker only",
            "easy",
            "medium",
            "hard",
        ];
        table(t, style, &heads, &rows);
    }

    fn hardships_table(&self, t: &mut String, style: Style) {
        let mut rows = Vec::new();
        for (what, classes) in HARDSHIPS {
            for (words, keep) in *classes {
                let (share, _) = self.count.recall(keep);
                if share.of > 0 {
                    rows.push(vec![
                        (*what).to_owned(),
                        (*words).to_owned(),
                        of(share),
                        percent(share),
                    ]);
                }
            }
        }
        let heads = ["", "", "screens found", "recall (95 %)"];
        table(t, style, &heads, &rows);
    }

    fn hardships_json(&self) -> Value {
        let mut all = Map::new();
        for (what, classes) in HARDSHIPS {
            let of = classes.iter().map(|(words, keep)| {
                let (share, _) = self.count.recall(keep);
                ((*words).to_owned(), share_json(share))
            });
            all.insert((*what).to_owned(), Value::Object(of.collect()));
        }
        Value::Object(all)
    }

    fn work_table(&self, t: &mut String, style: Style) {
        let s = &self.work.summary;
        let mut rows = vec![
            row(
                "material",
                format!(
                    "{} videos, {:.0} s, {} keyframes, {} references of {} products",
                    s.videos, s.watched_seconds, s.keyframes, s.references, s.products
                ),
            ),
            row("how", how(&self.options)),
        ];
        for (name, cost) in &self.work.phases {
            rows.push(row(name, cost_words(*cost)));
        }
        if !self.work.fresh {
            let text = "an earlier run's case was used again, as far as it went".to_owned();
            rows.push(row("note", text));
        }
        if let Some(peak) = self.work.peak {
            rows.push(row("peak memory", peak_words(peak)));
        }
        table(t, style, &["", ""], &rows);
    }

    /// Every false sighting and every missed showing, in words.
    fn lists(&self, t: &mut String) {
        list(t, "False sightings", self.count.wrong(), |j| {
            self.wrong_words(j)
        });
        list(t, "Missed", self.count.missed(), |m| self.missed_words(m));
        let mistimed = self.count.mistimed(IN_TIME);
        list(t, "First or last frame missed", mistimed, |m| {
            let (first, last) = m.held.unwrap_or_default();
            format!("{}: found {first}–{last}", self.missed_words(m))
        });
        let problems = self.work.problems.iter();
        list(t, "Failed", problems, |(name, what)| {
            format!("{name}: {what}")
        });
    }

    fn wrong_words(&self, j: &Judged) -> String {
        let c = &j.claim;
        let there = match self.under(j) {
            None => "no screen is there".to_owned(),
            Some(s) => format!(
                "{} is there{}, {:.0} px",
                s.picture,
                if s.printed { "" } else { " (in no document)" },
                s.width
            ),
        };
        format!(
            "{} frame {}: named {}, by {}; {there}; {} inliers, log10 NFA {:.1}, at {}",
            self.film(c.film),
            c.best.0,
            c.named,
            c.reference,
            c.inliers,
            c.log10_nfa,
            corners(&c.best.1)
        )
    }

    fn missed_words(&self, m: &Shown) -> String {
        let s = &m.showing;
        let (first, last) = s.extent().unwrap_or((0, 0));
        format!(
            "{} frames {first}–{last}: {}, {:.0} px, turned {:.0}°{}",
            self.film(s.film),
            s.picture,
            s.width,
            s.turned,
            s.difficulty
                .map_or_else(String::new, |d| format!(", {}", difficulty_word(d)))
        )
    }
}

fn precision(count: &Count) -> Value {
    let mut value = share_json(count.precision());
    value["maker_only"] = count.with(Judgement::MakerOnly).into();
    value["false"] = count.with(Judgement::False).into();
    value["found_showings"] = count
        .showings
        .iter()
        .filter(|s| s.found != Found::No)
        .count()
        .into();
    value
}

fn corners(quad: &Quad) -> String {
    let [x0, y0, x1, y1] = quad.bounds();
    format!("{x0:.0},{y0:.0} to {x1:.0},{y1:.0}")
}
