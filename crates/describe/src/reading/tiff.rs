//! Grey pictures as the pages of one uncompressed TIFF, the only container of several pictures
//! that Tesseract reads from a pipe.

use pixels::Luma;

/// Pages of 8-bit grey in little-endian TIFF 6.0.
pub fn pages(pictures: &[&Luma]) -> Vec<u8> {
    let mut out = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for picture in pictures {
        let strip = out.len() as u32;
        out.extend_from_slice(&picture.data);
        if out.len() % 2 == 1 {
            out.push(0);
        }
        let here = (out.len() as u32).to_le_bytes();
        out[link..link + 4].copy_from_slice(&here);
        // Tag, type (3 is 16 bits, 4 is 32), value.
        let entries: [(u16, u16, u32); 9] = [
            (256, 4, picture.width),
            (257, 4, picture.height),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, strip),
            (277, 3, 1),
            (278, 4, picture.height),
            (279, 4, picture.data.len() as u32),
        ];
        out.extend_from_slice(&(entries.len() as u16).to_le_bytes());
        for (tag, kind, value) in entries {
            out.extend_from_slice(&tag.to_le_bytes());
            out.extend_from_slice(&kind.to_le_bytes());
            out.extend_from_slice(&1u32.to_le_bytes());
            out.extend_from_slice(&value.to_le_bytes());
        }
        link = out.len();
        out.extend_from_slice(&[0; 4]);
    }
    out
}
