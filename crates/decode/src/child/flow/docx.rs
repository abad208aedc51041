//! Word-processor documents (DOCX, ECMA-376): paragraphs, headings, tables, pictures, notes at the
//! foot, running heads.

use std::collections::BTreeMap;

use super::blocks::{Builder, Style};
use super::kept::Store;
use super::layout::POINTS;
use super::package::{Package, Related};
use super::spans::Spans;
use super::xml::{self, Element, Mark};
use super::{Flow, Missed};
use crate::wire::Failure;

/// English Metric Units to the point.
pub const EMU: f64 = 12_700.0;

pub fn read(package: Package<'_>) -> Result<Flow<'_>, Failure> {
    let mut store = Store::of(package);
    let package = of(&mut store)?;
    let main = main_part(package, "word/document.xml")?;
    let related = package.related(&main)?;
    let styles = styles(package, &related)?;
    let title = core_title(package)?;
    let mut reading = Reading {
        builder: Builder::default(),
        store: &mut store,
        styles,
        missed: Missed::default(),
    };
    // Running heads say what a document is; they come once, before it.
    reading.parts(&related, "header")?;
    reading.part(&main)?;
    for part in diagrams(&related) {
        if of(reading.store)?.has(&part) {
            reading.part(&part)?;
        }
    }
    reading.missed.charts = charts(&related);
    for kind in ["footnotes", "endnotes", "footer"] {
        reading.parts(&related, kind)?;
    }
    let (builder, missed) = (reading.builder, reading.missed);
    Ok(Flow::new(builder, store, title, missed.notes()))
}

/// Parts that hold the words of drawings that an office program lays out (SmartArt).
pub fn diagrams(related: &BTreeMap<String, Related>) -> Vec<String> {
    let all = related.values().filter(|r| r.kind == "diagramData");
    all.filter_map(|r| r.part.clone()).collect()
}

/// Number of charts; their figures and words are not read.
pub fn charts(related: &BTreeMap<String, Related>) -> usize {
    let is_chart = |r: &&Related| matches!(&*r.kind, "chart" | "chartEx");
    related.values().filter(is_chart).count()
}

/// What a sign of a typeface of signs (Wingdings) stands for; ticks decide what a table says.
fn sign(code: &str) -> &'static str {
    match code.to_ascii_uppercase().as_str() {
        "F0FC" | "F0FE" => "✓",
        "F0FB" | "F0FD" => "✗",
        _ => "\u{fffd}",
    }
}

pub fn of<'s, 'a>(store: &'s mut Store<'a>) -> Result<&'s mut Package<'a>, Failure> {
    let gone = || Failure::Damaged("its package is not there".to_owned());
    store.package.as_mut().ok_or_else(gone)
}

/// The part that the package names as the document, or the usual one.
pub fn main_part(package: &mut Package<'_>, usual: &str) -> Result<String, Failure> {
    let root = package.related("")?;
    let named = root.into_values().find(|r| r.kind == "officeDocument");
    Ok(named
        .and_then(|r| r.part)
        .unwrap_or_else(|| usual.to_owned()))
}

/// What the document says of itself.
pub fn core_title(package: &mut Package<'_>) -> Result<Option<String>, Failure> {
    const CORE: &str = "docProps/core.xml";
    if !package.has(CORE) {
        return Ok(None);
    }
    let text = package.text(CORE)?;
    let (mut inside, mut title) = (false, String::new());
    xml::walk(&text, &mut |mark| {
        match mark {
            Mark::Start(e) if e.name == "title" => inside = true,
            Mark::End("title") => inside = false,
            Mark::Text(t) if inside && title.len() < 1000 => title.push_str(&t),
            _ => {}
        }
        Ok(())
    })?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((!title.is_empty()).then_some(title))
}

