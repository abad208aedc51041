//! The workbench in French: no text of ours is left in English on any page of a case that is
//! worked, reasons of the machine and refusals included.

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use common::people::{BROCHURE, MANUAL, act, id, item, papers, passage};
use common::web::{Served, serve};
use publish::{Tongue, told_in};

/// Pages of one kind that are looked at.
const EACH: usize = 4;

/// English texts of the workbench that are another text in French.
fn english() -> BTreeSet<String> {
    let read = |language: &str| -> BTreeMap<String, String> {
        let path = format!("src/web/words/{language}.ftl");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        let text = text.expect("readable");
        let pairs = text.lines().filter_map(|l| l.split_once(" = "));
        pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    let (en, fr) = (read("en"), read("fr"));
    let same: BTreeSet<&String> = fr.values().collect();
    let own = en.iter().filter(|(key, text)| {
        fr.get(*key) != Some(*text) && !same.contains(text) && !text.contains('{')
    });
    own.map(|(_, text)| text.clone())
        .filter(|text| text.contains(' '))
        .collect()
}

fn plain(text: &str) -> String {
    text.trim()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// What a reader reads on a page, and where its links lead.
fn read(page: &str) -> (BTreeSet<String>, Vec<String>) {
    let (mut texts, mut links) = (BTreeSet::new(), Vec::new());
    let body = page.split_once("<body").map_or("", |(_, body)| body);
    for tag in body.split('<').skip(1) {
        let (inside, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = inside.split([' ', '>']).next().unwrap_or_default();
        // What people and documents say is set apart by its element.
        if !["script", "style", "blockquote", "mark", "code", "bdi"].contains(&name) {
            texts.insert(plain(text));
        }
        for attribute in ["title=\"", "alt=\"", "aria-label=\"", "placeholder=\""] {
            if let Some((_, value)) = inside.split_once(attribute) {
                texts.insert(plain(value.split('"').next().unwrap_or_default()));
            }
        }
        if let Some((_, to)) = inside.split_once("href=\"/") {
            let to = to.split(['"', '#']).next().unwrap_or_default();
            links.push(format!("/{}", plain(to)));
        }
    }
    texts.retain(|t| t.contains(' '));
    (texts, links)
}

fn left_over(served: &Served, cookie: &str, known: &BTreeSet<String>) -> (usize, Vec<String>) {
    let mut waiting: VecDeque<String> = [
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
        "/finding/0000",
        "/entity/nobody",
        "/document/00000000",
        "/no/such/page",
    ]
    .map(str::to_owned)
    .into();
    let (mut seen, mut of_kind) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    let (mut pages, mut left) = (0, Vec::new());
    while let Some(path) = waiting.pop_front() {
        let kind: String = path
            .chars()
            .skip(1)
            .take_while(|c| *c != '/' && *c != '?')
            .collect();
        let count = of_kind.entry(kind).or_default();
        if !seen.insert(path.clone()) || *count > EACH || path.starts_with("/static") {
            continue;
        }
        *count += 1;
        let headers = [("Cookie", cookie), ("Accept-Language", "fr")];
        let answer = served.get(&path, &headers);
        if !answer
            .header("content-type")
            .is_some_and(|t| t.contains("html"))
        {
            continue;
        }
        pages += 1;
        let (texts, links) = read(&answer.text());
        waiting.extend(links);
        for text in texts {
            if known.contains(&text) || told_in(Tongue::French, &text) != text {
                left.push(format!("{path}: {text}"));
            }
        }
    }
    (pages, left)
}

#[test]
fn no_text_of_ours_stays_english_on_a_french_page() {
    let ground = papers();
    let firm = id(&ground, &["entity", "add", "company", "Heron Systems Ltd"]);
    let site = id(&ground, &["entity", "add", "site", "Duty room"]);
    let claim = passage(&ground, "live-face-match", MANUAL);
    act(&ground, &["verdict", &claim, "yes", "--by", "k7"]).expect(0);
    let page = format!("{}/p1", item(&ground, BROCHURE));
    let tie = ["link", &firm, "supplied", &site, "--since", "spring 2019"];
    id(&ground, &[&tie[..], &["--evidence", &page]].concat());
    let state = ["finding", "new", "Heron supplied it.", "--party", &firm];
    let wording = [
        "--wording",
        "supplied",
        "--likelihood",
        "likely",
        "--confidence",
        "low",
    ];
    let finding = id(
        &ground,
        &[&state[..], &wording, &["--because", "one leaflet"]].concat(),
    );
    for evidence in [&claim, &page] {
        let grade = ["--source", "B", "--information", "2", "--by", "k7"];
        let cited = ["finding", "evidence", &finding, evidence];
        act(&ground, &[&cited[..], &grade].concat()).expect(0);
    }
    // What it rested on is rejected: the page says what was lost.
    act(&ground, &["verdict", &claim, "no", "--by", "k7"]).expect(0);
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let (pages, left) = left_over(&served, &cookie, &english());
    assert!(left.is_empty(), "{left:#?}");
    assert!(pages > 40, "{pages} pages");
}
