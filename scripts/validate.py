"""Reads exports back with the programs for which they are made: `validate.py FOLDER`.

Prints one JSON object: problems, and what was read. Time codes need the rate of their video, which
the FCPXML beside them names.
"""
import hashlib
import json
import pathlib
import re
import sys

import validate_markers as markers
import validate_places as places
import validate_tables as tables


def rate_of(path):
    """Frames a second of the video whose markers these are."""
    stem = re.sub(r"\.(resolve\.edl|avid\.txt)$", "", path.name)
    beside = path.with_name(f"{stem}.fcpxml").read_text("utf-8")
    under, over = re.search(r'frameDuration="(\d+)/(\d+)s"', beside).groups()
    return int(over) / int(under)


def otio(path, problems):
    known = {"Clip.2", "ExternalReference.1", "Marker.2", "RationalTime.1", "Stack.1",
             "TimeRange.1", "Timeline.1", "Track.1"}
    unknown = set(markers.schema_names(path)) - known
    if unknown:
        problems.append(f"{path.name}: {unknown}")
    return markers.timeline(path, "otio_json")


def premiere(path, problems):
    markers.premiere(path, problems)
    return markers.timeline(path, "fcp_xml")


def sums(path, problems):
    """What `sha256sum --check` does, and where the journal stood."""
    lines = path.read_text("utf-8").splitlines()
    if not re.search(r"line \d+, .*# [0-9a-f]{64}$", " ".join(lines[:2])):
        problems.append(f"{path.name}: no head of the journal")
    listed = [line.split("  ", 1) for line in lines if not line.startswith("#")]
    for wanted, name in listed:
        if hashlib.sha256(path.with_name(name).read_bytes()).hexdigest() != wanted:
            problems.append(f"{path.name}: {name} is another file")
    return len(listed)


READERS = {
    ".sha256": sums,
    ".ftm.json": tables.ftm,
    ".csl.json": tables.csl,
    ".bib": lambda path, _: tables.bibtex(path),
    ".gexf": tables.gexf,
    ".svg": tables.svg,
    ".csv": tables.table,
    ".coco.json": lambda path, _: places.coco(path),
    ".cvat.xml": places.cvat,
    ".vtt": places.webvtt,
    ".jsonld": places.annotations,
    ".otio": otio,
    ".premiere.xml": premiere,
    ".resolve.edl": lambda path, problems: markers.edl(path, rate_of(path), problems),
    ".avid.txt": lambda path, problems: markers.avid(path, rate_of(path), problems),
    ".fcpxml": markers.fcpxml,
}


def main(folder):
    problems, read = [], {}
    for path in sorted(pathlib.Path(folder).iterdir()):
        reader = next((r for e, r in READERS.items() if path.name.endswith(e)), None)
        if reader is None:
            problems.append(f"{path.name}: nobody reads it")
            continue
        try:
            read[path.name] = reader(path, problems)
        except Exception as e:  # What a reader throws is what is wrong with the file.
            problems.append(f"{path.name}: {type(e).__name__}: {e}")
    print()
    print(json.dumps({"problems": problems, "read": read}))


main(sys.argv[1])
