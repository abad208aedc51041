//! Stepping through videos: each frame by its exact time, both ways, with the pixels of a watch.

mod common;

use common::{Kept, decoder, folder, moving, pts, video, watch_all};
use decode::{FrameTimes, Reel, Way};
use model::Timestamp;

fn reel(path: &std::path::Path, frames: &[Kept], facts: &model::VideoFacts, budget: u64) -> Reel {
    let times = FrameTimes {
        all: pts(frames),
        starts: starts(path, facts),
    };
    let stream = (facts.stream, facts.time_base, facts.displayed);
    Reel::new(
        decoder(),
        path.to_owned(),
        stream,
        times,
        (2, budget, 400_000),
    )
}

/// Where decoding can begin, as the packets say.
fn starts(path: &std::path::Path, facts: &model::VideoFacts) -> Vec<i64> {
    let told = decoder().times(path, facts.stream);
    told.expect("times").1.starts
}

/// Numbers that look random and are the same in every run.
fn wandering(n: usize, most: usize) -> impl Iterator<Item = usize> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..n).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % most as u64).unwrap_or(0)
    })
}

fn same(reel: &Reel, frames: &[Kept], number: usize, way: Way) {
    let still = reel.frame(number, way).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(still.at.time, frames[number].at.time, "frame {number}");
    assert!(
        still.rgb() == frames[number].rgb,
        "pixels of frame {number}"
    );
}

#[test]
fn every_frame_is_itself_whichever_way_it_is_come_to() {
    let folder = folder();
    let long = format!("{} -g 250 -bf 2 -pix_fmt yuv420p", moving("128x96", 8.0));
    for (name, how) in [
        ("long.mp4", long.as_str()),
        (
            "short.mkv",
            &format!("{} -g 5 -pix_fmt yuv444p", moving("96x64", 3.0)),
        ),
        (
            "old.avi",
            &format!("{} -c:v mpeg4 -bf 0", moving("96x64", 3.0)),
        ),
    ] {
        let path = video(&folder, name, how);
        let (watched, frames) = watch_all(&path);
        // Room for few groups: most frames are decoded more than once.
        let reel = reel(&path, &frames, &watched.facts, 600_000);
        for n in (0..frames.len()).rev() {
            same(&reel, &frames, n, Way::Back);
        }
        for n in 0..frames.len() {
            same(&reel, &frames, n, Way::On);
        }
        for n in wandering(60, frames.len()) {
            same(
                &reel,
                &frames,
                n,
                if n % 2 == 0 { Way::On } else { Way::Back },
            );
        }
    }
}

#[test]
fn times_of_packets_are_those_of_a_watch() {
    let folder = folder();
    for (name, how) in [
        (
            "b.mp4",
            format!("{} -g 50 -bf 3 -pix_fmt yuv420p", moving("96x64", 2.0)),
        ),
        (
            "v.mkv",
            format!(
                "{} -vf select='not(eq(mod(n\\,3)\\,1))' -fps_mode vfr",
                moving("96x64", 2.0)
            ),
        ),
        ("t.ts", moving("96x64", 2.0)),
    ] {
        let path = video(&folder, name, &how);
        let (watched, frames) = watch_all(&path);
        let (base, times) = decoder()
            .times(&path, watched.facts.stream)
            .unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(base, watched.facts.time_base, "{name}");
        assert_eq!(times.all, pts(&frames), "{name}");
        // Where decoding begins is a frame; the first one is where it begins.
        assert_eq!(times.starts.first(), times.all.first(), "{name}");
        assert!(times.starts.iter().all(|t| times.all.contains(t)), "{name}");
    }
}

#[test]
fn a_time_without_a_frame_has_no_number_and_a_vanished_file_is_told() {
    let folder = folder();
    let path = video(&folder, "a.mp4", &moving("96x64", 1.0));
    let (watched, frames) = watch_all(&path);
    let reel = reel(&path, &frames, &watched.facts, 1 << 20);
    for (n, frame) in frames.iter().enumerate() {
        let at = frame.at.time;
        assert_eq!(reel.number(at), Some(n));
        let twice = model::TimeBase::new(at.time_base.num(), at.time_base.den() * 2);
        let twice = twice.unwrap_or(at.time_base);
        assert_eq!(reel.number(Timestamp::new(at.pts.0 * 2, twice)), Some(n));
        assert_eq!(reel.number(Timestamp::new(at.pts.0 * 2 + 1, twice)), None);
    }
    assert!(reel.frame(frames.len(), Way::On).is_err());
    std::fs::remove_file(&path).expect("removed");
    let gone = reel.frame(0, Way::On);
    assert!(gone.is_err_and(|e| e.to_string().contains("a.mp4")));
}

/// A preview is the frame of its number made small, whichever way it is come to and however few are
/// kept at once.
#[test]
fn previews_are_their_frames_made_small() {
    let folder = folder();
    for (name, how) in [
        (
            "long.mp4",
            format!("{} -g 250 -bf 2 -pix_fmt yuv420p", moving("1022x46", 4.0)),
        ),
        (
            "full.mkv",
            format!("{} -g 40 -pix_fmt yuv444p", moving("1023x45", 2.0)),
        ),
    ] {
        let path = video(&folder, name, &how);
        let (watched, frames) = watch_all(&path);
        let reel = reel(&path, &frames, &watched.facts, 2 << 20);
        assert_eq!(reel.preview_by(), 2);
        let check = |number: usize, way: Way| {
            let preview = reel.preview(number, way).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(preview.at.time, frames[number].at.time, "frame {number}");
            let whole = reel.frame(number, way).unwrap_or_else(|e| panic!("{e}"));
            let small = preview.rgb();
            assert!(small == whole.small(2).rgb(), "pixels of preview {number}");
            assert_eq!(
                small.size().width,
                frames[number].rgb.size().width.div_ceil(2)
            );
        };
        for n in (0..frames.len()).rev() {
            check(n, Way::Back);
        }
        for n in 0..frames.len() {
            check(n, Way::On);
        }
        for n in wandering(20, frames.len()) {
            check(n, Way::Back);
        }
    }
}
