//! Why a file could not be decoded, in words that name it and say what to do.

use std::io;
use std::path::PathBuf;

/// Why a file gave nothing, or not all of what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The child died; the file is broken or hostile.
    #[error(
        "{file:?}: the decoder crashed on it{}; it is kept but not read. If other programs play it, convert a copy (for example with ffmpeg) and add that{}",
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
        "{file:?}: the decoder made no progress for {seconds} s and was stopped; the file is kept but not read. Try again on an idle machine, or convert a copy and add that"
    )]
    Hung { file: PathBuf, seconds: u64 },
    #[error(
        "{file:?}: decoding needs more than the {limit_mib} MiB of memory that one file may use; convert a smaller copy and add that, or raise the memory limit"
    )]
    OutOfMemory { file: PathBuf, limit_mib: u64 },
    /// It tried what decoding never needs; the file is hostile, or the filter too strict.
    #[error(
        "{file:?}: the decoder was stopped, because it tried to do what decoding never needs (start a program, open a connection, or the like); it is kept but not read. Take this file for an attack until somebody has looked at it"
    )]
    Forbidden { file: PathBuf },
    #[error(
        "{file:?}: decoding took more than the {seconds} s of processor time that a file of its size may use and was stopped; the file is kept but not read. Convert a copy and add that"
    )]
    TooLong { file: PathBuf, seconds: u64 },
    /// No lock-down on this system: nothing was read.
    #[error(
        "files from outside are not read without a lock-down, and this system has too little of it: {what}"
    )]
    Unconfined { file: PathBuf, what: String },
    #[error("{file:?}: {what} exceeds the limit of {limit}; scale a copy down and add that")]
    TooLarge {
        file: PathBuf,
        what: String,
        limit: String,
    },
    #[error(
        "{file:?} is protected by a password or an encryption that can't be opened; save an unprotected copy (open it with its password and print or export it to PDF) and add that"
    )]
    Encrypted { file: PathBuf },
    #[error("{file:?} is damaged: {reason}")]
    Damaged { file: PathBuf, reason: String },
    #[error("{file:?} was not understood: {reason}")]
    NotUnderstood { file: PathBuf, reason: String },
    #[error("{file:?}: {doing}: {source}")]
    Io {
        file: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
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
