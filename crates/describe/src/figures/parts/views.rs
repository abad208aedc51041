//! From pieces to views. A view whose inside has the ground's colour falls into pieces: a bar with
//! hard sides tells how wide it is, and what stands below the bar belongs to it, up to the next
//! view or a caption.

use super::LEAST;
use super::sheet::{Bounds, Piece};

/// A side that stands out so much is one edge of a rectangle,
const HARD: f64 = 0.6;
/// and one that stands out so much has both corners.
const WHOLE: f64 = 0.9;
/// Lines of captions are no higher.
const LINE: usize = 34;
/// Lines of one caption are no further apart.
const LEADING: usize = 12;
/// Sides that differ by no more are aligned.
pub const ALIGNED: usize = 3;
/// Bands of ground between views that stand below each other are so high.
const BAND: usize = 10;
/// A bar at the lower end of a view is no higher.
const BAR: usize = 60;

/// A picture of a composite.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct View {
    pub bounds: Bounds,
    /// Nothing shows where it ends at its lower (or right) side.
    pub open: bool,
    /// Where it ends there was taken from other views.
    pub inferred: bool,
}

impl View {
    const fn new(bounds: Bounds, open: bool) -> Self {
        Self {
            bounds,
            open,
            inferred: false,
        }
    }

    /// Ends it where other views tell.
    pub const fn end(&mut self, bottom: usize) {
        self.bounds.y1 = bottom;
        self.open = false;
        self.inferred = true;
    }
}

impl Piece {
    fn knows_width(&self) -> bool {
        let [top, right, bottom, left] = self.sides;
        top > WHOLE || bottom > WHOLE || right > HARD && left > HARD
    }

    fn knows_height(&self) -> bool {
        let [top, right, bottom, left] = self.sides;
        left > WHOLE || right > WHOLE || top > HARD && bottom > HARD
    }

    fn is_large(&self) -> bool {
        self.bounds.is_large()
    }

    /// A line at one side, what stands on its lower end, and no upper side: the axes of a chart.
    fn is_drawing(&self) -> bool {
        let line = |k: usize| self.sides[k] > HARD && self.thin[k];
        let [top, right, bottom, left] = self.sides.map(|s| s > HARD);
        let axis = line(3) && !right || line(1) && !left;
        bottom && axis && !top
    }

    /// All its bounds can be seen.
    fn is_closed(&self) -> bool {
        self.is_large() && self.knows_width() && self.knows_height() && !self.is_drawing()
    }

    /// The upper end of a view, of which the rest may stand apart.
    fn is_head(&self) -> bool {
        let wide = self.sides[0] > WHOLE && self.bounds.width() >= LEAST.0;
        wide && !self.is_closed() && !self.is_drawing()
    }

    fn is_hard(&self) -> bool {
        let hard = self.sides.iter().filter(|s| **s > HARD).count();
        self.is_large() && hard >= 2 && !self.is_drawing()
    }

    /// A line of letters, or a few of them: a single I has hard sides, too.
    fn is_writing(&self) -> bool {
        let narrow = self.bounds.width() < LEAST.0;
        self.bounds.height() <= LINE && (narrow || self.sides[0] < HARD)
    }

    fn turned(&self) -> Self {
        let [top, right, bottom, left] = self.sides;
        let [above, beyond, below, before] = self.thin;
        Self {
            bounds: self.bounds.turned(),
            sides: [left, bottom, right, top],
            thin: [before, below, beyond, above],
        }
    }
}

