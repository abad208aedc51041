//! Prints what is read and checked of files' Content Credentials, a file a line.
//!
//! Usage: cargo run -p decode --example credentials -- PROGRAM FILE...

fn main() {
    let mut args = std::env::args_os().skip(1);
    let program = args.next().expect("the program that is the decoding child");
    let decoder = decode::Decoder::new(program.into(), decode::Limits::default());
    for path in args {
        let path = std::path::PathBuf::from(path);
        match decoder.credentials(&path) {
            Ok(Some(c)) => {
                let [intact, who, _] = c.answers(None).map(|(_, a)| a.to_string());
                println!("{}\t{intact}\t{who}\t{c:?}", path.display());
            }
            Ok(None) => println!("{}\tnone", path.display()),
            Err(e) => println!("{}\terror: {e}", path.display()),
        }
    }
}
