//! Planted faults, in debug builds only: a file that begins with the words below makes the child
//! crash, hang, eat time or eat memory, so that tests can see what that costs.

use std::fs::File;
use std::os::unix::fs::FileExt;

const WORDS: &[u8] = b"contrechamp test fault: ";

pub fn play(file: &File) {
    let mut start = [0; 40];
    let count = file.read_at(&mut start, 0).unwrap_or(0);
    let Some(fault) = start[..count].strip_prefix(WORDS) else {
        return;
    };
    if fault.starts_with(b"crash") {
        std::process::abort();
    } else if fault.starts_with(b"panic") {
        panic!("planted");
    } else if fault.starts_with(b"hang") {
        loop {
            std::thread::park();
        }
    } else if fault.starts_with(b"spin") {
        let mut turns = 0u64;
        loop {
            turns = std::hint::black_box(turns.wrapping_add(1));
        }
    } else if fault.starts_with(b"allocate") {
        let mut eaten: Vec<Vec<u8>> = Vec::new();
        loop {
            eaten.push(vec![1; 16 << 20]);
        }
    }
}
