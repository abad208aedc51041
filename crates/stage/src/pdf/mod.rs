//! Prints pages to PDF: text in Helvetica as a real text layer, pictures as JPEG or lossless,
//! and drawings as vector graphics with outlined text. Points, y down from the page's top left.

mod letters;
mod vector;

use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use pdf_writer::types::Predictor;
use pdf_writer::writers::ExtGraphicsState;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use pixels::Rgb;

use crate::StageError;
use crate::canvas::Ink;

pub(crate) use letters::{Face, width};
use letters::{win_ansi, wrap};

/// A4 in points.
pub(crate) const PAGE: (f32, f32) = (595.0, 842.0);

/// How a picture is kept in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    Jpeg(u8),
    Lossless,
}

struct Image {
    id: Ref,
    width: u32,
    height: u32,
    filter: Filter,
    data: Vec<u8>,
}

/// A document being printed.
pub(crate) struct Book {
    title: String,
    author: String,
    next: i32,
    images: Vec<Image>,
    pages: Vec<(Vec<u8>, Vec<Ref>)>,
}

/// One page being filled.
pub(crate) struct Page {
    content: Content,
    images: Vec<Ref>,
}

impl Book {
    pub(crate) fn new(title: &str, author: &str) -> Self {
        Self {
            title: title.to_owned(),
            author: author.to_owned(),
            next: 100,
            images: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// Takes a picture into the file.
    pub(crate) fn image(&mut self, rgb: &Rgb, keep: Keep) -> Result<Ref, StageError> {
        let (filter, data) = match keep {
            Keep::Jpeg(quality) => (Filter::DctDecode, jpeg(rgb, quality)?),
            Keep::Lossless => (Filter::FlateDecode, png_data(rgb)?),
        };
        let id = Ref::new(self.next);
        self.next += 1;
        self.images.push(Image {
            id,
            width: rgb.width,
            height: rgb.height,
            filter,
            data,
        });
        Ok(id)
    }

    pub(crate) fn add(&mut self, page: Page) {
        self.pages
            .push((page.content.finish().into_vec(), page.images));
    }

    pub(crate) fn write(self, path: &Path) -> Result<(), StageError> {
        std::fs::write(path, self.bytes()).map_err(|e| StageError::io(path, e))
    }

    fn bytes(self) -> Vec<u8> {
        let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
        let fonts = [Ref::new(4), Ref::new(5)];
        let base = self.next;
        let page_id = |i: usize| Ref::new(base + 2 * i as i32);
        let content_id = |i: usize| Ref::new(base + 2 * i as i32 + 1);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info)
            .title(TextStr(&self.title))
            .author(TextStr(&self.author))
            .producer(TextStr("contrechamp stage"));
        pdf.pages(tree)
            .kids((0..self.pages.len()).map(page_id))
            .count(self.pages.len() as i32);
        for (id, name) in fonts.iter().zip([&b"Helvetica"[..], b"Helvetica-Bold"]) {
            let mut font = pdf.type1_font(*id);
            font.base_font(Name(name));
            font.encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (i, (content, images)) in self.pages.iter().enumerate() {
            let mut page = pdf.page(page_id(i));
            page.parent(tree);
            page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
            page.contents(content_id(i));
            let mut resources = page.resources();
            let mut named = resources.x_objects();
            for id in images {
                named.pair(Name(&image_name(*id)), *id);
            }
            named.finish();
            let mut states = resources.ext_g_states();
            for k in 0..=OPACITIES {
                states
                    .insert(Name(&opacity_name(k)))
                    .start::<ExtGraphicsState<'_>>()
                    .non_stroking_alpha(k as f32 / OPACITIES as f32)
                    .stroking_alpha(k as f32 / OPACITIES as f32);
            }
            states.finish();
            resources
                .fonts()
                .pair(Name(b"F0"), fonts[0])
                .pair(Name(b"F1"), fonts[1]);
            resources.finish();
            page.finish();
            pdf.stream(content_id(i), content);
        }
        for image in &self.images {
            let mut x = pdf.image_xobject(image.id, &image.data);
            x.filter(image.filter);
            if image.filter == Filter::FlateDecode {
                x.decode_parms()
                    .predictor(Predictor::PngOptimum)
                    .colors(3)
                    .bits_per_component(8)
                    .columns(image.width as i32);
            }
            x.width(image.width as i32);
            x.height(image.height as i32);
            x.color_space().device_rgb();
            x.bits_per_component(8);
            x.finish();
        }
        pdf.finish()
    }
}

/// Steps of opacity that drawings can have.
const OPACITIES: usize = 15;

fn opacity_name(step: usize) -> Vec<u8> {
    format!("G{step}").into_bytes()
}

fn image_name(id: Ref) -> Vec<u8> {
    format!("Im{}", id.get()).into_bytes()
}

fn encode_failed(e: &image::ImageError) -> StageError {
    StageError::Plan(format!("a picture could not be encoded: {e}"))
}

pub(crate) fn jpeg(rgb: &Rgb, quality: u8) -> Result<Vec<u8>, StageError> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .write_image(&rgb.data, rgb.width, rgb.height, ExtendedColorType::Rgb8)
        .map_err(|e| encode_failed(&e))?;
    Ok(out)
}

pub(crate) fn png(rgb: &Rgb) -> Result<Vec<u8>, StageError> {
    let mut out = Vec::new();
    PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive)
        .write_image(&rgb.data, rgb.width, rgb.height, ExtendedColorType::Rgb8)
        .map_err(|e| encode_failed(&e))?;
    Ok(out)
}

