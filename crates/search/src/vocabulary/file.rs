//! The vocabulary at rest: `"CCVOCB01"`, centres, thresholds (little-endian), CRC-32 of it all.

use pixels::features::DESCRIPTOR;

use super::{COARSE, Vocabulary, WORDS, turn::BITS};

const MAGIC: &[u8; 8] = b"CCVOCB01";
const CENTRES: usize = (COARSE + WORDS) * DESCRIPTOR;
const LENGTH: usize = 8 + CENTRES + 2 * WORDS * BITS + 4;

/// Why bytes are not a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    #[error(
        "this is not a vocabulary of {WORDS} words: it should begin with {MAGIC:?} and have {LENGTH} bytes"
    )]
    Kind,
    #[error("this vocabulary is damaged: its checksum is wrong")]
    Checksum,
}

impl Vocabulary {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(LENGTH);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.centres);
        for t in &self.thresholds {
            out.extend_from_slice(&t.to_le_bytes());
        }
        let sum = crc32fast::hash(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// # Errors
    /// When the bytes are something else, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, VocabularyError> {
        if bytes.len() != LENGTH || !bytes.starts_with(MAGIC) {
            return Err(VocabularyError::Kind);
        }
        let (body, sum) = bytes.split_at(LENGTH - 4);
        if crc32fast::hash(body).to_le_bytes() != sum {
            return Err(VocabularyError::Checksum);
        }
        let (centres, rest) = body[8..].split_at(CENTRES);
        let thresholds = rest
            .chunks_exact(2)
            .map(|b| i16::from_le_bytes([b[0], b[1]]))
            .collect();
        Ok(Self::from_parts(centres.to_vec(), thresholds))
    }
}
