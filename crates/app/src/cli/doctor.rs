//! `doctor`: how well does this system hold hostile files back? It is tried, not only asked.

use std::net::TcpListener;
use std::path::PathBuf;

use clap::Args;
use decode::{Attempt, Confinement, DecodeError, Decoder, Limits, Outcome as Tried, Policy};
use serde_json::json;

use super::Print;
use super::door::{Failure, Outcome, own_program};

/// Say how well this system holds hostile files back, by trying.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp doctor\n\nStarts decoding children that try to read, write, connect and start programs, and says what \
happened. Exit status 1 where something gets through."
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
