//! Lower sides of views that can't be seen, because a view ends as light as the ground there: taken
//! from the other views of a composite. They are mostly as wide and as high, or at least of one
//! shape, stand in rows, and have their captions at one distance.

use super::sheet::{Bounds, Piece};
use super::views::{ALIGNED, View, is_caption};

/// Words at a view's foot begin no further below what can be seen of it,
const FOOT: usize = 26;
/// and stand so far off its sides.
const INSET: usize = 5;
/// Captions are so large at least, in pixels across and down,
const LETTERS: (usize, usize) = (16, 5);
/// and begin no further below a view.
const CAPTION: usize = 44;
/// Shapes, height over width, that differ by no more of it are one.
const SHAPE: f64 = 0.012;
/// Screens are of these shapes,
const SCREENS: [(usize, usize); 4] = [(9, 16), (10, 16), (3, 4), (2, 3)];
/// and a view is taken for a whole one where so little of it can't be seen.
const UNSEEN: f64 = 0.14;

/// Ends open views where other views tell.
pub fn complete(views: &mut Vec<View>, rest: &[Piece], height: usize) {
    join_halves(views);
    end_below(views, rest);
    let before = views.clone();
    for view in views.iter_mut().filter(|v| !v.open) {
        if let Some(bottom) = foot(&view.bounds, rest) {
            view.bounds.y1 = bottom;
            view.open = true;
        }
    }
    let all: Vec<Bounds> = views.iter().map(|v| v.bounds).collect();
    let others = Others::of(views, rest);
    for view in views.iter_mut().filter(|v| v.open) {
        let limit = limit(&view.bounds, &all, rest, height);
        if let Some(bottom) = others.bottom(&view.bounds, limit, rest) {
            view.end(bottom);
        }
    }
    // What was told of one tells of the others.
    end_below(views, rest);
    // Several without a certain end that are as wide are as high as the highest.
    let open: Vec<Bounds> = views.iter().filter(|v| v.open).map(|v| v.bounds).collect();
    for (view, old) in views.iter_mut().zip(before) {
        if !view.open {
            continue;
        }
        // Words below a view that nothing else tells to be of it are none of it.
        if !old.open {
            *view = old;
            continue;
        }
        let own = view.bounds;
        let limit = limit(&own, &all, rest, height);
        let same = open
            .iter()
            .filter(|o| o.width().abs_diff(own.width()) <= ALIGNED);
        let highest = same.map(Bounds::height).max().unwrap_or(0);
        view.bounds.y1 = own.y1.max((own.y0 + highest).min(limit));
        view.inferred = view.bounds.y1 > own.y1;
    }
}

/// Ends views whose last words stand below all that was found of them.
fn end_below(views: &mut [View], rest: &[Piece]) {
    let all: Vec<Bounds> = views.iter().map(|v| v.bounds).collect();
    let others = Others::of(views, rest);
    for view in views {
        if let Some(bottom) = others.end_below(&view.bounds, &all, rest) {
            view.end(bottom);
        }
    }
}

/// What the views whose lower sides can be seen tell of the others.
struct Others {
    closed: Vec<Bounds>,
    /// Height over width of all of them, where they have one.
    shape: Option<f64>,
    /// Distance of all captions below them, where they have one, and how they are set.
    caption: Option<(usize, Set)>,
}

impl Others {
    fn of(views: &[View], rest: &[Piece]) -> Self {
        let closed: Vec<Bounds> = views.iter().filter(|v| !v.open).map(|v| v.bounds).collect();
        let apart: Vec<(usize, Set)> = closed
            .iter()
            .filter_map(|c| {
                let line = caption(c, None, rest)?;
                Some((line.y0 - c.y1, Set::of(&line, c)))
            })
            .collect();
        let one = |(d, set): &(usize, Set)| {
            let mut others = apart.iter();
            others.all(|o| o.0.abs_diff(*d) <= 2 && o.1 == *set)
        };
        Self {
            shape: shape(&closed),
            caption: apart.first().copied().filter(one),
            closed,
        }
    }

