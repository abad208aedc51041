//! The demo's brochures and manuals, one for every product.

use std::path::{Path, PathBuf};

use pixels::Rgb;
use serde::{Deserialize, Serialize};

use crate::StageError;
use crate::canvas::{Canvas, Ink, ink, mix, scaled};
use crate::fonts::Font;
use crate::pdf::{self, Book, Face, Keep, PAGE, Page};

use super::look::Layout;
use super::makers::{Maker, Product};
use super::passages::{Passage, edition_date, language, passages, purpose, view_words};
use super::views::View;

/// How a figure is kept in its document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    Jpeg,
    Lossless,
    /// Drawn as vector graphics: nothing is embedded.
    Vector,
    /// Part of a picture that is the whole document.
    Post,
}

/// A view of a product as printed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoFigure {
    /// Page of the document, from 1.
    pub page: u32,
    pub picture: String,
    pub kind: FigureKind,
    /// Width and height in pixels as embedded; of the drawing where it is vector graphics.
    pub width: u32,
    pub height: u32,
}

/// A document of the demo.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoDocument {
    /// Relative to the case's folder.
    pub file: PathBuf,
    pub product: String,
    pub pages: u32,
    pub figures: Vec<DemoFigure>,
}

const BLACK: Ink = ink(0x1d2126);
const GREY: Ink = ink(0x5c646e);
const LEFT: f32 = 56.0;
const TEXT: f32 = PAGE.0 - 2.0 * LEFT;

/// The colours that a brochure takes from its maker's interfaces.
fn colours(maker: &Maker) -> (Ink, Ink) {
    match maker.look.layout {
        Layout::Sidebar => (ink(0x0d1820), ink(0x1f9a8f)),
        Layout::Classic => (ink(0x1f3f7e), ink(0xc22a22)),
        Layout::Tabs => (ink(0x14244f), ink(0xb8841a)),
        Layout::Console => (ink(0x16181b), ink(0xd9761a)),
    }
}

/// Prints the product's brochure and tells what is on it.
pub(super) fn print(
    product: &Product,
    folder: &Path,
    relative: &Path,
) -> Result<DemoDocument, StageError> {
    let kind = if product.maker.look.layout == Layout::Classic {
        "manual"
    } else {
        "brochure"
    };
    let file = relative.join(format!("{} {} {kind}.pdf", product.name, product.version));
    let mut book = Book::new(
        &format!("{} {}", product.name, product.version),
        product.maker.name,
    );
    let mut figures = Vec::new();
    title_page(&mut book, product, kind, &mut figures)?;
    feature_page(&mut book, product, &mut figures)?;
    condition_page(&mut book, product, &mut figures)?;
    data_page(&mut book, product);
    book.write(&folder.join(&file))?;
    Ok(DemoDocument {
        file,
        product: product.name.to_owned(),
        pages: 4,
        figures,
    })
}

/// The figure of a view, in the width and form that the product's printer likes.
fn figure(
    book: &mut Book,
    page: &mut Page,
    product: &Product,
    view: View,
    n: usize,
    at: [f32; 3],
) -> Result<DemoFigure, StageError> {
    let [x, y, w] = at;
    let window = product.window(view);
    let (cw, ch) = (window.width(), window.height());
    let h = w * ch / cw;
    page.rect(x - 1.0, y - 1.0, w + 2.0, h + 2.0, ink(0xb8bec6));
    let vector = product.slug == "sift" && view == View::Stats;
    let (kind, width, height) = if vector {
        page.vector(window.drawn(), [x, y], w / cw);
        (FigureKind::Vector, cw as u32, ch as u32)
    } else {
        let width = [1600, 1280, 1100, 960][(n + product.slug.len()) % 4];
        let rgb = scaled(&window.rgb(), width, width * 9 / 16);
        let lossless = n % 2 == 1;
        let keep = if lossless {
            Keep::Lossless
        } else {
            Keep::Jpeg(86)
        };
        let id = book.image(&rgb, keep)?;
        page.image(id, [x, y, w, h]);
        let kind = if lossless {
            FigureKind::Lossless
        } else {
            FigureKind::Jpeg
        };
        (kind, rgb.width, rgb.height)
    };
    Ok(DemoFigure {
        page: 1,
        picture: product.picture_id(view),
        kind,
        width,
        height,
    })
}

fn logo(maker: &Maker, side: u32, ground: Ink) -> Rgb {
    let mut c = Canvas::new(side, side, ground);
    let s = side as f32;
    (maker.logo)(&mut c, [s * 0.06, s * 0.06, s * 0.88, s * 0.88]);
    c.rgb()
}

