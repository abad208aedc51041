//! Puts a dossier's records in the order of the page, numbers the sightings and stores their
//! pictures. No HTML.

use model::{ItemId, Quad};

use super::PublishError;
use super::cover;
use super::input::{
    Dossier, ProductNotFound, ProductSection, ReferenceEntry, SightingEntry, is_rejected,
};
use super::pictures::{Store, Stored};

/// Why the picture of a reference that no screen shows has no place on the page.
pub const NOT_CONFIRMED: &str =
    "no filmed screen shows it, and nobody has looked at it and let it be shown";

/// Why pictures of a sighting that people rejected have no place on the page.
pub const REJECTED: &str = "people judged that this is not the product";

/// A stored picture, or why there is none.
pub type Shown = Result<Stored, String>;

/// All that the page shows, with pictures in place.
pub struct Prepared<'d> {
    pub products: Vec<Product<'d>>,
    pub not_found: Vec<NotFound<'d>>,
}

pub struct Product<'d> {
    /// From 1, in the order of the page.
    pub number: usize,
    pub entry: &'d ProductSection,
    pub references: Vec<Reference<'d>>,
    /// Grouped by video, in the order in which videos first appear.
    pub videos: Vec<Video<'d>>,
}

pub struct Video<'d> {
    pub item: ItemId,
    pub name: &'d str,
    /// By time.
    pub sightings: Vec<Seen<'d>>,
}

pub struct Seen<'d> {
    /// From 1, through the whole page.
    pub number: usize,
    pub entry: &'d SightingEntry,
    pub frame: Result<Frame, String>,
    pub rectified: Shown,
    pub reference: Shown,
}

pub struct Reference<'d> {
    pub entry: &'d ReferenceEntry,
    pub picture: Shown,
}

pub struct NotFound<'d> {
    pub entry: &'d ProductNotFound,
    pub references: Vec<Reference<'d>>,
}

/// The picture of a frame.
pub struct Frame {
    pub stored: Stored,
    /// Where only the screen is shown: its quad in pixels of this picture.
    pub cut: Option<Quad>,
}

impl Prepared<'_> {
    pub fn sightings(&self) -> impl Iterator<Item = &Seen<'_>> {
        self.products.iter().flat_map(Product::sightings)
    }
}

impl<'d> Product<'d> {
    pub fn sightings(&self) -> impl Iterator<Item = &Seen<'d>> {
        self.videos.iter().flat_map(|v| &v.sightings)
    }
}

/// # Errors
/// When a picture cannot be written.
pub fn prepare<'d>(
    dossier: &'d Dossier,
    store: &mut Store<'_>,
) -> Result<Prepared<'d>, PublishError> {
    let mut next = 1;
    let mut products = Vec::new();
    for (i, entry) in dossier.products.iter().enumerate() {
        let mut videos = Vec::new();
        for (item, entries) in by_video(&entry.sightings) {
            let mut sightings = Vec::new();
            for entry in entries {
                sightings.push(seen(entry, next, store)?);
                next += 1;
            }
            let name = sightings
                .first()
                .map_or("", |s| s.entry.video_name.as_str());
            videos.push(Video {
                item,
                name,
                sightings,
            });
        }
        products.push(Product {
            number: i + 1,
            entry,
            references: references(&entry.references, store)?,
            videos,
        });
    }
    let mut not_found = Vec::new();
    for entry in &dossier.not_found {
        not_found.push(NotFound {
            entry,
            references: references(&entry.references, store)?,
        });
    }
    Ok(Prepared {
        products,
        not_found,
    })
}

fn by_video(sightings: &[SightingEntry]) -> Vec<(ItemId, Vec<&SightingEntry>)> {
    let mut groups: Vec<(ItemId, Vec<&SightingEntry>)> = Vec::new();
    for s in sightings {
        match groups.iter_mut().find(|(item, _)| *item == s.item) {
            Some((_, group)) => group.push(s),
            None => groups.push((s.item, vec![s])),
        }
    }
    for (_, group) in &mut groups {
        group.sort_by_key(|s| (s.first.time, s.last.time));
    }
    groups
}

fn seen<'d>(
    entry: &'d SightingEntry,
    number: usize,
    store: &mut Store<'_>,
) -> Result<Seen<'d>, PublishError> {
    if is_rejected(&entry.verdicts) {
        let none = || REJECTED.to_owned();
        return Ok(Seen {
            number,
            entry,
            frame: Err(none()),
            rectified: Err(none()),
            reference: Err(none()),
        });
    }
    Ok(Seen {
        number,
        entry,
        frame: frame(entry, number, store)?,
        rectified: store.add_masked(
            &entry.rectified_picture,
            &format!("rectified screen of sighting {number}"),
            &|size| cover::on_screen(&entry.masks, &entry.quad, size),
        )?,
        reference: store.add_masked(
            &entry.reference_picture,
            &format!("reference of sighting {number}"),
            &|_| entry.reference_masks.clone(),
        )?,
    })
}

/// All of a frame where a person let it be shown, else its screen; masks hold in both.
fn frame(
    entry: &SightingEntry,
    number: usize,
    store: &mut Store<'_>,
) -> Result<Result<Frame, String>, PublishError> {
    let what = format!("frame of sighting {number}");
    let masks = |size| -> Vec<Quad> {
        let masks = entry.masks.iter();
        masks
            .map(|m| cover::scaled(m, entry.frame_size, size))
            .collect()
    };
    if entry.whole.is_some() {
        let stored = store.add_masked(&entry.frame_picture, &what, &masks)?;
        return Ok(stored.map(|stored| Frame { stored, cut: None }));
    }
    let mut cut = None;
    let stored = store.add_changed(&entry.frame_picture, &what, &mut |mut picture| {
        let masks = masks(picture.size());
        cover::cover(&mut picture, &masks);
        let quad = cover::scaled(&entry.quad, entry.frame_size, picture.size());
        let (shown, quad) = cover::screen_only(&picture, &quad)?;
        cut = Some(quad);
        Some(shown)
    })?;
    Ok(stored.map(|stored| Frame { stored, cut }))
}

fn references<'d>(
    entries: &'d [ReferenceEntry],
    store: &mut Store<'_>,
) -> Result<Vec<Reference<'d>>, PublishError> {
    entries
        .iter()
        .map(|entry| {
            let what = format!("reference {}", entry.id.short());
            Ok(Reference {
                entry,
                picture: if entry.shown {
                    store.add_masked(&entry.picture, &what, &|_| entry.masks.clone())?
                } else {
                    Err(NOT_CONFIRMED.to_owned())
                },
            })
        })
        .collect()
}
