//! Words, numbers and tables of every bench: for people, and for the JSON line.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::bench::count::Share;
use crate::bench::machine::{Cost, Peak, machine};

/// How a table is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Plain,
    Markdown,
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

pub fn how(options: &Value) -> String {
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

pub fn of(share: Share) -> String {
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

pub fn row(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

/// A heading and a line for each, where there are any.
pub fn list<T>(
    t: &mut String,
    head: &str,
    all: impl Iterator<Item = T>,
    words: impl Fn(T) -> String,
) {
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
