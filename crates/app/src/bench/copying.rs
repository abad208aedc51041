//! The copies run: excerpts of films, edited as copies circulate, and whether each is joined with
//! its original and nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use case::Case;
use collect::Given;
use model::{AddedAs, FootageCopy, ItemId, Stretch};
use pipeline::{Event, Observer, Settings, Unit};
use serde_json::{Value, json};
use stage::{Difficulty, Edit, Excerpt, RandomOptions, demo};

use super::count::Share;
use super::machine::{Cost, Phases};
use super::material::{MaterialError, claim_folder};
use super::peers::{PeerCopies, Peers};
use super::report::{
    Style, cost_words, extend, head, percent, phases, rounded, row, share_json, table,
};
use super::run::{BenchError, open_desk, throw_away};

/// A copies run.
pub struct CopyPlan<'a> {
    /// Videos that are copied, beside those that are filmed.
    pub videos: Vec<PathBuf>,
    pub seed: u64,
    /// Clips to film.
    pub clips: usize,
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub afresh: bool,
    pub peers: Option<Peers>,
}

/// Part of a video that shows part of an original.
#[derive(Clone, Copy, Debug)]
struct Piece {
    source: usize,
    /// Second of the original at the piece's first.
    from: f64,
    /// Second of the video.
    at: f64,
    seconds: f64,
    speed: f64,
}

impl Piece {
    /// The second of the original that a second of the video shows.
    fn source_at(&self, second: f64) -> Option<f64> {
        let since = second - self.at;
        (-0.1..=self.seconds + 0.1)
            .contains(&since)
            .then_some(self.from + since * self.speed)
    }
}

/// A video of the run with what is true of it.
struct Made {
    file: PathBuf,
    pieces: Vec<Piece>,
    /// The edit, and the number of the video that it was made of.
    edited: Option<(Edit, usize)>,
}

/// What a copies run found.
pub struct Copying {
    options: Value,
    by_edit: Vec<(Edit, Share, Option<Share>)>,
    /// Joined stretches that show one recording, and of those the ones that show one moment.
    links: Share,
    timed: Share,
    wrong: Vec<String>,
    off: Vec<f64>,
    peer: Option<PeerCopies>,
    peer_pairs: Option<Share>,
    phases: Vec<(String, Cost)>,
    videos: usize,
}

/// Seconds of other footage before each copy, and of each excerpt.
const BEFORE: f64 = 1.6;
const EXCERPT: f64 = 6.0;
/// Seconds by which two moments may miss each other and be the same.
const SAME: f64 = 0.2;

/// Makes the material, has it analysed, and counts.
///
/// # Errors
/// When there is no material or the case can't be written.
pub fn run_copies(plan: &CopyPlan<'_>, observer: &mut dyn Observer) -> Result<Copying, BenchError> {
    let given: Vec<String> = plan.videos.iter().map(|v| name(v)).collect();
    let options =
        json!({"bench": "copies", "seed": plan.seed, "clips": plan.clips, "videos": given});
    claim_folder(plan.dir, &options)?;
    let made = make(plan, observer)?;
    let folder = plan.dir.join("case");
    if plan.afresh {
        throw_away(&folder)?;
    }
    let mut heard = Phases::new(observer);
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    let files: Vec<PathBuf> = made.iter().map(|m| m.file.clone()).collect();
    desk.add(&files, AddedAs::Footage, &Given::default(), &mut heard)?;
    desk.analyse(&mut heard)?;
    let peer = match &plan.peers {
        Some(peers) => Some(peers.copies(&files, &mut heard)?),
        None => None,
    };
    let mut copying = counted(&desk.case, &made, options)?;
    copying.phases = heard.done;
    if let Some(peer) = peer {
        copying.compare(&made, peer);
    }
    Ok(copying)
}

fn name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// Length of a video in seconds, as ffprobe tells.
fn seconds_of(file: &Path) -> Result<f64, BenchError> {
    let said = std::process::Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "format=duration",
            "-of",
            "csv=p=0",
        ])
        .arg(file)
        .output()
        .map_err(|source| BenchError::Io {
            path: file.to_owned(),
            source,
        })?;
    let text = String::from_utf8_lossy(&said.stdout);
    text.trim()
        .parse()
        .map_err(|_| BenchError::Other(format!("{}: ffprobe tells no length", file.display())))
}

