//! Addresses, queries and forms of the workbench, changed at random and sent by who may: each is
//! answered, none as a fault of ours, and the case is whole after. Who may not is `web_guard`.
#![cfg(unix)]

mod common;

use std::path::{Path, PathBuf};

use common::web::serve;
use common::{Ground, filmed_view, investigate_unread, list, run, write_papers};

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

fn first(ground: &Ground, what: &str) -> String {
    let id = list(ground, what)[0]["id"].as_str().map(str::to_owned);
    id.unwrap_or_else(|| "4f0c9a1b77d2".to_owned())
}

/// What pages are asked for: `PATH`; and forms: `PATH`, a new line, fields.
fn requests(ground: &Ground) -> Vec<Vec<u8>> {
    let items = list(ground, "items");
    let item = |kind: &str| {
        let found = items.iter().find(|i| i["kind"] == kind);
        let id = found.and_then(|i| i["id"].as_str()).expect("an item");
        id[..12].to_owned()
    };
    let (video, document) = (item("video"), item("document"));
    let sighting = first(ground, "sightings");
    let passage = first(ground, "passages");
    let reference = first(ground, "references");
    let moment = "0:12800:1/12800";
    let quad = "240,86,816,90,812,324,238,320";
    let pages = [
        "/review?queue=blind&product=Argus&page=2".to_owned(),
        format!("/review/{sighting}?queue=all&after={sighting}"),
        format!("/review/{sighting}/recipe"),
        format!("/sighting/{sighting}/rectified"),
        "/footage?sort=name&density=2&show=sightings".to_owned(),
        format!("/video/{video}?at={moment}&with={video}@{moment}"),
        format!("/video/{video}/times"),
        format!("/video/{video}/frame/12800?way=back&size=small"),
        "/screens?page=2".to_owned(),
        format!("/reference/{reference}"),
        format!("/document/{document}?page=1&cut=1"),
        "/search?q=face%20match&in=documents".to_owned(),
        format!("/read?of={video}@{moment}%23{quad}"),
        "/companies?view=graph".to_owned(),
        "/matrix/cell?product=Argus&function=live-face-match".to_owned(),
        "/timeline?from=2020-01-01".to_owned(),
        "/dossier/preview/index.html".to_owned(),
        "/custody?page=3".to_owned(),
    ];
    let forms = [
        format!("/review/{sighting}\nby=k7&verdict=yes&reason=x&control:live-face-match=1&next={sighting}&filter=queue=all"),
        format!("/review/{sighting}/undo\nfilter=queue%3Dall"),
        format!("/bookmarks\nby=k7&of={video}@{moment}&note=here&do=mark"),
        format!("/proposal/reference/{reference}\nby=k7&verdict=withdraw&reason=x"),
        format!("/screens/draw\nby=k7&of={video}@{moment}%23{quad}&note=n"),
        format!("/references/cut\nby=k7&of={document}/p1%2372,90,520,90,520,410,72,410&product=Argus"),
        "/products\nby=k7&act=rename&product=Argus&to=Argus+Wall&reason=x".to_owned(),
        format!("/document/{document}\nby=k7&field=date&value=2020-05"),
        format!("/passage/{passage}\nby=k7&verdict=yes&says=negated&function=live-face-match&has-condition=1&condition=c&back=/matrix"),
        "/companies\nby=k7&kind=company&name=Argus+KZ&country=kz&aliases=A%0AB&since=spring+2019&coordinates=43.2,76.9".to_owned(),
        format!("/relations\nby=k7&kind=distributes&from=Argus+KZ&to=product:Argus&evidence={video}@{moment}&since=2019"),
        "/findings\nby=k7&statement=It+stood+there&wording=shows&likelihood=likely:55-80&confidence=low&because=one".to_owned(),
        "/finding/4f0c9a1b77d2\nby=k7&act=rival&explanation=a&weighed=b&revision=1&when=2026-02-30&state=ready".to_owned(),
        format!("/dossier/picture\nby=k7&of={sighting}&act=mask&quad={quad}&number=1&reason=x"),
        "/settings\nalias=k7&language=fr&theme=dark".to_owned(),
    ];
    let all = pages.into_iter().chain(forms);
    all.map(String::into_bytes).collect()
}

#[test]
fn addresses_queries_and_forms() {
    let ground = Ground::new();
    filmed_view(&ground);
    write_papers(&ground.documents);
    investigate_unread(&ground);
    let served = serve(ground.case_str());
    let cookie = served.enter();
    let token = served.form_token(&cookie);
    let origin = served.origin();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let mut answered = 0;
    stage::fuzz(&corpus("web"), &requests(&ground), 150, &mut |bytes| {
        let mut parts = bytes.splitn(2, |b| *b == b'\n');
        let path = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        // A path with a space or an end of line would be another request.
        let path: String = path.chars().filter(|c| !c.is_whitespace()).collect();
        let answer = match parts.next() {
            None => served.get(&path, &headers),
            Some(fields) => {
                let body = [format!("form={token}&").as_bytes(), fields].concat();
                served.post(&path, &headers, &body)
            }
        };
        assert!(
            (200..500).contains(&answer.status),
            "{path:?}: {} {}",
            answer.status,
            answer.text()
        );
        answered += 1;
    });
    assert!(answered > 30);
    drop(served);
    run(&["verify", "--case", ground.case_str()]).expect(0);
}
