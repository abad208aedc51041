//! How near a view comes to the picture that a display showed: as it lies, and laid over it by its
//! own pixels, so that what merging is worth is told from what corners are off.

use model::{Homography, Quad, Size};
use pixels::register::{Template, View};
use pixels::{Luma, measure, resize};

/// Longest side on which pictures are laid over each other, in pixels.
const LONGEST: f64 = 1200.0;
/// Rounds of laying them over each other.
const ROUNDS: u32 = 30;

/// Correlation of a view with the picture that was shown, at the view's size.
pub fn as_it_lies(view: &Luma, picture: &Luma) -> f64 {
    let wanted = resize::luma(picture, view.size());
    let series = |l: &Luma| l.data.iter().map(|&v| f32::from(v)).collect::<Vec<f32>>();
    measure::correlation(&series(view), &series(&wanted)).unwrap_or(0.0)
}

/// The same where both show something, after the view was registered on the picture, from where
/// the true quad says that the picture lies in a view of the found one.
pub fn laid_over(view: &Luma, found: &Quad, truth: &Quad, picture: &Luma) -> Option<f64> {
    let shrink = (LONGEST / f64::from(view.width.max(view.height))).min(1.0);
    let side = |v: u32| (f64::from(v) * shrink).round().max(1.0) as u32;
    let size = Size {
        width: side(view.width),
        height: side(view.height),
    };
    let wanted = resize::luma(picture, size);
    let wanted = View {
        width: wanted.width as usize,
        height: wanted.height as usize,
        data: wanted.data.iter().map(|&v| f32::from(v)).collect(),
    };
    let view_from_frame = Homography::between(found, &Quad::of_size(view.size()))?;
    let frame_from_wanted = Homography::between(&Quad::of_size(size), truth)?;
    let start = view_from_frame.after(&frame_from_wanted);
    let laid = Template::new(&wanted)?.register(view, &start, ROUNDS);
    let seen = View::of(view, &laid.map_or(start, |l| l.map), size);
    let (a, b): (Vec<f32>, Vec<f32>) = (seen.data.iter().zip(&wanted.data))
        .filter(|(a, _)| a.is_finite())
        .map(|(a, b)| (*a, *b))
        .unzip();
    measure::correlation(&a, &b)
}
