//! Saved web pages: their words in the order of the source, headings, and the pictures that are
//! written into them. Scripts, frames elsewhere and style sheets are skipped.

use std::collections::{BTreeMap, BTreeSet};

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use mail_parser::decoders::base64::base64_decode;

use super::blocks::{Builder, Style};
use super::inline::Inline;
use super::kept::{Store, Unfit};
use super::layout::POINTS;
use super::spans::Spans;
use super::tags::{
    attribute, has_implied_end, is_block, is_foreign, is_hidden, is_skipped, is_void,
};
use super::{Flow, Missed, charset};
use crate::child::archive::page;
use crate::wire::Failure;

/// Pages in frames of pages, no deeper.
const DEEPEST: usize = 3;

/// A page and what came with it.
#[derive(Default)]
pub struct Parts {
    pub all: Vec<Part>,
    /// By address and content id.
    pub names: BTreeMap<String, usize>,
}

pub struct Part {
    pub body: Vec<u8>,
    pub charset: Option<String>,
}

pub fn read(bytes: &[u8]) -> Result<Flow<'static>, Failure> {
    let parts = Parts {
        all: vec![Part {
            body: bytes.to_vec(),
            charset: None,
        }],
        names: BTreeMap::new(),
    };
    read_parts(parts, 0, None)
}

pub fn read_parts(
    parts: Parts,
    first: usize,
    title: Option<String>,
) -> Result<Flow<'static>, Failure> {
    let mut reading = Reading {
        parts: &parts,
        builder: Builder::default(),
        store: Store::default(),
        missed: Missed::default(),
        placed: BTreeMap::new(),
        framed: BTreeSet::from([first]),
        title: String::new(),
        notes: Vec::new(),
    };
    reading.page(first, 0);
    let own = reading
        .title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let title = (!own.is_empty()).then_some(own).or(title);
    let mut notes = reading.notes;
    notes.extend(reading.missed.notes());
    let mut flow = Flow::new(reading.builder, reading.store, title, notes);
    let wall = page::wall_of(&flow.beginning());
    flow.notes.extend(wall);
    Ok(flow)
}

struct Reading<'p> {
    parts: &'p Parts,
    builder: Builder,
    store: Store<'static>,
    missed: Missed,
    /// Pictures that were placed before, by their part; `None` where they can't be.
    placed: BTreeMap<usize, Option<usize>>,
    /// Parts that were read as pages; each is once.
    framed: BTreeSet<usize>,
    title: String,
    notes: Vec<String>,
}

/// Where the walk is on one page.
#[derive(Default)]
struct At {
    /// The element that is skipped, and how often it is open within itself.
    skipped: Option<(Vec<u8>, usize)>,
    /// The drawing that is open.
    drawing: Option<Inline>,
    pre: usize,
    title: bool,
    depth: usize,
    /// Of each open table, the cell that is open in it.
    cells: Vec<Cell>,
    /// Of each open table, its merged cells.
    spans: Vec<Spans>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Between,
    Head,
    Data,
}

impl At {
    fn in_cell(&self) -> bool {
        self.cells.last().is_some_and(|c| *c != Cell::Between)
    }

    /// The merged cells of the innermost table.
    fn spans(&mut self) -> &mut Spans {
        if self.spans.is_empty() {
            self.spans.push(Spans::default());
        }
        let last = self.spans.len() - 1;
        &mut self.spans[last]
    }

    /// Changes the cell of the innermost table; answers whether one was open.
    fn cell(&mut self, to: Cell) -> bool {
        let was = self.in_cell();
        match self.cells.last_mut() {
            Some(cell) => *cell = to,
            None => self.cells.push(to),
        }
        was
    }
}

