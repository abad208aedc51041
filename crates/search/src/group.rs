//! From matches on keyframes to sightings: the same product at the same place, held over time
//! within one shot. What goes on behind a cut is found by following, not here.

use model::{
    ComparedViews, FrameTime, ItemId, MatchMoment, Quad, ReferenceId, Shot, Sighting, ViewProof,
    common_name,
};

use crate::find::same_place;
use crate::find::support::one_screen;
use crate::scope::FrameMatch;

/// What was found on one examined keyframe; possibly nothing.
#[derive(Clone, PartialEq, Debug)]
pub struct FrameMatches {
    pub at: FrameTime,
    pub matches: Vec<FrameMatch>,
}

/// Longest time without a match that a track bridges within a shot, in microseconds.
const LONGEST_GAP: i64 = 6_000_000;

/// Chains matches into sightings, in order of time.
///
/// `frames` are all examined keyframes in order of time, those without a match too; `shots` in
/// order of time. A chain never crosses a cut; following may find that a screen stays behind one,
/// and join two. Several references of one product at one place
/// are one sighting, named by the reference with the most evidence.
pub fn group(video: ItemId, stream: u32, frames: &[FrameMatches], shots: &[Shot]) -> Vec<Sighting> {
    let mut done: Vec<Track> = Vec::new();
    let mut open: Vec<Track> = Vec::new();
    let mut shot = None;
    for frame in frames {
        let here = shots
            .iter()
            .position(|s| frame.at.time >= s.first.time && frame.at.time <= s.last.time);
        if here != shot {
            done.append(&mut open);
            shot = here;
        }
        let (live, over): (Vec<Track>, Vec<Track>) = open
            .into_iter()
            .partition(|t| frame.at.time.micros_since(t.last().at.time) <= LONGEST_GAP);
        done.extend(over);
        open = live;
        for place in places(&frame.matches) {
            extend(&mut open, place, frame.at);
        }
    }
    done.extend(open);
    let mut sightings: Vec<Sighting> = done
        .into_iter()
        .map(|t| t.into_sighting(video, stream))
        .collect();
    sightings.sort_by(|a, b| {
        (a.first.time.cmp(&b.first.time))
            .then_with(|| a.product.cmp(&b.product))
            .then_with(|| a.track[0].quad.0[0].x.total_cmp(&b.track[0].quad.0[0].x))
    });
    sightings
}

/// Joins two sightings of one shot that turned out to be one place, where both can be of one
/// product; gives them back where they can't. The stronger proof names the reference.
pub fn join(a: Sighting, b: Sighting) -> Result<Sighting, Box<(Sighting, Sighting)>> {
    let products = common(&a.products(), &b.products());
    if products.is_empty() {
        return Err(Box::new((a, b)));
    }
    let (mut kept, other) = if b.best.log10_nfa.0 < a.best.log10_nfa.0 {
        (b, a)
    } else {
        (a, b)
    };
    (kept.product, kept.one_of) = named(&products);
    kept.first = if other.first.time < kept.first.time {
        other.first
    } else {
        kept.first
    };
    kept.last = if other.last.time > kept.last.time {
        other.last
    } else {
        kept.last
    };
    kept.compared = kept.compared.or(other.compared);
    let known: Vec<u64> = kept.track.iter().map(|m| m.at.frame).collect();
    let new = other
        .track
        .into_iter()
        .filter(|m| !known.contains(&m.at.frame));
    kept.track.extend(new);
    kept.track.sort_by_key(|m| m.at.frame);
    Ok(kept)
}

/// What to call it that can be of these products, and what it is not told apart from.
fn named(products: &[String]) -> (String, Vec<String>) {
    match products {
        [one] => (one.clone(), Vec::new()),
        several => {
            let shared = common_name(several.iter().map(String::as_str));
            (
                shared.unwrap_or_else(|| several.join(" / ")),
                several.to_vec(),
            )
        }
    }
}

/// Matches of one place of one frame that can be of one product, strongest first.
fn places(matches: &[FrameMatch]) -> Vec<Vec<&FrameMatch>> {
    let mut sorted: Vec<&FrameMatch> = matches.iter().collect();
    sorted.sort_by(|a, b| a.log10_nfa.0.total_cmp(&b.log10_nfa.0));
    let mut out: Vec<(Vec<String>, Vec<&FrameMatch>)> = Vec::new();
    for m in sorted {
        let place = out.iter_mut().find(|(products, place)| {
            !common(products, &m.products).is_empty() && same_place(&place[0].quad, &m.quad)
        });
        match place {
            Some((products, place)) => {
                *products = common(products, &m.products);
                place.push(m);
            }
            None => out.push((m.products.clone(), vec![m])),
        }
    }
    out.into_iter().map(|(_, place)| place).collect()
}

/// Products that are in both lists.
fn common(a: &[String], b: &[String]) -> Vec<String> {
    a.iter().filter(|p| b.contains(p)).cloned().collect()
}

/// A sighting in the making.
struct Track {
    /// Products that every moment speaks for.
    products: Vec<String>,
    moments: Vec<Moment>,
}

struct Moment {
    at: FrameTime,
    /// Strongest first.
    matches: Vec<FrameMatch>,
}

