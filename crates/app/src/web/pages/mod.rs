//! The pages, one file each, and their addresses.

mod ballot;
mod case;
mod companies;
mod copies;
mod custody;
mod documents;
mod dossier;
mod finding_acts;
mod findings;
mod footage;
mod graph;
mod lanes;
mod map;
mod matrix;
mod player;
mod player_panels;
mod proof;
mod queue;
mod reading;
mod references;
mod relations;
mod screens;
mod search;
mod settings;
mod style;
mod systems;
mod timeline;
mod verdicts;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::ctx::Ctx;
use super::oops::Oops;
use super::state::App;

pub use verdicts::with_alias;

/// The keys of all pages.
pub const ALL_KEYS: &[(&str, &[(&str, &str)])] = &[
    ("keys-everywhere", &super::page::COMMON),
    ("nav-review", proof::KEYS),
    ("player", player::KEYS),
    ("copies", copies::KEYS),
];

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(case::show))
        .route("/review", get(queue::show))
        .route("/review/{id}", get(proof::show).post(verdicts::judge))
        .route("/review/{id}/undo", post(verdicts::undo))
        .route("/review/{id}/recipe", get(custody::recipe))
        .route("/footage", get(footage::show))
        .route("/video/{item}", get(player::show))
        .route("/bookmarks", post(player::bookmark))
        .route("/video/{item}/times", get(player::times))
        .route("/video/{item}/frame/{pts}", get(player::frame))
        .route("/copies", get(copies::show))
        .route("/copy/{id}", get(copies::one))
        .route("/proposal/{kind}/{id}", post(ballot::judge))
        .route("/screens", get(screens::show))
        .route("/screens/draw", post(screens::draw))
        .route("/screen/{id}", get(screens::one))
        .route("/references", get(references::show))
        .route("/reference/{id}", get(references::one))
        .route("/references/cut", post(references::cut))
        .route("/products", post(references::act))
        .route("/documents", get(documents::show))
        .route("/document/{item}", get(documents::one).post(documents::say))
        .route("/passage/{id}", post(documents::judge))
        .route("/search", get(search::show))
        .route("/search/picture", post(search::picture))
        .route("/read", get(reading::now))
        .route(
            "/reading/{id}",
            get(reading::show).post(reading::correction),
        )
        .route("/companies", get(companies::show).post(companies::add))
        .route("/systems", get(systems::show))
        .route("/timeline", get(timeline::show))
        .route("/map", get(map::show))
        .route("/entity/{id}", get(companies::entity).post(companies::edit))
        .route("/relations", post(relations::link))
        .route(
            "/relation/{id}",
            get(relations::relation).post(relations::judge),
        )
        .route("/relation/{id}/cite", post(relations::cite))
        .route("/findings", get(findings::show).post(finding_acts::begin))
        .route("/finding/{id}", get(findings::one).post(finding_acts::act))
        .route("/dossier", get(dossier::show).post(dossier::write))
        .route("/dossier/progress", get(dossier::progress))
        .route("/dossier/preview/{*name}", get(dossier::preview))
        .route("/dossier/picture", get(dossier::picture).post(dossier::say))
        .route("/head", get(head))
        .route("/matrix", get(matrix::show))
        .route("/matrix/cell", get(matrix::one))
        .route("/custody", get(custody::show))
        .route("/custody/verify", post(custody::verify))
        .route("/custody/progress", get(custody::progress))
        .route("/settings", get(settings::show).post(settings::change))
        .route("/settings/invite", post(settings::invite))
        .route("/keys", get(settings::keys))
        .route("/styleguide", get(style::show))
}

/// How far the journal goes, for windows that want to know whether anything changed.
async fn head(ctx: Ctx) -> Response {
    ctx.head.to_string().into_response()
}

pub async fn nothing(ctx: Ctx) -> Response {
    let what = ctx.t("oops-nothing-here");
    ctx.oops(&Oops::missing(what))
}
