//! What stands before every page: only this machine's own browser, with a session, from our own
//! pages. And what every answer tells the browser it may not do.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ctx::{Ctx, cookie, text};
use super::oops::Oops;
use super::state::App;
use super::{page, urls};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
frame-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// For the dossier that is looked at: a page of its own that may do nothing but show itself, within
/// one of ours.
const PREVIEW_POLICY: &str = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; \
style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'";
const PREVIEW: &str = "/dossier/preview/";

const SAID: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Lets a request through, or says why not.
pub async fn stand(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_preview = request.uri().path().starts_with(PREVIEW);
    let mut response = match refusal(&app, &request) {
        None => next.run(request).await,
        Some(refusal) => refusal,
    };
    let is_preview = is_preview && response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in SAID {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_preview {
        let policy = HeaderValue::from_static(PREVIEW_POLICY);
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        let frames = HeaderValue::from_static("SAMEORIGIN");
        headers.insert(header::X_FRAME_OPTIONS, frames);
    }
    // Evidence is not left in the browser's disk cache; pictures say otherwise for themselves.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refusal(app: &Arc<App>, request: &Request) -> Option<Response> {
    let headers = request.headers();
    // A name that somebody else's server of names points here (DNS rebinding) is not ours.
    if !is_ours(app, text(headers, header::HOST)) {
        return Some(plain(
            StatusCode::MISDIRECTED_REQUEST,
            "This address is not one of contrechamp's.\n",
        ));
    }
    let path = request.uri().path();
    let open_to_all = path == "/enter" || path.starts_with("/static/");
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !is_from_us(app, headers) {
        return Some(plain(
            StatusCode::FORBIDDEN,
            "Refused: this was sent from another site's page.\n",
        ));
    }
    let session = cookie(headers, &app.cookie).unwrap_or_default();
    if !open_to_all && app.sessions.form_token(&session).is_none() {
        return Some(page::locked(&Ctx::of(app, headers)));
    }
    None
}

/// Whether a host is this server, as the browser may call it.
fn is_ours(app: &App, host: &str) -> bool {
    let port = app.authority.rsplit_once(':').map_or("", |(_, p)| p);
    host == app.authority || host.strip_prefix("localhost:") == Some(port)
}

/// Whether a form was sent from one of our pages. Browsers say where from with everything that
/// isn't a GET.
fn is_from_us(app: &App, headers: &HeaderMap) -> bool {
    let origin = text(headers, header::ORIGIN);
    let host = text(headers, header::HOST);
    let same_host = origin.strip_prefix("http://") == Some(host);
    let site = text(headers, HeaderName::from_static("sec-fetch-site"));
    same_host && is_ours(app, host) && matches!(site, "" | "same-origin")
}

fn plain(status: StatusCode, what: &'static str) -> Response {
    (status, what).into_response()
}

/// `/enter?token=…`: the address that the program printed. It works once.
pub async fn enter(State(app): State<Arc<App>>, request: Request) -> Response {
    let ctx = Ctx::of(&app, request.headers());
    let token = urls::field(request.uri().query(), "token").unwrap_or_default();
    match app.sessions.enter(&token) {
        Ok(Some(session)) => {
            let cookie = format!(
                "{}={session}; HttpOnly; SameSite=Strict; Path=/",
                app.cookie
            );
            let mut response = super::ctx::go("/");
            match HeaderValue::from_str(&cookie) {
                Ok(value) => {
                    response.headers_mut().insert(header::SET_COOKIE, value);
                    response
                }
                Err(_) => ctx.oops(&Oops::broken("no cookie could be made")),
            }
        }
        // Who is in already may open the address again.
        Ok(None) if !ctx.form_token.is_empty() => super::ctx::go("/"),
        Ok(None) => page::locked(&ctx),
        Err(oops) => ctx.oops(&oops),
    }
}
