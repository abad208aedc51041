//! Videos of many kinds: every frame at its exact time, the same pixels when asked for by time.

mod common;

use common::{
    Kept, decoder, ffmpeg, ffprobe_pts, folder, mean_difference, moving, pts, samples, video,
    watch_all,
};
use decode::{DecodeError, Flow};
use model::{ItemKind, Size, Timestamp};

/// Asks for some frames by time and checks that they are those of the watch.
fn same_by_time(path: &std::path::Path, stream: u32, frames: &[Kept]) {
    let n = frames.len();
    let mut asked: Vec<usize> = vec![n - 1, 0, n / 2, n / 3, n / 2, (n / 2 + 1).min(n - 1)];
    asked.extend((0..n).step_by(7));
    let times: Vec<Timestamp> = asked.iter().map(|&i| frames[i].at.time).collect();
    let mut answered = vec![0; times.len()];
    decoder()
        .frames_at(path, stream, &times, &mut |index, frame| {
            answered[index] += 1;
            let kept = &frames[asked[index]];
            assert_eq!(frame.at.time, kept.at.time);
            assert_eq!(frame.displayed(), kept.displayed);
            assert!(frame.luma() == kept.luma, "luma of frame {}", asked[index]);
            assert!(frame.rgb() == kept.rgb, "colour of frame {}", asked[index]);
            assert!(
                *frame.thumb() == kept.thumb,
                "thumb of frame {}",
                asked[index]
            );
        })
        .unwrap_or_else(|e| panic!("{e}"));
    assert!(
        answered.iter().all(|&n| n == 1),
        "each time once: {answered:?}"
    );
}

/// Asks for runs of frames and checks that they are those of the watch, whole and in order.
fn same_in_spans(path: &std::path::Path, stream: u32, frames: &[Kept]) {
    let n = frames.len();
    let runs = [(n / 2, n - 1), (0, n / 4), (n / 3, n / 3)];
    let spans = runs.map(|(a, b)| (frames[a].at.time, frames[b].at.time));
    let mut got: Vec<Vec<u64>> = vec![Vec::new(); runs.len()];
    decoder()
        .spans(path, stream, 2, &spans, &mut |index, frame| {
            let kept = &frames[runs[index].0 + got[index].len()];
            assert_eq!(frame.at.time, kept.at.time);
            assert!(frame.luma() == kept.luma, "luma at {}", kept.at.time);
            got[index].push(frame.at.frame);
        })
        .unwrap_or_else(|e| panic!("{e}"));
    for ((a, b), numbers) in runs.iter().zip(got) {
        let wanted: Vec<u64> = (0..=(b - a) as u64).collect();
        assert_eq!(numbers, wanted, "frames {a} to {b}");
    }
}

fn check(name: &str, encoding: &str, size: &str) {
    let folder = folder();
    let path = video(&folder, name, &format!("{} {encoding}", moving(size, 1.6)));
    let (watched, frames) = watch_all(&path);
    let (ours, theirs) = (pts(&frames), ffprobe_pts(&path));
    // ffprobe knows no time for the last frame of an AVI with B-frames.
    let known = theirs.len();
    assert!(
        known + usize::from(name.ends_with("avi")) >= ours.len(),
        "{name}"
    );
    assert_eq!(ours[..known], theirs, "{name}: times");
    assert_eq!(watched.frames, frames.len() as u64);
    assert!(frames.len() >= 39, "{name}: {} frames", frames.len());
    assert_eq!(watched.first, frames.first().map(|f| f.at));
    assert_eq!(watched.last, frames.last().map(|f| f.at));
    assert!(
        frames
            .iter()
            .enumerate()
            .all(|(i, f)| f.at.frame == i as u64)
    );
    assert!(watched.damage.is_empty(), "{name}: {:?}", watched.damage);
    same_by_time(&path, watched.facts.stream, &frames);
    same_in_spans(&path, watched.facts.stream, &frames);
    let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.kind, ItemKind::Video, "{}", found.note);
    let facts = found.facts.unwrap_or_else(|| panic!("{name}: no facts"));
    assert_eq!(facts, watched.facts);
    assert_eq!(facts.displayed, frames[0].displayed);
}

