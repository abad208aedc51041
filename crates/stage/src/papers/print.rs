//! Prints made-up documents to PDF with a text layer in any script: the letters are DejaVu's where
//! it has them, and empty boxes where it has not (Chinese), each with its character told.

use std::collections::BTreeMap;

use ab_glyph::{Font as _, ScaleFont as _};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use super::text::{Said, Words};
use super::{Front, PaperLayout};
use crate::{Dice, Font};

const PAGE: (f32, f32) = (595.0, 842.0);
const SLIDE: (f32, f32) = (842.0, 595.0);
const MARGIN: f32 = 56.0;
const SYSTEM: SystemInfo<'_> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// A page's lines, to be written.
struct Line {
    x: f32,
    /// From the top.
    y: f32,
    size: f32,
    text: String,
}

/// Where text goes.
struct Setter<'a> {
    words: &'a Words,
    size: (f32, f32),
    /// Left edges of the columns, and their width.
    columns: (Vec<f32>, f32),
    pages: Vec<Vec<Line>>,
    column: usize,
    y: f32,
    running: String,
}

/// The document's bytes, and the page of each sentence.
pub fn print(
    words: &Words,
    layout: PaperLayout,
    front: &Front<'_>,
    sentences: &[Said],
    dice: &mut Dice,
) -> (Vec<u8>, Vec<u32>) {
    let size = if layout == PaperLayout::Slides {
        SLIDE
    } else {
        PAGE
    };
    let whole = size.0 - 2.0 * MARGIN;
    let columns = match layout {
        PaperLayout::Columns => {
            let width = (whole - 24.0) / 2.0;
            (vec![MARGIN, MARGIN + width + 24.0], width)
        }
        _ => (vec![MARGIN], whole),
    };
    let mut setter = Setter {
        words,
        size,
        columns,
        pages: Vec::new(),
        column: 0,
        y: 0.0,
        running: format!("{} {}", front.product, front.version),
    };
    setter.front(front);
    setter.fresh_page();
    let mut pages = Vec::new();
    let (body, a_page) = match layout {
        PaperLayout::Slides => (20.0, 5),
        PaperLayout::Datasheet => (10.0, 28),
        _ => (10.5, usize::MAX),
    };
    for (n, chunk) in groups(sentences, layout, dice).into_iter().enumerate() {
        if n > 0 && layout == PaperLayout::Slides || setter.on_page() > a_page {
            setter.fresh_page();
        }
        let heading = words.headings[n % words.headings.len()];
        setter.heading(heading, body * 1.5);
        match layout {
            PaperLayout::Datasheet | PaperLayout::Slides => {
                for said in chunk {
                    let page = setter.paragraph(&format!("• {}", said.text), body);
                    pages.push(page);
                }
            }
            _ => {
                let blank = if words.han { "" } else { " " };
                let text: Vec<&str> = chunk.iter().map(|s| s.text).collect();
                let page = setter.paragraph(&text.join(blank), body);
                pages.extend(chunk.iter().map(|_| page));
            }
        }
    }
    (file(&setter, front), pages)
}

/// Sentences that stand together under a heading.
fn groups<'a>(list: &'a [Said], layout: PaperLayout, dice: &mut Dice) -> Vec<&'a [Said]> {
    let mut groups = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        let most = match layout {
            PaperLayout::Slides => 4,
            PaperLayout::Datasheet => 9,
            _ => 2 + dice.below(4),
        };
        let (group, after) = rest.split_at(most.min(rest.len()));
        groups.push(group);
        rest = after;
    }
    groups
}

