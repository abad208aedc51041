//! One pass over a page's content: glyphs, images as drawn, and bounds of shapes.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect, Shape};
use model::Word;

use super::pictures::{self, Drawn};
use super::words::WordMaker;
use crate::Limits;

/// More images or shapes of one page are not looked at.
const MOST_IMAGES: usize = 4_000;
const MOST_SHAPES: usize = 400_000;

pub struct Collected {
    pub words: Vec<Word>,
    pub images: Vec<Drawn>,
    /// Bounds of visible shapes, in points.
    pub shapes: Vec<Rect>,
    pub notes: Vec<String>,
}

pub fn collect<'a>(
    page: &'a Page<'a>,
    settings: &InterpreterSettings,
    (width, height): (f64, f64),
    limits: &Limits,
) -> Collected {
    let sheet = Rect::new(0.0, 0.0, width, height);
    let [a, b, c, d, e, f] = page.initial_transform(true).as_coeffs();
    let mut context = Context::new(
        Affine::new([a, b, c, d, e, f]),
        sheet,
        &InterpreterCache::new(),
        page.xref(),
        settings.clone(),
    );
    let mut collector = Collector {
        sheet,
        words: WordMaker::new(sheet),
        images: Vec::new(),
        shapes: Vec::new(),
        clips: vec![sheet],
        masks: Vec::new(),
        last_run: None,
        budget: 4 * limits.figure_pixels,
        most_pixels: limits.figure_pixels,
        notes: Vec::new(),
    };
    interpret_page(page, &mut context, &mut collector);
    let mut notes = collector.notes;
    if collector.words.overflowed {
        notes.push("too many words; the rest are left out".to_owned());
    }
    if collector.words.unnamed > 0 {
        notes.push(format!(
            "{} printed characters have no text in the file; words may be missing",
            collector.words.unnamed
        ));
    }
    Collected {
        words: collector.words.done(),
        images: collector.images,
        shapes: collector.shapes,
        notes,
    }
}

struct Collector {
    sheet: Rect,
    words: WordMaker,
    images: Vec<Drawn>,
    shapes: Vec<Rect>,
    /// Bounds of what the clips let through, innermost last.
    clips: Vec<Rect>,
    /// Whether each open group has a mask.
    masks: Vec<bool>,
    /// Where the last run of glyphs began.
    last_run: Option<Affine>,
    /// Pixels that may still be held for this page.
    budget: u64,
    most_pixels: u64,
    notes: Vec<String>,
}

impl Collector {
    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.sheet)
    }

    fn push_clip(&mut self, bounds: Rect) {
        let clip = self.clip().intersect(bounds);
        self.clips.push(clip);
    }

    fn shape(&mut self, bounds: Rect) {
        let seen = bounds.intersect(self.clip());
        if seen.is_finite() && touches(bounds, seen) && self.shapes.len() < MOST_SHAPES {
            self.shapes.push(seen);
        }
    }
}

/// `Rect::intersect` gives a zero rectangle at the edge for what does not overlap.
fn touches(bounds: Rect, seen: Rect) -> bool {
    seen.x0 <= bounds.x1 && seen.x1 >= bounds.x0 && seen.y0 <= bounds.y1 && seen.y1 >= bounds.y0
}

fn is_white(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(c) => {
            let [r, g, b, a] = c.to_rgba().to_rgba8();
            a == 0 || (r > 250 && g > 250 && b > 250)
        }
        Paint::Pattern(_) => false,
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(path.control_box());
        let stroke = match mode {
            DrawMode::Invisible => return,
            DrawMode::Fill(_) => 0.0,
            DrawMode::Stroke(s) | DrawMode::FillAndStroke(_, s) => f64::from(s.line_width) / 2.0,
        };
        if is_white(&props.paint) {
            return;
        }
        let [a, b, ..] = props.transform.as_coeffs();
        let grow = stroke * a.hypot(b);
        self.shape(bounds.inflate(grow, grow));
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip(clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.masks.push(mask.is_some());
    }

    fn pop_transparency_group(&mut self) {
        self.masks.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // Text that is filled and stroked comes twice.
        let place = run
            .glyphs()
            .first()
            .map(|g| props.transform * g.transform());
        if matches!(mode, DrawMode::Stroke(_)) && place == self.last_run {
            return;
        }
        self.last_run = place;
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => Some(c.to_string()),
                Some(BfString::String(s)) => Some(s),
                None => None,
            };
            let advance = match &**glyph {
                Glyph::Outline(g) => g.advance_width(),
                Glyph::Type3(g) => g.advance_width(),
            };
            let to_page = props.transform * glyph.transform();
            self.words.glyph(
                text.as_deref(),
                f64::from(advance.unwrap_or(500.0)),
                to_page,
            );
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if self.images.len() >= MOST_IMAGES {
            return;
        }
        let masked = props.soft_mask.is_some() || self.masks.contains(&true);
        let size = (image.width(), image.height());
        let pixels = u64::from(size.0) * u64::from(size.1);
        let Some(mut drawn) = Drawn::placed(size, props.transform, self.clip()) else {
            return;
        };
        if let Image::Raster(raster) = &image
            && !masked
            && drawn.is_worth_keeping()
            && drawn.is_upright()
            && pixels <= self.most_pixels
        {
            if pixels <= self.budget {
                self.budget -= pixels;
                drawn.picture = pictures::native(raster, &drawn);
            } else {
                self.notes
                    .push("too many large pictures; some are rendered from the page".to_owned());
            }
        }
        self.images.push(drawn);
    }
}
