//! Small line icons of the made-up interfaces.

use crate::canvas::{Canvas, Ink};

use super::look::Area;

/// Small line icons: eye, map pin, magnifier, list, bars, people-free card, plate.
pub(super) fn icon(c: &mut Canvas, kind: usize, [x, y, w, h]: Area, tone: Ink) {
    let t = (w / 11.0).max(1.5);
    match kind {
        0 => {
            c.outline(x, y + h * 0.15, w * 0.66, h * 0.7, t, tone);
            c.polygon(
                &[
                    [x + w * 0.7, y + h * 0.5],
                    [x + w, y + h * 0.2],
                    [x + w, y + h * 0.8],
                ],
                tone,
            );
        }
        1 => {
            c.disc(x + w * 0.5, y + h * 0.36, w * 0.32, tone);
            c.polygon(
                &[
                    [x + w * 0.22, y + h * 0.5],
                    [x + w * 0.78, y + h * 0.5],
                    [x + w * 0.5, y + h],
                ],
                tone,
            );
        }
        2 => {
            for k in 0..24 {
                let a = k as f32 / 24.0 * std::f32::consts::TAU;
                let b = (k + 1) as f32 / 24.0 * std::f32::consts::TAU;
                let at = |a: f32| {
                    [
                        x + w * (0.4 + 0.34 * a.cos()),
                        y + h * (0.4 + 0.34 * a.sin()),
                    ]
                };
                c.line(at(a), at(b), t, tone);
            }
            c.line(
                [x + w * 0.66, y + h * 0.66],
                [x + w * 0.96, y + h * 0.96],
                t * 1.5,
                tone,
            );
        }
        3 => {
            for i in 0..4 {
                let ly = y + h * (0.08 + 0.25 * i as f32);
                c.disc(x + w * 0.1, ly + t, t, tone);
                c.rect(x + w * 0.26, ly, w * 0.7, t * 1.4, tone);
            }
        }
        4 => {
            for (i, v) in [0.4, 0.8, 0.55, 1.0].into_iter().enumerate() {
                c.rect(
                    x + w * 0.26 * i as f32,
                    y + h * (1.0 - v),
                    w * 0.18,
                    h * v,
                    tone,
                );
            }
        }
        5 => {
            c.outline(x, y + h * 0.1, w, h * 0.8, t, tone);
            c.rect(x + w * 0.14, y + h * 0.28, w * 0.25, h * 0.42, tone);
            c.rect(x + w * 0.5, y + h * 0.32, w * 0.36, t, tone);
            c.rect(x + w * 0.5, y + h * 0.55, w * 0.28, t, tone);
        }
        _ => {
            c.outline(x, y + h * 0.28, w, h * 0.46, t, tone);
            for i in 0..4 {
                c.rect(
                    x + w * (0.15 + 0.19 * i as f32),
                    y + h * 0.42,
                    w * 0.11,
                    h * 0.18,
                    tone,
                );
            }
        }
    }
}
