//! Content Credentials (C2PA) that a file carries: what they say of themselves. Nothing here is
//! checked, and the words say so: whether the file is intact, who signed, and whether the signer
//! is trusted are three questions.

use serde::{Deserialize, Serialize};

use crate::{ContentHash, ItemId, Part, Phrase, Provenance, Step};

/// The work of looking for them in an item; raised whenever it may find something else.
pub fn credentials_of(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("credentials", 1), vec![item.0])
}

/// A manifest store as it lies in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Credentials {
    /// Of the store's bytes, headers of the container left out.
    pub sha256: ContentHash,
    pub bytes: u64,
    /// Labels of the manifests, the active one last.
    pub manifests: Vec<String>,
    /// What made the active claim, as the claim says.
    pub generator: Option<String>,
    /// Of the active manifest's first certificate.
    pub signer: Option<Signer>,
    /// What could not be read of it, in words.
    pub notes: Vec<String>,
}

/// Whom a certificate in a file names. Anybody can write one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signer {
    pub subject: String,
    pub issuer: String,
}

impl Credentials {
    /// The three questions with their answers.
    pub fn answers(&self) -> [(&'static str, Phrase); 3] {
        let who = match &self.signer {
            Some(s) => Phrase::new(
                "not checked; the certificate in it names {0}, issued by {1}",
                [Part::Data(s.subject.clone()), Part::Data(s.issuer.clone())],
            ),
            None => Phrase::plain("not known; no certificate could be read in it"),
        };
        [
            (
                "Is it intact?",
                Phrase::plain("not checked; the file's bytes were not held against it"),
            ),
            ("Who signed?", who),
            (
                "Is the signer trusted?",
                Phrase::plain("not checked; no list of trusted signers is used"),
            ),
        ]
    }
}
