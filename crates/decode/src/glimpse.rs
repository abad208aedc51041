//! Watching by thumbnails: the child keeps the last frames, and sends the whole of one only where it
//! is asked for.

use std::collections::VecDeque;
use std::path::Path;

use model::{FrameTime, TimeBase, Timestamp};
use pixels::Luma;

use crate::decoder::{Seen, damage_of, expect_facts};
use crate::frame::THUMB_WIDTH;
use crate::session::Session;
use crate::wire::{DONE, GlimpseHead, Reply, Task, WANTED, WatchedHead};
use crate::{DecodeError, Decoder, Flow, Frame, Watched};

/// Sends for the whole frame, and hands it on.
type Ask<'a> = dyn FnMut(&mut dyn FnMut(Frame<'_>)) + 'a;

/// A frame of which only the thumbnail has come.
pub struct Glimpse<'a> {
    /// `at.frame` counts from 0.
    pub at: FrameTime,
    thumb: Luma,
    ask: &'a mut Ask<'a>,
}

impl Glimpse<'_> {
    /// Luma of the displayed frame, area-averaged to at most 160 pixels of width.
    pub const fn thumb(&self) -> &Luma {
        &self.thumb
    }

    /// The displayed frame's luma ([`Frame::luma`]), sent for now. Where the child is lost over it
    /// this is one black pixel, and the watch ends with the error.
    pub fn luma(&mut self) -> Luma {
        let mut got = None;
        (self.ask)(&mut |frame| got = Some(frame.luma()));
        got.unwrap_or_else(|| Luma::new(1, 1, vec![0]))
    }
}

/// A conversation about thumbnails.
struct Talk<'a> {
    decoder: &'a Decoder,
    session: Session,
    base: TimeBase,
    /// Shown while something else was awaited.
    waiting: VecDeque<(GlimpseHead, Luma)>,
}

/// What comes next.
enum Next {
    Shown(GlimpseHead, Luma),
    Over(WatchedHead),
}

impl Decoder {
    /// As [`Decoder::watch`], for those who need the whole of few frames: much less is copied.
    ///
    /// # Errors
    /// As [`Decoder::watch`].
    pub fn glimpse(
        &self,
        path: &Path,
        threads: usize,
        on: &mut dyn FnMut(Glimpse<'_>) -> Flow,
    ) -> Result<Watched, DecodeError> {
        let mut session = self.start(path, Task::Glimpse { threads })?;
        let facts = expect_facts(&mut session)?;
        let mut talk = Talk {
            decoder: self,
            session,
            base: facts.time_base,
            waiting: VecDeque::new(),
        };
        let mut seen = Seen::default();
        loop {
            let (head, thumb) = match talk.next()? {
                Next::Shown(head, thumb) => (head, thumb),
                Next::Over(head) => return Ok(seen.watched(facts, damage_of(head))),
            };
            let at = FrameTime {
                time: Timestamp::new(head.pts, facts.time_base),
                frame: head.number,
            };
            seen.note(at);
            let mut failure = None;
            let flow = on(Glimpse {
                at,
                thumb,
                ask: &mut |take| {
                    if failure.is_none() {
                        failure = talk.whole(head, take).err();
                    }
                },
            });
            if let Some(failure) = failure {
                return Err(failure);
            }
            if flow == Flow::Stop {
                return Ok(seen.watched(facts, Vec::new()));
            }
            talk.session.release(DONE);
        }
    }
}

impl Talk<'_> {
    fn next(&mut self) -> Result<Next, DecodeError> {
        if let Some((head, thumb)) = self.waiting.pop_front() {
            return Ok(Next::Shown(head, thumb));
        }
        match self.session.next()? {
            Reply::Glimpse(head) => {
                let thumb = self.thumb(head)?;
                Ok(Next::Shown(head, thumb))
            }
            Reply::Watched(head) => Ok(Next::Over(head)),
            _ => Err(self.session.nonsense("an unexpected reply")),
        }
    }

    fn thumb(&mut self, head: GlimpseHead) -> Result<Luma, DecodeError> {
        let (width, height) = (head.thumb.width, head.thumb.height);
        let sane = (1..=THUMB_WIDTH).contains(&width) && (1..=4 * THUMB_WIDTH).contains(&height);
        if !sane {
            return Err(self.session.nonsense("a thumbnail of impossible size"));
        }
        let bytes = self.session.raw(width as usize * height as usize)?;
        Ok(Luma::new(width, height, bytes))
    }

    /// Sends for the whole of the oldest frame that has no answer yet.
    fn whole(
        &mut self,
        head: GlimpseHead,
        take: &mut dyn FnMut(Frame<'_>),
    ) -> Result<(), DecodeError> {
        self.session.release(WANTED);
        loop {
            match self.session.next()? {
                Reply::Frame(frame) if frame.pts == head.pts => {
                    return self
                        .decoder
                        .hand_on(&mut self.session, frame, self.base, take);
                }
                Reply::Glimpse(later) => {
                    let thumb = self.thumb(later)?;
                    self.waiting.push_back((later, thumb));
                    if self.waiting.len() > MOST_WAITING {
                        return Err(self.session.nonsense("more frames than were asked for"));
                    }
                }
                _ => return Err(self.session.nonsense("an unexpected reply")),
            }
        }
    }
}

/// More than the child ever shows ahead.
const MOST_WAITING: usize = 64;
