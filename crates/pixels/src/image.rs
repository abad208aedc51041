//! Plain pictures in memory: 8-bit luma and 8-bit RGB, rows tightly packed.

use model::Size;

/// An 8-bit luma picture; `data[y * width + x]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Luma {
    pub width: u32,
    pub height: u32,
    pub data: Vec<u8>,
}

/// An 8-bit sRGB picture; `data[3 * (y * width + x)..][..3]` is R, G, B.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rgb {
    pub width: u32,
    pub height: u32,
    pub data: Vec<u8>,
}

impl Luma {
    /// # Panics
    /// When `data` does not hold `width * height` bytes.
    pub fn new(width: u32, height: u32, data: Vec<u8>) -> Self {
        assert_eq!(data.len(), width as usize * height as usize, "luma size");
        Self {
            width,
            height,
            data,
        }
    }

    pub fn filled(width: u32, height: u32, value: u8) -> Self {
        Self::new(width, height, vec![value; width as usize * height as usize])
    }

    pub fn from_fn(width: u32, height: u32, mut f: impl FnMut(u32, u32) -> u8) -> Self {
        let data = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| f(x, y))
            .collect();
        Self::new(width, height, data)
    }

    pub const fn size(&self) -> Size {
        Size {
            width: self.width,
            height: self.height,
        }
    }

    pub fn row(&self, y: u32) -> &[u8] {
        let w = self.width as usize;
        &self.data[y as usize * w..][..w]
    }

    // Looked up by the million from other crates.
    #[inline]
    pub fn get(&self, x: u32, y: u32) -> u8 {
        self.data[y as usize * self.width as usize + x as usize]
    }
}

impl Rgb {
    /// # Panics
    /// When `data` does not hold `3 * width * height` bytes.
    pub fn new(width: u32, height: u32, data: Vec<u8>) -> Self {
        assert_eq!(data.len(), 3 * width as usize * height as usize, "rgb size");
        Self {
            width,
            height,
            data,
        }
    }

    pub fn filled(width: u32, height: u32, colour: [u8; 3]) -> Self {
        Self::new(
            width,
            height,
            colour.repeat(width as usize * height as usize),
        )
    }

    pub const fn size(&self) -> Size {
        Size {
            width: self.width,
            height: self.height,
        }
    }

    #[inline]
    pub fn get(&self, x: u32, y: u32) -> [u8; 3] {
        let i = 3 * (y as usize * self.width as usize + x as usize);
        [self.data[i], self.data[i + 1], self.data[i + 2]]
    }

    pub fn put(&mut self, x: u32, y: u32, colour: [u8; 3]) {
        let i = 3 * (y as usize * self.width as usize + x as usize);
        self.data[i..i + 3].copy_from_slice(&colour);
    }

    /// Luma by the BT.601 weights in 8-bit fixed point.
    pub fn to_luma(&self) -> Luma {
        let data = self
            .data
            .chunks_exact(3)
            .map(|p| {
                ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29 + 128) >> 8)
                    as u8
            })
            .collect();
        Luma::new(self.width, self.height, data)
    }
}
