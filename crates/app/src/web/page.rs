//! The frame around every page: head, bar, ways to the other pages, the keys of the page; and how
//! errors are shown.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use publish::{visible, visible_plain};

use super::assets;
use super::ctx::{Ctx, Theme};
use super::oops::Oops;

/// The parts of the workbench, in the order in which an investigation needs them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Case,
    Review,
    Footage,
    Screens,
    References,
    Documents,
    Search,
    Companies,
    Matrix,
    Findings,
    Custody,
    Settings,
    None,
}

const PLACES: [(Place, &str, &str, &str); 11] = [
    (Place::Case, "/", "nav-case", "c"),
    (Place::Review, "/review", "nav-review", "r"),
    (Place::Footage, "/footage", "nav-footage", "f"),
    (Place::Screens, "/screens", "nav-screens", "s"),
    (Place::References, "/references", "nav-references", "p"),
    (Place::Documents, "/documents", "nav-documents", "d"),
    (Place::Search, "/search", "nav-search", "x"),
    (Place::Companies, "/companies", "nav-companies", "o"),
    (Place::Matrix, "/matrix", "nav-matrix", "m"),
    (Place::Findings, "/findings", "nav-findings", "n"),
    (Place::Custody, "/custody", "nav-custody", "u"),
];

/// What a page shows, without its frame.
pub struct Page {
    pub title: String,
    pub place: Place,
    pub body: Markup,
    /// Keys and what they do, by the keys of their texts.
    pub keys: &'static [(&'static str, &'static str)],
    /// Modules that the page needs beside the common one.
    pub scripts: &'static [&'static str],
    /// The page fills the window and scrolls inside: the player.
    pub fills: bool,
}

impl Page {
    pub fn new(place: Place, title: impl Into<String>, body: Markup) -> Self {
        Self {
            title: title.into(),
            place,
            body,
            keys: &[],
            scripts: &[],
            fills: false,
        }
    }
}

/// A page in its frame.
pub fn whole(ctx: &Ctx, page: Page) -> Html<String> {
    let markup = html! {
        (DOCTYPE)
        html lang=(ctx.words.lang.code()) data-theme=(ctx.theme.word()) {
            (head(ctx, &page))
            body.fills[page.fills] {
                a.skip href="#main" { (ctx.t("skip")) }
                (bar(ctx))
                (rail(ctx, page.place))
                main #main tabindex="-1" data-head=(ctx.head) data-changed=(ctx.t("changed")) data-show=(ctx.t("changed-show")) { (page.body) }
                (keys(ctx, page.keys))
            }
        }
    };
    Html(markup.into_string())
}

fn head(ctx: &Ctx, page: &Page) -> Markup {
    let scheme = match ctx.theme {
        Theme::System => "light dark",
        other => other.word(),
    };
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content=(scheme);
            meta name="robots" content="noindex, nofollow, noarchive";
            meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"defaultSettleDelay":0}"#;
            title { (page.title) " · " (visible_plain(&ctx.app.name)) }
            link rel="stylesheet" href=(assets::address("sheet.css"));
            link rel="icon" href=(assets::address("mark.svg")) type="image/svg+xml";
            script src=(assets::address("htmx.min.js")) defer {}
            script src=(assets::address("common.js")) type="module" {}
            @for script in page.scripts {
                script src=(assets::address(script)) type="module" {}
            }
        }
    }
}

fn bar(ctx: &Ctx) -> Markup {
    html! {
        header.bar {
            a.brand href="/" { (mark()) span { "contrechamp" } }
            span.case-name title=(ctx.t("bar-case")) { (visible(&ctx.app.name)) }
            form.find role="search" action="/search" method="get" {
                label.hidden for="find" { (ctx.t("bar-find")) }
                input #find name="q" type="search" maxlength="300" placeholder=(ctx.t("bar-find")) autocomplete="off" spellcheck="false";
            }
            div.bar-end {
                @if ctx.alias.is_empty() {
                    a.quiet href="/settings" { (ctx.t("bar-nobody")) }
                } @else {
                    a.quiet href="/settings" title=(ctx.t("bar-alias")) { (visible(&ctx.alias)) }
                }
                a.quiet.key-help href="/keys" data-opens="keys" aria-label=(ctx.t("bar-keys")) { kbd { "?" } }
            }
        }
    }
}

