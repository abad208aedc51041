//! What drawings are taken for, what of them is weighed, and what is drawn.

use std::time::Instant;

use super::*;

fn svg(rest: &str) -> String {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' {rest}</svg>"
    )
}

fn told(text: &str, size: (u32, u32)) -> Result<(Rgb, String), String> {
    draw(text.to_owned(), size).map(|d| (d.rgb, d.notes.join("\n")))
}

#[test]
fn the_root_tells_what_a_drawing_is_and_how_large() {
    let is = |text: &str| is_svg(text.as_bytes());
    assert!(is("<svg/>") && is("\u{feff}<?xml version='1.0'?>\n<!-- a < b -->\n<svg width='1'>"));
    assert!(is(
        "<!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY ns 'http://x'>\n]><svg:svg xmlns:svg='x'>"
    ));
    let wide: Vec<u8> = "\u{feff}<svg/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(is_svg(&wide));
    assert!(!is("<html><svg/></html>") && !is("<svgs/>") && !is("svg") && !is("<!--"));
    assert!(!is_svg(b"\x89PNG\r\n\x1a\n<svg/>"));
    let size = |rest: &str| shown(&svg(rest));
    assert_eq!(size("width='1in' height='24pt'>"), Ok((96.0, 32.0)));
    assert_eq!(size("viewBox='0,0 40 20'>"), Ok((40.0, 20.0)));
    assert_eq!(size("width='80' viewBox='0 0 40 20'>"), Ok((80.0, 40.0)));
    assert_eq!(
        size("width='100%' height='100%' viewBox='0 0 40 20'>"),
        Ok((40.0, 20.0))
    );
    for odd in [
        ">",
        "width='9'>",
        "width='9' height='1e9'>",
        "width='-1' height='4'>",
        "width='9000' height='1'>",
    ] {
        assert!(size(odd).is_err(), "{odd}");
    }
    assert_eq!(pixels_of((120.0, 30.0)), (240, 60));
    assert_eq!(pixels_of((4000.0, 2.0)), (1600, 1));
    assert_eq!(pixels_alone((16.0, 8.0)), (512, 256));
}

#[test]
fn shapes_are_drawn_on_white_and_white_ones_on_dark() {
    let (rgb, notes) = told(
        &svg("viewBox='0 0 40 20'><rect width='20' height='20' fill='#c00'/>"),
        (80, 40),
    )
    .unwrap();
    assert_eq!((rgb.get(10, 20), rgb.get(60, 20)), ([204, 0, 0], [255; 3]));
    assert_eq!(notes, "");
    let white = svg("viewBox='0 0 40 20'><rect width='20' height='20' fill='#fff'/>");
    let (rgb, notes) = told(&white, (80, 40)).unwrap();
    assert_eq!((rgb.get(10, 20), rgb.get(60, 20)), ([255; 3], [40; 3]));
    assert!(notes.contains("dark ground"), "{notes}");
    // White on a ground of its own is seen as it is.
    let own = svg(
        "viewBox='0 0 40 20'><rect width='40' height='20' fill='#036'/><rect width='9' height='9' fill='#fff'/>",
    );
    let (rgb, notes) = told(&own, (80, 40)).unwrap();
    assert_eq!((rgb.get(4, 4), rgb.get(60, 20)), ([255; 3], [0, 51, 102]));
    assert_eq!(notes, "");
}

#[test]
fn what_is_not_drawn_is_told() {
    let shape = "<path d='M0 0h9v9z'/>";
    let words = svg(&format!(
        "viewBox='0 0 40 20'>{shape}<text y='9'>Heron</text>"
    ));
    assert!(
        told(&words, (80, 40))
            .unwrap()
            .1
            .contains("1 words or lines")
    );
    let alone = told(
        &svg("viewBox='0 0 40 20'><text y='9'>Heron</text>"),
        (80, 40),
    );
    assert!(alone.err().unwrap().contains("words alone"));
    let away = svg(&format!(
        "viewBox='0 0 40 20'>{shape}<image href='http://127.0.0.1:9/a.png' width='9' height='9'/><use xlink:href='/etc/passwd#x'/>"
    ));
    assert!(
        told(&away, (80, 40))
            .unwrap()
            .1
            .contains("2 pictures or parts")
    );
    let page = svg(&format!(
        "viewBox='0 0 40 20'>{shape}<foreignObject width='9' height='9'><p>x</p></foreignObject>"
    ));
    assert!(told(&page, (80, 40)).unwrap().1.contains("1 parts"));
    assert!(
        told(&svg("viewBox='0 0 40 20'>"), (80, 40))
            .err()
            .unwrap()
            .contains("nothing")
    );
}

