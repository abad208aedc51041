//! The components of the style sheet on one page, with what each is for.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::web::ctx::Ctx;
use crate::web::page::{self, Page, Place};

/// Tokens of colour, as the sheet names them.
const COLOURS: [&str; 15] = [
    "ground",
    "plane",
    "raised",
    "sunk",
    "line",
    "line-strong",
    "ink",
    "ink-soft",
    "ink-faint",
    "accent",
    "accent-soft",
    "link",
    "yes",
    "no",
    "unsure",
];

pub async fn show(ctx: Ctx) -> Response {
    ctx.answer(|ctx| {
        let page = Page::new(Place::None, ctx.t("styleguide"), body(ctx));
        Ok(page::whole(ctx, page).into_response())
    })
    .await
}

fn body(ctx: &Ctx) -> Markup {
    html! {
        h1 { (ctx.t("styleguide")) }
        p { (ctx.t("style-what")) }
        h2 { (ctx.t("style-colours")) }
        div.swatches {
            @for name in COLOURS {
                div.swatch { svg aria-hidden="true" { rect.(format!("fill-{name}")) width="100%" height="100%" {} } span { code { (name) } } }
            }
        }
        h2 { (ctx.t("style-type")) }
        h1.sample { (ctx.t("style-sample")) }
        h2.sample { (ctx.t("style-sample")) }
        h3.sample { (ctx.t("style-sample")) }
        p { (ctx.t("style-sample")) " " span.soft { (ctx.t("style-sample")) } " " span.faint { (ctx.t("style-sample")) } }
        p { code { "7f3a9c2b4d1e@0:527872:1/12800" } " " kbd { "Y" } " " a href="/styleguide" { (ctx.t("style-link")) } }
        h2 { (ctx.t("style-acts")) }
        div.row { button.main-act type="button" { (ctx.t("save")) } button type="button" { (ctx.t("copy")) } button.bare type="button" { (ctx.t("undo")) } button type="button" disabled { (ctx.t("save")) } }
        div.verdicts.sample-ballot {
            button.yes type="button" { (ctx.t("verdict-yes")) kbd { "Y" } }
            button.no type="button" { (ctx.t("verdict-no")) kbd { "N" } }
            button.unsure type="button" { (ctx.t("verdict-unsure")) kbd { "U" } }
        }
        h2 { (ctx.t("style-words")) }
        p.row { span.tag.wait { (ctx.t("standing-open")) } span.tag.yes { (ctx.t("verdict-yes")) } span.tag.no { (ctx.t("verdict-no")) } span.tag.unsure { (ctx.t("verdict-unsure")) } span.tag { (ctx.t("id")) } }
        div.note { p { (ctx.t("style-note")) } }
        div.note.bad { p { (ctx.t("style-note-bad")) } }
        progress value="0.4" max="1" aria-label=(ctx.t("work-now")) {}
        h2 { (ctx.t("style-fields")) }
        div.card {
            div.field { label for="sample-field" { (ctx.t("settings-alias")) } input #sample-field value="k7"; }
            label.in-line { input type="checkbox" checked; (ctx.t("seen-control")) }
        }
    }
}
