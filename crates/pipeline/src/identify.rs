//! What each item is, by its content.

use std::time::Instant;

use case::Output;
use model::{ItemId, ItemKind, Provenance, Step};

use crate::desk::Desk;
use crate::{Event, Observer, PipelineError, Unit};

/// Raised whenever a file that was not understood may be now.
const IDENTIFY_VERSION: u32 = 3;

impl Desk {
    pub(crate) fn identify_all(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let due: Vec<ItemId> = self
            .case
            .items()?
            .into_iter()
            .filter(|row| matches!(row.kind, None | Some(ItemKind::Other)))
            .map(|row| row.id)
            .collect();
        let due = self.not_identified(due)?;
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "identify",
            total: Some(due.len() as u64),
            unit: Unit::Files,
        });
        for item in due {
            self.identify(item, observer)?;
            observer.on(Event::Advance(1));
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn not_identified(&self, items: Vec<ItemId>) -> Result<Vec<ItemId>, PipelineError> {
        let mut due = Vec::new();
        for item in items {
            if self.is_due(&provenance(&item).key())? {
                due.push(item);
            }
        }
        Ok(due)
    }

    fn identify(&mut self, item: ItemId, observer: &mut dyn Observer) -> Result<(), PipelineError> {
        let provenance = provenance(&item);
        let begun = Instant::now();
        let name = self.name_of(&item)?;
        observer.on(Event::Doing(&name));
        let found = self
            .object(&item)
            .and_then(|path| self.decoder.identify(&path).map_err(|e| e.to_string()));
        match found {
            Ok(found) => {
                if found.kind == ItemKind::Other {
                    observer.on(Event::Problem {
                        name: &name,
                        what: &found.note,
                    });
                }
                let output = Output::Kind {
                    kind: found.kind,
                    note: found.note,
                };
                self.record(provenance, Some(item), begun, &output)
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}

fn provenance(item: &ItemId) -> Provenance {
    Provenance::new(Step::new("identify", IDENTIFY_VERSION), vec![item.0])
}
