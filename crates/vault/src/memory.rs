//! A vault in memory, for tests and for small made-up cases that nobody keeps.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::ContentHash;

use crate::source::{Source, pump, read_some};
use crate::{Objects, Stored, VaultError};

/// Objects in memory; gone with the value. They have no paths.
#[derive(Default)]
pub struct MemoryVault {
    objects: Mutex<BTreeMap<ContentHash, Arc<[u8]>>>,
}

impl MemoryVault {
    fn shelf(&self) -> MutexGuard<'_, BTreeMap<ContentHash, Arc<[u8]>>> {
        // No operation on the map stops half-way, so a poisoned one is whole.
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Objects for MemoryVault {
    fn put_file(&self, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Stored, VaultError> {
        let source = Source::open(path)?;
        let mut content = Vec::new();
        let mut from = &source.file;
        pump(
            &mut |buffer| read_some(&mut from, buffer).map_err(|e| source.error(e)),
            &mut |bytes| {
                content.extend_from_slice(bytes);
                progress(bytes.len() as u64);
                Ok(())
            },
        )?;
        source.must_be_unchanged(content.len() as u64)?;
        self.put_bytes(&content)
    }

    fn put_bytes(&self, bytes: &[u8]) -> Result<Stored, VaultError> {
        let hash = ContentHash::of(bytes);
        let before = self.shelf().insert(hash, bytes.into());
        Ok(Stored {
            hash,
            bytes: bytes.len() as u64,
            new: before.is_none(),
        })
    }

    fn read(&self, hash: &ContentHash) -> Result<Box<dyn Read + Send>, VaultError> {
        let object = self.shelf().get(hash).cloned();
        let object = object.ok_or(VaultError::Missing(*hash))?;
        Ok(Box::new(Cursor::new(object)))
    }

    fn get_path(&self, _: &ContentHash) -> Option<PathBuf> {
        None
    }

    fn contains(&self, hash: &ContentHash) -> bool {
        self.shelf().contains_key(hash)
    }
}
