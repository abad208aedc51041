//! Which frames of a segment may show a reference: features vote by word and signature, the votes
//! must agree in turn and size (weak geometric consistency: Jégou, Douze and Schmid 2008), and
//! what remains must hold together as a plane in perspective.

use model::{FrameTime, LogNfa, Quad, Size};
use pixels::parallel::map;
use pixels::plausible::{self, Limits};
use pixels::{Feature, nfa};

use super::posting::turn_and_size;
use super::probe::Probe;
use super::scan::{Hit, Votes, bar};
use super::segment::Segment;
use crate::correspond::Correspondence;
use crate::geometry::{Effort, Tie, agrees, propose_with};
use crate::spot;

/// How wide the net is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct VoteOptions {
    /// Bits in which two signatures of one word may differ, of 64.
    pub most_bits: u32,
    /// Least score of a frame whose geometry is looked at.
    pub least_score: f32,
    /// Frames of a segment whose geometry is looked at: those with the best scores.
    pub most_frames: usize,
    /// Frames one after the other, by falling score, whose geometry shows nothing, after which the
    /// others are not looked at.
    pub most_misses: usize,
    /// Most expected number of chance matches on one frame, log10.
    pub most_nfa: f64,
    /// What a camera can show.
    pub limits: Limits,
}

impl Default for VoteOptions {
    fn default() -> Self {
        Self {
            most_bits: 20,
            least_score: 2.0,
            most_frames: 1200,
            most_misses: 40,
            most_nfa: -2.0,
            limits: Limits::default(),
        }
    }
}

/// A frame that may show the reference.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Candidate {
    /// Number of the frame in its segment.
    pub frame: u32,
    pub at: FrameTime,
    pub score: f32,
    /// Distinct ties that agree with the best map.
    pub inliers: u32,
    /// Of this one frame, by index geometry: more is better proved elsewhere.
    pub log10_nfa: LogNfa,
    pub quad: Quad,
}

/// Ties of one frame that geometry looks at.
const MOST_TIES: usize = 240;
/// Precision in pixels of a frame 1,280 wide: that of the index geometry, and lenses.
const TOLERANCE: f64 = 4.0;
/// Fewer agreeing ties are no proof whatever their number, so that less is not grown.
const EFFORT: Effort = Effort {
    seeds: 8,
    least_support: 5,
};

/// Frames whose geometry is looked at together; what is found does not depend on the threads.
const BLOCK: usize = 64;

/// Frames of these segments that may show what the probe shows, best first, each with the number
/// of its segment. `most_frames` and `most_misses` hold for all segments together: what gets the
/// most votes of everything is looked at first.
pub fn ask(
    segments: &[&Segment],
    probe: &Probe,
    options: &VoteOptions,
    threads: usize,
) -> Vec<(usize, Candidate)> {
    let votes = map(threads, segments.len(), |number| {
        Votes::of(segments[number], probe, options)
    });
    let bar = bar(&votes, options);
    let kept = map(threads, segments.len(), |number| {
        votes[number].in_order(bar)
    });
    let mut frames: Vec<(usize, Peak, &[Hit])> = kept
        .iter()
        .enumerate()
        .flat_map(|(number, hits)| {
            let frames = hits.chunk_by(|a, b| a.frame == b.frame);
            frames.map(move |hits| (number, peak(hits, probe.points()), hits))
        })
        .filter(|(_, peak, _)| peak.score >= options.least_score)
        .collect();
    frames.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let mut found: Vec<(usize, Candidate)> = Vec::new();
    let mut misses = 0;
    for block in frames.chunks(BLOCK) {
        let looked = map(threads, block.len(), |i| {
            let (number, peak, hits) = &block[i];
            let candidate = segments[*number].geometry(probe, peak, hits, options)?;
            Some((*number, candidate))
        });
        for candidate in looked {
            match candidate {
                Some(candidate) => {
                    found.push(candidate);
                    misses = 0;
                }
                None => misses += 1,
            }
            if misses > options.most_misses {
                break;
            }
        }
        if misses > options.most_misses {
            break;
        }
    }
    found.sort_by(|a, b| a.1.log10_nfa.0.total_cmp(&b.1.log10_nfa.0));
    found
}

impl Segment {
    /// Frames that may show what the probe shows, best first.
    pub fn vote(&self, probe: &Probe, options: &VoteOptions) -> Vec<Candidate> {
        let found = ask(&[self], probe, options, 1);
        found.into_iter().map(|(_, candidate)| candidate).collect()
    }