impl Moment {
    fn quad(&self) -> &Quad {
        &self.matches[0].quad
    }
}

impl Track {
    fn last(&self) -> &Moment {
        &self.moments[self.moments.len() - 1]
    }

    /// The reference with the most evidence over the whole track.
    fn reference(&self) -> ReferenceId {
        let all = || {
            let matches = self.moments.iter().flat_map(|m| &m.matches);
            matches.filter(|m| self.products.contains(&m.product))
        };
        let weight = |id: ReferenceId| -> f64 {
            all()
                .filter(|m| m.reference == id)
                .map(|m| (-m.log10_nfa.0).max(0.1))
                .sum()
        };
        all()
            .map(|m| m.reference)
            .max_by(|&a, &b| weight(a).total_cmp(&weight(b)).then(b.cmp(&a)))
            .unwrap_or(self.moments[0].matches[0].reference)
    }

    /// The moment on which most views were proved, with what the pixels say of each; of equal ones
    /// the one that shows most.
    fn compared(&self, reference: ReferenceId) -> Option<ComparedViews> {
        let compared = self.moments.iter().filter_map(|moment| {
            let own = moment.matches.iter().find(|m| m.reference == reference)?;
            let mut views: Vec<ViewProof> = Vec::new();
            for m in &moment.matches {
                let known = views.iter().any(|v| v.reference == m.reference);
                if !known && one_screen(&own.quad, &m.quad) {
                    views.extend(view_proof(m));
                }
            }
            let compared = ComparedViews {
                at: moment.at,
                views,
            };
            (!compared.views.is_empty()).then_some((worth(own), compared))
        });
        let best = compared
            .max_by(|a, b| (a.1.views.len().cmp(&b.1.views.len())).then(a.0.total_cmp(&b.0)));
        best.map(|(_, compared)| compared)
    }

    fn into_sighting(self, video: ItemId, stream: u32) -> Sighting {
        let (product, one_of) = named(&self.products);
        let reference = self.reference();
        let best = self
            .moments
            .iter()
            .flat_map(|moment| moment.matches.iter().map(move |m| (moment.at, m)))
            .filter(|(_, m)| m.reference == reference)
            .max_by(|a, b| worth(a.1).total_cmp(&worth(b.1)))
            .map_or_else(
                || self.moments[0].matches[0].at(self.moments[0].at),
                |(at, m)| m.at(at),
            );
        // One quad a moment: that of the named reference where it was found, else the strongest.
        let track = self
            .moments
            .iter()
            .map(|moment| MatchMoment {
                at: moment.at,
                quad: moment
                    .matches
                    .iter()
                    .find(|m| m.reference == reference)
                    .map_or(*moment.quad(), |m| m.quad),
            })
            .collect();
        Sighting {
            video,
            stream,
            product,
            one_of,
            reference,
            first: self.moments[0].at,
            last: self.moments[self.moments.len() - 1].at,
            best,
            track,
            followed: None,
            compared: self.compared(reference),
        }
    }
}

/// What the pixels say of a view that is proved by itself.
fn view_proof(m: &FrameMatch) -> Option<ViewProof> {
    let pixels = m.confirmation.as_ref()?;
    m.supported_by.is_none().then(|| ViewProof {
        reference: m.reference,
        judged: pixels.judged,
        agree: (pixels.share * pixels.judged as f32).round() as u32,
    })
}

/// How well a proved moment shows what it proves. How strong a proof is tells of sharpness and
/// compression: what is blurred or quantised away can't agree. Of equally strong ones the largest
/// shows most.
fn worth(m: &FrameMatch) -> f64 {
    (-m.log10_nfa.0).max(0.1) * m.quad.signed_area().abs().max(1.0).sqrt()
}

/// Adds a place to the open track that it continues, or begins a new one. A track that could be
/// of several products is of those only that each of its moments can be of.
fn extend(open: &mut Vec<Track>, place: Vec<&FrameMatch>, at: FrameTime) {
    let products = place[1..]
        .iter()
        .fold(place[0].products.clone(), |p, m| common(&p, &m.products));
    let moment = Moment {
        at,
        matches: place.into_iter().cloned().collect(),
    };
    let nearest = open
        .iter_mut()
        .filter(|t| t.last().at != at && !common(&t.products, &products).is_empty())
        .filter_map(|t| {
            let jump = jump(t.last(), &moment)?;
            Some((jump, t))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((_, track)) => {
            track.products = common(&track.products, &products);
            track.moments.push(moment);
        }
        None => open.push(Track {
            products,
            moments: vec![moment],
        }),
    }
}

/// How far a quad went, in its own sizes; `None` where it is too far or too different in size for
/// the time between.
fn jump(before: &Moment, after: &Moment) -> Option<f64> {
    let seconds = after.at.time.micros_since(before.at.time).max(0) as f64 / 1e6;
    let (a, b) = (before.quad(), after.quad());
    let size = |q: &Quad| q.signed_area().max(1.0).sqrt();
    let mean = (size(a) * size(b)).sqrt();
    let distance = a.centre().distance(b.centre()) / mean;
    let growth = (size(a) / size(b)).ln().abs();
    (distance <= 0.75 + 0.75 * seconds && growth <= 0.5 + 0.4 * seconds)
        .then_some(distance + growth)
}
