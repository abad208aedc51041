//! Text for people and as JSON lines: readings, mentions, facts, and what `find --text` found.

use case::{Case, ReadingRow, TextOf};
use model::{ReadFrom, ReadLine, Reading, Turn};
use pipeline::{FoundText, PipelineError, Settings};
use serde_json::{Value, json};

use super::door::{Failure, Outcome, desk};
use super::json::{frame_time, path_of};
use super::progress::printable;

/// What `find --text` answers.
pub fn find(case: Case, words: &str, settings: Settings, json: bool) -> Result<Outcome, Failure> {
    let desk = desk(case, settings)?;
    let found = desk.find_text(words).map_err(|e| match e {
        PipelineError::Wanted(what) => {
            Failure::usage(what, "give --text words with letters or digits")
        }
        e => e.into(),
    })?;
    for f in &found {
        if json {
            println!("{}", json!({"found_text": found_json(&desk.case, f)?}));
            continue;
        }
        let source = match &f.of {
            TextOf::Reading { guess: true, .. } => "guess",
            TextOf::Reading { .. } => "read",
            TextOf::Correction { .. } => "person",
            TextOf::Document { .. } => "document",
        };
        println!(
            "{:.2}  {source:<8}  {}  {}  {}",
            f.score,
            f.address,
            printable(&f.text),
            printable(&path_of(&desk.case, &f.item)?)
        );
    }
    let readings = desk.case.readings()?.len();
    if json {
        println!(
            "{}",
            json!({"searched_text": {"words": words, "readings": readings, "lines": found.len()}})
        );
    } else {
        println!(
            "found       {} lines; {readings} screens and frames have been read",
            found.len()
        );
        if found.is_empty() {
            println!("            not found is not the same as not there: see the guide");
        } else {
            println!("            contrechamp show ADDRESS makes the picture");
        }
    }
    Ok(Outcome::Done)
}

fn found_json(case: &Case, f: &FoundText) -> Result<Value, Failure> {
    let (kind, reading, line) = match &f.of {
        TextOf::Reading { id, line, guess } => (
            if *guess { "guess" } else { "reading" },
            Some(id),
            Some(line + 1),
        ),
        TextOf::Correction { id, line } => ("correction", Some(id), Some(line + 1)),
        TextOf::Document { .. } => ("document", None, None),
    };
    Ok(json!({
        "text": f.text,
        "spans": f.hit.spans,
        "edits": f.hit.edits,
        "literal": f.hit.literal,
        "kind": kind,
        "file": path_of(case, &f.item)?,
        "sha256": f.item,
        "address": f.address,
        "reading": reading,
        "line": line,
        "confidence": hundredths(f.confidence),
        "score": hundredths(f.score),
    }))
}

pub fn list_readings(case: &Case, json: bool) -> Result<(), Failure> {
    for row in case.readings()? {
        if json {
            println!("{}", reading_json(case, &row)?);
        } else {
            let path = path_of(case, &row.reading.video)?;
            print_reading(&row.id, &path, &row.reading, false);
            print_corrections(&row);
        }
    }
    Ok(())
}

fn print_corrections(row: &ReadingRow) {
    for c in &row.corrections {
        println!(
            "      line {}: {} reads {}",
            c.line + 1,
            printable(&c.by),
            printable(&c.text)
        );
    }
}

/// A reading for people; with votes where they want them.
pub fn print_reading(id: &str, path: &str, r: &Reading, votes: bool) {
    let from = match &r.from {
        ReadFrom::Frame => "whole frame".to_owned(),
        ReadFrom::Region => "region".to_owned(),
        ReadFrom::Screen { screen } => format!("screen {screen}"),
        ReadFrom::Sighting { reference } => format!("screen of reference {}", reference.short()),
    };
    println!(
        "{id}  {from}, {} frames, {}  {}",
        r.frames,
        r.best.time.clock(),
        printable(path)
    );
    println!("      {}", r.address());
    for (n, line) in r.lines.iter().enumerate() {
        println!("  {:>3}  {}", n + 1, line_in_words(line));
        if votes {
            print_votes(line);
        }
    }
    match r.turned {
        Some(Turn::UpsideDown) => println!("      filmed upside down"),
        Some(Turn::Mirrored) => println!("      filmed in a mirror"),
        None => {}
    }
    if let Some(limit) = &r.limit {
        println!("      not readable: {limit}");
    }
}

fn line_in_words(line: &ReadLine) -> String {
    if line.is_readable() {
        return format!(
            "{:>3.0} %  {}",
            100.0 * line.confidence,
            printable(&line.text)
        );
    }
    let limit = line
        .limit
        .as_ref()
        .map_or(String::new(), ToString::to_string);
    let guess = line.rivals.first().map_or(String::new(), |r| {
        format!("; a guess: {}", printable(&r.text))
    });
    format!("not readable: {limit}{guess}")
}

