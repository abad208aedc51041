//! Checking that the case is whole, beside the pages, and what came of it.

use std::sync::{Arc, Mutex, PoisonError};

use case::{Access, Case};
use maud::{Markup, html};
use pipeline::Verified;
use publish::visible;

use super::ctx::Ctx;
use super::job::Jobs;
use super::oops::Oops;
use super::state::App;

#[derive(Default)]
pub struct Checks {
    running: Jobs,
    last: Arc<Mutex<Option<Outcome>>>,
}

/// What the last check said, and when it ended.
#[derive(Clone)]
struct Outcome {
    at: String,
    whole: bool,
    lines: Vec<String>,
    faults: Vec<String>,
}

impl Outcome {
    fn of(v: &Verified) -> Self {
        let mut faults: Vec<String> = v
            .faults()
            .map(|(part, f)| format!("{part}: {}: {}", f.name, f.what))
            .collect();
        let mut lines = Vec::new();
        for (name, part) in [("originals", &v.originals), ("derived", &v.derived)] {
            lines.push(format!("{name}: {} / {}", part.whole, part.checked));
        }
        match &v.journal {
            Ok(report) => lines.push(format!("journal: {} · {}", report.lines, report.head.hash)),
            Err(e) => faults.push(e.to_string()),
        }
        Self {
            at: format!("{:.0}", jiff::Timestamp::now()),
            whole: v.is_whole(),
            lines,
            faults,
        }
    }
}

/// Begins a check, unless one runs.
///
/// # Errors
/// When no thread can be had.
pub fn begin(app: &App) -> Result<(), Oops> {
    let dir = app.dir.clone();
    let last = Arc::clone(&app.checks.last);
    app.checks.running.begin(move |observer| {
        let case = Case::open(&dir, Access::Read)?;
        let found = pipeline::verify(&case, 2, None, observer)?;
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Outcome::of(&found));
        Ok(())
    })
}

/// What runs, and what the last one said.
pub fn shown(ctx: &Ctx) -> Markup {
    let checks = &ctx.app.checks;
    let last = checks.last.lock().unwrap_or_else(PoisonError::into_inner);
    let now = checks.running.now();
    html! {
        div #checks hx-get=[checks.running.is_running().then_some("/custody/progress")] hx-trigger=[checks.running.is_running().then_some("every 1s")] hx-swap="outerHTML" {
            @if let Some(work) = &now {
                @match &work.ended {
                    None => { p role="status" { (ctx.t("custody-checking")) } progress value=[work.share().map(|s| format!("{s:.3}"))] max="1" aria-label=(ctx.t("custody-checking")) {} }
                    Some(Err(what)) => { p.note.bad { (visible(what)) } }
                    Some(Ok(())) => {}
                }
            }
            @if let Some(outcome) = last.as_ref() {
                div.note.bad[!outcome.whole] {
                    p { strong { (ctx.t(if outcome.whole { "custody-is-whole" } else { "custody-not-whole" })) } " " (ctx.words.day(&outcome.at)) }
                    @for line in &outcome.lines { p.small.mono { (visible(line)) } }
                    @for fault in &outcome.faults { p.small { (visible(fault)) } }
                }
            }
        }
    }
}
