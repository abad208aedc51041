//! Names in a certificate (X.509 in DER, RFC 5280): whom it is for, and who issued it.

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
/// The optional version, `[0]`.
const VERSION: u8 = 0xa0;
const OID: u8 = 0x06;
/// 2.5.4.3, common name, and 2.5.4.10, organisation.
const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANISATION: &[u8] = &[0x55, 4, 10];

/// Subject and issuer of a certificate, as far as they name a person, program or organisation.
pub fn names(certificate: &[u8]) -> Option<(String, String)> {
    let mut whole = Fields(certificate);
    let mut body = Fields(Fields(whole.of(SEQUENCE)?).of(SEQUENCE)?);
    if body.0.first() == Some(&VERSION) {
        body.next()?;
    }
    // Number and kind of signature, then issuer, validity, subject.
    body.next()?;
    body.of(SEQUENCE)?;
    let issuer = body.of(SEQUENCE)?;
    body.of(SEQUENCE)?;
    let subject = body.of(SEQUENCE)?;
    Some((name(subject), name(issuer)))
}

/// The part of a certificate that its issuer signed.
pub fn signed_part(certificate: &[u8]) -> Option<&[u8]> {
    let inside = Fields(certificate).of(SEQUENCE)?;
    let mut rest = Fields(inside);
    rest.of(SEQUENCE)?;
    inside.get(..inside.len() - rest.0.len())
}

fn name(parts: &[u8]) -> String {
    let mut told = Vec::new();
    for wanted in [COMMON_NAME, ORGANISATION] {
        let found = Fields(parts)
            .filter(|(kind, _)| *kind == SET)
            .flat_map(|(_, set)| Fields(set))
            .filter(|(kind, _)| *kind == SEQUENCE)
            .find_map(|(_, pair)| {
                let mut pair = Fields(pair);
                (pair.of(OID)? == wanted).then(|| pair.next()).flatten()
            });
        told.extend(found.map(|(kind, text)| text_of(kind, text)));
    }
    match told.is_empty() {
        true => "nobody by name".to_owned(),
        false => told.join(", "),
    }
}

/// BMPString is UTF-16, the others are read as UTF-8.
fn text_of(kind: u8, bytes: &[u8]) -> String {
    if kind != 0x1e {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|b| u16::from_be_bytes([b[0], b[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}

/// Fields one after the other: tag and contents.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// The next one, which must be of a kind.
    fn of(&mut self, kind: u8) -> Option<&'a [u8]> {
        self.next()
            .filter(|(k, _)| *k == kind)
            .map(|(_, content)| content)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&kind, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let bytes = usize::from(first & 0x7f);
                let length = rest.get(..bytes)?;
                let length = length.iter().fold(0usize, |n, b| n << 8 | usize::from(*b));
                (length, &rest[bytes..])
            }
            _ => return None,
        };
        let content = rest.get(..length)?;
        self.0 = &rest[length..];
        Some((kind, content))
    }
}
