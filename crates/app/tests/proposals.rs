//! Verdicts on proposals that are no evidence: copies, screens, what figures show, candidates.

mod common;

use common::list;
use common::people::{act, does};

/// Footage that is wrongly taken for a copy of other footage: a person says so, and it counts again.
#[test]
fn proposals_of_every_kind_take_verdicts_with_reasons() {
    let ground = common::copied();
    let copies = list(&ground, "copies");
    assert!(!copies.is_empty(), "no copy is proposed");
    assert_eq!(list(&ground, "families").len(), 1);
    let copy = copies[0]["id"].as_str().expect("an id");
    for copy in &copies {
        let named = format!("copy:{}", copy["id"].as_str().expect("an id"));
        let no = [
            "verdict", &named, "no", "--by", "k7", "--reason", "two days",
        ];
        does(&ground, &no);
    }
    let said = &list(&ground, "copies")[0]["verdicts"][0];
    assert_eq!(
        (&said["value"], &said["by"], &said["reason"]),
        (&"no".into(), &"k7".into(), &"two days".into())
    );
    assert_eq!(
        list(&ground, "families").len(),
        0,
        "they are two sources now"
    );
    // Two who differ leave it to a third; undone, the proposal stands.
    let named = format!("copy:{copy}");
    does(&ground, &["verdict", &named, "yes", "--by", "m3"]);
    assert_eq!(list(&ground, "families").len(), 1);
    act(
        &ground,
        &[
            "verdict",
            &named,
            "no",
            "--by",
            "m3",
            "--arbitrate",
            "--reason",
            "x",
        ],
    )
    .expect(2);
    does(
        &ground,
        &[
            "verdict",
            &named,
            "no",
            "--by",
            "ed",
            "--arbitrate",
            "--reason",
            "the clocks differ",
        ],
    );
    assert_eq!(list(&ground, "families").len(), 0);
    let history = act(&ground, &["history", "--json"]).expect(0).json();
    let last = history.last().expect("an act")["act"].to_string();
    does(&ground, &["undo", &last, "--by", "ed"]);
    assert_eq!(list(&ground, "families").len(), 1);

    for none in [
        "copy:ffffffff",
        "screen:00",
        "figure:zzzz",
        "candidate:0000",
    ] {
        act(&ground, &["verdict", none, "no", "--by", "k7"])
            .expect(2)
            .says("there is no");
    }
}
