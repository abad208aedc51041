//! The fixed turn that descriptors go through before they are cut to bits: random signs, then a
//! Walsh–Hadamard transform, of which half of the axes are kept. It is orthogonal, as Hamming
//! embedding asks for, and costs additions only.

use pixels::features::DESCRIPTOR;

/// Bits of a signature.
pub const BITS: usize = 64;

/// Coordinates of a descriptor on the kept axes.
pub fn turned(descriptor: &[u8]) -> [i32; BITS] {
    let mut v = [0i32; DESCRIPTOR];
    for (i, (v, &d)) in v.iter_mut().zip(descriptor).enumerate() {
        let sign = 1 - 2 * ((SIGNS[i / 64] >> (i % 64)) & 1) as i32;
        *v = sign * i32::from(d);
    }
    let mut half = 1;
    while half < DESCRIPTOR {
        for block in v.chunks_exact_mut(2 * half) {
            let (a, b) = block.split_at_mut(half);
            for (a, b) in a.iter_mut().zip(b) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
    let mut out = [0; BITS];
    for (i, o) in out.iter_mut().enumerate() {
        // Odd steps visit every axis once; the first 64 of them are kept.
        *o = v[(i * 37 + 11) % DESCRIPTOR];
    }
    out
}

/// Signs, drawn once (SplitMix64 of 1 and 2).
const SIGNS: [u64; 2] = [0x910a_2dec_8902_5cc1, 0x9758_35de_1c97_56ce];
