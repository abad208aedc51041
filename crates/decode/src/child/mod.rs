//! The decoding child: gets one open file and one task, answers, and ends.
//!
//! Nothing here opens a path or a connection. A panic or crash ends this process only.

mod archive;
mod credentials;
mod document;
mod drawing;
#[cfg(debug_assertions)]
mod fault;
mod flow;
mod outlet;
mod picture;
mod sniff;
mod video;

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use confine::ConfineError;
use outlet::Outlet;

use crate::wire::{Channel, Failure, Reply, Request, Task};

/// Why a task ends early.
#[derive(Debug)]
enum Trouble {
    /// The parent is gone or has heard enough.
    Gone(io::Error),
    Failure(Failure),
}

impl From<io::Error> for Trouble {
    fn from(e: io::Error) -> Self {
        Self::Gone(e)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Documents nest, and the library that reads them recurses.
const DEEP_STACK: usize = 64 << 20;

/// What our binary does when it is started as the decoding child. Standard input is a socket to
/// the parent.
pub fn child_main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            // A parent that is gone does not read this; a person who typed the hidden word does.
            eprintln!("decode-child is started by the program itself: {e}");
            ExitCode::from(2)
        }
    }
}

fn serve() -> io::Result<()> {
    confine::close_inherited();
    let mut channel = Channel::new(UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?));
    let file = File::from(channel.receive_descriptor()?);
    let request: Request = channel.receive()?;
    if matches!(request.task, Task::Sheet { .. }) {
        flow::prepare();
    }
    let limits = &request.limits;
    let needs = limits.needs(file.metadata()?.len());
    match confine::enter(&needs, limits.sandbox) {
        Ok(confinement) => channel.send(&Reply::Confined(confinement))?,
        Err(ConfineError::TooWeak(confinement)) => {
            let failure = Failure::Unconfined(confinement.to_string());
            return channel.send(&Reply::Failed(failure));
        }
        Err(ConfineError::Limits(e) | ConfineError::Program(e)) => return Err(e),
    }
    #[cfg(debug_assertions)]
    fault::play(&file);
    let mut outlet = Outlet::new(channel);
    match work(&file, &request, &mut outlet) {
        Ok(()) => Ok(()),
        Err(Trouble::Failure(failure)) => outlet.reply(&Reply::Failed(failure)),
        Err(Trouble::Gone(e)) => Err(e),
    }
}

fn work(file: &File, request: &Request, outlet: &mut Outlet) -> Result<(), Trouble> {
    let limits = &request.limits;
    match &request.task {
        Task::Identify => {
            let found = sniff::identify(file, limits)?;
            Ok(outlet.reply(&Reply::Identified(found))?)
        }
        Task::Credentials => {
            let mut alive = || outlet.alive();
            let found = credentials::read(file, &mut alive)?;
            Ok(outlet.reply(&Reply::Credentials(found.map(Box::new)))?)
        }
        Task::SignerTrust { list } => {
            let found = credentials::trust(file, list)?;
            Ok(outlet.reply(&Reply::SignerTrust(found))?)
        }
        Task::Watch { threads } => video::watch(file, limits, *threads, false, outlet),
        Task::Glimpse { threads } => video::watch(file, limits, *threads, true, outlet),
        Task::FramesAt { stream, times } => video::frames_at(file, limits, *stream, times, outlet),
        Task::Spans {
            stream,
            threads,
            spans,
        } => video::spans(file, limits, (*stream, *threads), spans, outlet),
        Task::Times { stream } => video::times(file, *stream, limits.frames, outlet),
        Task::Sheet { page, scale } => {
            let wanted = (*page, *scale);
            deep(|| match sniff::form(file)? {
                Some(form) => flow::sheet(file, form, limits, wanted, outlet),
                None => document::sheet(file, limits, wanted, outlet),
            })
        }
        Task::Document => deep(|| match sniff::form(file)? {
            Some(form) => flow::read(file, form, limits, outlet),
            None => document::read(file, limits, outlet),
        }),
        Task::Picture => deep(|| picture::read(file, limits, outlet)),
        Task::Unpack => deep(|| archive::unpack(file, outlet)),
        // The reply is said already.
        Task::Confinement => Ok(()),
        Task::Attempt(attempt) => Ok(outlet.reply(&Reply::Attempted(attempt.perform()))?),
    }
}

/// Runs on a thread with a deep stack; a panic there is a panic here.
fn deep(job: impl FnOnce() -> Result<(), Trouble> + Send) -> Result<(), Trouble> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(DEEP_STACK)
            .spawn_scoped(scope, job)?;
        match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
