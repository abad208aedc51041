//! The workbench in a real browser: how long a step back takes with the key held, whether random
//! steps show the exact frames, how soon pages are painted.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use collect::Given;
use decode::{Decoder, Flow};
use model::{AddedAs, ContentHash};
use pipeline::{Observer, Settings};
use serde_json::{Value, json};

use super::browser::{self, Browser};
use super::material::claim_folder;
use super::report::{Style, extend, head, profile, rounded, row, table};
use super::run::{BenchError, open_desk};

/// The clip: frames a second, frames between random access points.
const RATE: u32 = 25;
const GROUP: u32 = 250;
/// A held key repeats so often.
const REPEAT: Duration = Duration::from_millis(40);
/// Times that each page is opened; the first does not count.
const OPENED: usize = 6;

/// A run.
pub struct WebPlan<'a> {
    pub dir: &'a Path,
    /// Our own binary.
    pub program: PathBuf,
    pub settings: Settings,
    pub seconds: u32,
    pub held: usize,
    pub steps: usize,
    pub seed: u64,
    /// Whose pages are timed; else those of the clip's case.
    pub case: Option<PathBuf>,
}

/// What was measured; times in milliseconds.
pub struct Web {
    options: Value,
    /// Width and height of the clip as displayed: another one may have been laid into the folder.
    size: (u32, u32),
    frames: usize,
    /// From key to painted frame, sorted.
    held: Vec<f64>,
    steps: usize,
    exact: usize,
    /// From wish to painted frame, sorted.
    jumps: Vec<f64>,
    /// Each page with the median of its first paint.
    pages: Vec<(String, f64)>,
    server_bytes: Option<u64>,
}

