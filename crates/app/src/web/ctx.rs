//! One request: who asks, in which language, and how an answer is made for them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Phrase;
use pipeline::Desk;

use super::news::{self, Visit};
use super::oops::Oops;
use super::page::{self, Page};
use super::session::same;
use super::state::App;
use super::urls;
use super::words::{Lang, Words};

/// Bytes of a form at most: reasons have ten thousand characters.
const MOST_FORM: usize = 256 << 10;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

#[derive(Clone)]
pub struct Ctx {
    pub app: Arc<App>,
    pub words: &'static Words,
    pub theme: Theme,
    /// The alias under which this browser's person judges.
    pub alias: String,
    /// What every form brings back.
    pub form_token: String,
    /// How far the journal went when the request came.
    pub head: u64,
    /// What this browser saw of it before.
    pub visit: Visit,
}

impl Ctx {
    pub fn of(app: &Arc<App>, headers: &HeaderMap) -> Self {
        let session = cookie(headers, &app.cookie).unwrap_or_default();
        let lang = match cookie(headers, "language").as_deref() {
            Some("fr") => Lang::Fr,
            Some("en") => Lang::En,
            _ => Lang::wanted(text(headers, header::ACCEPT_LANGUAGE)),
        };
        let theme = match cookie(headers, "theme").as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        let alias = cookie(headers, "alias").unwrap_or_default();
        let head = app.head();
        let now = jiff::Timestamp::now().as_second();
        Self {
            visit: Visit::now(cookie(headers, news::COOKIE).as_deref(), head, now),
            words: Words::of(lang),
            theme,
            alias: urls::decoded(&alias).unwrap_or_default(),
            head,
            form_token: app.sessions.form_token(&session).unwrap_or_default(),
            app: Arc::clone(app),
        }
    }

    /// A text in the person's language.
    pub fn t(&self, key: &str) -> String {
        self.words.text(key, &[])
    }

    /// A text with a number that decides its form; it is shown with the language's separators.
    pub fn tn(&self, key: &str, n: u64) -> String {
        self.words.counted(key, n)
    }

    /// A text with words put in.
    pub fn tw(&self, key: &str, put: &[(&str, &str)]) -> String {
        self.words.text(key, put)
    }

    /// What stands between a name and what is said of it: French leaves a space before it.
    pub fn colon(&self) -> &'static str {
        match self.words.lang {
            Lang::En => ": ",
            Lang::Fr => "\u{a0}: ",
        }
    }

    /// What the machine left in the case, in the person's language.
    pub fn told(&self, text: &str) -> String {
        publish::told_in(self.words.lang.tongue(), text)
    }

    /// A sentence of the program with what it speaks of, in the person's language.
    pub fn say(&self, phrase: &Phrase) -> String {
        publish::said_in(self.words.lang.tongue(), phrase)
    }

    /// A word of the program's own scales and ladders, in the person's language.
    pub fn word(&self, word: &str) -> String {
        publish::word_in(self.words.lang.tongue(), word)
    }

    /// Makes a page away from the threads that answer.
    pub async fn page(
        self,
        task: impl FnOnce(&Self, &Desk) -> Result<Page, Oops> + Send + 'static,
    ) -> Response {
        self.answer(move |ctx| {
            let page = ctx.app.read(|desk| task(ctx, desk))?;
            Ok(page::whole(ctx, page).into_response())
        })
        .await
    }

    /// Does a blocking task; what goes wrong is shown as a page.
    pub async fn answer(
        self,
        task: impl FnOnce(&Self) -> Result<Response, Oops> + Send + 'static,
    ) -> Response {
        let ctx = self.clone();
        let done = tokio::task::spawn_blocking(move || task(&ctx)).await;
        match done {
            Ok(Ok(response)) => response,
            Ok(Err(oops)) => self.oops(&oops),
            Err(_) => self.oops(&Oops::broken(
                "this page could not be made: an error of the program",
            )),
        }
    }

    /// Does something that writes, then goes to another page.
    pub async fn act(
        self,
        task: impl FnOnce(&Self, &mut Desk) -> Result<String, Oops> + Send + 'static,
    ) -> Response {
        self.answer(move |ctx| {
            let to = ctx.app.write(|desk| task(ctx, desk))?;
            Ok(go(&to))
        })
        .await
    }

    /// The same with what a form brought: where it can't be done, what a person wrote is shown
    /// with the reason, so that it is not lost.
    pub async fn save(
        self,
        fields: Fields,
        task: impl FnOnce(&Self, &mut Desk, &Fields) -> Result<String, Oops> + Send + 'static,
    ) -> Response {
        self.answer(move |ctx| {
            let done = ctx.app.write(|desk| task(ctx, desk, &fields));
            let to = done.map_err(|oops| match oops.kept.is_empty() {
                true => oops.keeping(fields.written()),
                false => oops,
            })?;
            Ok(go(&to))
        })
        .await
    }

    pub fn oops(&self, oops: &Oops) -> Response {
        page::oops(self, oops)
    }
}

/// To another address of ours, by GET.
pub fn go(to: &str) -> Response {
    let to = if to.starts_with('/') && !to.starts_with("//") {
        to
    } else {
        "/"
    };
    let place = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

impl FromRequestParts<Arc<App>> for Ctx {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::of(app, &parts.headers))
    }
}

/// The fields of a form, after its token was checked.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What a person wrote: fields with a text, without what the form itself brings.
    pub fn written(&self) -> Vec<(String, String)> {
        let own = ["form", "revision", "act", "by"];
        let all = self.0.iter();
        let texts = all.filter(|(n, v)| !own.contains(&n.as_str()) && !v.trim().is_empty());
        texts.cloned().collect()
    }

    /// The first field of this name; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }
}

impl FromRequest<Arc<App>> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request<Body>, app: &Arc<App>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let ctx = Ctx::of(app, &parts.headers);
        let Ok(bytes) = axum::body::to_bytes(body, MOST_FORM).await else {
            return Err(ctx.oops(&Oops::with(
                StatusCode::PAYLOAD_TOO_LARGE,
                ctx.t("oops-form-too-large"),
            )));
        };
        let fields = Self(urls::form(&bytes));
        let token = &ctx.form_token;
        if token.is_empty() || !same(token, fields.get("form")) {
            return Err(ctx.oops(&Oops::refused(ctx.t("oops-form-token"))));
        }
        Ok(fields)
    }
}

/// A header's text; empty where it is missing or no text.
pub fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    let value = headers.get(name);
    value.and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// A cookie of the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).into_iter();
    let pairs = all
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'));
    let mut values = pairs.filter_map(|pair| {
        let (n, value) = pair.trim().split_once('=')?;
        (n == name).then(|| value.to_owned())
    });
    values.next()
}
