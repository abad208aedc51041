//! What is true of a bench's material: films with their screens, documents with their figures, and
//! which product each picture belongs to. Plain data; making it is `material`'s job.

use std::collections::BTreeMap;
use std::path::PathBuf;

use stage::{Difficulty, Truth};

/// The material of one run.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub films: Vec<Film>,
    /// Documents that were printed for the run; given ones are not here, and belong to no product.
    pub documents: Vec<Printed>,
    /// Product of every picture that has one, by the picture's id.
    pub products: BTreeMap<String, String>,
}

/// A video of the run.
#[derive(Clone, Debug)]
pub struct Film {
    pub file: PathBuf,
    pub difficulty: Option<Difficulty>,
    /// `None` for a video that was given as it is: it shows none of the products.
    pub truth: Option<Truth>,
}

/// A document that was printed for the run.
#[derive(Clone, Debug)]
pub struct Printed {
    pub file: PathBuf,
    pub product: String,
    pub figures: Vec<Figure>,
}

/// A picture on a page of a document.
#[derive(Clone, Debug)]
pub struct Figure {
    /// From 1.
    pub page: u32,
    pub picture: String,
    /// Pixels as embedded.
    pub size: (u32, u32),
    /// Whether the figure is the picture and nothing else.
    pub whole: bool,
}

impl Film {
    /// For people.
    pub fn name(&self) -> String {
        self.file
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
    }
}

impl Ground {
    /// Whether any printed document shows the picture.
    pub fn is_printed(&self, picture: &str) -> bool {
        self.documents
            .iter()
            .any(|d| d.figures.iter().any(|f| f.picture == picture))
    }
}
