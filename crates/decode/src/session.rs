//! One child at work on one file: starting it, talking to it, and telling how it ended.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use confine::Confinement;
use rustix::process::Signal;

use crate::wire::{Channel, Failure, Reply, Request, Ring, Task};
use crate::{CHILD_ARG, DecodeError, Limits};

/// What is kept of what the child says on its error stream, from its end.
const DETAIL: usize = 2048;

/// Environment that a program may need to find its libraries; everything else is cleared.
const PASSED_ON: [&str; 2] = ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

pub struct Session {
    file: PathBuf,
    limits: Limits,
    child: Child,
    channel: Channel,
    errors: Option<JoinHandle<String>>,
    pub ring: Option<Ring>,
    /// Once it was told.
    pub confinement: Option<Confinement>,
}

impl Session {
    /// Starts a child on a file; the file is opened here, read-only, and handed over.
    pub fn start(
        program: &Path,
        limits: &Limits,
        path: &Path,
        task: Task,
    ) -> Result<Self, DecodeError> {
        let trouble = |doing| {
            move |source| DecodeError::Io {
                file: path.to_owned(),
                doing,
                source,
            }
        };
        let file = open_regular(path).map_err(trouble(
            "can't be opened for reading (check that it exists and that you may read it)",
        ))?;
        let starting = "can't start the decoder (is the program still in its place?)";
        let (ours, theirs) = UnixStream::pair().map_err(trouble(starting))?;
        let mut command = Command::new(program);
        command
            .arg(CHILD_ARG)
            .env_clear()
            .current_dir("/")
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        for name in PASSED_ON {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let mut child = command.spawn().map_err(trouble(starting))?;
        // Our copy of the child's end must go, or its death would not be seen.
        drop(command);
        let errors = child
            .stderr
            .take()
            .map(|stream| std::thread::spawn(move || tail(stream)));
        let mut session = Self {
            file: path.to_owned(),
            limits: limits.clone(),
            child,
            channel: Channel::new(ours),
            errors,
            ring: None,
            confinement: None,
        };
        let request = Request {
            task,
            limits: limits.clone(),
        };
        session
            .channel
            .set_patience(limits.stall)
            .and_then(|()| session.channel.send_descriptor(file.as_fd()))
            .and_then(|()| session.channel.send(&request))
            .map_err(|e| session.died(&e))?;
        Ok(session)
    }

    /// The next reply that is not a sign of life, a ring's request, or a failure.
    pub fn next(&mut self) -> Result<Reply, DecodeError> {
        loop {
            match self.channel.receive::<Reply>() {
                Ok(Reply::Alive) => {}
                Ok(Reply::Confined(c)) if self.confinement.is_none() => self.confinement = Some(c),
                Ok(Reply::NeedRing { slot_bytes }) => self.make_ring(slot_bytes)?,
                Ok(Reply::Failed(failure)) => return Err(self.failed(failure)),
                Ok(reply) => return Ok(reply),
                Err(e) => return Err(self.died(&e)),
            }
        }
    }

    fn make_ring(&mut self, slot_bytes: u64) -> Result<(), DecodeError> {
        // Three bytes a pixel and the thumbnail.
        let most = self.limits.frame_pixels.saturating_mul(3) + (1 << 20);
        if slot_bytes > most {
            return Err(self.nonsense("a slot beyond the limit"));
        }
        let made = Ring::new(slot_bytes).and_then(|ring| {
            self.channel.send_descriptor(ring.descriptor())?;
            self.channel.send_byte(ring.slots())?;
            Ok(ring)
        });
        self.ring = Some(made.map_err(|source| DecodeError::Io {
            file: self.file.clone(),
            doing: "no shared memory for its frames (free some memory and run again)",
            source,
        })?);
        Ok(())
    }

    /// Gives a slot back to the child, or answers what it showed. That the child is gone shows at the next reply.
    pub fn release(&mut self, slot: u8) {
        let _ = self.channel.send_byte(slot);
    }

    pub fn raw(&mut self, count: usize) -> Result<Vec<u8>, DecodeError> {
        self.channel.receive_raw(count).map_err(|e| self.died(&e))
    }

    /// The child broke the rules of the conversation: it was taken over or is broken.
    pub fn nonsense(&mut self, what: &str) -> DecodeError {
        let _ = self.child.kill();
        DecodeError::Crashed {
            file: self.file.clone(),
            signal: None,
            detail: format!("it answered with {what}"),
        }
    }

    fn failed(&self, failure: Failure) -> DecodeError {
        let file = self.file.clone();
        match failure {
            Failure::OutOfMemory => self.out_of_memory(),
            Failure::TooLarge { what, limit } => DecodeError::TooLarge {
                file,
                what: printable(&what),
                limit: printable(&limit),
            },
            Failure::Encrypted => DecodeError::Encrypted { file },
            Failure::Damaged(reason) => DecodeError::Damaged {
                file,
                reason: printable(&reason),
            },
            Failure::NotUnderstood(reason) => DecodeError::NotUnderstood {
                file,
                reason: printable(&reason),
            },
            Failure::Unconfined(what) => DecodeError::Unconfined {
                file,
                what: printable(&what),
            },
            Failure::Read(reason) => DecodeError::Io {
                file,
                doing: "can't be read to its end (check the disk)",
                source: io::Error::other(printable(&reason)),
            },
        }
    }

    fn out_of_memory(&self) -> DecodeError {
        DecodeError::OutOfMemory {
            file: self.file.clone(),
            limit_mib: self.limits.memory_bytes >> 20,
        }
    }

    /// Tells why the conversation ended before its end.
    fn died(&mut self, error: &io::Error) -> DecodeError {
        let waited = matches!(
            error.kind(),
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
        );
        if waited {
            let _ = self.child.kill();
            return DecodeError::Hung {
                file: self.file.clone(),
                seconds: self.limits.stall.as_secs(),
            };
        }
        if error.kind() == io::ErrorKind::InvalidData {
            return self.nonsense(&error.to_string());
        }
        // The socket is closed: the child is dying or dead, so waiting is short.
        let status = self.child.wait().ok();
        let detail = self.take_detail();
        let signal = status.as_ref().and_then(ExitStatus::signal);
        let file = self.file.clone();
        if signal == Some(Signal::SYS.as_raw()) {
            return DecodeError::Forbidden { file };
        }
        if signal == Some(Signal::XCPU.as_raw()) {
            let size = std::fs::metadata(&file).map_or(0, |m| m.len());
            let seconds = self.limits.needs(size).cpu.as_secs();
            return DecodeError::TooLong { file, seconds };
        }
        // SIGKILL comes from the system when memory runs out; we didn't send it.
        if detail.contains("memory allocation of") || signal == Some(9) {
            return self.out_of_memory();
        }
        DecodeError::Crashed {
            file,
            signal,
            detail,
        }
    }

    fn take_detail(&mut self) -> String {
        self.errors
            .take()
            .and_then(|thread| thread.join().ok())
            .unwrap_or_default()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // What the child could still say is not wanted; without the wait it would stay a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.take_detail();
    }
}

/// Opens only what can be read like a file: a pipe or device would block or never end.
fn open_regular(path: &Path) -> io::Result<File> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    File::open(path)
}

/// Reads a stream to its end and keeps the last of it as one printable line.
fn tail(mut stream: ChildStderr) -> String {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..count]);
        let extra = kept.len().saturating_sub(DETAIL);
        kept.drain(..extra);
    }
    let text = String::from_utf8_lossy(&kept);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    printable(&lines.join(" | "))
}

/// Text of the child without what could steer a terminal: the child may have been taken over.
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
