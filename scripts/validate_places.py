"""Places in media, read by others: WebVTT, W3C Web Annotations, COCO, CVAT for video."""
import json
import re

import lxml.etree

# The terms of the Web Annotation Data Model that we use, as its vocabulary maps them: the context
# itself lies on the web, where tests don't go.
OA, DC, RDF = ("http://www.w3.org/ns/oa#", "http://purl.org/dc/terms/",
               "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
AS = "http://www.w3.org/ns/activitystreams#"
CONTEXT = {
    "id": "@id", "type": "@type", "oa": OA, "dcterms": DC, "rdf": RDF, "as": AS,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "Annotation": OA + "Annotation", "AnnotationPage": AS + "OrderedCollectionPage",
    "SpecificResource": OA + "SpecificResource", "TextualBody": OA + "TextualBody",
    "FragmentSelector": OA + "FragmentSelector", "Software": AS + "Application",
    "identifying": {"@id": OA + "identifying"}, "describing": {"@id": OA + "describing"},
    "assessing": {"@id": OA + "assessing"},
    "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    "body": {"@id": OA + "hasBody", "@type": "@id"},
    "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"},
    "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    "conformsTo": {"@id": DC + "conformsTo", "@type": "@id"},
    "created": {"@id": DC + "created", "@type": "xsd:dateTime"},
    "generator": {"@id": AS + "generator", "@type": "@id"},
    "name": "http://xmlns.com/foaf/0.1/name", "value": RDF + "value",
}
TIME = r"(\d+:)?[0-5]\d:[0-5]\d\.\d{3}"
MEDIA = re.compile(r"t=(\d+\.\d{3}),(\d+\.\d{3})&xywh=pixel:(\d+),(\d+),(\d+),(\d+)")


def annotations(path, problems):
    """As RDF: what each annotation is about, and where in it."""
    import rdflib

    whole = json.loads(path.read_text("utf-8"))
    known = "http://www.w3.org/ns/anno.jsonld"

    def local(node):
        if isinstance(node, dict):
            if "@context" in node and node["@context"] != known:
                problems.append(f"{path.name}: the context {node['@context']}")
            for key in node:
                if key not in CONTEXT and key != "@context":
                    problems.append(f"{path.name}: {key} is no term that is known")
            return {k: local(v) for k, v in node.items() if k != "@context"}
        return [local(n) for n in node] if isinstance(node, list) else node

    if whole.get("@context") != known:
        problems.append(f"{path.name}: no context")
    graph = rdflib.Graph()
    text = json.dumps({"@context": CONTEXT, **local(whole)})
    graph.parse(data=text, format="json-ld")
    oa, found = rdflib.Namespace(OA), []
    for a in sorted(graph.subjects(rdflib.RDF.type, oa.Annotation)):
        if not isinstance(a, rdflib.URIRef) or not str(a).startswith("urn:uuid:"):
            problems.append(f"{path.name}: {a} is no name")
        targets = list(graph.objects(a, oa.hasTarget))
        if len(targets) != 1 or not list(graph.objects(a, oa.hasBody)):
            problems.append(f"{path.name}: {a} has {len(targets)} targets")
        created = graph.value(a, rdflib.DCTERMS.created)
        if created is None or created.toPython() is None:
            problems.append(f"{path.name}: {a} was made at {created}")
        source, selector = (graph.value(targets[0], p) for p in (oa.hasSource, oa.hasSelector))
        value = str(graph.value(selector, rdflib.RDF.value))
        form = str(graph.value(selector, rdflib.DCTERMS.conformsTo))
        match = MEDIA.fullmatch(value)
        if form == "http://www.w3.org/TR/media-frags/":
            if not match or not float(match[1]) < float(match[2]) or 0 in map(int, match.groups()[4:]):
                problems.append(f"{path.name}: {value} is no fragment of media")
        elif form != "http://tools.ietf.org/rfc/rfc3778" or not re.fullmatch(r"page=[1-9]\d*", value):
            problems.append(f"{path.name}: {form} {value}")
        bodies = [str(graph.value(b, rdflib.RDF.value)) for b in graph.objects(a, oa.hasBody)]
        found.append([str(source), value, sorted(bodies)])
    return sorted(found)


