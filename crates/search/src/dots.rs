//! Dot products of all descriptors of one set with all of another: AVX2 where the processor has
//! it, plain Rust elsewhere, with equal results.

use pixels::features::DESCRIPTOR;

/// Descriptors side by side in a block.
const LANES: usize = 8;
/// Bytes of a descriptor that are multiplied at once.
const GROUP: usize = 4;
const BLOCK: usize = LANES * DESCRIPTOR;
/// Blocks that are compared with every query before the next ones: they stay in the first cache.
const TILE: usize = 12;

/// Descriptors laid out so that one register holds four bytes of each of eight of them.
pub struct Packed {
    count: usize,
    data: Vec<u8>,
}

impl Packed {
    /// `descriptors` holds [`DESCRIPTOR`] bytes each; the last block is filled up with zeros.
    pub fn new(descriptors: &[u8]) -> Self {
        let count = descriptors.len() / DESCRIPTOR;
        let mut data = vec![0u8; count.div_ceil(LANES) * BLOCK];
        for (i, descriptor) in descriptors.chunks_exact(DESCRIPTOR).enumerate() {
            let block = &mut data[i / LANES * BLOCK..][..BLOCK];
            for (g, bytes) in descriptor.chunks_exact(GROUP).enumerate() {
                let at = (g * LANES + i % LANES) * GROUP;
                block[at..at + GROUP].copy_from_slice(bytes);
            }
        }
        Self { count, data }
    }

    /// Calls `found(query, index, dot)` for every pair whose dot product is above `threshold`.
    /// For one query the indices come in rising order within tiles, tiles in rising order.
    pub fn above(&self, queries: &[u8], threshold: i32, mut found: impl FnMut(u32, u32, i32)) {
        let threshold = threshold.max(0);
        for (t, tile) in self.data.chunks(TILE * BLOCK).enumerate() {
            let first = t * TILE * LANES;
            for (q, query) in queries.chunks(4 * DESCRIPTOR).enumerate() {
                for (b, block) in tile.chunks_exact(BLOCK).enumerate() {
                    let dots = block_dots(block, query);
                    let base = first + b * LANES;
                    report(&dots, threshold, |row, lane, dot| {
                        let index = base + lane;
                        if index < self.count {
                            found((4 * q + row) as u32, index as u32, dot);
                        }
                    });
                }
            }
        }
    }
}

type Dots = [[i32; LANES]; 4];

#[inline]
fn report(dots: &Dots, threshold: i32, mut found: impl FnMut(usize, usize, i32)) {
    for (row, lanes) in dots.iter().enumerate() {
        let most = lanes.iter().fold(0, |m, &d| m.max(d));
        if most > threshold {
            for (lane, &dot) in lanes.iter().enumerate() {
                if dot > threshold {
                    found(row, lane, dot);
                }
            }
        }
    }
}

/// Dot products of up to four queries with the eight descriptors of a block; rows of queries that
/// are not there are zero.
#[inline]
fn block_dots(block: &[u8], queries: &[u8]) -> Dots {
    #[cfg(target_arch = "x86_64")]
    if queries.len() == 4 * DESCRIPTOR
        && block.len() == BLOCK
        && std::arch::is_x86_feature_detected!("avx2")
    {
        // SAFETY: AVX2 is there and both slices have the lengths that the function reads.
        return unsafe { avx2::block_dots(block, queries) };
    }
    plain_block_dots(block, queries)
}

fn plain_block_dots(block: &[u8], queries: &[u8]) -> Dots {
    let mut dots = [[0i32; LANES]; 4];
    for (row, query) in dots.iter_mut().zip(queries.chunks_exact(DESCRIPTOR)) {
        for (bytes, group) in query
            .chunks_exact(GROUP)
            .zip(block.chunks_exact(LANES * GROUP))
        {
            for (sum, other) in row.iter_mut().zip(group.chunks_exact(GROUP)) {
                *sum += bytes
                    .iter()
                    .zip(other)
                    .map(|(&a, &b)| i32::from(a) * i32::from(b))
                    .sum::<i32>();
            }
        }
    }
    dots
}

