//! What each bench is told on the command line.

use std::path::PathBuf;

use clap::Args;
use stage::Displays;

use crate::bench::TextPart;
use crate::cli::Print;
use crate::cli::analyse::WorkArgs;

#[derive(Args)]
pub struct Common {
    /// Where the material and the case are kept
    #[arg(long, value_name = "DIR")]
    pub dir: PathBuf,
    /// Decides the material
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The file that gets one JSON line a run (default:
    /// docs/measures/history.jsonl where that is, else history.jsonl in DIR)
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// Print the table as Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Analyse everything again, with the material that was made before
    #[arg(long)]
    pub afresh: bool,
    /// Measure other programs in the same run, with this Python; it needs what
    /// crates/app/peers/requirements.txt names
    #[arg(long, value_name = "PYTHON")]
    pub peers: Option<PathBuf>,
    /// The script that calls them
    #[arg(long, value_name = "FILE", default_value = "crates/app/peers/peers.py")]
    pub peer_script: PathBuf,
    #[command(flatten)]
    pub print: Print,
    #[command(flatten)]
    pub work: WorkArgs,
}

#[derive(Args)]
pub struct Random {
    #[command(flatten)]
    pub common: Common,
    /// Clips to film
    #[arg(long, value_name = "N", default_value_t = 12,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub clips: u16,
    /// Length of each clip in seconds
    #[arg(long, value_name = "S", default_value_t = 12.0, value_parser = seconds)]
    pub seconds: f64,
}

#[derive(Args)]
pub struct Never {
    #[command(flatten)]
    pub common: Common,
    /// Minutes to film
    #[arg(long, value_name = "N", default_value_t = 30,
        value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub minutes: u32,
    /// Frames a second
    #[arg(long, value_name = "N", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(1..=60))]
    pub rate: u32,
    /// More documents and pictures of products that are not filmed
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub documents: Vec<PathBuf>,
}

#[derive(Args)]
pub struct Real {
    #[command(flatten)]
    pub common: Common,
    /// Folder of screenshots
    #[arg(long, value_name = "DIR")]
    pub pictures: PathBuf,
    /// Folder of videos to film them over
    #[arg(long, value_name = "DIR")]
    pub videos: PathBuf,
    /// Folder of documents that are investigated as they are
    #[arg(long, value_name = "DIR")]
    pub documents: Option<PathBuf>,
    /// Pictures with this in their file name are printed, each for itself, and not filmed
    #[arg(long, value_name = "TEXT", value_delimiter = ',',
        default_values_t = ["distractor".to_owned(), "diagram".to_owned()])]
    pub unfilmed: Vec<String>,
}

#[derive(Args)]
pub struct Copies {
    #[command(flatten)]
    pub common: Common,
    /// Videos that are copied too
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub videos: Vec<PathBuf>,
    /// Clips to film and copy
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = clap::value_parser!(u16).range(0..=100))]
    pub clips: u16,
}

#[derive(Args)]
pub struct Text {
    #[command(flatten)]
    pub common: Common,
    /// Clips of each writing
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = clap::value_parser!(u16).range(1..=100))]
    pub clips: u16,
    /// Measure these parts only
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    pub only: Vec<TextPart>,
}

#[derive(Args)]
pub struct Screens {
    #[command(flatten)]
    pub common: Common,
    /// Clips to film
    #[arg(long, value_name = "N", default_value_t = 9,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub clips: u16,
    /// Length of each clip in seconds
    #[arg(long, value_name = "S", default_value_t = 6.0, value_parser = seconds)]
    pub seconds: f64,
    /// Screens whose frames are merged and compared, at most
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub merged: u16,
    /// What is filmed: monitors, light (white bezels), phones (held in a hand) or walls (of tiles)
    #[arg(long, value_name = "KIND", default_value = "monitors", value_parser = displays)]
    pub displays: Displays,
    /// Tell also of each display how it was found
    #[arg(long)]
    pub each: bool,
}

#[derive(Args)]
pub struct Cuts {
    #[command(flatten)]
    pub common: Common,
    /// Videos to take pieces of
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub videos: Vec<PathBuf>,
    /// Clips to film and take pieces of
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = clap::value_parser!(u16).range(0..=100))]
    pub clips: u16,
    /// Pieces of each of the three programmes
    #[arg(long, value_name = "N", default_value_t = 60,
        value_parser = clap::value_parser!(u16).range(2..=2000))]
    pub pieces: u16,
}

#[derive(Args)]
pub struct Watch {
    #[command(flatten)]
    pub common: Common,
    /// Videos to watch (default: a clip of 1920 × 1080 is filmed)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub videos: Vec<PathBuf>,
    /// Length of the clip that is filmed, in seconds
    #[arg(long, value_name = "S", default_value_t = 60.0, value_parser = seconds)]
    pub seconds: f64,
    /// Repeat the clip to this length
    #[arg(long, value_name = "H", value_parser = hours)]
    pub hours: Option<f64>,
}

#[derive(Args)]
pub struct Mutations {
    #[command(flatten)]
    pub common: Common,
    /// The folder of the files that are changed
    #[arg(long, value_name = "DIR")]
    pub samples: PathBuf,
    /// How many changed files
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub count: usize,
}

#[derive(Args)]
pub struct ScaleArgs {
    #[command(flatten)]
    pub clips: Random,
    /// Videos whose frames are varied too
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub videos: Vec<PathBuf>,
    /// Most hours to make
    #[arg(long, value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub hours: u32,
}

fn displays(text: &str) -> Result<Displays, String> {
    match text {
        "monitors" => Ok(Displays::Monitors),
        "light" => Ok(Displays::Light),
        "phones" => Ok(Displays::Phones),
        "walls" => Ok(Displays::Walls),
        _ => Err("monitors, light, phones or walls is wanted".to_owned()),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    within(text, 1.0, 3600.0)
}

fn hours(text: &str) -> Result<f64, String> {
    within(text, 0.01, 100.0)
}

fn within(text: &str, low: f64, high: f64) -> Result<f64, String> {
    match text.parse() {
        Ok(n) if (low..=high).contains(&n) => Ok(n),
        _ => Err(format!("a number from {low} to {high} is wanted")),
    }
}
