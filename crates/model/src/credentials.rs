//! Content Credentials (C2PA) that a file carries, and what checking them gave. Three questions
//! stay apart: whether the file is intact, who signed, and whether the signer is trusted.

use serde::{Deserialize, Serialize};

use crate::{ContentHash, ItemId, Part, Phrase, Provenance, Step};

/// The work of looking for them in an item; raised whenever it may find something else.
pub fn credentials_of(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("credentials", 3), vec![item.0])
}

/// The work of holding an item's signer against a list that a person gave.
pub fn signer_trust_of(item: &ItemId, list: &ContentHash) -> Provenance {
    Provenance::new(Step::new(SIGNER_TRUST, 1), vec![item.0, *list])
}

/// The step of [`signer_trust_of`].
pub const SIGNER_TRUST: &str = "credentials-trust";

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
    /// The active claim against its signature.
    pub signature: Check,
    /// What the active claim lists, by label, against its hashes; and what it does not list.
    pub assertions: Vec<(String, Check)>,
    /// The file's bytes against the hash in the active manifest.
    pub content: Check,
    /// Bytes of the file beside the store that this hash leaves out.
    pub uncovered: u64,
    /// What could not be read of it, in words.
    pub notes: Vec<String>,
}

/// What became of one comparison.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    Fits,
    Differs,
    NotChecked(Gap),
}

/// Why something was not checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    Missing,
    Unreadable,
    /// An algorithm that this program does not know.
    Algorithm(String),
    /// A hash of the file in a form that this program does not know.
    Form(String),
    /// The manifest only amends an earlier one, which holds the hash of the file.
    Amendment,
}

/// Whom a certificate in a file names. Anybody can write one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Signer {
    pub subject: String,
    pub issuer: String,
    /// Of the certificate's bytes.
    pub sha256: ContentHash,
    /// The certificate's own limits, ISO 8601 in UTC; `None` where it can't be read in full.
    pub valid: Option<(String, String)>,
    pub issued: Issued,
    /// The time stamp beside the signature.
    pub stamp: Option<SignedAt>,
}

/// What the file itself shows of a certificate's issuer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issued {
    /// By the key that it certifies.
    Itself,
    /// The issuer's certificate lies beside it, and its key signed it.
    Shown,
    /// The issuer's certificate is not in the file, or could not be used.
    Unseen,
    /// The issuer's certificate lies beside it, and its key did not sign it.
    Differs,
}

/// A time stamp (RFC 3161) of a signature.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedAt {
    /// ISO 8601 in UTC, as the stamp says.
    pub at: String,
    /// Whom the authority's certificate names.
    pub authority: String,
    /// The stamp against the signature, and its own signature against it.
    pub check: Check,
}

/// A signer against a list of certificates that a person gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignerTrust {
    /// Name of the list's file, and the hash of its bytes.
    pub list: String,
    pub list_sha256: ContentHash,
    pub outcome: Trust,
    /// The authority of the time stamp leads to the list, too.
    pub stamp_listed: bool,
}

/// How a certificate stands to a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// Signed by way of a certificate on the list, which is named.
    Listed(String),
    Unlisted,
    /// It leads to the list, but was not valid at the time of its stamp.
    Outside,
    /// It leads to the list, but is not made for signing files.
    Purpose,
}

impl Signer {
    /// Whether the certificate was valid when it signed; `None` where no stamp that fits tells.
    pub fn was_valid(&self) -> Option<bool> {
        let stamp = self.stamp.as_ref().filter(|s| s.check == Check::Fits)?;
        let (from, to) = self.valid.as_ref()?;
        // Times in UTC of one form: the order of texts is that of times.
        Some(*from <= stamp.at && stamp.at <= *to)
    }
}

