//! What the lock-down costs: `sandbox FILE [ROUNDS]`. Watches a file in turns with and without it,
//! starts many children, and tells the processor time of each way. Its own child. Linux only.

use std::path::Path;
use std::time::Instant;

use decode::{CHILD_ARG, Decoder, Flow, Limits, Policy, child_main};

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1);
    let Some(first) = args.next() else {
        eprintln!("sandbox FILE [ROUNDS]");
        return std::process::ExitCode::from(2);
    };
    if first == CHILD_ARG {
        return child_main();
    }
    let rounds = args
        .next()
        .and_then(|t| t.to_str()?.parse().ok())
        .unwrap_or(5);
    let Ok(program) = std::env::current_exe() else {
        return std::process::ExitCode::FAILURE;
    };
    let ways = [Policy::Required, Policy::Off].map(|sandbox| {
        let limits = Limits {
            sandbox,
            ..Limits::default()
        };
        (sandbox, Decoder::new(program.clone(), limits))
    });
    measure("watch", rounds, &ways, |decoder| {
        watch(decoder, first.as_ref())
    });
    measure("start 100 children", rounds, &ways, |decoder| {
        for _ in 0..100 {
            let _ = decoder.confinement();
        }
    });
    std::process::ExitCode::SUCCESS
}

fn watch(decoder: &Decoder, file: &Path) {
    if let Err(e) = decoder.watch(file, 2, &mut |_| Flow::Continue) {
        eprintln!("{e}");
    }
}

/// Takes turns, so that what else the machine does falls on both alike; tells medians.
fn measure(what: &str, rounds: usize, ways: &[(Policy, Decoder); 2], run: impl Fn(&Decoder)) {
    let mut taken = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        for ((_, decoder), taken) in ways.iter().zip(&mut taken) {
            let (before, begun) = (children_seconds(), Instant::now());
            run(decoder);
            taken.push((children_seconds() - before, begun.elapsed().as_secs_f64()));
        }
    }
    for ((policy, _), taken) in ways.iter().zip(&mut taken) {
        let median = |mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let cpu = median(taken.iter().map(|t| t.0).collect());
        let wall = median(taken.iter().map(|t| t.1).collect());
        println!("{what:<20} {policy:?}: {cpu:.2} s of processor time, {wall:.3} s");
    }
}

/// Processor time of the children that have ended, in steps of 10 ms.
fn children_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |i: usize| {
        fields
            .get(i)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(13) + ticks(14)) / 100.0
}
