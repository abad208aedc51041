//! From what was drawn to figures: images at their own resolution, drawings rendered.

use hayro::kurbo::Rect;
use model::{BoxPx, ReferenceKind, Word};
use pixels::Rgb;

use super::labels;
use super::pictures::Drawn;
use super::regions;
use super::render::Canvas;
use super::words::box_px;

/// Pixels a point at which drawings are rendered: 180 dots an inch.
const DRAWING_SCALE: f64 = 2.5;
/// Tiles touch within so many points.
const TOUCH: f64 = 0.75;
/// Images are taken for slices of one picture when they are no higher than so many pixels along
/// the cut.
const SLICE: u32 = 256;
/// Pages with so much of their area in pictures are not looked at for drawings.
const PICTURED: f64 = 0.5;
/// Edges of drawings are smoothed over so many points: one pixel.
const SMOOTHED: f64 = 0.4;

/// A picture on a page, as it is handed on.
pub struct Figure {
    pub bounds: BoxPx,
    pub kind: ReferenceKind,
    pub picture: Rgb,
}

pub fn figures(
    images: Vec<Drawn>,
    (shapes, words): (&[Rect], &[Word]),
    size: (f64, f64),
    canvas: &Canvas<'_, '_>,
    notes: &mut Vec<String>,
) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut pictured: Vec<Rect> = Vec::new();
    for image in join_slices(images) {
        if !image.is_worth_keeping() {
            continue;
        }
        pictured.push(image.seen);
        let taken = image
            .picture
            .map(|p| (p, false))
            .or_else(|| canvas.region(image.seen, image.scale));
        push(
            &mut figures,
            taken,
            image.seen,
            ReferenceKind::Figure,
            notes,
        );
    }
    let page = size.0 * size.1;
    let covered: f64 = pictured.iter().map(Rect::area).sum();
    if covered < PICTURED * page {
        let (text, captions) = (labels::long_lines(words), labels::captions(words));
        for region in regions::regions(shapes, (&text, &captions), size) {
            let hidden: f64 = pictured.iter().map(|p| overlap(*p, region)).sum();
            if hidden < 0.5 * region.area() {
                let region = labels::with_labels(region, words)
                    .inflate(SMOOTHED, SMOOTHED)
                    .intersect(Rect::new(0.0, 0.0, size.0, size.1));
                let taken = canvas.region(region, DRAWING_SCALE);
                push(&mut figures, taken, region, ReferenceKind::Rendered, notes);
            }
        }
    }
    figures
}

fn overlap(a: Rect, b: Rect) -> f64 {
    let w = a.x1.min(b.x1) - a.x0.max(b.x0);
    let h = a.y1.min(b.y1) - a.y0.max(b.y0);
    w.max(0.0) * h.max(0.0)
}

fn push(
    figures: &mut Vec<Figure>,
    taken: Option<(Rgb, bool)>,
    bounds: Rect,
    kind: ReferenceKind,
    notes: &mut Vec<String>,
) {
    let Some((picture, scaled)) = taken else {
        return;
    };
    if is_one_colour(&picture) {
        return;
    }
    if scaled {
        notes.push(format!(
            "a picture is too large and was scaled down to {} × {} pixels",
            picture.width, picture.height
        ));
    }
    figures.push(Figure {
        bounds: box_px(bounds),
        kind,
        picture,
    });
}

/// All pixels within a few values of the first.
pub fn is_one_colour(picture: &Rgb) -> bool {
    let mut pixels = picture.data.chunks_exact(3);
    let Some(first) = pixels.next() else {
        return true;
    };
    pixels.all(|p| p.iter().zip(first).all(|(a, b)| a.abs_diff(*b) <= 3))
}

/// Pictures that were cut into strips or tiles become whole again.
fn join_slices(mut images: Vec<Drawn>) -> Vec<Drawn> {
    // Strips into columns, columns into the whole; a second round for odd orders.
    for _ in 0..2 {
        let before = images.len();
        images = join_along(images, |r| [r.x0, r.x1, r.y0, r.y1], |i| i.size.1);
        images = join_along(images, |r| [r.y0, r.y1, r.x0, r.x1], |i| i.size.0);
        if images.len() == before {
            break;
        }
    }
    images
}

/// Joins neighbours that share both edges across (`[0]`, `[1]`) and touch along (`[2]`, `[3]`).
fn join_along(
    mut images: Vec<Drawn>,
    edges: fn(&Rect) -> [f64; 4],
    along: fn(&Drawn) -> u32,
) -> Vec<Drawn> {
    let key = |i: &Drawn| {
        let [a, b, start, _] = edges(&i.seen);
        (
            (a / TOUCH).round() as i64,
            (b / TOUCH).round() as i64,
            start,
        )
    };
    images.sort_by(|a, b| {
        let ((a0, a1, a2), (b0, b1, b2)) = (key(a), key(b));
        (a0, a1).cmp(&(b0, b1)).then(a2.total_cmp(&b2))
    });
    let mut out: Vec<Drawn> = Vec::with_capacity(images.len());
    for image in images {
        let fits = out.last().is_some_and(|last| {
            let (l, i) = (edges(&last.seen), edges(&image.seen));
            let slice = (last.joined || along(last) <= SLICE) && along(&image) <= SLICE
                || last.joined && image.joined;
            slice
                && (l[0] - i[0]).abs() < TOUCH
                && (l[1] - i[1]).abs() < TOUCH
                && (l[3] - i[2]).abs() < TOUCH
                && (last.scale / image.scale - 1.0).abs() < 0.05
        });
        match out.last_mut() {
            Some(last) if fits => last.join(&image),
            _ => out.push(image),
        }
    }
    out
}