    /// Where a view ends below the last of its panels: words of it stand there that are no caption,
    /// and it is as high as another that is as wide, of the shape of all others, or ends above its
    /// caption as they do.
    fn end_below(&self, own: &Bounds, all: &[Bounds], rest: &[Piece]) -> Option<usize> {
        let others: Vec<Bounds> = self.closed.iter().filter(|c| *c != own).copied().collect();
        let same = |c: &&Bounds| c.width().abs_diff(own.width()) <= ALIGNED;
        let as_wide = others.iter().filter(same).map(|c| own.y0 + c.height());
        let of_shape = shape(&others).map(|s| own.y0 + (s * own.width() as f64).round() as usize);
        let between = |b: &Bounds, bottom: usize| {
            b.y0 >= own.y1 && b.y0 < bottom && b.x0 < own.x1 && b.x1 > own.x0
        };
        let is_own = |p: &Piece, bottom: usize| {
            let b = &p.bounds;
            let within = b.x0 >= own.x0 && b.x1 <= own.x1 && b.y1 <= bottom + 1;
            let set = self.caption.map(|(_, set)| set);
            let caption = is_line(p, own) && set.is_none_or(|set| Set::of(b, own) == set);
            within && !caption
        };
        let fits = |bottom: &usize| {
            let below = |p: &&Piece| between(&p.bounds, *bottom);
            *bottom > own.y1 + ALIGNED
                && rest.iter().any(|p| below(&p))
                && rest.iter().filter(below).all(|p| is_own(p, *bottom))
                && !all.iter().any(|b| between(b, *bottom))
        };
        let captioned = self.above_caption(own, rest);
        as_wide.chain(of_shape).chain(captioned).find(fits)
    }

    /// Where it ends if its caption stands as far below it as others' do.
    fn above_caption(&self, own: &Bounds, rest: &[Piece]) -> Option<usize> {
        let (apart, set) = self.caption?;
        caption(own, Some(set), rest)?.y0.checked_sub(apart)
    }

    /// Where a view ends: as high as another that is as wide, above its caption as others are, of
    /// the shape of others, where its neighbours do, or as screens do.
    fn bottom(&self, own: &Bounds, limit: usize, rest: &[Piece]) -> Option<usize> {
        let fits = |bottom: &usize| *bottom + ALIGNED >= own.y1 && *bottom <= limit + 1;
        let of_shape = |s: f64| own.y0 + (s * own.width() as f64).round() as usize;
        // One other view alone may be of another shape.
        let alone = self.closed.len() < 2;
        let likely = |bottom: &usize| !alone || *bottom <= own.y1 + own.height() / 4;
        let same = |c: &&Bounds| c.width().abs_diff(own.width()) <= ALIGNED;
        // Those that are as wide tell nothing where they are not as high as each other.
        let as_wide: Vec<usize> = self
            .closed
            .iter()
            .filter(same)
            .map(Bounds::height)
            .collect();
        let agree = as_wide.iter().all(|h| h.abs_diff(as_wide[0]) <= ALIGNED);
        let as_wide = as_wide.into_iter().filter(|_| agree).map(|h| own.y0 + h);
        let captioned = self.above_caption(own, rest);
        let beside = self
            .closed
            .iter()
            .filter(|c| c.y0.abs_diff(own.y0) <= ALIGNED);
        let beside = beside.map(|c| c.y1);
        let mut ends = as_wide
            .chain(captioned)
            .chain(self.shape.map(of_shape).filter(likely))
            .chain(beside);
        if let Some(bottom) = ends.find(fits) {
            return Some(bottom);
        }
        let most = own.y1 + (UNSEEN * own.height() as f64) as usize;
        SCREENS
            .into_iter()
            .map(|(high, wide)| own.y0 + own.width() * high / wide)
            .filter(|bottom| bottom + 1 >= own.y1 && *bottom <= most && fits(bottom))
            .min()
    }
}

/// How a caption stands below its view.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Set {
    Left,
    Middle,
}

impl Set {
    fn of(line: &Bounds, view: &Bounds) -> Self {
        match line.x0.abs_diff(view.x0) <= ALIGNED {
            true => Self::Left,
            false => Self::Middle,
        }
    }
}

/// Whether it is a line that stands as captions do; specks and thin lines are none.
fn is_line(p: &Piece, own: &Bounds) -> bool {
    let (w, h) = (p.bounds.width(), p.bounds.height());
    w >= LETTERS.0 && h >= LETTERS.1 && is_caption(p, own)
}

