//! Pictures to bytes and back.

use pixels::image::Rgb;
use publish::{EncodeError, encode_jpeg, encode_png};

mod common;

#[test]
fn png_gives_back_every_pixel() {
    let picture = common::interface(40);
    let bytes = encode_png(&picture).expect("whole");
    let back = image::load_from_memory(&bytes).expect("a PNG").to_rgb8();
    assert_eq!(
        (back.width(), back.height()),
        (picture.width, picture.height)
    );
    assert_eq!(back.as_raw(), &picture.data);
    assert_eq!(
        bytes,
        encode_png(&picture).expect("whole"),
        "same pixels, same bytes"
    );
}

#[test]
fn jpeg_keeps_the_size_and_nearly_the_colours() {
    let picture = common::interface(40);
    let bytes = encode_jpeg(&picture, 90).expect("whole");
    let back = image::load_from_memory(&bytes).expect("a JPEG").to_rgb8();
    assert_eq!(
        (back.width(), back.height()),
        (picture.width, picture.height)
    );
    let sum: u64 = back
        .as_raw()
        .iter()
        .zip(&picture.data)
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    let mean = sum as f64 / picture.data.len() as f64;
    assert!(mean < 4.0, "mean difference {mean}");
    let rough = encode_jpeg(&picture, 0).expect("quality is moved to 1");
    assert!(rough.len() < bytes.len());
}

#[test]
fn a_picture_whose_data_does_not_fit_is_refused() {
    let torn = Rgb {
        width: 4,
        height: 4,
        data: vec![0; 47],
    };
    let empty = Rgb {
        width: 0,
        height: 4,
        data: vec![],
    };
    for picture in [torn, empty] {
        assert!(matches!(
            encode_png(&picture),
            Err(EncodeError::Size { .. })
        ));
        assert!(matches!(
            encode_jpeg(&picture, 80),
            Err(EncodeError::Size { .. })
        ));
    }
    let wide = Rgb::filled(70_000, 1, [1, 2, 3]);
    assert!(matches!(
        encode_jpeg(&wide, 80),
        Err(EncodeError::Encoder { .. })
    ));
}