impl Reading<'_> {
    fn page(&mut self, index: usize, depth: usize) {
        let Some(part) = self.parts.all.get(index) else {
            return;
        };
        let stated = part.charset.clone().or_else(|| stated(&part.body));
        let decoded = charset::decode(&part.body, stated.as_deref());
        self.notes.extend(decoded.notes);
        self.walk(&decoded.text, depth);
    }

    fn walk(&mut self, html: &str, depth: usize) {
        let mut at = At {
            depth,
            ..At::default()
        };
        let mut emitter = DefaultEmitter::default();
        // Scripts and styles are passed over as what they are, not as tags.
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
            match token {
                Token::StartTag(tag) => self.start(&tag, &mut at),
                Token::EndTag(tag) => self.end(&tag.name, &mut at),
                Token::String(text) => self.text(&String::from_utf8_lossy(&text.value), &mut at),
                Token::Comment(text) if depth == 0 => self.comment(&text.value),
                _ => {}
            }
        }
        self.builder.end();
    }

    /// What SingleFile says of the page.
    fn comment(&mut self, comment: &[u8]) {
        let text = String::from_utf8_lossy(&comment[..comment.len().min(4096)]);
        if text.contains("Page saved with SingleFile") {
            let lines = text.lines().map(str::trim);
            let told: Vec<&str> = lines
                .filter(|l| l.starts_with("url:") || l.starts_with("saved date:"))
                .collect();
            self.notes
                .push(format!("saved with SingleFile: {}", told.join(", ")));
        }
    }

    fn text(&mut self, text: &str, at: &mut At) {
        if let Some(drawing) = &mut at.drawing {
            drawing.words(text);
            return;
        }
        if at.skipped.is_some() {
            return;
        }
        if at.title {
            if self.title.len() < 1000 && at.depth == 0 {
                self.title.push_str(text);
            }
        } else if at.pre > 0 {
            self.builder.verbatim(text);
        } else {
            self.builder.words(text);
        }
    }

    fn start(&mut self, tag: &StartTag<()>, at: &mut At) {
        let name: &[u8] = &tag.name;
        if let Some(drawing) = &mut at.drawing {
            drawing.start(tag);
            return;
        }
        if let Some((skipped, open)) = &mut at.skipped {
            if skipped != name {
                return;
            }
            if !has_implied_end(name) {
                *open += usize::from(!tag.self_closing);
                return;
            }
            // The next of its kind ends it.
            at.skipped = None;
        }
        // Pages hide themselves whole until their scripts have run.
        let whole = matches!(name, b"html" | b"body");
        let hidden = is_hidden(tag) && !is_void(name) && !whole;
        if is_skipped(name) || hidden {
            self.missed.hidden += usize::from(hidden && !is_skipped(name));
            if name == b"svg" && !hidden && !tag.self_closing {
                at.drawing = Inline::begin(tag);
                if at.drawing.is_some() {
                    return;
                }
            }
            if !tag.self_closing || !is_foreign(name) {
                at.skipped = Some((name.to_vec(), 1));
            }
            return;
        }
        match name {
            b"title" => at.title = true,
            b"br" => self.builder.line_end(),
            b"hr" => self.builder.end(),
            b"img" => self.picture(tag),
            b"video" => self.source(attribute(tag, b"poster"), None),
            b"iframe" | b"frame" => self.frame(tag, at.depth),
            b"td" | b"th" => {
                let to = if name == b"th" {
                    Cell::Head
                } else {
                    Cell::Data
                };
                if at.cell(to) {
                    at.spans().end(&mut self.builder);
                }
                let over = |name: &[u8]| {
                    let number = attribute(tag, name).and_then(|n| n.trim().parse().ok());
                    number.unwrap_or(1)
                };
                let (rows, columns) = (over(b"rowspan"), over(b"colspan"));
                at.spans().begin(&mut self.builder, rows, columns);
            }
            b"table" => {
                self.builder.begin(Style::Body);
                at.cells.push(Cell::Between);
                at.spans.push(Spans::default());
            }
            b"tr" => {
                at.spans().row_end(&mut self.builder);
                self.builder.begin(Style::Body);
                at.cell(Cell::Between);
                at.spans().row();
            }
            b"li" | b"dd" if at.in_cell() => self.builder.soft_end(),
            b"li" | b"dd" => self.builder.begin(Style::Item),
            b"pre" | b"textarea" => {
                self.builder.begin(Style::Body);
                at.pre += 1;
            }
            [b'h', b'1'..=b'6'] if at.cells.last() == Some(&Cell::Head) => self.builder.soft_end(),
            [b'h', level @ b'1'..=b'6'] => {
                self.builder.begin(Style::Heading(level - b'0'));
            }
            name if is_block(name) && at.in_cell() => self.builder.soft_end(),
            name if is_block(name) => self.builder.begin(Style::Body),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8], at: &mut At) {
        if let Some(drawing) = &mut at.drawing {
            if drawing.end(name) {
                self.drawing(at.drawing.take());
            }
            return;
        }
        if let Some((skipped, open)) = &mut at.skipped {
            if skipped == name || has_implied_end(skipped) && is_block(name) {
                *open -= 1;
                if *open == 0 {
                    at.skipped = None;
                }
            }
            return;
        }
        match name {
            b"title" => at.title = false,
            b"pre" | b"textarea" => {
                at.pre = at.pre.saturating_sub(1);
                self.builder.end();
            }
            b"td" | b"th" if at.in_cell() => {
                at.cell(Cell::Between);
                at.spans().end(&mut self.builder);
            }
            b"table" => {
                at.spans().row_end(&mut self.builder);
                at.cells.pop();
                at.spans.pop();
                self.builder.end();
            }
            b"tr" => {
                at.spans().row_end(&mut self.builder);
                self.builder.end();
                at.cell(Cell::Between);
            }
            b"li" | b"dd" if at.in_cell() => self.builder.soft_end(),
            [b'h', b'1'..=b'6'] if at.cells.last() == Some(&Cell::Head) => self.builder.soft_end(),
            b"li" | b"dd" | [b'h', b'1'..=b'6'] => self.builder.end(),
            name if is_block(name) && at.in_cell() => self.builder.soft_end(),
            name if is_block(name) => self.builder.end(),
            _ => {}
        }
    }

    fn drawing(&mut self, drawing: Option<Inline>) {
        let Some(ended) = drawing.and_then(Inline::ended) else {
            return;
        };
        match self.store.keep(ended.text.into_bytes(), ended.wide) {
            Ok(index) => {
                let width = ended.wide.map(|w| w * POINTS);
                self.builder.picture(index, width);
            }
            Err(unfit) => self.missed.left_out(&mut self.builder, unfit),
        }
    }

    fn picture(&mut self, tag: &StartTag<()>) {
        let width = attribute(tag, b"width").and_then(|w| w.trim().parse::<f64>().ok());
        let width = width.filter(|w| *w >= 1.0);
        self.source(attribute(tag, b"src"), width);
    }

    /// `wide` is how wide it is shown, in pixels of a page.
    fn source(&mut self, source: Option<String>, wide: Option<f64>) {
        let Some(source) = source.filter(|s| !s.trim().is_empty()) else {
            return;
        };
        let source = source.trim();
        let width = wide.map(|w| w * POINTS);
        if let Some(&part) = self.parts.names.get(source) {
            let known = self.placed.get(&part).copied();
            let kept = match known {
                Some(Some(index)) => Ok(index),
                // It was noted when it came first.
                Some(None) => return,
                None => self.store.keep(self.parts.all[part].body.clone(), wide),
            };
            match kept {
                Ok(index) => {
                    self.placed.insert(part, Some(index));
                    self.builder.picture(index, width);
                }
                Err(unfit) => {
                    self.placed.insert(part, None);
                    self.missed.left_out(&mut self.builder, unfit);
                }
            }
            return;
        }
        match data(source) {
            Some(Some(bytes)) => match self.store.keep(bytes, wide) {
                Ok(index) => self.builder.picture(index, width),
                Err(unfit) => self.missed.left_out(&mut self.builder, unfit),
            },
            Some(None) => {
                let unfit = Unfit::Unread("its data is damaged".to_owned());
                self.missed.left_out(&mut self.builder, unfit);
            }
            None => self.missed.remote += 1,
        }
    }

    /// A page in a page, where it came with it.
    fn frame(&mut self, tag: &StartTag<()>, depth: usize) {
        if let Some(inline) = attribute(tag, b"srcdoc") {
            if depth < DEEPEST {
                self.builder.end();
                self.walk(&inline, depth + 1);
            } else {
                self.missed.deep += 1;
            }
            return;
        }
        let source = attribute(tag, b"src").unwrap_or_default();
        let source = source.trim();
        match self.parts.names.get(source) {
            Some(part) if self.framed.contains(part) => {}
            Some(_) if depth >= DEEPEST => self.missed.deep += 1,
            Some(&part) => {
                self.framed.insert(part);
                self.builder.end();
                self.page(part, depth + 1);
            }
            None if source.is_empty() || source.starts_with("about:") => {}
            None => self.missed.frames += 1,
        }
    }
}

