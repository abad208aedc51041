//! Local features as plain data, and their bytes at rest: versioned, checksummed, and read without
//! trust. Finding them in a picture is `describe`'s work, comparing them `search`'s.

use model::Size;

/// Bytes of a descriptor.
pub const DESCRIPTOR: usize = 128;
/// Length of every descriptor, as near as rounding allows: the sum of squares is its square. It
/// keeps any dot product within 15 bits, which `search` relies on.
pub const DESCRIPTOR_LENGTH: f32 = 181.0;
/// Largest value of a descriptor's element; larger ones are clipped.
pub const DESCRIPTOR_MOST: u8 = 127;

const MAGIC: &[u8; 8] = b"ctchfeat";
const VERSION: u16 = 1;
const HEADER: usize = 8 + 2 + 4 + 4 + 4;
const POINT: usize = 5 * 4;
const CHECKSUM: usize = 8;
/// More than any picture yields; bounds what a forged header can ask for.
const MOST_FEATURES: usize = 4_000_000;
const MOST_SIDE: u32 = 1 << 20;

/// Where a feature lies and how it is turned and sized.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Feature {
    /// Pixels of the described picture; pixel centres are at halves.
    pub x: f32,
    pub y: f32,
    /// Gaussian scale in pixels of the described picture, positive.
    pub scale: f32,
    /// Radians in [0, 2π), from +x towards +y (clockwise on screen).
    pub angle: f32,
    /// Contrast of the blob; larger is stronger.
    pub response: f32,
}

/// The features of one picture: as many points as descriptors.
#[derive(Clone, PartialEq, Debug)]
pub struct Features {
    size: Size,
    points: Vec<Feature>,
    descriptors: Vec<u8>,
}

/// Why bytes are not features.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeaturesError {
    #[error("these are not features: the first bytes are not {MAGIC:?}")]
    Magic,
    #[error("these features have format version {0}, this program reads {VERSION}; analyse again")]
    Version(u16),
    #[error("these features should have {expected} bytes and have {found}: cut short or damaged")]
    Length { expected: usize, found: usize },
    #[error("the checksum of these features is wrong: they are damaged, analyse again")]
    Checksum,
    #[error("these features hold an impossible value: {0}")]
    Value(&'static str),
}

impl Features {
    pub fn empty(size: Size) -> Self {
        Self {
            size,
            points: Vec::new(),
            descriptors: Vec::new(),
        }
    }

    /// Adds a feature.
    pub fn push(&mut self, point: Feature, descriptor: &[u8; DESCRIPTOR]) {
        self.points.push(point);
        self.descriptors.extend_from_slice(descriptor);
    }

    /// Size of the described picture.
    pub const fn size(&self) -> Size {
        self.size
    }

    pub fn len(&self) -> usize {
        self.points.len()
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    pub fn points(&self) -> &[Feature] {
        &self.points
    }

    /// All descriptors, [`DESCRIPTOR`] bytes each, in the order of the points.
    pub fn descriptors(&self) -> &[u8] {
        &self.descriptors
    }

    /// # Panics
    /// When `index` is not below [`Features::len`].
    pub fn descriptor(&self, index: usize) -> &[u8] {
        &self.descriptors[index * DESCRIPTOR..][..DESCRIPTOR]
    }

    /// Little-endian bytes with a checksum at the end.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(byte_length(self.len()));
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&self.size.width.to_le_bytes());
        out.extend_from_slice(&self.size.height.to_le_bytes());
        out.extend_from_slice(&(self.len() as u32).to_le_bytes());
        for p in &self.points {
            for v in [p.x, p.y, p.scale, p.angle, p.response] {
                out.extend_from_slice(&v.to_le_bytes());
            }
        }
        out.extend_from_slice(&self.descriptors);
        let sum = checksum(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// Reads what [`Features::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are of another kind or version, cut short, damaged or hold values that no
    /// picture has. Nothing is allocated beyond the bytes at hand.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FeaturesError> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err(FeaturesError::Magic);
        }
        let cut = |expected| FeaturesError::Length {
            expected,
            found: bytes.len(),
        };
        let header = bytes.get(8..HEADER).ok_or_else(|| cut(byte_length(0)))?;
        let version = u16::from_le_bytes([header[0], header[1]]);
        if version != VERSION {
            return Err(FeaturesError::Version(version));
        }
        let size = Size {
            width: read_u32(&header[2..]),
            height: read_u32(&header[6..]),
        };
        let count = read_u32(&header[10..]) as usize;
        if count > MOST_FEATURES {
            return Err(FeaturesError::Value("more features than any picture has"));
        }
        if bytes.len() != byte_length(count) {
            return Err(cut(byte_length(count)));
        }
        let (body, sum) = bytes.split_at(bytes.len() - CHECKSUM);
        if checksum(body).to_le_bytes() != sum {
            return Err(FeaturesError::Checksum);
        }
        if size.width > MOST_SIDE || size.height > MOST_SIDE {
            return Err(FeaturesError::Value("a side of more than a million pixels"));
        }
        let (points, descriptors) = body[HEADER..].split_at(count * POINT);
        let points = points
            .chunks_exact(POINT)
            .map(|bytes| read_point(bytes, size))
            .collect::<Result<_, _>>()?;
        if descriptors.iter().any(|&v| v > DESCRIPTOR_MOST) {
            return Err(FeaturesError::Value("a descriptor beyond its range"));
        }
        Ok(Self {
            size,
            points,
            descriptors: descriptors.to_vec(),
        })
    }
}

const fn byte_length(count: usize) -> usize {
    HEADER + count * (POINT + DESCRIPTOR) + CHECKSUM
}

fn read_u32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn read_point(bytes: &[u8], size: Size) -> Result<Feature, FeaturesError> {
    let value = |i: usize| f32::from_bits(read_u32(&bytes[4 * i..]));
    let p = Feature {
        x: value(0),
        y: value(1),
        scale: value(2),
        angle: value(3),
        response: value(4),
    };
    let within = |v: f32, side: u32| (-1.0..=side as f32 + 1.0).contains(&v);
    if !within(p.x, size.width) || !within(p.y, size.height) {
        return Err(FeaturesError::Value("a feature outside its picture"));
    }
    if !(p.scale > 0.0 && p.scale <= MOST_SIDE as f32) {
        return Err(FeaturesError::Value("a scale that is not positive"));
    }
    if !(0.0..=std::f32::consts::TAU).contains(&p.angle) {
        return Err(FeaturesError::Value("an angle outside one turn"));
    }
    if !p.response.is_finite() {
        return Err(FeaturesError::Value("a response that is not finite"));
    }
    Ok(p)
}

/// FNV-1a, 64 bits, eight bytes at a time: against accidents, not against forgers.
fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(PRIME);
        hash ^= hash >> 29;
    }
    for &byte in rest {
        hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
    }
    hash
}
