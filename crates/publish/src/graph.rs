//! The graph of entities and relations, as GEXF 1.3 and as SVG. The layout is a spring layout
//! (Fruchterman and Reingold 1991) from fixed beginnings: the same case gives the same picture.

use std::collections::BTreeMap;
use std::fmt::Write;

use model::Party;
use model::investigation::{Investigation, RelationEntry};

use crate::markers::xml;

/// More nodes than this are no picture any more: the best connected are drawn.
const MOST_DRAWN: usize = 60;
const ROUNDS: usize = 300;

struct Node<'a> {
    id: String,
    name: &'a str,
    kind: &'a str,
}

fn nodes(case: &Investigation) -> Vec<Node<'_>> {
    let mut nodes: Vec<Node<'_>> = case
        .entities
        .iter()
        .map(|e| Node {
            id: e.id.clone(),
            name: &e.fields.name,
            kind: e.fields.kind.word(),
        })
        .collect();
    let mut others: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for r in &case.relations {
        for (party, name) in [(&r.fields.from, &r.from_name), (&r.fields.to, &r.to_name)] {
            let kind = match party {
                Party::Entity(_) => continue,
                Party::Product(_) => "product",
                Party::Item(_) => "item",
            };
            others.insert(party.to_string(), (name, kind));
        }
    }
    nodes.extend(
        others
            .into_iter()
            .map(|(id, (name, kind))| Node { id, name, kind }),
    );
    nodes
}

/// How an edge is told: solid where its evidence is accepted.
fn is_proved(r: &RelationEntry) -> bool {
    r.worth == "accepted"
}

/// GEXF 1.3, which Gephi reads.
pub fn gexf(case: &Investigation) -> String {
    let nodes = nodes(case);
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n",
    );
    let _ = write!(
        out,
        "<meta><creator>{}</creator><description>{}{}</description></meta>\n<graph defaultedgetype=\"directed\">\n<attributes class=\"node\"><attribute id=\"kind\" title=\"kind\" type=\"string\"/></attributes>\n<attributes class=\"edge\"><attribute id=\"worth\" title=\"evidence\" type=\"string\"/><attribute id=\"since\" title=\"since\" type=\"string\"/></attributes>\n<nodes>\n",
        xml(&case.software),
        xml(&case.case_name),
        if case.one_person {
            format!("; {}", model::investigation::ONE_PERSON)
        } else {
            String::new()
        }
    );
    let known: std::collections::BTreeSet<&str> = nodes.iter().map(|n| n.id.as_str()).collect();
    for n in &nodes {
        let _ = writeln!(
            out,
            "<node id=\"{}\" label=\"{}\"><attvalues><attvalue for=\"kind\" value=\"{}\"/></attvalues></node>",
            xml(&n.id),
            xml(n.name),
            xml(n.kind)
        );
    }
    out.push_str("</nodes>\n<edges>\n");
    for r in &case.relations {
        let (from, to) = (r.fields.from.to_string(), r.fields.to.to_string());
        if !known.contains(from.as_str()) || !known.contains(to.as_str()) {
            continue;
        }
        let worth = if r.evidence.is_empty() {
            "none"
        } else {
            r.worth
        };
        let since = r.fields.since.as_ref().map_or("", |d| d.words());
        let _ = writeln!(
            out,
            "<edge id=\"{}\" source=\"{}\" target=\"{}\" label=\"{}\"><attvalues><attvalue for=\"worth\" value=\"{worth}\"/><attvalue for=\"since\" value=\"{}\"/></attvalues></edge>",
            xml(&r.id),
            xml(&from),
            xml(&to),
            r.fields.kind.word(),
            xml(since)
        );
    }
    out.push_str("</edges>\n</graph>\n</gexf>\n");
    out
}

/// The graph as a picture, for a page or on its own; colours come from the classes `node`, `edge`
/// and the kinds, with a plain look of its own. `None` where nothing is related.
pub fn svg(case: &Investigation, standalone: bool) -> Option<String> {
    let all = nodes(case);
    let mut degree: BTreeMap<String, usize> = BTreeMap::new();
    for r in &case.relations {
        for party in [&r.fields.from, &r.fields.to] {
            *degree.entry(party.to_string()).or_default() += 1;
        }
    }
    let mut shown: Vec<&Node<'_>> = all.iter().filter(|n| degree.contains_key(&n.id)).collect();
    if shown.is_empty() {
        return None;
    }
    shown.sort_by_key(|n| (std::cmp::Reverse(degree[&n.id]), n.name, n.id.clone()));
    let left_out = shown.len().saturating_sub(MOST_DRAWN);
    shown.truncate(MOST_DRAWN);
    let place: BTreeMap<&str, usize> = shown
        .iter()
        .enumerate()
        .map(|(i, n)| (n.id.as_str(), i))
        .collect();
    let edges: Vec<(usize, usize, &RelationEntry)> = case
        .relations
        .iter()
        .filter_map(|r| {
            let from = place.get(r.fields.from.to_string().as_str())?;
            let to = place.get(r.fields.to.to_string().as_str())?;
            Some((*from, *to, r))
        })
        .collect();
    let (width, height) = (960.0, 260.0 + 34.0 * shown.len() as f64);
    let height = height.min(900.0);
    let pairs: Vec<(usize, usize)> = edges.iter().map(|(a, b, _)| (*a, *b)).collect();
    let at = layout(shown.len(), &pairs, width, height);
    Some(draw(
        &shown,
        &edges,
        &at,
        (width, height),
        left_out,
        standalone,
    ))
}

