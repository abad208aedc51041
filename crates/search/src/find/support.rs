//! Two views of one product at one place of a frame: a screen that no document shows as it is has
//! parts of several that are shown. Where neither is proved by itself, they can be together.
//!
//! Details that both views explain count once. That the two agree about where the screen is, which
//! chance would seldom do, is asked for and not counted.

use model::{LogNfa, Quad};
use pixels::plausible::overlap_area;

use super::Candidate;
use crate::evidence::{Evidence, apart};
use crate::refset::ReferenceSet;
use crate::scope::SearchScope;

/// Share of both quads that two views of one screen have in common, at least: documents cut their
/// pictures at the window's border or near it.
const SHARED: f64 = 0.7;
/// Spots that the second view must add.
const LEAST_ADDED: u32 = 5;

/// Adds, to what is beyond the budget alone, what another view of the same product shows there.
pub(super) fn support(set: &ReferenceSet, candidates: &mut [Candidate], scope: &SearchScope) {
    let joint: Vec<Option<(usize, Evidence)>> = candidates
        .iter()
        .map(|c| {
            let alone = c.evidence.nfa.0 > scope.log10_budget() && c.products.len() == 1;
            alone.then(|| best(set, c, candidates)).flatten()
        })
        .collect();
    for (c, joint) in candidates.iter_mut().zip(joint) {
        if let Some((other, evidence)) = joint {
            c.evidence = evidence;
            c.supported_by = Some(other);
        }
    }
}

/// The view that adds most, and the evidence of both together.
fn best(set: &ReferenceSet, c: &Candidate, among: &[Candidate]) -> Option<(usize, Evidence)> {
    let of = |c: &Candidate| &set.entries[c.reference];
    let own = of(c);
    let views = set.entries.iter().filter(|e| e.maker == own.maker).count();
    among
        .iter()
        .filter(|o| {
            let other = of(o);
            o.products == c.products
                && other.picture != own.picture
                && !other.negative
                && one_screen(&c.quad, &o.quad)
        })
        .filter_map(|o| {
            let added = o
                .evidence
                .apart_from(&c.evidence.spots, apart(&c.quad).max(apart(&o.quad)));
            if added.inliers < LEAST_ADDED {
                return None;
            }
            // Any of the other views could have been the one.
            let nfa = c.evidence.nfa.0 + added.nfa.0 + (views as f64).log10();
            (nfa < c.evidence.nfa.0).then(|| {
                let mut both = c.evidence.clone();
                both.inliers += added.inliers;
                both.nfa = LogNfa(nfa);
                both.spots.extend(added.spots);
                (o.reference, both)
            })
        })
        .min_by(|a, b| a.1.nfa.0.total_cmp(&b.1.nfa.0))
}

/// Whether two quads are of one screen, both of about all of it.
pub(crate) fn one_screen(a: &Quad, b: &Quad) -> bool {
    let larger = a.signed_area().max(b.signed_area());
    overlap_area(a, b) > SHARED * larger
}
