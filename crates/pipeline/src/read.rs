//! Reading text on footage: the screens of sightings, merged over their frames, and whole frames
//! of every shot for captions and signs. What was read of each surface is kept by itself, so that a
//! killed run goes on where it was.

use std::path::Path;
use std::time::Instant;

use case::{Output, VideoRecord};
use describe::reading::{ReadOptions, Reader, Sheet};
use model::{
    FrameTime, ItemId, ItemKind, MomentAddress, Provenance, Quad, ReadFrom, Reading, Sighting,
    TrackedFrame, track,
};

use crate::desk::Desk;
use crate::sheets::{MOST_FRAMES, Views};
use crate::surfaces::{
    Surface, bits_per_pixel, near, read_provenance, surface_provenance, whole_frames,
};
use crate::{Event, Observer, PipelineError, Unit};

/// Kind and ending of what was read of one surface, under `derived/`.
const SURFACES: (&str, &str) = ("readings", "json");
/// Narrower surfaces hold no text that could be read.
const NARROWEST: f64 = 60.0;

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
        let reader = Reader::open();
        let sightings: Vec<Sighting> = self
            .case
            .sightings()?
            .into_iter()
            .map(|r| r.sighting)
            .collect();
        let mut due = Vec::new();
        for (item, record) in videos {
            let own: Vec<&Sighting> = sightings.iter().filter(|s| s.video == item).collect();
            let provenance = read_provenance(&item, &own, &reader);
            if self.is_due(&provenance.key())? {
                let surfaces = self.surfaces(&record, &own)?;
                due.push((item, record, provenance, surfaces));
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
            total: Some(due.iter().map(|d| d.3.len() as u64).sum()),
            unit: Unit::Surfaces,
        });
        for (item, record, provenance, surfaces) in due {
            let begun = Instant::now();
            let name = self.name_of(&item)?;
            observer.on(Event::Doing(&name));
            let count = surfaces.len() as u64;
            let mut told = 0;
            let read = self.read_video(&item, &record, surfaces, &reader, &mut || {
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

    /// What of a video is read: each sighting's screen once, and frames of every shot.
    fn surfaces(
        &self,
        record: &VideoRecord,
        sightings: &[&Sighting],
    ) -> Result<Vec<Surface>, PipelineError> {
        let mut surfaces: Vec<Surface> = whole_frames(record)
            .into_iter()
            .map(Surface::Frame)
            .collect();
        let mut taken: Vec<(FrameTime, Quad)> = Vec::new();
        for s in sightings {
            let best = s.followed.as_ref().map_or(
                model::MatchMoment {
                    at: s.best.at,
                    quad: s.best.quad,
                },
                |f| f.clearest,
            );
            let same = |(at, quad): &(FrameTime, Quad)| {
                at.frame.abs_diff(best.at.frame) < 100 && near(quad, &best.quad)
            };
            if best.quad.apparent_width() < NARROWEST || taken.iter().any(same) {
                continue;
            }
            taken.push((best.at, best.quad));
            let mut track = self.track_of(s)?;
            if track.is_empty() {
                track.push(TrackedFrame {
                    at: best.at,
                    quad: best.quad,
                    visible: 1.0,
                    proved: true,
                });
            }
            surfaces.push(Surface::Sighting(Box::new((*s).clone()), track));
        }
        Ok(surfaces)
    }

    /// Every frame of a sighting, as it was followed; empty where it was not.
    fn track_of(&self, sighting: &Sighting) -> Result<Vec<TrackedFrame>, PipelineError> {
        let (kind, ending) = track::TRACKS;
        let key = track::track_file(sighting).key();
        let file = self
            .derived
            .get(kind, &key, ending)?
            .and_then(|bytes| serde_json::from_slice::<track::TrackFile>(&bytes).ok());
        Ok(file.map_or_else(Vec::new, |f| f.frames().collect()))
    }

    fn read_video(
        &self,
        item: &ItemId,
        record: &VideoRecord,
        surfaces: Vec<Surface>,
        reader: &Reader,
        tell: &mut dyn FnMut(),
    ) -> Result<Result<Vec<Reading>, String>, PipelineError> {
        let object = match self.object(item) {
            Ok(object) => object,
            Err(reason) => return Ok(Err(reason)),
        };
        let bits = bits_per_pixel(&object, record);
        let mut readings = Vec::new();
        let mut left: Vec<(Provenance, FrameTime)> = Vec::new();
        for surface in surfaces {
            let provenance = surface_provenance(item, &surface, reader);
            if let Some(kept) = self.kept_reading(&provenance)? {
                readings.push(kept);
                tell();
                continue;
            }
            match surface {
                Surface::Frame(at) => left.push((provenance, at)),
                Surface::Sighting(s, track) => {
                    let best = s.followed.as_ref().map_or(s.best.at, |f| f.clearest.at);
                    // A surface that can't be seen is no failure of the video.
                    if let Ok(views) =
                        self.views(&object, record.facts.stream, &track, best, MOST_FRAMES)
                    {
                        let from = ReadFrom::Sighting {
                            reference: s.reference,
                        };
                        let reading = self.read_views(reader, item, record, from, &views, bits);
                        self.keep_reading(&provenance, &reading)?;
                        readings.push(reading);
                    }
                    tell();
                }
            }
        }
        if let Err(reason) = self.read_frames(
            item,
            &object,
            record,
            reader,
            &left,
            bits,
            &mut readings,
            tell,
        )? {
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

    /// Whole frames, each decoded by itself.
    #[allow(clippy::too_many_arguments)]
    fn read_frames(
        &self,
        item: &ItemId,
        object: &Path,
        record: &VideoRecord,
        reader: &Reader,
        frames: &[(Provenance, FrameTime)],
        bits: Option<f64>,
        readings: &mut Vec<Reading>,
        tell: &mut dyn FnMut(),
    ) -> Result<Result<(), String>, PipelineError> {
        for (provenance, at) in frames {
            let mut luma = None;
            let decoded =
                self.decoder
                    .frames_at(object, record.facts.stream, &[at.time], &mut |_, frame| {
                        luma = Some(frame.luma())
                    });
            if let Err(e) = decoded {
                return Ok(Err(e.to_string()));
            }
            let views = luma.and_then(|l| Self::single_view(&l, None, *at));
            if let Some(views) = views {
                let reading = self.read_views(reader, item, record, ReadFrom::Frame, &views, bits);
                self.keep_reading(provenance, &reading)?;
                readings.push(reading);
            }
            tell();
        }
        Ok(Ok(()))
    }

    fn read_views(
        &self,
        reader: &Reader,
        item: &ItemId,
        record: &VideoRecord,
        from: ReadFrom,
        views: &Views,
        bits_per_pixel: Option<f64>,
    ) -> Reading {
        let sheet = Sheet {
            views: views.views.iter().collect(),
            frame_from_view: views.frame_from_view,
            scale: views.scale,
            bits_per_pixel,
        };
        let options = ReadOptions {
            threads: self.settings.threads,
            ..ReadOptions::default()
        };
        let read = reader.read(&sheet, &options);
        let mut lines = read.lines;
        if matches!(from, ReadFrom::Frame) {
            // Everywhere on a frame is something that could be taken for unreadable letters.
            lines.retain(|l| l.is_readable());
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

    fn kept_reading(&self, provenance: &Provenance) -> Result<Option<Reading>, PipelineError> {
        let (kind, ending) = SURFACES;
        let bytes = self.derived.get(kind, &provenance.key(), ending)?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    fn keep_reading(
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
        let views = self
            .views(&object, record.facts.stream, track, best, most)
            .map_err(PipelineError::Wanted)?;
        let bits = bits_per_pixel(&object, &record);
        Ok(self.read_views(reader, item, &record, ReadFrom::Region, &views, bits))
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
        let reader = Reader::open();
        let bits = self
            .object(&moment.item)
            .ok()
            .and_then(|o| bits_per_pixel(&o, &record));
        let reading = self.read_views(&reader, &moment.item, &record, from, &views, bits);
        Ok((reading, reader.missing().to_vec()))
    }
}
