//! What a child process gives up before it reads a hostile byte.
//!
//! A child of ours starts single-threaded, says what it [`Needs`], and calls [`enter`]: from then
//! on it reaches no network, no file but those it holds open or has named, no other process, and
//! it can't get any of it back. What lives here: the lock-down, and in words how far it goes on
//! this system. What doesn't: starting children, talking to them, reading files.

use std::ffi::OsString;
use std::path::Path;

mod attempt;
#[cfg(target_os = "linux")]
mod linux;
mod needs;
mod state;

pub use attempt::{Attempt, Outcome};
pub use needs::Needs;
pub use state::{Confinement, Gap, Level, Policy};

/// Why a child does not begin.
#[derive(Debug, thiserror::Error)]
pub enum ConfineError {
    /// This system can't hold back enough, and nobody said that it may go on without.
    #[error("{0}")]
    TooWeak(Confinement),
    #[error("the limits of memory and time can't be set: {0}")]
    Limits(std::io::Error),
    #[error("the program can't be started: {0}")]
    Program(std::io::Error),
}

/// Locks this process down, as far as this system can, and for good. Limits of memory, processor
/// time and open files are set on every system, whatever the policy.
///
/// Must be called while the process has one thread, and after everything that it needs from
/// elsewhere (libraries, locale) was loaded.
///
/// # Errors
/// When the limits can't be set, or when `policy` is [`Policy::Required`] and there would be a
/// [`Gap`]. The process then must end; some of the lock-down may be in place.
pub fn enter(needs: &Needs, policy: Policy) -> Result<Confinement, ConfineError> {
    needs::limit(needs).map_err(ConfineError::Limits)?;
    if policy == Policy::Off {
        return Ok(Confinement::none("it was switched off"));
    }
    let confinement = lock_down(needs);
    if policy == Policy::Required && !confinement.gaps().is_empty() {
        return Err(ConfineError::TooWeak(confinement));
    }
    Ok(confinement)
}

/// Becomes another program, locked down like [`enter`]: it may read what was named, and execute
/// itself and nothing else. Answers only where that fails; else this process is that program.
///
/// The same conditions hold as for [`enter`], and its memory may become code, as loading libraries
/// needs.
pub fn become_program(
    needs: &Needs,
    policy: Policy,
    program: &Path,
    arguments: &[OsString],
) -> ConfineError {
    if let Err(e) = needs::limit(needs) {
        return ConfineError::Limits(e);
    }
    if policy != Policy::Off {
        let confinement = lock_down_for(needs, program);
        if policy == Policy::Required && !confinement.gaps().is_empty() {
            return ConfineError::TooWeak(confinement);
        }
    }
    ConfineError::Program(replace(program, arguments))
}

#[cfg(unix)]
fn replace(program: &Path, arguments: &[OsString]) -> std::io::Error {
    use std::os::unix::process::CommandExt;
    std::process::Command::new(program).args(arguments).exec()
}

#[cfg(not(unix))]
fn replace(_: &Path, _: &[OsString]) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}

#[cfg(target_os = "linux")]
use linux::{lock_down, lock_down_for};

#[cfg(not(target_os = "linux"))]
fn lock_down_for(needs: &Needs, _: &Path) -> Confinement {
    lock_down(needs)
}

#[cfg(not(target_os = "linux"))]
fn lock_down(_: &Needs) -> Confinement {
    Confinement::none("contrechamp has no lock-down for this system yet, only for Linux")
}

/// Closes every descriptor but standard input, output and error: what a parent of the parent may
/// have left open. Does nothing where the system has no quick way.
pub fn close_inherited() {
    #[cfg(target_os = "linux")]
    linux::close_inherited();
}
