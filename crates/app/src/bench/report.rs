//! What a run found, as one JSON line and as a table for people.

use std::fmt::Write;

use model::Quad;
use pipeline::Summary;
use serde_json::{Map, Value, json};
use stage::{Difficulty, WidthTier};

use super::beside::Beside;
use super::count::{Count, Found, Judged, Judgement, Share, Shown};
use super::ground::Ground;
use super::machine::{Cost, Peak, machine};
use super::material::difficulty_word;
use super::showing::Showing;

/// How a table is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Plain,
    Markdown,
}

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

const TIERS: [(Option<WidthTier>, &str, &str); 4] = [
    (Some(WidthTier::Large), "large", "400 px and more"),
    (Some(WidthTier::Medium), "medium", "200–400 px"),
    (Some(WidthTier::Small), "small", "120–200 px"),
    (None, "narrower", "below 120 px"),
];
const HOW: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];
/// Frames by which a sighting may begin or end beside the truth and be in time.
const IN_TIME: u64 = 2;

/// Whether a showing belongs to a class.
type Keep = fn(&Showing) -> bool;

/// What makes a screen hard to find, each in classes.
const HARDSHIPS: &[(&str, &[(&str, Keep)])] = &[
    (
        "turned away",
        &[
            ("below 20°", |s| s.turned < 20.0),
            ("20–45°", |s| (20.0..45.0).contains(&s.turned)),
            ("45° and more", |s| s.turned >= 45.0),
        ],
    ),
    (
        "in view",
        &[
            ("95 % and more", |s| s.seen >= 0.95),
            ("75–95 %", |s| (0.75..0.95).contains(&s.seen)),
            ("below 75 %", |s| s.seen < 0.75),
        ],
    ),
    (
        "out of focus (standard deviation)",
        &[
            ("below 0.5 px", |s| s.defocus < 0.5),
            ("0.5–1 px", |s| (0.5..1.0).contains(&s.defocus)),
            ("1 px and more", |s| s.defocus >= 1.0),
        ],
    ),
    (
        "bit rate",
        &[
            ("1,500 kb/s and more", |s| s.kbps >= 1500),
            ("800–1,500 kb/s", |s| (800..1500).contains(&s.kbps)),
            ("below 800 kb/s", |s| s.kbps < 800),
        ],
    ),
];

/// The tiers, each with its words.
pub fn tier_words() -> impl Iterator<Item = (Option<WidthTier>, &'static str)> {
    TIERS.into_iter().map(|(tier, _, words)| (tier, words))
}

/// Recall by tier and difficulty.
pub fn tiers(count: &Count) -> Value {
    let mut all = Map::new();
    for (tier, word, _) in TIERS {
        let mut of = recall(count, |s| s.tier() == tier);
        for how in HOW {
            of[difficulty_word(how)] =
                recall(count, |s| s.tier() == tier && s.difficulty == Some(how));
        }
        all.insert(word.to_owned(), of);
    }
    Value::Object(all)
}

/// Easy or medium.
fn bearable(s: &Showing) -> bool {
    s.difficulty != Some(Difficulty::Hard)
}

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
            "recall": self.recall_json(),
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

    fn recall_json(&self) -> Value {
        tiers(&self.count)
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

/// What every line begins with.
pub fn head(options: &Value, at: &str) -> Value {
    let mut value = json!({
        "form": 1, "at": at, "version": env!("CARGO_PKG_VERSION"), "profile": profile(),
        "machine": machine(),
    });
    extend(&mut value, options.clone());
    value
}

pub fn profile() -> &'static str {
    if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    }
}

/// Puts the members of one object behind those of another.
pub fn extend(value: &mut Value, more: Value) {
    if let (Value::Object(all), Value::Object(more)) = (value, more) {
        all.extend(more);
    }
}

fn how(options: &Value) -> String {
    let machine = machine();
    let memory = machine["memory_bytes"].as_f64().unwrap_or(f64::NAN) / f64::from(1 << 30);
    let seed = match &options["seed"] {
        Value::Null => String::new(),
        seed => format!(", seed {seed}"),
    };
    format!(
        "version {}, {} build, {} cores, {memory:.0} GiB{seed}",
        env!("CARGO_PKG_VERSION"),
        profile(),
        machine["cores"]
    )
}