fn make(plan: &CopyPlan<'_>, observer: &mut dyn Observer) -> Result<Vec<Made>, BenchError> {
    let folder = plan.dir.join("made-up");
    std::fs::create_dir_all(&folder).map_err(|source| BenchError::Io {
        path: folder.clone(),
        source,
    })?;
    let copies = (plan.clips + plan.videos.len()) * Edit::ALL.len();
    let total = plan.clips * 8 + copies;
    observer.on(Event::Phase {
        name: "film",
        total: Some(total as u64),
        unit: Unit::Files,
    });
    let mut sources = Vec::new();
    for n in 0..plan.clips {
        let options = RandomOptions {
            difficulty: Difficulty::Easy,
            seconds: 9.0,
            ..RandomOptions::default()
        };
        let seed = plan.seed.wrapping_mul(1000).wrapping_add(n as u64);
        let clip = stage::random_clip(seed, &demo::demo_pictures(), &options);
        let file = folder.join(format!("original-{n:02}.mp4"));
        stage::film_once(&clip, &file, &mut |_, _| {}).map_err(MaterialError::from)?;
        observer.on(Event::Advance(8));
        sources.push(file);
    }
    sources.extend(plan.videos.iter().cloned());
    let whole = sources.len();
    let mut made = Vec::new();
    for (source, file) in sources.iter().enumerate() {
        made.push(Made {
            file: file.clone(),
            pieces: vec![Piece {
                source,
                from: 0.0,
                at: 0.0,
                seconds: seconds_of(file)?,
                speed: 1.0,
            }],
            edited: None,
        });
    }
    for (n, edit) in Edit::ALL.iter().enumerate() {
        for source in 0..whole {
            let file = folder.join(format!("copy-{:02}-{source:02}.mp4", n + 1));
            let length = made[source].pieces[0].seconds;
            let seconds = EXCERPT.min(0.8 * length);
            let start = 0.6 * (length - seconds);
            if !file.is_file() {
                let excerpt = Excerpt {
                    file: &sources[source],
                    start,
                    seconds,
                };
                let seed = plan.seed.wrapping_mul(1000) + (n * whole + source) as u64;
                let before = (BEFORE, seed % 0xffff_ffff);
                stage::write_copy(before, &excerpt, *edit, &file).map_err(MaterialError::from)?;
            }
            observer.on(Event::Advance(1));
            made.push(Made {
                file,
                pieces: vec![Piece {
                    source,
                    from: start,
                    at: BEFORE,
                    seconds: seconds / edit.speed(),
                    speed: edit.speed(),
                }],
                edited: Some((*edit, source)),
            });
        }
    }
    observer.on(Event::PhaseDone);
    Ok(made)
}

/// How far two moments are from being the same moment of an original; `None` where they show
/// different ones.
fn miss(a: &Made, at: f64, b: &Made, bt: f64) -> Option<f64> {
    let places = |m: &Made, t: f64| -> Vec<(usize, f64)> {
        let of = |p: &Piece| Some((p.source, p.source_at(t)?));
        m.pieces.iter().filter_map(of).collect()
    };
    let theirs = places(b, bt);
    places(a, at)
        .into_iter()
        .flat_map(|(source, t)| {
            let same = theirs.iter().filter(move |(s, _)| *s == source);
            same.map(move |(_, u)| (t - u).abs())
        })
        .min_by(f64::total_cmp)
}

/// Whether two videos show footage of one original.
fn same_source(a: &Made, b: &Made) -> bool {
    let sources = |m: &Made| m.pieces.iter().map(|p| p.source).collect::<Vec<_>>();
    let theirs = sources(b);
    sources(a).iter().any(|s| theirs.contains(s))
}

fn counted(case: &Case, made: &[Made], options: Value) -> Result<Copying, BenchError> {
    let mut of_item: BTreeMap<ItemId, usize> = BTreeMap::new();
    for row in case.items()? {
        for origin in &row.origins {
            let known = made
                .iter()
                .position(|m| origin.path.ends_with(&name(&m.file)));
            if let Some(n) = known {
                of_item.insert(row.id, n);
            }
        }
    }
    let mut found = vec![false; made.len()];
    let (mut right, mut in_time, mut claimed) = (0, 0, 0);
    let (mut wrong, mut off) = (Vec::new(), Vec::new());
    let copies: Vec<FootageCopy> = case.copies()?;
    for c in &copies {
        let (Some(&a), Some(&b)) = (of_item.get(&c.a.video), of_item.get(&c.b.video)) else {
            continue;
        };
        let first = |item: ItemId| case.video(item).map(|v| v.map(|v| v.first));
        let (fa, fb) = (first(c.a.video)?, first(c.b.video)?);
        let middle = |s: &Stretch, begin: Option<model::Timestamp>| {
            begin.map_or(0.0, |f| {
                let since = s.first.time.micros_since(f) + s.last.time.micros_since(f);
                since as f64 / 2e6
            })
        };
        let (ta, tb) = (middle(&c.a, fa), middle(&c.b, fb));
        let missed = miss(&made[a], ta, &made[b], tb);
        if same_source(&made[a], &made[b]) {
            right += 1;
            // Where nothing moves no time is claimed.
            if c.motion.is_some() {
                claimed += 1;
                in_time += u64::from(missed.is_some_and(|m| m <= SAME));
                off.extend(missed);
            }
            for (x, y) in [(a, b), (b, a)] {
                if made[x].edited.is_some_and(|(_, source)| source == y) {
                    found[x] = true;
                }
            }
        } else {
            wrong.push(format!(
                "{} {:.2} s = {} {:.2} s (likeness {:.2}, motion {:?})",
                name(&made[a].file),
                ta,
                name(&made[b].file),
                tb,
                c.likeness,
                c.motion
            ));
        }
    }
    let by_edit = Edit::ALL
        .iter()
        .map(|edit| {
            let of: Vec<usize> = (0..made.len())
                .filter(|&i| made[i].edited.is_some_and(|(e, _)| e == *edit))
                .collect();
            let hits = of.iter().filter(|&&i| found[i]).count();
            (*edit, Share::new(hits as u64, of.len() as u64), None)
        })
        .collect();
    off.sort_by(f64::total_cmp);
    Ok(Copying {
        options,
        by_edit,
        links: Share::new(right, right + wrong.len() as u64),
        timed: Share::new(in_time, claimed),
        wrong,
        off,
        peer: None,
        peer_pairs: None,
        phases: Vec::new(),
        videos: made.len(),
    })
}

