"""Markers of editing programs, read by OpenTimelineIO, or by plain arithmetic where it has no reader.

Everything gives back [first frame, length in frames or None, name] of each marker.
"""
import fractions
import json

import lxml.etree
import opentimelineio as otio

HOUR = 3600


def timeline(path, adapter):
    """FCP 7 XML, FCPXML and OTIO: markers on the timeline and on its clips."""
    read = otio.adapters.read_from_file(str(path), adapter_name=adapter)
    if not hasattr(read, "tracks"):
        read = next(c for c in read if hasattr(c, "tracks"))
    found = list(read.tracks.markers)
    for clip in read.find_clips():
        found.extend(clip.markers)
    return [
        [m.marked_range.start_time.to_frames(), m.marked_range.duration.to_frames(), m.name]
        for m in found
    ]


def since_the_hour(label, rate):
    """Frames of a time code after 01:00:00:00, counted by OpenTimelineIO."""
    start = "01:00:00;00" if ";" in label else "01:00:00:00"
    at = otio.opentime.from_timecode(label, rate).to_frames()
    return at - otio.opentime.from_timecode(start, rate).to_frames()


def edl(path, rate, problems):
    """CMX 3600 events with Resolve's marker comments."""
    text = path.read_text("utf-8")
    events = [l.split() for l in text.splitlines() if l[:3].isdigit()]
    read = otio.adapters.read_from_string(text, adapter_name="cmx_3600", rate=rate)
    clips = list(read.find_clips())
    if len(clips) != len(events):
        problems.append(f"{path.name}: {len(events)} events, {len(clips)} clips were read")
    drop = "FCM: DROP FRAME" in text
    if any((";" in label) != drop for event in events for label in event[4:8]):
        problems.append(f"{path.name}: FCM and time codes differ")
    found = []
    for event, clip in zip(events, clips):
        # The clip's place in the tape, as the adapter reads it.
        if event[4] != event[6] or event[5] != event[7]:
            problems.append(f"{path.name}: source and record of {event[0]} differ")
        start = "01:00:00;00" if ";" in event[4] else "01:00:00:00"
        hour = otio.opentime.from_timecode(start, rate).to_frames()
        first = clip.source_range.start_time.to_frames() - hour
        if first != since_the_hour(event[6], rate):
            problems.append(f"{path.name}: {event[6]} is read as frame {first}")
        found.append(first)
    notes = [l for l in text.splitlines() if "|C:" in l]
    lengths = [int(l.rsplit("|D:", 1)[1]) for l in notes]
    names = [l.split("|M:", 1)[1].split(" |D:")[0] for l in notes]
    return [list(m) for m in zip(found, lengths, names)]


def avid(path, rate, problems):
    """Avid's list: user, time code, track, colour, comment, length."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        user, label, track, colour, comment, length = line.split("\t")
        if track != "V1" or colour != "red" or not user:
            problems.append(f"{path.name}: {line!r}")
        found.append([since_the_hour(label, rate), int(length), comment.split(" | ")[0]])
    return found


def fcpxml(path, problems):
    """Exact fractions: the adapter of OpenTimelineIO takes 24000/1001 for 23 frames a second."""
    root = lxml.etree.parse(str(path)).getroot()
    if root.tag != "fcpxml" or root.get("version") != "1.9":
        problems.append(f"{path.name}: {root.tag} {root.attrib}")
    seconds = lambda text: fractions.Fraction(text.removesuffix("s"))
    ids = {e.get("id"): e for e in root.find("resources")}
    found = []
    for clip in root.iter("asset-clip"):
        asset = ids[clip.get("ref")]
        step = seconds(ids[clip.get("format")].get("frameDuration"))
        if seconds(clip.get("duration")) > seconds(asset.get("duration")):
            problems.append(f"{path.name}: the clip is longer than its asset")
        for marker in clip.iter("marker"):
            frames = [seconds(marker.get(k)) / step for k in ("start", "duration")]
            if any(f.denominator != 1 for f in frames):
                problems.append(f"{path.name}: {frames} are no whole frames")
            if seconds(marker.get("start")) >= seconds(clip.get("duration")):
                problems.append(f"{path.name}: a marker outside of its clip")
            found.append([int(frames[0]), int(frames[1]), marker.get("value")])
    return found


def premiere(path, problems):
    """FCP 7 XML by its own elements, beside the reader of OpenTimelineIO."""
    root = lxml.etree.parse(str(path)).getroot()
    sequence = root.find("sequence")
    for need in ("name", "duration", "rate/timebase", "rate/ntsc", "timecode/displayformat",
                 "media/video/track/clipitem/file/pathurl"):
        if sequence.find(need) is None:
            problems.append(f"{path.name}: no {need}")
    lasts = int(sequence.find("duration").text)
    for marker in sequence.iter("marker"):
        if not int(marker.find("in").text) < int(marker.find("out").text) <= lasts:
            problems.append(f"{path.name}: a marker outside of its sequence")


def schema_names(path):
    """Schemata of an OTIO file, which a reader that is not strict would take as unknown."""
    found = set()
    json.loads(path.read_text("utf-8"), object_hook=lambda d: found.add(d.get("OTIO_SCHEMA")) or d)
    return sorted(n for n in found if n)
