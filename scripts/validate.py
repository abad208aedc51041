"""Reads exports back with the programs for which they are made: `validate.py FOLDER`.

Prints one JSON object: problems, and what was read. FollowTheMoney's own validator drops what it
does not like without a word, so that every value is counted here.
"""
import json
import pathlib
import sys


def ftm(path, problems):
    from followthemoney import model
    from followthemoney.proxy import EntityProxy

    entities = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    schemata = {e["id"]: e["schema"] for e in entities}
    if len(schemata) != len(entities):
        problems.append("an id is there twice")
    for e in entities:
        proxy = EntityProxy.from_dict(e, cleaned=False)
        for name, values in e["properties"].items():
            prop = proxy.schema.get(name)
            if prop is None:
                problems.append(f"{e['id']}: {e['schema']} has no {name}")
                continue
            if len(proxy.get(name)) != len(values):
                problems.append(f"{e['id']}: of {name} {values} only {proxy.get(name)} is kept")
            for value in values:
                if prop.type.clean(value) is None:
                    problems.append(f"{e['id']}: {name} {value!r} is no {prop.type.name}")
            if prop.type.name == "entity":
                for value in values:
                    if value not in schemata:
                        problems.append(f"{e['id']}: {name} {value} is not there")
                    elif not model.get(schemata[value]).is_a(prop.range):
                        problems.append(f"{e['id']}: {name} {value} is no {prop.range.name}")
        for name in proxy.schema.required:
            if not proxy.get(name):
                problems.append(f"{e['id']}: {name} is missing")
    return {"entities": len(entities)}


def markers(path, adapter):
    import opentimelineio as otio

    timeline = otio.adapters.read_from_file(str(path), adapter_name=adapter)
    if not hasattr(timeline, "tracks"):
        timeline = next(c for c in timeline if hasattr(c, "tracks"))
    found = list(timeline.tracks.markers)
    for clip in timeline.find_clips():
        found.extend(clip.markers)
    return [[m.marked_range.start_time.to_frames(), m.name] for m in found]


def main(folder):
    problems, read = [], {}
    for path in sorted(pathlib.Path(folder).iterdir()):
        name = path.name
        try:
            if name.endswith(".ftm.json"):
                read[name] = ftm(path, problems)
            elif name.endswith(".otio"):
                read[name] = markers(path, "otio_json")
            elif name.endswith(".premiere.xml"):
                read[name] = markers(path, "fcp_xml")
            elif name.endswith(".fcpxml"):
                read[name] = markers(path, "fcpx_xml")
            elif name.endswith(".coco.json"):
                from pycocotools.coco import COCO

                coco = COCO(str(path))
                read[name] = [a["bbox"] for a in coco.loadAnns(coco.getAnnIds())]
            elif name.endswith(".bib"):
                import bibtexparser

                read[name] = len(bibtexparser.loads(path.read_text("utf-8")).entries)
        except Exception as e:  # What a reader throws is what is wrong with the file.
            problems.append(f"{name}: {type(e).__name__}: {e}")
    print()
    print(json.dumps({"problems": problems, "read": read}))


main(sys.argv[1])
