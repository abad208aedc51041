//! What a picture of a document shows: an interface view, a logo, or neither; and several pictures
//! in one taken apart.
//!
//! Measures of the pixels alone: no network, nothing learnt. What stands round the picture on its
//! page (captions, the same place on many pages) is added by the caller.

mod devices;
mod marks;
mod parts;
mod silhouette;

use model::FigureKind;
use pixels::Rgb;

pub use devices::{Device, devices, upright};
pub use parts::{INFERRED, Part, parts};

/// Neighbours that differ by no more are one flat area; JPEG's unrest stays below.
const FLAT: u8 = 6;
/// A step of so many grey levels is an edge.
const STEP: u8 = 14;
/// Wider pictures are measured at this width.
const LONGEST: u32 = 1600;
/// Cells that the picture is parted into, each way.
const CELLS: usize = 12;

/// Measures of a picture, each a share of 0 to 1 but for the last four.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Look {
    /// Pixels that are as their neighbours.
    pub flat: f64,
    /// Pixels that are exactly as their neighbours: drawn by a program, not by light.
    pub exact: f64,
    /// Pixels that differ from their neighbours by little: gradients and noise.
    pub soft: f64,
    /// Pixels of the border in its commonest colour.
    pub border: f64,
    /// Cells of the picture with any edge.
    pub busy: f64,
    /// Cells with many short strokes on flat ground: letters and icons.
    pub lettered: f64,
    /// Edge pixels that belong to straight horizontal or vertical steps of 24 pixels and more.
    pub straight: f64,
    /// Such steps across and down, in widths and heights of the picture.
    pub across: f64,
    pub down: f64,
    /// Colours that make up 95 % of it.
    pub colours: f64,
    /// Marks that stand on the ground, the border's commonest colour: letters, shapes.
    pub marks: f64,
}

/// What stands round a figure on its page.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Around<'a> {
    pub caption: Option<&'a str>,
    /// It stands at the same place of most of them, near the edge.
    pub running: bool,
    /// Share of the page that it covers, 0 where there is no page.
    pub share: f64,
    /// It is drawn on the page with lines, not kept as a picture.
    pub drawn: bool,
    /// It is the screen of a device that a figure shows.
    pub on_device: bool,
}

/// A proposal with the words that speak for it.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposed {
    pub kind: FigureKind,
    pub why: String,
    /// Points for the kind over the next, 0 to 1.
    pub margin: f64,
}

impl Look {
    /// Large pictures are measured smaller.
    pub fn of(picture: &Rgb) -> Self {
        if picture.width > LONGEST {
            let to = pixels::resize::size_for_width(picture.size(), LONGEST);
            return Self::of(&pixels::resize::rgb(picture, to));
        }
        let (w, h) = (picture.width as usize, picture.height as usize);
        if h > 4 * LONGEST as usize || w < 8 || h < 8 {
            return Self::default();
        }
        let luma = picture.to_luma();
        let at = |x: usize, y: usize| luma.data[y * w + x];
        let (mut flat, mut exact, mut soft, mut edges, mut straight) =
            (0u64, 0u64, 0u64, 0u64, 0u64);
        let mut cells = vec![[0u32; 3]; CELLS * CELLS];
        let (mut across, mut down) = (0u64, 0u64);
        // Runs of steps down each column, and along each row.
        let mut running_down = vec![0u32; w];
        // Steps that go on for so long are lines.
        let (least_across, least_down) = (24.max(w as u32 / 24), 24.max(h as u32 / 16));
        for y in 1..h {
            let mut run = 0u32;
            for x in 1..w {
                let here = at(x, y);
                let left = here.abs_diff(at(x - 1, y));
                let up = here.abs_diff(at(x, y - 1));
                let most = left.max(up);
                let cell = &mut cells[(y * CELLS / h) * CELLS + x * CELLS / w];
                cell[0] += 1;
                exact += u64::from(most <= 1);
                if most <= FLAT {
                    flat += 1;
                    cell[1] += 1;
                } else if most < 2 * STEP {
                    soft += 1;
                }
                if most >= STEP {
                    edges += 1;
                    cell[2] += 1;
                }
                // A step up or down that goes on sideways is a horizontal line.
                run = ended(up, run, least_across, &mut across, &mut straight);
                let above = running_down[x];
                running_down[x] = ended(left, above, least_down, &mut down, &mut straight);
            }
            close(run, least_across, &mut across, &mut straight);
        }
        for run in running_down {
            close(run, least_down, &mut down, &mut straight);
        }
        let all = ((w - 1) * (h - 1)) as f64;
        let busy = cells.iter().filter(|c| c[2] * 200 > c[0]).count();
        let lettered = cells
            .iter()
            .filter(|c| c[2] * 25 > c[0] && c[1] * 10 > 4 * c[0]);
        let count = (CELLS * CELLS) as f64;
        let (ground, border) = border(picture);
        Self {
            flat: flat as f64 / all,
            exact: exact as f64 / all,
            soft: soft as f64 / all,
            border,
            busy: busy as f64 / count,
            lettered: lettered.count() as f64 / count,
            straight: straight as f64 / (edges.max(1) as f64),
            across: across as f64 / w as f64,
            down: down as f64 / h as f64,
            colours: colours(picture),
            marks: marks::marks(picture, ground) as f64,
        }
    }
}

