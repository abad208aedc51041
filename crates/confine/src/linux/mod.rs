//! Linux: namespaces first, then Landlock, then the filter of system calls, which would forbid the
//! first two.

mod calls;
mod filter;
mod landlock;
mod namespaces;

use std::io;

use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

use crate::{Confinement, Needs};

pub(crate) fn lock_down(needs: &Needs) -> Confinement {
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
    match landlock::restrict(&needs.read) {
        Ok(version) => done.landlock = Some(version),
        Err(what) => done.missing.push(what),
    }
    match filter::install(!needs.read.is_empty()) {
        Ok(()) => done.seccomp = true,
        Err(what) => done
            .missing
            .push(format!("no filter of system calls: {what}")),
    }
    done
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
