//! The dossier as PDF, printed by the user's own Chromium or Chrome, without a window and cut off
//! from every network. Nothing of it is written by us: what a browser prints is what the page shows.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The file's name in the dossier's folder.
pub const PDF: &str = "dossier.pdf";
/// Names another browser of this family.
pub const BROWSER: &str = "CONTRECHAMP_BROWSER";
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
/// Thousands of pictures take minutes on an old laptop.
const LONGEST: Duration = Duration::from_secs(600);

/// Why there is no PDF. The folder of the dossier is there.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error(
        "no Chromium or Chrome is on PATH, so that no PDF was made; install one, name one in CONTRECHAMP_BROWSER, or open the page and print it"
    )]
    NoBrowser,
    #[error("{browser:?} could not print the dossier: {what}; open the page and print it")]
    Failed { browser: PathBuf, what: String },
}

/// The browser that would print.
pub fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(BROWSER) {
        return Some(PathBuf::from(named)).filter(|p| p.is_file());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|dir| NAMES.map(|name| dir.join(name)))
        .chain(MAC.map(PathBuf::from))
        .find(|p| p.is_file())
}

/// Prints a page of ours as a file beside it; gives the file.
///
/// # Errors
/// When there is no browser, or it fails or takes longer than ten minutes.
pub fn print(index: &Path) -> Result<PathBuf, PdfError> {
    let browser = browser().ok_or(PdfError::NoBrowser)?;
    let failed = |what: String| PdfError::Failed {
        browser: browser.clone(),
        what,
    };
    let index = fs::canonicalize(index).map_err(|e| failed(e.to_string()))?;
    let pdf = index.with_file_name(PDF);
    // A folder of its own, so that nothing of the user's browser is read, or left in it.
    let profile = Profile::new().map_err(|e| failed(e.to_string()))?;
    let made = profile.0.join(PDF);
    let mut command = Command::new(&browser);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--no-pdf-header-footer",
            // No name leads anywhere, and no proxy is asked.
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--no-proxy-server",
            // Else the file would name the system that it was printed on.
            "--user-agent=contrechamp",
        ])
        .arg(format!("--user-data-dir={}", profile.0.display()))
        .arg(format!("--print-to-pdf={}", made.display()))
        .env("TZ", "UTC")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if is_root() {
        // Chromium's own sandbox refuses the super-user; the page has no script, and is ours.
        command.arg("--no-sandbox");
    }
    command.arg(format!("file://{}", escaped(&index)));
    let mut child = command.spawn().map_err(|e| failed(e.to_string()))?;
    ended(&mut child).map_err(&failed)?;
    let bytes = fs::read(&made).map_err(|e| failed(e.to_string()))?;
    if !bytes.starts_with(b"%PDF-") {
        return Err(failed("what it wrote is no PDF".to_owned()));
    }
    fs::write(&pdf, bytes).map_err(|e| failed(e.to_string()))?;
    Ok(pdf)
}

fn ended(child: &mut Child) -> Result<(), String> {
    let end = Instant::now() + LONGEST;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("it ended with {status}")),
            Err(e) => return Err(e.to_string()),
            Ok(None) if Instant::now() > end => {
                // It ends its helpers itself when it is ended.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it took longer than {} s", LONGEST.as_secs()));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// A path in a `file:` address.
fn escaped(path: &Path) -> String {
    let mut out = String::new();
    for byte in path.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// A browser's folder, removed when it is dropped.
struct Profile(PathBuf);

impl Profile {
    fn new() -> io::Result<Self> {
        let base = std::env::temp_dir();
        for n in 0..100 {
            let dir = base.join(format!("contrechamp-pdf-{}-{n}", std::process::id()));
            match private(&dir) {
                Ok(()) => return Ok(Self(dir)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::Error::other("no folder could be made for the browser"))
    }
}

#[cfg(unix)]
fn private(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn private(dir: &Path) -> io::Result<()> {
    fs::create_dir(dir)
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use std::path::Path;

    #[test]
    fn a_path_with_any_letters_is_an_address() {
        assert_eq!(
            escaped(Path::new("/a b/#é%.html")),
            "/a%20b/%23%C3%A9%25.html"
        );
    }
}