fn print_votes(line: &ReadLine) {
    for rival in line.rivals.iter().filter(|_| line.is_readable()) {
        println!(
            "         or {:>3.0} %  {}",
            100.0 * rival.confidence,
            printable(&rival.text)
        );
    }
    let doubtful: Vec<String> = line
        .chars
        .iter()
        .enumerate()
        .filter(|(_, c)| c.confidence < 0.8 || !c.rivals.is_empty())
        .map(|(i, c)| {
            let rivals: Vec<String> = c
                .rivals
                .iter()
                .map(|r| format!("{} {:.0} %", printable(&r.text), 100.0 * r.confidence))
                .collect();
            let or = if rivals.is_empty() {
                String::new()
            } else {
                format!(" ({})", rivals.join(", "))
            };
            format!("{}: {} {:.0} %{or}", i + 1, c.ch, 100.0 * c.confidence)
        })
        .collect();
    if !doubtful.is_empty() {
        println!("         doubtful: {}", doubtful.join(" · "));
    }
}

/// The shape of a reading that others rely on.
pub fn reading_json(case: &Case, row: &ReadingRow) -> Result<Value, Failure> {
    let r = &row.reading;
    let lines: Vec<Value> = r
        .lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let rivals: Vec<Value> = line
                .rivals
                .iter()
                .map(|v| json!({"text": v.text, "confidence": hundredths(f64::from(v.confidence))}))
                .collect();
            let chars: Vec<Value> = line.chars.iter().map(char_json).collect();
            let corrections: Vec<Value> = row
                .corrections
                .iter()
                .filter(|c| c.line == n)
                .map(|c| json!({"text": c.text, "by": c.by, "at": c.at, "reason": c.reason}))
                .collect();
            json!({
                "line": n + 1,
                "text": line.text,
                "confidence": hundredths(f64::from(line.confidence)),
                "rivals": rivals,
                "box": line.quad,
                "address": r.line_address(line).to_string(),
                "writing": line.writing,
                "x_height": hundredths(f64::from(line.x_height)),
                "light_on_dark": line.light_on_dark,
                "limit": line.limit.as_ref().map(ToString::to_string),
                "chars": chars,
                "corrections": corrections,
            })
        })
        .collect();
    let screen = match &r.from {
        ReadFrom::Screen { screen } => Some(screen.clone()),
        _ => None,
    };
    let reference = match &r.from {
        ReadFrom::Sighting { reference } => Some(reference.short()),
        _ => None,
    };
    Ok(json!({
        "id": row.id,
        "video": path_of(case, &r.video)?,
        "sha256": r.video,
        "from": from_name(&r.from),
        "screen": screen,
        "reference": reference,
        "first": frame_time(&r.first),
        "last": frame_time(&r.last),
        "frames": r.frames,
        "best": frame_time(&r.best),
        "quad": r.quad,
        "address": r.address().to_string(),
        "lines": lines,
        "limit": r.limit.as_ref().map(ToString::to_string),
        "turned": r.turned,
    }))
}

const fn from_name(from: &ReadFrom) -> &'static str {
    match from {
        ReadFrom::Frame => "frame",
        ReadFrom::Region => "region",
        ReadFrom::Screen { .. } => "screen",
        ReadFrom::Sighting { .. } => "sighting",
    }
}

fn char_json(c: &model::ReadChar) -> Value {
    let rivals: Vec<Value> = c
        .rivals
        .iter()
        .map(|r| json!([r.text, hundredths(f64::from(r.confidence))]))
        .collect();
    json!({"c": c.ch, "confidence": hundredths(f64::from(c.confidence)),
        "votes": hundredths(f64::from(c.votes)), "rivals": rivals})
}

pub fn list_mentions(case: &Case, json: bool) -> Result<(), Failure> {
    for m in pipeline::mentions(case)? {
        let path = path_of(case, &m.video)?;
        if json {
            println!(
                "{}",
                json!({"name": m.name, "seen": m.seen, "in_rival": m.in_rival, "likelihood": hundredths(m.likelihood),
                    "log10_nfa": m.log10_nfa, "video": path, "sha256": m.video,
                    "address": m.address.to_string(), "reading": m.reading, "line": m.line + 1})
            );
        } else {
            println!(
                "{}  {:.0} %  NFA 10^{:.0}  {} {}  {}  {}",
                printable(&m.name),
                100.0 * m.likelihood,
                m.log10_nfa.0,
                if m.in_rival {
                    "could be read as"
                } else {
                    "seen as"
                },
                printable(&m.seen),
                m.address,
                printable(&path)
            );
        }
    }
    Ok(())
}

pub fn list_facts(case: &Case, json: bool) -> Result<(), Failure> {
    for f in pipeline::facts(case)? {
        let path = path_of(case, &f.video)?;
        if json {
            println!(
                "{}",
                json!({"kind": f.fact.kind, "value": f.fact.value, "text": f.fact.text,
                    "confidence": hundredths(f64::from(f.confidence)), "video": path,
                    "sha256": f.video, "address": f.address.to_string(),
                    "reading": f.reading, "line": f.line + 1})
            );
        } else {
            println!(
                "{:?}  {}  {:.0} %  {}  {}",
                f.fact.kind,
                printable(&f.fact.value),
                100.0 * f.confidence,
                f.address,
                printable(&path)
            );
        }
    }
    Ok(())
}

fn hundredths(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}
