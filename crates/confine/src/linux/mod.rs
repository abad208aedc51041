//! Linux: namespaces first, then Landlock, then the filter of system calls, which would forbid the
//! first two.

mod calls;
mod filter;
mod landlock;
mod namespaces;

use std::io;
use std::path::{Path, PathBuf};

use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

use crate::{Confinement, Needs};

pub(crate) fn lock_down(needs: &Needs) -> Confinement {
    held(needs, &[])
}

/// The same for becoming a program: it, and what loads it, may be executed, and nothing else.
pub(crate) fn lock_down_for(needs: &Needs, program: &Path) -> Confinement {
    let mut runs = vec![program.to_owned()];
    runs.extend(interpreter(program));
    held(needs, &runs)
}

fn held(needs: &Needs, runs: &[PathBuf]) -> Confinement {
    let mut done = Confinement {
        opens_nothing: needs.read.is_empty(),
        ..Confinement::default()
    };
    match namespaces::leave() {
        Ok(()) => {
            done.namespaces = true;
            // Paths that may be read must stay where they are.
            if needs.read.is_empty() {
                match namespaces::empty_root() {
                    Ok(()) => done.empty_root = true,
                    Err(e) => done.missing.push(format!("no empty root folder: {e}")),
                }
            }
        }
        Err(e) => done.missing.push(format!(
            "no namespaces of its own: {e}; often forbidden by the system's settings"
        )),
    }
    if let Err(e) = drop_capabilities() {
        done.missing
            .push(format!("capabilities can't be given up: {e}"));
    }
    match landlock::restrict(&needs.read, runs) {
        Ok(version) => done.landlock = Some(version),
        Err(what) => done.missing.push(what),
    }
    let kind = if !runs.is_empty() {
        filter::Kind::Program
    } else if !needs.read.is_empty() {
        filter::Kind::Reading
    } else {
        filter::Kind::Descriptors
    };
    match filter::install(kind) {
        Ok(()) => done.seccomp = true,
        Err(what) => done
            .missing
            .push(format!("no filter of system calls: {what}")),
    }
    done
}

/// What loads a program and its libraries: named in its ELF header (entry PT_INTERP).
fn interpreter(program: &Path) -> Option<PathBuf> {
    let bytes = std::fs::read(program).ok()?;
    let number = |at: usize, size: usize| -> Option<usize> {
        let part = bytes.get(at..at.checked_add(size)?)?;
        let value = part.iter().rev().fold(0u64, |v, b| v << 8 | u64::from(*b));
        usize::try_from(value).ok()
    };
    // 64 bits, the lower byte first: what this crate runs on.
    if bytes.get(..6)? != b"\x7fELF\x02\x01" {
        return None;
    }
    let (table, size, count) = (number(32, 8)?, number(54, 2)?, number(56, 2)?);
    (0..count)
        .map(|n| table + n * size)
        .find(|entry| number(*entry, 4) == Some(3))
        .and_then(|entry| {
            let at = number(entry + 8, 8)?;
            let long = number(entry + 32, 8)?;
            let name = bytes.get(at..at.checked_add(long)?)?;
            let name = name.split(|b| *b == 0).next()?;
            Some(PathBuf::from(std::str::from_utf8(name).ok()?))
        })
}

fn drop_capabilities() -> io::Result<()> {
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    Ok(set_capabilities(None, none)?)
}

pub(crate) fn close_inherited() {
    // SAFETY: called first thing in a child, before anything of ours was opened. An older kernel
    // answers that it doesn't know this, which is no worse than before.
    unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0) };
}

pub(crate) fn fork() -> io::Result<()> {
    // SAFETY: the copy ends at once and touches nothing.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        // SAFETY: as above.
        0 => unsafe { libc::_exit(0) },
        _ => Ok(()),
    }
}

pub(crate) fn signal(process: u32) -> io::Result<()> {
    // SAFETY: signal 0 only asks.
    match unsafe { libc::kill(process.cast_signed(), 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

pub(crate) fn execute() -> io::Result<()> {
    let (any, all) = (
        libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
        libc::PROT_READ | libc::PROT_EXEC,
    );
    // SAFETY: a new page, which nothing uses.
    let page = unsafe { libc::mmap(std::ptr::null_mut(), 4096, all, any, -1, 0) };
    if page == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
