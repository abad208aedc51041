//! Slots of shared memory through which the pixels of frames go.
//!
//! The parent makes and sizes it; the child writes a slot, names it in a message, and may write
//! it again once the parent has given it back.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use memmap2::{Mmap, MmapMut};

/// Slots share about so many bytes.
const BUDGET: u64 = 32 << 20;
const FEWEST: u64 = 2;
const MOST: u64 = 8;

/// The parent's end, which only reads.
pub struct Ring {
    file: File,
    map: Mmap,
    slot_bytes: usize,
    slots: u8,
}

/// The child's end.
pub struct RingView {
    map: MmapMut,
    slot_bytes: usize,
    free: Vec<u8>,
    slots: u8,
}

impl Ring {
    pub fn new(slot_bytes: u64) -> io::Result<Self> {
        let slot_bytes = slot_bytes.max(1).next_multiple_of(4096);
        let slots = (BUDGET / slot_bytes).clamp(FEWEST, MOST);
        let file = shared_file(slot_bytes * slots)?;
        // SAFETY: the file has no name, only the child shares it, and it can't be shrunk where
        // seals exist. The child may change bytes while they are read; any bytes are pixels.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self {
            file,
            map,
            slot_bytes: usize::try_from(slot_bytes).map_err(io::Error::other)?,
            slots: slots as u8,
        })
    }

    pub const fn slots(&self) -> u8 {
        self.slots
    }

    pub fn slot(&self, slot: u8) -> Option<&[u8]> {
        if slot >= self.slots {
            return None;
        }
        let start = self.slot_bytes * usize::from(slot);
        self.map.get(start..start + self.slot_bytes)
    }

    pub fn descriptor(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl RingView {
    pub fn new(descriptor: OwnedFd, slots: u8) -> io::Result<Self> {
        let file = File::from(descriptor);
        // SAFETY: the parent only reads, and only slots that were named to it.
        let map = unsafe { MmapMut::map_mut(&file)? };
        let slot_bytes = map.len() / usize::from(slots.max(1));
        Ok(Self {
            map,
            slot_bytes,
            free: (0..slots).collect(),
            slots,
        })
    }

    pub const fn slot_bytes(&self) -> usize {
        self.slot_bytes
    }

    pub fn take_free(&mut self) -> Option<u8> {
        self.free.pop()
    }

    pub fn give_back(&mut self, slot: u8) {
        if slot < self.slots && !self.free.contains(&slot) {
            self.free.push(slot);
        }
    }

    /// Slots that the parent still holds.
    pub fn held(&self) -> usize {
        usize::from(self.slots) - self.free.len()
    }

    pub fn slot_mut(&mut self, slot: u8) -> &mut [u8] {
        let start = self.slot_bytes * usize::from(slot);
        &mut self.map[start..start + self.slot_bytes]
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn shared_file(bytes: u64) -> io::Result<File> {
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    let descriptor = memfd_create("frames", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let file = File::from(descriptor);
    file.set_len(bytes)?;
    // A child that shrank it would kill us by SIGBUS.
    fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
    Ok(file)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn shared_file(bytes: u64) -> io::Result<File> {
    let file = tempfile::tempfile()?;
    file.set_len(bytes)?;
    Ok(file)
}
