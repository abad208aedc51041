//! `picture`: what the dossier may show of a picture.

use case::Access;
use clap::{Args, Subcommand};
use model::Quad;
use review::pictures;

use super::CaseArg;
use super::door::{Failure, Outcome};
use super::entity::Who;

/// Say what the dossier may show of a picture: cover places, or let all of it be seen.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp picture --case almaty mask 4f0c9a1b77d2 240,86,816,90,812,324,238,320 --by k7 --reason 'a face'\n  \
contrechamp picture --case almaty confirm 4f0c9a1b77d2 --by m3 --reason 'an empty room'\n\n\
Of a sighting only the screen is shown, and all around it is hidden, until a person has looked at the whole \
frame and confirms it. What is covered is covered by one colour on every picture of that frame."
)]
pub struct Picture {
    #[command(flatten)]
    case: CaseArg,
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Cover a place by one colour
    Mask {
        /// A sighting or reference: its id, or the first digits
        picture: String,
        /// Its four corners, in pixels of the displayed frame (of the reference): x,y,x,y,x,y,x,y
        #[arg(value_name = "QUAD", allow_hyphen_values = true)]
        quad: Quad,
        #[command(flatten)]
        who: Who,
    },
    /// Take a covered place back, by the number of its act (see `list pictures`)
    Unmask {
        act: i64,
        #[command(flatten)]
        who: Who,
    },
    /// All of it was looked at, and may be shown
    Confirm {
        picture: String,
        #[command(flatten)]
        who: Who,
    },
    /// Only the screen may be shown again
    Unconfirm {
        picture: String,
        #[command(flatten)]
        who: Who,
    },
}

impl Picture {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut case = self.case.open(Access::Write)?;
        let (id, act, who) = match self.act {
            Act::Mask { picture, quad, who } => {
                let act = pictures::mask(&mut case, &picture, quad, &who.by, &who.reason)?;
                (pictures::find(&case, &picture)?, act, who)
            }
            Act::Unmask { act, who } => {
                let done = pictures::unmask(&mut case, act, &who.by, &who.reason)?;
                (format!("act {act}"), done, who)
            }
            Act::Confirm { picture, who } => {
                let act = pictures::confirm(&mut case, &picture, true, &who.by, &who.reason)?;
                (pictures::find(&case, &picture)?, act, who)
            }
            Act::Unconfirm { picture, who } => {
                let act = pictures::confirm(&mut case, &picture, false, &who.by, &who.reason)?;
                (pictures::find(&case, &picture)?, act, who)
            }
        };
        Ok(who.done(&id, Some(act)))
    }
}
