//! Passages of every document that was read, proposed again whenever the capability file changes.

use std::time::Instant;

use case::Output;
use describe::passages::{PageText, propose};
use model::{ItemId, ItemKind, Provenance, Step, Taxonomy};

use crate::desk::Desk;
use crate::documents::pages_provenance;
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever the same pages may give other passages by the same capability file.
const PASSAGES_VERSION: u32 = 1;

impl Desk {
    pub(crate) fn propose_passages(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let taxonomy = Taxonomy::shipped().map_err(|e| PipelineError::Wanted(e.to_string()))?;
        let mut due = Vec::new();
        for row in self.case.items()? {
            // What was not read has no passages, and is no failure of this step.
            if row.kind == Some(ItemKind::Document)
                && self.case.work(&pages_provenance(&row.id).key())?.is_some()
                && self.is_due(&passages_provenance(&row.id, taxonomy).key())?
            {
                due.push(row.id);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "find passages",
            total: Some(due.len() as u64),
            unit: Unit::Files,
        });
        for item in due {
            let begun = Instant::now();
            let pages = self.case.pages(item)?;
            let texts: Vec<PageText<'_>> = pages
                .iter()
                .map(|p| PageText {
                    number: p.number,
                    words: &p.words,
                })
                .collect();
            let passages = Output::Passages(propose(item, &texts, taxonomy));
            let provenance = passages_provenance(&item, taxonomy);
            self.record(provenance, Some(item), begun, &passages)?;
            observer.on(Event::Advance(1));
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }
}

fn passages_provenance(item: &ItemId, taxonomy: &Taxonomy) -> Provenance {
    let pages = pages_provenance(item).key();
    Provenance::new(Step::new("passages", PASSAGES_VERSION), vec![pages.0])
        .with("capabilities", taxonomy.sha256.to_hex())
}
