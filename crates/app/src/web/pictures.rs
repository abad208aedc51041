//! Pictures by address: proofs, screens, frames, pages, references. The browser names things of
//! the case, never files.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use case::{ScreenRow, SightingRow, VideoRecord};
use model::{Address, ItemId, ItemPrefix, Timestamp, pictures};
use pipeline::{Desk, ProofView, ScreenView, frame_thumb, screen_thumb};

use super::ctx::Ctx;
use super::oops::Oops;
use super::state::App;
use super::urls;

/// Width of small pictures.
pub const THUMB: u32 = 320;

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sighting/{id}/{view}", get(sighting))
        .route("/screen/{id}/{view}", get(screen))
        .route("/reference/{id}/picture", get(reference))
        .route("/thumb/{item}", get(thumb))
        .route("/picture", get(by_address))
}

/// The proof of a sighting: `reference`, `rectified`, `frame`, `inliers`.
async fn sighting(ctx: Ctx, Path((id, view)): Path<(String, String)>) -> Response {
    ctx.answer(move |ctx| {
        ctx.app.read(|desk| {
            let row = find_sighting(ctx, desk, &id)?;
            let s = &row.sighting;
            let best = &s.best;
            let kept = match view.as_str() {
                "reference" => return Ok(png(desk.reference_png(&s.reference)?)),
                "rectified" => desk.kept_picture(&pictures::rectified_picture(
                    &s.video,
                    s.stream,
                    &best.at,
                    &best.quad,
                    &s.reference,
                ))?,
                "frame" => {
                    desk.kept_picture(&pictures::frame_picture(&s.video, s.stream, &best.at))?
                }
                "inliers" => None,
                _ => return Err(Oops::missing(format!("a sighting has no view {view:?}"))),
            };
            if let Some(kept) = kept {
                return Ok(png(kept));
            }
            let how = match view.as_str() {
                "rectified" => ProofView::Rectified,
                "frame" => ProofView::Frame,
                _ => ProofView::Beside,
            };
            Ok(png(desk.show_sighting(s, how)?.png))
        })
    })
    .await
}

/// A screen: `small`, `rectified`, `single`, `merged`, `clip`, `frame`.
async fn screen(ctx: Ctx, Path((id, view)): Path<(String, String)>) -> Response {
    ctx.answer(move |ctx| {
        ctx.app.read(|desk| {
            let row = desk.case.screen(&id)?;
            let row = row.ok_or_else(|| Oops::missing(format!("there is no screen {id}")))?;
            if view == "small" {
                return Ok(picture(screen_jpeg(ctx, desk, &row)?, "image/jpeg"));
            }
            let view = match view.as_str() {
                "rectified" => ScreenView::Rectified,
                "single" => ScreenView::Single,
                "merged" => ScreenView::Merged,
                "clip" => ScreenView::Clip,
                "frame" => ScreenView::Frame,
                _ => return Err(Oops::missing(format!("a screen has no view {view:?}"))),
            };
            Ok(png(desk.show_screen(&row, view, false)?.png))
        })
    })
    .await
}

async fn reference(ctx: Ctx, Path(id): Path<String>) -> Response {
    ctx.answer(move |ctx| {
        ctx.app.read(|desk| {
            let mut fitting = desk.case.references()?.into_iter();
            let found = fitting.find(|r| id.len() >= 8 && r.id.0.to_hex().starts_with(&id));
            let found =
                found.ok_or_else(|| Oops::missing(format!("there is no reference {id}")))?;
            Ok(png(desk.reference_png(&found.id)?))
        })
    })
    .await
}

