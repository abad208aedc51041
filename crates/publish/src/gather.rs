//! From a case to the records that a dossier is made of. Reads the case and its derived pictures;
//! renders nothing.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, CaseError, ItemRow, SightingRow, VideoRecord};
use model::investigation::{Investigation, PictureSaid};
use model::{
    Credentials, Family, Generation, ItemId, ItemKind, PageAddress, Provenance, Quad, Reference,
    ReferenceId, Sensitivity, Sighting, Size, Timestamp, pictures,
};
use vault::{Derived, VaultError};

use crate::dossier::words::{Speaking, put};
use crate::dossier::{
    Dossier, ItemEntry, Picture, ProductNotFound, ProductSection, ReferenceEntry, SightingEntry,
    SourceEntry, Summary, Tongue, is_rejected,
};
use crate::held::{Held, Reach};
use crate::watched::{constant_rate, damage_near, watched_seconds};

mod done;

/// How far was looked for a product.
const COVERAGE: &str = "{0} of its {1} pictures were looked for on {2} keyframes of {3} videos. Screens that appear narrower than about 150 pixels, are blurred, seen very obliquely, or visible only between keyframes can be missed.";

/// Kind and endings of derived pictures and their recipes.
const PICTURES: &str = "pictures";

/// Why a case could not be gathered.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// A case being read, with what several entries need.
struct Gathering<'a> {
    derived: Derived,
    items: BTreeMap<ItemId, ItemRow>,
    videos: BTreeMap<ItemId, VideoRecord>,
    references: BTreeMap<ReferenceId, Reference>,
    families: Vec<Family>,
    /// References that a filmed screen shows.
    filmed: BTreeSet<ReferenceId>,
    /// Places that are covered, by video and best moment: they hold for every picture of the frame.
    masks: BTreeMap<(ItemId, Timestamp), Vec<Quad>>,
    of: &'a Investigation,
    held: &'a Held,
    case: &'a Case,
}

/// What a dossier is made of besides the case.
pub struct Wanted<'a> {
    /// What people state; its words on pictures hold.
    pub investigation: Investigation,
    pub reach: Reach,
    pub tongue: Tongue,
    /// Files that could not be brought in: path and reason.
    pub problems: &'a [(String, String)],
}

/// Everything that a dossier of the case shows, as it stands now, without what is held back.
///
/// # Errors
/// When the case can't be read.
pub fn dossier(case: &Case, wanted: Wanted<'_>) -> Result<Dossier, GatherError> {
    let _language = Speaking::begin(wanted.tongue);
    let held = Held::of(case, wanted.reach)?;
    let mut of = wanted.investigation;
    held.strip(&mut of);
    let gathering = Gathering::of(case, &held, &of)?;
    let mut sightings = case.sightings()?;
    sightings.retain(|r| gathering.may_show(&r.sighting) && !held.traces.is_named_in(&r.id));
    let head = case.journal_head()?;
    let mut case_name = case.name().to_owned();
    held.strike(&mut case_name);
    let sensitive = wanted.reach == Reach::Everything
        && case
            .sensitivities()?
            .values()
            .any(|l| *l == Sensitivity::SourceIdentifying);
    Ok(Dossier {
        case_name,
        made_at: of.made_at.clone(),
        software: of.software.clone(),
        withheld: !held.is_empty(),
        sensitive,
        tongue: wanted.tongue,
        journal_head: Some((head.seq, head.hash.to_string())),
        summary: gathering.summary(sightings.len()),
        products: gathering.products(&sightings),
        items: gathering
            .items
            .values()
            .map(|row| gathering.item(row))
            .collect(),
        not_found: gathering.not_found(&sightings),
        failures: gathering.failures(wanted.problems)?,
        steps: done::steps(case)?,
        notes: gathering.notes(),
        investigation: Some(of),
    })
}

impl<'a> Gathering<'a> {
    fn of(case: &'a Case, held: &'a Held, of: &'a Investigation) -> Result<Self, GatherError> {
        let mut items = BTreeMap::new();
        let mut videos = BTreeMap::new();
        for mut row in case.items()?.into_iter().filter(|r| !held.holds(&r.id)) {
            held.strike_origins(&mut row.origins);
            held.strike_if(&mut row.note);
            if let Some(video) = case.video(row.id)? {
                videos.insert(row.id, video);
            }
            items.insert(row.id, row);
        }
        let mut references: BTreeMap<ReferenceId, Reference> = BTreeMap::new();
        for mut reference in case.references()? {
            reference.sources.retain(|s| !held.holds(&s.item));
            if !held.traces.is_named_in(&reference.id.0.to_hex()) {
                references.insert(reference.id, reference);
            }
        }
        let (mut filmed, mut masks) = (BTreeSet::new(), BTreeMap::new());
        for row in case.sightings()? {
            // Of what nobody may see, and of what people rejected, no picture goes out; a mask
            // covers its frame all the same.
            let shown = items.contains_key(&row.sighting.video)
                && references.contains_key(&row.sighting.reference)
                && !held.traces.is_named_in(&row.id);
            if shown && !is_rejected(&row.verdicts) {
                filmed.insert(row.sighting.reference);
            }
            if let Some(said) = of.pictures.get(&format!("sighting:{}", row.id)) {
                let frame: &mut Vec<Quad> = masks
                    .entry((row.sighting.video, row.sighting.best.at.time))
                    .or_default();
                frame.extend(&said.masks);
            }
        }
        Ok(Self {
            filmed,
            masks,
            of,
            held,
            derived: Derived::open(case.dir())?,
            items,
            videos,
            references,
            families: Family::of(&of.copies),
            case,
        })
    }

