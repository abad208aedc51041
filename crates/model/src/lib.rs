//! The words of an investigation: ids, exact times, quads, scores, provenance, and the plain
//! records that rooms hand to each other.
//!
//! What lives here is data and its text forms. What doesn't: files, databases, pixels, clocks.

pub mod address;
pub mod capability;
pub mod collection;
pub mod copies;
pub mod credentials;
pub mod document;
pub mod entity;
pub mod facts;
pub mod figure;
pub mod finding;
pub mod folding;
pub mod generation;
pub mod geometry;
pub mod grade;
pub mod hash;
pub mod investigation;
pub mod item;
pub mod language;
pub mod passage;
pub mod pattern;
pub mod phrase;
pub mod pictures;
mod place;
pub mod product;
pub mod provenance;
pub mod reading;
pub mod score;
pub mod screen;
pub mod sighting;
pub mod stated;
pub mod statement;
pub mod text;
pub mod time;
pub mod timecode;
pub mod track;
pub mod video;

pub use address::{Address, AddressError, MomentAddress, PageAddress};
pub use capability::Taxonomy;
pub use collection::{
    Addresses, Beside, CollectionEntry, Recorded, collection_letters, collection_record,
};
pub use copies::{Copy as FootageCopy, Family, Stretch};
pub use credentials::{
    Check, Credentials, Gap, Issued, SIGNER_TRUST, SignedAt, Signer, SignerTrust, Trust,
    credentials_of, signer_trust_of,
};
pub use document::{BoxPx, OUR_LAYOUT, ReferenceKind, Word};
pub use entity::{EntityFields, EntityKind, Party, RelationFields, RelationKind};
pub use facts::{DocumentFact, DocumentField, DocumentKind, DocumentPlace};
pub use figure::{FigureKind, FigureProposal};
pub use finding::{
    Absence, Citation, EvidenceRef, FindingFields, FindingPatch, FindingState, Reply, ReplyAct,
    RivalExplanation, Side, Wording,
};
pub use generation::{
    ComparedViews, Documented, Fit, Generation, ToldApart, VersionProof, ViewProof, generation,
};
pub use geometry::{Homography, Point, Quad, QuadError, Size};
pub use grade::{
    Confidence, ConfidenceLevel, InformationGrade, Likelihood, LikelihoodScale, SourceGrade,
};
pub use hash::{ContentHash, HashError};
pub use item::{AddedAs, ItemId, ItemKind, ItemPrefix, Origin, PublishedDate, Sensitivity};
pub use language::Language;
pub use passage::{
    Condition, ConditionKind, Passage, PassageCorrection, PassageReading, PassageStanding,
    PassageVerdict, PassageVerdictValue, Polarity,
};
pub use phrase::{Part, Phrase};
pub use place::{Coordinates, CoordinatesError};
pub use product::common_name;
pub use provenance::{DerivedKey, Provenance, Step};
pub use reading::{
    Correction, Fact, FactKind, Limit, ReadChar, ReadFrom, ReadLine, Reading, RivalText, Turn,
    Writing,
};
pub use score::{LogNfa, Standing, Verdict, VerdictValue};
pub use screen::{DrawnScreen, HeldBy, Screen, ScreenFile, ScreenFrame, ScreenSource};
pub use sighting::{
    Match, MatchMoment, Reference, ReferenceId, ReferenceSource, Rival, ShownOn, Sighting,
};
pub use stated::{Day, Precision, StatedDate, StatedDateError};
pub use statement::{Act, Statement, Subject};
pub use time::{Moment, Pts, TimeBase, TimeError, Timestamp};
pub use timecode::{FrameRate, Timecode, TimecodeError};
pub use track::{Edge, Followed, TrackFile, TrackedFrame};
pub use video::{Damage, FrameTime, Shot, Transition, VideoFacts};
