//! Composites as brochures have them: several views in one picture, on grounds of several colours,
//! in rows, columns and grids, framed or not, with and without captions, and the place of each.

use pixels::Rgb;

use super::{WHITE, through_jpeg};
use crate::canvas::{Canvas, Ink, ink, scaled};
use crate::{Dice, Font, StageError};

/// A composite, and where its views lie: x, y, width, height.
pub struct MadeComposite {
    pub rgb: Rgb,
    pub places: Vec<[u32; 4]>,
    /// Of each view: whether all four of its sides differ from the ground, on most of their length.
    pub seen: Vec<bool>,
    /// How it was made, for people.
    pub what: String,
}

/// How views stand together.
#[derive(Clone, Copy, Debug)]
enum Order {
    Row,
    Column,
    Grid,
    /// A large one, and two beside it below each other.
    Beside,
}

/// How a view is set off from the ground.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Rim {
    None,
    Line,
    Shadow,
}

/// Shapes of a composite's views.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shapes {
    /// All as the demo's windows are: 16 to 9.
    Wide,
    /// Of one of several shapes, or each of its own: upper left parts of windows.
    Any,
}

/// Heights over widths of screens, the last a telephone's.
const SCREENS: [f64; 5] = [9.0 / 16.0, 10.0 / 16.0, 3.0 / 4.0, 1.0, 19.0 / 9.0];
/// Views that are higher than this are drawn half as wide.
const TALL: f64 = 1.5;

impl Shapes {
    /// Height over width of each of so many views; `None` where all of a window is shown.
    fn of(self, many: usize, d: &mut Dice) -> Vec<Option<f64>> {
        let screen = |d: &mut Dice| Some(*d.pick(&SCREENS));
        if self == Self::Wide {
            return vec![None; many];
        }
        if d.chance(0.6) {
            return vec![screen(d); many];
        }
        let own = |d: &mut Dice| match d.chance(0.5) {
            true => screen(d),
            // The lower end cut off.
            false => Some(SCREENS[0] * d.range(0.62, 1.0)),
        };
        (0..many).map(|_| own(d)).collect()
    }
}

/// So many composites of the demo's views; the same seed makes the same ones.
///
/// # Errors
/// When a picture can't be packed.
pub fn made_composites(
    seed: u64,
    count: usize,
    shapes: Shapes,
) -> Result<Vec<MadeComposite>, StageError> {
    let mut views: Vec<Rgb> = crate::demo::demo_pictures()
        .into_iter()
        .map(|p| (*p.rgb).clone())
        .collect();
    let unprinted = crate::demo::unprinted_pictures();
    views.extend(unprinted.into_iter().map(|(_, p)| (*p.rgb).clone()));
    views.retain(|v| v.width >= 320 && v.height >= 200);
    (0..count)
        .map(|n| made(&views, shapes, &mut Dice::new(seed).fork(1000 + n as u64)))
        .collect()
}

fn made(views: &[Rgb], shapes: Shapes, d: &mut Dice) -> Result<MadeComposite, StageError> {
    let order = *d.pick(&[Order::Row, Order::Column, Order::Grid, Order::Beside]);
    let many = match order {
        Order::Row | Order::Column => d.whole(2, 3) as usize,
        Order::Grid => 4,
        Order::Beside => 3,
    };
    let ground = *d.pick(&[WHITE, WHITE, WHITE, ink(0xf3_f4f6), ink(0xfb_f8f0)]);
    let rim = *d.pick(&[Rim::None, Rim::None, Rim::Line, Rim::Line, Rim::Shadow]);
    let alike = d.chance(0.6);
    let wide = d.whole(320, 620) as u32;
    let first = d.below(views.len());
    // Of a stream of its own, so that composites differ in nothing else.
    let shapes = shapes.of(many, &mut d.fork(1));
    let parts: Vec<Rgb> = (0..many)
        .map(|n| {
            let view = &views[(first + n * d.whole(1, 5) as usize) % views.len()];
            let width = match alike {
                true => wide,
                false => wide * d.whole(70, 130) as u32 / 100,
            };
            shaped(view, width, shapes[n])
        })
        .collect();
    let gap = d.whole(10, 44) as u32;
    let captions = d.below(4);
    let places = placed(order, &parts, gap, if captions == 3 { 0 } else { 26 });
    let (w, h) = places
        .iter()
        .fold((0, 0), |(w, h), p| (w.max(p[0] + p[2]), h.max(p[1] + p[3])));
    let mut c = Canvas::new(w + gap, h + gap + 26, ground);
    for (n, (part, place)) in parts.iter().zip(&places).enumerate() {
        draw(&mut c, part, *place, rim);
        caption(&mut c, *place, n, captions);
    }
    let jpeg = d.chance(0.4).then(|| d.whole(70, 95) as u8);
    let rgb = match jpeg {
        Some(quality) => through_jpeg(&c.rgb(), quality)?,
        None => c.rgb(),
    };
    let seen = parts.iter().map(|p| rim == Rim::Line || is_seen(p, ground));
    Ok(MadeComposite {
        seen: seen.collect(),
        rgb,
        places,
        what: format!(
            "{order:?}, {rim:?}, gap {gap}, alike {alike}, captions {captions}, {jpeg:?}, \
             shapes {shapes:.2?}"
        ),
    })
}

