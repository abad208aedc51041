//! Documents that have no fixed layout: plain text, saved pages (HTML, MHTML), DOCX and PPTX.
//!
//! They are read to headings, paragraphs and pictures, and set on pages of our own, always the
//! same way for the same file, so that words have places that can be shown and cited. What doesn't
//! live here: documents with pages of their own (`document`), and taking archives apart
//! (`archive`). Nothing in them is run, and nothing that they name is fetched.

mod blocks;
mod charset;
mod docx;
mod draw;
mod form;
mod html;
mod inline;
mod kept;
mod layout;
mod mhtml;
mod package;
mod pptx;
mod spans;
mod tags;
mod typeface;
mod xml;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use model::{BoxPx, OUR_LAYOUT, ReferenceKind};

pub use charset::is_text;
pub use form::{Form, of_compound, of_package, of_text};

use super::document::is_one_colour;
use super::{Outlet, Trouble};
use crate::Limits;
use crate::wire::{Failure, FigureHead, PageHead, Reply};

use blocks::{Block, Builder, Style};
use kept::{Store, Unfit};
use layout::{Laid, Sheet};

/// Text and saved pages that are larger are refused.
const LARGEST: u64 = 256 << 20;
/// Notes of one page or document; more are left out, and counted.
const MOST_NOTES: usize = 1_000;

/// A document in reading order.
pub struct Flow<'a> {
    blocks: Vec<Block>,
    store: Store<'a>,
    title: Option<String>,
    notes: Vec<String>,
    /// Each page is a slide, as high as it needs to be.
    slides: bool,
}

impl<'a> Flow<'a> {
    fn new(builder: Builder, store: Store<'a>, title: Option<String>, notes: Vec<String>) -> Self {
        let (blocks, overflowed) = builder.done();
        Self::of_blocks(blocks, overflowed, store, title, notes)
    }

    fn of_blocks(
        blocks: Vec<Block>,
        overflowed: bool,
        store: Store<'a>,
        title: Option<String>,
        mut notes: Vec<String>,
    ) -> Self {
        if overflowed {
            notes.push("too many words; the rest are left out".to_owned());
        }
        Self {
            blocks,
            store,
            title,
            notes,
            slides: false,
        }
    }
}

impl Flow<'_> {
    /// Its first words, more than a page has that stands before the content.
    fn beginning(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            if let Block::Text { text: words, .. } = block {
                text.push_str(words);
                text.push(' ');
            }
            if text.len() > 64 << 10 {
                break;
            }
        }
        text
    }
}

/// What a document shows that is not read.
#[derive(Default)]
pub struct Missed {
    /// Pictures that lie elsewhere.
    remote: usize,
    small: usize,
    more: Vec<String>,
    /// Frames that lie elsewhere.
    frames: usize,
    /// Frames in frames beyond the depth that is read.
    deep: usize,
    /// Parts that are marked as not shown.
    hidden: usize,
    charts: usize,
}

impl Missed {
    /// Says of the page on which a picture stands why it is not read, so that people find it there;
    /// small ones are counted.
    fn left_out(&mut self, builder: &mut Builder, unfit: Unfit) {
        match unfit {
            Unfit::Small => self.small += 1,
            Unfit::Foreign(what) => builder.note(&format!(
                "a picture is not read: {what}; save a copy of the document as PDF and add that"
            )),
            Unfit::Unread(why) => builder.note(&format!("a picture is not read: {why}")),
        }
    }

    fn notes(self) -> Vec<String> {
        let mut notes = self.more;
        if self.remote > 0 {
            notes.push(format!(
                "{} pictures are not in the file but elsewhere; they are never fetched: save the page with its pictures (MHTML, SingleFile) and add that",
                self.remote
            ));
        }
        if self.small > 0 {
            notes.push(format!(
                "{} pictures are smaller than 48 pixels on a side and are taken for icons",
                self.small
            ));
        }
        if self.frames > 0 {
            notes.push(format!(
                "{} frames of the page are not in the file and are not read",
                self.frames
            ));
        }
        if self.deep > 0 {
            notes.push(format!(
                "{} frames stand too deep in other frames and are not read",
                self.deep
            ));
        }
        if self.hidden > 0 {
            notes.push(format!(
                "{} parts are marked as not shown and are not read",
                self.hidden
            ));
        }
        if self.charts > 0 {
            notes.push(format!("{} charts are not read", self.charts));
        }
        notes
    }
}

