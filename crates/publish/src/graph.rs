//! The graph of entities and relations, as GEXF 1.3 and as SVG. The layout is a spring layout
//! (Fruchterman and Reingold 1991) from fixed beginnings: the same case gives the same picture.

use std::collections::BTreeMap;
use std::fmt::Write;

use model::Party;
use model::investigation::{Investigation, RelationEntry};

use crate::dossier::words::{put, t};
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
    let widths: Vec<f64> = shown.iter().map(|n| label_width(n.name)).collect();
    let at = layout(&widths, &pairs, width, height);
    let drawn = draw(&shown, &edges, &at, (width, height), left_out, standalone);
    if !(standalone && case.one_person) {
        return Some(drawn);
    }
    // A picture that goes alone says itself what the page around it would say.
    let said = format!(
        "<text x=\"{:.0}\" y=\"16\" text-anchor=\"end\" font-size=\"11\" fill=\"#777\">{}</text>\n</svg>",
        width - 8.0,
        xml(model::investigation::ONE_PERSON)
    );
    Some(drawn.replacen("</svg>", &said, 1))
}

/// Letters of a name that are drawn.
const LONGEST_LABEL: usize = 34;

/// Lines run under words, not through them: on a page the style gives its own ground.
const HALO: &str =
    " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"4\" stroke-linejoin=\"round\"";

/// Where words stand: their middle, and how wide and high they are.
struct Label {
    x: f64,
    y: f64,
    wide: f64,
    high: f64,
}

impl Label {
    /// A node with its name and kind below it.
    fn of_node(name: &str, x: f64, y: f64) -> Self {
        let (wide, high) = (label_width(name), 48.0);
        Self {
            x,
            y: y + 15.0,
            wide,
            high,
        }
    }

    fn overlap(&self, other: &Self) -> f64 {
        let across = (self.wide + other.wide) / 2.0 - (self.x - other.x).abs();
        let down = (self.high + other.high) / 2.0 - (self.y - other.y).abs();
        across.max(0.0) * down.max(0.0)
    }

    /// The baseline's middle of an edge's words: on the edge, near its middle, where they cover
    /// least of what is written already. They are added to it.
    fn place(
        all: &mut Vec<Self>,
        words: &str,
        (x1, y1): (f64, f64),
        (x2, y2): (f64, f64),
        lower: f64,
    ) -> (f64, f64) {
        let (wide, high) = (6.2 * words.chars().count() as f64, 12.0);
        let at = |share: f64| {
            let (x, y) = (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share + lower);
            Self { x, y, wide, high }
        };
        let covered = |l: &Self| all.iter().map(|o| l.overlap(o)).sum::<f64>();
        let shares = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];
        let mut best = at(shares[0]);
        for share in &shares[1..] {
            let other = at(*share);
            if covered(&other) < covered(&best) {
                best = other;
            }
        }
        let place = (best.x, best.y + 4.0);
        all.push(best);
        place
    }
}