/// Dot product of two descriptors.
pub fn dot(a: &[u8], b: &[u8]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| i32::from(a) * i32::from(b))
        .sum()
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::*;

    use super::{BLOCK, Dots, GROUP, LANES};
    use pixels::features::DESCRIPTOR;

    /// # Safety
    /// Needs AVX2, `block` of [`BLOCK`] bytes and `queries` of four descriptors.
    ///
    /// Bytes are at most 127 and a descriptor's length is about 181, so that sums of products
    /// stay within 16 bits; forged descriptors saturate, which changes nothing but their score.
    #[target_feature(enable = "avx2")]
    pub unsafe fn block_dots(block: &[u8], queries: &[u8]) -> Dots {
        debug_assert!(block.len() == BLOCK && queries.len() == 4 * DESCRIPTOR);
        let mut sums = [_mm256_setzero_si256(); 4];
        for g in 0..DESCRIPTOR / GROUP {
            // SAFETY: `g` stays below the number of groups, so both reads are inside the slices.
            unsafe {
                let group = _mm256_loadu_si256(block.as_ptr().add(g * GROUP * LANES).cast());
                for (row, sum) in sums.iter_mut().enumerate() {
                    let at = queries.as_ptr().add(row * DESCRIPTOR + g * GROUP);
                    let bytes = _mm256_set1_epi32(at.cast::<i32>().read_unaligned());
                    *sum = _mm256_adds_epi16(*sum, _mm256_maddubs_epi16(group, bytes));
                }
            }
        }
        let ones = _mm256_set1_epi16(1);
        sums.map(|sum| {
            let mut out = [0i32; LANES];
            // SAFETY: `out` has the 32 bytes that are written.
            unsafe {
                _mm256_storeu_si256(out.as_mut_ptr().cast(), _mm256_madd_epi16(sum, ones));
            }
            out
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptors(count: usize, seed: u64) -> Vec<u8> {
        let mut state = seed;
        (0..count)
            .flat_map(|_| {
                let raw: Vec<f64> = (0..DESCRIPTOR)
                    .map(|_| {
                        state = state
                            .wrapping_mul(6_364_136_223_846_793_005)
                            .wrapping_add(1_442_695_040_888_963_407);
                        (state >> 40) as f64 / f64::from(1u32 << 24)
                    })
                    .collect();
                let length = raw.iter().map(|v| v * v).sum::<f64>().sqrt();
                raw.into_iter()
                    .map(move |v| (v / length * 181.0).round().min(127.0) as u8)
                    .collect::<Vec<u8>>()
            })
            .collect()
    }

    #[test]
    fn every_pair_above_the_threshold_is_found_with_its_dot_product() {
        for (n, m) in [(1, 1), (8, 4), (9, 5), (131, 67), (0, 3), (5, 0)] {
            let (a, b) = (descriptors(n, 1), descriptors(m, 2));
            let mut found = Vec::new();
            Packed::new(&a).above(&b, 24_000, |q, i, d| found.push((q, i, d)));
            found.sort_unstable();
            let mut truth = Vec::new();
            for (q, query) in b.chunks_exact(DESCRIPTOR).enumerate() {
                for (i, other) in a.chunks_exact(DESCRIPTOR).enumerate() {
                    let d = dot(query, other);
                    if d > 24_000 {
                        truth.push((q as u32, i as u32, d));
                    }
                }
            }
            assert_eq!(found, truth, "{n} by {m}");
        }
    }

    #[test]
    fn plain_and_vector_kernels_agree() {
        let block = Packed::new(&descriptors(8, 3));
        let queries = descriptors(4, 4);
        assert_eq!(
            block_dots(&block.data, &queries),
            plain_block_dots(&block.data, &queries)
        );
    }
}