    /// Whether neither its video nor its reference is held back.
    fn may_show(&self, s: &Sighting) -> bool {
        self.items.contains_key(&s.video) && self.references.contains_key(&s.reference)
    }

    /// What people say of a reference's picture.
    fn said_of(&self, reference: &ReferenceId) -> Option<&PictureSaid> {
        let named = format!("reference:{}", reference.0.to_hex());
        self.of.pictures.get(&named)
    }

    /// Other videos of the families that a sighting lies in.
    fn copies(&self, s: &Sighting) -> Vec<String> {
        let held = self.families.iter().filter(|f| f.holds(s));
        let members = held.flat_map(|f| &f.members);
        let names: BTreeSet<String> = members
            .filter(|m| m.video != s.video && self.items.contains_key(&m.video))
            .map(|m| self.name(&m.video))
            .collect();
        names.into_iter().collect()
    }

    fn summary(&self, sightings: usize) -> Summary {
        let count = |kind| self.items.values().filter(|r| r.kind == Some(kind)).count() as u64;
        let (videos, documents, pictures) = (
            count(ItemKind::Video),
            count(ItemKind::Document),
            count(ItemKind::Picture),
        );
        let items = self.items.len() as u64;
        let products: BTreeSet<_> = self.references.values().map(|r| &r.product).collect();
        Summary {
            items,
            videos,
            documents,
            pictures,
            other: items - videos - documents - pictures,
            watched_seconds: self.videos.values().map(watched_seconds).sum(),
            frames: self.videos.values().map(|v| v.frames).sum(),
            keyframes: self.keyframes(),
            references: self.references.len() as u64,
            products: products.len() as u64,
            sightings: sightings as u64,
        }
    }

    fn keyframes(&self) -> u64 {
        self.videos.values().map(|v| v.keyframes.len() as u64).sum()
    }

    fn name(&self, item: &ItemId) -> String {
        self.items
            .get(item)
            .and_then(|row| row.origins.first())
            .map_or_else(|| item.short(), |o| o.path.clone())
    }

    fn picture(&self, of: &Provenance) -> Picture {
        Picture::File(self.derived.path(PICTURES, &of.key(), "png"))
    }

    fn products(&self, sightings: &[SightingRow]) -> Vec<ProductSection> {
        let mut by_product: BTreeMap<&str, Vec<&SightingRow>> = BTreeMap::new();
        for row in sightings {
            by_product
                .entry(&row.sighting.product)
                .or_default()
                .push(row);
        }
        by_product
            .into_iter()
            .map(|(product, mut rows)| {
                rows.sort_by_key(|r| (self.name(&r.sighting.video), r.sighting.first.frame));
                ProductSection {
                    product: product.to_owned(),
                    references: self.references_of(product),
                    sightings: rows.into_iter().map(|r| self.sighting(r)).collect(),
                }
            })
            .collect()
    }

    fn references_of(&self, product: &str) -> Vec<ReferenceEntry> {
        self.references
            .values()
            .filter(|r| r.product == product)
            .map(|r| ReferenceEntry {
                id: r.id,
                picture: self.picture(&pictures::reference_picture(&r.id)),
                size: r.size,
                sources: self.sources(r),
                poor: r.poor.clone(),
                shown: self.filmed.contains(&r.id)
                    || self.said_of(&r.id).is_some_and(|s| s.whole.is_some()),
                masks: self
                    .said_of(&r.id)
                    .map_or_else(Vec::new, |s| s.masks.clone()),
            })
            .collect()
    }

    fn sources(&self, reference: &Reference) -> Vec<SourceEntry> {
        reference
            .sources
            .iter()
            .map(|s| SourceEntry {
                file_name: self.name(&s.item),
                item: s.item,
                page: s.page,
                bounds: s.bounds,
                kind: s.kind,
                page_address: PageAddress::new(&s.item, s.page, None),
            })
            .collect()
    }

