//! The workbench lets in this machine's own browser with its one-time address, and nobody else.

mod common;

use std::path::Path;

use common::run;
use common::web::{Answer, Served, serve};

/// An empty case, served.
fn served(dir: &Path) -> Served {
    let case = dir.join("case");
    let case = case.to_str().expect("a path");
    run(&["new", case]).expect(0);
    serve(case)
}

const POSTS: [&str; 19] = [
    "/analyse",
    "/companies",
    "/dossier",
    "/finding/4f0c9a1b77d2",
    "/findings",
    "/relation/4f0c9a1b77d2",
    "/relation/4f0c9a1b77d2/cite",
    "/relations",
    "/custody/verify",
    "/document/7f3a9c2b4d1e",
    "/passage/4f0c9a1b77d2",
    "/products",
    "/reading/4f0c9a1b77d2",
    "/references/cut",
    "/screens/draw",
    "/settings",
    "/settings/invite",
    "/review/4f0c9a1b77d2",
    "/review/4f0c9a1b77d2/undo",
];

fn tells_nothing(answer: &Answer) {
    assert!(!answer.text().contains("demo-secret"), "{}", answer.text());
}

#[test]
fn only_the_printed_address_opens_it_and_only_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = dir.path().join("demo-secret");
    let case = case.to_str().expect("a path");
    run(&["new", case]).expect(0);
    let served = serve(case);
    for path in ["/", "/review", "/settings", "/progress", "/no/such/page"] {
        let answer = served.get(path, &[]);
        assert_eq!(answer.status, 401, "{path}");
        tells_nothing(&answer);
        let wrong = format!(
            "contrechamp-{}={}",
            served.host.rsplit(':').next().unwrap_or(""),
            "0".repeat(64)
        );
        assert_eq!(served.get(path, &[("Cookie", &wrong)]).status, 401);
    }
    for token in ["", "?token=", "?token=0000", "?token=%00"] {
        let answer = served.get(&format!("/enter{token}"), &[]);
        assert_eq!(answer.status, 401, "{token}");
        tells_nothing(&answer);
    }
    let path = served.entry.split(&served.host).nth(1).expect("a path");
    let answer = served.get(path, &[]);
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().expect("a value");
    assert_eq!(served.get("/", &[("Cookie", cookie)]).status, 200);
    // The address is spent; who is in already is not thrown out by opening it again.
    assert_eq!(served.get(path, &[]).status, 401);
    assert_eq!(served.get(path, &[("Cookie", cookie)]).status, 303);
}

#[test]
fn another_name_for_this_machine_is_not_answered() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    let port = served.host.rsplit(':').next().expect("a port");
    for host in [
        "evil.example",
        "evil.example:80",
        "127.0.0.1",
        "[::1]:80",
        "localhost",
        "127.0.0.1:1",
    ] {
        let answer = served.get("/", &[("Host", host), ("Cookie", &cookie)]);
        assert_eq!(answer.status, 421, "{host}");
    }
    let rebound = format!("evil.example:{port}");
    assert_eq!(
        served
            .get("/", &[("Host", &rebound), ("Cookie", &cookie)])
            .status,
        421
    );
    let own = format!("localhost:{port}");
    assert_eq!(
        served
            .get("/", &[("Host", &own), ("Cookie", &cookie)])
            .status,
        200
    );
}

#[test]
fn what_another_site_sends_is_refused_and_every_form_needs_its_token() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    let origin = served.origin();
    let token = served.form_token(&cookie);
    let form = "application/x-www-form-urlencoded";
    let other = "http://evil.example";
    for path in POSTS {
        let body = format!("form={token}&verdict=yes&by=k7");
        let send = |headers: &[(&str, &str)], body: &str| {
            let common = [("Cookie", cookie.as_str()), ("Content-Type", form)];
            served
                .post(path, &[&common[..], headers].concat(), body.as_bytes())
                .status
        };
        assert_eq!(send(&[("Origin", other)], &body), 403, "{path}");
        assert_eq!(send(&[("Origin", "null")], &body), 403, "{path}");
        assert_eq!(send(&[], &body), 403, "{path}: no origin at all");
        let cross = [
            ("Origin", origin.as_str()),
            ("Sec-Fetch-Site", "cross-site"),
        ];
        assert_eq!(send(&cross, &body), 403, "{path}");
        let ours = [("Origin", origin.as_str())];
        assert_eq!(send(&ours, "verdict=yes&by=k7"), 403, "{path}: no token");
        let wrong = format!("form={}&verdict=yes&by=k7", "0".repeat(64));
        assert_eq!(send(&ours, &wrong), 403, "{path}: another token");
        assert_ne!(send(&ours, &body), 403, "{path}");
    }
}

