//! What drawing a tree of shapes takes: how many are drawn, and how much memory their layers hold
//! at once. What is drawn again for every shape (patterns, masks) counts every time.

use resvg::tiny_skia::Transform;
use resvg::usvg::filter::Kind;
use resvg::usvg::{ClipPath, Group, Image, Mask, Node, Paint, Path, Pattern, Tree};

/// Shapes and groups that are drawn.
const MOST_DRAWN: u64 = 400_000;
/// Pixels that layers within layers hold at once.
const MOST_HELD: u64 = 80_000_000;
/// Pixels of layers, patterns and pictures that are gone through, one after the other.
const MOST_PASSED: u64 = 4_000_000_000;
/// Layers are no larger than so many times the picture, each way.
const AROUND: f64 = 5.0;
/// Steps of one filter.
const MOST_STEPS: usize = 24;

pub fn is_bearable(tree: &Tree, scale: f32, (width, height): (u32, u32)) -> bool {
    let mut count = Count {
        drawn: 0,
        passed: 0,
        most: (AROUND * f64::from(width), AROUND * f64::from(height)),
    };
    count
        .group(tree.root(), Transform::from_scale(scale, scale), 0)
        .is_some()
}

struct Count {
    drawn: u64,
    passed: u64,
    /// Width and height of the largest layer.
    most: (f64, f64),
}

impl Count {
    /// `None` once it is too much. `held` are the pixels of the layers around.
    fn group(&mut self, group: &Group, within: Transform, held: u64) -> Option<()> {
        let transform = within.pre_concat(group.transform());
        let mut held = held;
        if group.should_isolate() {
            let Some(bounds) = group.layer_bounding_box().transform(transform) else {
                // Of no width or height: it is not drawn.
                return Some(());
            };
            let wide = f64::from(bounds.width()).min(self.most.0) + 4.0;
            let high = f64::from(bounds.height()).min(self.most.1) + 4.0;
            let layer = (wide * high) as u64;
            let steps: usize = group.filters().iter().map(|f| f.primitives().len()).sum();
            if steps > MOST_STEPS {
                return None;
            }
            // Every step of a filter keeps what it gives.
            held = self.hold(held, layer.saturating_mul(2 + steps as u64))?;
            for filter in group.filters() {
                for step in filter.primitives() {
                    if let Kind::Image(image) = step.kind() {
                        self.group(image.root(), transform, held)?;
                    }
                }
            }
            if let Some(clip) = group.clip_path() {
                self.clip(clip, transform, held, layer)?;
            }
            if let Some(mask) = group.mask() {
                self.mask(mask, transform, held, layer)?;
            }
        }
        for node in group.children() {
            self.drawn += 1;
            if self.drawn > MOST_DRAWN {
                return None;
            }
            match node {
                Node::Group(inner) => self.group(inner, transform, held)?,
                Node::Path(path) => self.path(path, transform, held)?,
                Node::Image(image) => self.image(image, held)?,
                Node::Text(text) => self.group(text.flattened(), transform, held)?,
            }
        }
        Some(())
    }

    fn hold(&mut self, held: u64, more: u64) -> Option<u64> {
        let held = held.saturating_add(more);
        self.passed = self.passed.saturating_add(more);
        (held <= MOST_HELD && self.passed <= MOST_PASSED).then_some(held)
    }

    fn clip(&mut self, clip: &ClipPath, transform: Transform, held: u64, layer: u64) -> Option<()> {
        let held = self.hold(held, layer)?;
        self.group(clip.root(), transform.pre_concat(clip.transform()), held)?;
        match clip.clip_path() {
            Some(inner) => self.clip(inner, transform, held, layer),
            None => Some(()),
        }
    }

    fn mask(&mut self, mask: &Mask, transform: Transform, held: u64, layer: u64) -> Option<()> {
        let held = self.hold(held, layer.saturating_mul(2))?;
        self.group(mask.root(), transform, held)?;
        match mask.mask() {
            Some(inner) => self.mask(inner, transform, held, layer),
            None => Some(()),
        }
    }

    fn path(&mut self, path: &Path, transform: Transform, held: u64) -> Option<()> {
        let fill = path.fill().map(|f| f.paint());
        let stroke = path.stroke().map(|s| s.paint());
        for paint in [fill, stroke].into_iter().flatten() {
            if let Paint::Pattern(pattern) = paint {
                self.pattern(pattern, transform, held)?;
            }
        }
        Some(())
    }

    fn pattern(&mut self, pattern: &Pattern, transform: Transform, held: u64) -> Option<()> {
        let (sx, sy) = transform.pre_concat(pattern.transform()).get_scale();
        let wide = f64::from(pattern.rect().width() * sx);
        let high = f64::from(pattern.rect().height() * sy);
        let held = self.hold(held, (wide * high).max(0.0) as u64)?;
        self.group(pattern.root(), Transform::from_scale(sx, sy), held)
    }

    /// Pictures are decoded each time that they are drawn.
    fn image(&mut self, image: &Image, held: u64) -> Option<()> {
        let size = image.size();
        let pixels = f64::from(size.width()) * f64::from(size.height());
        self.hold(held, 2 * pixels.max(0.0) as u64).map(|_| ())
    }
}