/// The encoding that a page states in its head.
pub fn stated(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head
        .match_indices("charset=")
        .map(|(at, mark)| at + mark.len())
        .find(|&at| {
            head[..at]
                .rfind("<meta")
                .is_some_and(|m| !head[m..at].contains('>'))
        });
    let declared = at.map(|at| &head[at..]).or_else(|| {
        let xml = head.trim_start().strip_prefix("<?xml")?;
        let xml = &xml[..xml.find("?>")?];
        Some(&xml[xml.find("encoding=")? + "encoding=".len()..])
    })?;
    let name = declared.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    let name = &name[..end.unwrap_or(name.len())];
    (!name.is_empty()).then(|| name.to_owned())
}

/// The bytes of a `data:` address; `None` where it is none, and `Some(None)` where it is damaged.
fn data(source: &str) -> Option<Option<Vec<u8>>> {
    let start = source.get(..5)?;
    if !start.eq_ignore_ascii_case("data:") {
        return None;
    }
    let Some((head, body)) = source[5..].split_once(',') else {
        return Some(None);
    };
    let plain = unescaped(body);
    if !head.to_ascii_lowercase().trim_end().ends_with(";base64") {
        return Some(Some(plain));
    }
    let packed: Vec<u8> = plain
        .into_iter()
        .filter(|b| !b.is_ascii_whitespace())
        .map(|b| match b {
            b'-' => b'+',
            b'_' => b'/',
            b => b,
        })
        .collect();
    Some(base64_decode(&packed))
}

/// Percent escapes undone.
fn unescaped(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(bytes.get(i + 1)), hex(bytes.get(i + 2))) {
            (b'%', Some(a), Some(b)) => {
                out.push((16 * a + b) as u8);
                i += 3;
            }
            (byte, ..) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
