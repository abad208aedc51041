//! The decoding child by itself, for tests of this crate.

fn main() -> std::process::ExitCode {
    decode::child_main()
}
