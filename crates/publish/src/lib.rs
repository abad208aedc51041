//! Exporters: a case in forms that other people can open. One module, one format.
//!
//! What lives here is form: pages, pictures as files, safe text, whole-or-nothing writing; only
//! `gather` reads the case. What doesn't: judging, computing evidence, decoding originals.

pub mod annotations;
pub mod bag;
pub mod csv;
pub mod dates;
pub mod dossier;
pub mod encode;
pub mod ftm;
pub mod gather;
pub mod graph;
pub mod held;
pub mod markers;
pub mod systems;
pub mod tables;
mod watched;

pub use dossier::text::{visible, visible_plain};
pub use dossier::told::{pairs as told_pairs, told_in};
pub use dossier::words::{said_in, word_in};
pub use dossier::{Dossier, PublishError, Tongue, UnusablePicture, Written, render, render_told};
pub use encode::{EncodeError, encode_jpeg, encode_png};
pub use gather::GatherError;
pub use held::{Held, Reach};