fn title_page(
    book: &mut Book,
    p: &Product,
    kind: &str,
    figures: &mut Vec<DemoFigure>,
) -> Result<(), StageError> {
    let (dark, bright) = colours(p.maker);
    let white = ink(0xffffff);
    let mut page = Page::new();
    page.rect(0.0, 0.0, PAGE.0, 300.0, dark);
    page.rect(0.0, 300.0, PAGE.0, 8.0, bright);
    let mark = book.image(&logo(p.maker, 240, dark), Keep::Lossless)?;
    page.image(mark, [LEFT, 48.0, 54.0, 54.0]);
    page.text(LEFT + 68.0, 83.0, 22.0, Face::Bold, white, p.maker.name);
    page.text(LEFT, 178.0, 42.0, Face::Bold, white, p.name);
    let version = format!("Version {}", p.version);
    page.text(LEFT, 212.0, 18.0, Face::Plain, white, &version);
    page.text(
        LEFT,
        250.0,
        16.0,
        Face::Plain,
        mix(bright, white, 0.55),
        p.tagline,
    );
    figures.push(figure(
        book,
        &mut page,
        p,
        p.views[0],
        0,
        [LEFT, 338.0, TEXT],
    )?);
    let y = 338.0 + TEXT * 9.0 / 16.0 + 18.0;
    let caption = format!(
        "Figure 1. {} {}: {}",
        p.name,
        p.version,
        view_words(p.views[0])
    );
    page.text(LEFT, y, 9.5, Face::Plain, GREY, &caption);
    let intro = format!(
        "{} is the {} of {} for control rooms that have to keep many streets in view. This {kind} \
         describes version {}; functions that need another licence or edition are marked. The \
         interface shown is the {} edition.",
        p.name,
        purpose(p),
        p.maker.name,
        p.version,
        language(p),
    );
    let y = page.block([LEFT, y + 34.0, TEXT], 11.5, Face::Plain, BLACK, &intro);
    let edition = format!(
        "Edition of {} · {}, {}",
        edition_date(p),
        p.maker.name,
        p.maker.place
    );
    page.text(LEFT, y.max(780.0), 10.0, Face::Bold, bright, &edition);
    book.add(page);
    Ok(())
}

fn head(page: &mut Page, p: &Product, number: u32, title: &str) {
    let (dark, bright) = colours(p.maker);
    page.rect(0.0, 0.0, PAGE.0, 46.0, dark);
    let running = format!("{} {}", p.name, p.version);
    page.text(LEFT, 29.0, 11.0, Face::Bold, ink(0xffffff), &running);
    let right = pdf::width(p.maker.name, Face::Plain, 11.0);
    page.text(
        PAGE.0 - LEFT - right,
        29.0,
        11.0,
        Face::Plain,
        ink(0xffffff),
        p.maker.name,
    );
    page.text(LEFT, 90.0, 24.0, Face::Bold, dark, title);
    page.rect(LEFT, 100.0, 60.0, 3.0, bright);
    let foot = format!(
        "{} · edition of {} · page {number}",
        p.name,
        edition_date(p)
    );
    page.text(LEFT, 816.0, 9.0, Face::Plain, GREY, &foot);
}

fn feature_page(
    book: &mut Book,
    p: &Product,
    figures: &mut Vec<DemoFigure>,
) -> Result<(), StageError> {
    let mut page = Page::new();
    head(&mut page, p, 2, "What it does");
    let (_, bright) = colours(p.maker);
    let mut y = 128.0;
    for passage in passages(p)
        .iter()
        .filter(|x| matches!(x, Passage::Feature(..)))
    {
        let (title, text) = passage.words();
        page.rect(LEFT, y - 8.0, 6.0, 6.0, bright);
        page.text(LEFT + 16.0, y, 11.5, Face::Bold, BLACK, title);
        y = page.block(
            [LEFT + 16.0, y + 15.0, TEXT - 16.0],
            10.5,
            Face::Plain,
            BLACK,
            text,
        ) + 7.0;
    }
    let view = p.views[1 % p.views.len()];
    let w = TEXT.min((786.0 - y) * 16.0 / 9.0);
    let mut f = figure(book, &mut page, p, view, 1, [LEFT, y + 8.0, w])?;
    f.page = 2;
    figures.push(f);
    let caption = format!("Figure 2. {} in {} {}", view_words(view), p.name, p.version);
    page.text(
        LEFT,
        y + 8.0 + w * 9.0 / 16.0 + 14.0,
        9.5,
        Face::Plain,
        GREY,
        &caption,
    );
    book.add(page);
    Ok(())
}

fn condition_page(
    book: &mut Book,
    p: &Product,
    figures: &mut Vec<DemoFigure>,
) -> Result<(), StageError> {
    let mut page = Page::new();
    head(&mut page, p, 3, "Conditions and limits");
    let mut y = 132.0;
    for passage in passages(p)
        .iter()
        .filter(|x| !matches!(x, Passage::Feature(..)))
    {
        let (title, text) = passage.words();
        page.text(LEFT, y, 11.5, Face::Bold, BLACK, title);
        y = page.block([LEFT, y + 15.0, TEXT], 10.5, Face::Plain, BLACK, text) + 9.0;
    }
    let (number, w) = ("Figure 3.", TEXT);
    if let Some(view) = p.views.get(2) {
        let mut f = figure(book, &mut page, p, *view, 2, [LEFT, y + 6.0, w])?;
        f.page = 3;
        figures.push(f);
        y += 6.0 + w * 9.0 / 16.0 + 14.0;
        let caption = format!("{number} {} in {} {}", view_words(*view), p.name, p.version);
        page.text(LEFT, y, 9.5, Face::Plain, GREY, &caption);
    } else {
        diagram(&mut page, p, y + 10.0);
        y += 10.0 + 250.0 + 14.0;
        let caption = format!("{number} How {} is connected (drawing)", p.name);
        page.text(LEFT, y, 9.5, Face::Plain, GREY, &caption);
    }
    book.add(page);
    Ok(())
}

