//! Moments that people mark: from the command line, from the player without scripts, and in the
//! journal.

mod common;

use common::people::{act, does};
use common::{Ground, investigate, list, run, test_card, web};

#[test]
fn moments_are_marked_noted_removed_and_marked_again() {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), 1);
    investigate(&ground).expect(0);
    let shot = list(&ground, "shots").remove(0);
    let item = list(&ground, "items").remove(0);
    let digits = &item["sha256"].as_str().expect("a hash")[..12];
    let moment = |key: &str| {
        let at = &shot[key];
        let base = at["time_base"].as_str().expect("a base");
        format!("{digits}@0:{}:{base}", at["pts"])
    };
    let (first, last) = (moment("first"), moment("last"));
    for (at, note) in [(&last, ""), (&first, "phone, <left>"), (&last, "door")] {
        does(&ground, &["bookmark", at, "--note", note, "--by", "k7"]);
    }
    let marked = list(&ground, "bookmarks");
    let notes: Vec<_> = marked.iter().map(|b| b["note"].as_str()).collect();
    assert_eq!(
        notes,
        [Some("phone, <left>"), Some("door")],
        "in order of time"
    );
    assert_eq!(marked[0]["address"], first.as_str());
    does(&ground, &["bookmark", &first, "--remove", "--by", "k7"]);
    act(&ground, &["bookmark", &first, "--remove", "--by", "k7"])
        .expect(1)
        .says("no bookmark");
    act(
        &ground,
        &["bookmark", "ffffffffffff@0:1:1/25", "--by", "k7"],
    )
    .expect(2);
    act(&ground, &["bookmark", &first, "--by", " "]).expect(1);

    let served = web::serve(ground.case_str());
    let cookie = served.enter();
    let (token, origin) = (served.form_token(&cookie), served.origin());
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let address = first
        .replace('@', "%40")
        .replace(':', "%3A")
        .replace('/', "%2F");
    let body = format!("form={token}&of={address}&note=by+hand+%3Cb%3E&by=k7");
    let answer = served.post("/bookmarks", &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
    let to = answer.header("location").expect("a place").to_owned();
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    assert!(
        page.contains("by hand &lt;b&gt;") && page.contains("door"),
        "{page}"
    );
    // Taken away by mistake, and put back as it was.
    let body = format!("form={token}&of={address}&do=remove&by=k7");
    let answer = served.post("/bookmarks", &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(list(&ground, "bookmarks").len(), 1);
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    assert!(page.contains("id=\"removed-bookmarks\""), "{page}");
    let kept = "name=\"note\" value=\"by hand &lt;b&gt;\"";
    assert!(page.contains(kept), "{page}");
    let body = format!("form={token}&of={address}&note=by+hand+%3Cb%3E&by=k7");
    let answer = served.post("/bookmarks", &headers, body.as_bytes());
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = served.get(&to, &[("Cookie", &cookie)]).text();
    assert!(!page.contains("id=\"removed-bookmarks\""), "{page}");
    // Two moments in one address, without scripts: both pictures; and what is no address is told.
    let other = last.replace('@', "%40").replace(':', "%3A");
    let both = served.get(&format!("{to}&with={other}"), &[("Cookie", &cookie)]);
    assert!(both.text().contains("still-second"), "{}", both.text());
    let none = served.get(&format!("{to}&with=nothing"), &[("Cookie", &cookie)]);
    assert_eq!(none.status, 400);
    assert!(none.text().contains("nothing"), "{}", none.text());
    drop(served);
    assert_eq!(list(&ground, "bookmarks").len(), 2);
    run(&["verify", "--case", ground.case_str()]).expect(0);
}
