//! Dot products of the descriptors of a frame with those of many references: AVX2 where the
//! processor has it, plain Rust elsewhere, with equal results.

use std::ops::Range;

use pixels::features::DESCRIPTOR;

/// Descriptors side by side in a block.
const LANES: usize = 8;
/// Bytes of a descriptor that are multiplied at once.
const GROUP: usize = 4;
const BLOCK: usize = LANES * DESCRIPTOR;
/// Blocks that are compared with every query before the next ones: they stay in the first cache.
const TILE: usize = 16;
/// Queries that are compared at once.
const ROWS: usize = 4;

/// Descriptors of several references, laid out so that one register holds four bytes of each of
/// eight of them. Every reference begins a block; its last block is filled up with zeros.
pub struct Packed {
    data: Vec<u8>,
    /// Blocks and number of descriptors of each reference.
    references: Vec<(Range<usize>, usize)>,
}

impl Packed {
    /// Each reference gives [`DESCRIPTOR`] bytes a descriptor.
    pub fn new<'a>(references: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut packed = Self {
            data: Vec::new(),
            references: Vec::new(),
        };
        for descriptors in references {
            let first = packed.data.len() / BLOCK;
            let count = descriptors.len() / DESCRIPTOR;
            let blocks = count.div_ceil(LANES);
            packed.data.resize((first + blocks) * BLOCK, 0);
            for (i, descriptor) in descriptors.chunks_exact(DESCRIPTOR).enumerate() {
                let block = &mut packed.data[(first + i / LANES) * BLOCK..][..BLOCK];
                for (g, bytes) in descriptor.chunks_exact(GROUP).enumerate() {
                    let at = (g * LANES + i % LANES) * GROUP;
                    block[at..at + GROUP].copy_from_slice(bytes);
                }
            }
            packed.references.push((first..first + blocks, count));
        }
        packed
    }

    fn blocks(&self, range: Range<usize>) -> &[u8] {
        &self.data[range.start * BLOCK..range.end * BLOCK]
    }

    /// Largest dot product of every query with each of some references, a row of references a
    /// query; 0 where a reference is empty.
    pub fn best(&self, queries: &[u8], among: &[usize]) -> Vec<i32> {
        let columns = among.len();
        let mut table = vec![0; queries.len() / DESCRIPTOR * columns];
        for (column, reference) in among.iter().enumerate() {
            let (range, _) = &self.references[*reference];
            for tile in self.blocks(range.clone()).chunks(TILE * BLOCK) {
                for (q, four) in queries.chunks(ROWS * DESCRIPTOR).enumerate() {
                    let best = most(tile, four);
                    for (row, dot) in best.into_iter().take(four.len() / DESCRIPTOR).enumerate() {
                        let cell = &mut table[(ROWS * q + row) * columns + column];
                        *cell = dot.max(*cell);
                    }
                }
            }
        }
        table
    }

    /// Dot products of one query with every descriptor of a reference, into `out`.
    pub fn all(&self, reference: usize, query: &[u8], out: &mut Vec<i32>) {
        out.clear();
        let (range, count) = &self.references[reference];
        for block in self.blocks(range.clone()).chunks_exact(BLOCK) {
            out.extend(block_dots(block, query)[0]);
        }
        out.truncate(*count);
    }
}

/// Largest dot product of up to four queries with the descriptors of some blocks.
fn most(blocks: &[u8], queries: &[u8]) -> [i32; ROWS] {
    #[cfg(target_arch = "x86_64")]
    if queries.len() == ROWS * DESCRIPTOR && std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: AVX2 is there and there are four queries.
        return unsafe { avx2::most(blocks, queries) };
    }
    let mut best = [0; ROWS];
    for block in blocks.chunks_exact(BLOCK) {
        for (best, dots) in best.iter_mut().zip(plain_block_dots(block, queries)) {
            *best = dots.into_iter().fold(*best, i32::max);
        }
    }
    best
}

type Dots = [[i32; LANES]; ROWS];

/// Dot products of up to four queries with the eight descriptors of a block; rows of queries that
/// are not there are zero.
fn block_dots(block: &[u8], queries: &[u8]) -> Dots {
    #[cfg(target_arch = "x86_64")]
    if queries.len() == DESCRIPTOR
        && block.len() == BLOCK
        && std::arch::is_x86_feature_detected!("avx2")
    {
        // SAFETY: AVX2 is there and both slices have the lengths that the function reads.
        let first = unsafe { avx2::block_dots(block, queries) };
        return [first, [0; LANES], [0; LANES], [0; LANES]];
    }
    plain_block_dots(block, queries)
}

