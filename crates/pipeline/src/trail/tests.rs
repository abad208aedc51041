//! Following backwards in pieces, and fades told by contrast.

use std::sync::Arc;

use model::{
    ContentHash, Homography, ItemId, LogNfa, Match, ReferenceId, Shot, TimeBase, Timestamp,
    Transition,
};
use pixels::Luma;

use super::*;

fn quad() -> Quad {
    let c = |x, y| Point::new(x, y);
    Quad([
        c(40.0, 30.0),
        c(280.0, 30.0),
        c(280.0, 180.0),
        c(40.0, 180.0),
    ])
}

fn levels() -> Arc<Levels> {
    let blocks = |x: u32, y: u32| (x / 9).wrapping_mul(73) ^ (y / 7).wrapping_mul(151);
    Arc::new(Levels::new(Luma::from_fn(320, 210, |x, y| {
        (blocks(x, y).wrapping_mul(2_654_435_761) >> 24) as u8
    })))
}

fn at(n: u64) -> FrameTime {
    let base = TimeBase::new(1, 25).expect("a base");
    FrameTime {
        time: Timestamp::new(n as i64, base),
        frame: n,
    }
}

/// A sighting that was proved on these frames.
fn sighting(proved: &[u64]) -> Sighting {
    let reference = ReferenceId(ContentHash::of(b"reference"));
    let track: Vec<MatchMoment> = proved
        .iter()
        .map(|&n| MatchMoment {
            at: at(n),
            quad: quad(),
        })
        .collect();
    Sighting {
        video: ItemId(ContentHash::of(b"video")),
        stream: 0,
        product: "A".to_owned(),
        one_of: Vec::new(),
        reference,
        first: track[0].at,
        last: track[track.len() - 1].at,
        best: Match {
            reference,
            at: track[0].at,
            quad: quad(),
            frame_from_reference: Homography::IDENTITY,
            inliers: 20,
            log10_nfa: LogNfa(-20.0),
            supported_by: None,
            next_best: None,
        },
        track,
        followed: None,
        compared: None,
    }
}

/// A second proof does not forget what is still to be decoded before the first.
#[test]
fn following_backwards_goes_on_where_kept_frames_ended() {
    let picture = levels();
    let mut trail = Trail::new(sighting(&[20, 24]));
    let mut kept: VecDeque<Kept> = VecDeque::new();
    for n in 0..30 {
        trail.frame(at(n), &picture, &kept, 0);
        kept.push_back((at(n), Arc::clone(&picture)));
        if kept.len() > 6 {
            kept.pop_front();
        }
    }
    let before = trail.unfinished.as_ref().map(|b| b.before.frame);
    assert_eq!(before, Some(14));
    trail.back(&(0..14).map(|n| (at(n), Arc::clone(&picture))).collect(), 0);
    assert!(trail.unfinished.is_none());
    let frames: Vec<u64> = trail.frames.iter().map(|f| f.at.frame).collect();
    assert_eq!(frames, (0..30).collect::<Vec<u64>>());
}

fn frames(contrasts: impl Iterator<Item = f32>) -> Vec<Frame> {
    contrasts
        .enumerate()
        .map(|(n, contrast)| Frame {
            at: at(n as u64),
            held: Held {
                quad: quad(),
                visible: 1.0,
                contrast,
                detail: 1.0,
            },
            proved: false,
        })
        .collect()
}

#[test]
fn a_steady_change_of_contrast_at_an_end_is_a_fade() {
    let rising = |from: f32, steps: u32| {
        frames((0..steps + 5).map(move |n| {
            let wobble = if n % 4 == 3 { -0.02 } else { 0.0 };
            (from + (1.0 - from) * n as f32 / steps as f32 + wobble).min(1.0)
        }))
    };
    assert!(fades(rising(0.4, 12).iter()));
    assert!(fades(rising(0.0, 40).iter()));
    // Exposure that drifts a little, a jump, and what goes up and down are none.
    assert!(!fades(rising(0.8, 12).iter()));
    assert!(!fades(rising(0.1, 2).iter()));
    let restless = frames((0..30).map(|n| [0.5, 0.7, 0.4, 0.9, 0.6][n % 5]));
    assert!(!fades(restless.iter()));
    let dim = frames((0..80).map(|_| 0.6));
    assert!(!fades(dim.iter()));
}

#[test]
fn frames_of_a_fade_that_no_shot_tells_of_are_left_out() {
    let mut trail = Trail::new(sighting(&[5]));
    trail.frames = frames((0..31).map(|n| 1.0f32.min(1.0 - (n as f32 - 20.0) / 12.0)));
    trail.frames[5].proved = true;
    let shot = Shot {
        first: at(0),
        last: at(40),
        transition: Transition::Cut,
    };
    let ends = Ends::through(&[shot], 0..1).expect("a shot");
    let (_, left) = trail.trimmed(&ends);
    assert_eq!(left.last().map(|f| f.at.frame), Some(21));
}
