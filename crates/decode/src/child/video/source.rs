//! Opening: bytes through our own reading callbacks, container formats by an allow-list.

use std::ffi::{CStr, CString, c_int, c_void};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::ptr;
use std::sync::Once;

use ffmpeg_the_third::ffi;
use ffmpeg_the_third::format::context::Input;

use crate::wire::Failure;

/// Demuxers that may be used: single files that hold their own pictures. Not in it: playlists
/// (HLS, DASH, concat), image sequences, devices, scripts, subtitles.
const ALLOWED: &[&str] = &[
    "mov",
    "mp4",
    "m4a",
    "3gp",
    "3g2",
    "mj2",
    "matroska",
    "webm",
    "avi",
    "mpegts",
    "mpeg",
    "mpegvideo",
    "flv",
    "live_flv",
    "asf",
    "ogg",
    "wtv",
    "mxf",
    "mxf_opatom",
    "h264",
    "hevc",
    "vvc",
    "m4v",
    "ivf",
    "obu",
    "av1",
    "dv",
    "rm",
    "nut",
    "swf",
    "gxf",
    "h263",
    "vc1",
    "vc1test",
    "cavsvideo",
    "mjpeg",
    "dhav",
    "ivr",
    "nuv",
    "pmp",
    "roq",
    "smk",
    "bink",
    "y4m",
    "yuv4mpegpipe",
    "ty",
    "vob",
    "mpjpeg",
];

/// Containers of sound: recognised, so that the note can say so.
const SOUND: &[&str] = &[
    "mp3", "wav", "flac", "aac", "ac3", "eac3", "amr", "aiff", "ape", "w64", "caf", "dts", "au",
    "opus", "tta", "wv", "mp2", "loas", "latm",
];

/// Elementary streams: their times are made up by the demuxer, so seeking by time is not exact.
const UNTIMED: &[&str] = &[
    "h264",
    "hevc",
    "vvc",
    "m4v",
    "mpegvideo",
    "obu",
    "h263",
    "vc1",
    "cavsvideo",
    "mjpeg",
    "dv",
];

const BUFFER: usize = 64 << 10;
const PROBE: u32 = 1 << 20;

/// What the callbacks read from.
struct Bytes {
    file: File,
    at: u64,
    size: u64,
    failed: Option<std::io::Error>,
}

/// An opened container. The file behind it stays with it.
pub struct Source {
    // Dropped before `io`, which it points to.
    input: Option<Input>,
    io: Reader,
    pub container: String,
}

struct Reader {
    context: *mut ffi::AVIOContext,
    bytes: *mut Bytes,
}

/// FFmpeg is quiet: what it would print goes into our own records.
pub fn quiet() {
    static ONCE: Once = Once::new();
    // SAFETY: sets a number.
    ONCE.call_once(|| unsafe { ffi::av_log_set_level(ffi::AV_LOG_QUIET) });
}

pub const fn averror(errno: c_int) -> c_int {
    -errno
}

/// An FFmpeg error in words.
pub fn words(code: c_int) -> String {
    if code == ffi::AVERROR_EOF {
        return "it ends too early".to_owned();
    }
    let mut text = [0; 128];
    // SAFETY: writes a terminated text of at most so many bytes.
    unsafe {
        ffi::av_strerror(code, text.as_mut_ptr(), text.len());
        CStr::from_ptr(text.as_ptr()).to_string_lossy().into_owned()
    }
}

pub fn is_out_of_memory(code: c_int) -> bool {
    code == averror(rustix::io::Errno::NOMEM.raw_os_error())
}

impl Source {
    pub fn open(file: &File) -> Result<Self, Failure> {
        quiet();
        let io = Reader::new(file)?;
        let (format, container) = probe(&io)?;
        let mut source = Self {
            input: None,
            io,
            container,
        };
        source.input = Some(source.open_input(format)?);
        source.find_streams()?;
        Ok(source)
    }

