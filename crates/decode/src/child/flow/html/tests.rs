//! What saved pages are read to.

use super::super::blocks::Block;
use super::*;

fn texts(html: &str) -> Vec<String> {
    let flow = read(html.as_bytes()).ok().unwrap();
    let of = |b| match b {
        Block::Text { text, .. } => Some(text),
        _ => None,
    };
    flow.blocks.into_iter().filter_map(of).collect()
}

#[test]
fn words_come_in_order_and_scripts_do_not() {
    let html = "<!doctype html><html><head><title>A &amp; b</title><style>p{}</style></head>\
        <body><h1>Heron <b>Desk</b></h1><script>if (a<b) document.write('<p>no</p>')</script>\
        <p>One<br>two<p>three <span style='display: none'>not <span>at</span> all</span>four\
        <table><tr><td>Faces<td>yes<tr><td>Plates<td>no</table>\
        <svg><text>drawn</text></svg>end";
    let flow = read(html.as_bytes()).ok().unwrap();
    assert_eq!(flow.title.as_deref(), Some("A & b"));
    assert_eq!(
        texts(html),
        [
            "Heron Desk",
            "One\ntwo",
            "three four",
            "Faces\tyes",
            "Plates\tno",
            "end"
        ]
    );
}

fn all_notes(html: &str) -> String {
    read(html.as_bytes()).ok().unwrap().notes.join("\n")
}

#[test]
fn cells_keep_their_columns_and_rows_stay_whole() {
    let html = "<table><tr><th></th><th><h4>Basic</h4></th><th>Pro</th></tr>\
        <tr><td><p>Faces</p></td><td></td><td><div>yes</div></td></tr>\
        <tr><td><ul><li>a<li>b</ul></td><td>no</table><p>after</p><p>last";
    let rows = ["\tBasic\tPro", "Faces\t\tyes", "a b\tno", "after", "last"];
    assert_eq!(texts(html), rows);
    let outer = "<table><tr><td><p>One</p><p>Two</p></td></tr></table>";
    assert_eq!(texts(outer), ["One", "Two"]);
}

#[test]
fn merged_cells_are_said_in_every_row() {
    let html = "<table><tr><th>Function<th>Edition<th>There\
        <tr><td rowspan=3>Face search<td>Basic<td>no<tr><td>Pro<td>yes\
        <tr><td>Max<td rowspan=2>yes<tr><td colspan=2>Plates\
        <tr><td>Alarms<td>Basic<td>yes</table><p>end";
    let rows = [
        "Function\tEdition\tThere",
        "Face search\tBasic\tno",
        "Face search\tPro\tyes",
        "Face search\tMax\tyes",
        "Plates\t\tyes",
        "Alarms\tBasic\tyes",
        "end",
    ];
    assert_eq!(texts(html), rows);
    let wild = "<table><tr><td rowspan=999999999 colspan=999999999>x<td>y<tr><td>z</table>";
    assert!(texts(wild)[1].starts_with("x\t") && texts(wild)[1].ends_with("\tz"));
}

#[test]
fn drawings_in_the_page_are_pictures_and_icons_are_not() {
    let pictures = |html: &str| {
        let flow = read(html.as_bytes()).ok().unwrap();
        let is_picture = |b: &&Block| matches!(b, Block::Picture { .. });
        (
            flow.blocks.iter().filter(is_picture).count(),
            flow.notes.len(),
        )
    };
    let inner = "<path d='M0 0h9'/>".repeat(4);
    assert_eq!(
        pictures("<p>a<svg width=400 height='300'><rect/></svg>b"),
        (1, 0)
    );
    assert_eq!(
        pictures(&format!("<svg viewBox='0 0 640 480'>{inner}</svg>")),
        (1, 0)
    );
    assert_eq!(pictures("<svg viewBox='0 0 640 80'><path/></svg>"), (1, 0));
    // Nearly square, of few shapes, and of no size: an icon of a set.
    assert_eq!(pictures("<svg viewBox='0 0 512 512'><path/></svg>"), (0, 0));
    assert_eq!(
        pictures("<svg width=24 height=24 viewBox='0 0 960 960'></svg>"),
        (0, 0)
    );
    assert_eq!(
        pictures("<svg width=400 height=300><desc>x<p></svg>b"),
        (1, 0)
    );
    assert_eq!(
        pictures("<svg width=400 height=300><svg><g></svg></g><p></svg>b"),
        (1, 0)
    );
    assert_eq!(pictures("<svg width=400 height=300><g>b"), (0, 0));
    assert_eq!(
        texts("<p>a<svg width=400 height='300'><text>x</text></svg>b"),
        ["a", "b"]
    );
}

