//! Figures of documents: composites taken apart, and what each is proposed to show.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, DocumentLine, ItemRow, Output};
use decode::PageFigure;
use describe::figures::{Around, Look, Part};
use model::{
    BoxPx, FigureKind, FigureProposal, ItemKind, Provenance, Quad, Reference, ReferenceId,
    ReferenceKind, ShownOn, Size, Step,
};
use pixels::{Luma, Rgb, measure, warp};

use crate::PipelineError;
use crate::documents::{among, reference_id};

/// Raised whenever a figure may be proposed to show something else.
const FIGURES_VERSION: u32 = 7;
/// Logos are compared on thumbnails of so many pixels a side.
const THUMB: u32 = 24;
/// Mean difference in grey levels up to which two are one logo.
const ALIKE: f64 = 9.0;
/// A figure is part of a running head where it stands on so many pages,
const RUNNING: usize = 3;
/// within so many points of one height,
const SAME_PLACE: f64 = 6.0;
/// and so near the page's upper or lower edge.
const EDGE: f64 = 0.16;
/// A caption begins no further below a figure or ends no further above it, in points.
const BESIDE: f64 = 30.0;

/// What was seen of a document's figures.
#[derive(Default)]
pub(crate) struct Seen {
    pages: BTreeMap<u32, (f64, f64)>,
    looks: BTreeMap<ReferenceId, (Look, Luma)>,
    /// Parts of composites of which a side was inferred.
    inferred: BTreeSet<ReferenceId>,
}

impl Seen {
    pub(crate) fn page(&mut self, number: u32, size: (f64, f64)) {
        self.pages.insert(number, size);
    }

    pub(crate) fn look(&mut self, id: ReferenceId, picture: &Rgb, inferred: bool) {
        if inferred {
            self.inferred.insert(id);
        }
        let size = Size {
            width: THUMB,
            height: THUMB,
        };
        let thumb = pixels::resize::luma(&picture.to_luma(), size);
        self.looks.insert(id, (Look::of(picture), thumb));
    }

    /// What each reference of a document shows.
    pub(crate) fn propose(
        &self,
        references: &BTreeMap<ReferenceId, Reference>,
        lines: &[DocumentLine],
    ) -> Vec<FigureProposal> {
        let mut proposals: Vec<FigureProposal> = references
            .values()
            .filter_map(|r| self.proposal(r, lines))
            .collect();
        self.join_logos(&mut proposals, references);
        proposals
    }

    fn proposal(&self, reference: &Reference, lines: &[DocumentLine]) -> Option<FigureProposal> {
        let (look, _) = self.looks.get(&reference.id)?;
        let mut pages: Vec<u32> = reference.sources.iter().map(|s| s.page).collect();
        pages.sort_unstable();
        pages.dedup();
        let caption = reference
            .sources
            .iter()
            .find_map(|s| caption(s.page, &s.bounds, lines));
        let first = reference.sources.first()?;
        let page = self.pages.get(&first.page);
        let around = Around {
            caption: caption.as_deref(),
            running: self.is_running(reference),
            drawn: first.kind == ReferenceKind::Rendered,
            on_device: first.kind == ReferenceKind::Screen,
            share: page.map_or(0.0, |(w, h)| first.bounds.area() / (w * h).max(1.0)),
        };
        let size = (reference.size.width, reference.size.height);
        let proposed = describe::figures::propose(look, size, &around);
        Some(FigureProposal {
            reference: reference.id,
            kind: proposed.kind,
            confidence: describe::figures::confidence(&proposed),
            why: match self.inferred.contains(&reference.id) {
                true => format!("{}; {}", proposed.why, describe::figures::INFERRED),
                false => proposed.why,
            },
            pages: pages.len() as u32,
            caption,
            repeats: None,
        })
    }

