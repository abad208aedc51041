//! The counting: sightings against ground truth. Pure: no file, no case, no clock.
//!
//! A *showing* is found when a sighting that names its product stands on it on one frame. A
//! *sighting* is right when its best moment lies on any picture of the product that it names.

use std::collections::BTreeSet;

use model::Quad;

use super::ground::Ground;
use super::showing::{Showing, median, showings};

/// Distance of the centres up to which a sighting stands on a screen, in parts of its width.
const NEAR: f64 = 0.3;

/// A sighting, reduced to what is counted.
#[derive(Clone, Debug)]
pub struct Claim {
    pub id: String,
    /// Number of the film.
    pub film: usize,
    /// The product as the program words it.
    pub named: String,
    /// The true products of the documents that its reference came from.
    pub products: BTreeSet<String>,
    /// Pictures that its reference may show whole.
    pub wholes: BTreeSet<String>,
    /// File and page of its reference.
    pub reference: String,
    pub first: u64,
    pub last: u64,
    pub best: (u64, Quad),
    /// All moments of its track, the best one included.
    pub moments: Vec<(u64, Quad)>,
    /// Quads of all frames through which it was followed.
    pub frames: Vec<(u64, Quad)>,
    pub inliers: u32,
    pub log10_nfa: f64,
}

/// What a sighting was worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
    Right,
    /// One of several products that it does not tell apart.
    MakerOnly,
    False,
}

/// Whether a showing was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Found {
    No,
    /// Only by a sighting that names several products, hers among them.
    MakerOnly,
    Yes,
}

/// A sighting that was judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub claim: Claim,
    pub judgement: Judgement,
    /// The showing under its best moment, as a number in [`Count::showings`].
    pub under: Option<usize>,
    /// Largest distance of corresponding corners at the best moment, and the screen's width, in
    /// pixels; where the reference shows the whole picture.
    pub corner_error: Option<(f64, f64)>,
    /// The same on each frame of its track.
    pub track_errors: Vec<(f64, f64)>,
}

/// A showing, and whether it was found.
#[derive(Clone, Debug)]
pub struct Shown {
    pub showing: Showing,
    pub found: Found,
    /// First and last frame of the longest sighting on it.
    pub held: Option<(u64, u64)>,
}

impl Shown {
    /// Frames by which the longest sighting's first and last frame miss the truth.
    pub fn off(&self) -> Option<(u64, u64)> {
        let ((first, last), (from, to)) = (self.showing.extent()?, self.held?);
        Some((from.abs_diff(first), to.abs_diff(last)))
    }
}

/// The outcome of a count.
#[derive(Clone, Debug)]
pub struct Count {
    pub showings: Vec<Shown>,
    pub claims: Vec<Judged>,
}

/// Parts of a whole with the bounds of the Wilson score interval at 95 %.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    pub of: u64,
    pub hits: u64,
    pub low: f64,
    pub high: f64,
}

impl Share {
    /// The interval of Wilson (1927); 0 to 1 where there is nothing to count.
    pub fn new(hits: u64, of: u64) -> Self {
        if of == 0 {
            let (low, high) = (0.0, 1.0);
            return Self {
                of,
                hits,
                low,
                high,
            };
        }
        let (n, z) = (of as f64, 1.959_964);
        let p = hits as f64 / n;
        let middle = p + z * z / (2.0 * n);
        let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        Self {
            of,
            hits,
            low: ((middle - spread) / whole).max(0.0),
            high: ((middle + spread) / whole).min(1.0),
        }
    }

    /// `None` where there is nothing to count.
    pub fn rate(&self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }
}

/// Counts sightings against the truth.
pub fn count(ground: &Ground, claims: Vec<Claim>) -> Count {
    let shown = showings(ground)
        .into_iter()
        .map(|showing| {
            let found = claims.iter().map(|c| finds(c, &showing)).max();
            Shown {
                held: held(&claims, &showing),
                found: found.unwrap_or(Found::No),
                showing,
            }
        })
        .collect::<Vec<_>>();
    let claims = claims.into_iter().map(|c| judged(c, &shown)).collect();
    Count {
        showings: shown,
        claims,
    }
}

/// Whether a sighting finds a showing.
fn finds(claim: &Claim, showing: &Showing) -> Found {
    let hers = showing
        .product
        .as_ref()
        .is_some_and(|p| claim.products.contains(p));
    if claim.film != showing.film || !hers {
        return Found::No;
    }
    let whole = claim.wholes.contains(&showing.picture);
    let stands = claim.moments.iter().any(|(frame, quad)| {
        let Some(seen) = showing.on(*frame) else {
            return false;
        };
        let centre = quad.centre();
        // Part of a view, such as a logo or another view's frame, need not have its centre.
        centre.distance(seen.quad.centre()) <= NEAR * seen.width || !whole && seen.holds(centre)
    });
    match (stands, claim.products.len()) {
        (false, _) => Found::No,
        (true, 1) => Found::Yes,
        (true, _) => Found::MakerOnly,
    }
}

/// How far the longest sighting of a showing misses its first and last frame.
fn held(claims: &[Claim], showing: &Showing) -> Option<(u64, u64)> {
    claims
        .iter()
        .filter(|c| finds(c, showing) != Found::No)
        .max_by_key(|c| c.last.saturating_sub(c.first))
        .map(|c| (c.first, c.last))
}

