//! Looking for every reference of a set on one frame.

use model::{Homography, LogNfa, Quad};
use pixels::Features;
use pixels::plausible::{self, overlap_area};

use crate::confirm::{Confirmation, confirm};
use crate::correspond::{Correspondence, correspond};
use crate::evidence::{Evidence, FrameSide, guided, judge};
use crate::geometry::{MOST, Tie, estimate, propose};
use crate::refset::ReferenceSet;
use crate::scope::{FrameMatch, NextBest, Pixels, SearchOptions, SearchScope};
use crate::spot::{self, Grid};

/// Precision of a correspondence in pixels of a frame 1,280 wide; wider frames have wider blur.
const TOLERANCE: f64 = 3.0;
/// How much further from the budget a match may be that pixels confirm (log10).
const PIXEL_CREDIT: f64 = 4.0;
/// A match beyond the budget needs this correlation, in this share of the cells.
const CONFIRMED: (f32, f32) = (0.6, 0.6);
/// A match within the budget is contradicted by a lower correlation and share.
const CONTRADICTED: (f32, f32) = (0.25, 0.25);

/// A map of one reference that may become a match.
struct Candidate {
    reference: usize,
    quad: Quad,
    map: Homography,
    evidence: Evidence,
    confirmation: Option<Confirmation>,
}

impl ReferenceSet {
    /// Every reference that is proved on a frame, best first. Rivals at one place are decided:
    /// the best product stays, the next best is named beside it.
    pub fn search_frame(
        &self,
        frame: &Features,
        scope: &SearchScope,
        options: &SearchOptions,
        pixels: Option<&Pixels<'_>>,
    ) -> Vec<FrameMatch> {
        let mut candidates = self.candidates(frame, scope, options, pixels);
        candidates.sort_by(|a, b| {
            (a.evidence.nfa.0.total_cmp(&b.evidence.nfa.0)).then(a.reference.cmp(&b.reference))
        });
        self.decide(candidates, scope)
    }

    fn candidates(
        &self,
        frame: &Features,
        scope: &SearchScope,
        options: &SearchOptions,
        pixels: Option<&Pixels<'_>>,
    ) -> Vec<Candidate> {
        let size = frame.size();
        let grid = Grid::new(frame.points(), size.width, size.height);
        let mut out = Vec::new();
        for (r, list) in correspond(self, frame, options).into_iter().enumerate() {
            let entry = &self.entries[r];
            let area = f64::from(entry.size.width) * f64::from(entry.size.height);
            let side = FrameSide {
                features: frame,
                grid: &grid,
                size,
                reference_side: area.sqrt(),
            };
            let ties = self.ties(r, frame, list);
            let found = Seeker {
                set: self,
                reference: r,
                side,
                scope,
                options,
            }
            .instances(ties, pixels);
            out.extend(found);
        }
        out
    }

    fn ties(&self, r: usize, frame: &Features, list: Vec<Correspondence>) -> Vec<Tie> {
        let points = self.entries[r].features.points();
        list.into_iter()
            .take(MOST)
            .map(|source| Tie {
                on_reference: points[source.reference as usize],
                on_frame: frame.points()[source.frame as usize],
                source,
            })
            .collect()
    }

    /// Keeps what is within the budget, one product a place.
    fn decide(&self, candidates: Vec<Candidate>, scope: &SearchScope) -> Vec<FrameMatch> {
        let mut kept: Vec<(usize, FrameMatch)> = Vec::new();
        for c in candidates {
            let entry = &self.entries[c.reference];
            let here = |m: &FrameMatch| same_place(&m.quad, &c.quad);
            let rival = kept
                .iter_mut()
                .find(|(_, m)| m.product != entry.product && here(m));
            if let Some((_, winner)) = rival {
                winner.next_best.get_or_insert_with(|| NextBest {
                    reference: entry.id,
                    product: entry.product.clone(),
                    inliers: c.evidence.inliers,
                    log10_nfa: c.evidence.nfa,
                });
                continue;
            }
            let again = kept.iter().any(|(r, m)| *r == c.reference && here(m));
            if again || !accepted(&c, scope) {
                continue;
            }
            kept.push((
                c.reference,
                FrameMatch {
                    reference: entry.id,
                    product: entry.product.clone(),
                    quad: c.quad,
                    frame_from_reference: c.map,
                    inliers: c.evidence.inliers,
                    log10_nfa: c.evidence.nfa,
                    confirmation: c.confirmation,
                    next_best: None,
                },
            ));
        }
        kept.into_iter().map(|(_, m)| m).collect()
    }
}

