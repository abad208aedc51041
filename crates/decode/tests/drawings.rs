//! Drawings of pages as figures: whether they are found, and cut where they end.

mod common;

use std::collections::BTreeMap;

use model::{BoxPx, ReferenceKind};
use stage::figures::write_drawings;

/// Pixels a point at which drawings are rendered.
const SCALE: f64 = 2.5;

#[test]
fn drawings_are_cut_at_their_bounds() {
    let seed = std::env::var("SEED").map_or(51, |s| s.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("drawings.pdf");
    let truth = write_drawings(&file, seed, 40).unwrap();
    let mut found: Vec<(u32, BoxPx)> = Vec::new();
    common::decoder()
        .document(&file, &mut |page| {
            let drawn = page.figures.iter();
            let drawn = drawn.filter(|f| f.kind == ReferenceKind::Rendered);
            found.extend(drawn.map(|f| (page.number, f.bounds)));
        })
        .unwrap();
    let mut table: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let (mut close, mut beyond) = (0, found.len());
    for made in &truth {
        let [x, y, w, h] = made.place;
        let off = |b: &BoxPx| {
            let sides = [b.x - x, b.y - y, b.right() - x - w, b.bottom() - y - h];
            sides.into_iter().map(f64::abs).fold(0.0, f64::max) * SCALE
        };
        let here = found.iter().filter(|(page, _)| *page == made.page);
        let best = here.map(|(_, b)| (off(b), *b));
        let best = best.min_by(|a, b| a.0.total_cmp(&b.0));
        let entry = table.entry(made.what).or_default();
        entry[2] += 1;
        match best {
            Some((off, _)) if off <= 3.0 => {
                close += 1;
                beyond -= 1;
                entry[0] += 1;
            }
            Some((off, b)) => {
                entry[1] += usize::from(off < 80.0);
                println!(
                    "page {} {}: {:.0?}, got {b:.0?}, off {off:.1}",
                    made.page, made.what, made.place
                );
            }
            None => println!(
                "page {} {}: {:.0?} not found",
                made.page, made.what, made.place
            ),
        }
    }
    println!(
        "{table:?}: {close} of {} within 3 pixels, {beyond} others",
        truth.len()
    );
    assert!(close * 10 >= 7 * truth.len(), "{close} of {}", truth.len());
}
