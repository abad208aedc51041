//! Reading text on footage: displays and sightings, merged over their frames, and whole frames of
//! every shot for captions and signs. What was read of each surface is kept by itself, so that a
//! killed run goes on where it was.

use std::path::Path;
use std::time::Instant;

use case::{Output, ScreenRow, VideoRecord};
use describe::reading::{ReadOptions, Reader, Sheet};
use model::{
    FrameTime, ItemId, ItemKind, Limit, MomentAddress, Provenance, ReadFrom, ReadLine, Reading,
    ScreenFrame, TrackedFrame,
};

use crate::desk::Desk;
use crate::sheets::{Views, Wanted, most_frames, used_of};
use crate::surfaces::{Seen, Surface, bits_per_pixel, read_provenance, surface_provenance};
use crate::views::{Cut, chosen};
use crate::whole::{WholeFrame, whole_frames};
use crate::{Event, Observer, PipelineError, Unit};

/// Kind and ending of what was read of one surface, under `derived/`.
const SURFACES: (&str, &str) = ("readings", "json");
/// Sightings, and displays, whose frames are held at once.
const MOST_TOGETHER: usize = 12;
const MOST_SCREENS: usize = 4;

/// A video that is read, and with what.
pub(crate) struct Source<'a> {
    pub record: &'a VideoRecord,
    pub object: &'a Path,
    pub reader: &'a Reader,
    bits_per_pixel: Option<f64>,
}

impl<'a> Source<'a> {
    fn new(record: &'a VideoRecord, object: &'a Path, reader: &'a Reader) -> Self {
        Self {
            record,
            object,
            reader,
            bits_per_pixel: bits_per_pixel(object, record),
        }
    }
}

/// A display that is read: its row, the key of its reading, and the frames that are used.
type DueScreen<'a> = (&'a ScreenRow, Provenance, Vec<ScreenFrame>);

/// Numbers of the first and the last frame that are used of a display.
fn reach((_, _, used): &DueScreen<'_>) -> (u64, u64) {
    let number = |f: Option<&ScreenFrame>| f.map_or(0, |f| f.at.frame);
    (number(used.first()), number(used.last()))
}

/// What is in order of its frames, in groups that share some, of at most so many: each group is
/// decoded once.
fn together<T>(all: &[T], most: usize, reach: impl Fn(&T) -> (u64, u64)) -> Vec<&[T]> {
    let mut groups = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for (n, one) in all.iter().enumerate() {
        let (first, last) = reach(one);
        if n > begin && (first > end || n - begin >= most) {
            groups.push(&all[begin..n]);
            begin = n;
            end = 0;
        }
        end = end.max(last);
    }
    groups.extend((begin < all.len()).then(|| &all[begin..]));
    groups
}

