//! Runs the real program on folders made for the test.
#![allow(dead_code)]

pub mod acts;
#[cfg(unix)]
pub mod driven;
pub mod people;
pub mod power;
pub mod shapes;
pub mod strace;
pub mod web;

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

/// The same without reading text, which takes longest.
pub fn investigate_unread(ground: &Ground) -> Ran {
    let mut command = investigation(ground);
    let out = command.arg("--no-text").output();
    ended(out.expect("the program starts"))
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
    use stage::{Backdrop, ScreenPlan, ShotPlan};
    let view = stage::demo::demo_pictures().swap_remove(0);
    let folder = ground.documents.join("Made-up Desk");
    std::fs::create_dir_all(&folder).expect("a folder");
    let png = publish::encode_png(&view.rgb).expect("a picture");
    std::fs::write(folder.join("view.png"), png).expect("written");
    let screen = ScreenPlan::new(view, 460.0);
    let room = Backdrop::Room { seed: 5 };
    let shots = vec![ShotPlan::clean(25, room, vec![screen])];
    film(&ground.footage.join("filmed.mp4"), shots);
}

/// Films these shots, 640 × 360 at 25 frames a second.
pub fn film(clip: &Path, shots: Vec<stage::ShotPlan>) {
    let plan = stage::ClipPlan {
        size: model::Size {
            width: 640,
            height: 360,
        },
        rate: model::FrameRate::new(25, 1).expect("a rate"),
        bitrate_kbps: 2500,
        seed: 5,
        logo: None,
        shots,
    };
    stage::film_only(&plan, clip, &mut |_, _| {}).expect("ffmpeg is installed by ./test");
}

/// A case with a video that moves and a copy of it with fewer details.
pub fn copied() -> Ground {
    let ground = Ground::new();
    let options = stage::RandomOptions {
        difficulty: stage::Difficulty::Easy,
        seconds: 3.0,
        ..stage::RandomOptions::default()
    };
    let clip = stage::random_clip(3, &stage::demo::demo_pictures(), &options);
    let original = ground.footage.join("filmed.mp4");
    stage::film_only(&clip, &original, &mut |_, _| {}).expect("as planned");
    let whole = stage::Excerpt {
        file: &original,
        start: 0.0,
        seconds: 3.0,
    };
    let copy = ground.footage.join("posted again.mp4");
    stage::write_copy((0.4, 3), &whole, stage::Edit::Smaller, &copy).expect("as planned");
    ended(investigation(&ground).output().expect("as planned")).expect(0);
    let copies = list(&ground, "copies");
    assert!(!copies.is_empty());
    let families = list(&ground, "families");
    let members = families[0]["members"].as_array().expect("as planned");
    let best = families[0]["best"].as_u64().expect("as planned") as usize;
    assert_eq!(members.len(), 2);
    assert_eq!(members[best]["video"], "filmed.mp4", "it has more detail");
    ground
}

/// A PDF with a text layer: pages of lines, each with the size of its letters.
pub fn text_pdf(pages: &[&[(f32, &str)]]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    let mut kids = Vec::new();
    for lines in pages {
        let mut y = 780.0;
        let mut content = String::new();
        for (size, text) in *lines {
            let escaped = text.replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!("BT /F0 {size} Tf 60 {y} Td ({escaped}) Tj ET\n"));
            y -= 1.4 * size;
        }
        let length = content.len();
        objects.push(format!(
            "<< /Length {length} >>\nstream\n{content}endstream"
        ));
        let stream = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R \
             /Resources << /Font << /F0 3 0 R >> >> >>"
        ));
        kids.push(format!("{} 0 R", objects.len()));
    }
    objects[1] = format!(
        "<< /Type /Pages /Count {} /Kids [{}] >>",
        kids.len(),
        kids.join(" ")
    );
    let mut file = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let xref = file.len();
    file.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        objects.len() + 1
    ));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n",
        objects.len() + 1
    ));
    file.into_bytes()
}

/// A manual and a brochure of one product: they agree, restrict and contradict each other.
pub fn write_papers(folder: &Path) {
    let manual: &[&[(f32, &str)]] = &[
        &[
            (30.0, "Heron Desk"),
            (18.0, "User manual"),
            (12.0, "Version 4.2"),
            (10.0, "Edition of 3 March 2022, Heron Systems Ltd."),
        ],
        &[
            (16.0, "Faces"),
            (
                10.0,
                "Faces in live streams are compared with the watch lists of the site.",
            ),
            (10.0, "This function requires the Analyst licence."),
            (16.0, "Limits"),
            (
                10.0,
                "Retrospective face search is not available in this version.",
            ),
            (10.0, "Sound is never recorded."),
        ],
    ];
    let brochure: &[&[(f32, &str)]] = &[&[
        (30.0, "Heron Desk"),
        (14.0, "Product brochure"),
        (
            10.0,
            "Every face in the archive can be searched within seconds.",
        ),
        (
            10.0,
            "Cameras can be hidden for covert surveillance of a person.",
        ),
    ]];
    std::fs::write(folder.join("Heron Desk manual.pdf"), text_pdf(manual)).expect("written");
    std::fs::write(folder.join("Heron Desk brochure.pdf"), text_pdf(brochure)).expect("written");
}
