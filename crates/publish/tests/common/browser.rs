//! A real Chromium without a window, a profile of its own for each run, and an end to each run.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const LONGEST: Duration = Duration::from_secs(60);

/// The browser, or `None` after saying why the test is skipped.
///
/// # Panics
/// When there is none and `CONTRECHAMP_REQUIRE_BROWSER` is 1.
pub fn find() -> Option<PathBuf> {
    let found = publish::dossier::pdf::browser();
    if found.is_none() {
        let required = std::env::var("CONTRECHAMP_REQUIRE_BROWSER").is_ok_and(|v| v == "1");
        assert!(
            !required,
            "no Chromium on PATH, and CONTRECHAMP_REQUIRE_BROWSER is 1"
        );
        eprintln!("skipped: no Chromium on PATH");
    }
    found
}

/// A browser of its own process group, so that its helpers end with it.
struct Running {
    child: Child,
    // Removed after the browser has ended.
    profile: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The group is the child's own: nothing else is in it.
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.child.wait();
    }
}

fn start(browser: &Path, page: &Path, arguments: &[&str]) -> Running {
    let profile = tempfile::tempdir().expect("a folder");
    let child = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .expect("the browser starts");
    Running { child, profile }
}

/// Lines that the browser writes, until it ends.
fn lines(running: &mut Running) -> Receiver<String> {
    let errors = running.child.stderr.take().expect("piped");
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
            if send
                .send(String::from_utf8_lossy(&line).into_owned())
                .is_err()
            {
                break;
            }
        }
    });
    receive
}

/// Opens a page of the disk and waits for `wanted` reports: what its scripts log between
/// `probe:` and `:end`. In real time: virtual time may run out before a frame has spoken.
///
/// # Panics
/// When they have not come in a minute.
pub fn reports(browser: &Path, page: &Path, arguments: &[&str], wanted: usize) -> Vec<String> {
    // The debugging port keeps the browser from ending once the page is loaded.
    let keep = ["--enable-logging=stderr", "--remote-debugging-port=0"];
    let mut running = start(browser, page, &[arguments, &keep].concat());
    let lines = lines(&mut running);
    let end = Instant::now() + LONGEST;
    let mut reports = Vec::new();
    while reports.len() < wanted {
        let line = lines.recv_timeout(end.saturating_duration_since(Instant::now()));
        let line =
            line.unwrap_or_else(|e| panic!("{} of {wanted} reports, then {e}", reports.len()));
        let report = line
            .split_once("\"probe:")
            .and_then(|(_, r)| r.rsplit_once(":end\""));
        reports.extend(report.map(|(r, _)| r.to_owned()));
    }
    reports
}

/// Prints a page of the disk to a PDF.
///
/// # Panics
/// When the browser does not end in a minute, or fails.
pub fn print(browser: &Path, page: &Path, pdf: &Path) {
    let mut running = start(
        browser,
        page,
        &[&format!("--print-to-pdf={}", pdf.display())],
    );
    let lines = lines(&mut running);
    let end = Instant::now() + LONGEST;
    // The pipe closes when the browser and its helpers have ended.
    while let Ok(line) = lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
        drop(line);
    }
    let status = running.child.try_wait().expect("a child");
    let status =
        status.or_else(|| (Instant::now() < end).then(|| running.child.wait().expect("a child")));
    let profile = running.profile.path().display();
    let status =
        status.unwrap_or_else(|| panic!("printing did not end in {LONGEST:?} ({profile})"));
    assert!(status.success(), "the browser ended with {status}");
}
