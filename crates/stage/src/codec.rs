//! Video in and out through the `ffmpeg` command line: raw RGB frames to H.264 and back.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

use model::{FrameRate, Size};
use pixels::Rgb;

use crate::StageError;

const PROGRAM: &str = "ffmpeg";

fn start(program: &str, file: &Path, command: &mut Command) -> Result<Child, StageError> {
    command.stderr(Stdio::piped()).spawn().map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound {
            StageError::NoFfmpeg(program.to_owned())
        } else {
            StageError::io(file, e)
        }
    })
}

/// A path that ffmpeg cannot take for an option or a protocol.
pub(crate) fn plain(path: &Path) -> PathBuf {
    if path.is_absolute() {
        path.to_owned()
    } else {
        Path::new(".").join(path)
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join("; ")
}

/// Collects what the child says, so that it never blocks on a full pipe.
fn listen(child: &mut Child) -> JoinHandle<String> {
    let pipe = child.stderr.take();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(mut pipe) = pipe {
            // A broken pipe ends the text; the exit status tells the rest.
            let _ = pipe.read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    })
}

/// Writes H.264 in MP4; the file appears under its name only when it is whole.
pub(crate) struct Encoder {
    child: Child,
    input: Option<ChildStdin>,
    said: Option<JoinHandle<String>>,
    part: PathBuf,
    out: PathBuf,
    done: bool,
}

impl Encoder {
    pub(crate) fn open(
        out: &Path,
        size: Size,
        rate: FrameRate,
        kbps: u32,
    ) -> Result<Self, StageError> {
        Self::open_with(PROGRAM, out, size, rate, kbps)
    }

    fn open_with(
        program: &str,
        out: &Path,
        size: Size,
        rate: FrameRate,
        kbps: u32,
    ) -> Result<Self, StageError> {
        let part = out.with_extension("part");
        let kb = |k: u32| format!("{k}k");
        let mut command = Command::new(program);
        command
            .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y"])
            .args(["-f", "rawvideo", "-pix_fmt", "rgb24"])
            .args(["-s", &format!("{}x{}", size.width, size.height)])
            .args(["-r", &rate.to_string(), "-i", "pipe:0"])
            .args([
                "-vf",
                "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
            ])
            .args(["-colorspace", "bt709", "-color_primaries", "bt709"])
            .args(["-color_trc", "bt709", "-color_range", "tv"])
            // One thread: with several, how many bits a frame gets depends on how far the others
            // are, and the same plan gives other bytes from run to run.
            .args(["-c:v", "libx264", "-preset", "veryfast", "-threads", "1"])
            .args(["-b:v", &kb(kbps), "-maxrate", &kb(kbps.saturating_mul(2))])
            .args(["-bufsize", &kb(kbps.saturating_mul(2))])
            .args(["-map_metadata", "-1", "-fflags", "+bitexact"])
            .args(["-flags:v", "+bitexact", "-movflags", "+faststart"])
            .args(["-f", "mp4"])
            .arg(plain(&part))
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        let mut child = start(program, out, &mut command)?;
        Ok(Self {
            input: child.stdin.take(),
            said: Some(listen(&mut child)),
            child,
            part,
            out: out.to_owned(),
            done: false,
        })
    }

    pub(crate) fn frame(&mut self, rgb: &[u8]) -> Result<(), StageError> {
        let written = match &mut self.input {
            Some(pipe) => pipe.write_all(rgb),
            None => Ok(()),
        };
        match written {
            Ok(()) => Ok(()),
            // The encoder has gone: its own words are the better message.
            Err(_) => self.close().and_then(|()| {
                Err(StageError::Ffmpeg {
                    file: self.out.clone(),
                    message: "it stopped reading frames".into(),
                })
            }),
        }
    }

    fn close(&mut self) -> Result<(), StageError> {
        drop(self.input.take());
        let status = self
            .child
            .wait()
            .map_err(|e| StageError::io(&self.out, e))?;
        let said = self
            .said
            .take()
            .and_then(|h| h.join().ok())
            .unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        Err(StageError::Ffmpeg {
            file: self.out.clone(),
            message: format!("{status}: {}", last_lines(&said)),
        })
    }

