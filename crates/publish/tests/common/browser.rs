//! A real Chromium without a window, a profile of its own for each run, and an end to each run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const LONGEST: Duration = Duration::from_secs(60);

/// The browser, or `None` after saying why the test is skipped.
///
/// # Panics
/// When there is none and `CONTRECHAMP_REQUIRE_BROWSER` is 1.
pub fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|dir| NAMES.map(|name| dir.join(name)))
        .chain([PathBuf::from(MAC)])
        .find(|p| p.is_file());
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

/// Runs the browser on a page of the disk; gives what it prints.
///
/// # Panics
/// When it does not end in a minute, or fails.
pub fn run(browser: &Path, page: &Path, arguments: &[&str]) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    let printed = profile.path().join("printed");
    let mut child = Command::new(browser)
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
        .arg(format!(
            "--user-data-dir={}",
            profile.path().join("profile").display()
        ))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&printed).expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the browser starts");
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the browser did not end in {LONGEST:?} with {arguments:?}");
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert!(status.success(), "the browser ended with {status}");
    std::fs::read_to_string(printed).expect("text")
}