fn whole(mut file: &File) -> Result<Vec<u8>, Failure> {
    let reading = |e: std::io::Error| Failure::Read(e.to_string());
    file.seek(SeekFrom::Start(0)).map_err(reading)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(reading)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::TooLarge {
            what: "its text".to_owned(),
            limit: format!("{} megabytes", LARGEST >> 20),
        });
    }
    Ok(bytes)
}

/// A file or part in XML as text, in the encoding that it states.
pub fn xml_text(bytes: &[u8]) -> String {
    let stated = html::stated(bytes);
    charset::decode(bytes, stated.as_deref().or(Some("utf-8"))).text
}

fn flow(file: &File, form: Form) -> Result<Flow<'_>, Failure> {
    match form {
        Form::Text => {
            let decoded = charset::decode(&whole(file)?, None);
            let mut builder = Builder::default();
            plain(&decoded.text, &mut builder);
            Ok(Flow::new(builder, Store::default(), None, decoded.notes))
        }
        Form::Html => html::read(&whole(file)?),
        Form::Mhtml => mhtml::read(&whole(file)?),
        Form::Docx => docx::read(package::Package::open(file)?),
        Form::Pptx => pptx::read(package::Package::open(file)?),
        Form::Locked => Err(Failure::Encrypted),
    }
}

/// The first line of a text is its title where it stands alone and is no longer.
const TITLE: usize = 70;

/// Plain text: a blank line ends a paragraph, a form feed a page; lines are kept as they are.
fn plain(text: &str, builder: &mut Builder) {
    // Line ends of every system are one.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut text = text.as_str();
    let trimmed = text.trim_start();
    if let Some((first, rest)) = trimmed.split_once('\n')
        && first.trim().chars().count() <= TITLE
        && rest.lines().next().is_some_and(|l| l.trim().is_empty())
    {
        builder.begin(Style::Heading(1));
        builder.words(first);
        builder.end();
        text = rest;
    }
    for (n, page) in text.split('\u{c}').enumerate() {
        if n > 0 {
            builder.page_end();
        }
        builder.begin(Style::Body);
        for line in page.lines() {
            if line.trim().is_empty() {
                builder.end();
                continue;
            }
            builder.line_end();
            builder.verbatim(line);
        }
        builder.end();
    }
}

/// Hands on every page of a document.
pub fn read(file: &File, form: Form, limits: &Limits, outlet: &mut Outlet) -> Result<(), Trouble> {
    let mut flow = flow(file, form)?;
    outlet.alive()?;
    let most = limits.pages as usize;
    let laid = layout::lay(&flow.blocks, &flow.store, flow.slides, most);
    let count = u32::try_from(laid.count).unwrap_or(u32::MAX);
    let mut notes = vec![OUR_LAYOUT.to_owned()];
    notes.append(&mut flow.notes);
    notes.extend(laid.notes());
    if count > limits.pages {
        notes.push(format!(
            "{count} pages; only the first {} are read",
            limits.pages
        ));
    }
    let mut read = 0;
    for (sheet, number) in laid.sheets.into_iter().zip(1..=limits.pages) {
        page(sheet, number, &mut flow.store, limits, outlet)?;
        read += 1;
    }
    Ok(outlet.reply(&Reply::DocumentEnd {
        pages: read,
        title: flow.title.map(|t| t.chars().take(1000).collect()),
        notes: tidy(notes),
    })?)
}

/// Notes as they are sent: each once, and no more than people and the wire can take.
fn tidy(mut notes: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    notes.retain(|n| seen.insert(n.clone()));
    let more = notes.len().saturating_sub(MOST_NOTES);
    notes.truncate(MOST_NOTES);
    if more > 0 {
        notes.push(format!("{more} more notes are left out"));
    }
    notes
        .iter()
        .map(|n| n.chars().take(2000).collect())
        .collect()
}

