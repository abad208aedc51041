//! Soft shadows round views: passed as ground where they lead from it to an edge, and what JPEG
//! leaves of them taken off.

use super::sheet::{BAR, Bounds, Sheet, away, away_from, longest};
use super::unrest::UNREST;

/// Shadows are so wide at most, in pixels,
const SHADOW: usize = 28;
/// and get darker by no more from one pixel to the next.
const STEP: u8 = 30;
/// Lines stand out from the ground beside them by more.
const OF_LINE: u8 = 45;
/// There are shadows where one in so many pixels beside the ground is soft.
const SOFT: usize = 6;
/// What is left of a shadow beside an edge has no more on a line that is no shade, and stands out on
/// no more of it,
const LEFT: f64 = 0.12;
const PARTLY: f64 = 0.5;
/// and a hard edge follows, in so much of a line.
const HARD: f64 = 0.6;
/// Shades are as grey as the ground, up to JPEG's unrest, and no darker than it by more.
const SHADE: (i32, i32) = (18, 110);

impl Sheet<'_> {
    /// Takes soft shadows round views for ground: from the ground inwards in small steps, each away
    /// from the ground's colour, until something begins at an edge or is flat.
    pub fn pass_shadows(&mut self) {
        let mut edge: Vec<usize> = (0..self.marked.len())
            .filter(|at| self.marked[*at] == 0)
            .collect();
        self.shadows = self.has_shadows(&edge);
        if !self.shadows {
            return;
        }
        let mut outer = self.outer();
        for _ in 0..SHADOW {
            let mut next = Vec::new();
            for at in edge {
                for side in self.beside(at) {
                    let line = || (self.clean || !outer[at]) && self.is_line(side, &outer);
                    if self.marked[side] > 0 && self.goes_on(at, side) && !line() {
                        self.marked[side] = 0;
                        outer[side] = outer[at];
                        next.push(side);
                    }
                }
            }
            edge = next;
        }
    }

    /// The ground that is connected with the picture's border.
    fn outer(&self) -> Vec<bool> {
        let (w, h) = (self.picture.width as usize, self.picture.height as usize);
        let sides = (0..h).flat_map(|y| [y * w, y * w + w - 1]);
        let border = (0..w).chain((h - 1) * w..h * w).chain(sides);
        let mut open: Vec<usize> = border.filter(|at| self.marked[*at] == 0).collect();
        let mut outer = vec![false; w * h];
        for at in &open {
            outer[*at] = true;
        }
        while let Some(at) = open.pop() {
            for side in self.beside(at) {
                if self.marked[side] == 0 && !outer[side] {
                    outer[side] = true;
                    open.push(side);
                }
            }
        }
        outer
    }

    /// Whether much of what stands on the ground begins in small steps that go on.
    fn has_shadows(&self, ground: &[usize]) -> bool {
        let (mut soft, mut all) = (0usize, 0usize);
        for &from in ground {
            for to in self.beside(from).filter(|to| self.marked[*to] > 0) {
                all += 1;
                // Nothing lies beyond the picture's edge.
                let Some(far) = (3 * to).checked_sub(2 * from) else {
                    continue;
                };
                let colour = |at: usize| self.picture.data.get(3 * at..3 * at + 3);
                let (Some(a), Some(b), Some(c)) = (colour(from), colour(to), colour(far)) else {
                    continue;
                };
                let on = (2..=2 * STEP).contains(&away_from(b, c));
                soft += usize::from(away_from(a, b) <= STEP && on);
            }
        }
        soft * SOFT > all
    }

    /// Whether a pixel goes on with the shadow that its neighbour is part of.
    fn goes_on(&self, from: usize, to: usize) -> bool {
        let w = self.picture.width as usize;
        let pixel = |at: usize| &self.picture.data[3 * at..3 * at + 3];
        let (a, b) = (pixel(from), pixel(to));
        let further = away(b, self.ground).saturating_add(UNREST / 2) >= away(a, self.ground);
        // A panel of nearly the ground's colour is flat; a shadow is not.
        let least = if self.clean { 3 } else { 6 };
        let reach = [2, 2 * w];
        let sloped = reach.into_iter().any(|n| {
            let before = to.checked_sub(n).map(|at| away_from(pixel(at), b) >= least);
            let after = (to + n < self.marked.len()).then(|| away_from(pixel(to + n), b) >= least);
            before.unwrap_or(true) || after.unwrap_or(true)
        });
        further && sloped && away_from(a, b) <= STEP
    }

    /// Whether a pixel stands out from the ground right beside it: of a line round a view, or a
    /// shadow's darkest end. Where JPEG smoothed both, only what is as light as the ground inside of
    /// a view ends there.
    fn is_line(&self, at: usize, outer: &[bool]) -> bool {
        let pixel = |at: usize| &self.picture.data[3 * at..3 * at + 3];
        let least = away(pixel(at), self.ground).saturating_sub(OF_LINE);
        let near = |n: usize| (self.clean || outer[n]) && away(pixel(n), self.ground) < least;
        self.beside(at).any(near)
    }

    /// Without what is left of a shadow outside of a hard edge.
    pub fn bared(&self, b: Bounds) -> Bounds {
        if b.width() < 4 * SHADOW || b.height() < 4 * SHADOW {
            return b;
        }
        let w = self.picture.width as usize;
        let line = |pixels: &mut dyn Iterator<Item = usize>, length: usize| {
            let standing: Vec<(bool, bool)> = pixels
                .map(|at| {
                    (
                        self.marked[at] > 0,
                        self.marked[at] > 0 && !self.is_shade(at),
                    )
                })
                .collect();
            let count = |of: fn(&(bool, bool)) -> bool| {
                standing.iter().filter(|p| of(p)).count() as f64 / length as f64
            };
            Edge {
                hard: count(|p| p.1),
                marked: count(|p| p.0),
                bar: longest(standing.iter().map(|p| p.1)) >= BAR,
            }
        };
        let across = |y: usize| line(&mut (b.x0..b.x1).map(|x| y * w + x), b.width());
        let down = |x: usize| line(&mut (b.y0..b.y1).map(|y| y * w + x), b.height());
        Bounds {
            x0: b.x0 + remains(&|n| down(b.x0 + n)),
            y0: b.y0 + remains(&|n| across(b.y0 + n)),
            x1: b.x1 - remains(&|n| down(b.x1 - 1 - n)),
            y1: b.y1 - remains(&|n| across(b.y1 - 1 - n)),
        }
    }

    /// Whether a pixel may be of a shadow: as the ground, but darker.
    fn is_shade(&self, at: usize) -> bool {
        let darker =
            |k: usize| i32::from(self.ground[k]) - i32::from(self.picture.data[3 * at + k]);
        let all = [darker(0), darker(1), darker(2)];
        let (least, most) = (all.into_iter().min(), all.into_iter().max());
        least.zip(most).is_some_and(|(least, most)| {
            least >= -SHADE.0 && most <= SHADE.1 && most - least <= SHADE.0
        })
    }
}

/// How many lines from the outside have but the rest of a shadow, up to a hard edge; 0 where no hard
/// edge follows. A bar of the view is no rest of a shadow.
fn remains(line: &dyn Fn(usize) -> Edge) -> usize {
    let begins = |n: &usize| {
        let edge = line(*n);
        edge.hard >= LEFT || edge.marked >= PARTLY
    };
    let Some(at) = (0..SHADOW).find(begins) else {
        return 0;
    };
    match (at..at + 3).any(|n| line(n).hard >= HARD) {
        true => (0..at).find(|n| line(*n).bar).unwrap_or(at),
        false => 0,
    }
}

/// A line along a side: the shares of it that are no shade, and that stand out at all, and whether
/// much of it on end is no shade.
struct Edge {
    hard: f64,
    marked: f64,
    bar: bool,
}
