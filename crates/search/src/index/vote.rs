//! Which frames of a segment may show a reference: features vote by word and signature, the votes
//! must agree in turn and size (weak geometric consistency: Jégou, Douze and Schmid 2008), and
//! what remains must hold together as a plane in perspective.

use model::{FrameTime, LogNfa, Quad, Size};
use pixels::plausible::{self, Limits};
use pixels::{Feature, nfa};

use super::posting::Posting;
use super::probe::Probe;
use super::segment::Segment;
use crate::correspond::Correspondence;
use crate::geometry::{Tie, agrees, propose};
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
    /// Most expected number of chance matches on one frame, log10.
    pub most_nfa: f64,
    /// What a camera can show.
    pub limits: Limits,
}

impl Default for VoteOptions {
    fn default() -> Self {
        Self {
            most_bits: 21,
            least_score: 2.0,
            most_frames: 400,
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

/// One vote: a feature of the reference for a posting.
#[derive(Clone, Copy)]
struct Hit {
    feature: u32,
    bits: u8,
    posting: Posting,
}

/// Ties of one frame that geometry looks at.
const MOST_TIES: usize = 240;
/// Precision in pixels of a frame 1,280 wide: that of the index geometry, and lenses.
const TOLERANCE: f64 = 4.0;

impl Segment {
    /// Frames that may show what the probe shows, best first.
    pub fn vote(&self, probe: &Probe, options: &VoteOptions) -> Vec<Candidate> {
        let hits = self.hits(probe, options.most_bits);
        let mut frames: Vec<(Peak, &[Hit])> = hits
            .chunk_by(|a, b| a.posting.frame() == b.posting.frame())
            .map(|hits| (peak(hits, probe.points(), self.steps()), hits))
            .filter(|(peak, _)| peak.score >= options.least_score)
            .collect();
        frames.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        frames.truncate(options.most_frames);
        let mut found: Vec<Candidate> = frames
            .into_iter()
            .filter_map(|(peak, hits)| self.geometry(probe, &peak, hits, options))
            .collect();
        found.sort_by(|a, b| a.log10_nfa.0.total_cmp(&b.log10_nfa.0));
        found
    }

    /// All votes, in order of frames.
    fn hits(&self, probe: &Probe, most_bits: u32) -> Vec<Hit> {
        let mut hits = Vec::new();
        for same in probe.words.chunk_by(|a, b| a.0.word == b.0.word) {
            for posting in self.of_word(same[0].0.word) {
                for (word, feature) in same {
                    let bits = (word.signature ^ posting.signature).count_ones();
                    if bits <= most_bits {
                        hits.push(Hit {
                            feature: *feature,
                            bits: bits as u8,
                            posting,
                        });
                    }
                }
            }
        }
        // One number a hit: frames have 20 bits, features fewer than 2^36.
        hits.sort_unstable_by_key(|h| {
            u64::from(h.posting.frame()) << 40 | u64::from(h.feature) << 8 | u64::from(h.bits)
        });
        hits
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
            .map(|h| self.tie(probe, h))
            .filter(|t| peak.explains(&t.on_reference, &t.on_frame))
            .collect();
        let score = peak.score;
        ties.sort_by(|a, b| a.source.ratio.total_cmp(&b.source.ratio));
        ties.truncate(MOST_TIES);
        let tolerance = TOLERANCE * (f64::from(self.size().width) / 1280.0).clamp(0.75, 2.0);
        let (nfa, inliers, quad) = propose(&ties, tolerance)
            .into_iter()
            .filter_map(|map| {
                let limits = &options.limits;
                let quad = plausible::view(&map, probe.size(), self.size(), limits).ok()?;
                let (nfa, inliers) =
                    judge(&map, &quad, &ties, probe.size(), self.size(), tolerance);
                Some((nfa, inliers, quad))
            })
            .min_by(|a, b| a.0.0.total_cmp(&b.0.0))?;
        let frame = hits.first()?.posting.frame();
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
            on_frame: hit.posting.feature(self.steps()),
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
    fn explains(&self, on_reference: &Feature, on_frame: &Feature) -> bool {
        const PI: f32 = std::f32::consts::PI;
        let (turn, size) = turn_and_size(on_reference, on_frame);
        let turn = (turn - self.turn + PI).rem_euclid(2.0 * PI) - PI;
        turn.abs() <= REACH.0 && (size - self.size).abs() <= REACH.1
    }
}

/// Turn in [0, 2π) and log2 of the scales' ratio.
fn turn_and_size(on_reference: &Feature, on_frame: &Feature) -> (f32, f32) {
    (
        (on_frame.angle - on_reference.angle).rem_euclid(std::f32::consts::TAU),
        (on_frame.scale / on_reference.scale).log2(),
    )
}

/// The largest agreeing weight of votes over turn and size; a feature that votes for many places
/// of a frame divides its weight among them (burstiness: Jégou, Douze and Schmid 2009).
fn peak(hits: &[Hit], points: &[Feature], steps: u32) -> Peak {
    const TURNS: usize = 16;
    const SIZES: usize = 20;
    let mut bins = [[0f32; SIZES + 2]; TURNS];
    for same in hits.chunk_by(|a, b| a.feature == b.feature) {
        let share = 1.0 / (same.len() as f32).sqrt();
        let on_reference = &points[same[0].feature as usize];
        for hit in same {
            let (turn, size) = turn_and_size(on_reference, &hit.posting.feature(steps));
            let row = (turn / std::f32::consts::TAU * TURNS as f32) as usize % TURNS;
            let column = (2.0 * size + SIZES as f32 / 2.0).clamp(0.0, SIZES as f32) as usize;
            bins[row][column] += weight(hit.bits) * share;
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

fn weight(bits: u8) -> f32 {
    let d = f32::from(bits) / 16.0;
    (-d * d).exp()
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