/// The upper left part of a view that has a shape, as wide as said where it is not tall.
fn shaped(view: &Rgb, width: u32, shape: Option<f64>) -> Rgb {
    let own = f64::from(view.height) / f64::from(view.width);
    let shape = shape.unwrap_or(own);
    let width = if shape > TALL { width / 2 } else { width };
    let part = |side: u32, share: f64| (f64::from(side) * share.min(1.0)).round() as u32;
    let (w, h) = (
        part(view.width, own / shape),
        part(view.height, shape / own),
    );
    let rows = view.data.chunks_exact(3 * view.width as usize);
    let rows = rows.take(h as usize).flat_map(|r| &r[..3 * w as usize]);
    let part = Rgb::new(w, h, rows.copied().collect());
    scaled(&part, width, (h * width / w).max(120))
}

/// Whether every side of a view differs from the ground on four fifths of its length.
fn is_seen(view: &Rgb, ground: Ink) -> bool {
    let (w, h) = (view.width, view.height);
    let differs = |x: u32, y: u32| {
        let p = view.get(x, y);
        (0..3).any(|k| p[k].abs_diff(ground[k]) > 24)
    };
    let across = |y: u32| (0..w).filter(|x| differs(*x, y)).count() * 5 >= 4 * w as usize;
    let down = |x: u32| (0..h).filter(|y| differs(x, *y)).count() * 5 >= 4 * h as usize;
    across(0) && across(h - 1) && down(0) && down(w - 1)
}

fn placed(order: Order, parts: &[Rgb], gap: u32, below: u32) -> Vec<[u32; 4]> {
    let size = |n: usize| (parts[n].width, parts[n].height);
    let at = |x: u32, y: u32, n: usize| [x, y, parts[n].width, parts[n].height];
    let mut places = Vec::new();
    match order {
        Order::Row => {
            let mut x = gap;
            for n in 0..parts.len() {
                places.push(at(x, gap, n));
                x += size(n).0 + gap;
            }
        }
        Order::Column => {
            let mut y = gap;
            for n in 0..parts.len() {
                places.push(at(gap, y, n));
                y += size(n).1 + below + gap;
            }
        }
        Order::Grid => {
            let wide = size(0).0.max(size(2).0) + gap;
            let high = size(0).1.max(size(1).1) + below + gap;
            for n in 0..4 {
                let (column, row) = (n as u32 % 2, n as u32 / 2);
                places.push(at(gap + column * wide, gap + row * high, n));
            }
        }
        Order::Beside => {
            places.push(at(gap, gap, 0));
            let x = 2 * gap + size(0).0;
            places.push(at(x, gap, 1));
            places.push(at(x, 2 * gap + size(1).1 + below, 2));
        }
    }
    places
}

fn draw(c: &mut Canvas, part: &Rgb, place: [u32; 4], rim: Rim) {
    let [x, y, w, h] = place.map(|v| v as f32);
    if rim == Rim::Shadow {
        for n in 0..8 {
            let out = (8 - n) as f32;
            let shade = [0, 0, 0, 3 + 2 * n as u8];
            c.round(
                x - out,
                y - out + 2.0,
                w + 2.0 * out,
                h + 2.0 * out,
                out,
                shade,
            );
        }
    }
    c.picture(x, y, w, h, part);
    if rim == Rim::Line {
        c.outline(x, y, w, h, 1.0, ink(0xb4_bac2));
    }
}

fn caption(c: &mut Canvas, place: [u32; 4], n: usize, how: usize) {
    let [x, y, w, h] = place.map(|v| v as f32);
    let label = format!("({}) the view of {}", char::from(b'a' + n as u8), n + 1);
    let tone = ink(0x20_2124);
    match how {
        0 => {
            c.text(x, y + h + 18.0, 13.0, Font::Sans, tone, &label);
        }
        1 => c.text_mid(x + w / 2.0, y + h + 18.0, 13.0, Font::Sans, tone, &label),
        2 => {
            let label = "The list of all cameras, as it opens";
            c.text(x, y + h + 20.0, 14.0, Font::SerifBold, tone, label);
        }
        _ => {}
    }
}
