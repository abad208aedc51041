//! Tesseract 5 as a program of its own: lines go in as pages of one TIFF on its standard input,
//! hOCR with a box and certainty for each character comes out.
//!
//! A program, not a library: a crash or hang costs the line that caused it, nothing of ours is
//! linked, and a system without it reads what the other recogniser can. It gets pixels that we
//! made, never a file from outside.

use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use confine::Policy;
use model::Writing;
use pixels::Luma;

use super::confined::{self, Launch};
use super::engine::{Engine, Seen, Sight};
use super::{hocr, tiff};

/// Lines that one process gets.
const BATCH: usize = 64;
/// Time that a process may take, and more for each line.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(20), Duration::from_millis(1500));
/// White pixels around a line.
const BORDER: u32 = 12;

/// The program and the languages that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tesseract {
    pub version: String,
    pub writings: Vec<Writing>,
    /// Whether it has the French model.
    pub french: bool,
    /// The model for Latin letters.
    latin: &'static str,
    launch: Launch,
}

/// Its name of the French model, which has letters that the English one lacks.
pub const FRENCH: &str = "fra";

/// Tesseract's name of the model.
pub const fn model_of(writing: Writing) -> &'static str {
    match writing {
        Writing::Latin => "eng",
        Writing::Russian => "rus",
        Writing::Kazakh => "kaz",
        Writing::Chinese => "chi_sim",
    }
}

impl Tesseract {
    /// Asks the installed program; what is missing is said in the second part.
    pub fn ask(launch: &Launch) -> (Option<Self>, Vec<String>) {
        let said = |launch: &Launch, arg: &str| {
            let out = launch.command().arg(arg).stdin(Stdio::null()).output();
            let out = out.map_err(|_| false)?;
            let mut text = String::from_utf8_lossy(&out.stdout).into_owned();
            text.push_str(&String::from_utf8_lossy(&out.stderr));
            if out.status.success() {
                Ok(text)
            } else {
                Err(confined::is_too_weak(out.status))
            }
        };
        // For its version it tries the network's library, which would end it; it is given nothing.
        let open = Launch {
            sandbox: Policy::Off,
            ..launch.clone()
        };
        let asked = said(&open, "--version")
            .and_then(|version| Ok((version, said(launch, "--list-langs")?)));
        let (version, list) = match asked {
            Ok(asked) => asked,
            Err(true) => {
                let what = "the program tesseract can't be locked down on this system, so Russian and Kazakh are not read (contrechamp doctor says why; --no-sandbox starts it all the same)";
                return (None, vec![what.to_owned()]);
            }
            Err(false) => {
                let what = "the program tesseract is not installed, so Russian and Kazakh can't be read (Debian: tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz)";
                return (None, vec![what.to_owned()]);
            }
        };
        let version = version.lines().next().unwrap_or_default().trim().to_owned();
        let has = |w: &Writing| list.lines().any(|l| l.trim() == model_of(*w));
        let writings: Vec<Writing> = Writing::ALL.into_iter().filter(has).collect();
        let french = list.lines().any(|l| l.trim() == FRENCH);
        let missing = Writing::ALL
            .into_iter()
            .filter(|w| !writings.contains(w))
            .map(model_of)
            .chain((!french).then_some(FRENCH))
            .map(|model| {
                let pack = model.replace('_', "-");
                format!(
                    "Tesseract's language pack {model} is missing (Debian: tesseract-ocr-{pack})"
                )
            })
            .collect();
        let found = Self {
            version,
            writings,
            french,
            latin: model_of(Writing::Latin),
            launch: launch.clone(),
        };
        ((!found.writings.is_empty()).then_some(found), missing)
    }

    /// The script of a whole picture by its detector, and how sure that is, in its own measure of
    /// above 0.5; `None` where it can't tell or is missing.
    pub fn script(&self, picture: &Luma) -> Option<(String, f64)> {
        let text = answer(
            &self.launch,
            "osd",
            "0",
            &[],
            &[picture],
            Duration::from_secs(60),
        )?;
        let after = |name: &str| text.lines().find_map(|l| l.strip_prefix(name));
        let sure: f64 = after("Script confidence:")?.trim().parse().ok()?;
        let script = after("Script:")?.trim().to_owned();
        (sure > 0.5).then_some((script, sure))
    }

    /// The same, with the French model for Latin letters where it is there.
    pub fn in_french(&self) -> Self {
        Self {
            latin: if self.french { FRENCH } else { self.latin },
            ..self.clone()
        }
    }

