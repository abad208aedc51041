//! What people say of products: names, which pictures and documents belong to which, and which
//! must prove nothing. Acts in order, each of which can be undone by a later one.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{ItemId, Reference, ReferenceId, ReferenceSource, Size};
use serde_json::json;

use crate::acts::Entry;
use crate::people::named_person;
use crate::{Case, CaseError, CutReference, ProductAct, ProductChange, canonical, rows};

/// What products are called after everything that people said.
#[derive(Clone, Debug, Default)]
pub struct ProductNames {
    /// Names given one by one, before acts were known: by reference, then by document.
    references: HashMap<String, String>,
    documents: HashMap<String, String>,
    /// In order, without those that were undone.
    changes: Vec<ProductChange>,
}

impl ProductNames {
    /// The product of a reference, where people named it.
    pub fn of_reference(&self, reference: &Reference) -> Option<String> {
        let own = self.references.get(&reference.id.0.to_hex());
        let mut sources = reference.sources.iter();
        let document = sources.find_map(|s| self.documents.get(&s.item.0.to_hex()));
        let first = own.or(document).unwrap_or(&reference.product);
        let items: Vec<ItemId> = reference.sources.iter().map(|s| s.item).collect();
        let name = self.follow(first, Some((reference.id, own.is_some())), &items);
        (name != reference.product).then_some(name)
    }

    /// The product of a document for which `proposed` is proposed.
    pub fn of_document(&self, item: ItemId, proposed: &str) -> String {
        let first = self.documents.get(&item.0.to_hex());
        self.follow(first.map_or(proposed, String::as_str), None, &[item])
    }

    fn follow(&self, first: &str, reference: Option<(ReferenceId, bool)>, of: &[ItemId]) -> String {
        let mut name = first.to_owned();
        let mut own = reference.is_some_and(|(_, named)| named);
        for change in &self.changes {
            match change {
                ProductChange::Rename { from, to } | ProductChange::Merge { from, into: to } => {
                    if *from == name {
                        name.clone_from(to);
                    }
                }
                ProductChange::Reference { id, product } => {
                    if reference.is_some_and(|(r, _)| r == *id) {
                        name.clone_from(product);
                        own = true;
                    }
                }
                ProductChange::Document { item, product } => {
                    if !own && of.contains(item) {
                        name.clone_from(product);
                    }
                }
                ProductChange::Negative { .. }
                | ProductChange::Positive { .. }
                | ProductChange::Undo { .. } => {}
            }
        }
        name
    }

    /// Products that people said must prove nothing.
    pub fn negatives(&self) -> BTreeSet<String> {
        let mut negative = BTreeSet::new();
        for change in &self.changes {
            match change {
                ProductChange::Negative { product } => {
                    negative.insert(product.clone());
                }
                ProductChange::Positive { product } => {
                    negative.remove(product);
                }
                ProductChange::Rename { from, to } if negative.remove(from) => {
                    negative.insert(to.clone());
                }
                _ => {}
            }
        }
        negative
    }
}

