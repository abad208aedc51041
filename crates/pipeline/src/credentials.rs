//! Content Credentials in each video and picture, also in forms of pictures that are not read:
//! what they say of themselves, unchecked.

use std::time::Instant;

use case::Output;
use model::{ItemId, ItemKind, credentials_of};
use serde_json::json;

use crate::desk::Desk;
use crate::{Event, Observer, PipelineError, Unit};

impl Desk {
    pub(crate) fn read_credentials(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let mut due = Vec::new();
        for row in self.case.items()? {
            let may = matches!(
                row.kind,
                Some(ItemKind::Video | ItemKind::Picture | ItemKind::Other)
            );
            if may && self.is_due(&credentials_of(&row.id).key())? {
                due.push(row.id);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        observer.on(Event::Phase {
            name: "credentials",
            total: Some(due.len() as u64),
            unit: Unit::Files,
        });
        for item in due {
            self.credentials(item, observer)?;
            observer.on(Event::Advance(1));
        }
        observer.on(Event::PhaseDone);
        Ok(())
    }

    fn credentials(
        &mut self,
        item: ItemId,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let (provenance, begun) = (credentials_of(&item), Instant::now());
        let found = self
            .object(&item)
            .and_then(|path| self.decoder.credentials(&path).map_err(|e| e.to_string()));
        match found {
            Ok(found) => self.record(provenance, Some(item), begun, &Output::Other(json!(found))),
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}