pub(super) struct Server {
    pub child: Child,
    pub entry: String,
    pub base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn other(what: impl Into<String>) -> BenchError {
    BenchError::Other(what.into())
}

/// # Errors
/// When there is no browser, the clip can't be made, or the workbench doesn't answer.
pub fn run_web(plan: &WebPlan<'_>, observer: &mut dyn Observer) -> Result<Web, BenchError> {
    let options = json!({"bench": "web", "seconds": plan.seconds, "seed": plan.seed});
    claim_folder(plan.dir, &options)?;
    let program = browser::find().ok_or_else(|| other("no Chromium or Chrome is on the PATH"))?;
    let clip = film(plan)?;
    let folder = plan.dir.join("case");
    let mut desk = open_desk(&folder, plan.program.clone(), plan.settings.clone())?;
    desk.add(
        std::slice::from_ref(&clip),
        AddedAs::Footage,
        &Given::default(),
        observer,
    )?;
    desk.analyse(observer)?;
    let item = desk.case.items()?.first().map(|row| row.id.short());
    let item = item.ok_or_else(|| other("the clip is not in the case"))?;
    drop(desk);
    let (size, truth) = hashes(plan, &clip)?;
    let mut browser = Browser::start(&program).map_err(other)?;
    browser.size(1920, 1080).map_err(other)?;
    let server = serve(&plan.program, &folder)?;
    browser.open(&server.entry).map_err(other)?;
    let player = format!("{}/video/{item}", server.base);
    let held = hold(plan, &mut browser, &player, truth.len()).map_err(other)?;
    let (exact, jumps) = wander(plan, &mut browser, &player, &truth).map_err(other)?;
    let server_bytes = resident(server.child.id());
    if let Some(wrong) = browser.told().1.first() {
        return Err(other(format!("the page threw: {wrong}")));
    }
    let pages = match &plan.case {
        None => paint(&mut browser, &server.base).map_err(other)?,
        Some(case) => {
            let server = serve(&plan.program, case)?;
            browser.open(&server.entry).map_err(other)?;
            paint(&mut browser, &server.base).map_err(other)?
        }
    };
    Ok(Web {
        options,
        size,
        frames: truth.len(),
        held: sorted(held),
        steps: plan.steps,
        exact,
        jumps: sorted(jumps),
        pages,
        server_bytes,
    })
}

pub(super) fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

/// A moving test picture with noise, 1920 × 1080, H.264 with few random access points.
fn film(plan: &WebPlan<'_>) -> Result<PathBuf, BenchError> {
    let clip = plan.dir.join("clip.mp4");
    if clip.is_file() {
        return Ok(clip);
    }
    let aside = plan.dir.join("clip.aside.mp4");
    let source = format!(
        "testsrc2=size=1920x1080:rate={RATE}:duration={},noise=alls=8:allf=t:all_seed={}",
        plan.seconds, plan.seed
    );
    let group = GROUP.to_string();
    let made = Command::new("ffmpeg")
        .args([
            "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &source,
        ])
        .args([
            "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-bf", "2",
        ])
        .args(["-g", &group, "-keyint_min", &group, "-sc_threshold", "0"])
        .arg(&aside)
        .status();
    let io = |source| BenchError::Io {
        path: aside.clone(),
        source,
    };
    if !made.map_err(io)?.success() {
        return Err(other("ffmpeg could not make the clip; it needs libx264"));
    }
    std::fs::rename(&aside, &clip).map_err(io)?;
    Ok(clip)
}

/// What is true: the displayed size, and the hash of every frame's colours as a canvas holds them,
/// in order.
fn hashes(plan: &WebPlan<'_>, clip: &Path) -> Result<((u32, u32), Vec<String>), BenchError> {
    let decoder = Decoder::new(plan.program.clone(), plan.settings.limits.clone());
    let mut hashes = Vec::new();
    let mut size = None;
    decoder.watch(clip, plan.settings.threads, &mut |frame| {
        let rgb = frame.rgb();
        size.get_or_insert((rgb.width, rgb.height));
        let opaque = rgb
            .data
            .chunks_exact(3)
            .flat_map(|p| [p[0], p[1], p[2], 255]);
        hashes.push(ContentHash::of(&opaque.collect::<Vec<u8>>()).to_hex());
        Flow::Continue
    })?;
    let size = size.ok_or_else(|| other("the clip has no frame"))?;
    Ok((size, hashes))
}

pub(super) fn serve(program: &Path, case: &Path) -> Result<Server, BenchError> {
    let mut child = Command::new(program)
        .args(["serve", "--no-open", "--json", "--case"])
        .arg(case)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| other(format!("the workbench does not start: {e}")))?;
    let mut line = String::new();
    let out = child.stdout.take().ok_or_else(|| other("no pipe"))?;
    let read = BufReader::new(out).read_line(&mut line);
    let told: Value = serde_json::from_str(&line).unwrap_or_default();
    let entry = told["address"].as_str().unwrap_or_default().to_owned();
    let base = entry.split("/enter").next().unwrap_or_default().to_owned();
    let server = Server { child, entry, base };
    if read.is_err() || server.entry.is_empty() {
        return Err(other("the workbench told no address"));
    }
    Ok(server)
}

fn ready(browser: &mut Browser, player: &str) -> Result<(), String> {
    browser.open(player)?;
    browser.wait("document.getElementById('player').dataset.ready === '1'")
}

