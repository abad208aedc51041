//! Slides (PPTX, ECMA-376): each slide is a page, its title first, then its shapes in the order in
//! which they are stored, its pictures, and under them what is written for the speaker.

use std::collections::BTreeMap;
use std::mem::take;

use super::blocks::{Block, Builder, Style};
use super::docx::{
    EMU, Twins, by_points, charts, core_title, diagrams, main_part, named, of, place,
};
use super::kept::Store;
use super::package::{Package, Related};
use super::xml::{self, Element, Mark};
use super::{Flow, Missed};
use crate::wire::Failure;

/// More slides are not read, with a note.
const MOST_SLIDES: usize = 5_000;

pub fn read(package: Package<'_>) -> Result<Flow<'_>, Failure> {
    let mut store = Store::of(package);
    let package = of(&mut store)?;
    let main = main_part(package, "ppt/presentation.xml")?;
    let related = package.related(&main)?;
    let title = core_title(package)?;
    let order = order(&package.text(&main)?)?;
    let mut missed = Missed::default();
    let mut blocks = Vec::new();
    let (mut overflowed, mut chars) = (false, 0);
    let slides = order.iter().filter_map(|id| related.get(id)?.part.clone());
    for (n, slide) in slides.take(MOST_SLIDES).enumerate() {
        if n > 0 {
            blocks.push(Block::PageEnd);
        }
        let mut reading = Reading::new(&mut store, &mut missed, chars);
        // A slide that is damaged is a page without words; the others are read.
        if let Err(failure) = reading.slide(&slide) {
            match failure {
                Failure::Damaged(why) => reading
                    .others
                    .note(&format!("the slide is not read: {why}")),
                other => return Err(other),
            }
        }
        chars += reading.others.chars() + reading.titles.chars() - 2 * chars;
        overflowed |= reading.finish(&mut blocks);
        if overflowed {
            break;
        }
    }
    if order.len() > MOST_SLIDES {
        missed
            .more
            .push(format!("only the first {MOST_SLIDES} slides are read"));
    }
    let mut flow = Flow::of_blocks(blocks, overflowed, store, title, missed.notes());
    flow.slides = true;
    Ok(flow)
}

/// Ids of the slides, in the order in which they are shown.
fn order(presentation: &str) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    xml::walk(presentation, &mut |mark| {
        if let Mark::Start(e) = mark
            && e.name == "sldId"
            && let Some(id) = e.relation()
        {
            ids.push(id);
        }
        Ok(())
    })?;
    Ok(ids)
}

struct Reading<'r, 'a> {
    store: &'r mut Store<'a>,
    missed: &'r mut Missed,
    titles: Builder,
    others: Builder,
    in_title: bool,
    in_subtitle: bool,
}

#[derive(Default)]
struct At {
    text: bool,
    skip: usize,
    cells: usize,
    styled: bool,
    width: Option<f64>,
    /// The picture of the shape that is open; its size comes after it.
    picture: Option<Twins>,
    /// Of the slide, the number that stands on it: no word of it.
    field: bool,
}

impl<'r, 'a> Reading<'r, 'a> {
    /// `chars` are those of the slides before.
    fn new(store: &'r mut Store<'a>, missed: &'r mut Missed, chars: usize) -> Self {
        Self {
            store,
            missed,
            titles: Builder::after(chars),
            others: Builder::after(chars),
            in_title: false,
            in_subtitle: false,
        }
    }

    fn slide(&mut self, part: &str) -> Result<(), Failure> {
        let package = of(self.store)?;
        let related = package.related(part)?;
        let text = package.text(part)?;
        self.walk(&text, &related)?;
        self.others.end();
        self.missed.charts += charts(&related);
        for part in diagrams(&related) {
            let package = of(self.store)?;
            if package.has(&part) {
                let text = package.text(&part)?;
                self.walk(&text, &BTreeMap::new())?;
                self.others.end();
            }
        }
        let notes = related.values().find(|r| r.kind == "notesSlide");
        let Some(notes) = notes.and_then(|r| r.part.clone()) else {
            return Ok(());
        };
        let package = of(self.store)?;
        if package.has(&notes) {
            let (text, related) = (package.text(&notes)?, package.related(&notes)?);
            self.walk(&text, &related)?;
            self.others
                .note("what is written for the speaker stands below the slide's own words");
        }
        Ok(())
    }

