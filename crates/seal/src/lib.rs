//! Signatures (SSHSIG) and time stamps (RFC 3161) that an outsider checks with `ssh-keygen` and
//! `openssl`.
//!
//! What lives here: keys, signing, lists of certificates, queries and replies, starting the user's
//! own `ssh-keygen` and `curl`. What doesn't: what is signed and why, whose a key is, whether an authority is trusted.

mod key;
mod list;
mod post;
mod stamp;

pub use key::{Key, Signed, check, fingerprint_of};
pub use list::CertificateList;
pub use post::{Command, send};
pub use stamp::{Stamp, query, random_nonce, read_reply};

/// What a signature is for: one of a bag can't be passed off as one of a journal's head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// The end of a journal.
    Head,
    /// The tag manifest of a bag.
    Bag,
}

impl Purpose {
    /// The namespace that `ssh-keygen -n` gets.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Head => "journal-head@contrechamp",
            Self::Bag => "bag@contrechamp",
        }
    }
}

/// Why something was not signed, stamped or accepted.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("{path}: {source}", path = path.display())]
    Io {
        path: std::path::PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is no private key in OpenSSH's form ({what}); make one with: ssh-keygen -t ed25519 -f {path}", path = path.display())]
    NotAKey {
        path: std::path::PathBuf,
        what: String,
    },
    #[error("{path} is no list of certificates in PEM ({what}); it needs one block BEGIN CERTIFICATE for each", path = path.display())]
    NotAList {
        path: std::path::PathBuf,
        what: String,
    },
    #[error("a key can't be made: {0}")]
    NoKey(String),
    #[error("it could not be signed: {0}")]
    NotSigned(String),
    #[error("the signature does not hold: {0}")]
    BadSignature(String),
    #[error("the time stamp does not hold: {0}")]
    BadStamp(String),
    #[error("{program} can't be started ({source}); install it, or do the step by hand")]
    NoProgram {
        program: &'static str,
        source: std::io::Error,
    },
    #[error("the authority gave no time stamp: {0}")]
    NotSent(String),
}

impl SealError {
    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}
