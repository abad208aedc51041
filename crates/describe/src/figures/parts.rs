//! Several pictures in one, on a white ground, taken apart; captions between them are left out.

use pixels::Rgb;

/// The ground is at least so light, and the same within so much.
const LIGHT: u8 = 235;
const SAME: u8 = 5;
/// Specks of JPEG that a band of ground may have: one pixel in so many.
const SPECKS: usize = 150;
/// Grounds between pictures are at least so wide,
const GAP: usize = 6;
/// and pictures so large.
const LEAST: (usize, usize) = (160, 100);
/// Leaves without hard sides are kept from so many pixels on both sides; smaller ones are captions.
const LEAST_SOFT: usize = 48;
/// How often pictures are parted, rows and columns in turn.
const DEEPEST: u32 = 6;
/// So much of a side of a picture must stand out from the ground: it is a rectangle.
const HARD: f64 = 0.6;
/// So much of what stands on the ground must be pictures.
const MOSTLY: f64 = 0.7;

/// Places (x, y, width, height) of the pictures that one picture is made of; empty where it is one.
pub fn parts(picture: &Rgb) -> Vec<[u32; 4]> {
    let (w, h) = (picture.width as usize, picture.height as usize);
    if w < LEAST.0 || h < LEAST.1 {
        return Vec::new();
    }
    let Some(ground) = ground(picture) else {
        return Vec::new();
    };
    let page = Sheet { picture, ground };
    let mut leaves = Vec::new();
    page.part([0, 0, w, h], 0, &mut leaves);
    let area = |b: &[usize; 4]| b[2] * b[3];
    let large = |b: &[usize; 4]| b[2] >= LEAST.0 && b[3] >= LEAST.1;
    let (hard, rest): (Vec<_>, Vec<_>) = leaves
        .into_iter()
        .partition(|leaf| large(leaf) && page.is_hard(leaf));
    let pictures: usize = hard.iter().map(area).sum();
    let others: usize = rest.iter().map(area).sum();
    let mostly = pictures as f64 > MOSTLY * (pictures + others) as f64;
    // One picture that fills it is itself.
    let whole = hard.len() == 1 && area(&hard[0]) as f64 > 0.97 * (w * h) as f64;
    if hard.is_empty() || !mostly || whole {
        return Vec::new();
    }
    // What has no hard sides may be a picture too.
    let soft = rest.into_iter().filter(|b| b[2].min(b[3]) >= LEAST_SOFT);
    let all = hard.into_iter().chain(soft);
    all.map(|b| b.map(|v| v as u32)).collect()
}

/// The colour of the corners, where they agree and it is light.
fn ground(picture: &Rgb) -> Option<[u8; 3]> {
    let (w, h) = (picture.width - 1, picture.height - 1);
    let corners = [(0, 0), (w, 0), (0, h), (w, h)].map(|(x, y)| picture.get(x, y));
    let alike = corners.iter().all(|c| near(*c, corners[0]));
    let light = corners[0].iter().all(|v| *v >= LIGHT);
    (alike && light).then_some(corners[0])
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= SAME)
}

struct Sheet<'a> {
    picture: &'a Rgb,
    ground: [u8; 3],
}

impl Sheet<'_> {
    fn is_ground(&self, x: usize, y: usize) -> bool {
        near(self.picture.get(x as u32, y as u32), self.ground)
    }

    /// Parts a region where bands of ground go through it; tight leaves are collected.
    fn part(&self, region: [usize; 4], depth: u32, into: &mut Vec<[usize; 4]>) {
        let [x, y, w, h] = region;
        let row = |r: usize| {
            let marked = (x..x + w).filter(|c| !self.is_ground(*c, y + r));
            marked.take(w / SPECKS + 1).count() <= w / SPECKS
        };
        let column = |c: usize| {
            let marked = (y..y + h).filter(|r| !self.is_ground(x + c, *r));
            marked.take(h / SPECKS + 1).count() <= h / SPECKS
        };
        let rows = pieces(h, &row);
        let columns = pieces(w, &column);
        if rows.is_empty() || columns.is_empty() {
            return;
        }
        let single = rows.len() == 1 && columns.len() == 1;
        if single || depth >= DEEPEST {
            let ((top, _), (_, bottom)) = (rows[0], rows[rows.len() - 1]);
            let ((left, _), (_, right)) = (columns[0], columns[columns.len() - 1]);
            into.push([x + left, y + top, right - left, bottom - top]);
            return;
        }
        // The ground goes through rows first, as pictures and captions stand below each other.
        if rows.len() > 1 {
            for (top, bottom) in rows {
                self.part([x, y + top, w, bottom - top], depth + 1, into);
            }
        } else {
            for (left, right) in columns {
                self.part([x + left, y, right - left, h], depth + 1, into);
            }
        }
    }

    /// Whether its upper side and one more stand out from the ground.
    fn is_hard(&self, [x, y, w, h]: &[usize; 4]) -> bool {
        let (x, y, w, h) = (*x, *y, *w, *h);
        let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
        let across = |row: usize| share((x..x + w).filter(|c| !self.is_ground(*c, row)).count(), w);
        let down = |col: usize| share((y..y + h).filter(|r| !self.is_ground(col, *r)).count(), h);
        // A view may be as light as the ground at a side, below its title bar.
        let others = [across(y + h - 1), down(x), down(x + w - 1)];
        let hard = others.iter().filter(|s| **s > HARD).count();
        across(y) > HARD && hard >= 1
    }
}

/// Stretches between bands of ground that are wide enough; narrow ones belong to a stretch.
fn pieces(length: usize, is_ground: &dyn Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for at in (0..length).filter(|at| !is_ground(*at)) {
        match found.last_mut() {
            Some((_, end)) if at - *end < GAP => *end = at + 1,
            _ => found.push((at, at + 1)),
        }
    }
    found
}