fn judged(claim: Claim, shown: &[Shown]) -> Judged {
    let (frame, quad) = claim.best;
    let centre = quad.centre();
    let here = || {
        shown.iter().enumerate().filter_map(|(i, s)| {
            let seen = s.showing.on(frame).filter(|x| x.holds(centre))?;
            (s.showing.film == claim.film).then_some((i, &s.showing, seen))
        })
    };
    let named = here().find(|(_, s, _)| {
        s.product
            .as_ref()
            .is_some_and(|p| claim.products.contains(p))
    });
    let judgement = match (named.is_some(), claim.products.len()) {
        (false, _) => Judgement::False,
        (true, 1) => Judgement::Right,
        (true, _) => Judgement::MakerOnly,
    };
    let corner_error = named
        .filter(|(_, s, _)| claim.wholes.contains(&s.picture))
        .map(|(_, _, seen)| (quad.corner_error(&seen.quad), seen.width));
    let mut track_errors = Vec::new();
    if let Some((_, s, _)) = named.filter(|(_, s, _)| claim.wholes.contains(&s.picture)) {
        for (frame, quad) in &claim.frames {
            if let Some(seen) = s.on(*frame) {
                track_errors.push((quad.corner_error(&seen.quad), seen.width));
            }
        }
    }
    let under = named.or_else(|| here().next()).map(|(i, ..)| i);
    Judged {
        claim,
        judgement,
        under,
        corner_error,
        track_errors,
    }
}

impl Count {
    /// Showings that should be found and pass `keep`: the share that was, and how many of the rest
    /// were found by maker only.
    pub fn recall(&self, keep: impl Fn(&Showing) -> bool) -> (Share, u64) {
        let kept: Vec<&Shown> = self
            .showings
            .iter()
            .filter(|s| s.showing.is_expected() && keep(&s.showing))
            .collect();
        let with = |found| kept.iter().filter(|s| s.found == found).count() as u64;
        let share = Share::new(with(Found::Yes), kept.len() as u64);
        (share, with(Found::MakerOnly))
    }

    /// Right sightings of all, those that are right by maker only included.
    pub fn precision(&self) -> Share {
        let wrong = self.with(Judgement::False);
        let all = self.claims.len() as u64;
        Share::new(all - wrong, all)
    }

    pub fn with(&self, judgement: Judgement) -> u64 {
        let all = self.claims.iter().filter(|c| c.judgement == judgement);
        all.count() as u64
    }

    /// Showings that should have been found and were not, not even by maker.
    pub fn missed(&self) -> impl Iterator<Item = &Shown> {
        self.showings
            .iter()
            .filter(|s| s.showing.is_expected() && s.found == Found::No)
    }

    pub fn wrong(&self) -> impl Iterator<Item = &Judged> {
        self.claims
            .iter()
            .filter(|c| c.judgement == Judgement::False)
    }

    /// Median corner error of right sightings by whole views: how many, in pixels, and in parts of
    /// the screen's width.
    pub fn corner_error(&self) -> (u64, f64, f64) {
        let known: Vec<(f64, f64)> = self.claims.iter().filter_map(|c| c.corner_error).collect();
        (
            known.len() as u64,
            median(known.iter().map(|e| e.0)),
            median(known.iter().map(|e| e.0 / e.1)),
        )
    }

    /// Corner errors over all frames of all tracks of right sightings by whole views: how many, the
    /// median and the 95th of a hundred, in pixels.
    pub fn track_error(&self) -> (u64, f64, f64) {
        let right = self
            .claims
            .iter()
            .filter(|c| c.judgement == Judgement::Right);
        let mut all: Vec<f64> = right
            .flat_map(|c| c.track_errors.iter().map(|e| e.0))
            .collect();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let i = (share * all.len() as f64) as usize;
            all.get(i.min(all.len().saturating_sub(1)))
                .copied()
                .unwrap_or(f64::NAN)
        };
        (all.len() as u64, at(0.5), at(0.95))
    }

    /// Found showings that pass `keep` whose sighting begins and ends within `frames` of the truth.
    pub fn timed(&self, frames: u64, keep: impl Fn(&Showing) -> bool) -> Share {
        let held = |s: &&Shown| s.showing.is_expected() && keep(&s.showing) && s.held.is_some();
        let all = self.showings.iter().filter(held).count() as u64;
        let missed = self.mistimed(frames).filter(|s| keep(&s.showing)).count() as u64;
        Share::new(all - missed, all)
    }

    /// Found showings whose sighting begins or ends more than `frames` off the truth.
    pub fn mistimed(&self, frames: u64) -> impl Iterator<Item = &Shown> {
        self.showings
            .iter()
            .filter(|s| s.showing.is_expected())
            .filter(move |s| s.off().is_some_and(|o| o.0 > frames || o.1 > frames))
    }

    /// Showings of a product's pictures that no document prints, and how many sightings have their
    /// best moment on one, by right and wrong.
    pub fn unprinted(&self) -> (u64, u64, u64) {
        let is = |s: &Shown| s.showing.product.is_some() && !s.showing.printed;
        let shown = self
            .showings
            .iter()
            .filter(|s| is(s) && s.showing.is_visible())
            .count();
        let on = |right: bool| {
            let all = self.claims.iter().filter(|c| {
                (c.judgement != Judgement::False) == right
                    && c.under.and_then(|i| self.showings.get(i)).is_some_and(is)
            });
            all.count() as u64
        };
        (shown as u64, on(true), on(false))
    }
}

#[cfg(test)]
mod tests;