#[test]
fn h264_with_b_frames_in_mp4() {
    check(
        "a.mp4",
        "-c:v libx264 -pix_fmt yuv420p -g 12 -bf 3",
        "320x240",
    );
}

#[test]
fn h264_open_gop_in_mkv() {
    check(
        "a.mkv",
        "-c:v libx264 -pix_fmt yuv420p -g 10 -bf 3 -x264-params open-gop=1",
        "321x243",
    );
}

#[test]
fn h264_in_transport_stream() {
    check("a.ts", "-c:v libx264 -pix_fmt yuv420p -g 12", "320x240");
}

#[test]
fn h264_with_intra_refresh() {
    check(
        "a.mp4",
        "-c:v libx264 -pix_fmt yuv420p -x264-params intra-refresh=1:keyint=20",
        "320x240",
    );
}

#[test]
fn hevc_with_leading_pictures_in_mp4() {
    check(
        "a.mp4",
        "-c:v libx265 -preset ultrafast -bf 3 -x265-params log-level=none:keyint=10:open-gop=1",
        "320x240",
    );
}

#[test]
fn mpeg4_with_b_frames_in_avi() {
    check("a.avi", "-c:v mpeg4 -bf 2 -q:v 4", "320x240");
}

#[test]
fn mjpeg_in_avi() {
    check("a.avi", "-c:v mjpeg -pix_fmt yuvj420p -q:v 4", "320x240");
}

#[test]
fn mpeg2_in_program_stream() {
    check("a.mpg", "-c:v mpeg2video -bf 2 -q:v 4", "320x240");
}

#[test]
fn vp9_in_webm() {
    check(
        "a.webm",
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 12",
        "320x240",
    );
}

#[test]
fn ten_bits_422_in_mov() {
    check("a.mov", "-c:v prores_ks -pix_fmt yuv422p10le", "320x240");
}

#[test]
fn lossless_444_and_grey_and_rgb() {
    check("a.mkv", "-c:v ffv1 -pix_fmt yuv444p10le", "160x120");
    check("b.mkv", "-c:v ffv1 -pix_fmt gray", "160x120");
    check("c.avi", "-c:v rawvideo -pix_fmt bgr24", "160x120");
    check("d.mkv", "-c:v ffv1 -pix_fmt gbrp", "160x120");
}

#[test]
fn wmv_and_flv() {
    check("a.wmv", "-c:v wmv2", "320x240");
    check("a.flv", "-c:v flv1 -g 12", "320x240");
}

#[test]
fn interlaced_mpeg2() {
    check(
        "a.ts",
        "-vf tinterlace=4 -c:v mpeg2video -flags +ilme+ildct -r 25 -vsync cfr -q:v 3",
        "320x240",
    );
}

#[test]
fn variable_frame_rate_keeps_every_time() {
    let folder = folder();
    let make = format!(
        "{} -vf select='not(mod(n\\,7))+not(mod(n\\,5))' -vsync vfr -c:v libx264 -pix_fmt yuv420p",
        moving("160x120", 3.0)
    );
    let path = video(&folder, "a.mp4", &make);
    let (watched, frames) = watch_all(&path);
    let times = pts(&frames);
    assert_eq!(times, ffprobe_pts(&path));
    let steps: std::collections::BTreeSet<i64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    assert!(steps.len() > 2, "steps {steps:?}");
    same_by_time(&path, watched.facts.stream, &frames);
    same_in_spans(&path, watched.facts.stream, &frames);
}

#[test]
fn raw_stream_without_times() {
    let folder = folder();
    let make = format!(
        "{} -c:v libx264 -pix_fmt yuv420p -bf 2 -f h264",
        moving("160x120", 1.0)
    );
    let path = video(&folder, "raw", &make);
    let (watched, frames) = watch_all(&path);
    assert_eq!(frames.len(), 25);
    assert!(pts(&frames).windows(2).all(|w| w[0] < w[1]));
    same_by_time(&path, watched.facts.stream, &frames);
    same_in_spans(&path, watched.facts.stream, &frames);
}

