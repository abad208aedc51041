//! A real browser for tests of pages, and what keys do in it.

use serde_json::{Value, json};

use super::web::{Served, serve};
use super::{Ground, filmed_view, investigate, write_papers};

#[path = "../../src/bench/browser.rs"]
mod browser;

pub use browser::Browser;

/// The browser, or `None` after saying why the test is skipped.
pub fn browser() -> Option<Browser> {
    let Some(program) = browser::find() else {
        let required = std::env::var("CONTRECHAMP_REQUIRE_BROWSER").is_ok_and(|v| v == "1");
        assert!(
            !required,
            "no Chromium on PATH, and CONTRECHAMP_REQUIRE_BROWSER is 1"
        );
        eprintln!("skipped: no Chromium on PATH");
        return None;
    };
    Some(Browser::start(&program).expect("the browser starts"))
}

/// A case with one sighting and documents with passages, served.
pub fn ground() -> (Ground, Served) {
    let ground = Ground::new();
    filmed_view(&ground);
    write_papers(&ground.documents);
    investigate(&ground);
    let served = serve(ground.case_str());
    (ground, served)
}

/// Types a text where the focus is.
pub fn type_in(browser: &mut Browser, text: &str) {
    let text = json!({ "text": text });
    browser.command("Input.insertText", &text).expect("typed");
}

/// Presses Tab until what has the focus fits.
#[track_caller]
pub fn tab_to(browser: &mut Browser, fits: &str) {
    let there = format!("(e => !!e && !!({fits}))(document.activeElement)");
    for _ in 0..120 {
        browser.key("Tab").expect("a key");
        if browser.script(&there).expect("a script") == Value::Bool(true) {
            return;
        }
    }
    panic!("120 tabs do not lead to {fits}");
}
