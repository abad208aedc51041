//! Lists of certificates as people keep them: texts with a block `BEGIN CERTIFICATE` each (PEM,
//! RFC 7468). What is in a certificate is not read here.

use std::fs;
use std::path::Path;

use base64ct::{Base64, Encoding};
use model::ContentHash;

use crate::SealError;

/// Lists of all known authorities have a few hundred.
const MOST: usize = 5_000;
/// Of a list's file in bytes.
const LONGEST: u64 = 16 << 20;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Certificates that a person trusts for a purpose of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateList {
    /// Name of the file, without its folder.
    pub name: String,
    /// Of the file's bytes.
    pub sha256: ContentHash,
    /// Each in DER.
    pub certificates: Vec<Vec<u8>>,
}

impl CertificateList {
    /// # Errors
    /// When the file can't be read, is too long, or holds no certificate or a damaged one.
    pub fn read(path: &Path) -> Result<Self, SealError> {
        let trouble = |source| SealError::Io {
            path: path.to_owned(),
            source,
        };
        let bad = |what: String| SealError::NotAList {
            path: path.to_owned(),
            what,
        };
        if fs::metadata(path).map_err(trouble)?.len() > LONGEST {
            return Err(bad(format!("it is longer than {LONGEST} bytes")));
        }
        let bytes = fs::read(path).map_err(trouble)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut certificates = Vec::new();
        for block in text.split(BEGIN).skip(1).take(MOST) {
            let number = certificates.len() + 1;
            let inside = block
                .split_once(END)
                .and_then(|(inside, _)| decoded(inside));
            let der = inside.filter(|der| !der.is_empty());
            certificates.push(der.ok_or_else(|| bad(format!("certificate {number} is damaged")))?);
        }
        if certificates.is_empty() {
            return Err(bad(format!("it holds no {BEGIN}")));
        }
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            name: name.to_string_lossy().into_owned(),
            sha256: ContentHash::of(&bytes),
            certificates,
        })
    }
}

/// Bytes of a text in base64 with white space anywhere: programs break its lines at several
/// widths. `None` where it is none.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.split_ascii_whitespace().collect();
    Base64::decode_vec(&digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_gives_its_certificates_and_a_damaged_one_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("list.pem");
        let read = |text: &str| {
            fs::write(&path, text).expect("written");
            CertificateList::read(&path)
        };
        let two =
            format!("of a friend\n{BEGIN}\nTWFu\n{END}\n# more\r\n{BEGIN}\r\nTW\r\nE=\r\n{END}");
        let list = read(&two).expect("a list");
        assert_eq!(list.certificates, [b"Man".to_vec(), b"Ma".to_vec()]);
        assert_eq!(list.name, "list.pem");
        for bad in [
            "",
            "words",
            &two.replace("TWFu", "T*Fu"),
            &two[..two.len() - 5],
        ] {
            let told = read(bad).expect_err("no list").to_string();
            assert!(told.contains("list.pem"), "{told}");
        }
    }
}
