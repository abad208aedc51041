//! The public face: what can be asked of a file, and the answers.

use std::path::{Path, PathBuf};

use confine::{Attempt, Confinement, Outcome};
use model::{
    BoxPx, Check, Credentials, Damage, FrameTime, Gap, ItemKind, ReferenceKind, TimeBase,
    Timestamp, Trust, VideoFacts, Word,
};
use pixels::Rgb;

use crate::reel::FrameTimes;
use crate::session::{Session, printable};
use crate::wire::{FigureHead, FrameHead, PageHead, Reply, Task, WatchedHead};
use crate::{DecodeError, Frame, Limits};

/// Looks into files by starting a child process for each look.
#[derive(Clone, Debug)]
pub struct Decoder {
    program: PathBuf,
    limits: Limits,
}

/// What a file was found to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Identified {
    pub kind: ItemKind,
    /// One line for people.
    pub note: String,
    /// For a video of which at least one frame could be decoded.
    pub facts: Option<VideoFacts>,
}

/// Whether to go on watching.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    Continue,
    Stop,
}

/// What was seen of a video.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    pub facts: VideoFacts,
    /// Frames that were handed on.
    pub frames: u64,
    pub first: Option<FrameTime>,
    pub last: Option<FrameTime>,
    /// What was lost, in order; at most 1,000 records, then one that counts the rest. Empty
    /// after [`Flow::Stop`].
    pub damage: Vec<Damage>,
}

/// A page of a document. Lengths are points of the page as displayed, y down.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width and height after the page's rotation, of its crop box.
    pub size_points: (f64, f64),
    /// In the order of the page's content.
    pub words: Vec<Word>,
    pub figures: Vec<PageFigure>,
    pub notes: Vec<String>,
}

/// A picture on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageFigure {
    /// In points of the page as displayed, y down.
    pub bounds: BoxPx,
    pub kind: ReferenceKind,
    pub picture: Rgb,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentEnd {
    /// Pages that were read.
    pub pages: u32,
    pub title: Option<String>,
    pub notes: Vec<String>,
}

/// A picture file, upright.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub rgb: Rgb,
    pub notes: Vec<String>,
}

