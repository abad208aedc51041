//! Pictures prepared for filming: packed texels in a chain of halved sizes, sampled without
//! aliasing (trilinear, with several probes along the longer axis of a pixel's footprint).

use pixels::Rgb;

/// Pixels over which texture coordinates are interpolated: short enough to stay within a few
/// hundredths of a pixel of the exact projection.
pub(crate) const RUN: usize = 8;

/// Four 8-bit channels, red lowest, alpha highest.
pub(crate) type Texel = u32;

/// A mipmapped picture with alpha.
pub(crate) struct Texture {
    levels: Vec<Level>,
}

struct Level {
    width: i32,
    height: i32,
    data: Vec<Texel>,
}

/// How to read a texture over one short run of pixels.
#[derive(Clone, Copy)]
pub(crate) struct Footprint {
    level: usize,
    /// Weight of the next coarser level, of 256.
    coarse: u64,
    probes: u32,
    /// Step between probes in u and v (0 to 1 over the picture).
    step: [f32; 2],
}

/// Spreads four bytes into four 16-bit lanes.
#[inline(always)]
fn spread(t: Texel) -> u64 {
    let x = u64::from(t);
    let x = (x | (x << 16)) & 0x0000_ffff_0000_ffff;
    (x | (x << 8)) & 0x00ff_00ff_00ff_00ff
}

const ROUND: u64 = 0x0080_0080_0080_0080;
const LANES: u64 = 0x00ff_00ff_00ff_00ff;

/// Mixes four texels with weights of 256 and gives the lanes.
#[inline(always)]
fn mixed(t: [Texel; 4], fx: u64, fy: u64) -> u64 {
    let d = (fx * fy) >> 8;
    let (b, c) = (fx - d, fy - d);
    let a = 256 + d - fx - fy;
    // 255 * 256 + 128 fits a lane of 16 bits.
    let sum = spread(t[0]) * a + spread(t[1]) * b + spread(t[2]) * c + spread(t[3]) * d;
    ((sum + ROUND) >> 8) & LANES
}

impl Level {
    /// Reads a straight run of samples; u and v are fractions of the picture.
    fn run(&self, [u, v]: [f32; 2], [du, dv]: [f32; 2], out: &mut [u64]) {
        // 16 fractional bits; texel centres lie at halves.
        let fixed = |k: f32, side: i32| (k * (side * 65536) as f32) as i64;
        let (mut x, mut y) = (fixed(u, self.width) - 32768, fixed(v, self.height) - 32768);
        let (dx, dy) = (fixed(du, self.width), fixed(dv, self.height));
        let n = out.len().max(1) as i64 - 1;
        let (right, low) = (i64::from(self.width) - 1, i64::from(self.height) - 1);
        let within = |a: i64, d: i64, most: i64| {
            let b = a + d * n;
            a.min(b) >= 0 && (a.max(b) >> 16) < most
        };
        let w = self.width as usize;
        if within(x, dx, right) && within(y, dy, low) {
            for o in out {
                let at = (y >> 16) as usize * w + (x >> 16) as usize;
                let (fx, fy) = (((x >> 8) & 255) as u64, ((y >> 8) & 255) as u64);
                let (above, below) = (&self.data[at..at + 2], &self.data[at + w..at + w + 2]);
                *o = mixed([above[0], above[1], below[0], below[1]], fx, fy);
                x += dx;
                y += dy;
            }
            return;
        }
        for o in out {
            let col = |k: i64| ((x >> 16) + k).clamp(0, right) as usize;
            let row = |k: i64| ((y >> 16) + k).clamp(0, low) as usize * w;
            let (fx, fy) = (((x >> 8) & 255) as u64, ((y >> 8) & 255) as u64);
            let t = |r: usize, c: usize| self.data[r + c];
            let (c0, c1, r0, r1) = (col(0), col(1), row(0), row(1));
            *o = mixed([t(r0, c0), t(r0, c1), t(r1, c0), t(r1, c1)], fx, fy);
            x += dx;
            y += dy;
        }
    }
}

impl Texture {
    pub(crate) fn new(width: u32, height: u32, data: Vec<Texel>) -> Self {
        let mut levels = vec![Level {
            width: width as i32,
            height: height as i32,
            data,
        }];
        while let Some(last) = levels.last()
            && (last.width > 8 && last.height > 8)
        {
            let next = last.halved();
            levels.push(next);
        }
        Self { levels }
    }

