//! `screen`: four corners that a person draws on a frame; the rest follows.

use case::Access;
use clap::Args;
use model::{DrawnScreen, ItemKind, Quad};

use super::CaseArg;
use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::find::moment;
use super::progress::Progress;

/// Draw a screen's four corners on one frame; it is followed from there both ways.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp screen --case almaty --at '7f3a9c2b4d1e@0:527872:1/12800' --quad 240,86,816,90,812,324,238,320 --by k7\n\n\
Corners are in pixels of the displayed frame, clockwise from the content's top left. What was drawn \
is never changed: draw again to correct it."
)]
pub struct DrawScreen {
    #[command(flatten)]
    case: CaseArg,
    /// The frame: an address as every list prints them; it may hold the quad, too
    #[arg(long, value_name = "ADDRESS")]
    at: String,
    /// The four corners
    #[arg(long, value_name = "X1,Y1,…,X4,Y4", allow_hyphen_values = true)]
    quad: Option<Quad>,
    /// Who draws it (an alias)
    #[arg(long, value_name = "ALIAS")]
    by: String,
    /// What it is, or why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    print: super::Print,
    #[command(flatten)]
    work: WorkArgs,
}

impl DrawScreen {
    pub fn run(self) -> Result<Outcome, Failure> {
        let address = moment(&self.at)?;
        let hint = "give four corners, clockwise from the content's top left";
        let quad = self.quad.or(address.quad);
        let quad = quad.ok_or_else(|| Failure::usage("no corners were given", hint))?;
        if !quad.is_convex_clockwise() {
            return Err(Failure::usage(
                format!("{quad} is no convex quad in clockwise order"),
                hint,
            ));
        }
        let mut case = self.case.open(Access::Write)?;
        let video = case.resolve(&address.item)?;
        let row = case.item(video)?;
        if row.is_none_or(|r| r.kind != Some(ItemKind::Video)) {
            return Err(Failure::usage(
                format!("{} is no video that was analysed", self.at),
                "see: contrechamp list items",
            ));
        }
        let record = case.video(video)?;
        let within = |v: &case::VideoRecord| address.time >= v.first && address.time <= v.last;
        if !record.as_ref().is_some_and(within) {
            return Err(Failure::usage(
                format!("{} is not within the video", self.at),
                "see: contrechamp list shots",
            ));
        }
        let by = self.by.clone();
        let id = review::draw_screen(
            &mut case,
            DrawnScreen {
                video,
                stream: address.stream,
                time: address.time,
                quad: quad.rounded(),
                by: self.by,
                at: String::new(),
                note: self.note,
            },
        )?;
        let mut desk = desk(case, self.work.settings())?;
        desk.screens_again(&video, &mut Progress::new())?;
        let mine = |s: &model::ScreenSource| matches!(s, model::ScreenSource::Drawn { id: d, .. } if *d == id);
        for row in desk.case.screens()? {
            if mine(&row.screen.from) && self.print.json {
                println!("{}", super::json::screen(&desk.case, &row, &[])?);
                return Ok(Outcome::Done);
            }
            if mine(&row.screen.from) {
                println!(
                    "{}  {} – {}  {} frames  drawn by {}",
                    row.id,
                    row.screen.first.time.clock(),
                    row.screen.last.time.clock(),
                    row.screen.frames,
                    super::progress::printable(&by)
                );
                return Ok(Outcome::Done);
            }
        }
        if self.print.json {
            println!("{}", serde_json::json!({"drawn": id, "screen": null}));
            return Ok(Outcome::SomeFailed);
        }
        println!("noted; no frame at exactly this time was decoded, so nothing could be followed");
        Ok(Outcome::SomeFailed)
    }
}