    fn walk(&mut self, text: &str, related: &BTreeMap<String, Related>) -> Result<(), Failure> {
        let mut at = At::default();
        self.in_title = false;
        xml::walk(text, &mut |mark| {
            match mark {
                Mark::Start(e) if e.name == "Fallback" => at.skip += 1,
                Mark::End("Fallback") => at.skip = at.skip.saturating_sub(1),
                _ if at.skip > 0 => {}
                Mark::Start(e) => self.start(&e, &mut at),
                Mark::End(name) => self.end(name, &mut at, related),
                Mark::Text(t) if at.text && !at.field => self.to().words(&t),
                Mark::Text(_) => {}
            }
            Ok(())
        })
    }

    fn to(&mut self) -> &mut Builder {
        match self.in_title {
            true => &mut self.titles,
            false => &mut self.others,
        }
    }

    fn start(&mut self, e: &Element<'_>, at: &mut At) {
        match e.name {
            "sld" if e.get("show").is_some_and(|v| v == "0" || v == "false") => {
                self.others
                    .note("the slide is hidden when the slides are shown");
            }
            "ph" => {
                let kind = e.get("type").unwrap_or_default();
                self.in_title = kind == "title" || kind == "ctrTitle";
                self.in_subtitle = kind == "subTitle";
                at.field = kind == "sldNum";
            }
            "p" if at.cells == 0 => {
                let style = match (self.in_title, self.in_subtitle) {
                    (true, _) => Style::Heading(1),
                    (_, true) => Style::Heading(2),
                    _ => Style::Body,
                };
                self.to().begin(style);
                at.styled = style != Style::Body;
            }
            "t" => at.text = true,
            "br" => self.to().line_end(),
            // Hundredths of a point; slides are set twice as large as pages.
            "rPr" if !at.styled && at.cells == 0 => {
                let points = e.get("sz").and_then(|v| v.parse::<f64>().ok());
                if let Some(style) = points.and_then(|p| by_points(p / 200.0)) {
                    self.to().restyle(style);
                    at.styled = true;
                }
            }
            "tr" => {
                self.to().end();
                at.cells += 1;
            }
            "ext" => {
                let wide = e.get("cx").and_then(|v| v.parse::<f64>().ok());
                at.width = wide.map(|v| v / EMU).filter(|w| *w > 1.0).or(at.width);
            }
            "blip" => at.picture = Some(Twins::of(e)),
            "svgBlip" => at.picture.get_or_insert_default().drawing = named(e),
            "pic" | "sp" => at.width = None,
            _ => {}
        }
    }

    fn end(&mut self, name: &str, at: &mut At, related: &BTreeMap<String, Related>) {
        if matches!(name, "pic" | "sp")
            && let Some(twins) = at.picture.take()
        {
            let (of, width) = ((twins, related), at.width.take());
            place(&mut self.others, self.store, self.missed, of, width);
        }
        match name {
            "t" => at.text = false,
            "p" if at.cells == 0 => self.to().end(),
            "p" => self.to().words(" "),
            "tc" => self.to().cell_end(),
            "tr" => {
                at.cells = at.cells.saturating_sub(1);
                self.to().end();
            }
            "sp" => {
                self.to().end();
                self.in_title = false;
                self.in_subtitle = false;
                at.field = false;
            }
            _ => {}
        }
    }

    fn finish(&mut self, into: &mut Vec<Block>) -> bool {
        let (titles, full) = take(&mut self.titles).done();
        let (others, fuller) = take(&mut self.others).done();
        into.extend(titles);
        into.extend(others);
        full || fuller
    }
}