    pub(crate) fn finish(mut self) -> Result<(), StageError> {
        self.close()?;
        std::fs::rename(&self.part, &self.out).map_err(|e| StageError::io(&self.out, e))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        if !self.done {
            // Given up half way: nothing more can be said here than by the error on its way.
            let _ = self.child.kill();
            let _ = self.child.wait();
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// Makes a long video of a short one by copying its stream again and again, until it lasts
/// `seconds`; nothing is encoded again.
///
/// # Errors
/// When `ffmpeg` is missing or fails.
pub fn repeat_video(video: &Path, seconds: f64, out: &Path) -> Result<(), StageError> {
    let part = out.with_extension("part");
    let mut command = Command::new(PROGRAM);
    command
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-y"])
        .args(["-stream_loop", "-1", "-i"])
        .arg(plain(video))
        .args([
            "-map",
            "0:v:0",
            "-c",
            "copy",
            "-t",
            &format!("{seconds:.3}"),
        ])
        .args([
            "-map_metadata",
            "-1",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ])
        .arg(plain(&part))
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    finished(&mut command, out)?;
    std::fs::rename(&part, out).map_err(|e| StageError::io(out, e))
}

/// Runs ffmpeg to its end; what it says is the error where it fails.
pub(crate) fn finished(command: &mut Command, out: &Path) -> Result<(), StageError> {
    let mut child = start(PROGRAM, out, command)?;
    let said = listen(&mut child);
    let status = child.wait().map_err(|e| StageError::io(out, e))?;
    let said = said.join().unwrap_or_default();
    if status.success() {
        return Ok(());
    }
    Err(StageError::Ffmpeg {
        file: out.to_owned(),
        message: format!("{status}: {}", last_lines(&said)),
    })
}

/// Reads a video's frames at a given size and rate, cropped to fill; starts again at its end.
pub(crate) struct Decoder {
    path: PathBuf,
    start_seconds: f64,
    size: Size,
    rate: FrameRate,
    child: Child,
    output: Option<ChildStdout>,
    said: Option<JoinHandle<String>>,
    any: bool,
}

impl Decoder {
    pub(crate) fn open(
        path: &Path,
        start_seconds: f64,
        size: Size,
        rate: FrameRate,
    ) -> Result<Self, StageError> {
        if !path.is_file() {
            return Err(StageError::NoBackdrop {
                file: path.to_owned(),
            });
        }
        let (w, h) = (size.width, size.height);
        let mut command = Command::new(PROGRAM);
        command
            .args(["-hide_banner", "-nostdin", "-loglevel", "error"])
            .args(["-threads", "1", "-ss", &format!("{start_seconds:.3}"), "-i"])
            .arg(plain(path))
            .args(["-map", "0:v:0", "-an", "-sn", "-vf"])
            .arg(format!(
                "fps={rate},scale={w}:{h}:force_original_aspect_ratio=increase,crop={w}:{h}"
            ))
            .args(["-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = start(PROGRAM, path, &mut command)?;
        Ok(Self {
            path: path.to_owned(),
            start_seconds,
            size,
            rate,
            output: child.stdout.take(),
            said: Some(listen(&mut child)),
            child,
            any: false,
        })
    }

    pub(crate) fn next(&mut self) -> Result<Rgb, StageError> {
        for _ in 0..2 {
            let mut data = vec![0; 3 * (self.size.width * self.size.height) as usize];
            let read = match &mut self.output {
                Some(pipe) => pipe.read_exact(&mut data),
                None => Ok(()),
            };
            if read.is_ok() {
                self.any = true;
                return Ok(Rgb::new(self.size.width, self.size.height, data));
            }
            if !self.any && self.start_seconds == 0.0 {
                break;
            }
            // Past the end: again from the start, or from the beginning if nothing was there.
            let start = if self.any { self.start_seconds } else { 0.0 };
            *self = Self::open(&self.path, start, self.size, self.rate)?;
        }
        Err(StageError::NoBackdrop {
            file: self.path.clone(),
        })
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        drop(self.output.take());
        // It may have ended by itself; nothing depends on it any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(said) = self.said.take() {
            let _ = said.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_encoder_says_what_to_install() {
        let size = Size {
            width: 16,
            height: 16,
        };
        let rate = FrameRate::new(25, 1).expect("a rate");
        let out = Path::new("never-written.mp4");
        let error = Encoder::open_with("no-such-ffmpeg", out, size, rate, 100)
            .err()
            .expect("no such program");
        assert!(matches!(error, StageError::NoFfmpeg(_)));
        assert!(error.to_string().contains("apt-get install ffmpeg"));
    }
}
