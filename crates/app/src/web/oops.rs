//! What went wrong, in words, with the way on; how it is shown is the page's business.

use axum::http::StatusCode;
use case::CaseError;
use pipeline::PipelineError;
use review::ReviewError;

/// Why a request could not be answered.
#[derive(Debug)]
pub struct Oops {
    pub status: StatusCode,
    pub what: String,
    /// What the person had written, so that it is not lost: names of fields and texts.
    pub kept: Vec<(String, String)>,
}

impl Oops {
    /// There is no such thing.
    pub fn missing(what: impl Into<String>) -> Self {
        Self::with(StatusCode::NOT_FOUND, what)
    }

    /// What was asked for makes no sense.
    pub fn wrong(what: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, what)
    }

    /// Not allowed.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::with(StatusCode::FORBIDDEN, what)
    }

    /// Something on our side.
    pub fn broken(what: impl Into<String>) -> Self {
        Self::with(StatusCode::INTERNAL_SERVER_ERROR, what)
    }

    /// The same, with what a form brought, to be shown.
    #[must_use]
    pub fn keeping(mut self, written: Vec<(String, String)>) -> Self {
        self.kept = written;
        self
    }

    pub fn with(status: StatusCode, what: impl Into<String>) -> Self {
        Self {
            status,
            what: what.into(),
            kept: Vec::new(),
        }
    }
}

impl From<CaseError> for Oops {
    fn from(e: CaseError) -> Self {
        let status = match &e {
            CaseError::Locked { .. } => StatusCode::CONFLICT,
            CaseError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
            CaseError::Misfit(_) => StatusCode::BAD_REQUEST,
            e if e.is_about_a_name() => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::with(status, e.to_string())
    }
}

impl From<vault::VaultError> for Oops {
    fn from(e: vault::VaultError) -> Self {
        let status = match &e {
            vault::VaultError::Full { .. } => StatusCode::INSUFFICIENT_STORAGE,
            // What was sent broke off.
            e if e.is_about_source() => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::with(status, e.to_string())
    }
}

impl From<PipelineError> for Oops {
    fn from(e: PipelineError) -> Self {
        match e {
            PipelineError::Case(e) => e.into(),
            PipelineError::Vault(e) => e.into(),
            PipelineError::Wanted(what) => Self::missing(what),
            e => Self::broken(e.to_string()),
        }
    }
}

impl From<decode::DecodeError> for Oops {
    fn from(e: decode::DecodeError) -> Self {
        Self::broken(e.to_string())
    }
}

impl From<ReviewError> for Oops {
    fn from(e: ReviewError) -> Self {
        match e {
            ReviewError::Case(e) => e.into(),
            // Somebody else was first.
            e @ ReviewError::Changed { .. } => {
                Self::with(StatusCode::PRECONDITION_FAILED, e.to_string())
            }
            e => Self::wrong(e.to_string()),
        }
    }
}
