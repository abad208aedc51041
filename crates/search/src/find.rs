//! Looking for every reference of a set on one frame.
//!
//! What doesn't live here: two views of one product that support each other (`support`).

pub(crate) mod support;

use std::collections::BTreeMap;

use model::{Homography, Quad, Size, common_name};
use pixels::Features;
use pixels::plausible::{self, overlap_area};

use crate::confirm::{Confirmation, confirm};
use crate::correspond::{Correspondence, correspond};
use crate::evidence::{Evidence, FrameSide, guided, judge};
use crate::geometry::{MOST, Tie, agrees, estimate, propose};
use crate::refset::ReferenceSet;
use crate::scope::{FrameMatch, NextBest, Pixels, SearchOptions, SearchScope};
use crate::shared::Sharers;
use crate::spot::{self, Grid};
use crate::telling::{Siblings, Told};

/// Precision of a correspondence in pixels of a frame 1,280 wide; wider frames have wider blur.
const TOLERANCE: f64 = 3.0;
/// How far beyond the budget (log10) a map is still worth a look: another view of the product may
/// support it.
const WORTH: f64 = 5.0;
/// What pixels must say, by how far the evidence is within the budget (log10): at the budget, where
/// views of another maker may still look alike, and where geometry leaves so little doubt that
/// pixels may only contradict. Between them it is interpolated. Pixels never make up for geometry:
/// the budget counts what geometry says.
const WANTED: [(f64, f64); 3] = [(0.0, 0.62), (-16.0, 0.57), (-60.0, 0.3)];
/// The same for a family, whose contents may all be others.
const WANTED_OF_FAMILY: f64 = 0.15;
/// Least share of the agreeing ties that a product must share to belong to a family.
const FAMILY_SHARE: f64 = 0.25;

/// A map of one reference that may become a match.
struct Candidate {
    reference: usize,
    /// Numbers of the products that the evidence speaks for: the reference's own, and those that
    /// share what agrees.
    products: Vec<usize>,
    quad: Quad,
    map: Homography,
    evidence: Evidence,
    confirmation: Option<Confirmation>,
    /// Another view of the product that gave the evidence which it lacked.
    supported_by: Option<usize>,
}

impl ReferenceSet {
    /// Every reference that is proved on a frame, best first. Rivals at one place are decided:
    /// the best product stays, the next best is named beside it.
    ///
    /// `among`: places in the set (below [`ReferenceSet::len`]) of those that are compared, all
    /// where it is `None`; rivals that share parts with them are compared too.
    pub fn search_frame(
        &self,
        frame: &Features,
        among: Option<&[usize]>,
        scope: &SearchScope,
        options: &SearchOptions,
        pixels: Option<&Pixels<'_>>,
    ) -> Vec<FrameMatch> {
        let among = match among {
            Some(some) => self.with_relatives(some),
            None => (0..self.entries.len()).collect(),
        };
        let mut candidates = self.candidates(frame, &among, scope, options, pixels);
        support::support(self, &mut candidates, scope);
        candidates.sort_by(|a, b| {
            (a.evidence.nfa.0.total_cmp(&b.evidence.nfa.0)).then(a.reference.cmp(&b.reference))
        });
        self.decide(candidates, scope)
    }