/// Levels of a reference to ten of the next, as an exponential bomb has them.
fn levels(
    count: usize,
    of: impl Fn(usize, &str) -> String,
    user: impl Fn(usize) -> String,
) -> String {
    (0..count).map(|n| of(n, &user(n + 1).repeat(10))).collect()
}

#[test]
fn bombs_are_too_intricate() {
    let begun = Instant::now();
    let fill = |n: usize| format!("<rect width='9' height='9' fill='url(#p{n})'/>");
    let pattern = |n: usize, inner: &str| {
        format!("<pattern id='p{n}' width='1' height='1'>{inner}</pattern>")
    };
    let again = |n: usize| format!("<use xlink:href='#p{n}'/>");
    let group = |n: usize, inner: &str| format!("<g id='p{n}'>{inner}</g>");
    let masked = |n: usize| format!("<rect width='9' height='9' mask='url(#p{n})'/>");
    let mask = |n: usize, inner: &str| format!("<mask id='p{n}'>{inner}</mask>");
    let dash = "<path stroke='red' stroke-dasharray='1e-6' d='M0 0h1e6v1e6'/>";
    let huge = "<pattern id='q' width='1e9' height='1e9' patternUnits='userSpaceOnUse'><path d='M0 0h9v9z'/></pattern><rect width='9' height='9' fill='url(#q)'/>";
    let style = format!(
        "<style>.a{{fill:url(#p0)}} rect{{mask:url(#m)}}</style><mask id='m'><rect class='a'/></mask>{}",
        levels(9, pattern, fill)
    );
    let marks = format!(
        "<marker id='m'>{}</marker><path marker-mid='url(#m)' d='M0 0{}'/>",
        "<path d='M0 0h9v9z'/>".repeat(100),
        "l1 1".repeat(60_000)
    );
    let deep = format!(
        "{}<path d='M0 0h9v9z'/>{}",
        "<g>".repeat(9_000),
        "</g>".repeat(9_000)
    );
    let layers = format!(
        "{}<path d='M-999 -999h9999v9999z'/>{}",
        "<g opacity='.9'>".repeat(200),
        "</g>".repeat(200)
    );
    for (name, inner) in [
        ("patterns", levels(9, pattern, fill) + &fill(0)),
        ("uses", levels(9, group, again) + &again(0)),
        ("masks", levels(9, mask, masked) + &masked(0)),
        ("itself", "<g id='a'><use xlink:href='#a'/></g>".to_owned()),
        ("style", style),
        ("marks", marks),
        ("deep", deep),
        ("layers", layers),
        ("huge", huge.to_owned()),
    ] {
        let text = svg(&format!("viewBox='0 0 400 200'>{inner}"));
        let error = told(&text, (1600, 800)).err();
        let error = error.unwrap_or_else(|| panic!("{name} was drawn"));
        assert!(
            error.contains("intricate") || error.contains("damaged"),
            "{name}: {error}"
        );
    }
    let _ = told(&svg(&format!("viewBox='0 0 400 200'>{dash}")), (1600, 800));
    let laughs =
        "<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><svg viewBox='0 0 9 9'>&b;</svg>";
    let long = format!(
        "<!DOCTYPE svg [<!ENTITY a '{}'>]><svg viewBox='0 0 9 9'>{}</svg>",
        "x".repeat(1 << 20),
        "<g>&a;</g>".repeat(100)
    );
    for text in [laughs, &long] {
        assert!(shown(text).is_err() && told(text, (99, 99)).is_err());
    }
    assert!(begun.elapsed().as_secs() < 40, "{:?}", begun.elapsed());
}

#[test]
fn drawings_as_programs_write_them_are_drawn() {
    // Clips and gradients by class, as Illustrator has them, and entities for name spaces.
    let clips: String = (0..60)
        .map(|n| format!("<clipPath id='c{n}'><use xlink:href='#r'/></clipPath><g class='k{n}'><path class='f' d='M0 0h40v20z'/></g>"))
        .collect();
    let rules: String = (0..60)
        .map(|n| format!(".k{n}{{clip-path:url(#c{n});}}"))
        .collect();
    let text = format!(
        "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY ns 'http://www.w3.org/2000/svg'>]>\
         <svg xmlns='&ns;' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 40 20'>\
         <style>.f{{fill:url(#g)}} {rules}</style><defs><rect id='r' width='40' height='20'/>\
         <linearGradient id='g'><stop stop-color='#00f'/></linearGradient></defs>{clips}</svg>"
    );
    let (rgb, notes) = told(&text, (80, 40)).unwrap();
    assert_eq!(rgb.get(70, 10), [0, 0, 255], "{notes}");
}