/// A form with a file, as browsers send it; the token first.
fn multipart(token: &str, field: &str, name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n{token}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"as\"\r\n\r\nfootage\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"by\"\r\n\r\nk7\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: video/mp4\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    body
}

#[test]
fn files_that_are_sent_become_items_and_their_names_stay_texts() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    let origin = served.origin();
    let token = served.form_token(&cookie);
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "multipart/form-data; boundary=edge"),
    ];
    let content = vec![9; 3 << 20];
    for path in ["/add", "/search/picture"] {
        let field = if path == "/add" { "files" } else { "picture" };
        for wrong in ["", &"0".repeat(64)] {
            let body = multipart(wrong, field, "a.mp4", &content);
            assert_eq!(served.post(path, &headers, &body).status, 403, "{path}");
        }
        let other = [headers[0], ("Origin", "http://evil.example"), headers[2]];
        let body = multipart(&token, field, "a.mp4", &content);
        assert_eq!(served.post(path, &other, &body).status, 403, "{path}");
    }
    let body = multipart(&token, "files", "../../../evil \u{202e}4pm.exe", &content);
    let answer = served.post("/add", &headers, &body);
    assert_eq!(answer.status, 303, "{}", answer.text());
    // Broken off in the middle: nothing of it is kept.
    let half = multipart(&token, "files", "half.mp4", &content);
    let answer = served.post("/add", &headers, &half[..half.len() / 2]);
    assert_eq!(answer.status, 400, "{}", answer.text());
    let case = dir.path().join("case");
    let case = case.to_str().expect("a path");
    drop(served);
    let items = run(&["list", "--case", case, "items", "--json"])
        .expect(0)
        .json();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0]["bytes"], 3 << 20);
    let told = items[0].to_string();
    assert!(told.contains("evil") && !told.contains(".."), "{told}");
    run(&["verify", "--case", case]).expect(0);
}

#[test]
fn a_form_of_fifty_megabytes_is_refused_and_the_server_goes_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    let origin = served.origin();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let paste = vec![b'a'; 50 << 20];
    let answer = served.post("/settings", &headers, &paste);
    // It may close before all was sent: then the answer is lost on the way, never the server.
    assert!(matches!(answer.status, 0 | 413), "{}", answer.status);
    assert_eq!(served.get("/", &[("Cookie", &cookie)]).status, 200);
    // The same in an address, where a search or the player's second moment would have it.
    for path in ["/search?q=", "/video/0?with="] {
        let long = format!("{path}{}", "a".repeat(50 << 20));
        let answer = served.get(&long, &[("Cookie", &cookie)]);
        assert!(matches!(answer.status, 0 | 400..=499), "{}", answer.status);
        assert_eq!(served.get("/", &[("Cookie", &cookie)]).status, 200);
    }
}

#[test]
fn every_answer_forbids_what_no_page_needs() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    for (path, cookie) in [
        ("/", cookie.as_str()),
        ("/", ""),
        ("/static/0/sheet.css", ""),
        ("/x", cookie.as_str()),
    ] {
        let answer = served.get(path, &[("Cookie", cookie)]);
        let policy = answer.header("content-security-policy").expect("a policy");
        for part in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
        assert!(answer.header("access-control-allow-origin").is_none());
    }
}

#[test]
fn no_path_of_the_browser_reaches_the_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    let served = served(dir.path());
    let cookie = served.enter();
    for path in [
        "/static/0/../../../../etc/passwd",
        "/static/0/..%2f..%2f..%2fetc%2fpasswd",
        "/static/0/%2e%2e/case.db",
        "/thumb/..%2f..%2fetc%2fpasswd?at=0:1/25",
        "/thumb/%2fetc%2fpasswd?at=0:1/25",
        "/picture?of=/etc/passwd",
        "/picture?of=..%2f..%2fcase.db%2fp1",
        "/sighting/..%2f..%2fcase.db/frame",
        "/screen/....%2f/merged",
        "/reference/..%2f..%2f..%2f/picture",
        "/dossier/preview/..%2f..%2fcase.db",
        "/dossier/preview/%2e%2e/case.db",
        "/dossier/preview/etc/passwd",
        "/case.db",
        "/objects",
    ] {
        let answer = served.get(path, &[("Cookie", &cookie)]);
        assert!(
            matches!(answer.status, 400 | 404),
            "{path}: {}",
            answer.status
        );
        let text = answer.text();
        assert!(
            !text.contains("root:") && !text.contains("SQLite"),
            "{path}"
        );
    }
}
