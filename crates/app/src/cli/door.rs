//! Opening a case for a verb, and turning errors into words and exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use case::{Access, Case};
use pipeline::{Desk, PipelineError, Settings};

use super::CaseArg;

/// How a verb ended.
pub enum Outcome {
    Done,
    /// Done, but something on the way failed, and was named.
    SomeFailed,
}

/// Why a verb could not be done, with what the user can do.
pub struct Failure {
    pub what: String,
    pub hint: Option<String>,
    pub status: u8,
}

impl Failure {
    /// Wrong usage: exit status 2.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: Some(hint.into()),
            status: 2,
        }
    }

    /// Not a case, or not usable: exit status 3.
    pub fn unusable(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
            status: 3,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn print(self) -> ExitCode {
        eprintln!("error: {}", self.what);
        if let Some(hint) = self.hint {
            eprintln!("hint: {hint}");
        }
        ExitCode::from(self.status)
    }
}

impl From<PipelineError> for Failure {
    fn from(e: PipelineError) -> Self {
        Self::unusable(e.to_string())
    }
}

impl From<case::CaseError> for Failure {
    fn from(e: case::CaseError) -> Self {
        Self::unusable(e.to_string())
    }
}

impl From<vault::VaultError> for Failure {
    fn from(e: vault::VaultError) -> Self {
        Self::unusable(e.to_string())
    }
}

impl From<publish::GatherError> for Failure {
    fn from(e: publish::GatherError) -> Self {
        Self::unusable(e.to_string())
    }
}

impl From<publish::PublishError> for Failure {
    fn from(e: publish::PublishError) -> Self {
        Self::unusable(e.to_string())
    }
}

impl CaseArg {
    /// The folder that was named, or the current one.
    pub fn dir(&self) -> PathBuf {
        self.case.clone().unwrap_or_else(|| PathBuf::from("."))
    }

    /// # Errors
    /// When the folder is no case or can't be opened.
    pub fn open(&self, access: Access) -> Result<Case, Failure> {
        let dir = self.dir();
        if !Case::is_case(&dir) {
            return Err(self.not_a_case(&dir));
        }
        Ok(Case::open(&dir, access)?)
    }

    /// Opens the case, or makes it when the folder is empty or missing.
    pub fn open_or_create(&self) -> Result<Case, Failure> {
        let Some(dir) = &self.case else {
            return self.open(Access::Write);
        };
        if Case::is_case(dir) {
            return Ok(Case::open(dir, Access::Write)?);
        }
        Ok(Case::create(dir, &case_name(dir))?)
    }

    fn not_a_case(&self, dir: &Path) -> Failure {
        let what = match &self.case {
            Some(_) => format!("{} is not a case", dir.display()),
            None => "the current folder is not a case".to_owned(),
        };
        Failure::unusable(what).hint(
            "name one with --case DIR, or make one with: contrechamp investigate --case DIR --footage DIR --documents DIR",
        )
    }
}

/// A case is named after its folder until somebody says otherwise.
pub fn case_name(dir: &Path) -> String {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    full.file_name()
        .map_or_else(|| "case".to_owned(), |n| n.to_string_lossy().into_owned())
}

/// A desk on a case, with our own binary as its decoding child.
pub fn desk(case: Case, settings: Settings) -> Result<Desk, Failure> {
    let program = std::env::current_exe()
        .map_err(|e| Failure::unusable(format!("can't find this program's own file: {e}")))?;
    Ok(Desk::open(case, program, settings)?)
}
