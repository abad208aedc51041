//! Time stamps beside a signature (RFC 3161 in CMS, RFC 5652): whether they are of this signature,
//! and whether the authority's key made them.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString, OctetStringRef};
use der::{Decode, Encode};
use model::{Check, Gap, SignedAt};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_tsp::{TimeStampResp, TstInfo};

use super::chain::Cert;
use super::der as plain;
use super::keys::{self, Hash, Scheme};

const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// What a stamp says, with the certificates that lie in it, the authority's first.
pub struct Stamp {
    pub told: SignedAt,
    pub certificates: Vec<Cert>,
}

/// Reads a reply or a bare token. `stamped`: any of the texts that it may be of.
pub fn read(token: &[u8], stamped: &[Vec<u8>]) -> Option<Stamp> {
    let signed = signed_data(token)?;
    let content = signed.encap_content_info.econtent.as_ref()?;
    let content: OctetString = content.decode_as().ok()?;
    let info = TstInfo::from_der(content.as_bytes()).ok()?;
    let at = der::DateTime::from_unix_duration(info.gen_time.to_unix_duration()).ok()?;
    let mut certificates = certificates(&signed);
    let signer = signed.signer_infos.0.iter().next()?;
    let own = certificates.iter().position(|c| is_of(&signer.sid, c));
    if let Some(own) = own {
        certificates.swap(0, own);
    }
    let authority = own.and_then(|_| plain::names(&certificates[0].der));
    let check = match own {
        Some(_) => check(
            &signed,
            signer,
            &certificates[0],
            &info,
            &content,
            stamped,
            &at.to_string(),
        ),
        None => Check::NotChecked(Gap::Missing),
    };
    Some(Stamp {
        told: SignedAt {
            at: at.to_string(),
            authority: authority.map_or_else(|| "nobody by name".to_owned(), |(s, _)| s),
            check,
        },
        certificates,
    })
}

fn signed_data(token: &[u8]) -> Option<SignedData> {
    let info = match TimeStampResp::from_der(token) {
        Ok(reply) => return reply.time_stamp_token?.content.decode_as().ok(),
        Err(_) => ContentInfo::from_der(token).ok()?,
    };
    info.content.decode_as().ok()
}

fn certificates(signed: &SignedData) -> Vec<Cert> {
    let all = signed.certificates.as_ref().map(|set| set.0.iter());
    let ders: Vec<Vec<u8>> = all
        .into_iter()
        .flatten()
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(c) => c.to_der().ok(),
            CertificateChoices::Other(_) => None,
        })
        .collect();
    Cert::several(ders.iter().map(Vec::as_slice))
}

fn is_of(id: &SignerIdentifier, cert: &Cert) -> bool {
    let tbs = &cert.parsed.tbs_certificate;
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            id.issuer == tbs.issuer && id.serial_number == tbs.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => tbs
            .get::<SubjectKeyIdentifier>()
            .ok()
            .flatten()
            .is_some_and(|(_, own)| own == *id),
    }
}

fn check(
    signed: &SignedData,
    signer: &SignerInfo,
    authority: &Cert,
    info: &TstInfo,
    content: &OctetString,
    stamped: &[Vec<u8>],
    at: &str,
) -> Check {
    let unknown = |oid: &ObjectIdentifier| Check::NotChecked(Gap::Algorithm(oid.to_string()));
    let imprint = &info.message_imprint;
    let Some(hash) = Hash::by_oid(&imprint.hash_algorithm.oid) else {
        return unknown(&imprint.hash_algorithm.oid);
    };
    let Some(digest) = Hash::by_oid(&signer.digest_alg.oid) else {
        return unknown(&signer.digest_alg.oid);
    };
    let scheme = match Scheme::x509(&signer.signature_algorithm, Some(digest)) {
        Ok(scheme) => scheme,
        Err(gap) => return Check::NotChecked(gap),
    };
    let Some(attributes) = &signer.signed_attrs else {
        return Check::NotChecked(Gap::Missing);
    };
    let value = |wanted: ObjectIdentifier| {
        let mut all = attributes.iter().filter(move |a| a.oid == wanted);
        // Each stands once, with one value.
        let (one, none) = (all.next()?, all.next());
        (none.is_none() && one.values.len() == 1).then(|| one.values.iter().next())?
    };
    let said = value(MESSAGE_DIGEST).and_then(|v| v.decode_as::<OctetStringRef<'_>>().ok());
    let kind = value(CONTENT_TYPE).and_then(|v| v.decode_as::<ObjectIdentifier>().ok());
    let Ok(signed_bytes) = attributes.to_der() else {
        return Check::NotChecked(Gap::Unreadable);
    };
    let of_this = stamped
        .iter()
        .any(|text| hash.of(text) == imprint.hashed_message.as_bytes());
    let (from, to) = authority.valid();
    let fits = of_this
        && signed.encap_content_info.econtent_type == TST_INFO
        && kind == Some(TST_INFO)
        && said.is_some_and(|s| s.as_bytes() == digest.of(content.as_bytes()))
        && authority.is_for_stamping()
        && from.as_str() <= at
        && at <= to.as_str();
    if !fits {
        return Check::Differs;
    }
    let key = &authority.parsed.tbs_certificate.subject_public_key_info;
    keys::check(scheme, key, &signed_bytes, signer.signature.as_bytes())
}
