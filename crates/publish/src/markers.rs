//! Markers for editing programs, one text a video: FCP 7 XML (Premiere), EDL (Resolve), Avid's
//! tab-separated list, FCPXML (Final Cut), OpenTimelineIO, and CSV for everything else. Frame
//! numbers are exact; a video whose frames are not evenly spaced has none, and only CSV is made.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use model::investigation::{Investigation, Mark, ONE_PERSON, SourceItem, VideoOf};
use model::{FrameRate, Timecode};
use serde_json::{Value, json};

/// A form of markers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Editor {
    /// Premiere Pro and others that read Final Cut 7's XML.
    Xmeml,
    /// DaVinci Resolve: Timelines → Import → Timeline Markers from EDL.
    Edl,
    /// Avid Media Composer: Markers window → Import.
    Avid,
    Fcpxml,
    Otio,
    Csv,
}

impl Editor {
    pub const ALL: [Self; 6] = [
        Self::Xmeml,
        Self::Edl,
        Self::Avid,
        Self::Fcpxml,
        Self::Otio,
        Self::Csv,
    ];

    /// How its files end, after the video's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xmeml => "premiere.xml",
            Self::Edl => "resolve.edl",
            Self::Avid => "avid.txt",
            Self::Fcpxml => "fcpxml",
            Self::Otio => "otio",
            Self::Csv => "markers.csv",
        }
    }
}

/// Resolve numbers events with three digits.
const MOST_EVENTS: usize = 999;

/// Frames of a video on which something is marked that an EDL has no number for: these are in the
/// other forms only.
pub fn beyond_edl(case: &Investigation, item: &SourceItem) -> usize {
    let marks = case.marks.iter().filter(|m| m.item == item.item);
    let frames: BTreeSet<u64> = marks.map(|m| m.first.frame).collect();
    frames.len().saturating_sub(MOST_EVENTS)
}

/// What begins on one frame, for programs that keep one marker a frame.
struct OnFrame {
    first: u64,
    /// Frames of the longest.
    span: u64,
    label: String,
    note: String,
}

/// What is marked on one video.
struct Marked<'a> {
    case: &'a Investigation,
    item: &'a SourceItem,
    video: &'a VideoOf,
    marks: Vec<&'a Mark>,
}

/// The markers of one video in a form; `None` where the video has none, or its frames are not
/// evenly spaced and the form needs frame numbers.
pub fn markers(case: &Investigation, item: &SourceItem, editor: Editor) -> Option<String> {
    let video = item.video.as_ref()?;
    let marks: Vec<&Mark> = case.marks.iter().filter(|m| m.item == item.item).collect();
    if marks.is_empty() {
        return None;
    }
    let all = Marked {
        case,
        item,
        video,
        marks,
    };
    if editor == Editor::Csv {
        return Some(all.csv());
    }
    let rate = video.rate?;
    Some(match editor {
        Editor::Xmeml => all.xmeml(rate),
        Editor::Edl => all.edl(rate),
        Editor::Avid => all.avid(rate),
        Editor::Fcpxml => all.fcpxml(rate),
        Editor::Otio => all.otio(rate),
        Editor::Csv => return None,
    })
}

/// Text in XML: what XML forbids is left out.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// One line of plain text without the characters that a form gives a meaning to.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || c == '|' { ' ' } else { c })
        .collect()
}

/// The drop-frame timecode where the rate has one, else the plain one.
fn timecode(frames: u64, rate: FrameRate) -> Timecode {
    Timecode::drop_frame(frames, rate).unwrap_or_else(|_| Timecode::new(frames, rate))
}

fn is_drop(rate: FrameRate) -> bool {
    Timecode::drop_frame(0, rate).is_ok()
}

/// Rates that NTSC slowed down by 1001/1000.
fn is_ntsc(rate: FrameRate) -> bool {
    rate.den() == 1001
}