fn recall(count: &Count, keep: impl Fn(&Showing) -> bool) -> Value {
    let (share, maker) = count.recall(keep);
    let mut value = share_json(share);
    value["maker_only"] = maker.into();
    value
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

pub fn share_json(s: Share) -> Value {
    json!({"of": s.of, "hits": s.hits, "rate": s.rate().map(|r| rounded(r, 4)),
        "low": rounded(s.low, 4), "high": rounded(s.high, 4)})
}

pub fn phases(all: &[(String, Cost)]) -> Value {
    let of = |(name, cost): &(String, Cost)| (name.clone(), cost_json(*cost));
    Value::Object(all.iter().map(of).collect())
}

pub fn cost_json(cost: Cost) -> Value {
    json!({"wall_seconds": rounded(cost.wall, 3), "cpu_seconds": cost.cpu.map(|c| rounded(c, 2))})
}

pub fn peak(peak: Option<Peak>) -> Value {
    peak.map_or(
        Value::Null,
        |p| json!({"own_bytes": p.own, "child_bytes": p.child, "together_bytes": p.together}),
    )
}

/// Rounded to so many decimals; what is not a number becomes nothing.
pub fn rounded(v: f64, decimals: i32) -> Value {
    let k = 10f64.powi(decimals);
    if v.is_finite() {
        json!((v * k).round() / k)
    } else {
        Value::Null
    }
}

pub fn cost_words(cost: Cost) -> String {
    match cost.cpu {
        Some(cpu) => format!("{:.1} s ({cpu:.1} s of processor time)", cost.wall),
        None => format!("{:.1} s", cost.wall),
    }
}

pub fn peak_words(peak: Peak) -> String {
    let mb = |b: u64| b as f64 / f64::from(1 << 20);
    format!(
        "{:.0} MiB, decoding child {:.0} MiB, together {:.0} MiB",
        mb(peak.own),
        mb(peak.child),
        mb(peak.together)
    )
}

fn of(share: Share) -> String {
    match share.of {
        0 => "–".to_owned(),
        of => format!("{} of {of}", share.hits),
    }
}

pub fn percent(share: Share) -> String {
    let Some(rate) = share.rate() else {
        return "–".to_owned();
    };
    let [rate, low, high] = [rate, share.low, share.high].map(|v| 100.0 * v);
    format!("{rate:.1} % ({low:.0}–{high:.0})")
}

fn corners(quad: &Quad) -> String {
    let [x0, y0, x1, y1] = quad.bounds();
    format!("{x0:.0},{y0:.0} to {x1:.0},{y1:.0}")
}

pub fn row(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

/// A heading and a line for each, where there are any.
fn list<T>(t: &mut String, head: &str, all: impl Iterator<Item = T>, words: impl Fn(T) -> String) {
    let lines: Vec<String> = all.map(words).collect();
    if lines.is_empty() {
        return;
    }
    // Writing to a string can't fail.
    let _ = writeln!(t, "{head} ({}):", lines.len());
    for line in lines {
        let _ = writeln!(t, "- {}", collect::printable(&line));
    }
    t.push('\n');
}

/// A table with aligned columns, and an empty line after it.
pub fn table(t: &mut String, style: Style, heads: &[&str], rows: &[Vec<String>]) {
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(i, head)| {
            let cells = rows.iter().filter_map(|r| r.get(i));
            let longest = cells.map(|c| c.chars().count()).max().unwrap_or(0);
            longest.max(head.chars().count())
        })
        .collect();
    let mut line = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(c, w)| format!("{c:<w$}"))
            .collect();
        let text = match style {
            Style::Plain => padded.join("  ").trim_end().to_owned(),
            Style::Markdown => format!("| {} |", padded.join(" | ")),
        };
        t.push_str(&text);
        t.push('\n');
    };
    let heads: Vec<String> = heads.iter().map(|h| (*h).to_owned()).collect();
    if style == Style::Markdown || heads.iter().any(|h| !h.is_empty()) {
        line(&heads);
    }
    if style == Style::Markdown {
        let rules: Vec<String> = widths.iter().map(|w| "-".repeat((*w).max(3))).collect();
        line(&rules);
    }
    rows.iter().for_each(|r| line(r));
    t.push('\n');
}