    fn geometry(
        &self,
        probe: &Probe,
        peak: &Peak,
        hits: &[Hit],
        options: &VoteOptions,
    ) -> Option<Candidate> {
        let mut ties: Vec<Tie> = hits
            .iter()
            .filter(|h| peak.explains(&probe.points()[h.feature as usize], h.place))
            .map(|h| self.tie(probe, h))
            .collect();
        let score = peak.score;
        ties.sort_by(|a, b| a.source.ratio.total_cmp(&b.source.ratio));
        ties.truncate(MOST_TIES);
        let tolerance = TOLERANCE * (f64::from(self.size().width) / 1280.0).clamp(0.75, 2.0);
        let (nfa, inliers, quad) = propose_with(&ties, tolerance, EFFORT)
            .into_iter()
            .filter_map(|map| {
                let limits = &options.limits;
                let quad = plausible::view(&map, probe.size(), self.size(), limits).ok()?;
                let (nfa, inliers) =
                    judge(&map, &quad, &ties, probe.size(), self.size(), tolerance);
                Some((nfa, inliers, quad))
            })
            .min_by(|a, b| a.0.0.total_cmp(&b.0.0))?;
        let frame = hits.first()?.frame;
        let at = self.frames().get(frame as usize)?.at;
        (nfa.0 <= options.most_nfa).then_some(Candidate {
            frame,
            at,
            score,
            inliers,
            log10_nfa: nfa,
            quad,
        })
    }

    fn tie(&self, probe: &Probe, hit: &Hit) -> Tie {
        Tie {
            on_reference: probe.points()[hit.feature as usize],
            on_frame: self.places().feature(hit.place),
            source: Correspondence {
                frame: 0,
                reference: hit.feature,
                distance: 0.0,
                ratio: 0.75 + 0.25 * f32::from(hit.bits) / 24.0,
            },
        }
    }
}

/// Where the votes of a frame agree most in turn and size.
struct Peak {
    score: f32,
    /// Radians, from the reference to the frame.
    turn: f32,
    /// log2 of frame scale over reference scale.
    size: f32,
}

/// Turn (radians) and size (log2) that obliquity and the features' own imprecision make of one.
const REACH: (f32, f32) = (0.8, 1.2);

impl Peak {
    fn explains(&self, on_reference: &Feature, place: u32) -> bool {
        const PI: f32 = std::f32::consts::PI;
        let (turn, size) = change(on_reference, place);
        let turn = (turn - self.turn + PI).rem_euclid(2.0 * PI) - PI;
        turn.abs() <= REACH.0 && (size - self.size).abs() <= REACH.1
    }
}

/// Turn in [0, 2π) and log2 of the scales' ratio, from the reference to the frame.
fn change(on_reference: &Feature, place: u32) -> (f32, f32) {
    let (angle, log2) = turn_and_size(place);
    let turn = angle - on_reference.angle;
    (
        if turn < 0.0 {
            turn + std::f32::consts::TAU
        } else {
            turn
        },
        log2 - on_reference.scale.log2(),
    )
}

/// The largest agreeing weight of votes over turn and size; a feature that votes for many places
/// of a frame divides its weight among them (burstiness: Jégou, Douze and Schmid 2009).
fn peak(hits: &[Hit], points: &[Feature]) -> Peak {
    const TURNS: usize = 16;
    const SIZES: usize = 20;
    let mut bins = [[0f32; SIZES + 2]; TURNS];
    for same in hits.chunk_by(|a, b| a.feature == b.feature) {
        let share = 1.0 / (same.len() as f32).sqrt();
        let on_reference = &points[same[0].feature as usize];
        for hit in same {
            let (turn, size) = change(on_reference, hit.place);
            let row = (turn / std::f32::consts::TAU * TURNS as f32) as usize % TURNS;
            let column = (2.0 * size + SIZES as f32 / 2.0).clamp(0.0, SIZES as f32) as usize;
            bins[row][column] += hit.weight() * share;
        }
    }
    // Neighbours too: votes fall beside each other's bins. The peak lies on their common corner.
    let mut best = Peak {
        score: 0.0,
        turn: 0.0,
        size: 0.0,
    };
    for row in 0..TURNS {
        for column in 0..SIZES {
            let next = (row + 1) % TURNS;
            let sum = bins[row][column]
                + bins[row][column + 1]
                + bins[next][column]
                + bins[next][column + 1];
            if sum > best.score {
                best = Peak {
                    score: sum,
                    turn: (row + 1) as f32 / TURNS as f32 * std::f32::consts::TAU,
                    size: ((column + 1) as f32 - SIZES as f32 / 2.0) / 2.0,
                };
            }
        }
    }
    best
}

/// Number of false alarms on this one frame, and distinct ties that agree.
fn judge(
    map: &model::Homography,
    quad: &Quad,
    ties: &[Tie],
    reference: Size,
    frame: Size,
    tolerance: f64,
) -> (LogNfa, u32) {
    let agreeing: Vec<_> = ties
        .iter()
        .filter(|t| agrees(map, t, tolerance))
        .map(Tie::pair)
        .collect();
    let apart = (0.02 * quad.apparent_width()).clamp(2.5, 10.0);
    let area = f64::from(reference.width) * f64::from(reference.height);
    let on_reference = apart * area.sqrt() / quad.signed_area().max(1.0).sqrt();
    let kept = spot::distinct(&agreeing, on_reference, apart).len();
    let n = ties.len() - (agreeing.len() - kept);
    let whole = f64::from(frame.width) * f64::from(frame.height);
    let chance = (std::f64::consts::PI * tolerance * tolerance / whole.max(1.0)).min(0.9);
    // Turn and size must agree as well: a tenth of wrong ties do.
    let chance = 0.1 * chance;
    (
        nfa::homography(kept as u32, n as u32, chance, 0.0),
        kept as u32,
    )
}
