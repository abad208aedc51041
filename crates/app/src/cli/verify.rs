//! `verify`: are the originals and the journal whole?

use case::Access;
use clap::Args;
use vault::Vault;

use super::CaseArg;
use super::analyse::WorkArgs;
use super::door::{Failure, Outcome, desk};
use super::progress::printable;

/// Check every original against its hash, and the journal's chain.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp verify --case almaty\n  contrechamp verify --case almaty --views"
)]
pub struct Verify {
    #[command(flatten)]
    case: CaseArg,
    /// Make every merged view of a screen again, and compare its pixels
    #[arg(long)]
    views: bool,
    #[command(flatten)]
    work: WorkArgs,
}

impl Verify {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        let vault = Vault::open(case.dir())?;
        let mut bad = 0;
        let items = case.items()?;
        for row in &items {
            if let Err(e) = vault.verify(&row.id.0) {
                bad += 1;
                let name = row.origins.first().map_or("", |o| o.path.as_str());
                println!("NOT WHOLE  {}  {}  {e}", row.id.short(), printable(name));
            }
        }
        println!(
            "originals  {} of {} are whole",
            items.len() - bad,
            items.len()
        );
        match case.check_journal() {
            Ok(head) => println!(
                "journal    whole, {} acts, head {}",
                head.lines, head.head.hash
            ),
            Err(e) => {
                bad += 1;
                println!("journal    NOT WHOLE: {e}");
            }
        }
        if self.views {
            let desk = desk(case, self.work.settings())?;
            let (mut whole, mut all) = (0, 0);
            desk.verify_views(&mut |id, told| {
                all += 1;
                match told {
                    Ok(()) => whole += 1,
                    Err(why) => println!("NOT THE SAME  screen {id}: {why}"),
                }
            })?;
            bad += all - whole;
            println!("views      {whole} of {all} merged views came out the same");
        }
        Ok(if bad == 0 {
            Outcome::Done
        } else {
            Outcome::SomeFailed
        })
    }
}