#[test]
fn inline_frames_are_read_and_empty_ones_are_nothing() {
    let html = "<p>a<iframe srcdoc='<p>in &lt;b&gt;it&lt;/b&gt;'></iframe>\
        <iframe src=about:blank></iframe><p>b";
    assert_eq!(texts(html), ["a", "in it", "b"]);
    assert!(!all_notes(html).contains("frame"), "{}", all_notes(html));
    let many = "<iframe src=x></iframe>".repeat(5_000);
    let notes = read(many.as_bytes()).ok().unwrap().notes;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("5000 frames"), "{notes:?}");
}

#[test]
fn a_part_is_framed_once() {
    let own = "<p>x</p>".to_owned() + &"<iframe src=a></iframe>".repeat(400);
    let frame = |body: &str| Part {
        body: body.as_bytes().to_vec(),
        charset: None,
    };
    let parts = Parts {
        all: vec![frame(&own), frame("y<iframe src=b></iframe>")],
        names: BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 0)]),
    };
    let flow = read_parts(parts, 0, None).ok().unwrap();
    assert_eq!(flow.blocks.len(), 2, "{:?}", flow.blocks);
}

#[test]
fn a_picture_that_cannot_be_read_is_noted_once_where_it_stands() {
    let part = |body: &str| Part {
        body: body.as_bytes().to_vec(),
        charset: None,
    };
    let parts = Parts {
        all: vec![part(&"<img src=cid:a>".repeat(300)), part("nothing")],
        names: BTreeMap::from([("cid:a".to_owned(), 1)]),
    };
    let flow = read_parts(parts, 0, None).ok().unwrap();
    assert!(flow.notes.is_empty(), "{:?}", flow.notes);
    let noted = |b: &Block| matches!(b, Block::Note(n) if n.starts_with("a picture is not read: "));
    assert_eq!(flow.blocks.iter().filter(|b| noted(b)).count(), 1);
}

#[test]
fn a_page_that_hides_itself_is_read() {
    let html = "<html style='visibility: hidden'><body hidden><p>words<div hidden>not</div>";
    assert_eq!(texts(html), ["words"]);
    assert!(all_notes(html).contains("1 parts are marked as not shown"));
}

#[test]
fn encodings_are_found_where_pages_state_them() {
    let of = |html: &str| stated(html.as_bytes());
    assert_eq!(
        of("<meta charset=\"windows-1251\">").as_deref(),
        Some("windows-1251")
    );
    let old = "<META http-equiv=Content-Type content='text/html; charset=GB2312'>";
    assert_eq!(of(old).as_deref(), Some("gb2312"));
    assert_eq!(
        of("<?xml version='1.0' encoding='koi8-r'?><html>").as_deref(),
        Some("koi8-r")
    );
    assert_eq!(of("<p>charset=x</p>"), None);
}

#[test]
fn data_addresses_are_read_in_their_spellings() {
    assert_eq!(data("https://example.org/a.png"), None);
    assert_eq!(
        data("data:image/png;base64,aGk="),
        Some(Some(b"hi".to_vec()))
    );
    assert_eq!(
        data("DATA:image/png;base64,aGk%3D"),
        Some(Some(b"hi".to_vec()))
    );
    assert_eq!(data("data:,a%20b"), Some(Some(b"a b".to_vec())));
    assert_eq!(data("data:nothing"), Some(None));
    assert_eq!(data("дата"), None);
}

#[test]
fn anything_is_read_without_a_panic() {
    for html in [
        "<",
        "<a",
        "</",
        "<!--",
        "<p <p <p",
        "<img src=data:",
        "<svg/>x",
        "&#0;&bogus;",
    ] {
        let _ = texts(html);
    }
    assert_eq!(texts("<svg/>x"), ["x"]);
    let deep = "<div>".repeat(300_000) + "x";
    assert_eq!(texts(&deep), ["x"]);
}
