//! Parts that several pages show: an item's name, an address that is copied, a frame with its quad.

use std::collections::HashMap;

use case::{Case, ItemRow};
use maud::{Markup, html};
use model::{FrameTime, ItemId, Quad, Size, VerdictValue};
use publish::visible;

use super::ctx::Ctx;
use super::oops::Oops;
use super::urls;

/// Items by id, for names.
pub struct Names(HashMap<ItemId, ItemRow>);

impl Names {
    /// # Errors
    /// When the case can't be read.
    pub fn of(case: &Case) -> Result<Self, Oops> {
        let rows = case.items()?.into_iter().map(|row| (row.id, row));
        Ok(Self(rows.collect()))
    }

    /// The path as it was added; the short id where there is none.
    pub fn name(&self, item: &ItemId) -> String {
        let origin = self.0.get(item).and_then(|row| row.origins.first());
        origin.map_or_else(|| item.short(), |o| o.path.clone())
    }
}

/// The last part of a path, with the whole of it as a title.
pub fn file(path: &str) -> Markup {
    let last = path.rsplit('/').next().unwrap_or(path);
    html! { span title=(publish::visible_plain(path)) { (visible(last)) } }
}

/// An address, with a way to copy it.
pub fn address(ctx: &Ctx, text: &str) -> Markup {
    html! {
        code.address { (text) } " "
        button.bare type="button" data-copy=(text) data-done=(ctx.t("copied")) { (ctx.t("copy")) }
    }
}

/// Where a moment opens in the player.
pub fn moment_link(item: &ItemId, at: &FrameTime) -> String {
    urls::moment(item, at.time)
}

/// A frame's picture with a quad on it.
pub fn framed(src: &str, size: Size, quad: Option<&Quad>, alt: &str) -> Markup {
    html! {
        div.stack.film {
            img src=(src) width=(size.width) height=(size.height) alt=(alt) loading="lazy" decoding="async";
            @if let Some(quad) = quad { (outline(quad, size)) }
        }
    }
}

/// A quad as lines over a picture of that size.
pub fn outline(quad: &Quad, size: Size) -> Markup {
    let points: Vec<String> = quad
        .0
        .iter()
        .map(|p| format!("{:.2},{:.2}", p.x, p.y))
        .collect();
    let points = points.join(" ");
    html! {
        svg viewBox=(format!("0 0 {} {}", size.width, size.height)) preserveAspectRatio="none" aria-hidden="true" {
            polygon.outline-under points=(points) {}
            polygon.outline points=(points) {}
        }
    }
}

/// What people said, as a word with its colour.
pub fn standing(ctx: &Ctx, verdicts: &[model::Verdict]) -> Markup {
    let (class, key) = match model::Standing::of(verdicts) {
        model::Standing::Open => ("wait", "standing-open"),
        model::Standing::Split => ("unsure", "standing-split"),
        model::Standing::Agreed(value) => verdict_word(value),
    };
    html! { span.tag.(class) { (ctx.t(key)) } }
}

/// Class and text of a verdict.
pub fn verdict_word(value: VerdictValue) -> (&'static str, &'static str) {
    match value {
        VerdictValue::Yes => ("yes", "verdict-yes"),
        VerdictValue::No => ("no", "verdict-no"),
        VerdictValue::CannotTell => ("unsure", "verdict-unsure"),
    }
}

/// What people said of a proposal, the latest first.
pub fn said(ctx: &Ctx, verdicts: &[model::Verdict]) -> Markup {
    html! {
        ul.said {
            @for v in verdicts.iter().rev() {
                @let (class, key) = verdict_word(v.value);
                li {
                    span.tag.(class) { (ctx.t(key)) } " " (visible(&v.by)) " " span.faint { (ctx.words.day(&v.at)) }
                    @if v.arbiter { " " span.tag { (ctx.t("said-settled")) } }
                    @if !v.reason.is_empty() { br; (visible(&v.reason)) }
                }
            }
        }
    }
}

/// For who has not judged what others judge differently: a box that makes the verdict the one that
/// settles it.
pub fn settling(ctx: &Ctx, verdicts: &[model::Verdict]) -> Markup {
    let split = model::Standing::of(verdicts) == model::Standing::Split;
    settling_of(ctx, split, verdicts.iter().map(|v| v.by.as_str()))
}

/// The same, where the caller knows whether they differ, and who they are.
pub fn settling_of<'a>(
    ctx: &Ctx,
    split: bool,
    mut readers: impl Iterator<Item = &'a str>,
) -> Markup {
    html! {
        @if split && readers.all(|by| by != ctx.alias) {
            label.in-line { input type="checkbox" name="settle" value="1"; (ctx.t("ballot-settle")) }
        }
    }
}

/// Ways to look at pictures that are compared, each with its word; the keys are their numbers.
pub fn modes(ctx: &Ctx, modes: &[(&str, &str)]) -> Markup {
    html! {
        fieldset.modes {
            legend.hidden { (ctx.t("proof-modes")) }
            @for (i, (mode, key)) in modes.iter().enumerate() {
                label for=(format!("mode-{mode}")) {
                    input type="radio" name="mode" id=(format!("mode-{mode}")) value=(mode) checked[i == 0];
                    (ctx.t(key)) " " kbd { (i + 1) }
                }
            }
        }
    }
}
