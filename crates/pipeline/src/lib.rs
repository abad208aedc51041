//! The job book: takes files through collect → preserve → decode → describe → search, and writes
//! what comes out into the case. Only here benches meet shelves.
//!
//! Every step is keyed by its inputs, version and parameters: a finished step is never done again,
//! a killed run goes on where it was, and one bad file costs that file only. What doesn't live
//! here: how any step works, how anything is shown.

mod add;
mod archive;
mod bag;
mod bridge;
mod copies;
mod credentials;
mod decide;
mod desk;
mod documents;
mod error;
mod figures;
mod find;
mod follow;
mod gray;
mod identify;
mod import;
mod laying;
mod looking;
pub mod looks;
mod matching;
mod merge;
mod names;
mod noted;
mod paper;
mod parallel;
mod passages;
mod png_files;
mod progress;
mod proofs;
mod propose;
mod read;
mod recipe;
mod scans;
mod screens;
mod seals;
mod sheets;
mod show;
mod stills;
mod summary;
mod surfaces;
mod texts;
mod trail;
mod verify;
mod views;
mod watch;
mod whole;
mod words;

pub use add::AddReport;
pub use archive::Archive;
pub use bag::{ImportedBag, import_bag};
pub use describe::reading::{CHILD_ARG as RECOGNISER_ARG, Reader, child_main as recogniser_main};
pub use desk::{Desk, Settings};
pub use documents::reference_id;
pub use error::PipelineError;
pub use figures::figure_proposals;
pub use find::{FindOptions, Found, Wanted};
pub use import::ImportReport;
pub use looking::{frame_thumb, screen_thumb};
pub use merge::{MergedCopy, merge_copy, preview_merge};
pub use names::product_name;
pub use paper::Cut;
pub use progress::{Event, Observer, Silent, Unit};
pub use seals::{Sealed, check_statement, sign_head, stamp_query, take_reply};
pub use search::index::{Pool, Segment};
pub use show::{ProofView, Shown};
pub use stills::ScreenView;
pub use summary::Summary;
pub use texts::{FoundText, Mention, ReadFact, facts, mentions, spot_names};
pub use verify::{Fault, Part, Verified, verify};
pub use views::MergedView;
pub use watch::shots_of;
pub use words::train_vocabulary;