impl Credentials {
    /// The three questions with their answers. `trust`: where a person gave a list.
    pub fn answers(&self, trust: Option<&SignerTrust>) -> [(&'static str, Phrase); 3] {
        [
            ("Is it intact?", self.intact()),
            ("Who signed?", self.who()),
            ("Is the signer trusted?", self.trusted(trust)),
        ]
    }

    fn intact(&self) -> Phrase {
        let checks = || {
            let own = [&self.signature, &self.content];
            own.into_iter()
                .chain(self.assertions.iter().map(|(_, c)| c))
        };
        if checks().any(|c| *c == Check::Differs) {
            return Phrase::new("no: {0}", [self.first_difference().into()]);
        }
        let gap = checks().find_map(|c| match c {
            Check::NotChecked(gap) => Some(gap),
            _ => None,
        });
        if let Some(gap) = gap {
            return Phrase::new("not fully checked: {0}", [gap.phrase().into()]);
        }
        let count = Part::Data(self.assertions.len().to_string());
        match self.uncovered {
            0 => Phrase::new(
                "yes: the signature fits the claim, all {0} parts that the claim lists fit their hashes, and so do the file’s bytes",
                [count],
            ),
            bytes => Phrase::new(
                "yes, but for {1} bytes of the file that the hash leaves out: the signature fits the claim, all {0} parts that the claim lists fit their hashes, and so do the other bytes",
                [count, Part::Data(bytes.to_string())],
            ),
        }
    }

    /// What is told of several that differ: the signature, the file, then the parts.
    fn first_difference(&self) -> Phrase {
        if self.signature == Check::Differs {
            return Phrase::plain("the signature does not fit the claim");
        }
        if self.content == Check::Differs {
            return Phrase::plain("the file’s bytes are not those that were signed");
        }
        let part = self.assertions.iter().find(|(_, c)| *c == Check::Differs);
        Phrase::new(
            "its part {0} is not as the claim lists it",
            [Part::Data(part.map_or(String::new(), |(l, _)| l.clone()))],
        )
    }

    fn who(&self) -> Phrase {
        let Some(s) = &self.signer else {
            return Phrase::plain("not known; no certificate could be read in it");
        };
        let form = match &self.signature {
            Check::Fits => {
                "the key of a certificate that names {0}, {1}{2}; anybody can write a certificate"
            }
            Check::Differs => {
                "nobody who can be told: the certificate in it names {0}, {1}{2}, but its key did not sign this claim"
            }
            Check::NotChecked(_) => "not checked; the certificate in it names {0}, {1}{2}",
        };
        let issued = Phrase::new(
            match s.issued {
                Issued::Itself => "issued by itself",
                Issued::Shown => "issued by {0}",
                Issued::Unseen => "issued, as it says, by {0}",
                Issued::Differs => "issued, as it says, by {0}, whose key did not sign it",
            },
            [Part::Data(s.issuer.clone())],
        );
        let parts = [
            Part::Data(s.subject.clone()),
            issued.into(),
            s.when().map_or(Part::Data(String::new()), Part::Phrase),
        ];
        Phrase::new(form, parts)
    }

    fn trusted(&self, trust: Option<&SignerTrust>) -> Phrase {
        if self.signature == Check::Differs {
            return Phrase::plain("not asked: the signature does not fit");
        }
        let Some(trust) = trust else {
            return Phrase::plain("not checked: no list of trusted signers was given");
        };
        let list = Part::Data(trust.list.clone());
        let stamped = self.signer.as_ref().and_then(Signer::was_valid).is_some();
        match &trust.outcome {
            Trust::Listed(by) => Phrase::new(
                match (stamped, trust.stamp_listed) {
                    (true, true) => {
                        "by the list {0}: its certificate leads to {1}; whether it was withdrawn is not asked"
                    }
                    (true, false) => {
                        "by the list {0}: its certificate leads to {1}, while the authority of its time stamp leads to nobody on it; whether it was withdrawn is not asked"
                    }
                    (false, _) => {
                        "by the list {0}: its certificate leads to {1}, while nothing proves when it signed; whether it was withdrawn is not asked"
                    }
                },
                [list, Part::Data(by.clone())],
            ),
            Trust::Unlisted => Phrase::new(
                "not by the list {0}: its certificate leads to nobody on it",
                [list],
            ),
            Trust::Outside => Phrase::new(
                "not by the list {0}: a certificate was not valid when it signed",
                [list],
            ),
            Trust::Purpose => Phrase::new(
                "not by the list {0}: its certificate is not made for signing files",
                [list],
            ),
        }
    }
}

impl Signer {
    fn when(&self) -> Option<Phrase> {
        let (from, to) = self.valid.clone()?;
        let form = match (&self.stamp, self.was_valid()) {
            (Some(_), Some(true)) => {
                ", valid from {0} to {1}, and signed at {2} by a time stamp of {3}"
            }
            (Some(_), Some(false)) => {
                ", valid from {0} to {1}, which was not so when it signed: {2} by a time stamp of {3}"
            }
            (Some(_), None) => {
                ", valid from {0} to {1}; its time stamp ({2}, {3}) does not fit or could not be checked"
            }
            (None, _) => ", valid from {0} to {1}; no time stamp says when it signed",
        };
        let (at, by) = self
            .stamp
            .as_ref()
            .map(|s| (s.at.clone(), s.authority.clone()))
            .unwrap_or_default();
        Some(Phrase::new(form, [from, to, at, by].map(Part::Data)))
    }
}

impl Gap {
    /// In words, to stand after a colon.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Missing => Phrase::plain("a part that is needed is missing"),
            Self::Unreadable => Phrase::plain("a part of it can’t be read"),
            Self::Algorithm(name) => Phrase::new(
                "the algorithm {0} is not known here",
                [Part::Data(name.clone())],
            ),
            Self::Form(name) => Phrase::new(
                "hashes of the form {0} are not known here",
                [Part::Data(name.clone())],
            ),
            Self::Amendment => {
                Phrase::plain("the last manifest amends an earlier one, which is not checked")
            }
        }
    }
}
