//! What the demo's people find in the case: sightings, passages and pages, by what they show.

use serde_json::Value;
use stage::demo::demo_records;

use super::script::Script;
use crate::cli::door::Failure;

/// The case's proposals, read once.
pub struct Found {
    sightings: Vec<Value>,
    passages: Vec<Value>,
    items: Vec<Value>,
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn lacks(what: String) -> Failure {
    Failure::on_the_way(format!(
        "the demo's case lacks {what}, so that its investigation can't be told; see what failed above"
    ))
}

impl Found {
    pub fn read(script: &Script) -> Result<Self, Failure> {
        Ok(Self {
            sightings: script.list("sightings")?,
            passages: script.list("passages")?,
            items: script.list("items")?,
        })
    }

    /// The `nth` widest sighting of a product in the video whose name has this in it.
    fn sighting_of(&self, video: &str, product: &str, nth: usize) -> Result<&Value, Failure> {
        let mut all: Vec<&Value> = self
            .sightings
            .iter()
            .filter(|s| text(s, "video").contains(video) && text(s, "product") == product)
            .collect();
        all.sort_by(|a, b| width(b).total_cmp(&width(a)));
        all.get(nth)
            .copied()
            .ok_or_else(|| lacks(format!("sighting {} of {product} in {video}", nth + 1)))
    }

    pub fn sighting(&self, video: &str, product: &str, nth: usize) -> Result<String, Failure> {
        let found = self.sighting_of(video, product, nth)?;
        Ok(text(found, "id").to_owned())
    }

    /// The address of a sighting's whole frame.
    pub fn frame(&self, video: &str, product: &str, nth: usize) -> Result<String, Failure> {
        let address = text(self.sighting_of(video, product, nth)?, "address");
        Ok(address.split('#').next().unwrap_or_default().to_owned())
    }

    /// A part of the screen of a sighting, as a quad of the frame: from and to, in shares of its
    /// width and height.
    pub fn part(
        &self,
        of: (&str, &str, usize),
        from: [f64; 2],
        to: [f64; 2],
    ) -> Result<String, Failure> {
        let sighting = self.sighting_of(of.0, of.1, of.2)?;
        let corner = |i: usize, k: usize| sighting["best"]["quad"][i][k].as_f64().unwrap_or(0.0);
        let at = |u: f64, v: f64| -> [f64; 2] {
            std::array::from_fn(|k| {
                let top = corner(0, k) * (1.0 - u) + corner(1, k) * u;
                let bottom = corner(3, k) * (1.0 - u) + corner(2, k) * u;
                top * (1.0 - v) + bottom * v
            })
        };
        let corners = [
            at(from[0], from[1]),
            at(to[0], from[1]),
            at(to[0], to[1]),
            at(from[0], to[1]),
        ];
        let numbers = corners.iter().flatten().map(|n| format!("{n:.1}"));
        Ok(numbers.collect::<Vec<_>>().join(","))
    }

    /// The passage of a document (by a part of its name) that begins with these words and is
    /// proposed for this function.
    pub fn passage(&self, file: &str, function: &str, begins: &str) -> Result<String, Failure> {
        let found = self.passages.iter().find(|p| {
            text(p, "file").contains(file)
                && text(p, "function") == function
                && text(p, "quote").starts_with(begins)
        });
        let found = found.ok_or_else(|| lacks(format!("passage {begins:?} in {file}")))?;
        Ok(text(found, "id").to_owned())
    }

    /// The start of the id of the item whose path has this in it.
    pub fn item(&self, path: &str) -> Result<String, Failure> {
        let found = self
            .items
            .iter()
            .find(|i| text(i, "path").contains(path) && text(i, "kind") != "sidecar");
        let found = found.ok_or_else(|| lacks(format!("file {path}")))?;
        Ok(text(found, "id").to_owned())
    }

    /// The address of a page of a file.
    pub fn page(&self, path: &str, page: u32) -> Result<String, Failure> {
        Ok(format!("{}/p{page}", self.item(path)?))
    }

    /// The address of some lines of one of the demo's records, as a box on its page.
    pub fn lines(
        &self,
        record: usize,
        lines: std::ops::RangeInclusive<usize>,
    ) -> Result<String, Failure> {
        let record = &demo_records()[record];
        let [x0, y0, x1, y1] = record.bounds(lines);
        let page = self.page(&record.file, 1)?;
        Ok(format!("{page}#{x0},{y0},{x1},{y0},{x1},{y1},{x0},{y1}"))
    }
}

fn width(sighting: &Value) -> f64 {
    let at = |i: usize, k: usize| sighting["best"]["quad"][i][k].as_f64().unwrap_or(0.0);
    (at(1, 0) - at(0, 0)).hypot(at(1, 1) - at(0, 1))
}