impl Marked<'_> {
    fn note(&self, m: &Mark) -> String {
        let b = bounds(m);
        let findings = if m.findings.is_empty() {
            String::new()
        } else {
            format!(" finding {}", m.findings.join(" "))
        };
        format!(
            "sighting {}{findings} xywh=pixel:{},{},{},{}{}",
            m.id,
            b[0],
            b[1],
            b[2],
            b[3],
            if self.case.one_person {
                format!(" {ONE_PERSON}")
            } else {
                String::new()
            }
        )
    }

    fn title(&self) -> String {
        format!("{} {}", self.case.case_name, self.item.file_name())
    }

    /// Frames that a marker covers: at least one.
    fn span(m: &Mark) -> u64 {
        m.last.frame.saturating_sub(m.first.frame) + 1
    }

    /// Marks in their order, those of one frame in one.
    fn by_frame(&self) -> Vec<OnFrame> {
        let mut frames: BTreeMap<u64, OnFrame> = BTreeMap::new();
        for m in &self.marks {
            let (label, note) = (plain(&m.label()), plain(&self.note(m)));
            let first = m.first.frame;
            match frames.entry(first) {
                Entry::Vacant(free) => {
                    let span = Self::span(m);
                    free.insert(OnFrame {
                        first,
                        span,
                        label,
                        note,
                    });
                }
                Entry::Occupied(mut there) => {
                    let there = there.get_mut();
                    there.span = there.span.max(Self::span(m));
                    there.label = format!("{}; {label}", there.label);
                    there.note = format!("{}; {note}", there.note);
                }
            }
        }
        frames.into_values().collect()
    }

    fn xmeml(&self, rate: FrameRate) -> String {
        let (frames, name) = (self.video.frames, xml(self.item.file_name()));
        let ntsc = if is_ntsc(rate) { "TRUE" } else { "FALSE" };
        let clock = format!(
            "<rate><timebase>{}</timebase><ntsc>{ntsc}</ntsc></rate>",
            rate.nominal()
        );
        let format = if is_drop(rate) { "DF" } else { "NDF" };
        let start = timecode(0, rate);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xmeml>\n<xmeml version=\"4\">\n <sequence id=\"sequence-1\">\n  <name>{}</name>\n  <duration>{frames}</duration>\n  {clock}\n  <timecode>{clock}<string>{start}</string><frame>0</frame><displayformat>{format}</displayformat></timecode>\n  <media><video><track><clipitem id=\"clip-1\"><name>{name}</name><duration>{frames}</duration>{clock}<start>0</start><end>{frames}</end><in>0</in><out>{frames}</out>\n   <file id=\"file-1\"><name>{name}</name><pathurl>{}</pathurl>{clock}<duration>{frames}</duration><media><video><samplecharacteristics><width>{}</width><height>{}</height></samplecharacteristics></video></media></file>\n  </clipitem></track></video></media>\n",
            xml(&self.title()),
            xml(&file_url(self.item.file_name())),
            self.video.size.width,
            self.video.size.height
        );
        for m in &self.marks {
            let _ = writeln!(
                out,
                "  <marker><name>{}</name><comment>{}</comment><in>{}</in><out>{}</out></marker>",
                xml(&m.label()),
                xml(&self.note(m)),
                m.first.frame,
                m.first.frame + Self::span(m)
            );
        }
        out.push_str(" </sequence>\n</xmeml>\n");
        out
    }

    /// Record times begin at one hour, as Resolve's timelines do.
    fn edl(&self, rate: FrameRate) -> String {
        let drop = if is_drop(rate) {
            "DROP FRAME"
        } else {
            "NON-DROP FRAME"
        };
        let mut out = format!("TITLE: {}\nFCM: {drop}\n\n", plain(&self.title()));
        let hour = start_of(rate);
        for (n, m) in self.by_frame().iter().take(MOST_EVENTS).enumerate() {
            let (from, to) = (
                timecode(hour + m.first, rate),
                timecode(hour + m.first + 1, rate),
            );
            let _ = writeln!(
                out,
                "{:03}  001      V     C        {from} {to} {from} {to}  \n {} |C:ResolveColorRed |M:{} |D:{}\n",
                n + 1,
                m.note,
                m.label,
                m.span
            );
        }
        out
    }

    fn avid(&self, rate: FrameRate) -> String {
        let mut out = String::new();
        let hour = start_of(rate);
        for m in self.by_frame() {
            let _ = writeln!(
                out,
                "contrechamp\t{}\tV1\tred\t{} | {}\t{}",
                timecode(hour + m.first, rate),
                m.label,
                m.note,
                m.span
            );
        }
        out
    }

    fn fcpxml(&self, rate: FrameRate) -> String {
        // Times are fractions of a second: frame n begins at n * den / num.
        let at = |n: u64| format!("{}/{}s", u128::from(n) * u128::from(rate.den()), rate.num());
        let (frames, name) = (self.video.frames, xml(self.item.file_name()));
        let (duration, format) = (at(frames), if is_drop(rate) { "DF" } else { "NDF" });
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE fcpxml>\n<fcpxml version=\"1.9\"><resources><format id=\"r1\" frameDuration=\"{}\" width=\"{}\" height=\"{}\"/><asset id=\"r2\" name=\"{name}\" start=\"0s\" duration=\"{duration}\" hasVideo=\"1\" format=\"r1\"><media-rep kind=\"original-media\" src=\"{}\"/></asset></resources>\n<library><event name=\"{}\"><project name=\"{}\"><sequence format=\"r1\" duration=\"{duration}\" tcStart=\"0s\" tcFormat=\"{format}\"><spine><asset-clip name=\"{name}\" ref=\"r2\" offset=\"0s\" start=\"0s\" duration=\"{duration}\" format=\"r1\">\n",
            at(1),
            self.video.size.width,
            self.video.size.height,
            xml(&file_url(self.item.file_name())),
            xml(&self.case.case_name),
            xml(&self.title())
        );
        for m in &self.marks {
            let _ = writeln!(
                out,
                "<marker start=\"{}\" duration=\"{}\" value=\"{}\" note=\"{}\"/>",
                at(m.first.frame),
                at(Self::span(m)),
                xml(&m.label()),
                xml(&self.note(m))
            );
        }
        out.push_str("</asset-clip></spine></sequence></project></event></library></fcpxml>\n");
        out
    }

    fn otio(&self, rate: FrameRate) -> String {
        let fps = rate.approx();
        let time =
            |n: u64| json!({"OTIO_SCHEMA": "RationalTime.1", "rate": fps, "value": n as f64});
        let range = |from: u64, length: u64| json!({"OTIO_SCHEMA": "TimeRange.1", "start_time": time(from), "duration": time(length)});
        let whole = range(0, self.video.frames);
        let markers: Vec<Value> = self
            .marks
            .iter()
            .map(|m| {
                json!({"OTIO_SCHEMA": "Marker.2", "name": m.label(), "color": "RED",
                       "comment": self.note(m),
                       "metadata": {"contrechamp": {"sighting": m.id, "findings": m.findings,
                           "pts": m.first.time.pts.0, "time_base": m.first.time.time_base}},
                       "marked_range": range(m.first.frame, Self::span(m))})
            })
            .collect();
        let name = self.item.file_name();
        let clip = json!({"OTIO_SCHEMA": "Clip.2", "name": name, "metadata": {},
            "source_range": whole, "effects": [], "enabled": true, "markers": markers,
            "active_media_reference_key": "DEFAULT_MEDIA",
            "media_references": {"DEFAULT_MEDIA": {"OTIO_SCHEMA": "ExternalReference.1",
                "name": name, "metadata": {}, "available_range": whole,
                "available_image_bounds": null, "target_url": percent(name)}}});
        let track = json!({"OTIO_SCHEMA": "Track.1", "name": "V1", "kind": "Video",
            "metadata": {}, "source_range": null, "effects": [], "markers": [], "enabled": true,
            "children": [clip]});
        let stack = json!({"OTIO_SCHEMA": "Stack.1", "name": "tracks", "metadata": {},
            "source_range": null, "effects": [], "markers": [], "enabled": true,
            "children": [track]});
        json!({"OTIO_SCHEMA": "Timeline.1", "name": self.title(), "metadata": {},
               "global_start_time": time(0), "tracks": stack})
        .to_string()
    }

    fn csv(&self) -> String {
        let mut out = crate::csv::Table::new(&[
            "video",
            "sha256",
            "sighting",
            "product",
            "verdict",
            "seconds",
            "timecode",
            "frame",
            "pts",
            "time_base",
            "last_seconds",
            "last_frame",
            "x",
            "y",
            "width",
            "height",
            "findings",
            "note",
        ]);
        for m in &self.marks {
            let b = bounds(m);
            let rate = self.video.rate;
            let label = rate.map_or_else(String::new, |r| timecode(m.first.frame, r).to_string());
            let number = |n: u64| rate.map_or_else(String::new, |_| n.to_string());
            out.row(&[
                self.item.name.clone(),
                self.item.item.to_string(),
                m.id.clone(),
                m.product.clone(),
                m.verdict.map_or_else(String::new, verdict_word),
                m.first.time.seconds(),
                label,
                number(m.first.frame),
                m.first.time.pts.0.to_string(),
                m.first.time.time_base.to_string(),
                m.last.time.seconds(),
                number(m.last.frame),
                b[0].to_string(),
                b[1].to_string(),
                b[2].to_string(),
                b[3].to_string(),
                m.findings.join(" "),
                if self.case.one_person {
                    ONE_PERSON.to_owned()
                } else {
                    String::new()
                },
            ]);
        }
        out.text()
    }
}