/// Boxes and arrows: a drawing that is not an interface.
fn diagram(page: &mut Page, p: &Product, y: f32) {
    let (dark, bright) = colours(p.maker);
    let mut c = Canvas::recording(966, 500, ink(0xf4f6f8));
    let boxes = [
        ([30.0, 40.0], "Cameras"),
        ([30.0, 200.0], "Recorders"),
        ([30.0, 360.0], "Lists"),
        ([370.0, 200.0], p.name),
        ([710.0, 40.0], "Control room"),
        ([710.0, 200.0], "Mobile"),
        ([710.0, 360.0], "Archive"),
    ];
    for (i, ([bx, by], label)) in boxes.iter().enumerate() {
        let centre = i == 3;
        if !centre {
            let (from, to) = if i < 3 {
                ([bx + 226.0, by + 50.0], [370.0, 250.0])
            } else {
                ([596.0, 250.0], [*bx, by + 50.0])
            };
            c.line(from, to, 4.0, ink(0x8a929c));
            c.disc(to[0], to[1], 8.0, bright);
        }
        let fill = if centre { dark } else { ink(0xffffff) };
        c.round(
            *bx,
            *by,
            226.0,
            100.0,
            14.0,
            if centre { dark } else { ink(0x8a929c) },
        );
        c.round(bx + 3.0, by + 3.0, 220.0, 94.0, 12.0, fill);
        let tone = if centre { ink(0xffffff) } else { BLACK };
        let size = (196.0 / Font::SansBold.width(label, 1.0)).min(26.0);
        c.text_mid(bx + 113.0, by + 58.0, size, Font::SansBold, tone, label);
    }
    page.vector(c.drawn(), [LEFT, y], 0.5);
}

fn data_page(book: &mut Book, p: &Product) {
    let mut page = Page::new();
    head(&mut page, p, 4, "Technical data");
    let (_, bright) = colours(p.maker);
    let n = p.slug.len() as u32;
    let rows = [
        ("Product", format!("{} {}", p.name, p.version)),
        ("Maker", format!("{}, {}", p.maker.name, p.maker.place)),
        ("Interface language", language(p).to_owned()),
        ("Cameras per server", format!("{}", 64 * n)),
        ("Streams", "H.264 and H.265, up to 3840 x 2160".to_owned()),
        (
            "Retention",
            format!("{} days by default, set per camera", 10 + 2 * n),
        ),
        ("Operators at once", format!("{}", 4 * n)),
        ("Roles", "operator, supervisor, administrator".to_owned()),
        ("Server", format!("{} cores, {} GB memory", 4 * n, 16 * n)),
        (
            "Audit",
            "every search and export is logged with the operator's number".to_owned(),
        ),
        (
            "Network",
            "closed network; remote access is disabled by default".to_owned(),
        ),
    ];
    let mut y = 138.0;
    for (i, (name, value)) in rows.iter().enumerate() {
        if i % 2 == 0 {
            page.rect(LEFT, y - 16.0, TEXT, 25.0, ink(0xeff2f5));
        }
        page.text(LEFT + 10.0, y, 10.5, Face::Bold, BLACK, name);
        page.text(LEFT + 170.0, y, 10.5, Face::Plain, BLACK, value);
        y += 25.0;
    }
    page.rect(LEFT, y - 14.0, TEXT, 2.0, bright);
    page.text(LEFT, y + 24.0, 14.0, Face::Bold, BLACK, "Editions");
    let text = format!(
        "{} is sold in two editions. Base holds everything on page 2 that is not marked. Analyst \
         adds the functions marked with a licence. Neither edition contains emotion recognition. \
         Functions may be disabled by the operator of the site; a disabled function does not show \
         in the menu.",
        p.name
    );
    y = page.block([LEFT, y + 44.0, TEXT], 10.5, Face::Plain, BLACK, &text);
    page.text(LEFT, y + 26.0, 14.0, Face::Bold, BLACK, "Releases");
    let text = format!(
        "{} {}: this edition. Earlier versions have another interface; pictures in older documents \
         differ. Changes are listed in the release notes that come with every update.",
        p.name, p.version
    );
    y = page.block([LEFT, y + 46.0, TEXT], 10.5, Face::Plain, BLACK, &text);
    page.text(
        LEFT,
        y + 26.0,
        14.0,
        Face::Bold,
        BLACK,
        "About this document",
    );
    let text = "Makers, products, places and data in this document are made up for a \
                demonstration. Any likeness to real companies or products is accidental.";
    page.block([LEFT, y + 46.0, TEXT], 10.5, Face::Plain, BLACK, text);
    book.add(page);
}
