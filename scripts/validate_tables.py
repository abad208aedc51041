"""Entities, sources and graphs, read by others: FollowTheMoney, CSL-JSON, BibTeX, GEXF, SVG, CSV."""
import csv
import json
import pathlib
import re
import warnings

import lxml.etree


def ftm(path, problems):
    """FollowTheMoney's own validator drops what it does not like without a word: all is counted."""
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


def csl(path, problems):
    """Types and variables by CSL's own grammar, which citeproc-py brings; then a bibliography."""
    import citeproc
    from citeproc import formatter
    from citeproc.source.json import CiteProcJSON

    grammar = pathlib.Path(citeproc.__file__).parent / "data/schema/schemas/styles"
    words = lambda name: set(re.findall(r'"([^"]+)"', (grammar / name).read_text("utf-8")))
    types, variables = words("csl-types.rnc"), words("csl-variables.rnc") | {"id", "type"}
    entries = json.loads(path.read_text("utf-8"))
    for e in entries:
        if e["type"] not in types:
            problems.append(f"{path.name}: {e['type']} is no type")
        for key, value in e.items():
            if key not in variables:
                problems.append(f"{path.name}: {key} is no variable")
            if isinstance(value, dict):
                parts = value["date-parts"]
                if not 1 <= len(parts) <= 2 or any(not 1 <= len(p) <= 3 for p in parts):
                    problems.append(f"{path.name}: {key} {value}")
            elif not isinstance(value, str):
                problems.append(f"{path.name}: {key} {value!r}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        style = citeproc.CitationStylesStyle(
            str(grammar.parents[2] / "styles/harvard-cite-them-right.csl"), validate=False)
        made = citeproc.CitationStylesBibliography(style, CiteProcJSON(entries), formatter.plain)
        for e in entries:
            item = citeproc.CitationItem(e["id"])
            made.register(citeproc.Citation([item]))
        lines = [str(line) for line in made.bibliography()]
    problems.extend(f"{path.name}: {w.message}" for w in caught if "unsupported" in str(w.message))
    return lines


def bibtex(path):
    import bibtexparser

    return len(bibtexparser.loads(path.read_text("utf-8")).entries)


def gexf(path, problems):
    """By networkx, strictly: every edge leads from a node to a node, every value is declared."""
    import networkx

    graph = networkx.read_gexf(str(path))
    root = lxml.etree.parse(str(path)).getroot()
    names = {"g": lxml.etree.QName(root).namespace}
    ids = {n.get("id") for n in root.iterfind(".//g:node", names)}
    edges = list(root.iterfind(".//g:edge", names))
    for edge in edges:
        if not {edge.get("source"), edge.get("target")} <= ids:
            problems.append(f"{path.name}: an edge that leads nowhere")
    if len({e.get("id") for e in edges}) != len(edges) or len(ids) != graph.number_of_nodes():
        problems.append(f"{path.name}: an id is there twice")
    for owner in ("node", "edge"):
        declared = {a.get("id") for a in root.iterfind(
            f".//g:attributes[@class='{owner}']/g:attribute", names)}
        used = {v.get("for") for v in root.iterfind(f".//g:{owner}//g:attvalue", names)}
        if not used <= declared:
            problems.append(f"{path.name}: {used - declared} of {owner}s is not declared")
    return {"nodes": graph.number_of_nodes(), "edges": len(edges),
            "labels": sorted(d.get("label", "") for _, d in graph.nodes(data=True))}


def svg(path, problems):
    root = lxml.etree.parse(str(path)).getroot()
    for element in root.iter():
        if isinstance(element.tag, str) and lxml.etree.QName(element).localname in ("script", "image", "foreignObject"):
            problems.append(f"{path.name}: {element.tag}")
        for key in element.attrib:
            if key.startswith("on") or "href" in key and not element.get(key).startswith("#"):
                problems.append(f"{path.name}: {key}={element.get(key)}")
    return [root.get("width"), root.get("height")]


def table(path, problems):
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, strict=True)
    if any(len(row) != len(head) for row in rows):
        problems.append(f"{path.name}: rows of other lengths than the head")
    return [head, len(rows)]
