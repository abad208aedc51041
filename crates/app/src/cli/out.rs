//! Standard output for people and pipes: a reader that goes away (`| head`) ends the program
//! quietly, as everywhere else. The program can't let the signal end it: the same signal would,
//! when a decoding child dies.

use std::cell::RefCell;
use std::fmt;
use std::io::{ErrorKind, Write, stdout};

thread_local! {
    /// Where a verb that another verb runs prints.
    static KEPT: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// What `act` prints on this thread, as lines; nothing of it is shown.
pub fn kept<T>(act: impl FnOnce() -> T) -> (T, Vec<String>) {
    KEPT.with(|kept| kept.replace(Some(Vec::new())));
    let done = act();
    (done, KEPT.with(RefCell::take).unwrap_or_default())
}

/// Prints a line on standard output.
pub fn line(text: fmt::Arguments<'_>) {
    let taken = KEPT.with_borrow_mut(|kept| {
        kept.as_mut()
            .map(|lines| lines.extend(text.to_string().lines().map(str::to_owned)))
    });
    if taken.is_some() {
        return;
    }
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