    /// A texture without coarser levels, for pictures that are only magnified.
    pub(crate) fn flat(rgb: &Rgb) -> Self {
        Self {
            levels: vec![Level {
                width: rgb.width as i32,
                height: rgb.height as i32,
                data: pack(rgb, |_, v| v),
            }],
        }
    }

    /// A texture of a picture after a tone curve given for channel and value.
    pub(crate) fn toned(rgb: &Rgb, tone: impl Fn(usize, u8) -> u8) -> Self {
        Self::new(rgb.width, rgb.height, pack(rgb, tone))
    }

    pub(crate) fn size(&self) -> [f32; 2] {
        [self.levels[0].width as f32, self.levels[0].height as f32]
    }

    /// Chooses level and probes for a pixel whose sides are (dudx, dvdx) and (dudy, dvdy).
    /// Without `fine`, one probe of one level: enough for what nobody measures.
    pub(crate) fn footprint(&self, dx: [f32; 2], dy: [f32; 2], fine: bool) -> Footprint {
        let [w, h] = self.size();
        let len2 = |d: [f32; 2]| (d[0] * w) * (d[0] * w) + (d[1] * h) * (d[1] * h);
        let (lx, ly) = (len2(dx).max(1e-12), len2(dy).max(1e-12));
        let most = self.levels.len() - 1;
        if !fine {
            // The geometric mean of both sides, a quarter of the logarithm of the squares' product.
            let lod = 0.25 * (lx * ly).log2() + 0.4;
            return Footprint {
                level: (lod.max(0.0) as usize).min(most),
                coarse: 0,
                probes: 1,
                step: [0.0; 2],
            };
        }
        let (lx, ly) = (lx.sqrt(), ly.sqrt());
        let (long, short, axis) = if lx >= ly { (lx, ly, dx) } else { (ly, lx, dy) };
        let probes = (long / short.max(1.0)).round().clamp(1.0, 6.0);
        // What the probes do not cover must be averaged by the level.
        let minor = (long / probes).max(short);
        // A little sharper than one texel a pixel: bilinear reading blurs as well.
        let lod = (minor.log2() - 0.15).clamp(0.0, most as f32);
        let level = lod as usize;
        let coarse = if level < most {
            ((lod - level as f32) * 256.0) as u64
        } else {
            0
        };
        Footprint {
            level,
            coarse,
            probes: probes as u32,
            step: [axis[0] / probes, axis[1] / probes],
        }
    }

    /// Reads a straight run of at most [`RUN`] samples from (u, v) on; channels in 16-bit lanes,
    /// red lowest (see [`channels`]).
    pub(crate) fn run(&self, f: &Footprint, at: [f32; 2], step: [f32; 2], out: &mut [u64]) {
        if f.probes == 1 {
            self.trilinear(f, at, step, out);
            return;
        }
        let mut sum = [0u64; RUN];
        let mut one = [0u64; RUN];
        let first = -0.5 * (f.probes - 1) as f32;
        let n = out.len().min(RUN);
        for k in 0..f.probes {
            let o = first + k as f32;
            let at = [at[0] + o * f.step[0], at[1] + o * f.step[1]];
            self.trilinear(f, at, step, &mut one[..n]);
            for (s, v) in sum.iter_mut().zip(&one) {
                *s += v;
            }
        }
        // Products exceed a lane of 16 bits: divide lane by lane.
        let (count, inverse) = (u64::from(f.probes), 65536 / u64::from(f.probes) + 1);
        for (o, s) in out.iter_mut().zip(&sum) {
            let lane = |k: u32| (((((s >> k) & 0xffff) + count / 2) * inverse) >> 16) << k;
            *o = lane(0) | lane(16) | lane(32) | lane(48);
        }
    }

    fn trilinear(&self, f: &Footprint, at: [f32; 2], step: [f32; 2], out: &mut [u64]) {
        self.levels[f.level].run(at, step, out);
        if f.coarse >= 8 {
            let mut coarse = [0u64; RUN];
            let n = out.len().min(RUN);
            self.levels[f.level + 1].run(at, step, &mut coarse[..n]);
            for (o, c) in out.iter_mut().zip(&coarse) {
                *o = ((*o * (256 - f.coarse) + c * f.coarse + ROUND) >> 8) & LANES;
            }
        }
    }

