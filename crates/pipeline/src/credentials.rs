//! Content Credentials in each video, picture and document, also in forms of pictures that are not
//! read: what they say, whether it fits, and whether who signed is on a list that a person gave.

use std::time::Instant;

use case::Output;
use model::{ItemId, ItemKind, SignerTrust, credentials_of, signer_trust_of};
use seal::CertificateList;
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
                Some(ItemKind::Video | ItemKind::Picture | ItemKind::Document | ItemKind::Other)
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

    /// Holds each signer against the list of the settings, if the last that was used is another.
    pub(crate) fn hold_signers(
        &mut self,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let Some(list) = self.settings.trusted_signers.clone() else {
            return Ok(());
        };
        for row in self.case.items()? {
            let signed = self
                .case
                .credentials(row.id)?
                .is_some_and(|c| c.signer.is_some());
            let last = self.case.signer_trust(row.id)?;
            if signed && last.is_none_or(|last| last.list_sha256 != list.sha256) {
                self.hold_signer(row.id, &list, observer)?;
            }
        }
        Ok(())
    }

    fn hold_signer(
        &mut self,
        item: ItemId,
        list: &CertificateList,
        observer: &mut dyn Observer,
    ) -> Result<(), PipelineError> {
        let (provenance, begun) = (signer_trust_of(&item, &list.sha256), Instant::now());
        let found = self.object(&item).and_then(|path| {
            let held = self.decoder.signer_trust(&path, list.certificates.clone());
            held.map_err(|e| e.to_string())
        });
        match found {
            Ok(found) => {
                let trust = found.map(|(outcome, stamp_listed)| SignerTrust {
                    list: list.name.clone(),
                    list_sha256: list.sha256,
                    outcome,
                    stamp_listed,
                });
                self.record(provenance, Some(item), begun, &Output::Other(json!(trust)))
            }
            Err(reason) => self.record_failure(provenance, item, begun, &reason, observer),
        }
    }
}