    /// Whether it stands at one place near the edge of several pages.
    fn is_running(&self, reference: &Reference) -> bool {
        let near_edge = |s: &&model::ReferenceSource| {
            self.pages
                .get(&s.page)
                .is_some_and(|(_, h)| s.bounds.bottom() < EDGE * h || s.bounds.y > (1.0 - EDGE) * h)
        };
        let mut heights: Vec<f64> = reference
            .sources
            .iter()
            .filter(near_edge)
            .map(|s| s.bounds.y)
            .collect();
        heights.sort_by(f64::total_cmp);
        heights
            .windows(RUNNING)
            .any(|w| w[RUNNING - 1] - w[0] < SAME_PLACE)
    }

    /// Logos that show the same are one, with the others as repeats of it.
    fn join_logos(
        &self,
        proposals: &mut [FigureProposal],
        references: &BTreeMap<ReferenceId, Reference>,
    ) {
        let mut order: Vec<usize> = (0..proposals.len())
            .filter(|&n| proposals[n].kind == FigureKind::Logo)
            .collect();
        // The one on most pages stands for the others, then the largest.
        order.sort_by_key(|&n| {
            let p = &proposals[n];
            let area = references
                .get(&p.reference)
                .map_or(0, |r| u64::from(r.size.width) * u64::from(r.size.height));
            std::cmp::Reverse((p.pages, area))
        });
        let mut firsts: Vec<ReferenceId> = Vec::new();
        for n in order {
            let id = proposals[n].reference;
            let first = firsts
                .iter()
                .find(|f| self.are_alike(&references[*f], &references[&id]));
            match first {
                Some(first) => proposals[n].repeats = Some(*first),
                None => firsts.push(id),
            }
        }
    }

    fn are_alike(&self, a: &Reference, b: &Reference) -> bool {
        let shape = |r: &Reference| f64::from(r.size.width) / f64::from(r.size.height.max(1));
        let ratio = shape(a) / shape(b);
        let (Some((_, one)), Some((_, other))) = (self.looks.get(&a.id), self.looks.get(&b.id))
        else {
            return false;
        };
        let apart = measure::mean_absolute_difference(one, other);
        (0.9..1.11).contains(&ratio) && apart.is_some_and(|d| d < ALIKE)
    }
}

/// Words that captions begin with.
const CAPTIONS: [&str; 13] = [
    "figure",
    "fig.",
    "fig ",
    "screenshot",
    "рис",
    "скриншот",
    "экран ",
    "сурет",
    "图",
    "圖",
    "illustration",
    "capture",
    "(",
];

/// The line beside a figure that is its caption.
fn caption(page: u32, figure: &BoxPx, lines: &[DocumentLine]) -> Option<String> {
    let begins = |text: &str| {
        let folded = text.trim_start().to_lowercase();
        CAPTIONS.iter().any(|c| folded.starts_with(c))
    };
    let first = lines.partition_point(|l| l.page < page);
    let found = lines[first..]
        .iter()
        .take_while(|l| l.page == page)
        .filter(|l| {
            let below = (-4.0..BESIDE).contains(&(l.bounds.y - figure.bottom()));
            let above = (-4.0..BESIDE).contains(&(figure.y - l.bounds.bottom()));
            let beside = l.bounds.right() > figure.x && l.bounds.x < figure.right();
            (below || above) && beside && begins(&l.text)
        })
        .min_by(|a, b| {
            let away = |l: &DocumentLine| (l.bounds.y - figure.bottom()).abs();
            away(a).total_cmp(&away(b))
        });
    found.map(|l| l.text.chars().take(200).collect())
}

/// A picture that is taken from a page, and how where it is the screen of a device.
pub(crate) struct Taken {
    pub(crate) figure: PageFigure,
    pub(crate) screen: Option<TakenScreen>,
    /// Where it ends below was not seen.
    pub(crate) inferred: bool,
}

/// The screen of a device on a figure.
pub(crate) struct TakenScreen {
    pub(crate) shown_on: ShownOn,
    /// On the page, in the unit of its bounds.
    pub(crate) quad: Quad,
}

