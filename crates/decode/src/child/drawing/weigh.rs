//! How much a drawing expands to, by its XML alone, before it is made into shapes: what is used
//! again, patterns, masks, clips, filters and markers are each counted where they are referred to.

use std::collections::{BTreeMap, BTreeSet};

use resvg::usvg::roxmltree::{Document, Node};

/// Elements, each counted as often as it comes to be.
const MOST: u64 = 400_000;
/// Elements in elements, and what they refer to within.
const DEEPEST: usize = 300;
/// Text of entities, times how often any is named.
const MOST_ENTITIES: usize = 8 << 20;

/// What of a drawing is not drawn.
#[derive(Default)]
pub struct Told {
    /// Places with words.
    pub words: usize,
    /// Pictures and parts that lie elsewhere.
    pub elsewhere: usize,
    /// Parts of pages (HTML) within it.
    pub foreign: usize,
}

impl Told {
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.words > 0 {
            notes.push(format!(
                "{} words or lines in a drawing (SVG) are not drawn: their typefaces are not at hand",
                self.words
            ));
        }
        if self.elsewhere > 0 {
            notes.push(format!(
                "{} pictures or parts of a drawing (SVG) are not in it; they are never fetched",
                self.elsewhere
            ));
        }
        if self.foreign > 0 {
            notes.push(format!(
                "{} parts of a drawing (SVG) are pages in it and are not drawn",
                self.foreign
            ));
        }
        notes
    }
}

/// Whether entities of the document's own stand for others, or for very much.
pub fn has_nested_entities(text: &str) -> bool {
    let mut sum = 0usize;
    let mut rest = text;
    let mut nested = false;
    while let Some(at) = rest.find("<!ENTITY") {
        rest = &rest[at + "<!ENTITY".len()..];
        let end = rest.find('>').unwrap_or(rest.len());
        let value = &rest[..end];
        sum += value.len();
        nested |= value.contains('&') || value.contains('%');
    }
    nested || sum > 0 && sum.saturating_mul(text.matches('&').count()) > MOST_ENTITIES
}

/// What is told of a drawing, where it is none that expands without end.
pub fn weigh(document: &Document<'_>) -> Option<Told> {
    let mut scales = Scales::of(document);
    let all = scales.weight(document.root_element(), 0)?;
    let lines = scales.lines.saturating_mul(scales.markers()?);
    // Marks stand at every corner of a line, and lines are used again.
    let again = all / scales.elements.max(1) + 1;
    (all <= MOST && lines.saturating_mul(again) <= MOST).then(|| told(document))
}

struct Scales<'d, 'i> {
    by_id: BTreeMap<&'d str, Node<'d, 'i>>,
    /// What rules of style refer to: by class, and for any element.
    classes: BTreeMap<String, BTreeSet<String>>,
    anywhere: BTreeSet<String>,
    known: BTreeMap<u32, u64>,
    open: BTreeSet<u32>,
    elements: u64,
    /// Corners of all lines, at the very most; none where no line has marks.
    lines: u64,
}

impl<'d, 'i> Scales<'d, 'i> {
    fn of(document: &'d Document<'i>) -> Self {
        let mut scales = Self {
            by_id: BTreeMap::new(),
            classes: BTreeMap::new(),
            anywhere: BTreeSet::new(),
            known: BTreeMap::new(),
            open: BTreeSet::new(),
            elements: 0,
            lines: 0,
        };
        let mut corners = 0u64;
        for node in document.descendants().filter(Node::is_element) {
            scales.elements += 1;
            if let Some(id) = node.attribute("id") {
                scales.by_id.entry(id).or_insert(node);
            }
            for name in ["d", "points"] {
                corners += node.attribute(name).map_or(0, |v| v.len() as u64 / 3 + 1);
            }
            if node.tag_name().name() == "style" {
                let texts = node.descendants().filter_map(|n| n.text());
                scales.rules(&texts.collect::<String>());
            }
        }
        if document
            .descendants()
            .any(|n| n.tag_name().name() == "marker")
        {
            scales.lines = corners;
        }
        scales
    }