#[test]
fn one_frame() {
    let folder = folder();
    let path = video(
        &folder,
        "a.mp4",
        &format!(
            "{} -frames:v 1 -c:v libx264 -pix_fmt yuv420p",
            moving("160x120", 1.0)
        ),
    );
    let (watched, frames) = watch_all(&path);
    assert_eq!(watched.frames, 1);
    assert!(watched.damage.is_empty(), "{:?}", watched.damage);
    same_by_time(&path, watched.facts.stream, &frames);
    same_in_spans(&path, watched.facts.stream, &frames);
}

#[test]
fn luma_is_the_plane_of_the_file() {
    let folder = folder();
    let path = video(
        &folder,
        "a.mkv",
        &format!("{} -c:v libx264 -pix_fmt yuv420p", moving("326x242", 0.4)),
    );
    let planes = folder.path().join("planes.gray");
    let input = path.display().to_string();
    ffmpeg(
        &format!("-i {input} -vf extractplanes=y -f rawvideo"),
        &planes,
    );
    let planes = std::fs::read(planes).unwrap_or_default();
    let (_, frames) = watch_all(&path);
    let ours: Vec<u8> = frames.iter().flat_map(|f| f.luma.data.clone()).collect();
    assert!(ours == planes, "luma differs");
}

#[test]
fn colour_follows_matrix_and_range() {
    let folder = folder();
    let cases = [
        ("bt601", "tv", "smpte170m", "yuv420p"),
        ("bt709", "tv", "bt709", "yuv420p"),
        ("bt709", "pc", "bt709", "yuv420p"),
        ("bt601", "tv", "smpte170m", "yuv444p"),
    ];
    for (matrix, range, space, format) in cases {
        let path = video(
            &folder,
            "a.mkv",
            &format!(
                "-f lavfi -i smptehdbars=size=320x240:rate=5:duration=0.4 -vf scale=out_color_matrix={matrix}:out_range={range},format={format} -c:v libx264 -qp 1 -colorspace {space} -color_range {range}"
            ),
        );
        let truth = folder.path().join("truth.rgb");
        ffmpeg(
            "-f lavfi -i smptehdbars=size=320x240:rate=5:duration=0.4 -vf scale=out_range=pc,format=rgb24 -frames:v 1 -f rawvideo",
            &truth,
        );
        let truth = std::fs::read(truth).unwrap_or_default();
        let (_, frames) = watch_all(&path);
        let away = mean_difference(&frames[0].rgb.data, &truth);
        assert!(away < 2.5, "{matrix} {range} {format}: {away}");
    }
}

#[test]
fn rotation_turns_the_picture() {
    let folder = folder();
    let flat = video(
        &folder,
        "flat.mp4",
        &format!("{} -c:v libx264 -pix_fmt yuv420p", moving("320x180", 0.4)),
    );
    for (angle, expected) in [(90, (180, 320)), (180, (320, 180)), (270, (180, 320))] {
        let turned = folder.path().join("turned.mp4");
        let input = flat.display().to_string();
        ffmpeg(
            &format!("-i {input} -c copy -metadata:s:v rotate={angle}"),
            &turned,
        );
        let (watched, frames) = watch_all(&turned);
        let size = Size {
            width: expected.0,
            height: expected.1,
        };
        assert!(watched.facts.rotation % 90 == 0 && watched.facts.rotation != 0);
        assert_eq!(watched.facts.displayed, size);
        assert_eq!(frames[0].luma.size(), size);
        let planes = folder.path().join("planes.gray");
        let input = turned.display().to_string();
        // ffmpeg turns by itself.
        ffmpeg(
            &format!("-i {input} -vf extractplanes=y -frames:v 1 -f rawvideo"),
            &planes,
        );
        let planes = std::fs::read(planes).unwrap_or_default();
        assert!(frames[0].luma.data == planes, "turned by {angle}");
        same_by_time(&turned, watched.facts.stream, &frames);
    }
}

