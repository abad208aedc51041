//! Reads the text of grey pictures (binary PGM), for looking at what the recognisers do:
//! `cargo run -p describe --example read -- picture.pgm …`. Several pictures are views of one grid.

use std::time::Instant;

use describe::reading::{CHILD_ARG, Launch, ReadOptions, Reader, Sheet, child_main};
use model::Homography;
use pixels::Luma;

fn main() -> std::process::ExitCode {
    // Started again by itself, to become the recogniser.
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|a| a == CHILD_ARG) {
        return child_main(words);
    }
    let reader = Reader::open(&Launch {
        program: std::env::current_exe().unwrap_or_default(),
        sandbox: confine::Policy::Required,
    });
    eprintln!("{:?}; missing: {:?}", reader.engines(), reader.missing());
    let views: Vec<Luma> = std::env::args().skip(1).filter_map(|f| pgm(&f)).collect();
    let sheet = Sheet {
        views: views.iter().collect(),
        frame_from_view: Homography::scale(1.0, 1.0),
        scale: 1.0,
        bits_per_pixel: None,
        covered: &[],
    };
    let begun = Instant::now();
    let read = reader.read(&sheet, &ReadOptions::default());
    for line in &read.lines {
        let [x0, y0, x1, y1] = line.quad.bounds();
        println!(
            "{:.2} {:?} x{:.0} [{x0:.0} {y0:.0} {x1:.0} {y1:.0}] {:?} {:?} {}",
            line.confidence,
            line.writing,
            line.x_height,
            line.text,
            line.rivals
                .iter()
                .map(|r| r.text.as_str())
                .take(2)
                .collect::<Vec<_>>(),
            line.limit
                .as_ref()
                .map_or(String::new(), ToString::to_string),
        );
    }
    eprintln!("{:?}", begun.elapsed());
    std::process::ExitCode::SUCCESS
}

/// A binary PGM as ffmpeg and ImageMagick write it.
fn pgm(file: &str) -> Option<Luma> {
    let bytes = std::fs::read(file).ok()?;
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 4 {
        let from = at;
        while !bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        words.push(std::str::from_utf8(&bytes[from..at]).ok()?);
        at += 1;
    }
    let (w, h) = (words[1].parse().ok()?, words[2].parse().ok()?);
    Some(Luma::new(w, h, bytes.get(at..)?.to_vec()))
}
