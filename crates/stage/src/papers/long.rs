//! A long manual with many figures, for measuring time and memory.

use std::path::Path;

use crate::canvas::{Canvas, ink};
use crate::fonts::Font;
use crate::pdf::{Book, Face, Keep, Page};
use crate::{Dice, StageError};

/// Width of a figure in pixels.
const FIGURE: (u32, u32) = (800, 450);

/// Prints a manual of so many pages and figures, every figure another; half are lossless.
///
/// # Errors
/// When a picture can't be packed or the file can't be written.
pub fn write_long_manual(
    pages: u32,
    figures: u32,
    seed: u64,
    out: &Path,
) -> Result<(), StageError> {
    let (black, grey) = (ink(0x1d2126), ink(0x5c646e));
    let views = crate::demo::demo_pictures();
    let mut dice = Dice::new(seed);
    let mut book = Book::new("Heron Desk user manual", "Heron Systems Ltd.");
    let mut printed = 0;
    for n in 0..pages {
        let mut page = Page::new();
        page.text(
            56.0,
            40.0,
            9.0,
            Face::Plain,
            grey,
            "Heron Desk 4.2 user manual",
        );
        let heading = format!("{} Working with view {}", n + 1, n + 1);
        page.text(56.0, 80.0, 16.0, Face::Bold, black, &heading);
        let sentence = match n % 7 {
            0 => "Faces in live streams are compared with the watch lists of the site.",
            3 => "Licence plates are not read in this version.",
            _ => "Press the button in the tool bar and choose the camera from the list.",
        };
        let text = [sentence, "The window can be moved to another monitor."]
            .join(" ")
            .repeat(3);
        let mut y = page.block([56.0, 110.0, 483.0], 10.0, Face::Plain, black, &text) + 20.0;
        // As many as are due by this page.
        let due = (u64::from(figures) * u64::from(n + 1) / u64::from(pages.max(1))) as u32;
        while printed < due {
            let view = &views[dice.below(views.len())];
            let (w, h) = (FIGURE.0 as f32, FIGURE.1 as f32);
            let mut canvas = Canvas::new(FIGURE.0, FIGURE.1, ink(0xffffff));
            canvas.picture(0.0, 0.0, w, h, &view.rgb);
            let stamp = format!("view {printed}");
            canvas.rect(0.0, 0.0, 160.0, 24.0, ink(0x14244f));
            canvas.text(8.0, 17.0, 14.0, Font::Sans, ink(0xffffff), &stamp);
            let keep = match printed % 2 {
                0 => Keep::Lossless,
                _ => Keep::Jpeg(88),
            };
            let id = book.image(&canvas.rgb(), keep)?;
            page.image(id, [56.0, y, 420.0, 236.0]);
            printed += 1;
            let caption = format!("Figure {printed}. The window {stamp}.");
            page.text(56.0, y + 250.0, 9.0, Face::Plain, grey, &caption);
            y += 270.0;
        }
        book.add(page);
    }
    book.write(out)
}