/// The caption of a view, set in this way: the first line below it that stands as captions do.
fn caption(own: &Bounds, set: Option<Set>, rest: &[Piece]) -> Option<Bounds> {
    let below = |p: &&Piece| (own.y1..own.y1 + CAPTION).contains(&p.bounds.y0);
    let lines = rest.iter().filter(below).filter(|p| is_line(p, own));
    let lines = lines.map(|p| p.bounds);
    let lines = lines.filter(|b| set.is_none_or(|set| Set::of(b, own) == set));
    lines.min_by_key(|b| b.y0)
}

/// Where words end that stand at a view's foot, on the ground's colour: several apart from each
/// other on one line, off its sides. A caption is one line.
fn foot(own: &Bounds, rest: &[Piece]) -> Option<usize> {
    let near = |p: &&Piece| {
        let b = &p.bounds;
        let within = b.x0 >= own.x0 + INSET && b.x1 + INSET <= own.x1;
        within && (own.y1..own.y1 + FOOT).contains(&b.y0) && b.height() < FOOT
    };
    let mut words: Vec<&Bounds> = rest.iter().filter(near).map(|p| &p.bounds).collect();
    let first = *words.iter().min_by_key(|b| (b.y0, b.x0))?;
    words.retain(|b| b.y0 < first.y1);
    let spread = words.iter().map(|b| b.x1).max()? - words.iter().map(|b| b.x0).min()?;
    let apart = words.len() >= 3 && 2 * spread > own.width();
    let bottom = words.iter().map(|b| b.y1).max()?;
    apart.then_some(bottom)
}

/// A view that has a bar in its middle falls into two: with the one below it, it is as high as
/// another that is as wide.
fn join_halves(views: &mut Vec<View>) {
    let mut at = 0;
    while at < views.len() {
        let own = views[at].bounds;
        let whole: Vec<Bounds> = views.iter().map(|v| v.bounds).collect();
        let below = |v: &View| {
            let b = &v.bounds;
            let aligned = b.x0.abs_diff(own.x0) <= ALIGNED && b.x1.abs_diff(own.x1) <= ALIGNED;
            let fits = |c: &Bounds| {
                let bottom = own.y0 + c.height();
                c.width().abs_diff(own.width()) <= ALIGNED && b.y1.abs_diff(bottom) <= ALIGNED
            };
            aligned && b.y0 >= own.y1 && whole.iter().any(fits)
        };
        let other = views.iter().position(below).filter(|_| views[at].open);
        match other {
            Some(other) => {
                let lower = views.remove(other);
                // In order from top to bottom, so what is removed stands behind.
                views[at] = View {
                    bounds: own.around(&lower.bounds),
                    ..lower
                };
            }
            None => at += 1,
        }
    }
}

/// Height over width of views, where all have the same.
fn shape(closed: &[Bounds]) -> Option<f64> {
    let of = |b: &Bounds| b.height() as f64 / b.width().max(1) as f64;
    let first = of(closed.first()?);
    let alike = closed.iter().all(|c| (of(c) / first - 1.0).abs() < SHAPE);
    alike.then_some(first)
}

/// The lowest line to which a view can go: above what stands below it.
fn limit(own: &Bounds, all: &[Bounds], rest: &[Piece], height: usize) -> usize {
    let others = all.iter().chain(rest.iter().map(|p| &p.bounds));
    others
        .filter(|b| b.y0 >= own.y1 && b.x0 < own.x1 && b.x1 > own.x0)
        .map(|b| b.y0)
        .min()
        .unwrap_or(height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_view_ends_where_its_neighbour_does() {
        let whole = Bounds {
            x0: 440,
            y0: 20,
            x1: 840,
            y1: 280,
        };
        let cut = Bounds {
            x0: 20,
            x1: 420,
            y1: 260,
            ..whole
        };
        let view = |bounds, open| View {
            bounds,
            open,
            inferred: false,
        };
        let mut all = vec![view(cut, true), view(whole, false)];
        complete(&mut all, &[], 400);
        assert_eq!(all[0].bounds.y1, 280);
        assert!(!all[0].open && all[0].inferred);
    }
}
