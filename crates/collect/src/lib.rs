//! Importers: files and folders, and a note of where they came from.
//!
//! What doesn't live here: copying, hashing, the case. Nothing here goes to the network, follows a
//! link, or changes a file.

mod amiss;
mod exports;
mod given;
mod loose;
mod origin;
mod printable;
mod sidecar;
mod survey;

pub use amiss::amiss;
pub use exports::{Brought, Export, ExportError, Missing, Taken, read_export};
pub use given::{Given, GivenError};
pub use origin::origin_of;
pub use printable::{display_path, printable};
pub use survey::{Found, Problem, survey};