/// About as wide as the letters of a sans-serif of 13 pixels are.
fn label_width(name: &str) -> f64 {
    7.2 * name.chars().count().clamp(6, LONGEST_LABEL + 1) as f64
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
        "<svg{space} class=\"graph\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{}\" font-family=\"sans-serif\" font-size=\"13\">\n<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\" fill=\"#777\"/></marker></defs>\n",
        xml(&t("Graph of companies, products and places"))
    );
    if standalone {
        out.push_str("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    }
    let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut words: Vec<Label> = nodes
        .iter()
        .zip(at)
        .map(|(n, (x, y))| Label::of_node(n.name, *x, *y))
        .collect();
    for (a, b, r) in edges {
        // Two ties of the same two are written below each other.
        let nth = between.entry((*a.min(b), *a.max(b))).or_default();
        let lower = 12.0 * *nth as f64;
        *nth += 1;
        let ((x1, y1), (x2, y2)) = (at[*a], at[*b]);
        let kind = t(r.fields.kind.words());
        let (lx, ly) = Label::place(&mut words, &kind, (x1, y1), (x2, y2), lower);
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
            "<line class=\"edge\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#777\" stroke-width=\"1.6\"{dash} marker-end=\"url(#arrow)\"/>\n<text class=\"edge-label\"{HALO} x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#777\">{}</text>",
            x1 + ux * 9.0,
            y1 + uy * 9.0,
            x2 - ux * 11.0,
            y2 - uy * 11.0,
            lx,
            ly,
            xml(&kind)
        );
    }
    for (n, (x, y)) in nodes.iter().zip(at) {
        let short: String = n.name.chars().take(LONGEST_LABEL).collect();
        let more = if n.name.chars().count() > LONGEST_LABEL {
            "…"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<g class=\"node {}\"><circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"8\" fill=\"{}\"/><text{HALO} x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"currentColor\">{}{more}</text><text{HALO} x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#777\">{}</text></g>",
            n.kind,
            colour(n.kind),
            y + 23.0,
            xml(&short),
            y + 36.0,
            t(n.kind)
        );
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "<text x=\"8\" y=\"{:.0}\" font-size=\"11\" fill=\"#777\">{}</text>",
            height - 8.0,
            put("{0} more are in the tables", &[&left_out.to_string()])
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

/// Places of nodes: they push each other away, and edges pull (Fruchterman and Reingold 1991), as
/// does the middle, so that parts without a tie stay near. Then the picture is filled, and labels
/// (`widths`) are moved off each other.
fn layout(widths: &[f64], edges: &[(usize, usize)], width: f64, height: f64) -> Vec<(f64, f64)> {
    let n = widths.len();
    let mut at: Vec<(f64, f64)> = (0..n)
        .map(|i| {
            // A sunflower: even, and the same every time.
            let (r, angle) = (((i as f64 + 0.5) / n as f64).sqrt(), i as f64 * 2.399_963);
            (
                width / 2.0 * (1.0 + 0.8 * r * angle.cos()),
                height / 2.0 * (1.0 + 0.8 * r * angle.sin()),
            )
        })
        .collect();
    let ideal = 0.8 * ((width * height) / n.max(1) as f64).sqrt();
    for round in 0..ROUNDS {
        let step = 40.0 * (1.0 - round as f64 / ROUNDS as f64) + 0.5;
        let moves = forces(&at, edges, ideal, (width / 2.0, height / 2.0));
        for (p, (mx, my)) in at.iter_mut().zip(&moves) {
            let d = mx.hypot(*my).max(1e-9);
            let go = d.min(step);
            *p = (p.0 + mx / d * go, p.1 + my / d * go);
        }
    }
    fill(&mut at, widths, width, height);
    apart(&mut at, widths, width, height);
    at
}

fn forces(
    at: &[(f64, f64)],
    edges: &[(usize, usize)],
    ideal: f64,
    middle: (f64, f64),
) -> Vec<(f64, f64)> {
    let mut moves: Vec<(f64, f64)> = at
        .iter()
        .map(|p| ((middle.0 - p.0) * 0.12, (middle.1 - p.1) * 0.12))
        .collect();
    for i in 0..at.len() {
        for j in i + 1..at.len() {
            let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
            let d = dx.hypot(dy).max(1.0);
            // Far ones don't: parts without a tie would flee to the corners.
            if d > 1.8 * ideal {
                continue;
            }
            let push = ideal * ideal / d;
            let (fx, fy) = (dx / d * push, dy / d * push);
            moves[i] = (moves[i].0 + fx, moves[i].1 + fy);
            moves[j] = (moves[j].0 - fx, moves[j].1 - fy);
        }
    }
    for (a, b) in edges {
        let (dx, dy) = (at[*a].0 - at[*b].0, at[*a].1 - at[*b].1);
        let d = dx.hypot(dy).max(1.0);
        let pull = d * d / ideal;
        let (fx, fy) = (dx / d * pull, dy / d * pull);
        moves[*a] = (moves[*a].0 - fx, moves[*a].1 - fy);
        moves[*b] = (moves[*b].0 + fx, moves[*b].1 + fy);
    }
    moves
}

/// Room of a node and the two lines below it.
const ABOVE: f64 = 12.0;
const BELOW: f64 = 42.0;

fn fill(at: &mut [(f64, f64)], widths: &[f64], width: f64, height: f64) {
    let most = widths.iter().copied().fold(0.0, f64::max) / 2.0 + 4.0;
    let stretch = |values: Vec<f64>, from: f64, to: f64| -> Vec<f64> {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let k = (to - from) / (high - low).max(1.0);
        values.iter().map(|v| from + (v - low) * k).collect()
    };
    let xs = stretch(at.iter().map(|p| p.0).collect(), most, width - most);
    let ys = stretch(at.iter().map(|p| p.1).collect(), ABOVE, height - BELOW);
    for (p, (x, y)) in at.iter_mut().zip(xs.into_iter().zip(ys)) {
        *p = (x, y);
    }
}

/// Moves nodes whose labels lie on each other apart, along the shorter way.
fn apart(at: &mut [(f64, f64)], widths: &[f64], width: f64, height: f64) {
    for _ in 0..400 {
        let mut moved = false;
        for i in 0..at.len() {
            for j in i + 1..at.len() {
                let (dx, dy) = (at[j].0 - at[i].0, at[j].1 - at[i].1);
                let over_x = (widths[i] + widths[j]) / 2.0 + 8.0 - dx.abs();
                let over_y = ABOVE + BELOW - dy.abs();
                if over_x <= 0.0 || over_y <= 0.0 {
                    continue;
                }
                moved = true;
                let half = 0.5 * if over_y < over_x { over_y } else { over_x } + 0.5;
                if over_y < over_x {
                    let sign = if dy < 0.0 { -1.0 } else { 1.0 };
                    at[i].1 -= sign * half;
                    at[j].1 += sign * half;
                } else {
                    let sign = if dx < 0.0 { -1.0 } else { 1.0 };
                    at[i].0 -= sign * half;
                    at[j].0 += sign * half;
                }
            }
        }
        for (p, w) in at.iter_mut().zip(widths) {
            let side = (w / 2.0 + 4.0).min(width / 2.0);
            *p = (
                p.0.clamp(side, width - side),
                p.1.clamp(ABOVE, height - BELOW),
            );
        }
        if !moved {
            break;
        }
    }
}
