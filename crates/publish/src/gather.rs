//! From a case to the records that a dossier is made of. Reads the case and its derived pictures;
//! renders nothing.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, CaseError, ItemRow, SightingRow, VideoRecord};
use model::{
    Family, ItemId, ItemKind, PageAddress, Provenance, Reference, ReferenceId, Sighting, Size,
    pictures,
};
use serde_json::Value;
use vault::{Derived, VaultError};

use crate::dossier::{
    Dossier, FailureEntry, ItemEntry, Picture, ProductNotFound, ProductSection, ReferenceEntry,
    SightingEntry, SourceEntry, StepEntry, Summary,
};
use crate::watched::{constant_rate, damage_near, watched_seconds};

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
    case: &'a Case,
}

/// Everything that a dossier of the case shows, as it stands now.
///
/// `problems` are files that could not be brought in (path, reason); `made_at` is ISO 8601, UTC.
///
/// # Errors
/// When the case can't be read.
pub fn dossier(
    case: &Case,
    problems: &[(String, String)],
    software: &str,
    made_at: &str,
) -> Result<Dossier, GatherError> {
    let gathering = Gathering::of(case)?;
    let sightings = case.sightings()?;
    let head = case.journal_head()?;
    Ok(Dossier {
        case_name: case.name().to_owned(),
        made_at: made_at.to_owned(),
        software: software.to_owned(),
        journal_head: Some((head.seq, head.hash.to_string())),
        summary: gathering.summary(sightings.len()),
        products: gathering.products(&sightings),
        items: gathering
            .items
            .values()
            .map(|row| gathering.item(row))
            .collect(),
        not_found: gathering.not_found(&sightings),
        failures: gathering.failures(problems)?,
        steps: steps(case)?,
        notes: gathering.notes(),
        investigation: None,
    })
}

impl<'a> Gathering<'a> {
    fn of(case: &'a Case) -> Result<Self, GatherError> {
        let mut items = BTreeMap::new();
        let mut videos = BTreeMap::new();
        for row in case.items()? {
            if let Some(video) = case.video(row.id)? {
                videos.insert(row.id, video);
            }
            items.insert(row.id, row);
        }
        let references = case.references()?.into_iter().map(|r| (r.id, r)).collect();
        Ok(Self {
            derived: Derived::open(case.dir())?,
            items,
            videos,
            references,
            families: Family::of(&case.copies()?),
            case,
        })
    }