/// Holds the key that steps back, and answers how long each press took to be painted.
fn hold(
    plan: &WebPlan<'_>,
    browser: &mut Browser,
    player: &str,
    frames: usize,
) -> Result<Vec<f64>, String> {
    ready(browser, player)?;
    let held = plan.held.min(frames - 1);
    browser.script(&format!(
        "document.getElementById('player').go({})",
        frames - 1
    ))?;
    browser.wait(&format!(
        "document.getElementById('number').textContent === '{}'",
        frames - 1
    ))?;
    std::thread::sleep(Duration::from_secs(2));
    browser.script(
        "(() => { const b = window.measured = { keys: [], seen: [] }; \
         document.addEventListener('keydown', (e) => { if (e.key === ',') b.keys.push(performance.now()); }, true); \
         document.getElementById('player').addEventListener('painted', (e) => { const n = e.detail; requestAnimationFrame(() => b.seen.push([n, performance.now()])); }); })()",
    )?;
    for _ in 0..held {
        let next = Instant::now() + REPEAT;
        browser.key(",")?;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    let last = frames - 1 - held;
    browser.wait(&format!(
        "document.getElementById('number').textContent === '{last}'"
    ))?;
    std::thread::sleep(Duration::from_millis(200));
    let told = browser.script("window.measured")?;
    let number = |v: &Value| v.as_f64().unwrap_or(f64::NAN);
    let seen: Vec<(f64, f64)> = told["seen"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| (number(&pair[0]), number(&pair[1])))
        .collect();
    let keys = told["keys"].as_array().into_iter().flatten();
    let waits = keys.enumerate().filter_map(|(i, pressed)| {
        let wanted = (frames - 2 - i) as f64;
        let pressed = number(pressed);
        let shown = seen.iter().find(|(n, at)| *n <= wanted && *at >= pressed);
        shown.map(|(_, at)| at - pressed)
    });
    Ok(waits.collect())
}

/// Steps at random and compares what is on the canvas with what is true, once it is there in all
/// its pixels: a step to a neighbour is shown small first.
fn wander(
    plan: &WebPlan<'_>,
    browser: &mut Browser,
    player: &str,
    truth: &[String],
) -> Result<(usize, Vec<f64>), String> {
    ready(browser, player)?;
    let mut state = plan.seed | 1;
    let (mut at, mut exact, mut times) = (0, 0, Vec::new());
    for _ in 0..plan.steps {
        let n = step(&mut state, at, truth.len());
        at = n;
        let told = browser.script(&format!(
            "(async () => {{ const r = document.getElementById('player'); const from = performance.now(); \
             const is = () => r.dataset.whole === '1' && Number(document.getElementById('number').textContent) === {n}; \
             if (!is()) {{ \
             const come = new Promise((yes) => {{ const on = () => {{ if (is()) {{ r.removeEventListener('painted', on); yes(); }} }}; r.addEventListener('painted', on); }}); \
             r.go({n}); await come; }} \
             const took = performance.now() - from; \
             const h = await crypto.subtle.digest('SHA-256', r.pixels().data); \
             return [took, [...new Uint8Array(h)].map((b) => b.toString(16).padStart(2, '0')).join('')]; }})()"
        ))?;
        let is_exact = told[1].as_str() == Some(truth[n].as_str());
        if !is_exact {
            let shows = truth.iter().position(|t| told[1].as_str() == Some(t));
            let shows = shows.map_or("no frame of the clip".to_owned(), |n| format!("frame {n}"));
            eprintln!("a wrong frame: {shows} where frame {n} was wanted");
        }
        exact += usize::from(is_exact);
        times.extend(told[0].as_f64());
    }
    Ok((exact, times))
}

/// Where a random step from frame `at` of `frames` leads: six in ten to a neighbour, a quarter up to
/// a second away, the rest anywhere.
fn step(state: &mut u64, at: usize, frames: usize) -> usize {
    let mut random = |below: usize| {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        usize::try_from((*state >> 16) % below.max(1) as u64).unwrap_or(0)
    };
    let far = match random(100) {
        0..60 => 1,
        60..85 => 1 + random(RATE as usize),
        _ => return random(frames),
    };
    let to = if random(2) == 0 {
        at.checked_sub(far)
    } else {
        Some(at + far).filter(|to| *to < frames)
    };
    to.unwrap_or_else(|| random(frames))
}

/// Opens each page some times, and answers the median of its first paint.
pub(super) fn paint(browser: &mut Browser, base: &str) -> Result<Vec<(String, f64)>, String> {
    let mut pages = Vec::new();
    browser.open(&format!("{base}/review?queue=all"))?;
    let proof = browser.script("document.querySelector('a.main-act')?.pathname ?? ''")?;
    let mut all: Vec<String> = [
        "/",
        "/review",
        "/footage",
        "/screens",
        "/references",
        "/documents",
        "/search",
        "/matrix",
        "/companies",
        "/systems",
        "/timeline",
        "/map",
        "/findings",
        "/dossier",
        "/custody",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(
        proof
            .as_str()
            .filter(|p| !p.is_empty())
            .map(|p| format!("{p}?queue=all")),
    );
    for page in all {
        let mut times = Vec::new();
        for n in 0..OPENED {
            browser.open(&format!("{base}{page}"))?;
            let painted =
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1";
            browser.wait(&format!("({painted}) > 0"))?;
            let time = browser.script(painted)?;
            if n > 0 {
                times.extend(time.as_f64());
            }
        }
        let times = sorted(times);
        // The id of a proposal says nothing.
        let name = if page.starts_with("/review/") {
            "/review/…".to_owned()
        } else {
            page
        };
        pages.push((name, times[times.len() / 2]));
    }
    Ok(pages)
}

pub(super) fn resident(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes << 10)
}

/// The value that so much of the sorted times stays under.
pub(super) fn quantile(times: &[f64], share: f64) -> f64 {
    let at = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1));
    times.get(at - 1).copied().unwrap_or(f64::NAN)
}

