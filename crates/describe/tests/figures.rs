//! Figures of generated documents: what each is proposed to be, and composites taken apart.

use std::collections::BTreeMap;

use describe::figures::{Around, Look, parts, propose};
use model::FigureKind;
use stage::figures::{FigureTruth, composite, made_figures, through_jpeg};

#[test]
fn views_logos_and_others_are_told_apart() {
    let figures = made_figures(77, 60).unwrap();
    let mut table: BTreeMap<(FigureTruth, &str), u32> = BTreeMap::new();
    let (mut right, mut unclear) = (0, 0);
    for figure in &figures {
        let look = Look::of(&figure.rgb);
        let size = (figure.rgb.width, figure.rgb.height);
        let proposed = propose(&look, size, &Around::default());
        let truth = match figure.truth {
            FigureTruth::Interface => FigureKind::Interface,
            FigureTruth::Logo => FigureKind::Logo,
            FigureTruth::Neither => FigureKind::Neither,
        };
        *table
            .entry((figure.truth, proposed.kind.word()))
            .or_default() += 1;
        unclear += u32::from(proposed.kind == FigureKind::Unclear);
        if proposed.kind == truth {
            right += 1;
        }
        if proposed.kind != truth {
            println!(
                "{:?} {} {size:?} {:?}\n    {look:.2?}",
                proposed.kind, figure.what, proposed.why
            );
        }
    }
    println!("{table:?}");
    let all = figures.len() as u32;
    let decided = f64::from(all - unclear);
    assert!(
        f64::from(right) >= 0.95 * decided,
        "{right} of {decided} right"
    );
    assert!(
        f64::from(unclear) <= 0.1 * f64::from(all),
        "{unclear} of {all} unclear"
    );
}

#[test]
fn composites_are_taken_apart_at_their_bounds() {
    let views: Vec<_> = stage::demo::demo_pictures();
    let (mut found, mut close) = (0, 0);
    for n in 0..8 {
        let pictures: Vec<_> = (0..2 + 2 * (n % 2))
            .map(|k| {
                let rgb = &views[(3 * n + k) % views.len()].rgb;
                let to = model::Size {
                    width: 480,
                    height: 270 + 10 * n as u32,
                };
                pixels::resize::rgb(rgb, to)
            })
            .collect();
        let all: Vec<_> = pictures.iter().collect();
        let (rgb, places) = composite(&all, 20);
        let rgb = if n % 3 == 0 {
            through_jpeg(&rgb, 90).unwrap()
        } else {
            rgb
        };
        let mut cut = parts(&rgb);
        cut.sort_by_key(|p| (p[1] / 40, p[0]));
        found += usize::from(cut.len() == places.len());
        let near = cut
            .iter()
            .zip(&places)
            .all(|(a, b)| a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 3));
        close += usize::from(near && cut.len() == places.len());
        if !near || cut.len() != places.len() {
            let ids: Vec<_> = (0..4)
                .map(|k| &views[(3 * n + k) % views.len()].id)
                .collect();
            println!("{ids:?}");
            println!("{cut:?}\n{places:?}");
        }
    }
    // A view that is as light as the ground at its sides is not parted, or cut short.
    assert!(close >= 5, "{close} of 8, {found} with the right number");
}

#[test]
fn a_single_view_stays_whole() {
    let views = stage::demo::demo_pictures();
    let cut: Vec<_> = views
        .iter()
        .filter(|v| !parts(&v.rgb).is_empty())
        .map(|v| &v.id)
        .collect();
    assert!(cut.len() * 20 <= views.len(), "taken apart: {cut:?}");
}

#[test]
fn pictures_without_hard_sides_stay_when_a_composite_is_taken_apart() {
    let (w, h) = (600u32, 700u32);
    let mut data = vec![255u8; 3 * (w * h) as usize];
    let mut dark = |x: u32, y: u32| {
        let at = 3 * (y * w + x) as usize;
        data[at..at + 3].copy_from_slice(&[40, 60, (x % 200) as u8]);
    };
    for (x, y) in (10..390).flat_map(|y| (10..590).map(move |x| (x, y))) {
        dark(x, y);
    }
    // A round picture, and a caption.
    for (x, y) in (450..570).flat_map(|y| (240..360).map(move |x| (x, y))) {
        if (x as f64 - 300.0).hypot(y as f64 - 510.0) < 60.0 {
            dark(x, y);
        }
    }
    for (x, y) in (640..652).flat_map(|y| (200..400).map(move |x| (x, y))) {
        dark(x, y);
    }
    let cut = parts(&pixels::Rgb::new(w, h, data));
    assert_eq!(cut.len(), 2, "{cut:?}");
    assert_eq!(cut[0], [10, 10, 580, 380]);
    assert!(cut[1][1] >= 445 && cut[1][3] < 130, "{cut:?}");
}
