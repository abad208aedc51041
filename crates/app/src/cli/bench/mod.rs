//! `bench`: accuracy and speed against generated ground truth.

mod args;
mod search;
mod web;
mod workbench;

use std::io::Write;
use std::path::{Path, PathBuf};

use args::{Common, Copies, Cuts, Mutations, Never, Random, Real, ScaleArgs, Screens, Text, Watch};
use clap::{Args, Subcommand};

use super::door::{Failure, Outcome};
use super::progress::Progress;
use crate::bench::{
    self, BenchError, CopyPlan, CutPlan, Kind, ManualPlan, MaterialError, MutationPlan, NeverRun,
    PaperPlan, Peers, Plan, RandomRun, RealRun, ScreenPlan, Style, TextPlan, WatchPlan,
};

/// Measure accuracy and speed against generated ground truth.
#[derive(Args)]
#[command(
    after_help = "Example:\n  contrechamp bench random --dir bench-7 --seed 7 --clips 24\n\n\
Every sighting is held against what was really filmed. The same seed films the same material; a \
second run goes on where the first one was, and uses what was made before. Each run adds one JSON \
line to the history."
)]
pub struct Bench {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(Subcommand)]
enum Mode {
    /// The demo's case
    #[command(after_help = "Example:\n  contrechamp bench demo --dir bench-demo")]
    Demo(Common),
    /// Clips by seed over tiers of apparent width and difficulties
    #[command(
        after_help = "Example:\n  contrechamp bench random --dir bench-7 --seed 7 --clips 24"
    )]
    Random(Random),
    /// Minutes of rooms that show none of the products: every sighting is false
    #[command(
        after_help = "Example:\n  contrechamp bench never --dir bench-never --minutes 120 --documents documents/ interfaces/"
    )]
    Never(Never),
    /// Given pictures, filmed over given videos
    #[command(
        after_help = "Example:\n  contrechamp bench real --dir bench-real --pictures interfaces/ --videos videos/ --documents documents/\n\n\
A picture belongs to the product that the first word of its file name says (go2rtc-net.png: go2rtc). \
Pictures of each product are printed into a PDF and filmed before the videos; the videos and \
documents are investigated as they are, too."
    )]
    Real(Real),
    /// Excerpts of films, edited as copies circulate, and whether they are found again
    #[command(
        after_help = "Example:\n  contrechamp bench copies --dir bench-copies --clips 4 --videos footage/*.mp4"
    )]
    Copies(Copies),
    /// Pages of known text in four writings, filmed and read: wrong characters, confidence, names
    #[command(
        after_help = "Example:\n  contrechamp bench text --dir bench-text --seed 7 --clips 6"
    )]
    Text(Text),
    /// Documents in five languages, and whether what they say is read
    #[command(after_help = "Example:\n  contrechamp bench documents --dir bench-documents")]
    Documents(Common),
    /// A long manual with many figures: time and memory of reading it
    #[command(after_help = "Example:\n  contrechamp bench manual --dir bench-manual --no-text")]
    Manual(ManualArgs),
    /// Filmed displays: how many are found, how exactly, and what merging their frames gives
    #[command(
        after_help = "Example:\n  contrechamp bench screens --dir bench-screens --seed 31 --clips 9"
    )]
    Screens(Screens),
    /// Cuts, dissolves, fades and flashes at known frames, between pieces of real videos
    #[command(
        after_help = "Example:\n  contrechamp bench cuts --dir bench-cuts --videos footage/*.mp4 --peers python3\n\n\
Pieces are taken where no frame differs much from the one before, and joined into three programmes \
of different bit rates. Look at the videos first: a slow dissolve of their own would count as one \
that nobody made."
    )]
    Cuts(Cuts),
    /// How long the index takes over ever more hours, and what it still proposes among them
    #[command(
        after_help = "Example:\n  contrechamp bench scale --dir bench-scale --seed 21 --hours 100\n\n\
Hours are made of the frames of the clips (and videos) that show no product, varied; one takes \
some 50 MB of disk."
    )]
    Scale(ScaleArgs),
    /// Detectors of OpenCV on the same films: what they sight, what describing takes and weighs
    #[command(
        after_help = "Example:\n  contrechamp bench features --dir bench-features --seed 11 --clips 9 --seconds 8 --peers python3"
    )]
    Features(Random),
    /// Time and memory of decoding only, of watching, and of the whole analysis
    #[command(after_help = "Example:\n  contrechamp bench watch --dir bench-watch --hours 2")]
    Watch(Watch),
    /// The workbench in a real Chromium: steps back, exact frames, first paint of pages
    #[command(after_help = "Example:\n  contrechamp bench web --dir bench-web --steps 10000")]
    Web(web::Web),
    /// The workbench on a large made-up case: first paints, search as you type, memory
    #[command(after_help = "Example:\n  contrechamp bench workbench --dir bench-workbench")]
    Workbench(workbench::Workbench),
    /// Real files changed at random: that the program lives on, and loses none of them
    #[command(
        after_help = "Example:\n  contrechamp bench mutations --dir bench-mutations --samples samples/ --count 10000"
    )]
    Mutations(Mutations),
}

