//! Help for tests: the decoder with its child, and videos made by the ffmpeg command.
#![allow(dead_code)]

pub mod manifest;
pub mod signing;

use std::path::{Path, PathBuf};
use std::process::Command;

use decode::{Decoder, Flow, Limits, Watched};
use model::{FrameTime, Size};
use pixels::{Luma, Rgb};
use tempfile::TempDir;

pub fn decoder() -> Decoder {
    decoder_with(Limits::default())
}

pub fn decoder_with(limits: Limits) -> Decoder {
    Decoder::new(env!("CARGO_BIN_EXE_decode-child").into(), limits)
}

pub fn folder() -> TempDir {
    TempDir::new().expect("a folder for the test")
}

/// Runs ffmpeg with these arguments, separated by blanks; the file is the last one.
pub fn ffmpeg(arguments: &str, file: &Path) {
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments.split_whitespace())
        .arg(file)
        .status()
        .expect("the ffmpeg command is needed for this test");
    assert!(status.success(), "ffmpeg {arguments}");
}

/// Makes a video in the folder.
pub fn video(folder: &TempDir, name: &str, arguments: &str) -> PathBuf {
    let path = folder.path().join(name);
    ffmpeg(arguments, &path);
    path
}

/// A moving test picture, 25 frames a second.
pub fn moving(size: &str, seconds: f64) -> String {
    format!("-f lavfi -i testsrc2=size={size}:rate=25:duration={seconds}")
}

pub fn ffprobe_pts(path: &Path) -> Vec<i64> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0", "-show_entries"])
        .args(["frame=best_effort_timestamp", "-of", "csv=p=0"])
        .arg(path)
        .output()
        .expect("the ffprobe command is needed for this test");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|l| l.trim_matches([',', ' ']).parse().ok())
        .collect()
}

/// What a test keeps of a frame.
#[derive(Clone, PartialEq, Debug)]
pub struct Kept {
    pub at: FrameTime,
    pub displayed: Size,
    pub luma: Luma,
    pub rgb: Rgb,
    pub thumb: Luma,
}

pub fn watch_all(path: &Path) -> (Watched, Vec<Kept>) {
    let mut frames = Vec::new();
    let watched = decoder()
        .watch(path, 2, &mut |frame| {
            frames.push(Kept {
                at: frame.at,
                displayed: frame.displayed(),
                luma: frame.luma(),
                rgb: frame.rgb(),
                thumb: frame.thumb().clone(),
            });
            Flow::Continue
        })
        .unwrap_or_else(|e| panic!("{e}"));
    (watched, frames)
}

pub fn pts(frames: &[Kept]) -> Vec<i64> {
    frames.iter().map(|f| f.at.time.pts.0).collect()
}

pub fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len(), "pictures of one size");
    let sum: u64 = a
        .iter()
        .zip(b)
        .map(|(x, y)| u64::from(x.abs_diff(*y)))
        .sum();
    sum as f64 / a.len().max(1) as f64
}

/// The samples that people gave, where they are on this machine.
pub fn samples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    let given = std::env::var_os("CONTRECHAMP_SAMPLES").map(PathBuf::from);
    let found = given.or(Some(beside)).filter(|p| p.is_dir());
    if found.is_none() {
        println!("skipped: no samples (set CONTRECHAMP_SAMPLES to their folder)");
    }
    found
}
