//! Verdicts on copies of footage, screens and figures in the workbench: by keys, taken back, sent
//! without scripts, and hidden from who has not judged where the case is read blind.
#![cfg(unix)]

mod common;

use common::driven::{self, Browser, type_in};
use common::web::{Served, serve};
use common::{Ground, list, run};
use serde_json::Value;

const LOADED: &str = "document.readyState === 'complete'";

/// Judges what is on a page by its keys, with a reason.
fn judge(browser: &mut Browser, page: &str, key: &str) {
    browser.open(page).expect("a page");
    // Keys are heard once the page is there with its pictures.
    browser.wait(LOADED).expect("loaded");
    let alias = "(() => { const by = document.getElementById('by'); if (by) by.value = 'k7'; return true; })()";
    browser.script(alias).expect("a script");
    browser.key("r").expect("a key");
    browser
        .wait("document.activeElement?.id === 'reason'")
        .expect("the reason");
    type_in(browser, "two days");
    browser.key("Escape").expect("a key");
    browser.key(key).expect("a key");
    let said = "document.querySelector('.said')?.innerText.includes('two days')";
    browser.wait(&format!("{LOADED} && {said}")).expect("said");
}

/// What people said of the first thing of a list.
fn said(ground: &Ground, what: &str) -> Value {
    list(ground, what)[0]["verdicts"].clone()
}

/// What people said of what the first reference shows.
fn figure_said(ground: &Ground) -> Value {
    list(ground, "references")[0]["shows"]["verdicts"].clone()
}

fn id(ground: &Ground, what: &str) -> String {
    let id = list(ground, what)[0]["id"].clone();
    id.as_str().expect("an id").to_owned()
}

#[test]
fn copies_are_judged_by_keys_and_it_is_taken_back() {
    let Some(mut browser) = driven::browser() else {
        return;
    };
    let ground = common::copied();
    let served = serve(ground.case_str());
    let base = served.origin();
    browser.open(&served.entry).expect("the case");
    // From the footage to the copies, both pictures of each there.
    browser.open(&format!("{base}/footage")).expect("footage");
    browser
        .script("document.querySelector('a[href=\"/copies\"]').click()")
        .expect("a link");
    browser
        .wait("location.pathname === '/copies' && [...document.querySelectorAll('.both img')].every(i => i.complete && i.naturalWidth > 50)")
        .expect("pictures");
    let copies = list(&ground, "copies");
    for copy in &copies {
        let id = copy["id"].as_str().expect("an id");
        judge(&mut browser, &format!("{base}/copy/{id}"), "n");
    }
    assert_eq!(said(&ground, "copies")[0]["value"], "no");
    assert_eq!(said(&ground, "copies")[0]["by"], "k7");
    assert_eq!(list(&ground, "families").len(), 0, "two sources now");
    browser.open(&format!("{base}/copies")).expect("copies");
    let rejected = browser.script("document.querySelectorAll('.copy .tag.no').length");
    assert_eq!(rejected.expect("a script"), copies.len());
    // The key that takes back: the copy counts again.
    let id = copies[0]["id"].as_str().expect("an id");
    browser.open(&format!("{base}/copy/{id}")).expect("a copy");
    browser.wait(LOADED).expect("loaded");
    browser.key("2").expect("a key");
    browser
        .wait("document.getElementById('mode-flicker').checked")
        .expect("flicker");
    browser.key("z").expect("a key");
    browser
        .wait(&format!("{LOADED} && !document.querySelector('.said')"))
        .expect("taken back");
    assert_eq!(list(&ground, "families").len(), 1);
    assert_eq!(browser.told().1, Vec::<String>::new());
}

#[test]
fn screens_and_figures_are_judged_by_keys() {
    let Some(mut browser) = driven::browser() else {
        return;
    };
    let (ground, served) = driven::ground();
    let base = served.origin();
    browser.open(&served.entry).expect("the case");
    let screen = id(&ground, "screens");
    judge(&mut browser, &format!("{base}/screen/{screen}"), "y");
    assert_eq!(said(&ground, "screens")[0]["value"], "yes");
    let figure = id(&ground, "references");
    let page = format!("{base}/reference/{}", &figure[..12]);
    judge(&mut browser, &page, "u");
    assert_eq!(figure_said(&ground)[0]["value"], "cannot-tell");
    assert_eq!(figure_said(&ground)[0]["reason"], "two days");
    // The walls tell what was said.
    for (wall, tag) in [("screens", "yes"), ("references", "unsure")] {
        browser.open(&format!("{base}/{wall}")).expect("a wall");
        let told = format!("document.querySelectorAll('figcaption .tag.{tag}').length > 0");
        browser.wait(&told).expect(wall);
    }
    assert_eq!(browser.told().1, Vec::<String>::new());
}

#[test]
fn verdicts_on_proposals_need_no_scripts_and_stay_hidden_where_reading_is_blind() {
    let (ground, served): (Ground, Served) = driven::ground();
    let case = ground.case_str();
    let blind = ["option", "--case", case, "blind", "on", "--by", "ed"];
    run(&blind).expect(0);
    let cookie = served.enter();
    let (token, origin) = (served.form_token(&cookie), served.origin());
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let send = |path: &str, body: &str| {
        let body = format!("form={token}&{body}");
        served.post(path, &headers, body.as_bytes())
    };
    let screen = id(&ground, "screens");
    let to = format!("/proposal/screen/{screen}");
    assert_eq!(send(&to, "verdict=perhaps&by=k7").status, 400);
    assert_eq!(send(&to, "verdict=yes&by=").status, 400);
    assert_eq!(send("/proposal/face/0000", "verdict=yes&by=k7").status, 404);
    let unknown = send("/proposal/copy/ffffffff", "verdict=yes&by=k7");
    assert_eq!(unknown.status, 400, "{}", unknown.text());
    let forged = served.post(&to, &headers, b"form=0&verdict=yes&by=k7");
    assert_eq!(forged.status, 403);
    let done = send(&to, "verdict=no&by=k7&reason=%3Cb%3Ea+window%3C%2Fb%3E");
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(done.header("location"), Some(&*format!("/screen/{screen}")));
    let seen_by = |alias: &str| {
        let with = format!("{cookie}; alias={alias}");
        let page = served.get(&format!("/screen/{screen}"), &[("Cookie", &with)]);
        page.text()
    };
    assert!(seen_by("k7").contains("&lt;b&gt;a window&lt;/b&gt;"));
    assert!(!seen_by("m3").contains("a window"), "it is still hidden");
}
