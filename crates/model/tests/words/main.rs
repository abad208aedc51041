//! The words hold: text forms round-trip, order is exact, and no text or number makes them panic.

mod addresses;
mod collection;
mod generation;
mod geometry;
mod hashes;
mod json;
mod products;
mod provenance;
mod scores;
mod stated;
mod timecodes;
mod times;

use model::{ContentHash, ItemId, Point, Quad, TimeBase, Timestamp};
use proptest::prelude::*;

/// Any time base that a file can claim, the usual ones more often.
fn time_bases() -> impl Strategy<Value = TimeBase> {
    let usual = prop::sample::select(vec![
        (1, 25),
        (1, 1000),
        (1, 12_800),
        (1, 90_000),
        (1001, 30_000),
        (1001, 24_000),
        (1, 1_000_000_000),
    ]);
    let any = (1..=u32::MAX, 1..=u32::MAX);
    prop_oneof![3 => usual, 1 => any].prop_map(|(num, den)| base(num, den))
}

fn timestamps() -> impl Strategy<Value = Timestamp> {
    (any::<i64>(), time_bases()).prop_map(|(pts, base)| Timestamp::new(pts, base))
}

fn items() -> impl Strategy<Value = ItemId> {
    any::<[u8; 32]>().prop_map(|bytes| ItemId(ContentHash::from_bytes(bytes)))
}

/// Eight numbers within the range of the text form, in no particular order.
fn any_quads() -> impl Strategy<Value = Quad> {
    prop::array::uniform4((-1e6..1e6f64, -1e6..1e6f64))
        .prop_map(|corners| Quad(corners.map(|(x, y)| Point::new(x, y))))
}

/// Convex clockwise quads as a screen in a frame gives them: a rectangle with every corner moved
/// by up to a fifth of its width and height, turned, anywhere in a frame.
fn screens() -> impl Strategy<Value = Quad> {
    (
        (20.0..900.0f64, 20.0..700.0f64),
        (-4000.0..4000.0f64, -4000.0..4000.0f64),
        0.0..std::f64::consts::TAU,
        prop::array::uniform4((-0.2..0.2f64, -0.2..0.2f64)),
    )
        .prop_map(|((w, h), (x, y), turn, moved)| {
            let unit = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
            let mut corners = [Point::new(0.0, 0.0); 4];
            for ((corner, (u, v)), (du, dv)) in corners.iter_mut().zip(unit).zip(moved) {
                let (a, b) = ((u + du) * w, (v + dv) * h);
                *corner = Point::new(
                    x + a * turn.cos() - b * turn.sin(),
                    y + a * turn.sin() + b * turn.cos(),
                );
            }
            Quad(corners)
        })
}

fn base(num: u32, den: u32) -> TimeBase {
    TimeBase::new(num, den).expect("positive numbers")
}

fn item(first: u8) -> ItemId {
    ItemId(ContentHash::from_bytes([first; 32]))
}
