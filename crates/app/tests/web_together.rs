//! Several people at one case: what one changed is not overwritten by another who did not see it.

mod common;

use common::people::papers;
use common::web::serve;

/// Who edits what somebody else changed meanwhile is shown both, and nothing is lost.
#[test]
fn conflicting_edits_are_told_and_nothing_is_lost() {
    let ground = papers();
    let served = serve(ground.case_str());
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
    let added = send(
        "/companies",
        "by=k7&kind=site&name=Duty+room&coordinates=43.25,76.9",
    );
    let to = added.header("location").expect("a place").to_owned();
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    let revision = page
        .split("name=\"revision\" value=\"")
        .nth(1)
        .expect("a revision");
    let revision = revision.split('"').next().expect("a value");
    let edit = |by: &str, note: &str, coordinates: &str| {
        send(
            &to,
            &format!(
                "by={by}&revision={revision}&name=Duty+room&note={note}&coordinates={coordinates}"
            ),
        )
    };
    assert_eq!(edit("m3", "from+a+plan", "43.3,76.9").status, 303);
    let second = edit("k7", "seen+from+the+road", "43.25,76.95");
    assert_eq!(second.status, 409);
    for part in [
        "m3",
        "from a plan",
        "seen from the road",
        "43.3,76.9",
        "43.25,76.95",
    ] {
        assert!(second.text().contains(part), "{part}: {}", second.text());
    }
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    assert!(page.contains("from a plan") && !page.contains("seen from the road"));
    assert!(
        served
            .get("/map", &[("Cookie", &cookie)])
            .text()
            .contains("43.3,76.9")
    );
    // A finding: the second is told, and sees what was written.
    let begun = send("/findings", "by=k7&statement=It+stood+there");
    let to = begun.header("location").expect("a place").to_owned();
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    let revision = page.split("name=\"revision\" value=\"").nth(1);
    let revision = revision.and_then(|rest| rest.split('"').next());
    let revision = revision.expect("a revision");
    let say = |by: &str, text: &str| {
        let rival = format!("act=rival&explanation={text}&weighed=no");
        send(&to, &format!("by={by}&revision={revision}&{rival}"))
    };
    let first = say("m3", "a+copy");
    assert_eq!(first.status, 303, "{}", first.text());
    let second = say("k7", "another+room");
    assert_eq!(second.status, 412, "{}", second.text());
    assert!(second.text().contains("another room") && second.text().contains("m3"));
    let wrong = send(
        "/companies",
        "by=k7&kind=site&name=Nowhere&coordinates=99,0",
    );
    assert_eq!(wrong.status, 400);
    drop(ground);
}
