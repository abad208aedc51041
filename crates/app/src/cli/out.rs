//! Standard output for people and pipes: a reader that goes away (`| head`) ends the program
//! quietly, as everywhere else. The program can't let the signal end it: the same signal would,
//! when a decoding child dies.

use std::fmt;
use std::io::{ErrorKind, Write, stdout};

/// Prints a line on standard output.
pub fn line(text: fmt::Arguments<'_>) {
    let outcome = writeln!(stdout().lock(), "{text}");
    match outcome {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(e) => {
            eprintln!("error: standard output can't be written: {e}");
            std::process::exit(1);
        }
        Ok(()) => {}
    }
}

/// `println!` of the standard library panics when nobody reads; this one is used instead.
macro_rules! println {
    () => { $crate::cli::out::line(format_args!("")) };
    ($($text:tt)*) => { $crate::cli::out::line(format_args!($($text)*)) };
}
