//! Why a file could not be decoded, in words that name it and say what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file gave nothing, or not all of what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The child died; the file is broken or hostile.
    #[error(
        "{}: the decoder crashed on it{}; it is kept but not read. If other programs play it, convert a copy (for example with ffmpeg) and add that{}", named(.file),
        crash_signal(*.signal),
        detail_tail(.detail)
    )]
    Crashed {
        file: PathBuf,
        signal: Option<i32>,
        /// The last lines that the child wrote, if any.
        detail: String,
    },
    #[error(
        "{}: the decoder made no progress for {seconds} s and was stopped; the file is kept but not read. Try again on an idle machine, or convert a copy and add that", named(.file)
    )]
    Hung { file: PathBuf, seconds: u64 },
    #[error(
        "{}: decoding needs more than the {limit_mib} MiB of memory that one file may use; convert a smaller copy and add that, or raise the memory limit", named(.file)
    )]
    OutOfMemory { file: PathBuf, limit_mib: u64 },
    /// It tried what decoding never needs; the file is hostile, or the filter too strict.
    #[error(
        "{}: the decoder was stopped, because it tried to do what decoding never needs (start a program, open a connection, or the like); it is kept but not read. Take this file for an attack until somebody has looked at it", named(.file)
    )]
    Forbidden { file: PathBuf },
    #[error(
        "{}: decoding took more than the {seconds} s of processor time that a file of its size may use and was stopped; the file is kept but not read. Convert a copy and add that", named(.file)
    )]
    TooLong { file: PathBuf, seconds: u64 },
    /// No lock-down on this system: nothing was read.
    #[error(
        "files from outside are not read without a lock-down, and this system has too little of it: {what}"
    )]
    Unconfined { file: PathBuf, what: String },
    #[error("{}: {what} exceeds the limit of {limit}; scale a copy down and add that", named(.file))]
    TooLarge {
        file: PathBuf,
        what: String,
        limit: String,
    },
    #[error(
        "{} is protected by a password or an encryption that can't be opened; save an unprotected copy (open it with its password and print or export it to PDF) and add that", named(.file)
    )]
    Encrypted { file: PathBuf },
    #[error("{} is damaged: {reason}", named(.file))]
    Damaged { file: PathBuf, reason: String },
    #[error("{} was not understood: {reason}", named(.file))]
    NotUnderstood { file: PathBuf, reason: String },
    #[error("{}: {doing}: {source}", named(.file))]
    Io {
        file: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
}

/// The file without the folders that it lies in: what is told of it stands in the case, and goes to
/// others, whom the names of folders on this machine do not concern.
fn named(file: &Path) -> String {
    let name = file.file_name().unwrap_or(file.as_os_str());
    format!("{name:?}")
}

fn crash_signal(signal: Option<i32>) -> String {
    signal.map_or_else(String::new, |s| format!(" (signal {s})"))
}

fn detail_tail(detail: &str) -> String {
    if detail.is_empty() {
        String::new()
    } else {
        format!("; it said: {detail}")
    }
}

impl DecodeError {
    /// The file as it was given.
    pub fn file(&self) -> &std::path::Path {
        match self {
            Self::Crashed { file, .. }
            | Self::Hung { file, .. }
            | Self::Forbidden { file }
            | Self::TooLong { file, .. }
            | Self::Unconfined { file, .. }
            | Self::OutOfMemory { file, .. }
            | Self::TooLarge { file, .. }
            | Self::Encrypted { file }
            | Self::Damaged { file, .. }
            | Self::NotUnderstood { file, .. }
            | Self::Io { file, .. } => file,
        }
    }
}