    fn open_input(&self, format: *const ffi::AVInputFormat) -> Result<Input, Failure> {
        let mut options = ptr::null_mut();
        let list = ALLOWED.join(",");
        for (key, value) in [
            ("format_whitelist", list.as_str()),
            ("protocol_whitelist", "none"),
        ] {
            if let (Ok(key), Ok(value)) = (CString::new(key), CString::new(value)) {
                // SAFETY: copies both texts into a dictionary that is freed below.
                unsafe { ffi::av_dict_set(&mut options, key.as_ptr(), value.as_ptr(), 0) };
            }
        }
        // SAFETY: the context is ours until open_input takes it (and frees it on failure); the
        // reader outlives the input, which is dropped first.
        let (code, context) = unsafe {
            let mut context = ffi::avformat_alloc_context();
            if context.is_null() {
                ffi::av_dict_free(&mut options);
                return Err(Failure::OutOfMemory);
            }
            (*context).pb = self.io.context;
            (*context).flags |= ffi::AVFMT_FLAG_CUSTOM_IO;
            let code = ffi::avformat_open_input(&mut context, ptr::null(), format, &mut options);
            ffi::av_dict_free(&mut options);
            (code, context)
        };
        if code < 0 {
            return Err(self.open_failure(code));
        }
        // SAFETY: just opened, and owned by nobody else.
        Ok(unsafe { Input::wrap(context) })
    }

    fn open_failure(&self, code: c_int) -> Failure {
        if is_out_of_memory(code) {
            return Failure::OutOfMemory;
        }
        if self.container.starts_with("mov") {
            return Failure::Damaged(format!(
                "its index is missing or broken ({}): an MP4 or MOV that was cut off while recording or copying; fetch it again, or repair a copy (for example with untrunc) and add that",
                words(code)
            ));
        }
        Failure::Damaged(format!(
            "its start can't be read as {} ({}); fetch it again from where it came from",
            self.container,
            words(code)
        ))
    }

    fn find_streams(&mut self) -> Result<(), Failure> {
        // SAFETY: the context is open.
        let code = unsafe { ffi::avformat_find_stream_info(self.context(), ptr::null_mut()) };
        if is_out_of_memory(code) {
            return Err(Failure::OutOfMemory);
        }
        // Other failures show in what the streams then lack.
        Ok(())
    }

    /// The open context.
    pub fn context(&mut self) -> *mut ffi::AVFormatContext {
        match &mut self.input {
            // SAFETY: hands out the pointer that the input owns.
            Some(input) => unsafe { input.as_mut_ptr() },
            None => ptr::null_mut(),
        }
    }

    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// Times are made up by the demuxer, so single frames are found by counting from the start.
    pub fn is_untimed(&self) -> bool {
        names(&self.container).any(|n| UNTIMED.contains(&n))
    }

    /// Containers that are sent, where a jump in time is a loss and not a choice.
    pub fn is_broadcast(&self) -> bool {
        names(&self.container).any(|n| matches!(n, "mpegts" | "mpeg" | "wtv"))
    }

    /// A disk error met while reading, which FFmpeg may have taken for the end.
    pub fn read_error(&self) -> Option<String> {
        // SAFETY: the reader lives as long as self, and no callback runs now.
        unsafe { (*self.io.bytes).failed.as_ref().map(ToString::to_string) }
    }
}

fn names(container: &str) -> impl Iterator<Item = &str> {
    container.split(',')
}

impl Drop for Source {
    fn drop(&mut self) {
        // The input points into the reader.
        self.input = None;
    }
}