#[test]
fn sample_aspect_ratio_stretches() {
    let folder = folder();
    let cases = [("4/3", (427, 240)), ("3/4", (320, 320))];
    for (ratio, (width, height)) in cases {
        let path = video(
            &folder,
            "a.mkv",
            &format!(
                "{} -vf setsar={ratio} -c:v libx264 -pix_fmt yuv420p",
                moving("320x240", 0.4)
            ),
        );
        let (watched, frames) = watch_all(&path);
        let size = Size { width, height };
        assert_eq!(
            watched.facts.coded,
            Size {
                width: 320,
                height: 240
            }
        );
        assert_eq!(watched.facts.displayed, size, "{ratio}");
        assert_eq!(frames[0].luma.size(), size);
        assert_eq!(frames[0].rgb.size(), size);
        assert_eq!(frames[0].thumb.width, 160);
        same_by_time(&path, watched.facts.stream, &frames);
        same_in_spans(&path, watched.facts.stream, &frames);
    }
}

#[test]
fn thumb_is_the_area_average_of_the_displayed_luma() {
    let folder = folder();
    let flat = video(
        &folder,
        "a.mp4",
        &format!("{} -c:v libx264 -pix_fmt yuv420p", moving("640x360", 0.4)),
    );
    let turned = folder.path().join("turned.mp4");
    ffmpeg(
        &format!("-i {} -c copy -metadata:s:v rotate=90", flat.display()),
        &turned,
    );
    for path in [&flat, &turned] {
        let (_, frames) = watch_all(path);
        for frame in frames {
            assert_eq!(frame.thumb.width, 160);
            let expected = pixels::resize::luma(&frame.luma, frame.thumb.size());
            let away = mean_difference(&expected.data, &frame.thumb.data);
            assert!(away < 1.5, "{away}");
        }
    }
}

#[test]
fn size_and_time_change_in_the_middle() {
    let folder = folder();
    let a = video(
        &folder,
        "a.ts",
        &format!(
            "{} -c:v libx264 -pix_fmt yuv420p -g 10",
            moving("320x240", 1.2)
        ),
    );
    let b = video(
        &folder,
        "b.ts",
        &format!(
            "{} -c:v libx264 -pix_fmt yuv420p -g 10",
            moving("480x320", 1.2)
        ),
    );
    let both = folder.path().join("both.ts");
    let mut bytes = std::fs::read(a).unwrap_or_default();
    bytes.extend(std::fs::read(b).unwrap_or_default());
    std::fs::write(&both, bytes).unwrap_or_else(|e| panic!("{e}"));
    let (watched, frames) = watch_all(&both);
    let sizes: Vec<u32> = frames.iter().map(|f| f.luma.width).collect();
    assert!(sizes.contains(&320) && sizes.contains(&480), "{sizes:?}");
    assert!(frames.len() >= 58, "{}", frames.len());
    assert!(
        pts(&frames).windows(2).all(|w| w[0] < w[1]),
        "times increase"
    );
    assert!(!watched.damage.is_empty(), "the jump is on record");
}

#[test]
fn a_cover_picture_is_no_video() {
    let folder = folder();
    let sound = video(
        &folder,
        "a.mp3",
        "-f lavfi -i sine=duration=2 -f lavfi -i testsrc2=size=200x200:duration=1 -map 0:a -map 1:v -frames:v 1 -c:v mjpeg -disposition:v attached_pic -c:a libmp3lame",
    );
    let tagged = video(
        &folder,
        "a.m4a",
        "-f lavfi -i sine=duration=2 -f lavfi -i testsrc2=size=200x200:duration=1 -map 0:a -map 1:v -frames:v 1 -c:v mjpeg -disposition:v attached_pic -c:a aac -f mp4",
    );
    for path in [sound, tagged] {
        let found = decoder().identify(&path).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(found.kind, ItemKind::Other, "{}", found.note);
        assert!(found.note.contains("sound"), "{}", found.note);
        let failed = decoder().watch(&path, 1, &mut |_| Flow::Continue);
        assert!(
            matches!(failed, Err(DecodeError::NotUnderstood { .. })),
            "{failed:?}"
        );
    }
}

