//! The references of a case, ready to be compared with frames.

use std::sync::OnceLock;

use model::{ReferenceId, Size};
use pixels::Features;

use crate::dots::Packed;
use crate::shared::{Kin, Shared, Sharers, shared};

/// A reference as the caller has it.
#[derive(Clone, Debug)]
pub struct ReferenceInput {
    pub id: ReferenceId,
    pub product: String,
    /// It must not prove a product, only speak against others.
    pub negative: bool,
    /// Coordinates are those of the reference's own pixels.
    pub features: Features,
}

/// All references that are looked for.
pub struct ReferenceSet {
    pub(crate) entries: Vec<Entry>,
    pub(crate) packed: Packed,
}

pub(crate) struct Entry {
    pub id: ReferenceId,
    pub product: String,
    pub negative: bool,
    pub size: Size,
    pub features: Features,
    /// References with the same number show the same picture, or nearly.
    pub picture: usize,
    /// References with the same number belong to the same product.
    pub maker: usize,
    /// What it has in common with others; found when first asked for.
    shared: OnceLock<Shared>,
    /// Its strongest features, packed for finding what others have in common with it.
    pub strongest: OnceLock<Packed>,
}

impl ReferenceSet {
    /// Builds the set; the order of references does not matter for what is found.
    pub fn build(mut references: Vec<ReferenceInput>) -> Self {
        references.sort_by(|a, b| (a.id, &a.product).cmp(&(b.id, &b.product)));
        // A negative is a product of its own, whatever it is called.
        let named = |r: &ReferenceInput| (r.product.clone(), r.negative);
        let mut products: Vec<(String, bool)> = references.iter().map(named).collect();
        products.sort();
        products.dedup();
        let entries: Vec<Entry> = references
            .into_iter()
            .enumerate()
            .map(|(index, r)| Entry {
                id: r.id,
                maker: products.partition_point(|p| *p < named(&r)),
                negative: r.negative,
                product: r.product,
                size: r.features.size(),
                features: r.features,
                picture: index,
                shared: OnceLock::new(),
                strongest: OnceLock::new(),
            })
            .collect();
        let packed = Packed::new(entries.iter().map(|e| e.features.descriptors()));
        let mut set = Self { entries, packed };
        set.join_same_pictures();
        set
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether two references speak for different things: other products, other pictures.
    pub(crate) fn rivals(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.entries[a], &self.entries[b]);
        a.maker != b.maker && a.picture != b.picture
    }

    /// For every feature of a reference, the other products that show it in the same arrangement.
    pub(crate) fn sharers(&self, reference: usize) -> &[Sharers] {
        &self.shared(reference).sharers
    }

    /// References of other products that share a part with a reference.
    pub(crate) fn kin(&self, reference: usize) -> &[Kin] {
        &self.shared(reference).kin
    }

    fn shared(&self, reference: usize) -> &Shared {
        let entry = &self.entries[reference];
        entry.shared.get_or_init(|| shared(self, reference))
    }

    /// Some references with those of other products that share parts with them, ascending.
    pub(crate) fn with_relatives(&self, some: &[usize]) -> Vec<usize> {
        let mut all = some.to_vec();
        all.retain(|r| *r < self.entries.len());
        for r in all.clone() {
            let relatives = self.relatives(r);
            let related = |other: usize| {
                self.rivals(r, other) && relatives.contains(&self.entries[other].maker)
            };
            all.extend((0..self.entries.len()).filter(|&other| related(other)));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Products that share any part with a reference.
    fn relatives(&self, reference: usize) -> Vec<usize> {
        let mut makers: Vec<usize> = self.sharers(reference).concat();
        makers.sort_unstable();
        makers.dedup();
        makers
    }

    /// The reference at a place of the set.
    pub fn id(&self, position: usize) -> Option<ReferenceId> {
        self.entries.get(position).map(|e| e.id)
    }

    /// The product of the reference at a place of the set.
    pub fn product_of(&self, position: usize) -> Option<&str> {
        self.entries.get(position).map(|e| e.product.as_str())
    }

    /// The features of the reference at a place of the set.
    pub fn features(&self, position: usize) -> Option<&Features> {
        self.entries.get(position).map(|e| &e.features)
    }

    /// Whether the product with this number is a negative.
    pub(crate) fn is_negative(&self, maker: usize) -> bool {
        self.entries.iter().any(|e| e.maker == maker && e.negative)
    }

    /// Name of the product with this number.
    pub(crate) fn product(&self, maker: usize) -> &str {
        let entry = self.entries.iter().find(|e| e.maker == maker);
        entry.map_or("", |e| &e.product)
    }

    /// The same screenshot printed in two brochures is one picture: its two references must not
    /// cancel each other out.
    fn join_same_pictures(&mut self) {
        for a in 0..self.entries.len() {
            for b in a + 1..self.entries.len() {
                // The very picture of a negative proves nothing, in whose document it may be.
                let different = self.entries[a].maker != self.entries[b].maker
                    && self.entries[a].negative == self.entries[b].negative
                    && self.entries[a].picture != self.entries[b].picture;
                if different && same_picture(&self.entries[a], &self.entries[b]) {
                    let (keep, drop) = (self.entries[a].picture, self.entries[b].picture);
                    for entry in &mut self.entries {
                        if entry.picture == drop {
                            entry.picture = keep;
                        }
                    }
                }
            }
        }
    }
}

/// Features of each that are compared: the strongest.
const SAMPLE: usize = 160;
/// Least share of the sample that must have its twin at the same relative place.
const SHARE: f64 = 0.6;

/// Whether two references show the same picture in full, possibly at another size: most strong
/// features of each have a near twin at the same relative position in the other.
fn same_picture(a: &Entry, b: &Entry) -> bool {
    let aspect = |s: Size| f64::from(s.width.max(1)) / f64::from(s.height.max(1));
    let ratio = aspect(a.size) / aspect(b.size);
    (0.95..=1.05).contains(&ratio) && twins(a, b) >= SHARE && twins(b, a) >= SHARE
}

fn twins(a: &Entry, b: &Entry) -> f64 {
    let mut order: Vec<usize> = (0..a.features.len()).collect();
    let points = a.features.points();
    order.sort_by(|&i, &k| {
        points[k]
            .response
            .total_cmp(&points[i].response)
            .then(i.cmp(&k))
    });
    order.truncate(SAMPLE);
    if order.len() < 12 || b.features.is_empty() {
        return 0.0;
    }
    let relative = |x: f32, y: f32, s: Size| (x / s.width as f32, y / s.height as f32);
    let places: Vec<(f32, f32)> = b
        .features
        .points()
        .iter()
        .map(|p| relative(p.x, p.y, b.size))
        .collect();
    let found = order
        .iter()
        .filter(|&&i| {
            let (x, y) = relative(points[i].x, points[i].y, a.size);
            let descriptor = a.features.descriptor(i);
            places.iter().enumerate().any(|(k, (u, v))| {
                (x - u).abs() < 0.012
                    && (y - v).abs() < 0.012
                    && crate::correspond::distance(crate::dots::dot(
                        descriptor,
                        b.features.descriptor(k),
                    )) < 0.5
            })
        })
        .count();
    found as f64 / order.len() as f64
}
