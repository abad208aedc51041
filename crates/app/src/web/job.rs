//! The machine's work, started from the workbench: one at a time, beside the pages, with what it
//! is doing and how long it will take.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use pipeline::{Event, Observer, Unit};
use publish::visible;

use super::ctx::{Ctx, Fields, go};
use super::oops::Oops;

/// Problems that are shown; the case keeps all of them.
const MOST_PROBLEMS: usize = 50;

#[derive(Default)]
pub struct Jobs {
    now: Arc<Mutex<Option<Work>>>,
}

/// A run, as far as it has come.
#[derive(Clone)]
pub struct Work {
    pub phase: String,
    pub doing: String,
    pub unit: Unit,
    pub total: Option<u64>,
    pub done: u64,
    /// Of the phase.
    pub begun: Instant,
    pub problems: Vec<(String, String)>,
    /// How it ended: `None` while it runs.
    pub ended: Option<Result<(), String>>,
}

impl Work {
    fn new() -> Self {
        Self {
            phase: String::new(),
            doing: String::new(),
            unit: Unit::Files,
            total: None,
            done: 0,
            begun: Instant::now(),
            problems: Vec::new(),
            ended: None,
        }
    }

    /// Part of the phase that is done, 0 to 1, where that is known.
    pub fn share(&self) -> Option<f64> {
        let total = self.total.filter(|t| *t > 0)?;
        Some((self.done as f64 / total as f64).min(1.0))
    }

    /// Seconds that the phase will still take, where that can be told.
    pub fn left(&self) -> Option<f64> {
        let share = self.share().filter(|s| *s > 0.02)?;
        Some(self.begun.elapsed().as_secs_f64() * (1.0 - share) / share)
    }
}

/// Writes down what a run tells.
struct Listener(Arc<Mutex<Option<Work>>>);

impl Observer for Listener {
    fn on(&mut self, event: Event<'_>) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(work) = now.as_mut() else { return };
        match event {
            Event::Phase { name, total, unit } => {
                name.clone_into(&mut work.phase);
                (work.total, work.unit, work.done) = (total, unit, 0);
                work.begun = Instant::now();
                work.doing.clear();
            }
            Event::Advance(n) => work.done += n,
            Event::Doing(what) => what.clone_into(&mut work.doing),
            Event::Problem { name, what } => {
                if work.problems.len() < MOST_PROBLEMS {
                    work.problems.push((name.to_owned(), what.to_owned()));
                }
            }
            Event::PhaseDone => {}
        }
    }
}

impl Jobs {
    pub fn now(&self) -> Option<Work> {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.clone()
    }

    pub fn is_running(&self) -> bool {
        self.now().is_some_and(|w| w.ended.is_none())
    }

    /// Begins `task`, unless something runs already.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn begin(
        &self,
        task: impl FnOnce(&mut dyn Observer) -> Result<(), Oops> + Send + 'static,
    ) -> Result<(), Oops> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.as_ref().is_some_and(|w| w.ended.is_none()) {
            return Ok(());
        }
        *now = Some(Work::new());
        drop(now);
        let shared = Arc::clone(&self.now);
        let thread = std::thread::Builder::new().name("analyse".to_owned());
        let started = thread.spawn(move || {
            let mut listener = Listener(Arc::clone(&shared));
            let done =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| task(&mut listener)));
            let ended = match done {
                Ok(done) => done.map_err(|oops| oops.what),
                Err(_) => Err("an error of the program; everything finished before is kept".into()),
            };
            let mut now = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(work) = now.as_mut() {
                work.ended = Some(ended);
            }
        });
        started
            .map(|_| ())
            .map_err(|e| Oops::broken(format!("no thread for it: {e}")))
    }
}

/// Starts everything that the machine can do for what was added.
pub async fn start(ctx: Ctx, _fields: Fields) -> Response {
    ctx.answer(|ctx| {
        if !ctx.app.jobs.is_running() {
            let mut desk = ctx.app.writing_desk()?;
            ctx.app
                .jobs
                .begin(move |observer| Ok(desk.analyse(observer)?))?;
        }
        Ok(go("/"))
    })
    .await
}

/// The piece of the case page that tells of it, for browsers that ask again and again.
pub async fn progress(ctx: Ctx) -> Response {
    Html(shown(&ctx).into_string()).into_response()
}

/// What runs, or how it ended.
pub fn shown(ctx: &Ctx) -> Markup {
    let Some(work) = ctx.app.jobs.now() else {
        return html! { div #work {} };
    };
    match &work.ended {
        None => html! {
            div #work.card.work hx-get="/progress" hx-trigger="every 1s" hx-swap="outerHTML" role="status" aria-live="off" {
                h2 { (ctx.t("work-now")) }
                p { (ctx.t(&phase_key(&work.phase))) @if !work.doing.is_empty() { ": " span.soft { (visible(&work.doing)) } } }
                @match work.share() {
                    Some(share) => { progress value=(format!("{share:.3}")) max="1" aria-label=(ctx.t("work-now")) {} }
                    None => { progress aria-label=(ctx.t("work-now")) {} }
                }
                p.soft.small {
                    @if let Some(share) = work.share() { (ctx.words.decimal(share * 100.0, 0)) " %" }
                    @if let Some(left) = work.left() { " · " (ctx.tw("work-left", &[("time", &ctx.words.duration(left))])) }
                }
                p.small.soft { (ctx.t("work-writes")) }
                (problems(ctx, &work))
            }
        },
        Some(Ok(())) => html! {
            div #work.note role="status" { p { (ctx.t("work-done")) " " a href="/" { (ctx.t("work-look")) } } (problems(ctx, &work)) }
        },
        Some(Err(what)) => html! {
            div #work.note.bad role="alert" { p { (ctx.t("work-failed")) " " (visible(what)) } p { (ctx.t("work-again")) } }
        },
    }
}

fn problems(ctx: &Ctx, work: &Work) -> Markup {
    html! {
        @if !work.problems.is_empty() {
            details {
                summary { (ctx.tn("work-problems", work.problems.len() as u64)) }
                ul.small { @for (name, what) in &work.problems { li { (visible(name)) ": " (visible(what)) } } }
            }
        }
    }
}

/// Phases as the job book names them, by the keys of their texts.
pub const PHASES: [(&str, &str); 12] = [
    ("preserve", "phase-preserve"),
    ("identify", "phase-identify"),
    ("credentials", "phase-credentials"),
    ("read documents", "phase-documents"),
    ("find passages", "phase-passages"),
    ("watch", "phase-watch"),
    ("match", "phase-match"),
    ("screens", "phase-screens"),
    ("read text", "phase-read"),
    ("look for copies", "phase-copies"),
    ("look", "phase-look"),
    ("make proof pictures", "phase-proofs"),
];

fn phase_key(name: &str) -> String {
    let known = PHASES.iter().find(|(n, _)| *n == name);
    known.map_or_else(|| "phase-other".to_owned(), |(_, key)| (*key).to_owned())
}