fn page(
    sheet: Sheet,
    number: u32,
    store: &mut Store<'_>,
    limits: &Limits,
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let mut notes = sheet.notes;
    let mut figures: Vec<(BoxPx, pixels::Rgb)> = Vec::new();
    // What waits to be sent together stays below what one figure may be.
    let mut waiting = 0;
    for (index, bounds) in sheet.pictures {
        let pixels = store
            .size_of(index)
            .map_or(0, |s| u64::from(s.0) * u64::from(s.1));
        waiting += pixels.min(limits.figure_pixels);
        if waiting > 4 * limits.figure_pixels {
            notes.push("too many large pictures on a page; the rest are left out".to_owned());
            break;
        }
        match store.picture(index, limits) {
            Ok(given) if is_one_colour(&given.rgb) => {}
            Ok(given) => {
                notes.extend(given.notes);
                figures.push((bounds, given.rgb));
            }
            Err(why) => notes.push(format!("a picture is not read: {why}")),
        }
        outlet.alive()?;
    }
    outlet.reply(&Reply::Page(PageHead {
        number,
        size_points: sheet.size,
        words: sheet.words.into_iter().map(|w| w.word).collect(),
        notes: tidy(notes),
    }))?;
    for (bounds, picture) in figures {
        outlet.reply(&Reply::Figure(FigureHead {
            bounds,
            kind: ReferenceKind::Figure,
            width: picture.width,
            height: picture.height,
        }))?;
        outlet.raw(&picture.data)?;
    }
    Ok(outlet.reply(&Reply::PageEnd)?)
}

/// Opens what drawing a page needs from elsewhere; before the process locks itself down.
pub fn prepare() {
    typeface::open_system();
}

/// What is to be said of how a page's characters are drawn.
fn drawn_note(sheet: &Sheet) -> Option<String> {
    let words = sheet.words.iter().map(|w| w.word.text.as_str());
    let foreign = words.flat_map(str::chars).any(|c| !typeface::has(c));
    let note = match typeface::system() {
        Some((_, name)) => format!(
            "characters that the program's typeface lacks are drawn with {name} of this system"
        ),
        None => "characters that the program's typeface lacks are drawn as boxes: install a typeface with Chinese (fonts-wqy-zenhei); their text is read all the same".to_owned(),
    };
    foreign.then_some(note)
}

/// Answers one page as a picture, `scale` pixels a point.
pub fn sheet(
    file: &File,
    form: Form,
    limits: &Limits,
    (number, scale): (u32, f64),
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let mut flow = flow(file, form)?;
    let most = limits.pages as usize;
    let Laid { sheets, .. } = layout::lay(&flow.blocks, &flow.store, flow.slides, most);
    let count = sheets.len();
    let index = (number as usize).checked_sub(1);
    let sheet = index.and_then(|n| sheets.get(n)).ok_or_else(|| {
        Failure::NotUnderstood(format!(
            "it has no page {number}; its pages are 1 to {count}"
        ))
    })?;
    let (picture, scaled) = draw::draw(sheet, scale, &mut flow.store, limits)
        .ok_or_else(|| Failure::Damaged(format!("page {number} has no size")))?;
    let mut notes = vec![OUR_LAYOUT.to_owned()];
    notes.extend(drawn_note(sheet));
    if scaled {
        notes.push("the page is too large and was scaled down".to_owned());
    }
    outlet.reply(&Reply::Picture {
        width: picture.width,
        height: picture.height,
        notes,
    })?;
    Ok(outlet.raw(&picture.data)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_each_once_and_bounded() {
        let same = vec!["a".repeat(3_000); 5];
        let many = (0..3_000).map(|n| format!("note {n}"));
        let notes = tidy(same.into_iter().chain(many).collect());
        assert_eq!((notes.len(), notes[0].len()), (MOST_NOTES + 1, 2_000));
        assert_eq!(notes[MOST_NOTES], "2001 more notes are left out");
    }
}
