//! The graph of entities: one column a kind, in the order in which influence runs; rows ordered so
//! that lines cross little; all of it, or what is near one of them. Drawn on the server, the same
//! for everybody; every line leads to its proof.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};
use model::{EntityKind, Party};
use publish::visible_plain;
use review::book::{Book, Relation};
use review::evidence::{Evidence, Worth};

use super::companies::kind;
use super::relations::relation_word;
use crate::web::ctx::Ctx;

const WIDTH: usize = 172;
const HEIGHT: usize = 30;
const ACROSS: usize = 252;
const DOWN: usize = 44;
const TOP: usize = 34;
/// Sweeps that put rows beside what they are tied to.
const SWEEPS: usize = 6;
/// Characters of a name that fit.
const LONGEST: usize = 22;

/// Which column a party stands in.
fn column(book: &Book, party: &Party) -> usize {
    let Party::Entity(id) = party else {
        return if matches!(party, Party::Product(_)) {
            2
        } else {
            6
        };
    };
    match book.entity_named(id).map(|e| e.fields.kind) {
        Some(EntityKind::Role | EntityKind::Contract | EntityKind::Event | EntityKind::Post)
        | None => 0,
        Some(EntityKind::Company) => 1,
        Some(EntityKind::Component) => 3,
        Some(EntityKind::System | EntityKind::Programme) => 4,
        Some(EntityKind::Site) => 5,
        Some(EntityKind::Body) => 6,
    }
}

/// The part of the graph that is within some relations of one entity.
pub struct Near<'a> {
    /// Its whole id.
    pub entity: &'a str,
    pub steps: usize,
}

impl Near<'_> {
    fn parties(&self, book: &Book) -> BTreeSet<Party> {
        let mut near = BTreeSet::from([Party::Entity(self.entity.to_owned())]);
        for _ in 0..self.steps {
            let ends = book
                .relations
                .values()
                .map(|r| [&r.fields.from, &r.fields.to]);
            let next = ends.filter(|ends| ends.iter().any(|end| near.contains(*end)));
            let next: Vec<Party> = next.flatten().cloned().collect();
            near.extend(next);
        }
        near
    }
}

struct Graph<'a> {
    parties: Vec<Party>,
    /// Column and row of each.
    at: BTreeMap<Party, (usize, usize)>,
    edges: Vec<&'a Relation>,
    rows: usize,
    columns: usize,
}

impl<'a> Graph<'a> {
    fn of(book: &'a Book, near: Option<&Near<'_>>) -> Self {
        let mut parties: Vec<Party> = book
            .entities
            .keys()
            .map(|id| Party::Entity(id.clone()))
            .collect();
        for r in book.relations.values() {
            for end in [&r.fields.from, &r.fields.to] {
                if !parties.contains(end) {
                    parties.push(end.clone());
                }
            }
        }
        let mut edges: Vec<&Relation> = book.relations.values().collect();
        if let Some(near) = near {
            let near = near.parties(book);
            parties.retain(|p| near.contains(p));
            edges.retain(|r| near.contains(&r.fields.from) && near.contains(&r.fields.to));
        }
        parties.sort_by_key(|p| book.name(p).to_lowercase());
        let mut columns: Vec<Vec<Party>> = vec![Vec::new(); 7];
        for party in &parties {
            columns[column(book, party)].push(party.clone());
        }
        columns.retain(|c| !c.is_empty());
        for sweep in 0..SWEEPS {
            let places = places(&columns);
            let order: Vec<usize> = if sweep % 2 == 0 {
                (0..columns.len()).collect()
            } else {
                (0..columns.len()).rev().collect()
            };
            for c in order {
                columns[c].sort_by(|a, b| {
                    centre(a, &edges, &places).total_cmp(&centre(b, &edges, &places))
                });
            }
        }
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        Self {
            at: places(&columns),
            columns: columns.len(),
            parties,
            edges,
            rows,
        }
    }

    fn corner(&self, party: &Party) -> (usize, usize) {
        let (column, row) = self.at.get(party).copied().unwrap_or((0, 0));
        (column * ACROSS + 4, TOP + row * DOWN)
    }
}

fn places(columns: &[Vec<Party>]) -> BTreeMap<Party, (usize, usize)> {
    let all = columns.iter().enumerate();
    all.flat_map(|(c, rows)| {
        rows.iter()
            .enumerate()
            .map(move |(r, p)| (p.clone(), (c, r)))
    })
    .collect()
}

