//! Errors that stop a run. What costs one file only is a [`crate::Event::Problem`] instead.

use std::path::PathBuf;

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    #[error(transparent)]
    Case(#[from] case::CaseError),
    #[error(transparent)]
    Vault(#[from] vault::VaultError),
    #[error(transparent)]
    Seal(#[from] seal::SealError),
    /// The decoding child can't be started, or not be held back enough.
    #[error("{0}")]
    Decoder(#[from] decode::DecodeError),
    /// What a person asked for is not there.
    #[error("{0}")]
    Wanted(String),
    #[error("the vocabulary could not be trained: {0}")]
    Train(String),
    #[error("{path}: {source}; everything finished so far is kept, run the same command again to go on", path = path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
}
