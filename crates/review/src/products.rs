//! Products: what is grouped under a name, and what people make of it. Every act is a row, and is
//! undone by a later one.

use std::collections::{BTreeMap, BTreeSet};

use case::{Case, ProductChange, SightingRow};
use model::{DocumentField, ItemId, ReferenceId};

use crate::documents::{Document, documents};
use crate::{ReviewError, author};

/// A product, with what the case holds of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Product {
    pub name: String,
    /// A look-alike or generic part.
    pub negative: bool,
    pub makers: BTreeSet<String>,
    pub versions: BTreeSet<String>,
    pub languages: BTreeSet<String>,
    pub documents: Vec<ItemId>,
    pub references: Vec<ReferenceId>,
    pub sightings: Vec<String>,
}

/// All products, by name.
///
/// # Errors
/// When the case can't be read.
pub fn products(case: &Case) -> Result<Vec<Product>, ReviewError> {
    products_with(case, &case.sightings()?)
}

/// The same, with the sightings that the caller has read.
///
/// # Errors
/// When the case can't be read.
pub fn products_with<'a>(
    case: &Case,
    sightings: impl IntoIterator<Item = &'a SightingRow>,
) -> Result<Vec<Product>, ReviewError> {
    let mut products: BTreeMap<String, Product> = BTreeMap::new();
    for document in documents(case)? {
        if document.product.is_empty() {
            continue;
        }
        let product = of(&mut products, &document.product);
        add_document(product, &document);
    }
    for reference in case.references()? {
        of(&mut products, &reference.product)
            .references
            .push(reference.id);
    }
    for row in sightings {
        if row.sighting.one_of.is_empty() {
            of(&mut products, &row.sighting.product)
                .sightings
                .push(row.id.clone());
        }
    }
    for name in case.product_names()?.negatives() {
        of(&mut products, &name).negative = true;
    }
    Ok(products.into_values().collect())
}

fn of<'a>(products: &'a mut BTreeMap<String, Product>, name: &str) -> &'a mut Product {
    products.entry(name.to_owned()).or_insert_with(|| Product {
        name: name.to_owned(),
        ..Product::default()
    })
}

fn add_document(product: &mut Product, document: &Document) {
    product.documents.push(document.item);
    for (field, into) in [
        (DocumentField::Maker, &mut product.makers),
        (DocumentField::Version, &mut product.versions),
        (DocumentField::Language, &mut product.languages),
    ] {
        into.extend(document.known(field).map(str::to_owned));
    }
}

/// Does an act on products; answers its number, by which it can be undone.
///
/// # Errors
/// When a product that must be there is not, a new name is taken (merge instead), nobody is named,
/// or the case can't be written.
pub fn change(
    case: &mut Case,
    change: &ProductChange,
    by: &str,
    reason: &str,
) -> Result<i64, ReviewError> {
    let (by, reason) = author(by, reason)?;
    let names: BTreeSet<String> = products(case)?.into_iter().map(|p| p.name).collect();
    let known = |name: &String| {
        if names.contains(name) {
            Ok(())
        } else {
            Err(ReviewError::NoSuchProduct(name.clone()))
        }
    };
    match change {
        ProductChange::Rename { from, to } => {
            known(from)?;
            if names.contains(to) {
                return Err(ReviewError::NameTaken(to.clone()));
            }
        }
        ProductChange::Merge { from, into } => {
            known(from)?;
            known(into)?;
            if from == into {
                return Err(ReviewError::NameTaken(into.clone()));
            }
        }
        ProductChange::Negative { product } | ProductChange::Positive { product } => {
            known(product)?;
        }
        ProductChange::Reference { id, .. } => {
            if !case.references()?.iter().any(|r| r.id == *id) {
                return Err(case::CaseError::NoSuchReference(*id).into());
            }
        }
        ProductChange::Document { item, .. } => {
            if case.item(*item)?.is_none() {
                return Err(case::CaseError::NoSuchItem(item.to_string()).into());
            }
        }
        ProductChange::Undo { .. } => {}
    }
    Ok(case.change_products(change, &by, &reason)?)
}
