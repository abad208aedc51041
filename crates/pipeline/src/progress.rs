//! What a long run tells while it works. How it is shown is the door's business.

/// What a phase counts, so that the door can print it well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Bytes,
    /// Milliseconds of footage.
    FootageMillis,
    Files,
    Keyframes,
    /// All frames of a video.
    Frames,
    Shots,
    Sightings,
    /// Screens and frames that text is read on.
    Surfaces,
    /// Where the parts are too different to be counted: parts of a thousand.
    Thousandths,
}

/// Something that happened during a run.
#[derive(Clone, PartialEq, Debug)]
pub enum Event<'a> {
    /// A phase begins; `total` is an estimate in `unit`, `None` where it can't be known yet.
    Phase {
        name: &'a str,
        total: Option<u64>,
        unit: Unit,
    },
    /// So much more of the phase is done.
    Advance(u64),
    /// What is being worked on now.
    Doing(&'a str),
    /// One file (or one part of it) failed; the rest goes on.
    Problem { name: &'a str, what: &'a str },
    /// The phase has ended.
    PhaseDone,
}

/// Hears what happens. Called from the thread that runs the pipeline.
pub trait Observer {
    fn on(&mut self, event: Event<'_>);
}

/// Hears nothing.
pub struct Silent;

impl Observer for Silent {
    fn on(&mut self, _: Event<'_>) {}
}
