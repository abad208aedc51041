//! The door: the `contrechamp` program. It parses words, calls the hands, prints; it decides
//! nothing about evidence.

mod bench;
mod cli;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The same binary is its own children: nothing else may run before this.
    let mut words = std::env::args_os().skip(1);
    let first = words.next();
    if first.as_ref().is_some_and(|a| a == decode::CHILD_ARG) {
        return decode::child_main();
    }
    if first.is_some_and(|a| a == pipeline::RECOGNISER_ARG) {
        return pipeline::recogniser_main(words);
    }
    cli::main()
}