fn probe(io: &Reader) -> Result<(*const ffi::AVInputFormat, String), Failure> {
    let mut format: *const ffi::AVInputFormat = ptr::null();
    // SAFETY: reads through the callbacks and sets `format` to a static description.
    let score = unsafe {
        ffi::av_probe_input_buffer2(
            io.context,
            &mut format,
            c"".as_ptr(),
            ptr::null_mut(),
            0,
            PROBE,
        )
    };
    let unknown = || {
        Failure::NotUnderstood(
            "neither a video nor a document nor a picture of a known format".to_owned(),
        )
    };
    if is_out_of_memory(score) {
        return Err(Failure::OutOfMemory);
    }
    if score < 0 || format.is_null() {
        return Err(unknown());
    }
    // SAFETY: names of formats are static texts.
    let container = unsafe { CStr::from_ptr((*format).name) }
        .to_string_lossy()
        .into_owned();
    if names(&container).any(|n| ALLOWED.contains(&n)) {
        return Ok((format, container));
    }
    if names(&container).any(|n| SOUND.contains(&n)) {
        return Err(Failure::NotUnderstood("only sound, no picture".to_owned()));
    }
    Err(if matches!(container.as_str(), "hls" | "dash" | "concat") {
        Failure::NotUnderstood(format!(
            "a list of other files ({container}); download the video itself and add that"
        ))
    } else {
        unknown()
    })
}

impl Reader {
    fn new(file: &File) -> Result<Self, Failure> {
        let reading = |e: std::io::Error| Failure::Read(e.to_string());
        let bytes = Box::into_raw(Box::new(Bytes {
            file: file.try_clone().map_err(reading)?,
            at: 0,
            size: file.metadata().map_err(reading)?.len(),
            failed: None,
        }));
        // SAFETY: the buffer belongs to the context from here on; `bytes` outlives it.
        let context = unsafe {
            let buffer = ffi::av_malloc(BUFFER).cast();
            ffi::avio_alloc_context(
                buffer,
                BUFFER as c_int,
                0,
                bytes.cast(),
                Some(read_packet),
                None,
                Some(seek),
            )
        };
        let reader = Self { context, bytes };
        if context.is_null() {
            return Err(Failure::OutOfMemory);
        }
        Ok(reader)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // SAFETY: both were made in `new`, and whoever pointed to them is gone.
        unsafe {
            if !self.context.is_null() {
                ffi::av_freep((&raw mut (*self.context).buffer).cast());
                ffi::avio_context_free(&mut self.context);
            }
            drop(Box::from_raw(self.bytes));
        }
    }
}

/// # Safety
/// Called by FFmpeg with the `opaque` of `Reader::new` and a buffer of `size` bytes.
unsafe extern "C" fn read_packet(opaque: *mut c_void, buffer: *mut u8, size: c_int) -> c_int {
    let Ok(length) = usize::try_from(size) else {
        return averror(rustix::io::Errno::INVAL.raw_os_error());
    };
    // SAFETY: see above.
    let (bytes, buffer) = unsafe {
        (
            &mut *opaque.cast::<Bytes>(),
            std::slice::from_raw_parts_mut(buffer, length),
        )
    };
    loop {
        match bytes.file.read_at(buffer, bytes.at) {
            Ok(0) => return ffi::AVERROR_EOF,
            Ok(count) => {
                bytes.at += count as u64;
                return count as c_int;
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => {
                bytes.failed = Some(e);
                return averror(rustix::io::Errno::IO.raw_os_error());
            }
        }
    }
}

/// # Safety
/// Called by FFmpeg with the `opaque` of `Reader::new`.
unsafe extern "C" fn seek(opaque: *mut c_void, offset: i64, whence: c_int) -> i64 {
    // SAFETY: see above.
    let bytes = unsafe { &mut *opaque.cast::<Bytes>() };
    let invalid = i64::from(averror(rustix::io::Errno::INVAL.raw_os_error()));
    let from = match whence & !ffi::AVSEEK_FORCE {
        0 => 0,
        1 => bytes.at,
        2 => bytes.size,
        ffi::AVSEEK_SIZE => return i64::try_from(bytes.size).unwrap_or(invalid),
        _ => return invalid,
    };
    match from.checked_add_signed(offset) {
        Some(at) => {
            bytes.at = at;
            i64::try_from(at).unwrap_or(invalid)
        }
        None => invalid,
    }
}
