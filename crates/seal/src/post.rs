//! Asking an authority through the user's own `curl`: nothing in this program opens a connection.

use std::io::Write;
use std::process::Stdio;

use crate::SealError;

/// How many bytes of a reply are taken.
const MOST: &str = "1000000";

/// A command line, as it is run and as it is shown to people beforehand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    pub program: &'static str,
    pub arguments: Vec<String>,
}

impl Command {
    /// Posts what comes on standard input to an address and prints the reply. No redirections are
    /// followed, no file of settings is read, and no name of a program is sent.
    pub fn post(address: &str) -> Self {
        let fixed = [
            "-q",
            "--silent",
            "--show-error",
            "--fail",
            "--max-time",
            "60",
            "--proto",
            "=http,https",
            "--max-filesize",
            MOST,
            "--header",
            "Content-Type: application/timestamp-query",
            "--header",
            "User-Agent:",
            "--header",
            "Expect:",
            "--data-binary",
            "@-",
            "--url",
        ];
        let arguments = fixed.iter().map(|a| (*a).to_owned());
        Self {
            program: "curl",
            arguments: arguments.chain([address.to_owned()]).collect(),
        }
    }
}

impl std::fmt::Display for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.program)?;
        for argument in &self.arguments {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,".contains(c);
            if !argument.is_empty() && argument.chars().all(plain) {
                write!(f, " {argument}")?;
            } else {
                write!(f, " '{}'", argument.replace('\'', "'\\''"))?;
            }
        }
        Ok(())
    }
}

/// Sends a query to an authority; answers its reply. Whoever calls this has asked the person
/// first, and has noted it.
///
/// # Errors
/// When `curl` is missing, or there is no reply.
pub fn send(address: &str, query: &[u8]) -> Result<Vec<u8>, SealError> {
    let post = Command::post(address);
    let no_program = |source| SealError::NoProgram {
        program: "curl",
        source,
    };
    let mut child = std::process::Command::new(post.program)
        .args(&post.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_program)?;
    if let Some(mut input) = child.stdin.take() {
        // That it went away is told by its exit status.
        let _ = input.write_all(query);
    }
    let out = child.wait_with_output().map_err(no_program)?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    let said = String::from_utf8_lossy(&out.stderr);
    let said: String = said.trim().chars().filter(|c| !c.is_control()).collect();
    Err(SealError::NotSent(said))
}
