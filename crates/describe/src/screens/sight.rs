//! A small network that looks at a quad and what surrounds it: whether a display is there, whether
//! the quad's sides are the display's, and where its corners would be. It was trained on generated
//! footage by `train/sight.py`, whose crops hold cut, turned and recoloured interfaces, so that it
//! knows none by heart. What doesn't live here: what becomes of what it says.

use model::{Homography, Point, Quad, Size};

use super::crop::{Crop, Crops, HEIGHT, WIDTH};
use super::net::Net;

/// Answers to a crop: that a display is there, that the quad is exact, and two for each corner.
static NETWORK: Net = Net::new(include_bytes!("sight.onnx"));

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
    let (seen, cut): (Vec<usize>, Vec<Crop>) = quads
        .iter()
        .enumerate()
        .filter_map(|(n, quad)| Some((n, crops.crop(quad)?)))
        .unzip();
    let answers = NETWORK.ask(&cut, (HEIGHT, WIDTH)).unwrap_or_default();
    for (n, answer) in seen.into_iter().zip(answers) {
        out[n] = sight(&quads[n], &answer);
    }
    out
}

fn sight(quad: &Quad, answer: &[f64]) -> Option<Sight> {
    let [shows, exact, corners @ ..] = answer else {
        return None;
    };
    let away: &[f64; 8] = corners.try_into().ok()?;
    let unit = Quad::of_size(Size {
        width: 1,
        height: 1,
    });
    let corners = std::array::from_fn(|k| {
        let corner = unit.0[k];
        Point::new(corner.x + away[2 * k], corner.y + away[2 * k + 1])
    });
    let thought = Homography::between(&unit, quad)?.map_quad(&Quad(corners))?;
    Some(Sight {
        shows: *shows,
        exact: *exact,
        thought: match thought.is_convex_clockwise() {
            true => thought,
            false => *quad,
        },
    })
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
