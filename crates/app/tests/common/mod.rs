//! Runs the real program on folders made for the test.
#![allow(dead_code)]

pub mod shapes;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What the program printed and how it ended.
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(
            self.status, status,
            "\nstdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.stdout.contains(words) || self.stderr.contains(words),
            "{words:?} is not in\nstdout:\n{}\nstderr:\n{}",
            self.stdout,
            self.stderr
        );
        self
    }

    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("every stdout line is JSON"))
            .collect()
    }
}

pub fn contrechamp() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contrechamp"));
    command.env_remove("CONTRECHAMP_CASE").stdin(Stdio::null());
    command
}

pub fn run(args: &[&str]) -> Ran {
    ended(
        contrechamp()
            .args(args)
            .output()
            .expect("the program starts"),
    )
}

pub fn ended(out: Output) -> Ran {
    Ran {
        status: out.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
    }
}

/// `investigate` on the two folders of a [`Ground`].
pub fn investigate(ground: &Ground) -> Ran {
    ended(investigation(ground).output().expect("the program starts"))
}

pub fn investigation(ground: &Ground) -> Command {
    let mut command = contrechamp();
    command.arg("investigate");
    for (flag, path) in [
        ("--case", &ground.case),
        ("--footage", &ground.footage),
        ("--documents", &ground.documents),
    ] {
        command.arg(flag).arg(path);
    }
    command
}

pub fn list(ground: &Ground, what: &str) -> Vec<Value> {
    let case = ground.case.to_str().expect("test paths are UTF-8");
    run(&["list", "--case", case, what, "--json"])
        .expect(0)
        .json()
}

/// Empty footage and documents folders and a place for a case.
pub struct Ground {
    pub dir: tempfile::TempDir,
    pub case: PathBuf,
    pub footage: PathBuf,
    pub documents: PathBuf,
}

impl Ground {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let [case, footage, documents] =
            ["case", "footage", "documents"].map(|n| dir.path().join(n));
        std::fs::create_dir(&footage).expect("a folder");
        std::fs::create_dir(&documents).expect("a folder");
        Self {
            dir,
            case,
            footage,
            documents,
        }
    }

    pub fn case_str(&self) -> &str {
        self.case.to_str().expect("test paths are UTF-8")
    }
}

/// A small video of a moving test card by the `ffmpeg` program.
pub fn test_card(path: &Path, seconds: u32) {
    let source = format!("testsrc2=size=320x240:rate=25:duration={seconds}");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &source])
        .args(["-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "mp4"])
        .arg(path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg is installed by ./test");
    assert!(made.success(), "ffmpeg could not make {}", path.display());
}

/// A generated interface view as a picture among the documents, and one second of a room with a
/// screen that shows it among the footage: one reference, one sighting.
pub fn filmed_view(ground: &Ground) {
    use stage::{Backdrop, ClipPlan, ScreenPlan, ShotPlan};
    let view = stage::demo::demo_pictures().swap_remove(0);
    let folder = ground.documents.join("Made-up Desk");
    std::fs::create_dir_all(&folder).expect("a folder");
    let png = publish::encode_png(&view.rgb).expect("a picture");
    std::fs::write(folder.join("view.png"), png).expect("written");
    let screen = ScreenPlan::new(view, 460.0);
    let plan = ClipPlan {
        size: model::Size {
            width: 640,
            height: 360,
        },
        rate: model::FrameRate::new(25, 1).expect("a rate"),
        bitrate_kbps: 2500,
        seed: 5,
        logo: None,
        shots: vec![ShotPlan::clean(
            25,
            Backdrop::Room { seed: 5 },
            vec![screen],
        )],
    };
    let clip = ground.footage.join("filmed.mp4");
    stage::film_only(&plan, &clip, &mut |_, _| {}).expect("ffmpeg is installed by ./test");
}
