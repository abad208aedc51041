//! Boosted decision trees (Friedman 2001) that weigh the measures of a quad. They were grown on
//! generated footage by `train/screens.py`; where a measure can only speak for a display, or only
//! against it, every tree was held to that.

use std::sync::OnceLock;

use super::judge::{MEASURES, Measures, RING_DARK};

/// One line a tree, nodes apart by `;`: `measure,threshold,left,right`, or a leaf's value. The
/// first line is the constant.
const GROWN: &str = include_str!("trees.txt");
/// The same for quads that are higher than wide, grown on phones in hands and what else is so.
const UPRIGHT: &str = include_str!("upright.txt");
/// The same for quads in a light ring, grown on displays in white, grey and silver bezels and what
/// else is so. An even ring, an even bezel and an outer edge all along were held to speak for a
/// display, and odd proportions and edges that go on against one.
const LIGHT: &str = include_str!("light.txt");
/// How dark a ring is, 0 to 1, below which it is light.
const LEAST_DARK: f64 = 0.5;

enum Node {
    /// Goes left up to and including the threshold.
    Split {
        measure: usize,
        threshold: f64,
        left: usize,
        right: usize,
    },
    Leaf(f64),
}

struct Forest {
    constant: f64,
    trees: Vec<Vec<Node>>,
}

/// Whether a quad with these measures is weighed as one in a light ring, unless it stands upright.
pub fn is_light(measures: &Measures) -> bool {
    measures[RING_DARK] < LEAST_DARK
}

/// How much a quad with these measures looks like a display, 0 to 1; `upright` where it is higher
/// than wide.
pub fn score(measures: &Measures, upright: bool) -> f64 {
    static FORESTS: [OnceLock<Forest>; 3] = [const { OnceLock::new() }; 3];
    let (kind, grown) = match upright {
        true => (1, UPRIGHT),
        false if is_light(measures) => (2, LIGHT),
        false => (0, GROWN),
    };
    let forest = FORESTS[kind].get_or_init(|| read(grown));
    let sum: f64 = forest.trees.iter().map(|t| value(t, measures)).sum();
    1.0 / (1.0 + (-(sum + forest.constant)).exp())
}

fn value(tree: &[Node], measures: &Measures) -> f64 {
    let mut at = 0;
    // A tree is never deeper than it has nodes.
    for _ in 0..=tree.len() {
        match tree.get(at) {
            Some(Node::Leaf(value)) => return *value,
            Some(Node::Split {
                measure,
                threshold,
                left,
                right,
            }) => {
                at = if measures[*measure] <= *threshold {
                    *left
                } else {
                    *right
                };
            }
            None => break,
        }
    }
    0.0
}

fn read(text: &str) -> Forest {
    let mut lines = text.lines();
    let constant = lines.next().and_then(|l| l.trim().parse().ok());
    Forest {
        constant: constant.unwrap_or(0.0),
        trees: lines
            .map(|l| l.split(';').filter_map(node).collect())
            .collect(),
    }
}

fn node(text: &str) -> Option<Node> {
    let parts: Vec<&str> = text.trim().split(',').collect();
    match parts[..] {
        [value] => Some(Node::Leaf(value.parse().ok()?)),
        [measure, threshold, left, right] => Some(Node::Split {
            measure: measure.parse().ok().filter(|m| *m < MEASURES)?,
            threshold: threshold.parse().ok()?,
            left: left.parse().ok()?,
            right: right.parse().ok()?,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_of_the_grown_trees_is_read() {
        for grown in [GROWN, UPRIGHT, LIGHT] {
            let forest = read(grown);
            let nodes: usize = forest.trees.iter().map(Vec::len).sum();
            assert_eq!(nodes, grown.matches(';').count() + forest.trees.len());
            assert!(forest.trees.len() > 10);
            for tree in &forest.trees {
                for n in tree {
                    if let Node::Split { left, right, .. } = n {
                        assert!(*left < tree.len() && *right < tree.len());
                    }
                }
            }
        }
    }
}