impl Desk {
    /// Reads all videos that are due.
    pub(crate) fn read_all(&mut self, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let mut videos = Vec::new();
        for row in self.case.items()? {
            if row.kind == Some(ItemKind::Video)
                && let Some(record) = self.case.video(row.id)?
            {
                videos.push((row.id, record));
            }
        }
        if videos.is_empty() {
            return Ok(());
        }
        let reader = self.reader();
        let sightings = self.case.sightings()?;
        let mut due = Vec::new();
        for (item, record) in videos {
            let own = sightings.iter().filter(|r| r.sighting.video == item);
            let seen = Seen {
                sightings: own.cloned().collect(),
                screens: self.case.screens_of(&item)?,
            };
            let provenance = read_provenance(&item, &seen, &reader);
            if self.is_due(&provenance.key())? {
                let surfaces = self.surfaces(&seen)?;
                let frames = whole_frames(&record, &surfaces);
                due.push((item, record, provenance, (surfaces, frames)));
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        for what in reader.missing() {
            observer.on(Event::Problem {
                name: "reading text",
                what,
            });
        }
        observer.on(Event::Phase {
            name: "read text",
            total: Some(due.iter().map(|d| (d.3.0.len() + d.3.1.len()) as u64).sum()),
            unit: Unit::Surfaces,
        });
        for (item, record, provenance, what) in due {
            let begun = Instant::now();
            let name = self.name_of(&item)?;
            observer.on(Event::Doing(&name));
            let count = (what.0.len() + what.1.len()) as u64;
            let mut told = 0;
            let read = self.read_video(&item, &record, what, &reader, &mut || {
                told += 1;
                observer.on(Event::Advance(1));
            })?;
            observer.on(Event::Advance(count.saturating_sub(told)));
            match read {
                Ok(readings) => {
                    self.record(provenance, Some(item), begun, &Output::Readings(readings))?;
                }
                Err(reason) => self.record_failure(provenance, item, begun, &reason, observer)?,
            }
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn read_video(
        &self,
        item: &ItemId,
        record: &VideoRecord,
        (surfaces, frames): (Vec<Surface>, Vec<WholeFrame>),
        reader: &Reader,
        tell: &mut dyn FnMut(),
    ) -> Result<Result<Vec<Reading>, String>, PipelineError> {
        let object = match self.object(item) {
            Ok(object) => object,
            Err(reason) => return Ok(Err(reason)),
        };
        let source = Source::new(record, &object, reader);
        let mut readings = Vec::new();
        self.read_surfaces(item, &source, &surfaces, &mut readings, tell)?;
        if let Err(reason) = self.read_frames(item, &source, frames, &mut readings, tell)? {
            return Ok(Err(reason));
        }
        readings.retain(|r| !r.lines.is_empty());
        readings.sort_by(|a, b| {
            a.best.time.cmp(&b.best.time).then_with(|| {
                let x = |r: &Reading| r.quad.0[0].x;
                x(a).total_cmp(&x(b))
            })
        });
        Ok(Ok(readings))
    }

    /// Reads surfaces from their own frames; what was read before is taken from the shelf. One
    /// that can't be seen is no failure of the video.
    fn read_surfaces(
        &self,
        item: &ItemId,
        source: &Source<'_>,
        surfaces: &[Surface],
        readings: &mut Vec<Reading>,
        tell: &mut dyn FnMut(),
    ) -> Result<(), PipelineError> {
        let (mut sightings, mut screens) = (Vec::new(), Vec::new());
        let most = most_frames(source.bits_per_pixel);
        for surface in surfaces {
            let key = surface_provenance(item, surface, source.reader);
            if let Some(kept) = self.kept_reading(&key)? {
                readings.push(kept);
                tell();
                continue;
            }
            match surface {
                Surface::Sighting(s, _) => match surface.wanted(most) {
                    Ok(wanted) => sightings.push((s.reference, key, wanted)),
                    Err(_) => tell(),
                },
                Surface::Screen(row, frames) => {
                    screens.push((&**row, key, used_of(row, frames, most)));
                }
            }
        }
        screens.sort_by_key(reach);
        for group in together(&screens, MOST_SCREENS, reach) {
            for ((row, key, used), cuts) in group.iter().zip(self.cuts_of(group)) {
                if let Ok(views) = self.screen_views(row, used, &cuts) {
                    let screen = row.id.clone();
                    let from = ReadFrom::Screen { screen };
                    let reading = self.read_views(item, source, from, &views);
                    self.keep_reading(key, &reading)?;
                    readings.push(reading);
                }
                tell();
            }
        }
        sightings.sort_by_key(|(_, _, wanted)| wanted.reach());
        for group in together(&sightings, MOST_TOGETHER, |(_, _, w)| w.reach()) {
            let wanted: Vec<&Wanted> = group.iter().map(|(_, _, w)| w).collect();
            let stream = source.record.facts.stream;
            let cuts = self.cut_all(source.object, stream, &wanted);
            for ((reference, key, wanted), cuts) in group.iter().zip(cuts.unwrap_or_default()) {
                if let Ok(views) = self.views_from(wanted, &cuts) {
                    let from = ReadFrom::Sighting {
                        reference: *reference,
                    };
                    let reading = self.read_views(item, source, from, &views);
                    self.keep_reading(key, &reading)?;
                    readings.push(reading);
                }
            }
            group.iter().for_each(|_| tell());
        }
        Ok(())
    }

    /// What is cut out of the frames of displays; nothing of one whose frames can't be had.
    fn cuts_of(&self, group: &[DueScreen<'_>]) -> Vec<Vec<Cut>> {
        let all: Vec<_> = group
            .iter()
            .map(|due| (&due.0.screen, chosen(&due.2)))
            .collect();
        self.cut_screens(&all).unwrap_or_else(|_| {
            // One frame that is missing costs its display only.
            let alone = |one: &(&model::Screen, Vec<ScreenFrame>)| {
                let cuts = self.cut_screens(std::slice::from_ref(one)).ok();
                cuts.and_then(|mut cuts| cuts.pop()).unwrap_or_default()
            };
            all.iter().map(alone).collect()
        })
    }

    pub(crate) fn read_views(
        &self,
        item: &ItemId,
        source: &Source<'_>,
        from: ReadFrom,
        views: &Views,
    ) -> Reading {
        let (record, reader) = (source.record, source.reader);
        let sheet = Sheet {
            views: views.views.iter().collect(),
            frame_from_view: views.frame_from_view,
            scale: views.scale,
            bits_per_pixel: source.bits_per_pixel,
            covered: &views.covered,
        };
        let options = ReadOptions {
            threads: self.settings.threads,
            ..ReadOptions::default()
        };
        let read = reader.read(&sheet, &options);
        let mut lines = read.lines;
        if matches!(from, ReadFrom::Frame) {
            // Everywhere on a frame is something that could be taken for unreadable letters; what
            // runs from right to left is known to be writing.
            let is_writing = |l: &ReadLine| l.is_readable() || l.limit == Some(Limit::RightToLeft);
            lines.retain(is_writing);
        }
        Reading {
            video: *item,
            stream: record.facts.stream,
            from,
            first: views.first,
            last: views.last,
            frames: views.frames,
            best: views.best,
            quad: views.quad.rounded(),
            view: views.views.first().map_or(
                model::Size {
                    width: 0,
                    height: 0,
                },
                pixels::Luma::size,
            ),
            lines,
            limit: read.limit,
            turned: read.turned,
        }
    }

    pub(crate) fn kept_reading(
        &self,
        provenance: &Provenance,
    ) -> Result<Option<Reading>, PipelineError> {
        let (kind, ending) = SURFACES;
        let bytes = self.derived.get(kind, &provenance.key(), ending)?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    pub(crate) fn keep_reading(
        &self,
        provenance: &Provenance,
        reading: &Reading,
    ) -> Result<(), PipelineError> {
        let (kind, ending) = SURFACES;
        // Plain records always become JSON.
        let text = serde_json::to_vec(reading).unwrap_or_default();
        self.derived.put(kind, &provenance.key(), ending, &text)?;
        Ok(())
    }

    /// Reads a surface whose quads are known, from at most so many frames around its best; nothing
    /// is kept. For measuring.
    ///
    /// # Errors
    /// When the video was not watched, or its frames can't be had.
    pub fn read_track(
        &self,
        reader: &Reader,
        item: &ItemId,
        track: &[TrackedFrame],
        best: FrameTime,
        most: usize,
    ) -> Result<Reading, PipelineError> {
        let record = self.case.video(*item)?;
        let record = record.ok_or_else(|| PipelineError::Wanted("not watched yet".to_owned()))?;
        let object = self.object(item).map_err(PipelineError::Wanted)?;
        let source = Source::new(&record, &object, reader);
        let most = most.min(most_frames(source.bits_per_pixel));
        let views = self
            .views(&object, record.facts.stream, track, best, most)
            .map_err(PipelineError::Wanted)?;
        Ok(self.read_views(item, &source, ReadFrom::Region, &views))
    }

    /// What Tesseract by itself reads on a whole frame, in one writing, line by line. For
    /// measuring; `None` where it is not installed.
    ///
    /// # Errors
    /// When there is no such frame.
    pub fn tesseract_alone(
        &self,
        reader: &Reader,
        address: &MomentAddress,
        writing: model::Writing,
    ) -> Result<Option<Vec<String>>, PipelineError> {
        let (_, frame) = self.frame_at(address)?;
        Ok(reader.tesseract_alone(writing, &frame.to_luma()))
    }

    /// Reads a frame or a region of it now; nothing is kept. The second part is what is missing.
    ///
    /// # Errors
    /// When there is no such moment, or it can't be decoded.
    pub fn read_moment(
        &self,
        address: &MomentAddress,
    ) -> Result<(Reading, Vec<String>), PipelineError> {
        let (moment, frame) = self.frame_at(address)?;
        let record = self.case.video(moment.item)?.ok_or_else(|| {
            PipelineError::Wanted(format!("{address}: not watched yet; run analyse"))
        })?;
        let at = FrameTime {
            time: moment.time,
            frame: 0,
        };
        let views =
            Self::single_view(&frame.to_luma(), address.quad.as_ref(), at).ok_or_else(|| {
                PipelineError::Wanted(format!("{address}: these four corners are no picture"))
            })?;
        let from = if address.quad.is_some() {
            ReadFrom::Region
        } else {
            ReadFrom::Frame
        };
        let reader = self.reader();
        let object = self.object(&moment.item).map_err(PipelineError::Wanted)?;
        let source = Source::new(&record, &object, &reader);
        let reading = self.read_views(&moment.item, &source, from, &views);
        Ok((reading, reader.missing().to_vec()))
    }
}
