//! Drawings that are packed by gzip (SVGZ, and EMZ and WMZ as office programs keep them).

use std::io::Read;

use flate2::read::GzDecoder;

use super::LARGEST;

pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// The first bytes unpacked, `most` or fewer; of what is damaged those before it.
pub fn start(bytes: &[u8], most: usize) -> Vec<u8> {
    let mut plain = Vec::new();
    // What was unpacked before an error is kept.
    let _ = GzDecoder::new(bytes)
        .take(most as u64)
        .read_to_end(&mut plain);
    plain
}

/// All of it unpacked; one byte more than a drawing may have where it is larger. `None` where it is
/// damaged.
pub fn whole(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut unpacked = GzDecoder::new(bytes).take(LARGEST as u64 + 1);
    unpacked.read_to_end(&mut plain).ok()?;
    Some(plain)
}