    fn candidates(
        &self,
        frame: &Features,
        among: &[usize],
        scope: &SearchScope,
        options: &SearchOptions,
        pixels: Option<&Pixels<'_>>,
    ) -> Vec<Candidate> {
        let size = frame.size();
        let grid = Grid::new(frame.points(), size.width, size.height);
        let mut out = Vec::new();
        let lists = correspond(self, among, frame, options);
        for (&r, list) in among.iter().zip(lists) {
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

    /// Keeps what is within the budget, one product (or family) a place.
    fn decide(&self, candidates: Vec<Candidate>, scope: &SearchScope) -> Vec<FrameMatch> {
        let mut kept: Vec<Candidate> = Vec::new();
        let mut beside: Vec<Option<NextBest>> = Vec::new();
        for c in candidates {
            let rival = kept
                .iter()
                .position(|k| k.products != c.products && same_place(&k.quad, &c.quad));
            if let Some(w) = rival {
                if !c.within(&kept[w].products) {
                    beside[w].get_or_insert_with(|| self.next_best(&c));
                } else if c.products.len() < kept[w].products.len() && accepted(&c, scope) {
                    // Stronger evidence speaks for the family, this for one of its products.
                    kept[w] = c;
                }
                continue;
            }
            let again = kept
                .iter()
                .any(|k| k.reference == c.reference && same_place(&k.quad, &c.quad));
            if !again && accepted(&c, scope) {
                kept.push(c);
                beside.push(None);
            }
        }
        let matches = kept.into_iter().zip(beside);
        // A negative held its place against the products, and is no sighting itself.
        let matches = matches.filter(|(c, _)| !self.entries[c.reference].negative);
        matches.map(|(c, next)| self.matched(c, next)).collect()
    }

    fn next_best(&self, c: &Candidate) -> NextBest {
        let entry = &self.entries[c.reference];
        NextBest {
            reference: entry.id,
            product: entry.product.clone(),
            inliers: c.evidence.inliers,
            log10_nfa: c.evidence.nfa,
        }
    }

    fn matched(&self, c: Candidate, next_best: Option<NextBest>) -> FrameMatch {
        let mut products: Vec<String> = c
            .products
            .iter()
            .map(|&p| self.product(p).to_owned())
            .collect();
        products.sort();
        let entry = &self.entries[c.reference];
        FrameMatch {
            reference: entry.id,
            product: entry.product.clone(),
            products,
            quad: c.quad,
            frame_from_reference: c.map,
            inliers: c.evidence.inliers,
            log10_nfa: c.evidence.nfa,
            confirmation: c.confirmation,
            supported_by: c.supported_by.map(|other| self.entries[other].id),
            next_best,
        }
    }
}

impl Candidate {
    /// Whether it speaks for none but these products.
    fn within(&self, products: &[usize]) -> bool {
        self.products.iter().all(|p| products.contains(p))
    }
}

/// Whether two quads are the same place: they share half of the smaller one.
pub fn same_place(a: &Quad, b: &Quad) -> bool {
    let smaller = a.signed_area().min(b.signed_area());
    overlap_area(a, b) > 0.5 * smaller
}

/// Whether a candidate is within the budget, and what the pixels must say is said.
fn accepted(c: &Candidate, scope: &SearchScope) -> bool {
    let beyond = c.evidence.nfa.0 - scope.log10_budget();
    match &c.confirmation {
        _ if beyond > 0.0 => false,
        None => true,
        Some(p) if c.products.len() > 1 => f64::from(p.correlation) >= WANTED_OF_FAMILY,
        Some(p) => f64::from(p.correlation.max(p.share)) >= wanted(beyond),
    }
}

/// The correlation that pixels must reach, by how far the evidence is from the budget.
fn wanted(beyond: f64) -> f64 {
    let last = WANTED[WANTED.len() - 1];
    let Some(k) = WANTED.iter().position(|w| beyond >= w.0) else {
        return last.1;
    };
    let ((x1, y1), (x0, y0)) = (WANTED[k], WANTED[k.saturating_sub(1)]);
    if k == 0 {
        return y1;
    }
    y0 + (y1 - y0) * (beyond - x0) / (x1 - x0)
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
        // What chance hardly makes stays, however small the budget: it can support another view.
        let hopeless = (self.scope.log10_budget() + WORTH).max(0.0);
        while out.len() < self.options.instances {
            let Some(mut best) = self.best(&ties) else {
                break;
            };
            if best.evidence.nfa.0 > hopeless {
                break;
            }
            self.discount(&mut best, &ties);
            if self.options.confirm && best.evidence.nfa.0 <= hopeless {
                best.confirmation = self.confirmation(&best, pixels);
                if best.products.len() == 1 && accepted(&best, self.scope) {
                    self.tell_apart(&mut best, pixels);
                }
            }
            ties.retain(|t| !best.quad.contains(spot::at(&t.on_frame)));
            out.push(best);
        }
        out
    }

    /// Judges a candidate by what no other product shares; where that is too little, by what only
    /// its family shares, if their names have words in common.
    fn discount(&self, c: &mut Candidate, ties: &[Tie]) {
        let sharers = self.set.sharers(self.reference);
        let of = |t: &Tie| &sharers[t.source.reference as usize];
        let judged = |keep: &dyn Fn(&Tie) -> bool| {
            let kept: Vec<Tie> = ties.iter().filter(|t| keep(t)).copied().collect();
            let tests = self.scope.log10_tests();
            judge(&c.map, &c.quad, &kept, &self.side, self.tolerance(), tests)
        };
        let own = judged(&|t| of(t).is_empty());
        let budget = self.scope.log10_budget();
        let family = self.family(c, ties, &of);
        if own.nfa.0 > budget
            && let Some(family) = family
        {
            let common = judged(&|t| of(t).iter().all(|p| family.contains(p)));
            if common.nfa.0 <= budget {
                c.evidence = common;
                c.products = family;
                return;
            }
        }
        c.evidence = own;
    }

    /// Products that share a good part of what agrees with a candidate, with its own; `None` where
    /// there are none or their names have no word in common.
    fn family<'s>(
        &self,
        c: &Candidate,
        ties: &[Tie],
        of: &dyn Fn(&Tie) -> &'s Sharers,
    ) -> Option<Vec<usize>> {
        let agreeing: Vec<&Tie> = ties
            .iter()
            .filter(|t| agrees(&c.map, t, self.tolerance()))
            .collect();
        let mut family = vec![self.set.entries[self.reference].maker];
        let mut names = vec![self.set.product(family[0])];
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for product in agreeing.iter().flat_map(|t| of(t)) {
            *counts.entry(*product).or_default() += 1;
        }
        for (product, count) in counts {
            let enough = count as f64 >= FAMILY_SHARE * agreeing.len() as f64;
            if enough && !self.set.is_negative(product) {
                family.push(product);
                names.push(self.set.product(product));
            }
        }
        family.sort_unstable();
        (family.len() > 1 && common_name(names).is_some()).then_some(family)
    }