    /// Other videos of the families that a sighting lies in.
    fn copies(&self, s: &Sighting) -> Vec<String> {
        let held = self.families.iter().filter(|f| f.holds(s));
        let members = held.flat_map(|f| &f.members);
        let names: BTreeSet<String> = members
            .filter(|m| m.video != s.video)
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
            rectified_picture: self.picture(&rectified),
            reference: s.reference,
            reference_picture: self.picture(&pictures::reference_picture(&s.reference)),
            reference_source: reference.and_then(|r| self.sources(r).into_iter().next()),
            inliers: best.inliers,
            log10_nfa: best.log10_nfa,
            one_of: s.one_of.clone(),
            supported_by: best.supported_by,
            next_best: best
                .next_best
                .as_ref()
                .map(|n| (n.product.clone(), n.inliers)),
            recipe: self.recipe(&rectified),
            address: s.best_address(),
            verdicts: row.verdicts.clone(),
            damage_note: video.and_then(|v| damage_near(v, best.at.time)),
        }
    }

    /// The recipe kept beside a derived picture, as (what, how).
    fn recipe(&self, of: &Provenance) -> Vec<(String, String)> {
        let kept = self.derived.get(PICTURES, &of.key(), "json").ok().flatten();
        let Some(Value::Object(recipe)) = kept.and_then(|b| serde_json::from_slice(&b).ok()) else {
            return Vec::new();
        };
        let text = |v: &Value| match v {
            Value::String(s) => s.clone(),
            other => other.to_string(),
        };
        let mut lines = Vec::new();
        for step in recipe
            .get("steps")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let Value::Object(step) = step else { continue };
            let how = step
                .iter()
                .filter(|(k, _)| *k != "op")
                .map(|(k, v)| format!("{k} {}", text(v)))
                .collect::<Vec<_>>()
                .join(" · ");
            lines.push((step.get("op").map_or_else(String::new, text), how));
        }
        for (key, label) in [
            ("source_sha256", "source SHA-256"),
            ("pixel_sha256", "SHA-256 of the result's pixels"),
            ("software", "software"),
        ] {
            if let Some(value) = recipe.get(key) {
                lines.push((label.to_owned(), text(value)));
            }
        }
        lines
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
            return format!(
                "Not looked for: none of its {all} pictures has enough details to be proved."
            );
        }
        format!(
            "{usable} of its {all} pictures were looked for on {} keyframes of {} videos. Screens \
             that appear narrower than about 150 pixels, are blurred, seen very obliquely, or \
             visible only between keyframes can be missed.",
            self.keyframes(),
            self.videos.len()
        )
    }

    fn failures(&self, problems: &[(String, String)]) -> Result<Vec<FailureEntry>, GatherError> {
        let mut entries: Vec<FailureEntry> = problems
            .iter()
            .map(|(path, reason)| FailureEntry {
                item: None,
                name: path.clone(),
                step: "preserve".to_owned(),
                reason: reason.clone(),
                what_to_do: "Make the file readable and run the same command again.".to_owned(),
            })
            .collect();
        for failure in self.case.failures()? {
            entries.push(FailureEntry {
                item: failure.item,
                name: failure.item.map_or_else(String::new, |i| self.name(&i)),
                step: failure.step.to_string(),
                reason: failure.reason,
                what_to_do: "The original is preserved. After mending what is said, run again \
                             with --retry-failed."
                    .to_owned(),
            });
        }
        for gap in self.case.gaps()? {
            entries.push(FailureEntry {
                item: gap.record,
                name: gap.name,
                step: "import".to_owned(),
                reason: gap.why,
                what_to_do:
                    "An export or archive tells of it and does not hold it: fetch it where \
                             it is, or export again."
                        .to_owned(),
            });
        }
        Ok(entries)
    }

    fn notes(&self) -> Vec<String> {
        let damaged: Vec<String> = self
            .videos
            .iter()
            .filter(|(_, v)| !v.damage.is_empty())
            .map(|(id, v)| format!("{} ({} places)", self.name(id), v.damage.len()))
            .collect();
        if damaged.is_empty() {
            return Vec::new();
        }
        vec![format!(
            "Damaged videos were watched as far as they go: {}.",
            damaged.join(", ")
        )]
    }
}

/// What was done, told once per step with the parameters of the case's own records.
fn steps(case: &Case) -> Result<Vec<StepEntry>, CaseError> {
    const WORDS: &[(&str, &str)] = &[
        (
            "identify",
            "Every file was identified by its content, not by its name.",
        ),
        (
            "documents",
            "Every figure of every document page, and every plain picture, became a reference and was described by local features at several sizes.",
        ),
        (
            "watch",
            "Every frame of every video was decoded once; shots were found, and in each shot the sharp and different frames were described by local features.",
        ),
        (
            "match",
            "An index proposed the described frames that may show a reference; these were decoded again and compared. What is reported was proved by a homography and by its pixels: the expected number of chance matches in the whole search is below the budget.",
        ),
    ];
    Ok(case
        .steps_done()?
        .into_iter()
        .filter_map(|(step, parameters)| {
            let (_, what) = WORDS.iter().find(|(name, _)| *name == step.name)?;
            Some(StepEntry {
                name: step.to_string(),
                what: (*what).to_owned(),
                parameters: parameters
                    .into_iter()
                    .map(|(k, v)| (k, v.as_str().map_or_else(|| v.to_string(), str::to_owned)))
                    .collect(),
            })
        })
        .collect())
}
