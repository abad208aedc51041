//! The whole way in a real browser, by keys alone: from an empty case through files, analysis, a
//! verdict, a company, its tie to what was seen and a finding to an exported dossier.
#![cfg(unix)]

mod common;

use std::path::Path;

use common::driven::{Browser, browser, tab_to, type_in};
use common::web::serve;
use common::{Ground, filmed_view, list, run, write_papers};
use serde_json::{Value, json};

const LOADED: &str = "document.readyState === 'complete'";

/// Somebody who has a keyboard and nothing else.
struct Hands {
    browser: Browser,
}

impl Hands {
    fn key(&mut self, key: &str) {
        self.browser.key(key).expect("a key");
    }

    fn types(&mut self, text: &str) {
        type_in(&mut self.browser, text);
    }

    fn sees(&mut self, what: &str) {
        self.browser.wait(what).unwrap_or_else(|e| {
            let page = self.browser.script("document.body.innerText");
            panic!("{e}\n{}", page.unwrap_or_default())
        });
    }

    fn told(&mut self, what: &str) -> Value {
        self.browser.script(what).expect("a script")
    }

    /// Presses Tab until what has the focus fits.
    #[track_caller]
    fn tabs_to(&mut self, fits: &str) {
        tab_to(&mut self.browser, fits);
    }

    /// To a page by its two keys.
    fn goes(&mut self, key: &str, path: &str) {
        self.key("Escape");
        self.key("g");
        self.key(key);
        self.sees(&format!("location.pathname === '{path}' && {LOADED}"));
    }

    /// Opens a form that is folded, by its summary.
    fn opens(&mut self, form: &str) {
        self.tabs_to(&format!(
            "e.tagName === 'SUMMARY' && e.parentElement.querySelector({})",
            json!(form)
        ));
        self.key("Enter");
    }

    /// Chooses a folder in the field that has the focus. The dialog is the system's, and no page:
    /// what it gives back is put in.
    fn chooses(&mut self, folder: &Path) {
        let field = json!({"expression": "document.activeElement"});
        let field = self
            .browser
            .command("Runtime.evaluate", &field)
            .expect("it");
        let files = json!({"files": [folder], "objectId": field["result"]["objectId"]});
        self.browser
            .command("DOM.setFileInputFiles", &files)
            .expect("chosen");
        // A folder is read before its files are there.
        self.sees("document.activeElement.files.length > 0");
    }

    /// Adds a folder as what the first letters of a choice say.
    fn adds(&mut self, folder: &Path, kind: &str) {
        self.tabs_to("e.id === 'add-as'");
        for _ in 0..4 {
            if self.told("document.activeElement.value") == kind {
                break;
            }
            self.key("ArrowDown");
        }
        assert_eq!(self.told("document.activeElement.value"), kind);
        self.tabs_to("e.id === 'add-folder'");
        self.chooses(folder);
        self.tabs_to("e.tagName === 'BUTTON' && e.form?.id === 'add'");
        // The page that comes, not the one that says what was added before.
        self.told("window.before = true");
        self.key("Enter");
        self.sees(&format!(
            "!window.before && !!document.querySelector('p.note[role=status]') && {LOADED}"
        ));
    }
}