impl Bench {
    pub fn run(self) -> Result<Outcome, Failure> {
        match self.mode {
            Mode::Demo(common) => accuracy(&common, Kind::Demo),
            Mode::Random(r) => accuracy(&r.common, Kind::Random(r.plan())),
            Mode::Never(n) => {
                for path in &n.documents {
                    is_there(path)?;
                }
                let run = NeverRun {
                    seed: n.common.seed,
                    minutes: n.minutes,
                    rate: n.rate,
                };
                let documents = n.documents;
                accuracy(&n.common, Kind::Never { run, documents })
            }
            Mode::Real(r) => {
                for path in [Some(&r.pictures), Some(&r.videos), r.documents.as_ref()] {
                    path.map_or(Ok(()), |p| is_there(p))?;
                }
                let run = RealRun {
                    seed: r.common.seed,
                    pictures: r.pictures,
                    videos: r.videos,
                    unfilmed: r.unfilmed,
                };
                let documents = r.documents;
                accuracy(&r.common, Kind::Real { run, documents })
            }
            Mode::Copies(c) => c.run(),
            Mode::Text(t) => t.run(),
            Mode::Documents(common) => papers(&common),
            Mode::Manual(m) => m.run(),
            Mode::Screens(s) => s.run(),
            Mode::Cuts(c) => c.run(),
            Mode::Watch(w) => w.run(),
            Mode::Web(web) => web.run(),
            Mode::Workbench(workbench) => workbench.run(),
            Mode::Scale(s) => s.run(),
            Mode::Mutations(m) => m.run(),
            Mode::Features(r) => r.features(),
        }
    }
}

fn accuracy(common: &Common, kind: Kind) -> Result<Outcome, Failure> {
    let plan = Plan {
        kind,
        dir: &common.dir,
        program: own_program()?,
        settings: common.work.settings(),
        afresh: common.afresh,
        peers: common.peers()?,
    };
    let outcome = bench::run(&plan, &mut Progress::new())?;
    let line = outcome.json(&now());
    common.tell(&line, &|style| outcome.table(style))?;
    Ok(ended(outcome.is_whole()))
}

fn papers(common: &Common) -> Result<Outcome, Failure> {
    let plan = PaperPlan {
        seed: common.seed,
        dir: &common.dir,
        program: own_program()?,
        settings: common.work.settings(),
        afresh: common.afresh,
    };
    let papers = bench::run_papers(&plan, &mut Progress::new())?;
    common.tell(&papers.json(&now()), &|style| papers.table(style))?;
    Ok(Outcome::Done)
}

/// How long the manual is.
#[derive(Args)]
pub struct ManualArgs {
    #[command(flatten)]
    common: Common,
    #[arg(long, value_name = "N", default_value_t = 400)]
    pages: u32,
    #[arg(long, value_name = "N", default_value_t = 600)]
    figures: u32,
}

impl ManualArgs {
    fn run(self) -> Result<Outcome, Failure> {
        let common = &self.common;
        let plan = ManualPlan {
            seed: common.seed,
            pages: self.pages,
            figures: self.figures,
            dir: &common.dir,
            program: own_program()?,
            settings: common.work.settings(),
        };
        let manual = bench::run_manual(&plan, &mut Progress::new())?;
        common.tell(&manual.json(&now()), &|style| manual.table(style))?;
        Ok(Outcome::Done)
    }
}

impl Mutations {
    fn run(self) -> Result<Outcome, Failure> {
        is_there(&self.samples)?;
        let common = &self.common;
        let plan = MutationPlan {
            seed: common.seed,
            count: self.count,
            samples: self.samples,
            dir: &common.dir,
            program: own_program()?,
            settings: common.work.settings(),
        };
        let found = bench::run_mutations(&plan, &mut Progress::new())?;
        common.tell(&found.json(&now()), &|style| found.table(style))?;
        Ok(ended(found.is_whole()))
    }
}

impl Copies {
    fn run(self) -> Result<Outcome, Failure> {
        for video in &self.videos {
            is_there(video)?;
        }
        let plan = CopyPlan {
            videos: self.videos,
            seed: self.common.seed,
            clips: usize::from(self.clips),
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
            afresh: self.common.afresh,
            peers: self.common.peers()?,
        };
        let copying = bench::run_copies(&plan, &mut Progress::new())?;
        self.common
            .tell(&copying.json(&now()), &|style| copying.table(style))?;
        Ok(Outcome::Done)
    }
}