    /// Rules that refer to something; selectors of anything but classes count for all elements.
    fn rules(&mut self, css: &str) {
        for rule in css.split('}') {
            let Some((selectors, body)) = rule.rsplit_once('{') else {
                continue;
            };
            let wanted = referred(body);
            if wanted.is_empty() {
                continue;
            }
            for selector in selectors.split(',') {
                let class = selector.trim().strip_prefix('.');
                let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
                match class.filter(|c| !c.is_empty() && c.chars().all(plain)) {
                    Some(class) => {
                        let known = self.classes.entry(class.to_owned()).or_default();
                        known.extend(wanted.iter().cloned());
                    }
                    None => self.anywhere.extend(wanted.iter().cloned()),
                }
            }
        }
    }

    /// Elements that a node comes to; `None` where it refers to itself, or is too deep.
    fn weight(&mut self, node: Node<'d, 'i>, depth: usize) -> Option<u64> {
        if let Some(known) = self.known.get(&node.id().get()) {
            return Some(*known);
        }
        if depth > DEEPEST || !self.open.insert(node.id().get()) {
            return None;
        }
        let mut weight = 1u64;
        for child in node.children().filter(Node::is_element) {
            weight = weight.saturating_add(self.weight(child, depth + 1)?);
        }
        for id in self.references(node) {
            let Some(target) = self.by_id.get(id.as_str()).copied() else {
                continue;
            };
            // Colours that run into each other have no shapes of their own.
            let plain = matches!(
                target.tag_name().name(),
                "linearGradient" | "radialGradient"
            );
            if !plain {
                weight = weight.saturating_add(self.weight(target, depth + 1)?);
            }
        }
        self.open.remove(&node.id().get());
        self.known.insert(node.id().get(), weight);
        Some(weight)
    }

    /// Ids of what an element refers to. What is used again may stand around the one that uses it
    /// in drawings that are broken; those are refused.
    fn references(&self, node: Node<'d, 'i>) -> Vec<String> {
        let mut ids = Vec::new();
        let style = matches!(node.tag_name().name(), "style" | "a" | "script");
        for attribute in node.attributes().filter(|_| !style) {
            let (name, value) = (attribute.name(), attribute.value());
            if name == "href" {
                ids.extend(value.strip_prefix('#').map(str::to_owned));
            } else if name == "class" {
                for class in value.split_whitespace() {
                    ids.extend(self.classes.get(class).into_iter().flatten().cloned());
                }
            } else if value.contains("url(") && !name.starts_with("marker") {
                ids.extend(referred(value));
            }
        }
        let shape = !matches!(
            node.tag_name().name(),
            "style" | "defs" | "stop" | "linearGradient" | "radialGradient" | "svg"
        );
        if shape {
            ids.extend(self.anywhere.iter().cloned());
        }
        ids
    }

    /// The weight of the heaviest mark of lines.
    fn markers(&mut self) -> Option<u64> {
        if self.lines == 0 {
            return Some(0);
        }
        let all: Vec<Node<'d, 'i>> = self
            .by_id
            .values()
            .filter(|n| n.tag_name().name() == "marker")
            .copied()
            .collect();
        let mut most = 0;
        for marker in all {
            most = most.max(self.weight(marker, 0)?);
        }
        Some(most)
    }
}

/// Ids within `url(#…)`.
fn referred(text: &str) -> BTreeSet<String> {
    let pieces = text.split("url(").skip(1);
    pieces
        .filter_map(|p| {
            let inner = &p[..p.find(')')?];
            let inner = inner.trim().trim_matches(['"', '\'']);
            inner.strip_prefix('#').map(str::to_owned)
        })
        .collect()
}

fn told(document: &Document<'_>) -> Told {
    let mut told = Told::default();
    for node in document.descendants().filter(Node::is_element) {
        let text = |n: Node<'_, '_>| {
            let mut all = n.descendants().filter_map(|d| d.text());
            all.any(|t| !t.trim().is_empty())
        };
        let href = || node.attributes().find(|a| a.name() == "href");
        match node.tag_name().name() {
            "text" => told.words += usize::from(text(node)),
            "foreignObject" => told.foreign += 1,
            "image" | "feImage" | "use" => {
                let elsewhere = href().is_some_and(|h| {
                    let value = h.value().trim();
                    !value.starts_with('#') && !value.starts_with("data:") && !value.is_empty()
                });
                told.elsewhere += usize::from(elsewhere);
            }
            _ => {}
        }
    }
    told
}