fn verdict_word(value: model::VerdictValue) -> String {
    match value {
        model::VerdictValue::Yes => "yes",
        model::VerdictValue::No => "no",
        model::VerdictValue::CannotTell => "cannot-tell",
    }
    .to_owned()
}

/// Frames before 01:00:00:00.
fn start_of(rate: FrameRate) -> u64 {
    let label = if is_drop(rate) {
        "01:00:00;00"
    } else {
        "01:00:00:00"
    };
    Timecode::parse(label, rate).map_or(0, Timecode::frames)
}

/// The smallest upright box around a mark's best quad, in whole pixels: x, y, width, height.
pub(crate) fn bounds(m: &Mark) -> [i64; 4] {
    whole_box(&m.quad)
}

pub(crate) fn whole_box(quad: &model::Quad) -> [i64; 4] {
    let xs = quad.0.map(|p| p.x);
    let ys = quad.0.map(|p| p.y);
    let least = |v: [f64; 4]| v.into_iter().fold(f64::INFINITY, f64::min).floor().max(0.0) as i64;
    let most = |v: [f64; 4]| v.into_iter().fold(f64::NEG_INFINITY, f64::max).ceil() as i64;
    let (x, y) = (least(xs), least(ys));
    [x, y, (most(xs) - x).max(1), (most(ys) - y).max(1)]
}

/// The name alone: where the editor keeps the file is not known, and no path leaves the case.
fn file_url(name: &str) -> String {
    format!("file:///{}", percent(name))
}

/// Percent-encoding of all but unreserved characters (RFC 3986).
pub(crate) fn percent(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}