    fn sighting(&self, row: &SightingRow) -> SightingEntry {
        let s = &row.sighting;
        let best = &s.best;
        let video = self.videos.get(&s.video);
        let frame = pictures::frame_picture(&s.video, s.stream, &best.at);
        let rectified =
            pictures::rectified_picture(&s.video, s.stream, &best.at, &best.quad, &s.reference);
        let reference = self.references.get(&s.reference);
        SightingEntry {
            id: row.id.clone(),
            video_name: self.name(&s.video),
            item: s.video,
            origin: self
                .items
                .get(&s.video)
                .and_then(|r| r.origins.first().cloned()),
            first: s.first,
            last: s.last,
            followed: s.followed.clone(),
            copies: self.copies(s),
            best: best.at,
            rate: video.and_then(constant_rate),
            quad: best.quad,
            frame_size: video.map_or(
                Size {
                    width: 1,
                    height: 1,
                },
                |v| v.facts.displayed,
            ),
            frame_picture: self.picture(&frame),
            whole: self
                .of
                .pictures
                .get(&format!("sighting:{}", row.id))
                .and_then(|s| s.whole.clone()),
            masks: self
                .masks
                .get(&(s.video, best.at.time))
                .cloned()
                .unwrap_or_default(),
            reference_masks: self
                .said_of(&s.reference)
                .map_or_else(Vec::new, |s| s.masks.clone()),
            rectified_picture: self.picture(&rectified),
            reference: s.reference,
            reference_picture: self.picture(&pictures::reference_picture(&s.reference)),
            reference_source: reference.and_then(|r| self.sources(r).into_iter().next()),
            inliers: best.inliers,
            log10_nfa: best.log10_nfa,
            one_of: s
                .one_of
                .iter()
                .filter(|p| self.is_known(p))
                .cloned()
                .collect(),
            supported_by: best
                .supported_by
                .filter(|r| self.references.contains_key(r)),
            next_best: best
                .next_best
                .as_ref()
                .filter(|n| self.is_known(&n.product))
                .map(|n| (n.product.clone(), n.inliers)),
            generation: self.generation(&row.id),
            recipe: self.recipe(&rectified),
            address: s.best_address(),
            verdicts: row.verdicts.clone(),
            damage_note: video.and_then(|v| damage_near(v, best.at.time)),
        }
    }

    fn generation(&self, sighting: &str) -> Option<Generation> {
        let mark = self.of.marks.iter().find(|m| m.id == sighting)?;
        mark.generation.clone()
    }

    /// Whether a product is in what is shown.
    fn is_known(&self, product: &str) -> bool {
        self.held.is_empty() || self.references.values().any(|r| r.product == product)
    }

    /// What can't be read of them is as if there were none: `verify` tells of the database.
    fn credentials(&self, row: &ItemRow) -> Option<Credentials> {
        let mut found = self.case.credentials(row.id).ok().flatten()?;
        let signer = found.signer.iter_mut();
        let names = signer.flat_map(|s| {
            let clock = s.stamp.as_mut().map(|s| &mut s.authority);
            [&mut s.subject, &mut s.issuer].into_iter().chain(clock)
        });
        let labels = found.assertions.iter_mut().map(|(label, _)| label);
        names
            .chain(labels)
            .chain(&mut found.manifests)
            .chain(&mut found.generator)
            .for_each(|text| self.held.strike(text));
        Some(found)
    }

    fn item(&self, row: &ItemRow) -> ItemEntry {
        ItemEntry {
            name: self.name(&row.id),
            item: row.id,
            kind: row.kind.unwrap_or(ItemKind::Other),
            bytes: row.bytes,
            duration: self.videos.get(&row.id).map(|v| v.last),
            origins: row.origins.clone(),
            note: row.note.clone(),
            credentials: self.credentials(row),
            signer_trust: self.case.signer_trust(row.id).ok().flatten(),
        }
    }

    fn not_found(&self, sightings: &[SightingRow]) -> Vec<ProductNotFound> {
        let found: BTreeSet<&str> = sightings
            .iter()
            .map(|r| r.sighting.product.as_str())
            .collect();
        let products: BTreeSet<&str> = self
            .references
            .values()
            .map(|r| r.product.as_str())
            .collect();
        products
            .difference(&found)
            .map(|product| {
                let references = self.references_of(product);
                let usable = references.iter().filter(|r| r.poor.is_none()).count();
                ProductNotFound {
                    product: (*product).to_owned(),
                    coverage: self.coverage(usable, references.len()),
                    references,
                }
            })
            .collect()
    }

    fn coverage(&self, usable: usize, all: usize) -> String {
        if usable == 0 {
            let form = "Not looked for: none of its {0} pictures has enough details to be proved.";
            return put(form, &[&all.to_string()]);
        }
        put(
            COVERAGE,
            &[
                &usable.to_string(),
                &all.to_string(),
                &self.keyframes().to_string(),
                &self.videos.len().to_string(),
            ],
        )
    }
}