fn draw(
    nodes: &[&Node<'_>],
    edges: &[(usize, usize, &RelationEntry)],
    at: &[(f64, f64)],
    (width, height): (f64, f64),
    left_out: usize,
    standalone: bool,
) -> String {
    let space = if standalone {
        " xmlns=\"http://www.w3.org/2000/svg\""
    } else {
        ""
    };
    let mut out = format!(
        "<svg{space} class=\"graph\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"Graph of companies, products and places\" font-family=\"sans-serif\" font-size=\"13\">\n<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\" fill=\"#777\"/></marker></defs>\n"
    );
    for (a, b, r) in edges {
        let ((x1, y1), (x2, y2)) = (at[*a], at[*b]);
        let (dx, dy) = (x2 - x1, y2 - y1);
        let length = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / length, dy / length);
        let dash = if is_proved(r) {
            ""
        } else {
            " stroke-dasharray=\"5 5\""
        };
        let _ = writeln!(
            out,
            "<line class=\"edge\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#777\" stroke-width=\"1.6\"{dash} marker-end=\"url(#arrow)\"/>\n<text class=\"edge-label\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#777\">{}</text>",
            x1 + ux * 9.0,
            y1 + uy * 9.0,
            x2 - ux * 11.0,
            y2 - uy * 11.0,
            x1 + dx * 0.5,
            y1 + dy * 0.5 - 4.0,
            xml(&r.fields.kind.word().replace('-', " "))
        );
    }
    for (n, (x, y)) in nodes.iter().zip(at) {
        let short: String = n.name.chars().take(34).collect();
        let more = if n.name.chars().count() > 34 {
            "…"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<g class=\"node {}\"><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"8\" fill=\"{}\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"currentColor\">{}{more}</text><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#777\">{}</text></g>",
            n.kind,
            colour(n.kind),
            y + 23.0,
            xml(&short),
            y + 36.0,
            n.kind
        );
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "<text x=\"8\" y=\"{:.0}\" font-size=\"11\" fill=\"#777\">{left_out} more are in the tables</text>",
            height - 8.0
        );
    }
    out.push_str("</svg>\n");
    out
}

/// Told apart without colour, too: the kind is written below each name.
fn colour(kind: &str) -> &'static str {
    match kind {
        "company" => "#c2571a",
        "body" | "role" => "#2f6fb0",
        "site" | "programme" => "#3b8454",
        "product" | "component" | "system" => "#8a5bb0",
        _ => "#888888",
    }
}

/// Places of nodes: they push each other away, and edges pull (Fruchterman and Reingold 1991).
fn layout(n: usize, edges: &[(usize, usize)], width: f64, height: f64) -> Vec<(f64, f64)> {
    let (margin_x, margin_y) = (110.0, 40.0);
    let mut at: Vec<(f64, f64)> = (0..n)
        .map(|i| {
            // A sunflower: even, and the same every time.
            let (r, angle) = (((i as f64 + 0.5) / n as f64).sqrt(), i as f64 * 2.399_963);
            (
                width / 2.0 + r * angle.cos() * (width / 2.0 - margin_x),
                height / 2.0 + r * angle.sin() * (height / 2.0 - margin_y),
            )
        })
        .collect();
    let ideal = 0.75 * ((width * height) / n.max(1) as f64).sqrt();
    for round in 0..ROUNDS {
        let step = 40.0 * (1.0 - round as f64 / ROUNDS as f64) + 0.5;
        let mut moves = vec![(0.0, 0.0); n];
        for i in 0..n {
            for j in i + 1..n {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let d = dx.hypot(dy).max(1.0);
                let push = ideal * ideal / d;
                let (fx, fy) = (dx / d * push, dy / d * push);
                moves[i].0 += fx;
                moves[i].1 += fy;
                moves[j].0 -= fx;
                moves[j].1 -= fy;
            }
        }
        for (a, b) in edges {
            let (dx, dy) = (at[*a].0 - at[*b].0, at[*a].1 - at[*b].1);
            let d = dx.hypot(dy).max(1.0);
            let pull = d * d / ideal;
            let (fx, fy) = (dx / d * pull, dy / d * pull);
            moves[*a].0 -= fx;
            moves[*a].1 -= fy;
            moves[*b].0 += fx;
            moves[*b].1 += fy;
        }
        for (p, (mx, my)) in at.iter_mut().zip(&moves) {
            let d = mx.hypot(*my).max(1e-9);
            let go = d.min(step);
            p.0 = (p.0 + mx / d * go).clamp(margin_x, width - margin_x);
            p.1 = (p.1 + my / d * go).clamp(margin_y, height - margin_y - 10.0);
        }
    }
    at
}
