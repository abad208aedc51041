//! A small network that looks at a quad and what surrounds it: whether a display is there, whether
//! the quad's sides are the display's, and where its corners would be. It was trained on generated
//! footage by `train/sight.py`, whose crops hold cut, turned and recoloured interfaces, so that it
//! knows none by heart. What doesn't live here: what becomes of what it says.

use std::sync::OnceLock;

use model::{Homography, Point, Quad, Size};
use rten::{Model, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::crop::{Crops, HEIGHT, WIDTH};

const NETWORK: &[u8] = include_bytes!("sight.onnx");
/// Answers for a crop: that a display is there, that the quad is exact, and two for each corner.
const ANSWERS: usize = 10;
/// Crops that are looked at in one go.
const AT_ONCE: usize = 16;

/// What the network says of a quad.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sight {
    /// Log odds that the quad shows a display, and that its corners are within about a hundredth
    /// of its width.
    pub shows: f64,
    pub exact: f64,
    /// Where the display's corners are thought to be, in pixels of the frame.
    pub thought: Quad,
}

/// Looks at quads of one frame; `None` for those that can't be seen upright.
pub fn look(crops: &Crops, quads: &[Quad]) -> Vec<Option<Sight>> {
    let mut out = vec![None; quads.len()];
    let Some(network) = network() else {
        return out;
    };
    let seen: Vec<_> = quads
        .iter()
        .enumerate()
        .filter_map(|(n, quad)| Some((n, *quad, crops.crop(quad)?)))
        .collect();
    for some in seen.chunks(AT_ONCE) {
        let mut cells = Vec::with_capacity(2 * WIDTH * HEIGHT * some.len());
        for (_, _, crop) in some {
            let grey = |v: &u8| match v {
                0 => 0.0,
                v => (f32::from(*v) - 128.0) / 64.0,
            };
            cells.extend(crop.iter().map(grey));
            cells.extend(crop.iter().map(|v| f32::from(u8::from(*v > 0))));
        }
        let input = NdTensor::from_data([some.len(), 2, HEIGHT, WIDTH], cells);
        let Ok(output) = network.run_one(ValueOrView::from(input.view()), None) else {
            return out;
        };
        let Ok(answers) = TryInto::<NdTensor<f32, 2>>::try_into(output) else {
            return out;
        };
        let flat: Vec<f64> = answers.iter().map(|v| f64::from(*v)).collect();
        for ((n, quad, _), answer) in some.iter().zip(flat.chunks_exact(ANSWERS)) {
            out[*n] = sight(quad, answer);
        }
    }
    out
}

fn sight(quad: &Quad, answer: &[f64]) -> Option<Sight> {
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let corners = std::array::from_fn(|k| {
        let corner = unit.0[k];
        Point::new(corner.x + answer[2 + 2 * k], corner.y + answer[3 + 2 * k])
    });
    let thought = Homography::between(&unit, quad)?.map_quad(&Quad(corners))?;
    Some(Sight {
        shows: answer[0],
        exact: answer[1],
        thought: match thought.is_convex_clockwise() {
            true => thought,
            false => *quad,
        },
    })
}

fn network() -> Option<&'static Model> {
    static LOADED: OnceLock<Option<Model>> = OnceLock::new();
    LOADED
        .get_or_init(|| Model::load(NETWORK.to_vec()).ok())
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_read_and_answers() {
        let frame = pixels::Luma::new(320, 240, vec![90; 320 * 240]);
        let quad = Quad([
            Point::new(80.0, 60.0),
            Point::new(240.0, 60.0),
            Point::new(240.0, 150.0),
            Point::new(80.0, 150.0),
        ]);
        let seen = look(&Crops::new(&frame), &[quad, quad]);
        assert!(seen[0].is_some());
        assert_eq!(seen[0], seen[1]);
    }
}
