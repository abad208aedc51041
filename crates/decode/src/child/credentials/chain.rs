//! Certificates (X.509, RFC 5280): whether one issued another, and whether one leads to a list.

use der::Decode;
use der::asn1::ObjectIdentifier;
use model::{Check, Issued, Trust};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use super::der as plain;
use super::keys::{self, Scheme};

/// Certificates of one chain that are looked at.
const MOST: usize = 12;
/// Signatures of certificates that are checked for one file.
const MOST_CHECKS: u32 = 300;

/// What a certificate may be used for, as C2PA asks of those that sign.
const SIGNING: [&str; 3] = [
    // Mail, documents, and claims of C2PA.
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.62558.2.1",
];
const STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// Extensions that are understood here; a critical one that is not makes a certificate useless.
const UNDERSTOOD: [&str; 3] = ["2.5.29.15", "2.5.29.19", "2.5.29.37"];

/// A certificate with its bytes.
pub struct Cert {
    pub der: Vec<u8>,
    pub parsed: Certificate,
}

impl Cert {
    pub fn read(der: &[u8]) -> Option<Self> {
        let parsed = Certificate::from_der(der).ok()?;
        Some(Self {
            der: der.to_vec(),
            parsed,
        })
    }

    /// Those of these that can be read.
    pub fn several<'a>(all: impl IntoIterator<Item = &'a [u8]>) -> Vec<Self> {
        all.into_iter().take(MOST).filter_map(Self::read).collect()
    }

    /// ISO 8601 in UTC: from and to.
    pub fn valid(&self) -> (String, String) {
        let validity = &self.parsed.tbs_certificate.validity;
        let [from, to] = [validity.not_before, validity.not_after].map(|t| t.to_date_time());
        (from.to_string(), to.to_string())
    }

    fn valid_at(&self, at: &str) -> bool {
        let (from, to) = self.valid();
        from.as_str() <= at && at <= to.as_str()
    }

    fn names_as_issuer(&self, other: &Self) -> bool {
        self.parsed.tbs_certificate.issuer == other.parsed.tbs_certificate.subject
    }

    fn signed_by(&self, issuer: &Self) -> bool {
        let Some(signed) = plain::signed_part(&self.der) else {
            return false;
        };
        let Ok(scheme) = Scheme::x509(&self.parsed.signature_algorithm, None) else {
            return false;
        };
        let key = &issuer.parsed.tbs_certificate.subject_public_key_info;
        let signature = self.parsed.signature.raw_bytes();
        keys::check(scheme, key, signed, signature) == Check::Fits
    }

    /// May issue others that have so many authorities below it.
    fn is_authority(&self, below: usize) -> bool {
        let tbs = &self.parsed.tbs_certificate;
        let basic = tbs.get::<BasicConstraints>().ok().flatten();
        let usage = tbs.get::<KeyUsage>().ok().flatten();
        basic.is_some_and(|(_, b)| {
            b.ca && b
                .path_len_constraint
                .is_none_or(|n| below <= usize::from(n))
        }) && usage.is_none_or(|(_, u)| u.key_cert_sign())
    }

    fn is_understood(&self) -> bool {
        let extensions = self.parsed.tbs_certificate.extensions.as_deref();
        extensions
            .unwrap_or_default()
            .iter()
            .all(|e| !e.critical || UNDERSTOOD.contains(&e.extn_id.to_string().as_str()))
    }

    /// Made for one of these purposes, and no authority itself.
    fn is_made_for(&self, purposes: &[&str]) -> bool {
        let tbs = &self.parsed.tbs_certificate;
        let basic = tbs.get::<BasicConstraints>().ok().flatten();
        let usage = tbs.get::<KeyUsage>().ok().flatten();
        let extended = tbs.get::<ExtendedKeyUsage>().ok().flatten();
        let named = |o: &ObjectIdentifier| purposes.contains(&o.to_string().as_str());
        basic.is_none_or(|(_, b)| !b.ca)
            && usage.is_some_and(|(_, u)| u.digital_signature() || u.non_repudiation())
            && extended.is_some_and(|(_, e)| e.0.iter().any(named))
            && self.is_understood()
    }

    pub fn is_for_stamping(&self) -> bool {
        self.is_made_for(&[STAMPING])
    }
}

/// What the certificates beside the first show of its issuer.
pub fn issued(first: &Cert, others: &[Cert]) -> Issued {
    if first.names_as_issuer(first) && first.signed_by(first) {
        return Issued::Itself;
    }
    let mut named = others
        .iter()
        .filter(|c| first.names_as_issuer(c))
        .peekable();
    if named.peek().is_none() {
        return Issued::Unseen;
    }
    match named.any(|c| c.is_authority(0) && first.signed_by(c)) {
        true => Issued::Shown,
        false => Issued::Differs,
    }
}

/// A signer's certificate against a list. `at`: when it signed, as far as that is proved.
pub fn trust(first: &Cert, others: &[Cert], list: &[Cert], at: Option<&str>) -> Trust {
    let mut search = Search {
        others,
        list,
        at,
        left: MOST_CHECKS,
        met_outside: false,
    };
    // A signer's own certificate may be on the list.
    let itself = list.iter().any(|c| c.der == first.der);
    let found = match itself {
        true => Some(first),
        false => search.upwards(first, &mut Vec::new()),
    };
    match found {
        None if search.met_outside => Trust::Outside,
        None => Trust::Unlisted,
        Some(_) if at.is_some_and(|at| !first.valid_at(at)) => Trust::Outside,
        Some(_) if !first.is_made_for(&SIGNING) => Trust::Purpose,
        Some(by) => Trust::Listed(plain::names(&by.der).map_or_else(String::new, |(s, _)| s)),
    }
}

/// Whether the authority of a stamp leads to the list, at the time of its stamp.
pub fn stamp_is_listed(first: &Cert, others: &[Cert], list: &[Cert], at: &str) -> bool {
    let mut search = Search {
        others,
        list,
        at: Some(at),
        left: MOST_CHECKS,
        met_outside: false,
    };
    list.iter().any(|c| c.der == first.der) || search.upwards(first, &mut Vec::new()).is_some()
}

struct Search<'a> {
    others: &'a [Cert],
    list: &'a [Cert],
    at: Option<&'a str>,
    left: u32,
    met_outside: bool,
}

impl<'a> Search<'a> {
    /// The certificate on the list to which this one leads; `by` are the authorities on the way.
    fn upwards(&mut self, from: &Cert, by: &mut Vec<usize>) -> Option<&'a Cert> {
        for anchor in self.list {
            if from.names_as_issuer(anchor)
                && anchor.is_authority(by.len())
                && self.signs(anchor, from)
            {
                return Some(anchor);
            }
        }
        for (n, between) in self.others.iter().enumerate() {
            let may = from.names_as_issuer(between)
                && !by.contains(&n)
                && between.is_authority(by.len())
                && between.is_understood();
            if !may || !self.signs(between, from) {
                continue;
            }
            if self.at.is_some_and(|at| !between.valid_at(at)) {
                self.met_outside = true;
                continue;
            }
            by.push(n);
            if let Some(found) = self.upwards(between, by) {
                return Some(found);
            }
            by.pop();
        }
        None
    }

    fn signs(&mut self, issuer: &Cert, issued: &Cert) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        issued.signed_by(issuer)
    }
}
