//! Namespaces of its own: users without rights, a network without devices, an empty root.

use std::io;

use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_change, unmount,
};
use rustix::process::{chdir, pivot_root};
use rustix::thread::{UnshareFlags, unshare_unsafe};

/// Leaves the namespaces of the parent. Not that of process ids: a process that does can't start
/// threads any more, and the filter keeps it from all others.
pub fn leave() -> io::Result<()> {
    let all = UnshareFlags::NEWUSER
        | UnshareFlags::NEWNET
        | UnshareFlags::NEWIPC
        | UnshareFlags::NEWUTS
        | UnshareFlags::NEWNS;
    // SAFETY: descriptors stay shared; there is one thread.
    Ok(unsafe { unshare_unsafe(all) }?)
}

/// Makes an empty file system of no size the root, and lets go of the old one.
pub fn empty_root() -> io::Result<()> {
    mount_change(
        "/",
        MountPropagationFlags::PRIVATE | MountPropagationFlags::REC,
    )?;
    let flags = MountFlags::NODEV | MountFlags::NOEXEC | MountFlags::NOSUID | MountFlags::RDONLY;
    // Any folder that is always there will do.
    let place = "/proc";
    mount(
        "none",
        place,
        "tmpfs",
        flags,
        c"size=4k,nr_inodes=1,mode=555",
    )?;
    chdir(place)?;
    pivot_root(".", ".")?;
    // The old root now lies over the new one, at the same place.
    unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    Ok(())
}
