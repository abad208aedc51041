//! The pages, one file each, and their addresses.

mod case;
mod proof;
mod queue;
mod settings;
mod style;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use super::ctx::Ctx;
use super::oops::Oops;
use super::state::App;

/// The keys of all pages.
pub const ALL_KEYS: &[(&str, &[(&str, &str)])] = &[
    ("keys-everywhere", &super::page::COMMON),
    ("nav-review", proof::KEYS),
];

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(case::show))
        .route("/review", get(queue::show))
        .route("/review/{id}", get(proof::show).post(proof::judge))
        .route("/review/{id}/undo", post(proof::undo))
        .route("/settings", get(settings::show).post(settings::change))
        .route("/settings/invite", post(settings::invite))
        .route("/keys", get(settings::keys))
        .route("/styleguide", get(style::show))
}

pub async fn nothing(ctx: Ctx) -> Response {
    let what = ctx.t("oops-nothing-here");
    ctx.oops(&Oops::missing(what))
}
