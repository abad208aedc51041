//! Reads a PDF and tells what is on its pages: `document FILE [FOLDER]`; figures go into the
//! folder as PPM. Its own child.

use std::path::PathBuf;

use decode::{CHILD_ARG, Decoder, Limits, child_main};

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1);
    let Some(first) = args.next() else {
        eprintln!("document FILE [FOLDER]");
        return std::process::ExitCode::from(2);
    };
    if first == CHILD_ARG {
        return child_main();
    }
    let folder = args.next().map(PathBuf::from);
    let decoder = Decoder::new(
        std::env::current_exe().unwrap_or_default(),
        Limits::default(),
    );
    let end = decoder.document(first.as_ref(), &mut |page| {
        let text: Vec<&str> = page
            .words
            .iter()
            .take(12)
            .map(|w| w.text.as_str())
            .collect();
        println!(
            "page {} {:?}: {} words ({} …) {:?}",
            page.number,
            page.size_points,
            page.words.len(),
            text.join(" "),
            page.notes
        );
        for (i, figure) in page.figures.iter().enumerate() {
            let p = &figure.picture;
            println!(
                "  {:?} {}×{} {:?}",
                figure.kind, p.width, p.height, figure.bounds
            );
            if let Some(folder) = &folder {
                let mut bytes = format!("P6 {} {} 255\n", p.width, p.height).into_bytes();
                bytes.extend_from_slice(&p.data);
                let to = folder.join(format!("p{}-{i}.ppm", page.number));
                if let Err(e) = std::fs::write(&to, bytes) {
                    eprintln!("{}: {e}", to.display());
                }
            }
        }
    });
    match end {
        Ok(end) => {
            println!("{end:?}");
            std::process::ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{e}");
            std::process::ExitCode::FAILURE
        }
    }
}
