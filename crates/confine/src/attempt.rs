//! Tries what must not work: by this a lock-down is shown to hold, and not only believed.

use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Something that a locked-down child must not be able to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Attempt {
    Read(PathBuf),
    List(PathBuf),
    /// Makes a file of this name.
    Write(PathBuf),
    Connect(SocketAddr),
    /// Sends a datagram.
    Send(SocketAddr),
    /// Starts a program.
    Run(PathBuf),
    /// Copies this process.
    Fork,
    /// Asks whether a process could be sent a signal.
    Signal(u32),
    /// Makes memory that can be executed.
    Execute,
}

/// How an attempt ended; where the system stopped the child for it, nobody is left to tell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// It worked: the lock-down does not hold.
    Succeeded,
    /// With the system's words.
    Refused(String),
}

impl Attempt {
    /// Tries it in this process.
    pub fn perform(&self) -> Outcome {
        match self.try_it() {
            Ok(()) => Outcome::Succeeded,
            Err(e) => Outcome::Refused(e.to_string()),
        }
    }

    fn try_it(&self) -> io::Result<()> {
        const SHORT: Duration = Duration::from_secs(2);
        match self {
            Self::Read(path) => File::open(path).map(drop),
            Self::List(path) => std::fs::read_dir(path).map(drop),
            Self::Write(path) => File::create(path).map(drop),
            Self::Connect(to) => TcpStream::connect_timeout(to, SHORT).map(drop),
            Self::Send(to) => UdpSocket::bind(("0.0.0.0", 0))
                .and_then(|socket| socket.send_to(b"x", to))
                .map(drop),
            Self::Run(program) => Command::new(program).status().map(drop),
            Self::Fork => fork(),
            Self::Signal(process) => signal(*process),
            Self::Execute => execute(),
        }
    }

    /// What was tried, for people.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Read(_) => "read a file",
            Self::List(_) => "list a folder",
            Self::Write(_) => "write a file",
            Self::Connect(_) => "open a connection",
            Self::Send(_) => "send a datagram",
            Self::Run(_) => "start a program",
            Self::Fork => "copy itself",
            Self::Signal(_) => "signal another process",
            Self::Execute => "make memory executable",
        }
    }
}

#[cfg(target_os = "linux")]
use crate::linux::{execute, fork, signal};

#[cfg(not(target_os = "linux"))]
fn fork() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn signal(_: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn execute() -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
