//! The workbench in a real browser: an investigation by keyboard alone, exact frames, nothing asked
//! of another machine, and nothing that keeps people out.
#![cfg(unix)]

mod common;

use common::driven::{Browser, browser, ground, tab_to, type_in};
use common::{Ground, list, run};
use serde_json::Value;

const AXE: &str = include_str!("axe/axe.min.js");

fn pages(ground: &Ground, base: &str) -> Vec<String> {
    let sighting = list(ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let video = list(ground, "sightings")[0]["sha256"]
        .as_str()
        .expect("a hash")[..12]
        .to_owned();
    let document = list(ground, "documents")[0]["sha256"]
        .as_str()
        .expect("a hash")[..12]
        .to_owned();
    let screen = list(ground, "screens");
    let mut all: Vec<String> = [
        "/",
        "/review",
        "/footage",
        "/copies",
        "/screens",
        "/references",
        "/documents",
        "/search?q=face",
        "/matrix",
        "/matrix?all=1",
        "/companies",
        "/companies?candidates=1",
        "/systems",
        "/timeline",
        "/map",
        "/dossier",
        "/findings",
        "/custody",
        "/settings",
        "/keys",
        "/styleguide",
        "/no/such/page",
    ]
    .map(|path| format!("{base}{path}"))
    .to_vec();
    all.push(format!("{base}/review/{sighting}?queue=all"));
    all.push(format!("{base}/review/{sighting}/recipe"));
    all.push(format!("{base}/dossier/picture?of=sighting:{sighting}"));
    all.push(format!("{base}/video/{video}"));
    all.push(format!("{base}/document/{document}"));
    let reference = list(ground, "references")[0]["id"].clone();
    let reference = reference.as_str().expect("an id");
    all.push(format!("{base}/reference/{}", &reference[..12]));
    if let Some(id) = screen.first().and_then(|s| s["id"].as_str()) {
        all.push(format!("{base}/screen/{id}"));
    }
    all
}

/// From the printed address to a verdict, taken back, and exact frames: keys only.
#[test]
fn an_investigation_goes_by_keyboard_alone() {
    let Some(mut browser) = browser() else { return };
    let (ground, served) = ground();
    let base = served.origin();
    browser.size(1280, 800).expect("a size");
    browser.open(&served.entry).expect("the case");
    // To the queue, and into it.
    for key in ["g", "r"] {
        browser.key(key).expect("a key");
    }
    browser
        .wait("location.pathname === '/review' && document.readyState === 'complete'")
        .expect("the queue");
    tab_to(&mut browser, "e.classList.contains('main-act')");
    browser.key("Enter").expect("a key");
    browser.wait("/^\\/review\\/[0-9a-f]+/.test(location.pathname) && document.readyState === 'complete'").expect("a proof");
    // The proof's pictures are there, and every way of comparing has its key.
    browser.wait("[...document.querySelectorAll('.pair img')].every(i => i.complete && i.naturalWidth > 50)").expect("pictures");
    for (key, mode) in [
        ("2", "flicker"),
        ("3", "blend"),
        ("4", "difference"),
        ("5", "inliers"),
        ("1", "beside"),
    ] {
        browser.key(key).expect("a key");
        browser
            .wait(&format!("document.getElementById('mode-{mode}').checked"))
            .expect(mode);
    }
    // Who judges, why, and yes.
    tab_to(&mut browser, "e.id === 'by'");
    type_in(&mut browser, "k7");
    browser.key("Escape").expect("a key");
    browser.key("r").expect("a key");
    type_in(&mut browser, "same tool bar");
    // The functions come when they are asked for, and what was written stays.
    tab_to(
        &mut browser,
        "e.tagName === 'SUMMARY' && e.parentElement.id === 'functions'",
    );
    browser.key("Enter").expect("a key");
    browser
        .wait("document.querySelectorAll('#functions input').length > 40")
        .expect("functions");
    tab_to(&mut browser, "e.name?.startsWith('in-use:')");
    browser.key(" ").expect("a key");
    let ticked = browser.script(
        "document.activeElement.checked && document.activeElement.closest('tr').cells[0].innerText",
    );
    let ticked = ticked.expect("a script");
    let function = ticked.as_str().expect("ticked").to_owned();
    browser.key("y").expect("a key");
    browser
        .wait("location.pathname === '/review'")
        .expect("the end of the queue");
    let sighting = &list(&ground, "sightings")[0];
    assert_eq!(sighting["verdict"], "yes");
    assert_eq!(sighting["verdicts"][0]["by"], "k7");
    assert_eq!(sighting["verdicts"][0]["reason"], "same tool bar");
    let id = sighting["id"].as_str().expect("an id");
    let shown = browser.script(&format!(
        "fetch('/review/{id}?queue=all').then((a) => a.text())"
    ));
    let shown = shown.expect("the proof");
    let shown = shown.as_str().unwrap_or_default();
    assert!(shown.contains(&function), "{function}: {shown}");
    // The keys of the page, and away again.
    browser.key("?").expect("a key");
    browser
        .wait("document.getElementById('keys').open")
        .expect("the keys");
    browser.key("Escape").expect("a key");
    browser
        .wait("!document.getElementById('keys').open")
        .expect("closed");
    step_exactly(&mut browser, &ground, &base, sighting);
    let (asked, wrong) = browser.told();
    let away: Vec<&String> = asked
        .iter()
        .filter(|a| !a.starts_with(&base) && !a.starts_with("blob:") && !a.starts_with("about:"))
        .collect();
    assert_eq!(away, Vec::<&String>::new(), "asked of another machine");
    assert_eq!(wrong, Vec::<String>::new());
}

/// Stepping both ways shows the frames of these addresses, to the last bit.
fn step_exactly(browser: &mut Browser, ground: &Ground, base: &str, sighting: &Value) {
    let video = &sighting["sha256"].as_str().expect("a hash")[..12];
    browser
        .open(&format!("{base}/video/{video}"))
        .expect("the player");
    browser
        .wait("document.getElementById('player').dataset.ready === '1'")
        .expect("ready");
    for keys in [
        &["."][..],
        &[".", ".", "."],
        &[","],
        &["ArrowRight", "ArrowRight", "ArrowLeft"],
        &["End"],
        &[","],
        &[","; 12],
        &["Home"],
    ] {
        for key in keys {
            browser.key(key).expect("a key");
        }
        // What goes by is shown small; at rest it is the frame that was wanted, whole.
        browser
            .wait("(p => p.dataset.whole === '1' && p.dataset.shown === p.dataset.want)(document.getElementById('player'))")
            .expect("painted whole");
        let hash = browser.script(
            "(async () => { const p = document.getElementById('player').pixels(); \
             const rgb = new Uint8Array(p.width * p.height * 3); \
             for (let i = 0, j = 0; i < p.data.length; i += 4) { rgb[j++] = p.data[i]; rgb[j++] = p.data[i+1]; rgb[j++] = p.data[i+2]; } \
             const h = await crypto.subtle.digest('SHA-256', rgb); \
             return [document.getElementById('address').textContent, [...new Uint8Array(h)].map(b => b.toString(16).padStart(2, '0')).join('')]; })()",
        );
        let told = hash.expect("a hash");
        let out = ground.dir.path().join("shown.png");
        let shown = run(&[
            "show",
            "--case",
            ground.case_str(),
            told[0].as_str().expect("an address"),
            "--json",
            "--out",
            out.to_str().expect("a path"),
        ])
        .expect(0)
        .json();
        assert_eq!(
            shown[0]["recipe"]["pixel_sha256"], told[1],
            "{} after {keys:?}",
            told[0]
        );
    }
    // A second moment by keys alone, beside the first and over it, kept in the address.
    for key in ["Home", "w"] {
        browser.key(key).expect("a key");
        browser
            .wait("(p => p.dataset.whole === '1' && p.dataset.shown === p.dataset.want)(document.getElementById('player'))")
            .expect("painted whole");
    }
    browser
        .wait("!document.getElementById('put-away').hidden")
        .expect("taken");
    let first = browser
        .script("document.getElementById('player').dataset.shown")
        .expect("a time");
    for key in [".", ".", "s"] {
        browser.key(key).expect("a key");
    }
    let pane = "document.querySelector('.second')";
    browser
        .wait(&format!(
            "!{pane}.hidden && !{pane}.classList.contains('over')"
        ))
        .expect("side by side");
    let second = browser.script(&format!("{pane}.dataset.shown"));
    assert_eq!(second.expect("a time"), first);
    browser.key("v").expect("a key");
    browser
        .wait(&format!("{pane}.classList.contains('over')"))
        .expect("over it");
    browser
        .wait("new URLSearchParams(location.search).get('with')?.includes('@')")
        .expect("an address of both");
    let both = browser.script("location.href").expect("an address");
    browser
        .open(both.as_str().expect("an address"))
        .expect("both again");
    browser
        .wait(&format!(
            "{pane} && !{pane}.hidden && {pane}.dataset.shown === '{}'",
            first.as_str().expect("a time")
        ))
        .expect("the second moment by its address");
    // What can be done here, by keys alone: the second of the menu is to mark the moment.
    for key in ["m", "ArrowDown", "Enter"] {
        browser.key(key).expect("a key");
    }
    browser
        .wait("document.activeElement.id === 'bookmark-note' && document.getElementById('menu').hidden")
        .expect("the note of a bookmark");
}

/// axe-core finds nothing serious on any page, in light and dark, wide and narrow.
#[test]
fn nothing_on_any_page_keeps_people_out() {
    let Some(mut browser) = browser() else { return };
    let (ground, served) = ground();
    let base = served.origin();
    browser.open(&served.entry).expect("the case");
    let mut found = Vec::new();
    for (scheme, width) in [("dark", 1280), ("light", 390)] {
        browser.size(width, 800).expect("a size");
        let media =
            serde_json::json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser
            .command("Emulation.setEmulatedMedia", &media)
            .expect("a scheme");
        for page in pages(&ground, &base) {
            browser.open(&page).expect("a page");
            browser.script(AXE).expect("axe-core");
            let told = browser.script(
                "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then(r => r.violations\
                 .filter(v => v.impact === 'serious' || v.impact === 'critical')\
                 .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120) + ' ' + (n.any[0]?.message ?? '')).join(' | ')))",
            );
            for violation in told.expect("a report").as_array().into_iter().flatten() {
                found.push(format!("{scheme} {width} {page}: {violation}"));
            }
            let wide = browser
                .script("document.documentElement.scrollWidth - innerWidth")
                .expect("a width");
            if wide.as_i64().unwrap_or(0) > 0 {
                found.push(format!(
                    "{scheme} {width} {page}: {wide} pixels wider than the window"
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A place is covered and the dossier looked at and exported, with keys only; what it shows is
/// sandboxed, and its pictures are there.
#[test]
fn a_dossier_is_made_by_keyboard_alone() {
    let Some(mut browser) = browser() else { return };
    let (ground, served) = ground();
    let base = served.origin();
    browser.size(1280, 800).expect("a size");
    let open_dossier = |browser: &mut Browser| {
        browser
            .open(&format!("{base}/dossier"))
            .expect("the dossier");
        browser
            .wait("location.pathname === '/dossier' && document.readyState === 'complete'")
            .expect("all of it");
    };
    browser.open(&served.entry).expect("the case");
    open_dossier(&mut browser);
    tab_to(&mut browser, "e.pathname === '/dossier/picture'");
    browser.key("Enter").expect("a key");
    let there = "location.pathname === '/dossier/picture' && document.readyState === 'complete'";
    browser.wait(there).expect("the picture");
    // A box, its first corner moved by a key.
    browser
        .wait("!document.getElementById('cover-draw').hidden")
        .expect("scripts");
    tab_to(&mut browser, "e.closest('#cover-draw')");
    browser.key("Enter").expect("a key");
    let corner = "document.getElementById('cover-quad').value";
    let before = browser.script(corner).expect("a quad");
    browser.key("ArrowLeft").expect("a key");
    assert_ne!(browser.script(corner).expect("a quad"), before);
    tab_to(
        &mut browser,
        "e.name === 'by' && e.form.elements.act.value === 'mask'",
    );
    type_in(&mut browser, "k7");
    browser.key("Enter").expect("a key");
    browser
        .wait("!!document.querySelector('polygon.mask') && document.readyState === 'complete'")
        .expect("covered");
    assert_eq!(list(&ground, "pictures").len(), 1);
    // Looked at, within a sandbox.
    open_dossier(&mut browser);
    tab_to(&mut browser, "e.value === 'look'");
    browser.key("Enter").expect("a key");
    browser
        .wait("!!document.querySelector('iframe.preview')")
        .expect("a preview");
    assert!(list(&ground, "pictures").len() == 1);
    let preview = format!("{base}/dossier/preview/index.html");
    browser.open(&preview).expect("the preview");
    browser
        .wait("document.images.length > 0 && [...document.images].filter(i => i.loading !== 'lazy' || i.complete).every(i => i.complete && i.naturalWidth > 0)")
        .expect("its pictures");
    // Exported.
    open_dossier(&mut browser);
    tab_to(&mut browser, "e.value === 'export'");
    browser.key("Enter").expect("a key");
    browser
        .wait("!!document.querySelector('#export .note code')")
        .expect("written");
    assert!(ground.case.join("dossier/index.html").is_file());
    let (asked, wrong) = browser.told();
    assert!(
        asked
            .iter()
            .all(|a| a.starts_with(&base) || a.starts_with("blob:") || a.starts_with("about:")),
        "{asked:?}"
    );
    assert_eq!(wrong, Vec::<String>::new(), "{asked:#?}");
}

/// What another window or program does comes into lists by itself, and never into a form that
/// somebody fills.
#[test]
fn windows_stay_in_step() {
    let Some(mut browser) = browser() else { return };
    let (ground, served) = ground();
    let base = served.origin();
    browser.open(&served.entry).expect("the case");
    browser.open(&format!("{base}/review")).expect("the queue");
    browser
        .wait("!!document.querySelector('table.queue')")
        .expect("a list");
    let id = list(&ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let judge = |value: &str| {
        let case = ground.case_str();
        run(&["verdict", "--case", case, &id, value, "--by", "m3"]).expect(0);
    };
    judge("yes");
    browser
        .wait("!document.querySelector('table.queue')")
        .expect("the list follows");
    browser
        .open(&format!("{base}/review/{id}?queue=all"))
        .expect("a proof");
    browser
        .script("document.getElementById('reason').value = 'half a thought'")
        .expect("typed");
    judge("no");
    browser
        .wait("!!document.getElementById('changed')")
        .expect("it is said");
    let kept = browser
        .script("document.getElementById('reason').value")
        .expect("a value");
    assert_eq!(kept, "half a thought");
}

/// Without scripts everything is read, and verdicts are given.
#[test]
fn it_works_without_scripts() {
    let (ground, served) = ground();
    let cookie = served.enter();
    let (token, origin) = (served.form_token(&cookie), served.origin());
    for page in pages(&ground, "") {
        let answer = served.get(&page, &[("Cookie", &cookie), ("Accept-Language", "fr")]);
        assert!(
            matches!(answer.status, 200 | 404),
            "{page}: {}",
            answer.status
        );
        let text = answer.text();
        assert!(text.contains("lang=\"fr\""), "{page}");
        assert!(
            !text.contains("style=\"") && !text.contains("onclick"),
            "{page}"
        );
    }
    let id = list(&ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let asked = format!("/review/{id}?queue=all");
    let page = served.get(&asked, &[("Cookie", &cookie)]).text();
    assert!(
        page.contains("queue=all&amp;functions=1#functions") && !page.contains("name=\"control:")
    );
    let all = format!("{asked}&functions=1");
    let page = served.get(&all, &[("Cookie", &cookie)]).text();
    assert!(page.contains("name=\"control:") && page.contains("name=\"in-use:"));
    for (verdict, counts) in [("yes", "yes"), ("no", "no"), ("cannot-tell", "cannot-tell")] {
        let body = format!(
            "form={token}&verdict={verdict}&by=k7&reason=+seen+&filter=queue%3Dall&next={id}"
        );
        let answer = served.post(&format!("/review/{id}"), &headers, body.as_bytes());
        assert_eq!(answer.status, 303, "{}", answer.text());
        let to = answer.header("location").expect("a place").to_owned();
        assert!(
            to.starts_with(&format!("/review/{id}?queue=all&after=")),
            "{to}"
        );
        assert_eq!(list(&ground, "sightings")[0]["verdict"], counts);
    }
    // Undo: the verdict before the last counts again.
    let cookies = format!("{cookie}; alias=k7");
    let headers = [("Cookie", cookies.as_str()), headers[1], headers[2]];
    let body = format!("form={token}&filter=queue%3Dall");
    let answer = served.post(&format!("/review/{id}/undo"), &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(list(&ground, "sightings")[0]["verdict"], "no");
    // What pages hold in memory follows: the queue of what waits says the same.
    let queue = |kind: &str| {
        let page = format!("/review?queue={kind}");
        served
            .get(&page, &[("Cookie", &cookie)])
            .text()
            .contains(&id)
    };
    assert!(queue("judged") && !queue("open"));
    // Somebody who has said one thing takes it back: that is a statement, no verdict.
    let other = format!("{cookie}; alias=m3");
    let as_other = [("Cookie", other.as_str()), headers[1], headers[2]];
    let path = format!("/review/{id}");
    let said = format!("form={token}&verdict=yes&by=m3&filter=queue%3Dall");
    assert_eq!(served.post(&path, &as_other, said.as_bytes()).status, 303);
    assert!(queue("split"));
    let path = format!("/review/{id}/undo");
    assert_eq!(served.post(&path, &as_other, body.as_bytes()).status, 303);
    assert!(!queue("split") && queue("judged"));
    // Companies, a relation with its proof, a finding: by forms, and each page of them is there.
    let send = |path: &str, body: String| {
        let body = format!("form={token}&by=k7&{body}");
        let answer = served.post(path, &headers, body.as_bytes());
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        let to = answer.header("location").expect("a place").to_owned();
        assert_eq!(served.get(&to, &[("Cookie", &cookie)]).status, 200, "{to}");
        to
    };
    let maker = send("/companies", "kind=company&name=Argus+<b>".to_owned());
    let maker = maker.trim_start_matches("/entity/");
    let site = send(
        "/companies",
        "kind=site&name=Duty+room&country=kz".to_owned(),
    );
    let site = site.trim_start_matches("/entity/");
    let relation = send(
        "/relations",
        format!("from={maker}&kind=present-at&to={site}&evidence={id}"),
    );
    send(&relation, "verdict=yes".to_owned());
    let finding = send(
        "/findings",
        "statement=A+screen+shows+it.&wording=shows".to_owned(),
    );
    send(
        &finding,
        format!("act=cite&evidence={id}&side=for&source=B&information=2"),
    );
    send(
        &finding,
        "act=rival&explanation=A+demonstration&weighed=nothing+excludes+it".to_owned(),
    );
    send(&finding, "act=absence&what=its+name+on+a+sign".to_owned());
    send(
        &finding,
        format!("act=edit&statement=A+screen+shows+it.&assessment=&wording=shows&parties={maker}"),
    );
    send(
        &finding,
        "act=not-asked&party=".to_owned() + maker + "&because=a+made-up+company",
    );
    let graph = served.get("/companies", &[("Cookie", &cookie)]).text();
    assert!(
        graph.contains(&relation) && graph.contains("Argus &lt;b&gt;"),
        "{graph}"
    );
    assert_eq!(served.get("/findings", &[("Cookie", &cookie)]).status, 200);
    // A finding is not moved on while something keeps it back.
    let body = format!("form={token}&by=k7&act=state&state=published");
    let answer = served.post(&finding, &headers, body.as_bytes());
    assert_eq!(answer.status, 400, "{}", answer.text());
    // Nobody, nonsense, and things that are not there.
    for (body, status) in [
        (format!("form={token}&verdict=yes&by="), 400),
        (format!("form={token}&verdict=maybe&by=k7"), 400),
    ] {
        let answer = served.post(&format!("/review/{id}"), &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    let body = format!("form={token}&verdict=yes&by=k7");
    assert_eq!(
        served
            .post("/review/000000000000", &headers, body.as_bytes())
            .status,
        404
    );
}

/// While another program writes, looking goes on and acts say who writes.
#[test]
fn a_case_that_another_program_writes_is_read_and_not_written() {
    let (ground, served) = ground();
    let cookie = served.enter();
    let (token, origin) = (served.form_token(&cookie), served.origin());
    let held = case::Case::open(&ground.case, case::Access::Write).expect("nobody writes");
    let id = list(&ground, "sightings")[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    assert_eq!(served.get("/review", &[("Cookie", &cookie)]).status, 200);
    let body = format!("form={token}&verdict=yes&by=k7");
    let answer = served.post(&format!("/review/{id}"), &headers, body.as_bytes());
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("process"), "{}", answer.text());
    drop(held);
    let answer = served.post(&format!("/review/{id}"), &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
}
