//! Opening a case for a verb, and turning errors into words and exit status.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use case::{Access, Case, CaseError};
use clap::builder::FalseyValueParser;
use decode::{DecodeError, Policy};
use pipeline::{Desk, PipelineError, Settings};

use super::CaseArg;

/// How a verb ended.
pub enum Outcome {
    Done,
    /// Done, but something on the way failed, and was named.
    SomeFailed,
}

/// Why a verb could not be done, with what the user can do.
#[derive(Debug)]
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
        Self::with(3, what)
    }

    /// Something failed on the way, and what was finished before it is kept: exit status 1.
    pub fn on_the_way(what: impl Into<String>) -> Self {
        Self::with(1, what)
    }

    fn with(status: u8, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
            status,
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

impl From<CaseError> for Failure {
    fn from(e: CaseError) -> Self {
        let status = if e.is_unusable() {
            3
        } else if e.is_about_a_name() {
            2
        } else {
            1
        };
        Self::with(status, e.to_string())
    }
}

impl From<vault::VaultError> for Failure {
    fn from(e: vault::VaultError) -> Self {
        match e {
            vault::VaultError::Folder { .. } => Self::unusable(e.to_string()),
            _ => Self::on_the_way(e.to_string()),
        }
    }
}

impl From<PipelineError> for Failure {
    fn from(e: PipelineError) -> Self {
        match e {
            PipelineError::Case(e) => e.into(),
            PipelineError::Vault(e) => e.into(),
            PipelineError::Decoder(e) => e.into(),
            _ => Self::on_the_way(e.to_string()),
        }
    }
}

impl From<DecodeError> for Failure {
    fn from(e: DecodeError) -> Self {
        match e {
            DecodeError::Unconfined { .. } => Self::unusable(e.to_string()).hint(
                "see contrechamp doctor for what is missing; or work in a virtual machine and say --no-sandbox, which goes on with what there is",
            ),
            e => Self::on_the_way(e.to_string()),
        }
    }
}

impl From<publish::GatherError> for Failure {
    fn from(e: publish::GatherError) -> Self {
        match e {
            publish::GatherError::Case(e) => e.into(),
            publish::GatherError::Vault(e) => e.into(),
        }
    }
}

impl From<publish::PublishError> for Failure {
    fn from(e: publish::PublishError) -> Self {
        use publish::PublishError as E;
        let status = match e {
            // The folder that was named isn't one to write to.
            E::NotADossier { .. } | E::NoName(_) => 2,
            E::Write { .. } => 1,
        };
        Self::with(status, e.to_string())
    }
}

impl From<review::ReviewError> for Failure {
    fn from(e: review::ReviewError) -> Self {
        match e {
            review::ReviewError::Case(e) => e.into(),
            _ => Self::with(2, e.to_string()),
        }
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
        self.open_or(access, Failure::from)
    }

    /// Opens the case; `explain` puts into words why it can't be opened.
    pub fn open_or(
        &self,
        access: Access,
        explain: impl FnOnce(CaseError) -> Failure,
    ) -> Result<Case, Failure> {
        let dir = self.dir();
        if !Case::is_case(&dir) {
            return Err(self.not_a_case(&dir));
        }
        Case::open(&dir, access).map(warned).map_err(explain)
    }

    /// Opens the case, or makes it when the folder is empty or missing.
    pub fn open_or_create(&self) -> Result<Case, Failure> {
        let Some(dir) = &self.case else {
            return self.open(Access::Write);
        };
        if Case::is_case(dir) {
            return self.open(Access::Write);
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

/// Says what was noticed on opening; stdout is for results.
fn warned(case: Case) -> Case {
    for warning in case.warnings() {
        eprintln!("warning: {warning}");
    }
    case
}

/// A case is named after its folder until somebody says otherwise.
pub fn case_name(dir: &Path) -> String {
    let full = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    full.file_name()
        .map_or_else(|| "case".to_owned(), |n| n.to_string_lossy().into_owned())
}

/// What a person said about holding back the decoding child.
#[derive(clap::Args, Clone, Copy)]
pub struct SandboxArg {
    /// Decode files even where this system can't lock the decoder down
    #[arg(
        long,
        global = true,
        env = "CONTRECHAMP_NO_SANDBOX",
        value_parser = FalseyValueParser::new(),
        hide_short_help = true
    )]
    no_sandbox: bool,
}

/// Set once, before any verb runs.
static POLICY: OnceLock<Policy> = OnceLock::new();

impl SandboxArg {
    pub fn hold(self) {
        let policy = if self.no_sandbox {
            Policy::IfPossible
        } else {
            Policy::Required
        };
        let _ = POLICY.set(policy);
    }
}

/// What the decoding child needs to be held back by.
pub fn sandbox_policy() -> Policy {
    POLICY.get().copied().unwrap_or_default()
}

/// Our own file, which is started as the decoding child.
pub fn own_program() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|e| Failure::on_the_way(format!("can't find this program's own file: {e}")))
}

/// A desk on a case, with our own binary as its decoding child.
pub fn desk(case: Case, mut settings: Settings) -> Result<Desk, Failure> {
    settings.limits.sandbox = sandbox_policy();
    let desk = Desk::open(case, own_program()?, settings)?;
    if !desk.confinement().gaps().is_empty() {
        eprintln!(
            "warning: files are decoded without a full lock-down, as you asked: {}",
            desk.confinement()
        );
    }
    Ok(desk)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn status(failure: impl Into<Failure>) -> u8 {
        failure.into().status
    }

    #[test]
    fn only_a_case_that_cannot_be_used_gives_three() {
        let dir = PathBuf::from("case");
        let source = || io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
        assert_eq!(status(CaseError::NotACase { dir: dir.clone() }), 3);
        let read_only = CaseError::ReadOnly {
            dir: dir.clone(),
            source: source(),
        };
        assert_eq!(status(PipelineError::Case(read_only)), 3);
        assert_eq!(status(CaseError::NoSuchSighting("12".to_owned())), 2);
        let named = CaseError::NoSuchItem("12".to_owned());
        assert_eq!(status(review::ReviewError::Case(named)), 2);
        assert_eq!(status(review::ReviewError::Nobody), 2);
        assert_eq!(status(CaseError::Full { path: dir.clone() }), 1);
        let full = vault::VaultError::Full {
            dir: dir.clone(),
            needed: 7,
            free: None,
        };
        assert_eq!(status(PipelineError::Vault(full)), 1);
        let unwritten = PipelineError::Write {
            path: dir.clone(),
            source: source(),
        };
        assert_eq!(status(unwritten), 1);
        let folder = vault::VaultError::Folder {
            path: dir.clone(),
            source: source(),
        };
        assert_eq!(status(publish::GatherError::Vault(folder)), 3);
        let taken = publish::PublishError::NotADossier {
            path: dir,
            found: "a letter".to_owned(),
        };
        assert_eq!(status(taken), 2);
    }
}
