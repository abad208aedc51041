//! Which version of a product a sighting shows, as far as the documents of the case tell: each
//! view's proof with the versions of the documents that it stands in. A proposal of the machine.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{
    DocumentField, Documented, Generation, ItemId, Reference, ReferenceId, Sighting, VersionProof,
    generation,
};

use crate::ReviewError;
use crate::documents::{Document, documents};

/// What the documents of a case know of versions.
#[derive(Clone, Debug, Default)]
pub struct Generations {
    /// Version and date by document.
    versions: BTreeMap<ItemId, Documented>,
    /// Documents that a reference stands in.
    sources: BTreeMap<ReferenceId, BTreeSet<ItemId>>,
    /// Documents by product, as far as they have references of it.
    products: BTreeMap<String, BTreeSet<ItemId>>,
}

impl Generations {
    /// # Errors
    /// When the case can't be read.
    pub fn read(case: &Case) -> Result<Self, ReviewError> {
        Ok(Self::of(&documents(case)?, &case.references()?))
    }

    /// What these documents and references tell.
    pub fn of<'a>(
        documents: impl IntoIterator<Item = &'a Document>,
        references: &[Reference],
    ) -> Self {
        let mut all = Self::default();
        for document in documents {
            if let Some(version) = version_of(document) {
                all.versions.insert(document.item, version);
            }
        }
        for reference in references {
            let items = reference.sources.iter().map(|s| s.item);
            let product = all.products.entry(reference.product.clone()).or_default();
            product.extend(items.clone());
            all.sources.entry(reference.id).or_default().extend(items);
        }
        all
    }

    /// What a sighting says of the version; `None` where fewer than two versions of its product
    /// are documented.
    pub fn shown(&self, sighting: &Sighting) -> Option<Generation> {
        let compared = sighting.compared.as_ref()?;
        if !sighting.one_of.is_empty() {
            return None;
        }
        let items = self.products.get(&sighting.product)?;
        let mut dated: BTreeMap<&str, Option<String>> = BTreeMap::new();
        for known in items.iter().filter_map(|item| self.versions.get(item)) {
            let date = dated.entry(&known.version).or_default();
            *date = match (date.take(), known.date.clone()) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        let documented: Vec<Documented> = dated
            .into_iter()
            .map(|(version, date)| Documented {
                version: version.to_owned(),
                date,
            })
            .collect();
        let proofs: Vec<VersionProof> = compared
            .views
            .iter()
            .flat_map(|view| {
                let items = self.sources.get(&view.reference).into_iter().flatten();
                let known = items.filter_map(|item| self.versions.get(item));
                known.map(|known| VersionProof {
                    version: known.version.clone(),
                    view: view.clone(),
                })
            })
            .collect();
        generation(&proofs, &documented)
    }
}

/// What tells a document's generation: the product's version, or else its edition or date.
fn version_of(document: &Document) -> Option<Documented> {
    let date = document.known(DocumentField::Date);
    let version = document
        .known(DocumentField::Version)
        .or_else(|| document.known(DocumentField::Edition))
        .or(date)?;
    Some(Documented {
        version: version.to_owned(),
        date: date.map(str::to_owned),
    })
}