fn plain_block_dots(block: &[u8], queries: &[u8]) -> Dots {
    let mut dots = [[0i32; LANES]; ROWS];
    for (row, query) in dots.iter_mut().zip(queries.chunks_exact(DESCRIPTOR)) {
        let groups = block.chunks_exact(LANES * GROUP);
        for (bytes, group) in query.chunks_exact(GROUP).zip(groups) {
            for (sum, other) in row.iter_mut().zip(group.chunks_exact(GROUP)) {
                *sum += dot(bytes, other);
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

/// Bytes are at most 127 and a descriptor's length is about 181, so that all sums of products
/// stay within 16 bits; forged descriptors saturate, which changes nothing but their score.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::*;

    use super::{BLOCK, GROUP, LANES, ROWS};
    use pixels::features::DESCRIPTOR;

    const GROUPS: usize = DESCRIPTOR / GROUP;

    /// # Safety
    /// Needs AVX2 and `queries` of four descriptors.
    #[target_feature(enable = "avx2")]
    pub unsafe fn most(blocks: &[u8], queries: &[u8]) -> [i32; ROWS] {
        assert!(queries.len() == ROWS * DESCRIPTOR);
        let ones = _mm256_set1_epi16(1);
        let mut best = [_mm256_setzero_si256(); ROWS];
        let mut pairs = blocks.chunks_exact(2 * BLOCK);
        for two in &mut pairs {
            let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
            for g in 0..GROUPS {
                // SAFETY: `two` holds two blocks and `queries` four descriptors; `g` stays below
                // the number of groups of each.
                unsafe {
                    let at = two.as_ptr().add(g * GROUP * LANES);
                    let a = _mm256_loadu_si256(at.cast());
                    let b = _mm256_loadu_si256(at.add(BLOCK).cast());
                    for (row, sum) in sums.iter_mut().enumerate() {
                        let bytes = broadcast(queries.as_ptr().add(row * DESCRIPTOR + g * GROUP));
                        sum[0] = _mm256_adds_epi16(sum[0], _mm256_maddubs_epi16(a, bytes));
                        sum[1] = _mm256_adds_epi16(sum[1], _mm256_maddubs_epi16(b, bytes));
                    }
                }
            }
            for (best, [a, b]) in best.iter_mut().zip(sums) {
                let (a, b) = (_mm256_madd_epi16(a, ones), _mm256_madd_epi16(b, ones));
                *best = _mm256_max_epi32(*best, _mm256_max_epi32(a, b));
            }
        }
        let mut out = best.map(|b| lanes(b).into_iter().fold(0, i32::max));
        if let Some(block) = pairs.remainder().get(..BLOCK) {
            for (out, query) in out.iter_mut().zip(queries.chunks_exact(DESCRIPTOR)) {
                // SAFETY: as this function's own, with lengths as cut here.
                let dots = unsafe { block_dots(block, query) };
                *out = dots.into_iter().fold(*out, i32::max);
            }
        }
        out
    }

    /// # Safety
    /// Needs AVX2, `block` of a block's bytes and `query` of one descriptor.
    #[target_feature(enable = "avx2")]
    pub unsafe fn block_dots(block: &[u8], query: &[u8]) -> [i32; LANES] {
        assert!(block.len() == BLOCK && query.len() == DESCRIPTOR);
        let mut sum = _mm256_setzero_si256();
        for g in 0..GROUPS {
            // SAFETY: `g` stays below the number of groups, so both reads are inside the slices.
            unsafe {
                let group = _mm256_loadu_si256(block.as_ptr().add(g * GROUP * LANES).cast());
                let bytes = broadcast(query.as_ptr().add(g * GROUP));
                sum = _mm256_adds_epi16(sum, _mm256_maddubs_epi16(group, bytes));
            }
        }
        lanes(_mm256_madd_epi16(sum, _mm256_set1_epi16(1)))
    }

    /// # Safety
    /// Needs AVX2 and four readable bytes.
    #[target_feature(enable = "avx2")]
    unsafe fn broadcast(at: *const u8) -> __m256i {
        // SAFETY: the caller's.
        _mm256_set1_epi32(unsafe { at.cast::<i32>().read_unaligned() })
    }

    #[target_feature(enable = "avx2")]
    fn lanes(v: __m256i) -> [i32; LANES] {
        let mut out = [0i32; LANES];
        // SAFETY: `out` has the 32 bytes that are written.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), v) };
        out
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
    fn best_and_all_agree_with_plain_sums() {
        let references: Vec<Vec<u8>> = [1, 8, 9, 0, 131, 300]
            .iter()
            .map(|&n| descriptors(n, n as u64))
            .collect();
        let packed = Packed::new(references.iter().map(Vec::as_slice));
        for m in [0, 1, 4, 7] {
            let queries = descriptors(m, 99);
            let every: Vec<usize> = (0..references.len()).collect();
            let best = packed.best(&queries, &every);
            assert_eq!(best.len(), m * references.len());
            for (q, query) in queries.chunks_exact(DESCRIPTOR).enumerate() {
                for (r, reference) in references.iter().enumerate() {
                    let truth: Vec<i32> = reference
                        .chunks_exact(DESCRIPTOR)
                        .map(|d| dot(d, query))
                        .collect();
                    let mut all = Vec::new();
                    packed.all(r, query, &mut all);
                    assert_eq!(all, truth);
                    let most = truth.iter().copied().max().unwrap_or(0);
                    assert_eq!(best[q * references.len() + r], most);
                }
            }
        }
    }

    #[test]
    fn plain_and_vector_kernels_agree() {
        let blocks: Vec<u8> = descriptors(3 * LANES, 3);
        let packed = Packed::new(std::iter::once(blocks.as_slice()));
        let queries = descriptors(ROWS, 4);
        let mut plain = [0; ROWS];
        for block in packed.data.chunks_exact(BLOCK) {
            for (best, dots) in plain.iter_mut().zip(plain_block_dots(block, &queries)) {
                *best = dots.into_iter().fold(*best, i32::max);
            }
        }
        assert_eq!(most(&packed.data, &queries), plain);
    }
}