/// Whether two quads are the same place: they share half of the smaller one.
pub(crate) fn same_place(a: &Quad, b: &Quad) -> bool {
    let smaller = a.signed_area().min(b.signed_area());
    overlap_area(a, b) > 0.5 * smaller
}

fn accepted(c: &Candidate, scope: &SearchScope) -> bool {
    let LogNfa(nfa) = c.evidence.nfa;
    let within = nfa <= scope.log10_budget();
    match &c.confirmation {
        None => within,
        Some(p) if within => p.correlation >= CONTRADICTED.0 || p.share >= CONTRADICTED.1,
        Some(p) => {
            nfa <= scope.log10_budget() + PIXEL_CREDIT
                && p.correlation >= CONFIRMED.0
                && p.share >= CONFIRMED.1
        }
    }
}

/// Looks for one reference.
struct Seeker<'a> {
    set: &'a ReferenceSet,
    reference: usize,
    side: FrameSide<'a>,
    scope: &'a SearchScope,
    options: &'a SearchOptions,
}

impl Seeker<'_> {
    /// One instance after the other, each without the correspondences of those before.
    fn instances(&self, mut ties: Vec<Tie>, pixels: Option<&Pixels<'_>>) -> Vec<Candidate> {
        let mut out = Vec::new();
        let hopeless = self.scope.log10_budget() + PIXEL_CREDIT + 2.0;
        while out.len() < self.options.instances {
            let Some(mut best) = self.best(&ties) else {
                break;
            };
            if best.evidence.nfa.0 > hopeless {
                break;
            }
            if self.options.confirm {
                best.confirmation = self.confirmation(&best, pixels);
            }
            ties.retain(|t| !best.quad.contains(spot::at(&t.on_frame)));
            out.push(best);
        }
        out
    }

    fn confirmation(&self, c: &Candidate, pixels: Option<&Pixels<'_>>) -> Option<Confirmation> {
        let pixels = pixels?;
        let reference = (pixels.reference)(&self.set.entries[self.reference].id)?;
        confirm(&reference, pixels.frame, &c.map)
    }

    fn tolerance(&self) -> f64 {
        TOLERANCE * (f64::from(self.side.size.width) / 1280.0).clamp(0.75, 2.0)
    }

    fn best(&self, ties: &[Tie]) -> Option<Candidate> {
        if ties.len() < 5 {
            return None;
        }
        propose(ties, self.tolerance())
            .into_iter()
            .filter_map(|map| self.polish(map, ties))
            .min_by(|a, b| a.evidence.nfa.0.total_cmp(&b.evidence.nfa.0))
    }

    /// Improves a map with the ties that it finds itself, and judges it by those it had before.
    fn polish(&self, map: Homography, ties: &[Tie]) -> Option<Candidate> {
        let entry = &self.set.entries[self.reference];
        let tolerance = self.tolerance();
        let mut best = self.judged(map, ties);
        let mut map = map;
        for reach in [2.0, 1.2] {
            let extra = guided(
                &map,
                &entry.features,
                &self.side,
                reach * tolerance,
                self.options.most_distance,
            );
            let members: Vec<&Tie> = extra.iter().collect();
            let Some(next) = estimate(&members, tolerance) else {
                break;
            };
            map = next;
            let judged = self.judged(map, ties);
            let better = match (&judged, &best) {
                (Some(a), Some(b)) => a.evidence.nfa.0 <= b.evidence.nfa.0,
                (Some(_), None) => true,
                (None, _) => false,
            };
            if better {
                best = judged;
            }
        }
        best
    }

    fn judged(&self, map: Homography, ties: &[Tie]) -> Option<Candidate> {
        let entry = &self.set.entries[self.reference];
        let quad = plausible::view(&map, entry.size, self.side.size, &self.options.limits).ok()?;
        let evidence = judge(
            &map,
            &quad,
            ties,
            &self.side,
            self.tolerance(),
            self.scope.log10_tests(),
        );
        Some(Candidate {
            reference: self.reference,
            quad,
            map,
            evidence,
            confirmation: None,
        })
    }
}
