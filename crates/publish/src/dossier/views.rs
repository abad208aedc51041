//! Pictures on the page: a frame with its quad, the same enlarged, and reference beside screen.

use maud::{Markup, html};
use model::{Quad, Size};

use super::pictures::Stored;
use super::prepare::{Seen, Shown};
use super::sheet::Sheet;
use super::text::{count, visible, visible_plain};
use super::words::{decimal, put, t, told};

/// An enlargement of less is no help.
const LEAST_ENLARGED: f64 = 1.2;
/// Room around the quad, as a share of its bounds.
const MARGIN: f64 = 0.12;

/// Part of a frame with the frame's own shape; left and top as shares of the frame, `times` how
/// much it is enlarged.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Window {
    left: f64,
    top: f64,
    times: f64,
}

/// The smallest part of a frame that holds the quad with a margin; `None` when the quad fills
/// most of the frame, lies outside, or has no finite corners.
fn window(quad: &Quad, frame: Size) -> Option<Window> {
    let (w, h) = (f64::from(frame.width), f64::from(frame.height));
    let [x0, y0, x1, y1] = quad.bounds();
    if !drawable(quad, frame) || x1 <= 0.0 || y1 <= 0.0 || x0 >= w || y0 >= h {
        return None;
    }
    let clip =
        |lo: f64, hi: f64, size: f64| (lo.clamp(0.0, size) / size, hi.clamp(0.0, size) / size);
    let ((x0, x1), (y0, y1)) = (clip(x0, x1, w), clip(y0, y1, h));
    let share = (x1 - x0).max(y1 - y0) * (1.0 + 2.0 * MARGIN);
    let times = 1.0 / share.max(1.0 / 12.0);
    let corner =
        |lo: f64, hi: f64| ((lo + hi - 1.0 / times) / 2.0).clamp(0.0, (1.0 - 1.0 / times).max(0.0));
    (times >= LEAST_ENLARGED).then(|| Window {
        left: corner(x0, x1),
        top: corner(y0, y1),
        times,
    })
}

fn drawable(quad: &Quad, frame: Size) -> bool {
    frame.width > 0 && frame.height > 0 && quad.0.iter().all(|p| p.x.is_finite() && p.y.is_finite())
}

/// The screen cut out of its frame; or, where a person let all of it be shown, the whole frame and
/// beside it the screen enlarged.
pub fn frame_views(seen: &Seen<'_>, sheet: &mut Sheet) -> Markup {
    let s = seen.entry;
    let frame = match &seen.frame {
        Ok(frame) => frame,
        Err(reason) => return html! { div.views { (no_picture(&t("The frame"), reason)) } },
    };
    match (&frame.cut, &s.whole) {
        (None, Some(by)) => whole_frame(seen, &frame.stored, by, sheet),
        (Some(quad), _) => cut_out(seen, &frame.stored, quad, sheet),
        (None, None) => {
            html! { div.views { (no_picture(&t("The frame"), &t("its screen lies outside of it"))) } }
        }
    }
}

fn masked(seen: &Seen<'_>) -> Markup {
    let n = seen.entry.masks.len() as u64;
    html! { @if n > 0 { " " (count(n, "place on it is covered by a person.", "places on it are covered by a person.")) } }
}

fn cut_out(seen: &Seen<'_>, stored: &Stored, quad: &Quad, sheet: &mut Sheet) -> Markup {
    let s = seen.entry;
    let alt = put(
        "Screen on a frame of {0} at {1}; all around it is hidden",
        &[&visible_plain(&s.video_name), &s.best.time.clock()],
    );
    let class = sheet.shape(stored.size, stored.size.width);
    html! {
        div.views.alone {
            figure.(class) {
                div.frame {
                    (picture(&stored.href, stored.size, &alt))
                    (overlay(quad, stored.size, true))
                }
                figcaption {
                    (put("The screen on the frame of {0} × {1} pixels. Grey is what this copy hides. The line is the quad that the match proposes; the dot marks the top left of its content.", &[&s.frame_size.width.to_string(), &s.frame_size.height.to_string()]))
                    (masked(seen))
                }
            }
        }
    }
}

fn whole_frame(seen: &Seen<'_>, stored: &Stored, by: &str, sheet: &mut Sheet) -> Markup {
    let s = seen.entry;
    let upright = s.frame_size.height > s.frame_size.width;
    let alt = put(
        "Frame of {0} at {1}, with the proposed screen outlined",
        &[&visible_plain(&s.video_name), &s.best.time.clock()],
    );
    let part = window(&s.quad, s.frame_size);
    html! {
        div.views.upright[upright].alone[part.is_none()] {
            figure {
                div.frame {
                    (picture(&stored.href, stored.size, &alt))
                    (overlay(&s.quad, s.frame_size, true))
                }
                figcaption {
                    (put("The whole frame, {0} × {1} pixels. The line is the quad that the match proposes; the dot marks the top left of its content.", &[&s.frame_size.width.to_string(), &s.frame_size.height.to_string()]))
                    " " (visible(&put("{0} looked at all of it and let it be shown.", &[by])))
                    (masked(seen))
                }
            }
            @if let Some(p) = part {
                @let class = sheet.window(s.frame_size, p.left, p.top, p.times);
                figure {
                    div.frame.part.(class) {
                        (picture(&stored.href, stored.size, &t("The same frame, enlarged around the outlined screen")))
                        (overlay(&s.quad, s.frame_size, false))
                    }
                    figcaption { (put("The same picture, {0} times as large. Nothing was sharpened.", &[&decimal(p.times, 1)])) }
                }
            }
        }
    }
}

