//! Writing the dossier, or one to be looked at first: beside the pages, with how far it is, and
//! what came of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use case::{Access, Case};
use maud::{Markup, html};
use publish::{Tongue, visible};

use super::ctx::Ctx;
use super::job::Jobs;
use super::oops::Oops;
use super::state::App;

#[derive(Default)]
pub struct Exports {
    running: Jobs,
    last: Arc<Mutex<Last>>,
}

/// What was made last.
#[derive(Clone, Default)]
struct Last {
    /// The page of the dossier that was exported.
    written: Option<PathBuf>,
    /// Files of the one to be looked at, by their names in its page.
    preview: BTreeMap<String, PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Only to be looked at, here.
    Look,
    /// For others.
    Export,
}

impl Exports {
    /// A file of the preview by its name in the page: names that it does not have lead nowhere.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.preview.get(name).cloned()
    }

    pub fn is_running(&self) -> bool {
        self.running.is_running()
    }
}

/// Begins to write a dossier, unless one is being written.
///
/// # Errors
/// When another program writes the case, or no thread can be had.
pub fn begin(app: &App, goal: Goal, tongue: Tongue, published_only: bool) -> Result<(), Oops> {
    if app.exports.is_running() {
        return Ok(());
    }
    let last = Arc::clone(&app.exports.last);
    let keep = move |change: &dyn Fn(&mut Last)| {
        change(&mut last.lock().unwrap_or_else(PoisonError::into_inner));
    };
    match goal {
        Goal::Look => {
            let dir = app.dir.clone();
            app.exports.running.begin(move |observer| {
                let case = Case::open(&dir, Access::Read)?;
                let written = crate::cli::dossier::preview(&case, tongue, published_only, observer)
                    .map_err(Oops::broken)?;
                let root = written
                    .index
                    .parent()
                    .map(PathBuf::from)
                    .unwrap_or_default();
                let named = written.files.iter().filter_map(|path| {
                    let name = path.strip_prefix(&root).ok()?.to_str()?;
                    Some((name.replace('\\', "/"), path.clone()))
                });
                let files: BTreeMap<String, PathBuf> = named.collect();
                keep(&|last| last.preview = files.clone());
                Ok(())
            })
        }
        Goal::Export => {
            let mut desk = app.writing_desk()?;
            app.exports.running.begin(move |observer| {
                let case = &mut desk.case;
                let index = crate::cli::dossier::write(case, tongue, published_only, observer)
                    .map_err(Oops::broken)?;
                keep(&|last| last.written = Some(index.clone()));
                Ok(())
            })
        }
    }
}

/// What runs, and what the last ones made.
pub fn shown(ctx: &Ctx) -> Markup {
    let exports = &ctx.app.exports;
    let now = exports.running.now();
    let running = exports.is_running();
    let last = exports.last.lock().unwrap_or_else(PoisonError::into_inner);
    let last = last.clone();
    html! {
        div #export hx-get=[running.then_some("/dossier/progress")] hx-trigger=[running.then_some("every 500ms")] hx-swap="outerHTML" {
            @if let Some(work) = &now {
                @match &work.ended {
                    None => {
                        div.card.work role="status" aria-live="off" {
                            p { (ctx.t("dossier-writing")) @if let Some(total) = work.total { " " span.num.soft { (ctx.words.number(work.done)) " / " (ctx.words.number(total)) } } }
                            progress value=[work.share().map(|s| format!("{s:.3}"))] max="1" aria-label=(ctx.t("dossier-writing")) {}
                        }
                    }
                    Some(Err(what)) => { p.note.bad role="alert" { (visible(what)) } }
                    Some(Ok(())) => {}
                }
            }
            @if let Some(index) = &last.written {
                div.note role="status" { p { (ctx.t("dossier-written")) } p { code { (visible(&index.to_string_lossy())) } } }
            }
            @if !running && !last.preview.is_empty() {
                h2 { (ctx.t("dossier-preview")) }
                p.small.soft { (ctx.t("dossier-preview-what")) " " a href="/dossier/preview/index.html" target="_blank" rel="noopener" { (ctx.t("dossier-preview-alone")) } }
                iframe.preview src="/dossier/preview/index.html" title=(ctx.t("dossier-preview")) sandbox="allow-same-origin" loading="lazy" {}
            }
        }
    }
}