    const fn model(&self, writing: Writing) -> &'static str {
        match writing {
            Writing::Latin => self.latin,
            writing => model_of(writing),
        }
    }

    /// Reads lines; `None` for a line that the program could not be brought to read.
    pub fn read(&self, writing: Writing, lines: &[&Luma]) -> Vec<Option<Sight>> {
        let mut out = Vec::with_capacity(lines.len());
        for batch in lines.chunks(BATCH) {
            out.extend(read_or_split(self, writing, batch));
        }
        out
    }
}

/// Reads a batch; where the program fails, its halves, so that one bad line costs that line.
fn read_or_split(tesseract: &Tesseract, writing: Writing, lines: &[&Luma]) -> Vec<Option<Sight>> {
    if lines.is_empty() {
        return Vec::new();
    }
    if let Some(pages) = run(tesseract, writing, lines) {
        let sight = |(chars, line): (Vec<hocr::Char>, &&Luma)| {
            let width = f64::from(line.width.max(1));
            let seen = chars.into_iter().map(|c| Seen {
                ch: c.ch,
                sure: (c.sure / 100.0) as f32,
                others: c
                    .others
                    .iter()
                    .map(|(o, s)| (*o, (s / 100.0) as f32))
                    .collect(),
                from: ((c.from - f64::from(BORDER)) / width).clamp(0.0, 1.0) as f32,
                to: ((c.to - f64::from(BORDER)) / width).clamp(0.0, 1.0) as f32,
            });
            Some(Sight {
                engine: Engine::Tesseract(writing),
                chars: seen.collect(),
            })
        };
        return pages.into_iter().zip(lines).map(sight).collect();
    }
    if lines.len() == 1 {
        return vec![None];
    }
    let (a, b) = lines.split_at(lines.len() / 2);
    let mut out = read_or_split(tesseract, writing, a);
    out.extend(read_or_split(tesseract, writing, b));
    out
}

/// A line with white around it, without which short words are not found on it.
fn framed(line: &Luma) -> Luma {
    let (w, h) = (line.width + 2 * BORDER, line.height + 2 * BORDER);
    let mut out = Luma::filled(w, h, 255);
    for y in 0..line.height {
        let at = ((y + BORDER) * w + BORDER) as usize;
        out.data[at..at + line.width as usize].copy_from_slice(line.row(y));
    }
    out
}

/// One process; `None` when it fails, hangs, or answers another number of pages.
fn run(tesseract: &Tesseract, writing: Writing, lines: &[&Luma]) -> Option<Vec<Vec<hocr::Char>>> {
    let patience = PATIENCE.0 + PATIENCE.1 * lines.len() as u32;
    let details = [
        "-c",
        "hocr_char_boxes=1",
        "-c",
        "lstm_choice_mode=2",
        // Lines come dark on light: the other polarity need not be tried.
        "-c",
        "tessedit_do_invert=0",
        "hocr",
    ];
    let framed: Vec<Luma> = lines.iter().map(|l| framed(l)).collect();
    let framed: Vec<&Luma> = framed.iter().collect();
    let text = answer(
        &tesseract.launch,
        tesseract.model(writing),
        "7",
        &details,
        &framed,
        patience,
    )?;
    let pages = hocr::pages(&text);
    (pages.len() == lines.len()).then_some(pages)
}

impl Tesseract {
    /// A whole picture as sparse text, without any preparation: lines as they come.
    pub fn whole(&self, writing: Writing, picture: &Luma) -> Option<Vec<String>> {
        let (model, patience) = (model_of(writing), Duration::from_secs(120));
        let text = answer(&self.launch, model, "11", &[], &[picture], patience)?;
        let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        Some(lines.map(str::to_owned).collect())
    }
}

/// What one process writes; `None` when it fails or hangs.
fn answer(
    launch: &Launch,
    model: &str,
    layout: &str,
    details: &[&str],
    pictures: &[&Luma],
    patience: Duration,
) -> Option<String> {
    let mut child = launch
        .command()
        .args([
            "stdin", "stdout", "-l", model, "--psm", layout, "--dpi", "150",
        ])
        .args(details)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut into = child.stdin.take()?;
    let mut from = child.stdout.take()?;
    let bytes = tiff::pages(pictures);
    let text = std::thread::scope(|scope| {
        // A child that dies early breaks the pipe; its answer tells.
        scope.spawn(move || {
            let _ = into.write_all(&bytes);
            drop(into);
        });
        let answer = scope.spawn(move || {
            let mut text = Vec::new();
            from.read_to_end(&mut text).map(|_| text)
        });
        let ended = wait(&mut child, patience);
        let text = answer.join().ok()?.ok()?;
        ended.then_some(text)
    })?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// Whether the child ended well within the time.
fn wait(child: &mut Child, patience: Duration) -> bool {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if begun.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(3));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
