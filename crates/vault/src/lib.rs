//! Bytes on the shelf: originals by content hash, written once; derived files by work key,
//! rebuildable.
//!
//! ```text
//! CASE/objects/ab/ab…64 hex digits      originals, read-only
//! CASE/derived/<kind>/ab/<key>.<ext>    derived files
//! CASE/derived/SHA256SUMS               their checksums, as `sha256sum -c` reads them
//! CASE/{objects,derived}/.aside/        files that are being written; leftovers of killed runs
//! ```
//! What lives here is storage and its guarantees. What doesn't: what the bytes mean, where they
//! came from, who did what.

mod aside;
mod derived;
mod error;
mod folder;
mod memory;
mod source;
mod sums;

use std::io::Read;
use std::path::{Path, PathBuf};

use model::ContentHash;

pub use derived::{Derived, DerivedFile};
pub use error::VaultError;
pub use folder::{Vault, object_path};
pub use memory::MemoryVault;
pub use source::Hasher;
pub use sums::DerivedSum;

/// What storing brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stored {
    /// SHA-256 of the whole content.
    pub hash: ContentHash,
    /// Size of the content.
    pub bytes: u64,
    /// Whether the vault had no such object before.
    pub new: bool,
}

/// A shelf of objects: what every kind of vault can do.
pub trait Objects {
    /// Stores a file's content; the source is only read. `progress` is told how many more bytes
    /// were read.
    ///
    /// # Errors
    /// When the source isn't a readable plain file or changes meanwhile
    /// ([`VaultError::is_about_source`]), or when the vault can't be written.
    fn put_file(&self, path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Stored, VaultError>;

    /// Stores bytes that are in memory.
    ///
    /// # Errors
    /// When the vault can't be written.
    fn put_bytes(&self, bytes: &[u8]) -> Result<Stored, VaultError>;

    /// Reads an object from its beginning.
    ///
    /// # Errors
    /// When the vault has no such object or it can't be opened.
    fn read(&self, hash: &ContentHash) -> Result<Box<dyn Read + Send>, VaultError>;

    /// Where the object lies as a file; `None` where it isn't there, or isn't a file.
    fn get_path(&self, hash: &ContentHash) -> Option<PathBuf>;

    /// Whether the object is there (its content unchecked).
    fn contains(&self, hash: &ContentHash) -> bool;

    /// Reads the whole object and compares its hash; answers its size in bytes.
    ///
    /// # Errors
    /// When it is missing, unreadable, or its content has another hash.
    fn verify(&self, hash: &ContentHash) -> Result<u64, VaultError> {
        self.verify_with(hash, &mut |_| {})
    }

    /// As [`Objects::verify`]; `progress` is told how many more bytes were read.
    ///
    /// # Errors
    /// As there.
    fn verify_with(
        &self,
        hash: &ContentHash,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, VaultError> {
        let mut hasher = source::Hasher::default();
        let mut reader = self.read(hash)?;
        source::pump(
            &mut |buffer| {
                source::read_some(&mut reader, buffer).map_err(|source| VaultError::Object {
                    hash: *hash,
                    source,
                })
            },
            &mut |bytes| {
                hasher.update(bytes);
                progress(bytes.len() as u64);
                Ok(())
            },
        )?;
        let bytes = hasher.bytes();
        let found = hasher.finish();
        if found == *hash {
            Ok(bytes)
        } else {
            Err(VaultError::Damaged { hash: *hash, found })
        }
    }
}
