//! Counting wrong characters: read lines are laid on the page by where they are, compared with
//! what stands there, and each character's confidence is held against whether it is right.

use std::collections::BTreeMap;

use model::{Homography, Point, Quad, Reading, Size, Writing};
use stage::TextLine;

use super::How;
use super::decoys::{self, Decoyed};

impl How {
    /// Height of small letters, in pixels of the frame, by which pages are told apart. Below 6 px
    /// is below what is to be read.
    pub const fn higher_from(self) -> f64 {
        match self {
            Self::HardMerged | Self::HardSingle => 6.0,
            _ => 9.0,
        }
    }

    /// The heights below and from there on, as they stand in tables and in JSON.
    pub const fn heights(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::HardMerged | Self::HardSingle => [("4–6 px", "4_to_6"), ("6–7 px", "6_to_7")],
            _ => [("6–9 px", "6_to_9"), ("9–14 px", "9_to_14")],
        }
    }
}

/// What stands on a filmed page.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub lines: &'a [TextLine],
    /// Of the page's picture.
    pub size: Size,
    /// The page in the frame that was read.
    pub quad: Quad,
    pub writing: Writing,
    /// In pixels of the frame.
    pub x_height: f64,
}

/// Wrong characters of so many.
#[derive(Clone, Copy, Default, Debug)]
pub struct Errors {
    pub edits: u64,
    pub chars: u64,
    pub lines: u64,
    pub unread: u64,
    /// Lines that were read where nothing stands.
    pub made_up: u64,
}

/// Confidence held against truth: for each tenth, how many, sum of confidence, how many right.
pub type Reliability = [(u64, f64, u64); 10];

pub struct Counted {
    pub names: Vec<String>,
    /// By writing and whether small letters are as high as [`How::higher_from`] or higher.
    pub errors: BTreeMap<(How, Writing, bool), Errors>,
    /// Of merged pages, by how they were filmed.
    pub reliability: BTreeMap<How, Reliability>,
    /// Planted names at 8 pixels and more, those spotted, and mentions where none stands.
    pub planted: (u64, u64, u64),
    pub seconds: f64,
    /// What was read on merged pages.
    read: Vec<Reading>,
}

impl Counted {
    pub fn new(names: Vec<String>) -> Self {
        Self {
            names,
            errors: BTreeMap::new(),
            reliability: BTreeMap::new(),
            planted: (0, 0, 0),
            seconds: 0.0,
            read: Vec::new(),
        }
    }

    /// How often a name is spotted that stands on none of the pages.
    pub fn decoyed(&self) -> Decoyed {
        decoys::asked(&self.read, &self.names, self.seconds)
    }

    fn entry(&mut self, how: How, page: &Page<'_>) -> &mut Errors {
        self.errors
            .entry((how, page.writing, page.x_height >= how.higher_from()))
            .or_default()
    }

    /// Counts readings of a page.
    pub fn add(&mut self, how: How, page: &Page<'_>, readings: &[Reading]) {
        let mut on: Vec<Vec<(f64, &model::ReadLine)>> = vec![Vec::new(); page.lines.len()];
        let mut made_up = 0;
        let map = Homography::between(&page.quad, &Quad::of_size(page.size));
        for line in readings.iter().flat_map(|r| &r.lines) {
            let Some(at) = map.and_then(|m| m.map(line.quad.centre())) else {
                continue;
            };
            match standing(page.lines, at) {
                Some(n) => on[n].push((at.x, line)),
                None if inside(page.size, at) && line.is_readable() => made_up += 1,
                None => {}
            }
        }
        for (n, mut read) in on.into_iter().enumerate() {
            read.sort_by(|a, b| a.0.total_cmp(&b.0));
            let text: Vec<&str> = read
                .iter()
                .map(|r| r.1.text.as_str())
                .filter(|t| !t.is_empty())
                .collect();
            let truth = plain(&page.lines[n].text, page.writing);
            let edits = distance(&truth, &plain(&text.join(" "), page.writing));
            let errors = self.entry(how, page);
            errors.edits += edits;
            errors.chars += truth.len() as u64;
            errors.lines += 1;
            errors.unread += u64::from(text.is_empty());
            if how.is_merged() {
                for (_, line) in &read {
                    self.hold(how, &truth, line);
                }
            }
        }
        self.entry(how, page).made_up += made_up;
        if how.is_merged() {
            self.spot(page, readings);
            self.read.extend_from_slice(readings);
        }
    }

    /// Counts lines without places, each truth against whatever fits it best.
    pub fn add_plain(&mut self, how: How, page: &Page<'_>, lines: &[String]) {
        let read: Vec<Vec<char>> = lines.iter().map(|l| plain(l, page.writing)).collect();
        for line in page.lines {
            let truth = plain(&line.text, page.writing);
            let best = read.iter().map(|r| distance(&truth, r)).min();
            let best = best.unwrap_or(u64::MAX).min(truth.len() as u64);
            let errors = self.entry(how, page);
            errors.edits += best;
            errors.chars += truth.len() as u64;
            errors.lines += 1;
            errors.unread += u64::from(best == truth.len() as u64);
        }
    }

