//! `doctor`: how well does this system hold hostile files back? It is tried, not only asked.

use std::net::TcpListener;
use std::path::PathBuf;

use clap::Args;
use decode::{Attempt, Confinement, DecodeError, Decoder, Limits, Outcome as Tried, Policy};
use describe::reading::{Launch, Reader};
use model::Writing;
use serde_json::json;
use stage::{Canvas, Font};

use super::Print;
use super::door::{Failure, Outcome, own_program};

/// Say how well this system holds hostile files back, by trying.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp doctor\n\nStarts decoding children that try to read, write, connect and start programs, and says what \
happened; then has Tesseract read a made-up line under its own lock-down. Exit status 1 where \
something gets through, or Tesseract is there and can't be held back."
)]
pub struct Doctor {
    #[command(flatten)]
    print: Print,
}

impl Doctor {
    pub fn run(self) -> Result<Outcome, Failure> {
        let limits = Limits {
            sandbox: Policy::IfPossible,
            ..Limits::default()
        };
        let decoder = Decoder::new(own_program()?, limits);
        let confinement = decoder.confinement()?;
        self.tell_level(&confinement);
        // A port of our own, so that nothing is sent anywhere else.
        let listener = TcpListener::bind(("127.0.0.1", 0)).ok();
        let port = listener.as_ref().and_then(|l| l.local_addr().ok());
        let own = own_program()?;
        let folder = std::env::temp_dir();
        let attempts = [
            Some(Attempt::Read(own.clone())),
            Some(Attempt::List(folder.clone())),
            Some(Attempt::Write(new_file(folder))),
            port.map(Attempt::Connect),
            port.map(Attempt::Send),
            Some(Attempt::Run(PathBuf::from("/bin/true"))),
            Some(Attempt::Fork),
            Some(Attempt::Signal(std::process::id())),
            Some(Attempt::Execute),
        ];
        let mut holds = confinement.gaps().is_empty();
        for attempt in attempts.into_iter().flatten() {
            holds &= self.tell(&attempt, decoder.attempt(attempt.clone()));
        }
        holds &= self.tell_recogniser(own);
        if !self.print.json && !holds {
            println!(
                "Files from outside are only decoded here with --no-sandbox. Work in a virtual machine, or as a user who owns nothing else."
            );
        }
        Ok(if holds {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }

    fn tell_level(&self, c: &Confinement) {
        if self.print.json {
            println!(
                "{}",
                json!({ "sandbox": c.level(), "landlock": c.landlock, "seccomp": c.seccomp,
                        "namespaces": c.namespaces, "empty_root": c.empty_root,
                        "gaps": c.gaps(), "missing": c.missing })
            );
        } else {
            println!("sandbox     {c}");
        }
    }

    /// Has Tesseract read words that we drew, held back as it is when a case is read. Answers
    /// whether it can be started so; where it isn't installed nothing of it gets through.
    fn tell_recogniser(&self, program: PathBuf) -> bool {
        const WORDS: &str = "Made-up line 42";
        let launch = Launch {
            program,
            sandbox: Policy::Required,
        };
        let reader = Reader::open(&launch);
        let version = reader.engines().into_iter().next();
        let version = version.filter(|name| name.starts_with("tesseract"));
        let mut page = Canvas::new(640, 120, [255, 255, 255, 255]);
        page.text(40.0, 80.0, 48.0, Font::Sans, [0, 0, 0, 255], WORDS);
        let read = reader.tesseract_alone(Writing::Latin, &page.rgb().to_luma());
        let read = read.map(|lines| lines.join(" ").trim().to_owned());
        let about_it = |what: &&String| what.contains("esseract");
        let missing: Vec<&String> = reader.missing().iter().filter(about_it).collect();
        let locked_out = missing.iter().any(|what| what.contains("locked down"));
        let (held, how) = match (&version, read) {
            (Some(name), Some(read)) if !read.is_empty() => (
                true,
                format!("{name} started locked down, and read “{read}”"),
            ),
            (Some(name), _) => (
                true,
                format!(
                    "{name} started locked down, but read nothing of a line drawn for it: its English language pack is missing or it does not work"
                ),
            ),
            (None, _) => {
                let why = missing
                    .first()
                    .map_or("it is not installed", |what| what.as_str());
                (!locked_out, why.to_owned())
            }
        };
        if self.print.json {
            println!(
                "{}",
                json!({ "recogniser": version, "held": held, "how": how })
            );
        } else {
            let mark = match (&version, held) {
                (Some(_), true) => "held",
                (None, true) => "missing",
                (_, false) => "OPEN",
            };
            println!("{mark:<11} read text with Tesseract: {how}");
            for what in missing.iter().skip(usize::from(version.is_none())) {
                println!("{:<11} {what}", "missing");
            }
        }
        held
    }

    /// Answers whether the lock-down held.
    fn tell(&self, attempt: &Attempt, outcome: Result<Tried, DecodeError>) -> bool {
        let (held, how) = match outcome {
            Ok(Tried::Succeeded) => (false, "it worked".to_owned()),
            Ok(Tried::Refused(why)) => (true, format!("refused: {why}")),
            Err(DecodeError::Forbidden { .. }) => (true, "the child was stopped for it".to_owned()),
            Err(e) => (false, format!("it could not be tried: {e}")),
        };
        if self.print.json {
            println!(
                "{}",
                json!({ "attempt": attempt.words(), "held": held, "how": how })
            );
        } else {
            let mark = if held { "held" } else { "OPEN" };
            println!("{mark:<11} {}: {how}", attempt.words());
        }
        held
    }
}

/// A name that is not taken; nothing is made there unless the lock-down fails.
fn new_file(folder: PathBuf) -> PathBuf {
    folder.join(format!("contrechamp-doctor-{}", std::process::id()))
}