/// Goes on with a run of steps, or ends it and counts it where it was long.
fn ended(step: u8, run: u32, least: u32, lines: &mut u64, straight: &mut u64) -> u32 {
    if step >= STEP {
        return run + 1;
    }
    close(run, least, lines, straight);
    0
}

fn close(run: u32, least: u32, lines: &mut u64, straight: &mut u64) {
    if run >= least {
        *lines += u64::from(run);
        *straight += u64::from(run);
    }
}

/// The border's commonest colour, and its share of it.
fn border(picture: &Rgb) -> ([u8; 3], f64) {
    let (w, h) = (picture.width, picture.height);
    let top = (0..w).flat_map(|x| [(x, 0), (x, h - 1)]);
    let side = (0..h).flat_map(|y| [(0, y), (w - 1, y)]);
    let mut counts = std::collections::HashMap::new();
    let mut all = 0;
    for (x, y) in top.chain(side) {
        let colour = picture.get(x, y);
        let entry = counts.entry(coarse(colour)).or_insert((0u32, colour));
        entry.0 += 1;
        all += 1;
    }
    let most = counts.into_values().max_by_key(|(n, c)| (*n, *c));
    let (count, colour) = most.unwrap_or((0, [255; 3]));
    (colour, f64::from(count) / f64::from(all.max(1)))
}

fn coarse(colour: [u8; 3]) -> u16 {
    let [r, g, b] = colour.map(|c| u16::from(c.saturating_add(8) >> 4));
    r << 10 | g << 5 | b
}

