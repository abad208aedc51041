//! JUMBF (ISO 19566-5): superboxes with a label, and boxes in them.

/// How types of C2PA and of contents go on behind their four letters.
const TYPES: &[u8] = b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";

/// A superbox's label and what is in it, behind its description.
pub struct Superbox<'a> {
    pub label: String,
    /// The first letters of its type, `c2cl` for a claim; zeros where it is none of C2PA's.
    pub kind: [u8; 4],
    /// Description and contents: what hashes of it are made of.
    pub whole: &'a [u8],
    inside: &'a [u8],
}

impl<'a> Superbox<'a> {
    /// The superbox that these bytes begin with.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut boxes = Boxes(bytes);
        let (kind, inside) = boxes.next()?;
        (kind == *b"jumb").then_some(())?;
        let mut inner = Boxes(inside);
        let (kind, description) = inner.next()?;
        (kind == *b"jumd").then_some(())?;
        let whole = description.get(4..16)? == TYPES;
        let kind = description.first_chunk::<4>().filter(|_| whole);
        // A type of 16 bytes, what follows, and a text that ends in zero.
        let (toggles, rest) = description.get(16..)?.split_first()?;
        (toggles & 2 != 0).then_some(())?;
        let end = rest.iter().position(|b| *b == 0)?;
        Some(Self {
            label: String::from_utf8_lossy(&rest[..end]).into_owned(),
            kind: kind.copied().unwrap_or_default(),
            whole: inside,
            inside: inner.0,
        })
    }

    /// The superboxes right in it.
    pub fn boxes(&self) -> impl Iterator<Item = Superbox<'a>> + use<'a> {
        let mut at = Boxes(self.inside);
        std::iter::from_fn(move || {
            loop {
                let before = at.0;
                at.next()?;
                if let Some(found) = Superbox::read(before) {
                    return Some(found);
                }
            }
        })
    }

    /// The contents of the first plain box of a kind right in it.
    pub fn content(&self, kind: &[u8; 4]) -> Option<&'a [u8]> {
        Boxes(self.inside)
            .find(|(k, _)| k == kind)
            .map(|(_, content)| content)
    }
}

/// Boxes one after the other: what is left of them.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (kind, _) = rest.split_first_chunk::<4>()?;
        let (own, length) = match u32::from_be_bytes(*length) {
            0 => (8, self.0.len()),
            1 => {
                let long = self.0.get(8..16)?.try_into().ok()?;
                (16, usize::try_from(u64::from_be_bytes(long)).ok()?)
            }
            n => (8, n as usize),
        };
        // A box that is cut off, or shorter than its own head, ends them.
        let content = self.0.get(own..length)?;
        self.0 = &self.0[length..];
        Some((*kind, content))
    }
}