impl Setter<'_> {
    fn front(&mut self, front: &Front<'_>) {
        let mut y = 0.28 * self.size.1;
        let mut lines = Vec::new();
        for (text, size) in [
            (front.product, 34.0),
            (front.title, 18.0),
            (front.version.as_str(), 13.0),
            (front.edition.as_str(), 10.0),
            (front.maker, 10.0),
        ] {
            lines.push(Line {
                x: MARGIN,
                y,
                size,
                text: text.to_owned(),
            });
            y += 2.4 * size;
        }
        self.pages.push(lines);
    }

    fn on_page(&self) -> usize {
        self.pages.last().map_or(0, Vec::len)
    }

    fn fresh_page(&mut self) {
        let head = Line {
            x: MARGIN,
            y: 36.0,
            size: 9.0,
            text: self.running.clone(),
        };
        self.pages.push(vec![head]);
        self.column = 0;
        self.y = 80.0;
    }

    /// Goes on in the next column or page where so much room is not left.
    fn room(&mut self, height: f32) {
        if self.y + height <= self.size.1 - MARGIN {
            return;
        }
        if self.column + 1 < self.columns.0.len() {
            self.column += 1;
            self.y = 80.0;
        } else {
            self.fresh_page();
        }
    }

    fn heading(&mut self, text: &str, size: f32) {
        self.room(6.0 * size);
        self.y += size;
        self.write(text.to_owned(), size);
        self.y += 1.6 * size;
    }

    /// Sets a paragraph, kept on one page and column; answers the page, from 1.
    fn paragraph(&mut self, text: &str, size: f32) -> u32 {
        let lines = self.wrap(text, size);
        self.room(1.4 * size * lines.len() as f32);
        for line in lines {
            self.write(line, size);
            self.y += 1.4 * size;
        }
        self.y += 0.7 * size;
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    fn wrap(&self, text: &str, size: f32) -> Vec<String> {
        let width = self.columns.1;
        if !self.words.han {
            return Font::Sans.wrap(text, size, width);
        }
        let mut lines = vec![String::new()];
        let mut used = 0.0;
        for c in text.chars() {
            let advance = size * f32::from(advance(c)) / 1000.0;
            // A line does not begin with a stop.
            if used + advance > width && !"，。、；：".contains(c) {
                lines.push(String::new());
                used = 0.0;
            }
            used += advance;
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
        lines
    }

    fn write(&mut self, text: String, size: f32) {
        let line = Line {
            x: self.columns.0[self.column],
            y: self.y,
            size,
            text,
        };
        if let Some(page) = self.pages.last_mut() {
            page.push(line);
        }
    }
}

/// Width of a character in thousandths of the em; what the font lacks is as wide as high.
fn advance(c: char) -> u16 {
    let face = Font::Sans.face();
    let id = face.glyph_id(c);
    if id.0 == 0 {
        return 1000;
    }
    let per_em = face.units_per_em().unwrap_or(2048.0);
    (1000.0 * face.as_scaled(face.height_unscaled()).h_advance(id) / per_em).round() as u16
}

/// The characters of a document, each with a code of its own.
fn codes(setter: &Setter<'_>) -> BTreeMap<char, u16> {
    let mut all: Vec<char> = setter
        .pages
        .iter()
        .flatten()
        .flat_map(|l| l.text.chars())
        .collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().zip(1..).collect()
}

fn file(setter: &Setter<'_>, front: &Front<'_>) -> Vec<u8> {
    let codes = codes(setter);
    let mut pdf = Pdf::new();
    let (catalog, tree, font) = (Ref::new(1), Ref::new(2), Ref::new(3));
    let page_id = |n: usize| Ref::new(20 + 2 * n as i32);
    pdf.catalog(catalog).pages(tree);
    pdf.document_info(Ref::new(10))
        .producer(pdf_writer::TextStr(&format!(
            "contrechamp stage, {}",
            front.maker
        )));
    pdf.pages(tree)
        .kids((0..setter.pages.len()).map(page_id))
        .count(setter.pages.len() as i32);
    write_font(&mut pdf, font, &codes);
    let (width, height) = setter.size;
    for (n, lines) in setter.pages.iter().enumerate() {
        let mut content = Content::new();
        for line in lines {
            let bytes: Vec<u8> = line
                .text
                .chars()
                .flat_map(|c| codes.get(&c).copied().unwrap_or(0).to_be_bytes())
                .collect();
            content
                .begin_text()
                .set_font(Name(b"F0"), line.size)
                .next_line(line.x, height - line.y)
                .show(Str(&bytes))
                .end_text();
        }
        let stream = Ref::new(21 + 2 * n as i32);
        let mut page = pdf.page(page_id(n));
        page.parent(tree);
        page.media_box(Rect::new(0.0, 0.0, width, height));
        page.contents(stream);
        page.resources().fonts().pair(Name(b"F0"), font);
        page.finish();
        pdf.stream(stream, &content.finish());
    }
    pdf.finish()
}

fn write_font(pdf: &mut Pdf, font: Ref, codes: &BTreeMap<char, u16>) {
    let (cid, descriptor, program, to_unicode, to_glyph) = (
        Ref::new(4),
        Ref::new(5),
        Ref::new(6),
        Ref::new(7),
        Ref::new(8),
    );
    let name = Name(b"DejaVuSans");
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(to_unicode);
    let mut descendant = pdf.cid_font(cid);
    descendant.subtype(CidFontType::Type2);
    descendant.base_font(name);
    descendant.system_info(SYSTEM);
    descendant.font_descriptor(descriptor);
    descendant.cid_to_gid_map_stream(to_glyph);
    descendant
        .widths()
        .consecutive(1, codes.keys().map(|c| f32::from(advance(*c))));
    descendant.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-1021.0, -463.0, 1793.0, 1232.0))
        .italic_angle(0.0)
        .ascent(928.0)
        .descent(-236.0)
        .cap_height(730.0)
        .stem_v(80.0)
        .font_file2(program);
    pdf.stream(program, dejavu::sans::regular());
    let mut cmap = UnicodeCmap::<u16>::new(Name(b"Made-up"), SYSTEM);
    let face = Font::Sans.face();
    let mut glyphs = vec![0u8; 2];
    for (c, code) in codes {
        cmap.pair(*code, *c);
        glyphs.extend(face.glyph_id(*c).0.to_be_bytes());
    }
    pdf.cmap(to_unicode, &cmap.finish());
    pdf.stream(to_glyph, &glyphs);
}
