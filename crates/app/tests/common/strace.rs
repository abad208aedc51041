//! The program under `strace`, which logs its calls, and can make them fail.
#![allow(dead_code)]

use std::process::{Command, Stdio};

use super::{Ran, ended};

/// Calls that change something on the disk, or make sure that it is there.
pub const CALLS: [&str; 15] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "copy_file_range",
];

/// Whether it is installed and this system lets it look at processes; says so where not.
pub fn works() -> bool {
    let tried = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "true"])
        .output();
    let works = tried.is_ok_and(|out| out.status.success());
    if !works {
        println!("skipped: strace is not installed, or this system does not let it look");
    }
    works
}

/// Runs the program with these arguments under these options.
pub fn traced(arguments: &[String], options: &[&str]) -> Ran {
    let out = Command::new("strace")
        .arg("-qq")
        .args(options)
        .arg(env!("CARGO_BIN_EXE_contrechamp"))
        .args(arguments)
        .env_remove("CONTRECHAMP_CASE")
        .stdin(Stdio::null())
        .output();
    ended(out.expect("strace is there"))
}