    /// Holds the confidence of every character of a readable line against the truth.
    fn hold(&mut self, how: How, truth: &[char], line: &model::ReadLine) {
        if !line.is_readable() {
            return;
        }
        let skip = |c: char| c == ' ';
        let chars: Vec<&model::ReadChar> = line.chars.iter().filter(|c| !skip(c.ch)).collect();
        let read: Vec<char> = chars.iter().map(|c| c.ch).collect();
        let bare: Vec<char> = truth.iter().copied().filter(|c| !skip(*c)).collect();
        let bins = self.reliability.entry(how).or_default();
        let right = matched(&bare, &read);
        for (c, right) in chars.iter().zip(right) {
            let bin = ((c.confidence * 10.0) as usize).min(9);
            let entry = &mut bins[bin];
            entry.0 += 1;
            entry.1 += f64::from(c.confidence);
            entry.2 += u64::from(right);
        }
    }

    fn spot(&mut self, page: &Page<'_>, readings: &[Reading]) {
        let map = Homography::between(&page.quad, &Quad::of_size(page.size));
        let mentions = pipeline::spot_names(&self.names, readings);
        let mut found: Vec<(usize, String)> = Vec::new();
        for m in &mentions {
            let reading = readings.iter().find(|r| r.id() == m.reading);
            let line = reading.and_then(|r| r.lines.get(m.line));
            let at = line.and_then(|l| map?.map(l.quad.centre()));
            let n = at.and_then(|at| standing(page.lines, at));
            match n {
                Some(n)
                    if page.lines[n]
                        .text
                        .to_lowercase()
                        .contains(&m.name.to_lowercase()) =>
                {
                    found.push((n, m.name.clone()));
                }
                _ => self.planted.2 += 1,
            }
        }
        if page.x_height < 8.0 {
            return;
        }
        for (n, line) in page.lines.iter().enumerate() {
            for name in &self.names {
                if line.text.to_lowercase().contains(&name.to_lowercase()) {
                    self.planted.0 += 1;
                    self.planted.1 += u64::from(found.iter().any(|f| f.0 == n && f.1 == *name));
                }
            }
        }
    }

    /// Expected calibration error: mean distance of confidence from truth, by how many.
    pub fn calibration_error(&self, how: How) -> Option<f64> {
        let bins = self.reliability.get(&how)?;
        let all: u64 = bins.iter().map(|r| r.0).sum();
        let off: f64 = bins.iter().map(|r| (r.1 - r.2 as f64).abs()).sum();
        (all > 0).then(|| off / all as f64)
    }
}

impl Errors {
    pub fn rate(&self) -> Option<f64> {
        (self.chars > 0).then(|| self.edits as f64 / self.chars as f64)
    }

    pub fn and(self, other: Self) -> Self {
        Self {
            edits: self.edits + other.edits,
            chars: self.chars + other.chars,
            lines: self.lines + other.lines,
            unread: self.unread + other.unread,
            made_up: self.made_up + other.made_up,
        }
    }
}

/// The line that stands at a place of the page.
fn standing(lines: &[TextLine], at: Point) -> Option<usize> {
    lines.iter().position(|l| {
        let b = &l.bounds;
        let slack = 0.3 * b.height;
        at.x > b.x - slack
            && at.x < b.right() + slack
            && at.y > b.y - slack
            && at.y < b.bottom() + slack
    })
}

fn inside(size: Size, at: Point) -> bool {
    at.x > 0.0 && at.y > 0.0 && at.x < f64::from(size.width) && at.y < f64::from(size.height)
}

/// Text with single spaces; Chinese without any.
fn plain(text: &str, writing: Writing) -> Vec<char> {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    joined
        .chars()
        .filter(|c| writing != Writing::Chinese || *c != ' ')
        .collect()
}

/// Least insertions, deletions and changes (Levenshtein 1966).
pub fn distance(a: &[char], b: &[char]) -> u64 {
    let mut row: Vec<u64> = (0..=b.len() as u64).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i as u64 + 1;
        for (j, y) in b.iter().enumerate() {
            let old = row[j + 1];
            row[j + 1] = (diagonal + u64::from(x != y)).min(old + 1).min(row[j] + 1);
            diagonal = old;
        }
    }
    row[b.len()]
}

/// For each read character, whether a best alignment with the truth has it right.
fn matched(truth: &[char], read: &[char]) -> Vec<bool> {
    let (n, m) = (truth.len(), read.len());
    let width = m + 1;
    let mut cost = vec![0u32; (n + 1) * width];
    for i in 0..=n {
        for j in 0..=m {
            cost[i * width + j] = match (i, j) {
                (0, _) => j as u32,
                (_, 0) => i as u32,
                _ => (cost[(i - 1) * width + j - 1] + u32::from(truth[i - 1] != read[j - 1]))
                    .min(cost[(i - 1) * width + j] + 1)
                    .min(cost[i * width + j - 1] + 1),
            };
        }
    }
    let mut right = vec![false; m];
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        let here = cost[i * width + j];
        let same = truth[i - 1] == read[j - 1];
        if here == cost[(i - 1) * width + j - 1] + u32::from(!same) {
            right[j - 1] = same;
            (i, j) = (i - 1, j - 1);
        } else if here == cost[(i - 1) * width + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_characters_are_counted_and_right_ones_known() {
        let c = |t: &str| t.chars().collect::<Vec<_>>();
        assert_eq!(distance(&c("category"), &c("catgory")), 1);
        assert_eq!(distance(&c(""), &c("ab")), 2);
        assert_eq!(matched(&c("abcd"), &c("abxd")), [true, true, false, true]);
        assert_eq!(matched(&c("abc"), &c("zabc")), [false, true, true, true]);
        assert_eq!(plain(" a  b ", Writing::Latin).len(), 3);
        assert_eq!(plain("人 员", Writing::Chinese).len(), 2);
    }
}