impl Text {
    fn run(self) -> Result<Outcome, Failure> {
        let plan = TextPlan {
            seed: self.common.seed,
            clips: usize::from(self.clips),
            only: self.only,
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
            afresh: self.common.afresh,
        };
        let texts = bench::run_text(&plan, &mut Progress::new())?;
        self.common
            .tell(&texts.json(&now()), &|style| texts.table(style))?;
        Ok(Outcome::Done)
    }
}

impl Screens {
    fn run(self) -> Result<Outcome, Failure> {
        let plan = ScreenPlan {
            run: RandomRun {
                seed: self.common.seed,
                clips: usize::from(self.clips),
                seconds: self.seconds,
                displays: self.displays,
            },
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
            afresh: self.common.afresh,
            merged: usize::from(self.merged),
            each: self.each,
        };
        let screening = bench::run_screens(&plan, &mut Progress::new())?;
        self.common
            .tell(&screening.json(&now()), &|style| screening.table(style))?;
        Ok(Outcome::Done)
    }
}

impl Cuts {
    fn run(self) -> Result<Outcome, Failure> {
        for video in &self.videos {
            is_there(video)?;
        }
        let plan = CutPlan {
            videos: self.videos,
            seed: self.common.seed,
            clips: usize::from(self.clips),
            pieces: usize::from(self.pieces),
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
            peers: self.common.peers()?,
        };
        let cutting = bench::run_cuts(&plan, &mut Progress::new())?;
        self.common
            .tell(&cutting.json(&now()), &|style| cutting.table(style))?;
        Ok(Outcome::Done)
    }
}

impl Watch {
    fn run(self) -> Result<Outcome, Failure> {
        for video in &self.videos {
            is_there(video)?;
        }
        let plan = WatchPlan {
            videos: self.videos,
            seed: self.common.seed,
            seconds: self.seconds,
            hours: self.hours,
            dir: &self.common.dir,
            program: own_program()?,
            settings: self.common.work.settings(),
        };
        let speed = bench::run_watch(&plan, &mut Progress::new())?;
        self.common
            .tell(&speed.json(&now()), &|style| speed.table(style))?;
        Ok(ended(speed.is_whole()))
    }
}

impl Common {
    fn peers(&self) -> Result<Option<Peers>, Failure> {
        let Some(python) = self.peers.clone() else {
            return Ok(None);
        };
        is_there(&self.peer_script)?;
        Ok(Some(Peers {
            python,
            script: self.peer_script.clone(),
        }))
    }

    /// Adds the line to the history, and prints it or the table.
    fn tell(
        &self,
        line: &serde_json::Value,
        table: &dyn Fn(Style) -> String,
    ) -> Result<(), Failure> {
        let kept = PathBuf::from("docs/measures/history.jsonl");
        let own = if kept.is_file() {
            kept
        } else {
            self.dir.join("history.jsonl")
        };
        let history = self.history.as_ref().unwrap_or(&own);
        append(history, &line.to_string()).map_err(|e| {
            Failure::on_the_way(format!("{}: {e}", history.display()))
                .hint("name a file that can be written with --history FILE")
        })?;
        if self.print.json {
            println!("{line}");
            return Ok(());
        }
        let style = if self.markdown {
            Style::Markdown
        } else {
            Style::Plain
        };
        print!("{}", table(style));
        println!("history: {}", history.display());
        Ok(())
    }
}

fn append(file: &Path, line: &str) -> std::io::Result<()> {
    let mut open = std::fs::OpenOptions::new();
    let mut file = open.create(true).append(true).open(file)?;
    // One write, so that two runs at once don't mix their lines.
    file.write_all(format!("{line}\n").as_bytes())
}

fn ended(whole: bool) -> Outcome {
    if whole {
        Outcome::Done
    } else {
        Outcome::SomeFailed
    }
}

fn is_there(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    Err(Failure::usage(
        format!("{}: no such file or folder", path.display()),
        "check the path; nothing was done",
    ))
}

fn own_program() -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map_err(|e| Failure::on_the_way(format!("can't find this program's own file: {e}")))
}

fn now() -> String {
    format!("{:.0}", jiff::Timestamp::now())
}

impl From<BenchError> for Failure {
    fn from(e: BenchError) -> Self {
        match e {
            BenchError::Case(e) => e.into(),
            BenchError::Pipeline(e) => e.into(),
            BenchError::Material(
                e @ (MaterialError::Other { .. } | MaterialError::NoPictures(_)),
            ) => Self::usage(e.to_string(), "see: contrechamp bench --help"),
            _ => Self::on_the_way(e.to_string()),
        }
    }
}