/// The mean row of what a party is tied to; its own where it is tied to nothing.
fn centre(party: &Party, edges: &[&Relation], places: &BTreeMap<Party, (usize, usize)>) -> f64 {
    let own = places.get(party).map_or(0.0, |(_, row)| *row as f64);
    let others = edges.iter().filter_map(|r| {
        let other = if r.fields.from == *party {
            &r.fields.to
        } else if r.fields.to == *party {
            &r.fields.from
        } else {
            return None;
        };
        places.get(other).map(|(_, row)| *row as f64)
    });
    let rows: Vec<f64> = others.collect();
    if rows.is_empty() {
        own
    } else {
        rows.iter().sum::<f64>() / rows.len() as f64
    }
}

/// Of a file's path its name.
fn last_part<'a>(name: &'a str, party: &Party) -> &'a str {
    let file = matches!(party, Party::Item(_)).then(|| name.rsplit('/').next());
    file.flatten().unwrap_or(name)
}

fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return visible_plain(name);
    }
    let start: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", visible_plain(&start))
}

fn to(party: &Party) -> String {
    match party {
        Party::Entity(id) => format!("/entity/{id}"),
        Party::Product(name) => format!("/references#p-{}", crate::web::urls::part(name)),
        Party::Item(item) => format!("/video/{}", item.short()),
    }
}

fn what(ctx: &Ctx, book: &Book, party: &Party) -> String {
    match party {
        Party::Entity(id) => book
            .entity_named(id)
            .map_or_else(String::new, |e| kind(ctx, e.fields.kind)),
        Party::Product(_) => ctx.t("col-product"),
        Party::Item(_) => ctx.t("col-file"),
    }
}

/// The graph, or the part of it that is near an entity.
pub fn drawn(ctx: &Ctx, book: &Book, evidence: &Evidence, near: Option<&Near<'_>>) -> Markup {
    let graph = Graph::of(book, near);
    let middle = near.map(|near| Party::Entity(near.entity.to_owned()));
    let (w, h) = (
        graph.columns * ACROSS - (ACROSS - WIDTH) + 8,
        TOP + graph.rows * DOWN,
    );
    html! {
        div.scroll.graph tabindex="0" role="region" aria-label=(ctx.t("graph")) {
            svg width=(w) height=(h) viewBox=(format!("0 0 {w} {h}")) {
                @for r in &graph.edges { (edge(ctx, book, evidence, &graph, r)) }
                @for p in &graph.parties {
                    @let (x, y) = graph.corner(p);
                    a data-party=(p) href=(to(p)) {
                        title { (visible_plain(&evidence.party_name(book, p))) " · " (what(ctx, book, p)) }
                        rect.node.middle[middle.as_ref() == Some(p)] x=(x) y=(y) width=(WIDTH) height=(HEIGHT) rx="4" {}
                        text x=(x + 8) y=(y + 19) { (short(last_part(&evidence.party_name(book, p), p))) }
                    }
                }
            }
        }
        p.small.soft { (ctx.t("graph-what")) }
    }
}

/// Dashed where nothing accepted proves it.
fn edge(ctx: &Ctx, book: &Book, evidence: &Evidence, graph: &Graph<'_>, r: &Relation) -> Markup {
    let ((x0, y0), (x1, y1)) = (graph.corner(&r.fields.from), graph.corner(&r.fields.to));
    let (y0, y1) = (y0 + HEIGHT / 2, y1 + HEIGHT / 2);
    // From the side that faces the other; two of one column bow out to the right.
    let path = if x0 == x1 {
        let x = x0 + WIDTH;
        format!("M{x} {y0} C{0} {y0} {0} {y1} {x} {y1}", x + 70)
    } else {
        let (from, into) = if x0 < x1 {
            (x0 + WIDTH, x1)
        } else {
            (x0, x1 + WIDTH)
        };
        let middle = from.midpoint(into);
        format!("M{from} {y0} C{middle} {y0} {middle} {y1} {into} {y1}")
    };
    let proved = evidence.relation_worth(book, r) == Worth::Accepted;
    let word = relation_word(ctx, r.fields.kind);
    let said = format!(
        "{} {word} {}",
        evidence.party_name(book, &r.fields.from),
        evidence.party_name(book, &r.fields.to)
    );
    html! {
        a.edge data-from=(r.fields.from) data-to=(r.fields.to) href=(format!("/relation/{}", r.id)) {
            title { (visible_plain(&said)) }
            path.line.proved[proved] d=(path) {}
            path.hit d=(path) {}
        }
    }
}