#[test]
fn the_largest_stream_is_watched() {
    let folder = folder();
    let path = video(
        &folder,
        "a.ts",
        "-f lavfi -i testsrc2=size=160x120:duration=1 -f lavfi -i testsrc2=size=320x240:duration=1 -map 0 -map 1 -c:v mpeg2video",
    );
    let (watched, frames) = watch_all(&path);
    assert_eq!(watched.facts.stream, 1);
    assert_eq!(frames[0].luma.width, 320);
}

#[test]
fn stop_stops_and_times_that_are_not_there_are_named() {
    let folder = folder();
    let path = video(
        &folder,
        "a.mp4",
        &format!("{} -c:v libx264 -pix_fmt yuv420p", moving("160x120", 2.0)),
    );
    let mut seen = Vec::new();
    let watched = decoder()
        .watch(&path, 2, &mut |frame| {
            seen.push(frame.at.time);
            if seen.len() == 5 {
                Flow::Stop
            } else {
                Flow::Continue
            }
        })
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((watched.frames, seen.len()), (5, 5));
    let between = Timestamp::new(seen[1].pts.0 + 1, seen[1].time_base);
    let mut got = Vec::new();
    let missed = decoder().frames_at(&path, 0, &[seen[4], between, seen[0]], &mut |i, _| {
        got.push(i)
    });
    assert_eq!(got, [2, 0]);
    let message = missed.expect_err("one time has no frame").to_string();
    assert!(message.contains(&between.to_string()), "{message}");
    assert!(
        decoder()
            .frames_at(&path, 7, &seen, &mut |_, _| {})
            .is_err()
    );
}

#[test]
fn glimpses_show_what_a_watch_shows() {
    let folder = folder();
    for (name, more) in [
        ("a.mp4", "-c:v libx264 -bf 3 -pix_fmt yuv420p"),
        (
            "turned.mp4",
            "-c:v libx264 -pix_fmt yuv420p10le -vf setsar=4/3",
        ),
        ("rgb.mkv", "-c:v ffv1 -pix_fmt bgr0"),
    ] {
        let path = video(&folder, name, &format!("{} {more}", moving("322x242", 2.0)));
        let (watched, frames) = watch_all(&path);
        let mut n = 0;
        let glimpsed = decoder()
            .glimpse(&path, 2, &mut |mut glimpse| {
                let frame = &frames[n];
                assert_eq!(
                    (glimpse.at, glimpse.thumb()),
                    (frame.at, &frame.thumb),
                    "{name}"
                );
                // Some are asked for, one of them twice.
                for _ in 0..[0, 1, 0, 0, 2, 0, 1][n % 7] {
                    assert_eq!(glimpse.luma(), frame.luma, "{name}");
                }
                n += 1;
                Flow::Continue
            })
            .unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((n, glimpsed), (frames.len(), watched));
        let stopped = decoder().glimpse(&path, 2, &mut |_| Flow::Stop);
        assert_eq!(stopped.map(|w| w.frames).ok(), Some(1));
    }
}

#[test]
fn real_videos_are_watched_and_stepped_exactly() {
    let Some(samples) = samples() else { return };
    for name in ["camera-480p.mp4", "frog.webm"] {
        let path = samples.join("videos").join(name);
        let (watched, frames) = watch_all(&path);
        let (first, last) = (frames.first().map(|f| f.at), frames.last().map(|f| f.at));
        assert_eq!((watched.first, watched.last), (first, last));
        assert_eq!(pts(&frames), ffprobe_pts(&path), "{name}");
        same_by_time(&path, watched.facts.stream, &frames);
        same_in_spans(&path, watched.facts.stream, &frames);
    }
}
