//! Files that come with the program: the style sheet, modules, htmx. Their address holds the hash
//! of them all, so that a browser may keep them.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::ContentHash;

const SHEET: &str = concat!(
    include_str!("style/tokens.css"),
    include_str!("style/shell.css"),
    include_str!("style/parts.css"),
    include_str!("style/pages.css"),
    include_str!("style/proof.css"),
    include_str!("style/player.css"),
);

const JS: &str = "text/javascript; charset=utf-8";

const FILES: &[(&str, &str, &str)] = &[
    ("sheet.css", "text/css; charset=utf-8", SHEET),
    ("mark.svg", "image/svg+xml", include_str!("static/mark.svg")),
    ("htmx.min.js", JS, include_str!("static/htmx.min.js")),
    ("common.js", JS, include_str!("static/common.js")),
    ("review.js", JS, include_str!("static/review.js")),
    ("player.js", JS, include_str!("static/player.js")),
    ("frames.js", JS, include_str!("static/frames.js")),
    ("second.js", JS, include_str!("static/second.js")),
    ("menu.js", JS, include_str!("static/menu.js")),
    ("graph.js", JS, include_str!("static/graph.js")),
    ("quad.js", JS, include_str!("static/quad.js")),
    ("drop.js", JS, include_str!("static/drop.js")),
    ("cover.js", JS, include_str!("static/cover.js")),
    ("sheet.js", JS, include_str!("static/sheet.js")),
];

/// Eight digits of the hash of all files.
fn edition() -> &'static str {
    static EDITION: OnceLock<String> = OnceLock::new();
    EDITION.get_or_init(|| {
        let all: String = FILES.iter().map(|(_, _, text)| *text).collect();
        ContentHash::of(all.as_bytes()).to_hex()[..8].to_owned()
    })
}

/// The address of a file.
pub fn address(name: &str) -> String {
    format!("/static/{}/{name}", edition())
}

/// The sign of the program, where a browser asks for it by itself.
pub async fn icon() -> Response {
    file(Path((String::new(), "mark.svg".to_owned()))).await
}

pub async fn file(Path((_, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|(n, _, _)| *n == name) {
        Some((_, kind, text)) => (
            [
                (header::CONTENT_TYPE, *kind),
                (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
            ],
            *text,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