    /// Alpha at a point, 0 to 1.
    pub(crate) fn alpha(&self, u: f64, v: f64) -> f64 {
        let l = &self.levels[0];
        let x = ((u * f64::from(l.width)) as i32).clamp(0, l.width - 1);
        let y = ((v * f64::from(l.height)) as i32).clamp(0, l.height - 1);
        f64::from(l.data[(y * l.width + x) as usize] >> 24) / 255.0
    }
}

/// Red, green, blue and alpha out of the lanes of [`Texture::run`].
#[inline(always)]
pub(crate) fn channels(s: u64) -> [u32; 4] {
    [
        (s & 0xff) as u32,
        ((s >> 16) & 0xff) as u32,
        ((s >> 32) & 0xff) as u32,
        ((s >> 48) & 0xff) as u32,
    ]
}

fn pack(rgb: &Rgb, tone: impl Fn(usize, u8) -> u8) -> Vec<Texel> {
    rgb.data
        .chunks_exact(3)
        .map(|p| u32::from_le_bytes([tone(0, p[0]), tone(1, p[1]), tone(2, p[2]), 255]))
        .collect()
}

impl Level {
    /// Half the size by area; odd sizes give their last row or column its share.
    fn halved(&self) -> Level {
        let (w, h) = (self.width / 2, self.height / 2);
        let xs = shares(self.width, w);
        let ys = shares(self.height, h);
        let mut data = Vec::with_capacity((w * h) as usize);
        for row in &ys {
            for col in &xs {
                let mut sum = [0.0f32; 4];
                let mut alpha = 0.0;
                let mut total = 0.0;
                for &(y, wy) in row {
                    for &(x, wx) in col {
                        let t = self.data[(y * self.width + x) as usize].to_le_bytes();
                        // Colours count by their alpha, or transparent black would bleed in.
                        let k = wx * wy;
                        let a = k * f32::from(t[3]);
                        for c in 0..3 {
                            sum[c] += a * f32::from(t[c]);
                        }
                        alpha += a;
                        total += k;
                    }
                }
                let n = alpha.max(1e-6);
                let byte = |v: f32| (v + 0.5) as u8;
                data.push(u32::from_le_bytes([
                    byte(sum[0] / n),
                    byte(sum[1] / n),
                    byte(sum[2] / n),
                    byte(alpha / total),
                ]));
            }
        }
        Level {
            width: w,
            height: h,
            data,
        }
    }
}

/// For each target cell, the source cells that it covers and their shares.
fn shares(from: i32, to: i32) -> Vec<Vec<(i32, f32)>> {
    let ratio = from as f32 / to as f32;
    (0..to)
        .map(|i| {
            let (a, b) = (i as f32 * ratio, (i + 1) as f32 * ratio);
            (a as i32..(b.ceil() as i32).min(from))
                .map(|s| (s, (b.min((s + 1) as f32) - a.max(s as f32)).max(0.0)))
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_come_back_in_order() {
        let t = Texture::new(1, 1, vec![u32::from_le_bytes([10, 20, 30, 40])]);
        let f = t.footprint([0.0; 2], [0.0; 2], true);
        let mut out = [0];
        t.run(&f, [0.5; 2], [0.0; 2], &mut out);
        assert_eq!(channels(out[0]), [10, 20, 30, 40]);
    }

    #[test]
    fn fine_stripes_become_grey_when_far_away() {
        let rgb = Rgb::new(
            64,
            64,
            (0..64 * 64)
                .flat_map(|i| [if i % 2 == 0 { 255 } else { 0 }; 3])
                .collect(),
        );
        let t = Texture::toned(&rgb, |_, v| v);
        for k in 0..20 {
            let f = t.footprint([8.0 / 64.0, 0.0], [0.0, 8.0 / 64.0], true);
            let mut out = [0];
            t.run(&f, [0.3 + k as f32 * 0.007, 0.5], [0.0; 2], &mut out);
            let [r, ..] = channels(out[0]);
            assert!((126..=129).contains(&r), "{r}");
        }
    }
}