#[test]
fn an_empty_case_becomes_an_exported_dossier_by_keyboard_alone() {
    let Some(browser) = browser() else { return };
    let ground = Ground::new();
    filmed_view(&ground);
    write_papers(&ground.documents);
    run(&["new", ground.case_str()]).expect(0);
    let served = serve(ground.case_str());
    let base = served.origin();
    let mut hands = Hands { browser };
    hands.browser.size(1280, 800).expect("a size");
    hands.browser.open(&served.entry).expect("the case");
    hands.sees(&format!("!!document.getElementById('add') && {LOADED}"));

    // Files in, and the machine's work.
    hands.adds(&ground.footage, "footage");
    hands.adds(&ground.documents, "documents");
    assert_eq!(list(&ground, "items").len(), 4);
    hands.tabs_to("e.tagName === 'BUTTON' && e.form?.getAttribute('action') === '/analyse'");
    hands.key("Enter");
    hands.sees("!!document.querySelector('#work')");
    for _ in 0..4 {
        // A browser's patience is a minute.
        let done = "!!document.querySelector('#work.note a')";
        if hands.browser.wait(done).is_ok() {
            break;
        }
    }
    hands.sees("!document.querySelector('#work.bad')");
    // The folder that a view lies in names its product, as on the command line.
    assert_eq!(list(&ground, "sightings").len(), 1);
    assert_eq!(list(&ground, "sightings")[0]["product"], "Made up Desk");

    // A verdict with its reason.
    hands.goes("r", "/review");
    hands.tabs_to("e.classList.contains('main-act')");
    hands.key("Enter");
    hands.sees(&format!(
        "/^\\/review\\/[0-9a-f]+/.test(location.pathname) && {LOADED}"
    ));
    hands.tabs_to("e.id === 'by'");
    hands.types("k7");
    hands.key("Escape");
    hands.key("r");
    hands.types("same tool bar");
    hands.key("Escape");
    hands.key("y");
    hands.sees("location.pathname === '/review'");
    let sighting = list(&ground, "sightings").remove(0);
    assert_eq!(sighting["verdict"], "yes");
    let id = sighting["id"].as_str().expect("an id").to_owned();

    // A company.
    hands.goes("o", "/companies");
    hands.tabs_to("e.name === 'name'");
    hands.types("Argus");
    hands.key("Enter");
    hands.sees(&format!(
        "location.pathname.startsWith('/entity/') && {LOADED}"
    ));
    let company = list(&ground, "entities").remove(0);
    assert_eq!(company["name"], "Argus");

    // A finding that rests on the sighting.
    hands.goes("n", "/findings");
    hands.tabs_to("e.name === 'statement'");
    hands.types("A screen in the footage shows a made-up desk.");
    hands.tabs_to("e.tagName === 'BUTTON' && e.form?.getAttribute('action') === '/findings'");
    hands.key("Enter");
    hands.sees(&format!(
        "location.pathname.startsWith('/finding/') && {LOADED}"
    ));
    hands.opens("input[name=act][value=cite]");
    hands.tabs_to("e.name === 'evidence'");
    hands.types(&id);
    hands.key("Enter");
    hands.sees(&format!(
        "document.body.innerText.includes('Made up Desk at') && {LOADED}"
    ));
    hands.opens("input[name=act][value=rival]");
    hands.tabs_to("e.name === 'explanation'");
    hands.types("a demonstration");
    hands.tabs_to("e.name === 'weighed'");
    hands.types("nothing excludes it");
    hands.key("Enter");
    hands.sees(&format!(
        "document.body.innerText.includes('a demonstration') && {LOADED}"
    ));

    // The case is whole, and the dossier goes out.
    hands.goes("u", "/custody");
    hands.tabs_to("e.form?.getAttribute('action') === '/custody/verify'");
    hands.key("Enter");
    hands.sees(
        "!!document.querySelector('#checks .note') && !document.querySelector('#checks .note.bad')",
    );
    hands.goes("n", "/findings");
    hands.tabs_to("e.pathname === '/dossier'");
    hands.key("Enter");
    hands.sees(&format!("location.pathname === '/dossier' && {LOADED}"));
    hands.tabs_to("e.value === 'export'");
    hands.key("Enter");
    hands.sees("!!document.querySelector('#export .note code')");
    let dossier = std::fs::read_to_string(ground.case.join("dossier/index.html"));
    let dossier = dossier.expect("a dossier");
    assert!(dossier.contains("A screen in the footage shows a made-up desk."));
    run(&["verify", "--case", ground.case_str()]).expect(0);

    let (asked, wrong) = hands.browser.told();
    let ours =
        |a: &&String| a.starts_with(&base) || a.starts_with("blob:") || a.starts_with("about:");
    let away: Vec<&String> = asked.iter().filter(|a| !ours(a)).collect();
    assert_eq!(away, Vec::<&String>::new(), "asked of another machine");
    assert_eq!(wrong, Vec::<String>::new());
}
