//! Films pictures on synthetic screens in a synthetic room, with exact ground truth: for the
//! demo, for tests and for the accuracy bench. Also draws the demo's made-up products and prints
//! their documents.
//!
//! What doesn't live here: analysis of any kind. The stage knows what is true; others find out.

mod camera;
mod canvas;
mod codec;
pub mod demo;
mod dice;
mod displays;
mod edits;
mod error;
pub mod figures;
mod film;
mod fonts;
mod hand;
mod mutate;
pub mod office;
mod overlay;
mod papers;
mod pdf;
mod people;
mod plan;
mod random;
mod raster;
mod real;
mod room;
mod scene;
mod splice;
mod text;
mod text_clips;
mod texture;
mod truth;
mod wear;

pub use canvas::{Canvas, Ink, Shape};
pub use codec::repeat_video;
pub use dice::Dice;
pub use displays::Displays;
pub use edits::{Edit, Excerpt, write_copy};
pub use error::StageError;
pub use film::{film, film_once, film_only, render_frame, truth_of};
pub use fonts::Font;
pub use mutate::{Mutator, fuzz};
pub use papers::{
    MadeScan, PaperClaim, PaperLayout, PaperSentence, PaperTruth, write_long_manual, write_papers,
    write_scans,
};
pub use plan::{
    Backdrop, CameraPlan, Caption, ChannelLogo, ClipPlan, PersonPlan, Picture, ScreenPlan,
    ShotPlan, Surround, TextLine, TransitionPlan, Wear,
};
pub use random::{Difficulty, RandomOptions, WidthTier, random_clip};
pub use real::{FilmedClip, film_real_pictures, pictures_to_pdf, read_picture};
pub use splice::{Join, Piece, Programme, Splice};
pub use text::{PageWriting, TextOptions, text_page};
pub use text_clips::{Filmed, half_clip, text_clip};
pub use truth::{CutKind, Truth, TruthCut, TruthFrame, TruthPicture, TruthScreen, TruthShot};
