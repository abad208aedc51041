//! Peers that are measured in the same run: programs of others, called through a script of ours
//! with the Python that the caller names. They are no part of the product.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use pipeline::{Event, Observer, Unit};
use serde_json::Value;

use super::run::BenchError;

/// How to call the peers.
#[derive(Clone, Debug)]
pub struct Peers {
    /// A Python in which `crates/app/peers/requirements.txt` is installed.
    pub python: PathBuf,
    /// `crates/app/peers/peers.py`.
    pub script: PathBuf,
}

/// Pairs of videos that a peer takes for copies, by number.
pub struct PeerCopies {
    pub pairs: Vec<(usize, usize)>,
    pub seconds: f64,
}

/// First frames of the shots that a peer finds, the first of all left out.
pub struct PeerCuts {
    pub name: String,
    /// For each video.
    pub starts: Vec<Vec<u64>>,
    pub seconds: f64,
}

/// What a peer sights: number of the video, frame, name of the reference's file, quad.
pub struct PeerSighting {
    pub video: usize,
    pub frame: u64,
    pub reference: usize,
    pub quad: model::Quad,
}

/// What a detector of OpenCV sights, and what it costs.
pub struct PeerDetector {
    pub found: Vec<PeerSighting>,
    /// Processor time for describing a frame, on one thread.
    pub describe_ms: f64,
    /// Of a frame.
    pub features: f64,
    /// Of a descriptor.
    pub bytes: f64,
}

impl Peers {
    fn call(
        &self,
        what: &str,
        arguments: &[&Path],
        observer: &mut dyn Observer,
    ) -> Result<(Value, f64), BenchError> {
        observer.on(Event::Phase {
            name: &format!("peer: {what}"),
            total: None,
            unit: Unit::Files,
        });
        let begun = Instant::now();
        let output = Command::new(&self.python)
            .arg(&self.script)
            .arg(what)
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|source| BenchError::Io {
                path: self.python.clone(),
                source,
            })?;
        observer.on(Event::PhaseDone);
        let failed = |why: String| {
            BenchError::Other(format!(
                "the peer {what} failed ({why}); install crates/app/peers/requirements.txt for {}",
                self.python.display()
            ))
        };
        if !output.status.success() {
            return Err(failed(output.status.to_string()));
        }
        let value = serde_json::from_slice(&output.stdout).map_err(|e| failed(e.to_string()))?;
        Ok((value, begun.elapsed().as_secs_f64()))
    }

    /// vPDQ (Meta's ThreatExchange): PDQ hashes of frames, matched within 31 bits.
    ///
    /// # Errors
    /// When it can't be run.
    pub fn copies(
        &self,
        videos: &[PathBuf],
        observer: &mut dyn Observer,
    ) -> Result<PeerCopies, BenchError> {
        let paths: Vec<&Path> = videos.iter().map(PathBuf::as_path).collect();
        let (value, seconds) = self.call("vpdq", &paths, observer)?;
        let pairs = value["pairs"].as_array().into_iter().flatten();
        let number = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
        let pairs = pairs
            .filter_map(|p| Some((number(&p[0])?, number(&p[1])?)))
            .filter(|(a, b)| *a < videos.len() && *b < videos.len())
            .collect();
        Ok(PeerCopies { pairs, seconds })
    }

    /// PySceneDetect's content and adaptive detectors, each with its defaults.
    ///
    /// # Errors
    /// When it can't be run.
    pub fn cuts(
        &self,
        videos: &[PathBuf],
        observer: &mut dyn Observer,
    ) -> Result<Vec<PeerCuts>, BenchError> {
        let paths: Vec<&Path> = videos.iter().map(PathBuf::as_path).collect();
        let mut out = Vec::new();
        for name in ["content", "adaptive"] {
            let what = format!("scenes-{name}");
            let (value, seconds) = self.call(&what, &paths, observer)?;
            let starts = value["starts"].as_array().into_iter().flatten();
            let starts = starts
                .map(|v| {
                    v.as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_u64)
                        .collect()
                })
                .collect();
            out.push(PeerCuts {
                name: format!("PySceneDetect, {name}"),
                starts,
                seconds,
            });
        }
        Ok(out)
    }

    /// Exhaustive SIFT with ratio test and RANSAC at two frames a second.
    ///
    /// # Errors
    /// When it can't be run.
    pub fn sift(
        &self,
        references: &[PathBuf],
        videos: &[PathBuf],
        observer: &mut dyn Observer,
    ) -> Result<(Vec<PeerSighting>, f64), BenchError> {
        let (value, seconds) = self.sight("sift", references, videos, observer)?;
        Ok((sightings(&value), seconds))
    }

    /// The same at one frame a second with another detector of OpenCV, so many features a frame at
    /// most, on frames resized by a scale. What it gives is kept in the folder `kept`, so that a
    /// run that was ended goes on: a detector takes minutes.
    ///
    /// # Errors
    /// When it can't be run.
    pub fn detector(
        &self,
        (name, budget, scale): (&str, u32, f64),
        kept: Option<&Path>,
        (references, videos): (&[PathBuf], &[PathBuf]),
        observer: &mut dyn Observer,
    ) -> Result<PeerDetector, BenchError> {
        let what = format!("detect-{name}-{budget}-{scale}");
        let file = kept.map(|folder| folder.join(format!("{what}.json")));
        let before = file.as_ref().and_then(|f| std::fs::read(f).ok());
        let before = before.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let value: Value = match before {
            Some(value) => value,
            None => self.sight(&what, references, videos, observer)?.0,
        };
        if let Some((folder, file)) = kept.zip(file) {
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&file, value.to_string()))
                .map_err(|source| BenchError::Io { path: file, source })?;
        }
        let number = |k: &str| value[k].as_f64().unwrap_or(f64::NAN);
        Ok(PeerDetector {
            found: sightings(&value),
            describe_ms: number("describe_ms"),
            features: number("features"),
            bytes: number("bytes"),
        })
    }

    fn sight(
        &self,
        what: &str,
        references: &[PathBuf],
        videos: &[PathBuf],
        observer: &mut dyn Observer,
    ) -> Result<(Value, f64), BenchError> {
        let dash = Path::new("--");
        let mut paths: Vec<&Path> = references.iter().map(PathBuf::as_path).collect();
        paths.push(dash);
        paths.extend(videos.iter().map(PathBuf::as_path));
        self.call(what, &paths, observer)
    }
}

fn sightings(value: &Value) -> Vec<PeerSighting> {
    let found = value["found"].as_array().into_iter().flatten();
    let read = |v: &Value| {
        let number = |k: &str| v[k].as_u64();
        Some(PeerSighting {
            video: usize::try_from(number("video")?).ok()?,
            frame: number("frame")?,
            reference: usize::try_from(number("reference")?).ok()?,
            quad: serde_json::from_value(v["quad"].clone()).ok()?,
        })
    };
    found.filter_map(read).collect()
}
