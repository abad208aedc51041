//! Documents: every page's words, embedded pictures and drawn figures.
//!
//! The only place that knows the PDF library.

mod collect;
mod figures;
mod labels;
mod pictures;
mod regions;
mod render;
mod words;

use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hayro::RenderCache;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Rect;
use memmap2::Mmap;

use super::{Outlet, Trouble};
use crate::Limits;
use crate::wire::{Failure, FigureHead, PageHead, Reply};

use figures::Figure;
pub use figures::is_one_colour;
pub use words::{is_right_to_left, right_to_left_note};

/// What was found on one page.
struct Sheet {
    head: PageHead,
    figures: Vec<Figure>,
}

/// Opens a PDF; the flag tells whether it ends as it should.
fn open(file: &File) -> Result<(Pdf, bool), Failure> {
    // SAFETY: read-only; were the file cut meanwhile, this process would die and nothing else.
    let bytes = unsafe { Mmap::map(file) }.map_err(|e| Failure::Read(e.to_string()))?;
    let whole = ends_properly(&bytes);
    let pdf = Pdf::new(Arc::new(bytes)).map_err(|e| load_failure(e, whole))?;
    if pdf.pages().is_empty() {
        return Err(load_failure(LoadPdfError::Invalid, whole));
    }
    Ok((pdf, whole))
}

/// Answers one page as a picture, `scale` pixels a point.
pub fn sheet(
    file: &File,
    limits: &Limits,
    (number, scale): (u32, f64),
    outlet: &mut Outlet,
) -> Result<(), Trouble> {
    let (pdf, _) = open(file)?;
    let pages = pdf.pages();
    let index = (number as usize).checked_sub(1);
    let page = index.and_then(|n| pages.get(n)).ok_or_else(|| {
        Failure::NotUnderstood(format!(
            "it has no page {number}; its pages are 1 to {}",
            pages.len()
        ))
    })?;
    let reader = PageReader::new(limits);
    let canvas = render::Canvas {
        page,
        cache: &reader.cache,
        settings: &reader.settings,
        most_pixels: limits.figure_pixels,
    };
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let (picture, scaled) = canvas
        .region(whole, scale)
        .ok_or_else(|| Failure::Damaged(format!("page {number} has no size")))?;
    let mut notes = Vec::new();
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

pub fn read(file: &File, limits: &Limits, outlet: &mut Outlet) -> Result<(), Trouble> {
    let (pdf, whole) = open(file)?;
    let mut notes = Vec::new();
    if !whole {
        notes.push(
            "the file ends before its end mark: it was probably cut off; it is read as far as it goes"
                .to_owned(),
        );
    }
    let pages = pdf.pages();
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    if count > limits.pages {
        notes.push(format!(
            "{count} pages; only the first {} are read",
            limits.pages
        ));
    }
    let mut reader = PageReader::new(limits);
    let mut read = 0;
    let mut right_to_left = 0;
    for (page, number) in pages.iter().zip(1..=limits.pages) {
        let sheet = reader.sheet(page, number);
        let letters = sheet.head.words.iter().flat_map(|w| w.text.chars());
        right_to_left += letters.filter(|c| is_right_to_left(*c)).count() as u64;
        outlet.reply(&Reply::Page(sheet.head))?;
        for figure in sheet.figures {
            outlet.reply(&Reply::Figure(FigureHead {
                bounds: figure.bounds,
                kind: figure.kind,
                width: figure.picture.width,
                height: figure.picture.height,
            }))?;
            outlet.raw(&figure.picture.data)?;
        }
        outlet.reply(&Reply::PageEnd)?;
        read += 1;
    }
    notes.extend(right_to_left_note(right_to_left));
    Ok(outlet.reply(&Reply::DocumentEnd {
        pages: read,
        title: pdf.metadata().title.as_deref().and_then(words::text_string),
        notes,
    })?)
}

/// Whether the end mark is near the end, as in every whole PDF.
fn ends_properly(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    [&b"%%EOF"[..], b"startxref"]
        .iter()
        .any(|mark| tail.windows(mark.len()).any(|w| w == *mark))
}

fn load_failure(error: LoadPdfError, whole: bool) -> Failure {
    match error {
        LoadPdfError::Decryption(_) => Failure::Encrypted,
        LoadPdfError::Invalid if whole => Failure::Damaged(
            "no readable page; open it in a PDF reader and save a copy, and add that".to_owned(),
        ),
        LoadPdfError::Invalid => Failure::Damaged(
            "it is cut off, and what is left has no readable page; fetch it again from where it came from"
                .to_owned(),
        ),
    }
}

/// Reads pages, with caches that are shared between them.
struct PageReader<'a> {
    limits: &'a Limits,
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
    bad_fonts: Arc<AtomicU32>,
    bad_images: Arc<AtomicU32>,
}

impl<'a> PageReader<'a> {
    fn new(limits: &'a Limits) -> Self {
        let bad_fonts = Arc::new(AtomicU32::new(0));
        let bad_images = Arc::new(AtomicU32::new(0));
        let (fonts, images) = (bad_fonts.clone(), bad_images.clone());
        let settings = InterpreterSettings {
            warning_sink: Arc::new(move |warning| {
                match warning {
                    InterpreterWarning::UnsupportedFont => &fonts,
                    _ => &images,
                }
                .fetch_add(1, Ordering::Relaxed);
            }),
            ..Default::default()
        };
        Self {
            limits,
            cache: RenderCache::new(),
            settings,
            bad_fonts,
            bad_images,
        }
    }

    /// A page, or a note in its place where the PDF library gives up on it.
    fn sheet(&mut self, page: &'a Page<'a>, number: u32) -> Sheet {
        let read = std::panic::catch_unwind(AssertUnwindSafe(|| self.read(page, number)));
        read.unwrap_or_else(|_| {
            // The caches may be half written.
            self.cache = RenderCache::new();
            let (width, height) = page.render_dimensions();
            Sheet {
                head: PageHead {
                    number,
                    size_points: (f64::from(width), f64::from(height)),
                    words: Vec::new(),
                    notes: vec!["the page is damaged and can't be read".to_owned()],
                },
                figures: Vec::new(),
            }
        })
    }

    fn read(&mut self, page: &'a Page<'a>, number: u32) -> Sheet {
        self.bad_fonts.store(0, Ordering::Relaxed);
        self.bad_images.store(0, Ordering::Relaxed);
        let (width, height) = page.render_dimensions();
        let size = (f64::from(width), f64::from(height));
        let collected = collect::collect(page, &self.settings, size, self.limits);
        let mut notes = collected.notes;
        let canvas = render::Canvas {
            page,
            cache: &self.cache,
            settings: &self.settings,
            most_pixels: self.limits.figure_pixels,
        };
        let figures = figures::figures(
            collected.images,
            (&collected.shapes, &collected.words),
            size,
            &canvas,
            &mut notes,
        );
        let fonts = self.bad_fonts.load(Ordering::Relaxed);
        if fonts > 0 {
            notes.push(format!("{fonts} fonts can't be read; words may be missing"));
        }
        let images = self.bad_images.load(Ordering::Relaxed);
        if images > 0 {
            notes.push("pictures can't be decoded or were left out".to_owned());
        }
        Sheet {
            head: PageHead {
                number,
                size_points: size,
                words: collected.words,
                notes,
            },
            figures,
        }
    }
}