def webvtt(path, problems):
    """By the grammar line by line, since the reader takes broken cues, and by the reader."""
    import webvtt as reader

    text = path.read_text("utf-8")
    blocks = text.split("\n\n")
    if blocks[0] != "WEBVTT":
        problems.append(f"{path.name}: begins with {blocks[0]!r}")
    last = 0.0
    for block in blocks[1:]:
        lines = block.rstrip("\n").split("\n")
        if lines[0].startswith("NOTE"):
            if "-->" in block:
                problems.append(f"{path.name}: a note with an arrow")
            continue
        name, times, *payload = lines
        if "-->" in name or not re.fullmatch(f"{TIME} --> {TIME}", times):
            problems.append(f"{path.name}: {times!r}")
        if len(payload) != 1 or re.search("[<>&]|-->", payload[0]):
            problems.append(f"{path.name}: {payload}")
        from_, _ = (t.strip() for t in times.split("-->"))
        hours, minutes, seconds = ("0:" + from_).split(":")[-3:]
        at = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        if at < last:
            problems.append(f"{path.name}: cues are not in order")
        last = at
    cues = reader.read(str(path))
    for cue in cues:
        if not cue.start_in_seconds <= cue.end_in_seconds or cue.start >= cue.end:
            problems.append(f"{path.name}: {cue.start} --> {cue.end}")
    return [[c.identifier, c.start, c.end, json.loads(c.text)["region"]] for c in cues]


def coco(path):
    from pycocotools.coco import COCO

    read = COCO(str(path))
    return [a["bbox"] for a in read.loadAnns(read.getAnnIds())]


def cvat(path, problems):
    """CVAT for video 1.1, by its documented elements: there is no small reader of it."""
    root = lxml.etree.parse(str(path)).getroot()
    if root.tag != "annotations" or root.findtext("version") != "1.1":
        problems.append(f"{path.name}: {root.tag} {root.findtext('version')}")
    task = root.find("meta/task")
    labels = {l.findtext("name") for l in task.iter("label")}
    width, height = (int(task.find("original_size").findtext(k)) for k in ("width", "height"))
    last, size = int(task.findtext("stop_frame")), int(task.findtext("size"))
    if last != size - 1 or task.findtext("start_frame") != "0":
        problems.append(f"{path.name}: frames 0 to {last} of {size}")
    found = []
    for n, track in enumerate(root.iter("track")):
        if track.get("id") != str(n) or track.get("label") not in labels:
            problems.append(f"{path.name}: track {track.get('id')} {track.get('label')}")
        boxes, at = list(track.iter("box")), -1
        for box in boxes:
            if not at < int(box.get("frame")) <= last:
                problems.append(f"{path.name}: frame {box.get('frame')} after {at}")
            at = int(box.get("frame"))
            for key in ("outside", "occluded", "keyframe"):
                if box.get(key) not in ("0", "1"):
                    problems.append(f"{path.name}: {key}={box.get(key)}")
            x, y, r, b = (float(box.get(k)) for k in ("xtl", "ytl", "xbr", "ybr"))
            if not (0 <= x < r <= width and 0 <= y < b <= height):
                problems.append(f"{path.name}: the box {x},{y},{r},{b} in {width} × {height}")
        seen = [b for b in boxes if b.get("outside") == "0"]
        # A track goes on until a box says that it is outside.
        if int(seen[-1].get("frame")) < last and boxes[-1].get("outside") != "1":
            problems.append(f"{path.name}: track {n} does not end")
        found.append([track.get("label"), [[int(b.get("frame")), float(b.get("xtl")),
            float(b.get("ytl")), float(b.get("xbr")), float(b.get("ybr"))] for b in seen]])
    return found
