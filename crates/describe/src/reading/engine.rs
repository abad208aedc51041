//! What a recogniser answers for a line, whichever it is.

use model::Writing;

/// A character as one recogniser saw it.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    pub ch: char,
    /// What the recogniser says of itself, 0 to 1; not calibrated.
    pub sure: f32,
    /// Other characters that it thought of, with the same measure.
    pub others: Vec<(char, f32)>,
    /// Where it stands along the line, 0 to 1.
    pub from: f32,
    pub to: f32,
}

/// A recogniser with the model that it used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Engine {
    /// The learned recogniser for Latin and Chinese.
    Learned,
    Tesseract(Writing),
}

/// What a recogniser saw on a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Sight {
    pub engine: Engine,
    pub chars: Vec<Seen>,
}

impl Sight {
    pub fn text(&self) -> String {
        self.chars.iter().map(|c| c.ch).collect()
    }

    /// Mean certainty over what is no space; 0 where nothing was seen.
    pub fn sure(&self) -> f32 {
        let seen: Vec<f32> = self
            .chars
            .iter()
            .filter(|c| c.ch != ' ')
            .map(|c| c.sure)
            .collect();
        if seen.is_empty() {
            return 0.0;
        }
        seen.iter().sum::<f32>() / seen.len() as f32
    }
}
