//! Time stamps (RFC 3161): the query that an authority gets, and what its reply says.
//!
//! Only a hash leaves: the authority learns that somebody with this network address stamped
//! something. Its certificates are not judged here; `openssl ts -verify` does that.

use std::time::Duration;

use cms::signed_data::SignedData;
use der::asn1::{Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode};
use model::ContentHash;
use ssh_key::rand_core::{OsRng, RngCore};
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

use crate::SealError;

const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// Replies hold a few certificates; whatever is longer is none.
const LONGEST: usize = 1 << 20;

/// What a reply says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// Hexadecimal digits.
    pub serial: String,
    /// The authority's policy, as an object identifier.
    pub policy: String,
}

/// A number that no other query has.
pub fn random_nonce() -> [u8; 8] {
    let mut nonce = [0; 8];
    OsRng.fill_bytes(&mut nonce);
    nonce
}

/// The query for a hash, with a nonce, asking for the authority's certificate (DER,
/// `application/timestamp-query`).
///
/// # Errors
/// Never for a SHA-256; the encoder's own are passed on.
pub fn query(hash: &ContentHash, nonce: [u8; 8]) -> Result<Vec<u8>, SealError> {
    let bad = |e: der::Error| SealError::BadStamp(e.to_string());
    // A positive number without needless leading zeros, as DER wants it.
    let mut nonce = nonce;
    nonce[0] = nonce[0] & 0x7f | 0x40;
    let query = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: spki::AlgorithmIdentifierOwned {
                oid: SHA256,
                parameters: Some(der::Any::null()),
            },
            hashed_message: OctetString::new(hash.as_bytes().as_slice()).map_err(bad)?,
        },
        req_policy: None,
        nonce: Some(Int::new(&nonce).map_err(bad)?),
        cert_req: true,
        extensions: None,
    };
    query.to_der().map_err(bad)
}

/// Reads a reply (or a bare token) and holds it to the hash, and to the query where it is at hand.
///
/// # Errors
/// When it is none, the authority refused, or it is of another hash or query.
pub fn read_reply(
    reply: &[u8],
    hash: &ContentHash,
    query: Option<&[u8]>,
) -> Result<Stamp, SealError> {
    let bad = |what: &str| SealError::BadStamp(what.to_owned());
    let der = |e: der::Error| SealError::BadStamp(format!("it is not understood: {e}"));
    if reply.len() > LONGEST {
        return Err(bad("it is longer than any reply"));
    }
    let signed = match TimeStampResp::from_der(reply) {
        Ok(answer) => {
            let token = answer.time_stamp_token.ok_or_else(|| {
                SealError::BadStamp(format!("the authority refused: {:?}", answer.status.status))
            })?;
            token.content.decode_as::<SignedData>().map_err(der)?
        }
        // What auto-archiver keeps is the token alone.
        Err(e) => match cms::content_info::ContentInfo::from_der(reply) {
            Ok(token) => token.content.decode_as::<SignedData>().map_err(der)?,
            Err(_) => return Err(der(e)),
        },
    };
    let content = signed
        .encap_content_info
        .econtent
        .ok_or(bad("it is empty"))?;
    let content: OctetString = content.decode_as().map_err(der)?;
    let told = TstInfo::from_der(content.as_bytes()).map_err(der)?;
    let imprint = &told.message_imprint;
    if imprint.hash_algorithm.oid != SHA256 || imprint.hashed_message.as_bytes() != hash.as_bytes()
    {
        return Err(bad("it is one of another text"));
    }
    if let Some(query) = query {
        let asked = TimeStampReq::from_der(query).map_err(der)?;
        if asked.nonce.is_some() && asked.nonce != told.nonce {
            return Err(bad("it answers another query"));
        }
    }
    let at: Duration = told.gen_time.to_unix_duration();
    let serial = told.serial_number.as_bytes();
    Ok(Stamp {
        at: i64::try_from(at.as_secs()).map_err(|_| bad("its time is beyond all times"))?,
        serial: serial.iter().map(|b| format!("{b:02x}")).collect(),
        policy: told.policy.to_string(),
    })
}