impl Web {
    /// Whether every step showed the frame that it should.
    pub fn is_exact(&self) -> bool {
        self.exact == self.steps
    }

    pub fn json(&self, at: &str) -> Value {
        let mut value = head(&self.options, at);
        let of = |times: &[f64]| {
            json!({"n": times.len(), "median_ms": rounded(quantile(times, 0.5), 1),
                "p95_ms": rounded(quantile(times, 0.95), 1), "most_ms": rounded(quantile(times, 1.0), 1)})
        };
        let pages: Vec<Value> = self
            .pages
            .iter()
            .map(|(page, ms)| json!({"page": page, "first_paint_ms": rounded(*ms, 1)}))
            .collect();
        extend(
            &mut value,
            json!({"width": self.size.0, "height": self.size.1, "frames": self.frames, "back_steps": of(&self.held),
                "random_steps": {"n": self.steps, "exact": self.exact, "times": of(&self.jumps)},
                "pages": pages, "server_bytes": self.server_bytes}),
        );
        value
    }

    pub fn table(&self, style: Style) -> String {
        let words = |times: &[f64]| {
            format!(
                "median {:.0} ms, 95 % within {:.0} ms, most {:.0} ms",
                quantile(times, 0.5),
                quantile(times, 0.95),
                quantile(times, 1.0)
            )
        };
        let mut rows = vec![
            row(
                "steps back, key held",
                format!("{} · {}", self.held.len(), words(&self.held)),
            ),
            row(
                "random steps",
                format!("{} · {}", self.steps, words(&self.jumps)),
            ),
            row("of them exact", format!("{} of {}", self.exact, self.steps)),
        ];
        for (page, ms) in &self.pages {
            rows.push(row(
                &format!("first paint of {page}"),
                format!("{ms:.0} ms"),
            ));
        }
        if let Some(bytes) = self.server_bytes {
            rows.push(row(
                "memory of the server after it",
                format!("{:.0} MB", bytes as f64 / 1e6),
            ));
        }
        let clip = format!(
            "{} × {}, H.264, {} frames, a random access point every {GROUP}",
            self.size.0, self.size.1, self.frames
        );
        rows.push(row("clip", clip));
        rows.push(row(
            "how",
            format!("version {}, {} build", env!("CARGO_PKG_VERSION"), profile()),
        ));
        let mut t = String::new();
        table(&mut t, style, &["", ""], &rows);
        t
    }
}