fn overlay(quad: &Quad, frame: Size, dot: bool) -> Markup {
    let points = quad
        .0
        .iter()
        .map(|p| format!("{:.2},{:.2}", p.x, p.y))
        .collect::<Vec<_>>()
        .join(" ");
    html! {
        @if drawable(quad, frame) {
            svg viewBox=(format!("0 0 {} {}", frame.width, frame.height)) preserveAspectRatio="none" aria-hidden="true" {
                polygon.under points=(points) {}
                polygon.over points=(points) {}
                @if dot {
                    @let r = f64::from(frame.width.max(frame.height)) / 140.0;
                    circle cx=(format!("{:.2}", quad.0[0].x)) cy=(format!("{:.2}", quad.0[0].y)) r=(format!("{r:.2}")) {}
                }
            }
        }
    }
}

/// Reference and rectified screen in one shape, side by side or one over the other. Radio buttons
/// and style rules do the switching, so that no script is needed.
pub fn compare(seen: &Seen<'_>, sheet: &mut Sheet) -> Markup {
    let (reference, rectified) = match (&seen.reference, &seen.rectified) {
        (Ok(a), Ok(b)) => (a, b),
        (a, b) => {
            return html! { div.pair { (single(&t("Reference"), a)) (single(&t("Rectified screen"), b)) } };
        }
    };
    let across = reference.size.width.max(rectified.size.width);
    let shape = sheet.shape(reference.size, across);
    let modes = [
        ("side", "Side by side"),
        ("flicker", "Flicker"),
        ("blend", "Blend"),
        ("differ", "Difference"),
    ];
    let group = format!("mode-{}", seen.number);
    html! {
        div.compare role="group" aria-label=(put("Reference and rectified screen of sighting {0}", &[&seen.number.to_string()])) {
            div.modes role="radiogroup" aria-label=(t("How to compare")) {
                @for (mode, label) in modes {
                    @let id = format!("{group}-{mode}");
                    span class=(mode) {
                        input type="radio" id=(id) name=(group) class=(mode) checked[mode == "side"];
                        label for=(id) { (t(label)) }
                    }
                }
            }
            div.pair {
                figure.reference.(shape) {
                    (picture(&reference.href, reference.size, &t("The reference picture")))
                    figcaption { (t("Reference, as printed")) }
                }
                figure.rectified.(shape) {
                    (picture(&rectified.href, rectified.size, &t("The filmed screen, warped to the shape of the reference")))
                    figcaption { (t("Screen on the frame, rectified by the match")) }
                }
            }
            p.how.flicker { (t("Reference and screen in turn, each for 0.6 seconds. What jumps is not the same.")) }
            p.how.blend { (t("Half reference, half screen. Doubled edges do not fit.")) }
            p.how.differ { (t("Difference of the two: black where they agree, bright where light, colour or content differ.")) }
        }
    }
}

fn single(what: &str, shown: &Shown) -> Markup {
    html! {
        @match shown {
            Ok(p) => figure { (picture(&p.href, p.size, what)) figcaption { (what) } },
            Err(reason) => (no_picture(what, reason)),
        }
    }
}

/// A picture with its size, so that the page does not jump while it loads.
pub fn picture(href: &str, size: Size, alt: &str) -> Markup {
    html! {
        img src=(href) width=(size.width) height=(size.height) alt=(alt) loading="lazy" decoding="async";
    }
}

/// What stands in a picture's place when it could not be used.
pub fn no_picture(what: &str, reason: &str) -> Markup {
    html! { p.nopicture { (what) " " (t("cannot be shown:")) " " (visible(&told(&t(reason)))) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Point;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_window_lies_in_the_frame_and_holds_what_is_visible_of_the_quad(
            xs in proptest::array::uniform4(-500.0..2500.0_f64),
            ys in proptest::array::uniform4(-500.0..2500.0_f64),
            width in 1..4000_u32,
            height in 1..4000_u32,
        ) {
            let quad = Quad(std::array::from_fn(|i| Point::new(xs[i], ys[i])));
            let frame = Size { width, height };
            if let Some(Window { left, top, times }) = window(&quad, frame) {
                let side = 1.0 / times;
                let e = 1e-9;
                prop_assert!(times >= LEAST_ENLARGED);
                prop_assert!(left >= -e && top >= -e && left + side <= 1.0 + e && top + side <= 1.0 + e);
                let [x0, y0, x1, y1] = quad.bounds();
                let (w, h) = (f64::from(width), f64::from(height));
                prop_assert!(left <= x0.clamp(0.0, w) / w + e && left + side >= x1.clamp(0.0, w) / w - e);
                prop_assert!(top <= y0.clamp(0.0, h) / h + e && top + side >= y1.clamp(0.0, h) / h - e);
            }
        }

        #[test]
        fn a_quad_without_finite_corners_has_no_window(bad in prop_oneof![Just(f64::NAN), Just(f64::INFINITY)]) {
            let mut quad = Quad::of_size(Size { width: 10, height: 10 });
            quad.0[2].x = bad;
            prop_assert_eq!(window(&quad, Size { width: 100, height: 100 }), None);
        }
    }

    #[test]
    fn a_small_screen_is_enlarged_and_a_full_one_is_not() {
        let frame = Size {
            width: 1000,
            height: 500,
        };
        let full = Quad::of_size(frame);
        assert_eq!(window(&full, frame), None);
        let small = Quad(
            [
                (400.0, 200.0),
                (600.0, 200.0),
                (600.0, 300.0),
                (400.0, 300.0),
            ]
            .map(|(x, y)| Point::new(x, y)),
        );
        let w = window(&small, frame).expect("a fifth of the frame");
        assert!((w.times - 1.0 / 0.248).abs() < 1e-9);
        assert!((w.left - 0.376).abs() < 1e-9 && (w.top - 0.376).abs() < 1e-9);
    }
}