impl Copying {
    /// Counts a peer's pairs of videos the same way.
    fn compare(&mut self, made: &[Made], peer: PeerCopies) {
        let is_pair = |i: usize, source: usize| {
            let hit = |p: &(usize, usize)| *p == (i, source) || *p == (source, i);
            peer.pairs.iter().any(hit)
        };
        for (edit, _, theirs) in &mut self.by_edit {
            let of: Vec<(usize, usize)> = (0..made.len())
                .filter_map(|i| {
                    made[i]
                        .edited
                        .filter(|(e, _)| e == edit)
                        .map(|(_, s)| (i, s))
                })
                .collect();
            let hits = of.iter().filter(|(i, s)| is_pair(*i, *s)).count();
            *theirs = Some(Share::new(hits as u64, of.len() as u64));
        }
        let right = peer
            .pairs
            .iter()
            .filter(|(a, b)| same_source(&made[*a], &made[*b]))
            .count();
        self.peer_pairs = Some(Share::new(right as u64, peer.pairs.len() as u64));
        self.peer = Some(peer);
    }

    fn late(&self, share: f64) -> f64 {
        let i = (share * self.off.len() as f64) as usize;
        self.off.get(i).copied().unwrap_or(f64::NAN)
    }

    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let edits = self.by_edit.iter().map(|(edit, ours, theirs)| {
            let of = json!({"ours": share_json(*ours), "vpdq": theirs.map(share_json)});
            (edit.words().to_owned(), of)
        });
        let more = json!({
            "videos": self.videos,
            "recall": edits.collect::<serde_json::Map<_, _>>(),
            "precision": share_json(self.links),
            "within_200_ms": share_json(self.timed),
            "vpdq_precision": self.peer_pairs.map(share_json),
            "vpdq_seconds": self.peer.as_ref().map(|p| rounded(p.seconds, 2)),
            "off_seconds": {"median": rounded(self.late(0.5), 3), "p95": rounded(self.late(0.95), 3)},
            "wrong": self.wrong,
            "phases": phases(&self.phases),
        });
        extend(&mut value, more);
        value
    }

    pub fn table(&self, style: Style) -> String {
        let mut t = String::new();
        let words = |s: &Share| format!("{} of {}", s.hits, s.of);
        let rows: Vec<Vec<String>> = self
            .by_edit
            .iter()
            .map(|(edit, ours, theirs)| {
                vec![
                    edit.words().to_owned(),
                    words(ours),
                    theirs.as_ref().map_or_else(|| "–".to_owned(), words),
                ]
            })
            .collect();
        table(&mut t, style, &["edit", "copies joined", "vPDQ"], &rows);
        let mut rows = vec![
            row("videos", self.videos.to_string()),
            row("joined stretches of one recording", percent(self.links)),
            row("of those, moments within 0.2 s", percent(self.timed)),
            row(
                "moments joined miss each other by",
                format!(
                    "{:.2} s; 95 of 100 by {:.2} s",
                    self.late(0.5),
                    self.late(0.95)
                ),
            ),
        ];
        if let (Some(pairs), Some(peer)) = (self.peer_pairs, &self.peer) {
            rows.push(row("vPDQ: pairs of videos that are right", percent(pairs)));
            rows.push(row("vPDQ", format!("{:.1} s", peer.seconds)));
        }
        for (name, cost) in &self.phases {
            rows.push(row(name, cost_words(*cost)));
        }
        table(&mut t, style, &["", ""], &rows);
        for wrong in &self.wrong {
            t.push_str(&format!("wrong: {wrong}\n"));
        }
        t
    }
}