fn colours(picture: &Rgb) -> f64 {
    let mut counts = vec![0u32; 1 << 15];
    let mut all = 0u64;
    for p in picture.data.chunks_exact(3) {
        counts[usize::from(coarse([p[0], p[1], p[2]])) & 0x7fff] += 1;
        all += 1;
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum = 0u64;
    let needed = counts.iter().take_while(|c| {
        let before = sum;
        sum += u64::from(**c);
        before * 100 < 95 * all
    });
    needed.count() as f64
}

/// Words of captions that name what a figure shows.
const OF_INTERFACES: [&str; 24] = [
    "screen",
    "screenshot",
    "dialogue",
    "window",
    "interface",
    "dialog",
    "dashboard",
    "menu",
    "tab",
    "écran",
    "fenêtre",
    "tableau de bord",
    "экран",
    "окно",
    "интерфейс",
    "вкладк",
    "панел",
    "терезе",
    "экраны",
    "界面",
    "窗口",
    "截图",
    "页面",
    "屏幕",
];
const OF_OTHERS: [&str; 23] = [
    "diagram",
    "diagramme",
    "photograph",
    "photographie",
    "scheme",
    "architecture",
    "photo",
    "chart",
    "table",
    "topology",
    "wiring",
    "schéma",
    "graphique",
    "схема",
    "диаграмма",
    "фото",
    "таблица",
    "сызба",
    "кесте",
    "示意图",
    "架构",
    "拓扑",
    "照片",
];

/// Whether a caption has a word: whole (or its plural) in Latin letters, as a stem in others.
fn names(caption: &str, word: &str) -> bool {
    let latin = |c: char| c < '\u{250}';
    if !word.chars().all(latin) {
        return caption.contains(word);
    }
    let letter = |c: char| c.is_alphanumeric() && latin(c);
    caption.match_indices(word).any(|(at, _)| {
        let after = &caption[at + word.len()..];
        let after = after.strip_prefix('s').unwrap_or(after);
        !caption[..at].ends_with(letter) && !after.starts_with(letter)
    })
}

/// Proposes what a picture of this size shows.
pub fn propose(look: &Look, (width, height): (u32, u32), around: &Around<'_>) -> Proposed {
    let mut of = Scores::default();
    let long = f64::from(width.max(height));
    let short = f64::from(width.min(height).max(1));
    of.size(long, short);
    of.pixels(look);
    of.page(around);
    of.decided()
}

/// Points for each kind, with what gave them.
#[derive(Default)]
struct Scores {
    interface: f64,
    logo: f64,
    neither: f64,
    said: Vec<(FigureKind, f64, &'static str)>,
}

impl Scores {
    fn give(&mut self, kind: FigureKind, points: f64, why: &'static str) {
        match kind {
            FigureKind::Interface => self.interface += points,
            FigureKind::Logo => self.logo += points,
            FigureKind::Neither => self.neither += points,
            FigureKind::Unclear => {}
        }
        self.said.push((kind, points, why));
    }

    fn size(&mut self, long: f64, short: f64) {
        use FigureKind::{Interface, Logo, Neither};
        if long < 220.0 || short < 110.0 {
            self.give(Interface, -2.0, "too small for a view");
            self.give(Logo, 1.0, "small");
        }
        if long / short > 3.2 {
            self.give(Interface, -1.0, "too long for a view");
            self.give(Logo, 0.5, "long");
        }
        if long / short > 8.0 {
            self.give(Neither, 1.0, "a band");
        }
    }

    fn pixels(&mut self, look: &Look) {
        use FigureKind::{Interface, Logo, Neither};
        let ground = look.border > 0.9;
        if ground && look.marks < 1.0 {
            self.give(Neither, 5.0, "nothing on its ground");
        }
        // Programs have edges of one colour; a room has not.
        let shaded = look.exact < 0.45 && look.border < 0.25;
        let varied = look.exact < 0.5 && look.border < 0.18;
        // A border of one wall: hardly a pixel is as its neighbours.
        let grained = look.exact < 0.2 && look.border < 0.45;
        if shaded || varied || grained {
            self.give(Neither, 3.0, "grain and shades as of a photograph");
            self.give(Interface, -1.5, "");
        } else if look.exact < 0.3 {
            self.give(Neither, 1.0, "shades as of a photograph");
        }
        if look.across >= 3.0 && look.down >= 2.0 {
            let many = look.across.min(2.0 * look.down) >= 8.0;
            let points = if many { 2.0 } else { 1.2 };
            self.give(Interface, points, "straight edges across and down");
        } else if look.across < 1.0 && look.down < 1.0 {
            self.give(Interface, -1.5, "");
        }
        if look.lettered > 0.3 && look.busy > 0.6 {
            self.give(Interface, 1.5, "small writing all over");
        }
        if look.busy < 0.45 {
            self.give(Interface, -1.0, "");
        }
        if ground && look.marks <= 22.0 && look.colours <= 16.0 {
            self.give(Logo, 2.5, "few marks in few colours on one ground");
        }
        if !ground {
            self.give(Logo, -1.5, "");
        }
        if look.marks > 28.0 {
            self.give(Logo, -2.0, "");
        }
        if ground && look.colours <= 12.0 && look.marks > 22.0 {
            self.give(
                Neither,
                1.8,
                "lines and words on an empty ground, as in a diagram, chart or table",
            );
        }
        if !ground && look.across < 1.5 && look.down < 1.5 && look.lettered < 0.3 {
            self.give(Neither, 2.0, "shades and shapes without writing");
        }
    }

    fn page(&mut self, around: &Around<'_>) {
        use FigureKind::{Interface, Logo, Neither};
        if around.running {
            self.give(Logo, 3.0, "at the same place of many pages");
            self.give(Interface, -2.0, "");
        }
        if around.drawn && !around.running {
            self.give(Neither, 2.3, "drawn on the page with lines");
        }
        if around.on_device {
            self.give(Interface, 2.0, "on the screen of a device");
        }
        if around.share > 0.12 {
            self.give(Logo, -1.0, "");
        }
        let caption = around.caption.unwrap_or_default().to_lowercase();
        if OF_INTERFACES.iter().any(|w| names(&caption, w)) {
            self.give(Interface, 1.5, "its caption names a view");
        }
        if OF_OTHERS.iter().any(|w| names(&caption, w)) {
            self.give(Neither, 1.5, "its caption names something else");
        }
    }

    fn decided(self) -> Proposed {
        let mut kinds = [
            (FigureKind::Interface, self.interface),
            (FigureKind::Logo, self.logo),
            (FigureKind::Neither, self.neither + 0.4),
        ];
        kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
        let [(kind, best), (_, next), _] = kinds;
        let margin = (best - next).max(0.0);
        let kind = match margin {
            m if m < 0.35 => FigureKind::Unclear,
            _ => kind,
        };
        let words: Vec<&str> = self
            .said
            .iter()
            .filter(|(k, points, why)| {
                let of_kind = *k == kind || kind == FigureKind::Unclear;
                of_kind && *points > 0.0 && !why.is_empty()
            })
            .map(|(.., why)| *why)
            .collect();
        let why = match (kind, words.is_empty()) {
            (FigureKind::Unclear, true) => "the measures don't decide".to_owned(),
            (FigureKind::Unclear, false) => format!("both ways: {}", words.join(", ")),
            (_, true) => "nothing speaks for a view or a logo".to_owned(),
            (_, false) => words.join(", "),
        };
        Proposed { kind, why, margin }
    }
}

/// How likely the proposal is right, 0 to 1: a logistic curve over the margin, fitted to generated
/// and real figures that count the same (`train/figures.py`; how honest it is: docs/measures.md).
pub fn confidence(proposed: &Proposed) -> f32 {
    const START: f64 = 0.455;
    const SLOPE: f64 = 1.267;
    /// However clear: real figures are more varied than those that it was fitted to.
    const MOST: f64 = 0.98;
    if proposed.kind == FigureKind::Unclear {
        return 0.5;
    }
    let likely = 1.0 / (1.0 + (-(START + SLOPE * proposed.margin)).exp());
    likely.min(MOST) as f32
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn captions_name_things_by_whole_words() {
        assert!(names("fig. 3: the alarms tab", "tab") && names("two tabs.", "tab"));
        assert!(!names("table of the database", "tab"));
        assert!(names("рис. 2. вкладки", "вкладк") && names("图3主界面", "界面"));
    }
}