/// The compressed rows of a PNG: PDF reads them as they are, with the PNG predictor.
fn png_data(rgb: &Rgb) -> Result<Vec<u8>, StageError> {
    let file = png(rgb)?;
    let mut data = Vec::new();
    let mut rest = file.get(8..).unwrap_or_default();
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        if &head[4..8] == b"IDAT" {
            data.extend_from_slice(tail.get(..length).unwrap_or_default());
        }
        rest = tail.get(length + 4..).unwrap_or_default();
    }
    Ok(data)
}

impl Page {
    pub(crate) fn new() -> Self {
        Self {
            content: Content::new(),
            images: Vec::new(),
        }
    }

    fn colour(&mut self, ink: Ink) {
        let v = |i: usize| f32::from(ink[i]) / 255.0;
        self.content.set_fill_rgb(v(0), v(1), v(2));
    }

    pub(crate) fn rect(&mut self, x: f32, y: f32, w: f32, h: f32, ink: Ink) {
        self.colour(ink);
        self.content.rect(x, PAGE.1 - y - h, w, h);
        self.content.fill_nonzero();
    }

    /// A line of text from the left end of its baseline.
    pub(crate) fn text(&mut self, x: f32, base: f32, size: f32, face: Face, ink: Ink, text: &str) {
        self.colour(ink);
        let name = if face == Face::Bold { "F1" } else { "F0" };
        self.content
            .begin_text()
            .set_font(Name(name.as_bytes()), size)
            .next_line(x, PAGE.1 - base)
            .show(Str(&win_ansi(text)))
            .end_text();
    }

    /// Wrapped text; gives the baseline after the last line.
    pub(crate) fn block(
        &mut self,
        [x, base, width]: [f32; 3],
        size: f32,
        face: Face,
        ink: Ink,
        text: &str,
    ) -> f32 {
        let mut y = base;
        for line in wrap(text, face, size, width) {
            self.text(x, y, size, face, ink, &line);
            y += size * 1.38;
        }
        y
    }

    pub(crate) fn image(&mut self, id: Ref, [x, y, w, h]: [f32; 4]) {
        if !self.images.contains(&id) {
            self.images.push(id);
        }
        self.content.save_state();
        self.content.transform([w, 0.0, 0.0, h, x, PAGE.1 - y - h]);
        self.content.x_object(Name(&image_name(id)));
        self.content.restore_state();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lossless_rows_are_a_whole_zlib_stream() {
        let rgb = Rgb::new(30, 20, (0..1800).map(|i| (i * 7 % 251) as u8).collect());
        let data = png_data(&rgb).expect("encodes");
        // A zlib head, and more than nothing in it.
        assert_eq!(data[0] & 15, 8);
        assert_eq!((u16::from(data[0]) * 256 + u16::from(data[1])) % 31, 0);
        assert!(data.len() > 40);
    }
}
