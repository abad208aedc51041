//! What was done in the case since a browser looked at it last: acts of the journal, counted. The
//! browser remembers how far the journal went; a pause makes a new visit.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};
use publish::visible;
use serde_json::Value;

use super::ctx::Ctx;

pub const COOKIE: &str = "visit";
/// Seconds without a look after which the next one is another visit.
const PAUSE: u64 = 30 * 60;
/// Bytes of the journal that are read at most: after that, "a lot" is said by the numbers alone.
const MOST: u64 = 16 << 20;

/// Where a visit began, in bytes of the journal, and how far it has seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Visit {
    from: u64,
    seen: u64,
    at: i64,
}

impl Visit {
    /// The visit that a look makes, by what the browser remembers of the last one.
    pub fn now(remembered: Option<&str>, head: u64, at: i64) -> Self {
        let mut parts = remembered.unwrap_or_default().split('.');
        let mut number = || parts.next()?.parse::<u64>().ok();
        let last = (|| Some((number()?, number()?, number()?)))();
        // A journal that is shorter is another case's.
        let last = last.filter(|(from, seen, _)| from <= seen && *seen <= head);
        let from = match last {
            // A clock that was set back makes another visit, too: else this one would not end.
            Some((from, _, then)) if at.abs_diff(i64::try_from(then).unwrap_or(0)) < PAUSE => from,
            Some((_, seen, _)) => seen,
            None => head,
        };
        Self {
            from,
            seen: head,
            at,
        }
    }

    /// The answer, telling the browser to remember it.
    pub fn remembered(self, mut response: Response) -> Response {
        let cookie = format!(
            "{COOKIE}={}.{}.{}; SameSite=Strict; Path=/; Max-Age=31536000; HttpOnly",
            self.from, self.seen, self.at
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
        response
    }

    /// Acts since it began, by their words in the journal.
    fn acts(self, dir: &Path) -> BTreeMap<String, u64> {
        let mut acts = BTreeMap::new();
        let mut text = Vec::new();
        let read = File::open(dir.join("journal.jsonl")).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.from))?;
            let length = (self.seen - self.from).min(MOST);
            file.take(length).read_to_end(&mut text)
        });
        if read.is_err() {
            return acts;
        }
        for line in String::from_utf8_lossy(&text).lines() {
            let told: Option<Value> = serde_json::from_str(line).ok();
            let act = told.and_then(|t| t["act"].as_str().map(str::to_owned));
            // Opening a case changes nothing of it.
            if let Some(act) = act.filter(|a| a != "open") {
                *acts.entry(act).or_default() += 1;
            }
        }
        acts
    }

    pub fn shown(self, ctx: &Ctx) -> Markup {
        let acts = self.acts(&ctx.app.dir);
        html! {
            @if !acts.is_empty() {
                section.card {
                    h2.first { (ctx.t("news")) }
                    ul.tabs { @for (act, n) in &acts { li { a href=(format!("/custody?act={}", super::urls::part(act))) { (visible(act)) " " span.num { (ctx.words.number(*n)) } } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_begins_where_the_last_one_ended() {
        let first = Visit::now(None, 100, 1000);
        assert_eq!((first.from, first.seen), (100, 100));
        let soon = Visit::now(Some("100.100.1000"), 150, 1060);
        assert_eq!((soon.from, soon.seen), (100, 150));
        let later = Visit::now(Some("100.150.1060"), 300, 1060 + PAUSE as i64);
        assert_eq!((later.from, later.seen), (150, 300));
        let back = Visit::now(Some("100.150.9000"), 300, 1060);
        assert_eq!((back.from, back.seen), (150, 300), "the clock was set back");
    }

    #[test]
    fn what_a_browser_makes_up_shows_nothing() {
        for text in ["", "x", "1.2", "5.4.0", "0.999.0", "-1.0.0"] {
            assert_eq!(Visit::now(Some(text), 100, 10).from, 100, "{text}");
        }
    }
}
