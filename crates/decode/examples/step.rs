//! Times exact single frames: `step FILE TIMES…`, each `<pts>:<num>/<den>`. Its own child.

use std::time::Instant;

use decode::{CHILD_ARG, Decoder, Limits, child_main};
use model::Timestamp;

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1);
    let Some(first) = args.next() else {
        eprintln!("step FILE <pts>:<num>/<den> …");
        return std::process::ExitCode::from(2);
    };
    if first == CHILD_ARG {
        return child_main();
    }
    let times: Vec<Timestamp> = args.filter_map(|t| t.to_str()?.parse().ok()).collect();
    let decoder = Decoder::new(
        std::env::current_exe().unwrap_or_default(),
        Limits::default(),
    );
    let begun = Instant::now();
    let done = decoder.frames_at(first.as_ref(), 0, &times, &mut |i, frame| {
        println!(
            "{} {:?} after {:.3} s",
            times[i],
            frame.displayed(),
            begun.elapsed().as_secs_f64()
        );
    });
    println!("{done:?} after {:.3} s", begun.elapsed().as_secs_f64());
    std::process::ExitCode::SUCCESS
}