    /// Where siblings share the window and the frame shows a sibling's plate in it, the match
    /// speaks for the family only.
    fn tell_apart(&self, c: &mut Candidate, pixels: Option<&Pixels<'_>>) {
        let Some(pixels) = pixels else { return };
        let own = &self.set.entries[self.reference];
        let Some(reference) = (pixels.reference)(&own.id) else {
            return;
        };
        let side = |v: f64| v.round().clamp(1.0, 8192.0) as u32;
        let seen = Size {
            width: side(c.quad.apparent_width()),
            height: side(c.quad.apparent_height()),
        };
        let mut family = c.products.clone();
        for kin in self.set.kin(self.reference) {
            let other = &self.set.entries[kin.other];
            let related = common_name([own.product.as_str(), &other.product]).is_some();
            if !related || other.negative || family.contains(&other.maker) {
                continue;
            }
            let Some(sibling) = (pixels.reference)(&other.id) else {
                continue;
            };
            let plates = kin.plates(&reference, &sibling);
            let pair = Siblings {
                reference: &reference,
                sibling: &sibling,
                sibling_from_reference: &kin.other_from_this,
            };
            match pair.tell(plates, pixels.frame, &c.map, seen) {
                Told::Sibling => family.push(other.maker),
                // Not seen is no contradiction; what only this product shows still speaks for it.
                Told::Unclear | Told::NoPlate | Told::Matched => {}
            }
        }
        family.sort_unstable();
        let names = family.iter().map(|p| self.set.product(*p));
        if common_name(names).is_some() {
            c.products = family;
        }
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
            products: vec![entry.maker],
            quad,
            map,
            evidence,
            confirmation: None,
            supported_by: None,
        })
    }
}