/// A figure, or the pictures that it is made of, and the screens of the devices that it shows. A
/// picture file stays whole beside its parts: somebody gave it as it is.
pub(crate) fn taken_apart(figure: &PageFigure) -> Vec<Taken> {
    let devices = describe::figures::devices(&figure.picture, &Look::of(&figure.picture));
    let parts = match figure.kind {
        ReferenceKind::Figure | ReferenceKind::Image => describe::figures::parts(&figure.picture),
        _ => Vec::new(),
    };
    let place = Place::of(figure);
    let mut taken = Vec::new();
    if parts.is_empty() || !devices.is_empty() || figure.kind == ReferenceKind::Image {
        taken.push(Taken {
            figure: figure.clone(),
            screen: None,
            inferred: false,
        });
    }
    let apart = |part: &&Part| {
        let quad = Quad::of_box(part.place.map(f64::from));
        devices
            .iter()
            .all(|d| pixels::plausible::overlap_area(&d.quad, &quad) <= 0.0)
    };
    taken.extend(parts.iter().filter(apart).map(|part| Taken {
        figure: PageFigure {
            bounds: place.bounds(&Quad::of_box(part.place.map(f64::from))),
            kind: figure.kind,
            picture: cut(&figure.picture, part.place),
        },
        screen: None,
        inferred: part.inferred,
    }));
    for device in devices {
        let size = describe::figures::upright(&device.quad);
        let Some(picture) = warp::rectify_rgb(&figure.picture, &device.quad, size) else {
            continue;
        };
        taken.push(Taken {
            figure: PageFigure {
                bounds: place.bounds(&device.quad),
                kind: ReferenceKind::Screen,
                picture,
            },
            screen: Some(TakenScreen {
                quad: place.quad(&device.quad),
                shown_on: ShownOn {
                    figure: reference_id(&figure.picture),
                    quad: device.quad.rounded(),
                    why: device.why,
                },
            }),
            inferred: false,
        });
    }
    taken
}

/// Where a figure lies on its page: from its pixels to the page's unit.
struct Place {
    corner: (f64, f64),
    scale: (f64, f64),
}

impl Place {
    fn of(figure: &PageFigure) -> Self {
        let (w, h) = (figure.picture.width, figure.picture.height);
        Self {
            corner: (figure.bounds.x, figure.bounds.y),
            scale: (
                figure.bounds.width / f64::from(w.max(1)),
                figure.bounds.height / f64::from(h.max(1)),
            ),
        }
    }

    fn quad(&self, quad: &Quad) -> Quad {
        Quad(quad.0.map(|p| {
            let (x, y) = (p.x * self.scale.0, p.y * self.scale.1);
            model::Point::new(self.corner.0 + x, self.corner.1 + y)
        }))
    }

    fn bounds(&self, quad: &Quad) -> BoxPx {
        let [x, y, right, bottom] = self.quad(quad).bounds();
        BoxPx {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }
}

fn cut(picture: &Rgb, [x, y, w, h]: [u32; 4]) -> Rgb {
    let row = 3 * picture.width as usize;
    let (from, to) = (3 * x as usize, 3 * (x + w) as usize);
    let rows = picture
        .data
        .chunks_exact(row)
        .skip(y as usize)
        .take(h as usize);
    Rgb::new(w, h, rows.flat_map(|r| &r[from..to]).copied().collect())
}

pub(crate) fn provenance(row: &ItemRow) -> Provenance {
    let step = Provenance::new(Step::new("figures", FIGURES_VERSION), vec![row.id.0]);
    among(row, step)
}

pub(crate) fn output(proposals: &[FigureProposal]) -> Output {
    Output::Other(serde_json::to_value(proposals).unwrap_or_default())
}

/// What every reference of a case is proposed to show; the first document that has it counts.
///
/// # Errors
/// When the case can't be read.
pub fn figure_proposals(
    case: &Case,
) -> Result<BTreeMap<ReferenceId, FigureProposal>, PipelineError> {
    let mut all = BTreeMap::new();
    for row in case.items()? {
        if !matches!(row.kind, Some(ItemKind::Document | ItemKind::Picture)) {
            continue;
        }
        let Some(kept) = case.other(&provenance(&row).key())? else {
            continue;
        };
        let proposals: Vec<FigureProposal> = serde_json::from_value(kept).unwrap_or_default();
        for proposal in proposals {
            all.entry(proposal.reference).or_insert(proposal);
        }
    }
    Ok(all)
}