/// The views among pieces, and the pieces that belong to none.
pub fn views(pieces: Vec<Piece>) -> (Vec<View>, Vec<Piece>) {
    let mut rest = lines(pieces);
    let mut found = headed(&mut rest);
    // Views with a bar at their left side.
    let mut turned: Vec<Piece> = rest.iter().map(Piece::turned).collect();
    found.extend(headed(&mut turned).into_iter().map(|v| View {
        bounds: v.bounds.turned(),
        ..v
    }));
    rest = turned.iter().map(Piece::turned).collect();
    let (closed, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(Piece::is_closed);
    found.extend(closed.iter().map(|p| View::new(p.bounds, false)));
    let (hard, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(Piece::is_hard);
    found.extend(hard.iter().map(|p| View::new(p.bounds, !p.knows_height())));
    found.sort_by_key(|v| (v.bounds.y0, v.bounds.x0));
    (found, rest)
}

/// Words of one line become one piece.
fn lines(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by_key(|p| (p.bounds.y0, p.bounds.x0));
    let (words, mut out): (Vec<_>, Vec<_>) = pieces.into_iter().partition(Piece::is_writing);
    let heads: Vec<Bounds> = out
        .iter()
        .filter(|p| p.is_head())
        .map(|p| p.bounds)
        .collect();
    // Words of two views that stand beside each other.
    let parted = |a: &Bounds, b: &Bounds| {
        let left = heads
            .iter()
            .filter(|h| a.x1 <= h.x1 + ALIGNED && a.x1 > h.x0);
        let mut right = heads
            .iter()
            .filter(|h| b.x0 + ALIGNED >= h.x0 && b.x0 < h.x1);
        let left: Vec<&Bounds> = left.collect();
        right.any(|r| {
            left.iter()
                .any(|l| l.x1 <= r.x0 && l.y0.abs_diff(r.y0) <= ALIGNED)
        })
    };
    let mut joined: Vec<Piece> = Vec::new();
    let mut words = words;
    words.sort_by_key(|p| p.bounds.x0);
    for word in words {
        let fits = |line: &&mut Piece| {
            let (a, b) = (&line.bounds, &word.bounds);
            let level = a.y0 < b.y1 && b.y0 < a.y1;
            let near = b.x0 <= a.x1 + a.height().max(b.height()).max(8);
            level && near && !parted(a, b) && b.around(a).height() <= LINE
        };
        match joined.iter_mut().find(fits) {
            Some(line) => line.bounds = line.bounds.around(&word.bounds),
            None => joined.push(word),
        }
    }
    out.extend(joined);
    out.sort_by_key(|p| (p.bounds.y0, p.bounds.x0));
    out
}

/// Views below their heads; what belongs to them is taken out of the pieces, which are in order
/// from top to bottom again afterwards.
fn headed(pieces: &mut Vec<Piece>) -> Vec<View> {
    pieces.sort_by_key(|p| (p.bounds.y0, p.bounds.x0));
    let mut taken = vec![false; pieces.len()];
    let mut found = Vec::new();
    for at in 0..pieces.len() {
        if taken[at] || !pieces[at].is_head() {
            continue;
        }
        let (view, own) = below(pieces, at);
        if view.bounds.height() < LEAST.1 {
            continue;
        }
        for n in own {
            taken[n] = true;
        }
        // Whatever else lies inside.
        for (n, p) in pieces.iter().enumerate() {
            taken[n] |= view.bounds.holds(&p.bounds);
        }
        found.push(view);
    }
    let mut kept = taken.iter().map(|t| !t);
    pieces.retain(|_| kept.next().unwrap_or(true));
    found
}

/// A head and what stands below it.
fn below(pieces: &[Piece], at: usize) -> (View, Vec<usize>) {
    let head = &pieces[at].bounds;
    let mut own: Vec<usize> = Vec::new();
    for (n, p) in pieces.iter().enumerate().skip(at + 1) {
        let b = &p.bounds;
        let beside = b.x1 <= head.x0 + 1 || b.x0 + 1 >= head.x1;
        if beside || b.y0 < head.y1 {
            continue;
        }
        let inside = b.x0 + ALIGNED >= head.x0 && b.x1 <= head.x1 + ALIGNED;
        // So does one that begins at its left after a band of ground; panels of a view are inset.
        let end = own.iter().map(|n| pieces[*n].bounds.y1).max();
        let after = b.y0 >= end.unwrap_or(head.y1).max(head.y1) + BAND;
        let below = after && b.x0.abs_diff(head.x0) <= 1;
        let as_wide = b.x0.abs_diff(head.x0) <= ALIGNED && b.x1.abs_diff(head.x1) <= ALIGNED;
        let begins = p.is_head() || p.is_closed();
        // Below a caption at its own side or middle stands another view.
        let captioned = own.last().is_some_and(|n| is_caption(&pieces[*n], head));
        let other = begins && (captioned && is_set_on(b, head) || below);
        if !inside || other || as_wide && begins && !is_foot(pieces, n, head) {
            break;
        }
        own.push(n);
    }
    // The caption's lines stand close to each other.
    let mut under = usize::MAX;
    while let Some(p) = own.last().map(|n| &pieces[*n]) {
        let close = under == usize::MAX || under < p.bounds.y1 + LEADING;
        if !(close && is_caption(p, head)) {
            break;
        }
        under = p.bounds.y0;
        own.pop();
    }
    let last = own.iter().map(|n| pieces[*n].bounds.y1).max();
    let bottom = last.unwrap_or(head.y1).max(head.y1);
    let ends = |p: &Piece| {
        let b = &p.bounds;
        let low = b.y1 + 1 >= bottom;
        let [_, right, foot, left] = p.sides;
        let at_left = b.x0.abs_diff(head.x0) <= ALIGNED && left > WHOLE;
        let at_right = b.x1.abs_diff(head.x1) <= ALIGNED && right > WHOLE;
        let wide = b.width() + 2 * ALIGNED >= head.width() && foot > WHOLE;
        low && (at_left || at_right || wide)
    };
    let seen = own.iter().any(|n| ends(&pieces[*n]));
    let bounds = Bounds {
        y1: bottom,
        ..*head
    };
    (View::new(bounds, !seen), own)
}

/// A bar as wide as its view with nothing but captions below it.
fn is_foot(pieces: &[Piece], at: usize, head: &Bounds) -> bool {
    let bar = &pieces[at].bounds;
    let after = |p: &&Piece| {
        let b = &p.bounds;
        let beside = b.x1 <= head.x0 + 1 || b.x0 + 1 >= head.x1;
        !beside && b.y0 >= bar.y1 && b.y0 < bar.y1 + 80
    };
    bar.height() <= BAR
        && pieces[at + 1..]
            .iter()
            .filter(after)
            .all(|p| is_caption(p, head) || p.bounds.width() > head.width() + 2 * ALIGNED)
}

/// A line at a view's own left side or under its middle; writing inside a view stands off its side.
pub fn is_caption(p: &Piece, head: &Bounds) -> bool {
    p.is_writing() && is_set_on(&p.bounds, head)
}

/// Whether it begins at a view's left side, or stands at its middle.
fn is_set_on(b: &Bounds, head: &Bounds) -> bool {
    let middle = |b: &Bounds| b.x0 + b.x1;
    b.x0.abs_diff(head.x0) <= ALIGNED || middle(b).abs_diff(middle(head)) <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(x0: usize, y0: usize, x1: usize, y1: usize, sides: [f64; 4]) -> Piece {
        let bounds = Bounds { x0, y0, x1, y1 };
        Piece {
            bounds,
            sides,
            thin: [false; 4],
        }
    }

    #[test]
    fn what_stands_below_a_bar_is_its_view_and_a_caption_is_not() {
        let pieces = vec![
            piece(20, 20, 420, 50, [1.0; 4]),
            piece(40, 80, 300, 95, [0.3; 4]),
            piece(40, 120, 380, 260, [1.0; 4]),
            piece(20, 300, 90, 314, [0.4; 4]),
        ];
        let (found, rest) = views(pieces);
        let bounds = Bounds {
            x0: 20,
            y0: 20,
            x1: 420,
            y1: 260,
        };
        assert_eq!(found, [View::new(bounds, true)]);
        assert_eq!(rest.len(), 1);
    }
}