impl Decoder {
    /// `program` is a binary that calls [`crate::child_main`] when its first argument is
    /// [`crate::CHILD_ARG`]: usually `std::env::current_exe()`.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self { program, limits }
    }

    pub(crate) fn start(&self, path: &Path, task: Task) -> Result<Session, DecodeError> {
        Session::start(&self.program, &self.limits, path, task)
    }

    /// How far children are held back on this system; starts one to see.
    ///
    /// # Errors
    /// When that is too little for [`Limits::sandbox`], or the child can't be started.
    pub fn confinement(&self) -> Result<Confinement, DecodeError> {
        let mut session = self.start(&self.program, Task::Confinement)?;
        match session.next() {
            Ok(_) => Err(session.nonsense("an unexpected reply")),
            // It ends after it told.
            Err(e) => session.confinement.take().ok_or(e),
        }
    }

    /// Starts a child that tries what it must not be able to do, so that the lock-down is shown
    /// to hold.
    ///
    /// # Errors
    /// [`DecodeError::Forbidden`] where the system stopped the child for it, which is as good as
    /// [`Outcome::Refused`]; otherwise as [`Decoder::confinement`].
    pub fn attempt(&self, attempt: Attempt) -> Result<Outcome, DecodeError> {
        let mut session = self.start(&self.program, Task::Attempt(attempt))?;
        match session.next()? {
            Reply::Attempted(outcome) => Ok(outcome),
            _ => Err(session.nonsense("an unexpected reply")),
        }
    }

    /// Tells by content, never by name, what a file is. What is not understood is
    /// [`ItemKind::Other`], with the reason in the note.
    ///
    /// # Errors
    /// When the file can't be read, or the child crashed, hung or ran out of memory on it.
    pub fn identify(&self, path: &Path) -> Result<Identified, DecodeError> {
        let mut session = self.start(path, Task::Identify)?;
        match session.next()? {
            Reply::Identified(found) => Ok(Identified {
                kind: found.kind,
                note: printable(&found.note),
                facts: found.facts,
            }),
            _ => Err(session.nonsense("an unexpected reply")),
        }
    }

    /// Content Credentials that a file carries (JPEG, PNG, RIFF, ISO media, PDF, TIFF), held against
    /// their own hashes and signature; `None` where there are none.
    ///
    /// # Errors
    /// When the file can't be read, or the child crashed, hung or ran out of memory on it.
    pub fn credentials(&self, path: &Path) -> Result<Option<Credentials>, DecodeError> {
        let mut session = self.start(path, Task::Credentials)?;
        let Reply::Credentials(found) = session.next()? else {
            return Err(session.nonsense("an unexpected reply"));
        };
        Ok(found.map(|mut c| {
            texts_of(&mut c).for_each(|text| *text = printable(text));
            *c
        }))
    }

    /// How the signer of a file's Content Credentials stands to a list of certificates (each in
    /// DER), and whether the authority of its time stamp leads to the list; `None` where no signer
    /// can be read.
    ///
    /// # Errors
    /// As [`Self::credentials`].
    pub fn signer_trust(
        &self,
        path: &Path,
        list: Vec<Vec<u8>>,
    ) -> Result<Option<(Trust, bool)>, DecodeError> {
        let mut session = self.start(path, Task::SignerTrust { list })?;
        let Reply::SignerTrust(found) = session.next()? else {
            return Err(session.nonsense("an unexpected reply"));
        };
        Ok(found.map(|(mut outcome, stamp)| {
            if let Trust::Listed(by) = &mut outcome {
                *by = printable(by);
            }
            (outcome, stamp)
        }))
    }

    /// Hands every frame of the best video stream on, in display order. A damaged stream is
    /// decoded as far as it goes; what was lost is in [`Watched::damage`].
    ///
    /// # Errors
    /// When nothing can be decoded, or the child crashed, hung or ran out of memory.
    pub fn watch(
        &self,
        path: &Path,
        threads: usize,
        on: &mut dyn FnMut(Frame<'_>) -> Flow,
    ) -> Result<Watched, DecodeError> {
        let mut session = self.start(path, Task::Watch { threads })?;
        let facts = expect_facts(&mut session)?;
        let mut seen = Seen::default();
        loop {
            match session.next()? {
                Reply::Frame(head) => {
                    let mut flow = Flow::Continue;
                    self.hand_on(&mut session, head, facts.time_base, &mut |frame| {
                        seen.note(frame.at);
                        flow = on(frame);
                    })?;
                    if flow == Flow::Stop {
                        return Ok(seen.watched(facts, Vec::new()));
                    }
                }
                Reply::Watched(head) => return Ok(seen.watched(facts, damage_of(head))),
                _ => return Err(session.nonsense("an unexpected reply")),
            }
        }
    }

    /// Hands on the frames at exactly these times (as a watch gave them), by seeking to the
    /// random access point before each. The same pixels as in a watch; `on` gets the index of
    /// the time. Frames come in order of time, whatever the order of `times`.
    ///
    /// # Errors
    /// As [`Decoder::watch`]; when times have no frame, after handing on all that have one.
    pub fn frames_at(
        &self,
        path: &Path,
        stream: u32,
        times: &[Timestamp],
        on: &mut dyn FnMut(usize, Frame<'_>),
    ) -> Result<(), DecodeError> {
        if times.is_empty() {
            return Ok(());
        }
        let asked = times
            .iter()
            .map(|t| (t.pts.0, t.time_base.num(), t.time_base.den()))
            .collect();
        let task = Task::FramesAt {
            stream,
            times: asked,
        };
        let missing = self.indexed(path, task, times.len(), on)?;
        told_missing(path, stream, missing.iter().filter_map(|&i| times.get(i)))
    }

    /// Hands on every frame of some runs of frames, both ends included, which are times as a watch
    /// gave them; the same pixels as in a watch. `on` gets the index of the run; `at.frame`
    /// counts from 0 in each. Runs come in order of their first times, one after the other where
    /// they don't overlap.
    ///
    /// # Errors
    /// As [`Decoder::watch`]; when first times have no frame, after handing on all that have one.
    pub fn spans(
        &self,
        path: &Path,
        stream: u32,
        threads: usize,
        spans: &[(Timestamp, Timestamp)],
        on: &mut dyn FnMut(usize, Frame<'_>),
    ) -> Result<(), DecodeError> {
        if spans.is_empty() {
            return Ok(());
        }
        let raw = |t: &Timestamp| (t.pts.0, t.time_base.num(), t.time_base.den());
        let task = Task::Spans {
            stream,
            threads,
            spans: spans.iter().map(|(a, b)| [raw(a), raw(b)]).collect(),
        };
        let missing = self.indexed(path, task, spans.len(), on)?;
        let firsts = missing.iter().filter_map(|&i| spans.get(i).map(|s| &s.0));
        told_missing(path, stream, firsts)
    }

    /// Times of a stream's frames as its packets say them, in order, in ticks of its time base;
    /// nothing is decoded. They are those of a watch where nothing is damaged and every packet
    /// has its time: hold their number and ends against a watch before they are used. With them
    /// the times at which decoding can begin, as the packets say: enough to choose stretches by.
    ///
    /// # Errors
    /// When the file is no video or can't be read, or the child crashed, hung or ran out of
    /// memory.
    pub fn times(&self, path: &Path, stream: u32) -> Result<(TimeBase, FrameTimes), DecodeError> {
        let mut session = self.start(path, Task::Times { stream })?;
        let base = expect_facts(&mut session)?.time_base;
        let (mut all, mut starts) = (Vec::new(), Vec::new());
        let fits = |so_far: &Vec<i64>| so_far.len() as u64 <= self.limits.frames;
        loop {
            match session.next()? {
                Reply::Times(more) if fits(&all) => all.extend(more),
                Reply::Starts(more) if fits(&starts) => starts.extend(more),
                Reply::FramesDone { .. } => break,
                _ => return Err(session.nonsense("an unexpected reply")),
            }
        }
        if [&all, &starts].iter().all(|t| t.is_sorted_by(|a, b| a < b)) {
            Ok((base, FrameTimes { all, starts }))
        } else {
            Err(session.nonsense("times that do not increase"))
        }
    }

    /// Runs a task that answers frames by index; gives the indices without a frame.
    fn indexed(
        &self,
        path: &Path,
        task: Task,
        count: usize,
        on: &mut dyn FnMut(usize, Frame<'_>),
    ) -> Result<Vec<usize>, DecodeError> {
        let mut session = self.start(path, task)?;
        let facts = expect_facts(&mut session)?;
        loop {
            match session.next()? {
                Reply::Frame(head) if head.index < count => {
                    self.hand_on(&mut session, head, facts.time_base, &mut |frame| {
                        on(frame.index(), frame);
                    })?;
                }
                Reply::FramesDone { missing } => return Ok(missing),
                _ => return Err(session.nonsense("an unexpected reply")),
            }
        }
    }

    pub(crate) fn hand_on(
        &self,
        session: &mut Session,
        head: FrameHead,
        base: TimeBase,
        on: &mut dyn FnMut(Frame<'_>),
    ) -> Result<(), DecodeError> {
        let slot = head.slot;
        let frame = session
            .ring
            .as_ref()
            .and_then(|ring| ring.slot(slot))
            .and_then(|bytes| Frame::new(head, base, bytes, self.limits.frame_pixels));
        match frame {
            Some(frame) => on(frame),
            None => return Err(session.nonsense("a frame that does not fit")),
        }
        session.release(slot);
        Ok(())
    }

    /// Hands on every page of a document, in order. Those that are no PDFs have no pages of their
    /// own: they are laid out, and [`model::OUR_LAYOUT`] is among the notes. A damaged document is
    /// read as far as it goes, with notes.
    ///
    /// # Errors
    /// When it is encrypted or has no readable page, or the child crashed, hung or ran out of
    /// memory.
    pub fn document(
        &self,
        path: &Path,
        on: &mut dyn FnMut(Page),
    ) -> Result<DocumentEnd, DecodeError> {
        let mut session = self.start(path, Task::Document)?;
        let mut page: Option<Page> = None;
        let mut read = 0;
        loop {
            match (session.next()?, &mut page) {
                (Reply::Page(head), None) => page = Some(empty_page(head)),
                (Reply::Figure(head), Some(page)) if is_finite(&head.bounds) => {
                    let picture = raw_rgb(
                        &mut session,
                        head.width,
                        head.height,
                        self.limits.figure_pixels,
                    )?;
                    let FigureHead { bounds, kind, .. } = head;
                    page.figures.push(PageFigure {
                        bounds,
                        kind,
                        picture,
                    });
                }
                (Reply::PageEnd, Some(_)) => {
                    if let Some(page) = page.take() {
                        read += 1;
                        on(page);
                    }
                }
                (Reply::DocumentEnd { title, notes, .. }, None) => {
                    return Ok(DocumentEnd {
                        pages: read,
                        title: title.as_deref().map(printable),
                        notes: notes.iter().map(|n| printable(n)).collect(),
                    });
                }
                _ => return Err(session.nonsense("an unexpected reply")),
            }
        }
    }

    /// One page of a document as a picture, `scale` pixels a point: what stands at a place in points is
    /// found there, times `scale`.
    ///
    /// # Errors
    /// As [`Decoder::document`]; when it has no such page.
    pub fn page_picture(&self, path: &Path, page: u32, scale: f64) -> Result<Picture, DecodeError> {
        self.one_picture(path, Task::Sheet { page, scale }, self.limits.figure_pixels)
    }

    /// A picture file (PNG, JPEG, BMP, TIFF, WebP, first frame of a GIF), turned upright as its
    /// EXIF orientation says, on white where it is transparent.
    ///
    /// # Errors
    /// When it is damaged, too large or not such a picture, or the child crashed, hung or ran
    /// out of memory.
    pub fn picture(&self, path: &Path) -> Result<Picture, DecodeError> {
        self.one_picture(path, Task::Picture, self.limits.picture_pixels)
    }

    fn one_picture(&self, path: &Path, task: Task, most: u64) -> Result<Picture, DecodeError> {
        let mut session = self.start(path, task)?;
        match session.next()? {
            Reply::Picture {
                width,
                height,
                notes,
            } => Ok(Picture {
                rgb: raw_rgb(&mut session, width, height, most)?,
                notes: notes.iter().map(|n| printable(n)).collect(),
            }),
            _ => Err(session.nonsense("an unexpected reply")),
        }
    }
}

/// What a watch has seen so far.
#[derive(Default)]
pub(crate) struct Seen {
    frames: u64,
    first: Option<FrameTime>,
    last: Option<FrameTime>,
}

impl Seen {
    pub(crate) fn note(&mut self, at: FrameTime) {
        self.frames += 1;
        self.first.get_or_insert(at);
        self.last = Some(at);
    }

    pub(crate) fn watched(self, facts: VideoFacts, damage: Vec<Damage>) -> Watched {
        Watched {
            facts,
            frames: self.frames,
            first: self.first,
            last: self.last,
            damage,
        }
    }
}

pub(crate) fn damage_of(head: WatchedHead) -> Vec<Damage> {
    let mut damage = head.damage;
    for d in &mut damage {
        d.what = printable(&d.what);
    }
    let rest = head.damage_count.saturating_sub(damage.len() as u64);
    if rest > 0 {
        damage.push(Damage {
            after: damage.last().and_then(|d| d.after),
            what: format!("{rest} more of the like"),
        });
    }
    damage
}

/// An error that names the first of the times without a frame, where there are any.
fn told_missing<'a>(
    path: &Path,
    stream: u32,
    missing: impl Iterator<Item = &'a Timestamp>,
) -> Result<(), DecodeError> {
    let missing: Vec<String> = missing.map(Timestamp::to_string).collect();
    match missing.first() {
        None => Ok(()),
        Some(first) => Err(DecodeError::NotUnderstood {
            file: path.to_owned(),
            reason: format!(
                "stream {stream} has no frame at {first}{}; use times as a watch gave them",
                and_more(missing.len() - 1)
            ),
        }),
    }
}

pub(crate) fn expect_facts(session: &mut Session) -> Result<VideoFacts, DecodeError> {
    match session.next()? {
        Reply::Facts(facts) => Ok(facts),
        _ => Err(session.nonsense("an unexpected reply")),
    }
}

fn empty_page(head: PageHead) -> Page {
    Page {
        number: head.number,
        size_points: head.size_points,
        words: head
            .words
            .into_iter()
            .filter(|w| is_finite(&w.bounds))
            .map(|w| Word {
                text: printable(&w.text),
                ..w
            })
            .collect(),
        figures: Vec::new(),
        notes: head.notes.iter().map(|n| printable(n)).collect(),
    }
}

fn is_finite(b: &BoxPx) -> bool {
    [b.x, b.y, b.width, b.height].iter().all(|v| v.is_finite())
}

fn raw_rgb(
    session: &mut Session,
    width: u32,
    height: u32,
    most_pixels: u64,
) -> Result<Rgb, DecodeError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > most_pixels {
        return Err(session.nonsense("a picture beyond the limit"));
    }
    let count = usize::try_from(3 * pixels).unwrap_or(usize::MAX);
    Ok(Rgb::new(width, height, session.raw(count)?))
}

fn and_more(count: usize) -> String {
    if count == 0 {
        String::new()
    } else {
        format!(" and {count} more")
    }
}

/// Every text in them that a file can choose.
fn texts_of(c: &mut Credentials) -> impl Iterator<Item = &mut String> {
    let mut all: Vec<&mut String> = Vec::new();
    all.extend(&mut c.manifests);
    all.extend(&mut c.notes);
    all.extend(&mut c.generator);
    let own = [&mut c.signature, &mut c.content];
    let mut checks: Vec<&mut Check> = own.into_iter().collect();
    for (label, check) in &mut c.assertions {
        all.push(label);
        checks.push(check);
    }
    if let Some(signer) = &mut c.signer {
        all.extend([&mut signer.subject, &mut signer.issuer]);
        all.extend(signer.valid.iter_mut().flat_map(|(from, to)| [from, to]));
        if let Some(stamp) = &mut signer.stamp {
            all.extend([&mut stamp.at, &mut stamp.authority]);
            checks.push(&mut stamp.check);
        }
    }
    for check in checks {
        if let Check::NotChecked(Gap::Algorithm(name) | Gap::Form(name)) = check {
            all.push(name);
        }
    }
    all.into_iter()
}