/// The sign of the program: one field of view facing another.
fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" aria-hidden="true" {
            path d="M3 5h8v14H3z" fill="none" stroke="currentColor" stroke-width="2" {}
            path d="M21 5l-7 3v8l7 3z" fill="currentColor" {}
        }
    }
}

fn rail(ctx: &Ctx, at: Place) -> Markup {
    html! {
        nav.rail aria-label=(ctx.t("nav")) {
            ul {
                @for (place, to, key, short) in PLACES {
                    li {
                        a href=(to) aria-current=[(place == at).then_some("page")] data-go=(short) { (ctx.t(key)) }
                    }
                }
            }
        }
    }
}

/// Keys that every page has.
pub const COMMON: [(&str, &str); 4] = [
    ("?", "key-help"),
    ("/", "key-search"),
    ("g c … g u", "key-go"),
    ("Esc", "key-close"),
];

fn keys(ctx: &Ctx, own: &[(&str, &str)]) -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { (ctx.t("keys-title")) }
            (key_table(ctx, own))
            (key_table(ctx, &COMMON))
            form method="dialog" { button { (ctx.t("close")) } }
        }
    }
}

/// Keys with what they do.
pub fn key_table(ctx: &Ctx, keys: &[(&str, &str)]) -> Markup {
    html! {
        @if !keys.is_empty() {
            dl.keys {
                @for (key, what) in keys {
                    div { dt { @for one in key.split(' ') { kbd { (one) } " " } } dd { (ctx.t(what)) } }
                }
            }
        }
    }
}

/// What to do first where there is nothing yet.
pub fn empty(title: &str, what: &str, way: Markup) -> Markup {
    html! {
        section.empty { h2 { (title) } p { (what) } (way) }
    }
}

/// The hidden field that every form brings back.
pub fn form_token(ctx: &Ctx) -> Markup {
    html! { input type="hidden" name="form" value=(ctx.form_token); }
}

/// An error, with the way on.
pub fn oops(ctx: &Ctx, oops: &Oops) -> Response {
    let (title, way) = match oops.status {
        StatusCode::NOT_FOUND => ("oops-missing", "oops-missing-way"),
        StatusCode::PRECONDITION_FAILED => ("oops-changed", "oops-changed-way"),
        StatusCode::CONFLICT => ("oops-busy", "oops-busy-way"),
        StatusCode::FORBIDDEN => ("oops-refused", "oops-refused-way"),
        StatusCode::BAD_REQUEST => ("oops-wrong", "oops-wrong-way"),
        StatusCode::PAYLOAD_TOO_LARGE => ("oops-large", "oops-large-way"),
        StatusCode::INSUFFICIENT_STORAGE => ("oops-full", "oops-full-way"),
        _ => ("oops-broken", "oops-broken-way"),
    };
    let body = html! {
        section.empty.oops role="alert" {
            h1 { (ctx.t(title)) }
            p.what { (visible(&ctx.told(&oops.what))) }
            p { (ctx.t(way)) }
            @if !oops.kept.is_empty() {
                h2 { (ctx.t("edit-mine")) }
                dl.facts { @for (name, text) in &oops.kept { dt { (visible(name)) } dd { (visible(text)) } } }
            }
            p { a.button href="/" { (ctx.t("oops-home")) } }
        }
    };
    let page = Page::new(Place::None, ctx.t(title), body);
    (oops.status, whole(ctx, page)).into_response()
}

/// What a browser without a session sees: nothing of the case.
pub fn locked(ctx: &Ctx) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang=(ctx.words.lang.code()) data-theme=(ctx.theme.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (ctx.t("locked")) }
                link rel="stylesheet" href=(assets::address("sheet.css"));
            }
            body.alone {
                main #main {
                    section.empty {
                        h1 { (ctx.t("locked")) }
                        p { (ctx.t("locked-what")) }
                        p { (ctx.t("locked-way")) }
                    }
                }
            }
        }
    };
    (StatusCode::UNAUTHORIZED, Html(markup.into_string())).into_response()
}
