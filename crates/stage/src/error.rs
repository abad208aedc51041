//! What can go wrong on the stage, and what a person can do about it.

use std::path::{Path, PathBuf};

/// Why a film, document or case could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    #[error(
        "the program {0:?} was not found: the stage needs it to write video; install the package \
         `ffmpeg` (Debian and Ubuntu: apt-get install ffmpeg; macOS: brew install ffmpeg)"
    )]
    NoFfmpeg(String),
    #[error("ffmpeg failed on {file}: {message}")]
    Ffmpeg { file: PathBuf, message: String },
    #[error("{file}: {source}")]
    Io {
        file: PathBuf,
        source: std::io::Error,
    },
    #[error("{file}: not a readable PNG or JPEG picture: {message}")]
    Picture { file: PathBuf, message: String },
    #[error("{file}: no video frame could be read from it; give a video that ffmpeg can decode")]
    NoBackdrop { file: PathBuf },
    #[error("the plan cannot be filmed: {0}")]
    Plan(String),
    #[error("{file}: cannot be written or read as JSON: {source}")]
    Json {
        file: PathBuf,
        source: serde_json::Error,
    },
}

impl StageError {
    pub(crate) fn io(file: &Path, source: std::io::Error) -> Self {
        Self::Io {
            file: file.to_owned(),
            source,
        }
    }
}