impl Case {
    /// What people made of products' names.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn product_names(&self) -> Result<ProductNames, CaseError> {
        let mut names = ProductNames::default();
        let mut all = self
            .db
            .prepare_cached("SELECT target, id, product FROM reference_names ORDER BY position")?;
        let mut found = all.query([])?;
        while let Some(row) = found.next()? {
            let of = match row.get::<_, String>(0)?.as_str() {
                "reference" => &mut names.references,
                _ => &mut names.documents,
            };
            of.insert(row.get(1)?, row.get(2)?);
        }
        let acts = self.product_acts()?;
        names.changes = acts
            .into_iter()
            .filter(|a| !a.undone)
            .map(|a| a.change)
            .collect();
        Ok(names)
    }

    /// Every act on products, in order, those that were undone too.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn product_acts(&self) -> Result<Vec<ProductAct>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT position, act, target, value, by, at, reason FROM product_acts
             ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut acts = Vec::new();
        while let Some(row) = found.next()? {
            let (act, target): (String, String) = (row.get(1)?, row.get(2)?);
            acts.push(ProductAct {
                position: row.get(0)?,
                change: change(&act, target, row.get(3)?)?,
                by: row.get(4)?,
                at: row.get(5)?,
                reason: row.get(6)?,
                undone: false,
            });
        }
        // The latest first: an undoing that was undone itself undoes nothing.
        let mut undone = HashSet::new();
        for act in acts.iter_mut().rev() {
            act.undone = undone.contains(&act.position);
            if let (false, ProductChange::Undo { position }) = (act.undone, &act.change) {
                undone.insert(*position);
            }
        }
        Ok(acts)
    }

    /// Adds an act on products; answers its number, by which it can be undone.
    ///
    /// # Errors
    /// When nobody is named, a name is empty, there is no such act to undo, or the case can't be
    /// written.
    pub fn change_products(
        &mut self,
        change: &ProductChange,
        by: &str,
        reason: &str,
    ) -> Result<i64, CaseError> {
        named_person(by)?;
        if let ProductChange::Undo { position } = change {
            let acts = self.product_acts()?;
            match acts.iter().find(|a| a.position == *position) {
                None => {
                    return Err(CaseError::Misfit(format!(
                        "there is no act {position} on products; `product history` shows them all"
                    )));
                }
                Some(act) if act.undone => {
                    return Err(CaseError::Misfit(format!(
                        "act {position} is undone already"
                    )));
                }
                Some(_) => {}
            }
        }
        let (act, target, value) = columns(change);
        let nameless = |name: &str| name.trim().is_empty();
        if nameless(&target) || value.as_deref().is_some_and(nameless) {
            return Err(CaseError::Misfit("a product needs a name".to_owned()));
        }
        self.act(|db| {
            let at = rows::now();
            db.execute(
                "INSERT INTO product_acts (act, target, value, by, at, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (act, &target, &value, by, &at, reason),
            )?;
            let position = db.last_insert_rowid();
            let detail = json!({ "act": act, "target": target, "value": value, "reason": reason,
                                 "position": position });
            Ok((position, Some(Entry::new("product", detail).by(by))))
        })
    }

    /// Keeps a reference that a person cut by hand.
    ///
    /// # Errors
    /// When nobody is named, the product has no name, or the case can't be written.
    pub fn add_cut_reference(&mut self, cut: &CutReference) -> Result<(), CaseError> {
        named_person(&cut.by)?;
        if cut.product.trim().is_empty() {
            return Err(CaseError::Misfit("a product needs a name".to_owned()));
        }
        self.act(|db| {
            db.execute(
                "INSERT INTO cut_references
                 (id, address, width, height, product, source, poor, by, at, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                (
                    cut.id.0.to_hex(),
                    &cut.address,
                    cut.size.width,
                    cut.size.height,
                    &cut.product,
                    canonical::of("a source", &cut.source)?,
                    &cut.poor,
                    &cut.by,
                    &cut.at,
                    &cut.reason,
                ),
            )?;
            let detail = json!({ "reference": cut.id, "address": cut.address,
                                 "product": cut.product, "reason": cut.reason });
            Ok(((), Some(Entry::new("cut-reference", detail).by(&cut.by))))
        })
    }

    /// References that people cut by hand, in the order in which they did.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn cut_references(&self) -> Result<Vec<CutReference>, CaseError> {
        let mut all = self.db.prepare_cached(
            "SELECT id, address, width, height, product, source, poor, by, at, reason
             FROM cut_references ORDER BY position",
        )?;
        let mut found = all.query([])?;
        let mut cuts = Vec::new();
        while let Some(row) = found.next()? {
            let source: ReferenceSource =
                rows::parsed("a reference's source", &row.get::<_, String>(5)?)?;
            cuts.push(CutReference {
                id: ReferenceId(rows::id(&row.get::<_, String>(0)?)?.0),
                address: row.get(1)?,
                size: Size {
                    width: row.get(2)?,
                    height: row.get(3)?,
                },
                product: row.get(4)?,
                source,
                poor: row.get(6)?,
                by: row.get(7)?,
                at: row.get(8)?,
                reason: row.get(9)?,
            });
        }
        Ok(cuts)
    }
}

fn columns(change: &ProductChange) -> (&'static str, String, Option<String>) {
    match change {
        ProductChange::Rename { from, to } => ("rename", from.clone(), Some(to.clone())),
        ProductChange::Merge { from, into } => ("merge", from.clone(), Some(into.clone())),
        ProductChange::Reference { id, product } => {
            ("reference", id.0.to_hex(), Some(product.clone()))
        }
        ProductChange::Document { item, product } => {
            ("document", item.0.to_hex(), Some(product.clone()))
        }
        ProductChange::Negative { product } => ("negative", product.clone(), None),
        ProductChange::Positive { product } => ("positive", product.clone(), None),
        ProductChange::Undo { position } => ("undo", position.to_string(), None),
    }
}

fn change(act: &str, target: String, value: Option<String>) -> Result<ProductChange, CaseError> {
    let unreadable = |detail: String| CaseError::Unreadable {
        what: "an act on products",
        detail,
    };
    let new = || {
        value
            .clone()
            .ok_or_else(|| unreadable(format!("{act} names nothing")))
    };
    Ok(match act {
        "rename" => ProductChange::Rename {
            from: target,
            to: new()?,
        },
        "merge" => ProductChange::Merge {
            from: target,
            into: new()?,
        },
        "reference" => ProductChange::Reference {
            id: ReferenceId(rows::id(&target)?.0),
            product: new()?,
        },
        "document" => ProductChange::Document {
            item: rows::id(&target)?,
            product: new()?,
        },
        "negative" => ProductChange::Negative { product: target },
        "positive" => ProductChange::Positive { product: target },
        _ => ProductChange::Undo {
            position: target
                .parse()
                .map_err(|_| unreadable(format!("undoes {target:?}")))?,
        },
    })
}
