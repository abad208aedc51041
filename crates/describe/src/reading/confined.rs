//! Starting Tesseract: our own binary, started again, gives up what it can and becomes that
//! program. It reads its libraries and models and its standard input; it reaches no network, no
//! folder of yours, and starts nothing.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use confine::{ConfineError, Needs, Policy};

/// The hidden word by which our binary is told to become the recogniser.
pub const CHILD_ARG: &str = "recogniser-child";
/// How it ends where this system can't hold it back, for the parent.
const TOO_WEAK: u8 = 93;
const NAME: &str = "tesseract";
/// Environment that the program may need to find its libraries and models.
const PASSED_ON: [&str; 4] = [
    "PATH",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "TESSDATA_PREFIX",
];
/// Where programs, libraries and language data are installed. Nobody's own files are there.
const INSTALLED: [&str; 6] = [
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/nix/store",
];
const MEMORY: u64 = 2 << 30;
const TIME: Duration = Duration::from_secs(600);

/// How Tesseract is started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Launch {
    /// Our own binary, which calls [`child_main`].
    pub program: PathBuf,
    pub sandbox: Policy,
}

impl Launch {
    /// The command that starts it, without its arguments.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg(CHILD_ARG)
            .arg(match self.sandbox {
                Policy::Required => "required",
                Policy::IfPossible => "if-possible",
                Policy::Off => "off",
            })
            .env_clear()
            .env("OMP_THREAD_LIMIT", "1")
            .env("LC_ALL", "C");
        for name in PASSED_ON {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }
}

/// Whether a child ended because it could not be held back.
pub(super) fn is_too_weak(status: std::process::ExitStatus) -> bool {
    status.code() == Some(i32::from(TOO_WEAK))
}

/// What our binary does when it is started to become the recogniser: the first word says how it
/// must be held back, all others are for that program. Answers only when it could not.
pub fn child_main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    confine::close_inherited();
    let mut arguments = arguments;
    let policy = match arguments
        .next()
        .as_deref()
        .and_then(std::ffi::OsStr::to_str)
    {
        Some("if-possible") => Policy::IfPossible,
        Some("off") => Policy::Off,
        _ => Policy::Required,
    };
    let Some(program) = installed() else {
        eprintln!("{NAME} is not installed");
        return ExitCode::from(127);
    };
    let needs = Needs {
        read: readable(&program),
        memory_bytes: MEMORY,
        cpu: TIME,
        open_files: 64,
    };
    let arguments: Vec<OsString> = arguments.collect();
    let failed = confine::become_program(&needs, policy, &program, &arguments);
    eprintln!("{NAME} was not started: {failed}");
    match failed {
        ConfineError::TooWeak(_) => ExitCode::from(TOO_WEAK),
        _ => ExitCode::FAILURE,
    }
}

/// The program in the search path, links followed.
fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(NAME))
        .find(|file| file.is_file())
        .and_then(|file| file.canonicalize().ok())
}

/// What it must read: system folders, and the folders of its own installation that are named.
fn readable(program: &Path) -> Vec<PathBuf> {
    let mut read: Vec<PathBuf> = INSTALLED.iter().map(PathBuf::from).collect();
    read.push(program.to_owned());
    let named = ["LD_LIBRARY_PATH", "TESSDATA_PREFIX"];
    for value in named.into_iter().filter_map(std::env::var_os) {
        // A name without a folder would be the one that we are in.
        read.extend(std::env::split_paths(&value).filter(|p| p.is_absolute()));
    }
    read
}
