//! Watches a video and says how long it took: `watch FILE [THREADS] [luma|rgb]`. Its own child.

use std::time::Instant;

use decode::{CHILD_ARG, Decoder, Flow, Limits, child_main};

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1);
    let Some(first) = args.next() else {
        eprintln!("watch FILE [THREADS] [luma|rgb]");
        return std::process::ExitCode::from(2);
    };
    if first == CHILD_ARG {
        return child_main();
    }
    let threads = args
        .next()
        .and_then(|t| t.to_str()?.parse().ok())
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let take = args.next().unwrap_or_default();
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(e) => {
            eprintln!("{e}");
            return std::process::ExitCode::FAILURE;
        }
    };
    let begun = Instant::now();
    let mut sum = 0u64;
    let watched =
        Decoder::new(program, Limits::default()).watch(first.as_ref(), threads, &mut |frame| {
            sum += match take.to_str() {
                Some("luma") => frame.luma().data.len() as u64,
                Some("rgb") => frame.rgb().data.len() as u64,
                _ => frame.thumb().data.len() as u64,
            };
            Flow::Continue
        });
    match watched {
        Ok(w) => {
            let seconds = begun.elapsed().as_secs_f64();
            println!(
                "{} frames in {seconds:.2} s, {:.0} a second, {sum} bytes taken",
                w.frames,
                w.frames as f64 / seconds
            );
            println!("{:?}", w.facts);
            for damage in w.damage {
                println!("{damage:?}");
            }
            std::process::ExitCode::SUCCESS
        }
        Err(e) => {
            eprintln!("{e}");
            std::process::ExitCode::FAILURE
        }
    }
}
