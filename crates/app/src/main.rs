//! The door: the `contrechamp` program. It parses words, calls the hands, prints; it decides
//! nothing about evidence.

mod bench;
mod cli;
mod web;

use std::process::ExitCode;

fn main() -> ExitCode {
    // The same binary is its own decoding child: nothing else may run before this.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|a| a == decode::CHILD_ARG)
    {
        return decode::child_main();
    }
    cli::main()
}
