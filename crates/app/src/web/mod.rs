//! The workbench: a local web application on the case, for people. It shows what rooms below
//! found, and hands what people say to the same functions as the command line.
//!
//! What lives here: addresses, pages, forms, the guard before them. What doesn't: deciding
//! anything about evidence, SQL, codecs.

mod assets;
mod checks;
mod ctx;
mod export;
mod guard;
mod held;
mod io;
mod job;
mod news;
mod oops;
mod page;
mod pages;
mod pictures;
mod reels;
mod server;
mod session;
mod shape;
mod state;
mod stated;
mod upload;
mod urls;
mod words;
mod world;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use pipeline::Settings;

use state::App;

/// What `serve` was asked for.
pub struct Options {
    pub case: PathBuf,
    /// 0 takes any that is free.
    pub port: u16,
    pub program: PathBuf,
    pub settings: Settings,
}

/// Serves the workbench until Ctrl-C; `ready` is told the address that opens it, once.
///
/// # Errors
/// When the port is taken, the case can't be read, or files can't be decoded safely here.
pub fn serve(options: Options, ready: impl FnOnce(&str)) -> Result<(), String> {
    // Frames come and go on many threads.
    decode::give_back_large_buffers();
    let (listener, at) =
        server::listen(options.port).map_err(|e| format!("127.0.0.1:{}: {e}", options.port))?;
    let app = App::open(options.case, at.port(), options.program, options.settings)
        .map_err(|oops| oops.what)?;
    let app = Arc::new(app);
    let token = app.sessions.invite().map_err(|oops| oops.what)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let address = format!("http://{}/enter?token={token}", app.authority);
    let router = router(&app);
    let resting = Arc::clone(&app);
    runtime.block_on(async move {
        tokio::spawn(async move {
            loop {
                let app = Arc::clone(&resting);
                let task = move || {
                    app.rest();
                    app.warm();
                };
                let _ = tokio::task::spawn_blocking(task).await;
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        });
        ready(&address);
        server::answer(listener, router)
            .await
            .map_err(|e| e.to_string())
    })?;
    // Work that still runs ends with the process; it goes on where it was at the next analyse.
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(())
}

fn router(app: &Arc<App>) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(pictures::routes())
        .route("/enter", get(guard::enter))
        .route("/favicon.ico", get(assets::icon))
        .route("/static/{edition}/{name}", get(assets::file))
        .route("/analyse", post(job::start))
        .route("/progress", get(job::progress))
        .route("/add", post(upload::add))
        .fallback(pages::nothing)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(app), guard::stand))
        .with_state(Arc::clone(app))
}
