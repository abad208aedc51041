//! What became of each display of the run: on how many frames it was found, and how far each of its
//! sides is off. For looking at what falls short; the shares are counted in `screens`.

use model::ScreenFrame;
use stage::TruthScreen;

use crate::bench::report::{Style, table};

/// One display of one shot.
pub struct Each {
    film: String,
    shot: u64,
    screen: usize,
    picture: String,
    width: f64,
    visible: f64,
    shown: u64,
    /// Frames on which it was found, sum of corner errors, and of how far sides lie outwards.
    found: u64,
    errors: f64,
    sides: [f64; 4],
    /// The least and the largest corner error.
    errors_within: Option<(f64, f64)>,
}

/// Adds what was found of a display on a frame.
pub fn note(
    all: &mut Vec<Each>,
    (film, shot): (&str, u64),
    display: &TruthScreen,
    found: Option<(&ScreenFrame, f64)>,
) {
    let known = all
        .iter()
        .position(|e| e.film == film && e.shot == shot && e.screen == display.screen);
    let at = known.unwrap_or_else(|| {
        all.push(Each {
            film: film.to_owned(),
            shot,
            screen: display.screen,
            picture: display.picture.clone(),
            width: display.apparent_width,
            visible: 1.0,
            shown: 0,
            found: 0,
            errors: 0.0,
            sides: [0.0; 4],
            errors_within: None,
        });
        all.len() - 1
    });
    let each = &mut all[at];
    each.shown += 1;
    each.visible = each.visible.min(display.visible);
    if let Some((frame, error)) = found {
        each.found += 1;
        each.errors += error;
        let off = display.sides_off(&frame.quad);
        each.sides = std::array::from_fn(|k| each.sides[k] + off[k]);
        let (low, high) = each.errors_within.unwrap_or((error, error));
        each.errors_within = Some((low.min(error), high.max(error)));
    }
}

/// One line a display.
pub fn tell(all: &[Each], t: &mut String, style: Style) {
    let heads = [
        "film", "shot", "display", "width", "visible", "found", "error", "from-to", "sides",
    ];
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|e| {
            let n = e.found.max(1) as f64;
            let (low, high) = e.errors_within.unwrap_or_default();
            vec![
                e.film.clone(),
                e.shot.to_string(),
                format!("{} {}", e.screen, e.picture),
                format!("{:.0}", e.width),
                format!("{:.2}", e.visible),
                format!("{} of {}", e.found, e.shown),
                format!("{:.1}", e.errors / n),
                format!("{low:.1}-{high:.1}"),
                format!("{:.1?}", e.sides.map(|s| s / n)),
            ]
        })
        .collect();
    table(t, style, &heads, &rows);
}