/// A small picture of a frame, `?at=` its exact time. Those that follow it on a contact sheet are
/// made with it, in one pass of the decoder.
async fn thumb(ctx: Ctx, Path(item): Path<String>, RawQuery(query): RawQuery) -> Response {
    ctx.answer(move |ctx| {
        let at: Timestamp = urls::field(query.as_deref(), "at")
            .unwrap_or_default()
            .parse()
            .map_err(|e| Oops::wrong(format!("{e}")))?;
        ctx.app.read(|desk| {
            let item = desk.case.resolve(&prefix(&item)?)?;
            let video = desk.case.video(item)?;
            let video = video.ok_or_else(|| Oops::missing("this video was not watched yet"))?;
            let jpeg = frame_jpeg(ctx, desk, &item, &video, at)?;
            Ok(picture(jpeg, "image/jpeg"))
        })
    })
    .await
}

fn frame_jpeg(
    ctx: &Ctx,
    desk: &Desk,
    item: &ItemId,
    video: &VideoRecord,
    at: Timestamp,
) -> Result<Vec<u8>, Oops> {
    let name = |t| frame_thumb(item, video.facts.stream, t, THUMB);
    if let Some(kept) = desk.kept_small(&name(at))? {
        return Ok(kept);
    }
    // One pass at a time for each video: the others find what it made.
    let turn = ctx.app.reels.turn(item);
    let _turn = turn.lock();
    if let Some(kept) = desk.kept_small(&name(at))? {
        return Ok(kept);
    }
    let mut times = vec![at];
    let keyframes = video.keyframes.iter().map(|k| k.at.time);
    times.extend(keyframes.filter(|t| t.micros_since(at) > 0).take(23));
    let mut wanted = None;
    let small = desk.small_pictures(item, video.facts.stream, &times, THUMB)?;
    for (time, rgb) in times.iter().zip(small) {
        if let Some(jpeg) = rgb.and_then(|rgb| publish::encode_jpeg(&rgb, 82).ok()) {
            desk.keep_small(&name(*time), &jpeg);
            if *time == at {
                wanted = Some(jpeg);
            }
        }
    }
    wanted.ok_or_else(|| Oops::missing(format!("no frame at {at}")))
}

fn screen_jpeg(ctx: &Ctx, desk: &Desk, row: &ScreenRow) -> Result<Vec<u8>, Oops> {
    let name = screen_thumb(&row.screen, THUMB);
    if let Some(kept) = desk.kept_small(&name)? {
        return Ok(kept);
    }
    let turn = ctx.app.reels.turn(&row.screen.video);
    let _turn = turn.lock();
    let small = desk.small_screen(row, THUMB)?;
    let jpeg = publish::encode_jpeg(&small, 85).map_err(|e| Oops::broken(e.to_string()))?;
    desk.keep_small(&name, &jpeg);
    Ok(jpeg)
}

/// `?of=` the address of a moment or page, with or without a quad.
async fn by_address(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    ctx.answer(move |ctx| {
        let text = urls::field(query.as_deref(), "of").unwrap_or_default();
        let address: Address = text.parse().map_err(|e| Oops::wrong(format!("{e}")))?;
        ctx.app.read(|desk| {
            let shown = match &address {
                Address::Moment(moment) => desk.show_moment(moment)?,
                Address::Page(page) => desk.show_page(page, &[])?,
            };
            Ok(png(shown.png))
        })
    })
    .await
}

/// A sighting by its id or the first digits of it.
pub fn find_sighting(ctx: &Ctx, desk: &Desk, id: &str) -> Result<Arc<SightingRow>, Oops> {
    let id = desk.case.resolve_sighting(id)?;
    let now = ctx.app.held.now(&desk.case)?;
    let row = now.sighting(&id).cloned();
    row.ok_or_else(|| Oops::missing(format!("there is no sighting {id}")))
}

pub fn prefix(text: &str) -> Result<ItemPrefix, Oops> {
    text.parse()
        .map_err(|e| Oops::wrong(format!("{text:?}: {e}")))
}

fn png(bytes: Vec<u8>) -> Response {
    picture(bytes, "image/png")
}

/// Pictures of evidence don't change: what made them is in their address.
fn picture(bytes: Vec<u8>, kind: &'static str) -> Response {
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "private, max-age=3600"),
        ],
        bytes,
    )
        .into_response()
}