/// Heading levels by the ids of styles; ids are in the author's language, names are not.
fn styles(
    package: &mut Package<'_>,
    related: &BTreeMap<String, Related>,
) -> Result<BTreeMap<String, u8>, Failure> {
    let mut levels = BTreeMap::new();
    let list = related.values().find(|r| r.kind == "styles");
    let Some(part) = list.and_then(|r| r.part.clone()) else {
        return Ok(levels);
    };
    if !package.has(&part) {
        return Ok(levels);
    }
    let text = package.text(&part)?;
    let mut id = None;
    xml::walk(&text, &mut |mark| {
        if let Mark::Start(e) = mark {
            match e.name {
                "style" => id = e.get("styleId"),
                "name" => {
                    let name = e.get("val").unwrap_or_default().to_lowercase();
                    let level = match name.as_str() {
                        "title" => Some(1),
                        "subtitle" => Some(2),
                        name => name.strip_prefix("heading ").and_then(|n| n.parse().ok()),
                    };
                    if let (Some(level), Some(id)) = (level, &id) {
                        levels.insert(id.clone(), level);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(levels)
}

/// The style that letters of so many points stand for, where nothing else tells.
pub fn by_points(points: f64) -> Option<Style> {
    match points {
        p if p >= 24.0 => Some(Style::Heading(1)),
        p if p >= 18.0 => Some(Style::Heading(2)),
        p if p >= 14.0 => Some(Style::Heading(3)),
        _ => None,
    }
}

struct Reading<'r, 'a> {
    builder: Builder,
    store: &'r mut Store<'a>,
    styles: BTreeMap<String, u8>,
    missed: Missed,
}

/// Where the walk is.
#[derive(Default)]
struct At {
    text: bool,
    /// Depth of tables and of rows in them.
    cells: usize,
    /// Inside what repeats the content for older programs, or what was struck out.
    skip: usize,
    width: Option<f64>,
    /// The picture that is open, as pixels and as a drawing.
    twins: Twins,
    /// A style of its own was said of this paragraph.
    styled: bool,
    in_run: bool,
    /// Of the outermost table.
    spans: Spans,
    /// Whether the open cell begins, or goes on, one that goes over several rows.
    merge: (bool, bool),
}

impl Reading<'_, '_> {
    fn parts(&mut self, related: &BTreeMap<String, Related>, kind: &str) -> Result<(), Failure> {
        let all = related.values().filter(|r| r.kind == kind);
        for part in all.filter_map(|r| r.part.clone()) {
            if of(self.store)?.has(&part) {
                self.part(&part)?;
            }
        }
        Ok(())
    }

    fn part(&mut self, part: &str) -> Result<(), Failure> {
        let package = of(self.store)?;
        let related = package.related(part)?;
        let text = package.text(part)?;
        let mut at = At::default();
        xml::walk(&text, &mut |mark| {
            self.mark(mark, &mut at, &related);
            Ok(())
        })?;
        self.builder.end();
        Ok(())
    }

    fn mark(&mut self, mark: Mark<'_>, at: &mut At, related: &BTreeMap<String, Related>) {
        match mark {
            Mark::Start(e) if matches!(e.name, "Fallback" | "del" | "moveFrom") => at.skip += 1,
            Mark::End("Fallback" | "del" | "moveFrom") => {
                at.skip = at.skip.saturating_sub(1);
            }
            _ if at.skip > 0 => {}
            Mark::Start(element) => self.start(&element, at, related),
            Mark::End("blip") => self.place(at, related),
            Mark::End(name) => self.end(name, at),
            Mark::Text(text) if at.text => self.builder.words(&text),
            Mark::Text(_) => {}
        }
    }

    fn start(&mut self, e: &Element<'_>, at: &mut At, related: &BTreeMap<String, Related>) {
        match e.name {
            "t" => at.text = true,
            "r" => at.in_run = true,
            "p" if at.cells == 0 => {
                self.builder.begin(Style::Body);
                at.styled = false;
            }
            "pStyle" => {
                let level = e.get("val").and_then(|id| self.styles.get(&id).copied());
                if let Some(level) = level {
                    self.builder.restyle(Style::Heading(level.clamp(1, 6)));
                    at.styled = true;
                }
            }
            "outlineLvl" if !at.styled => {
                let level = e.get("val").and_then(|v| v.parse::<u8>().ok());
                if let Some(level) = level.filter(|l| *l < 6) {
                    self.builder.restyle(Style::Heading(level + 1));
                    at.styled = true;
                }
            }
            "numPr" if !at.styled && at.cells == 0 => {
                self.builder.restyle(Style::Item);
                at.styled = true;
            }
            // Half points. Titles that were set by hand have no style of their own.
            "sz" if at.in_run && !at.styled && at.cells == 0 => {
                let points = e.get("val").and_then(|v| v.parse::<f64>().ok());
                if let Some(style) = points.and_then(|p| by_points(p / 2.0)) {
                    self.builder.restyle(style);
                    at.styled = true;
                }
            }
            "tab" if at.in_run => self.builder.words(" "),
            "noBreakHyphen" => self.builder.words("-"),
            "sym" => self.builder.words(sign(&e.get("char").unwrap_or_default())),
            "br" if e.get("type").is_some_and(|t| t == "page") => self.builder.page_end(),
            "br" | "cr" => self.builder.line_end(),
            "pageBreakBefore" if e.get("val").is_none_or(|v| v != "0" && v != "false") => {
                self.builder.page_end();
            }
            "tbl" if at.cells == 0 => at.spans = Spans::default(),
            "tr" => {
                self.builder.end();
                if at.cells == 0 {
                    at.spans.row();
                }
                at.cells += 1;
            }
            "tc" if at.cells == 1 => {
                at.spans.begin(&mut self.builder, 1, 1);
                at.merge = (false, false);
            }
            "gridSpan" if at.cells == 1 => {
                let columns = e.get("val").and_then(|v| v.parse().ok());
                at.spans.widen(columns.unwrap_or(1));
            }
            "vMerge" if at.cells == 1 => {
                let begins = e.get("val").is_some_and(|v| v == "restart");
                at.merge = (begins, !begins);
            }
            "extent" => {
                let wide = e.get("cx").and_then(|v| v.parse::<f64>().ok());
                at.width = wide.map(|v| v / EMU).filter(|w| *w > 1.0);
            }
            "blip" => at.twins = Twins::of(e),
            "svgBlip" => at.twins.drawing = named(e),
            "imagedata" => {
                at.twins = Twins::of(e);
                self.place(at, related);
            }
            _ => {}
        }
    }

    fn place(&mut self, at: &mut At, related: &BTreeMap<String, Related>) {
        let twins = std::mem::take(&mut at.twins);
        place(
            &mut self.builder,
            self.store,
            &mut self.missed,
            (twins, related),
            at.width.take(),
        );
    }

    fn end(&mut self, name: &str, at: &mut At) {
        match name {
            "t" => at.text = false,
            "r" => at.in_run = false,
            "p" if at.cells == 0 => self.builder.end(),
            "p" => self.builder.words(" "),
            "tc" if at.cells == 1 => {
                let (begins, goes_on) = at.merge;
                at.spans.merge(&mut self.builder, begins, goes_on);
            }
            "tc" => self.builder.cell_end(),
            "tr" => {
                at.cells = at.cells.saturating_sub(1);
                self.builder.end();
            }
            _ => {}
        }
    }
}

/// The ids of a picture: newer office programs keep drawings beside what older ones show instead.
#[derive(Default)]
pub struct Twins {
    pub pixels: Option<String>,
    pub drawing: Option<String>,
}

impl Twins {
    pub fn of(e: &Element<'_>) -> Self {
        Self {
            pixels: named(e),
            drawing: None,
        }
    }
}

pub fn named(e: &Element<'_>) -> Option<String> {
    e.get("embed")
        .or_else(|| e.get("link"))
        .or_else(|| e.relation())
}

/// Places a picture that a part names: its pixels, or the drawing where they can't be read. Why it
/// can't be read is noted on its page.
pub fn place(
    builder: &mut Builder,
    store: &mut Store<'_>,
    missed: &mut Missed,
    (twins, related): (Twins, &BTreeMap<String, Related>),
    width: Option<f64>,
) {
    let both = [twins.pixels, twins.drawing];
    let mut first = None;
    for related in both.iter().flatten().filter_map(|id| related.get(id)) {
        let Some(part) = related.part.as_deref() else {
            first.get_or_insert(None);
            continue;
        };
        match store.entry(part, width.map(|w| w / POINTS)) {
            Ok(index) => return builder.picture(index, width),
            Err(unfit) => {
                first.get_or_insert(Some(unfit));
            }
        }
    }
    match first {
        Some(Some(unfit)) => missed.left_out(builder, unfit),
        Some(None) => missed.remote += 1,
        None => {}
    }
}
