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

/// What a person can do in the workbench, a program can do: each verb prints JSON on request.
#[test]
fn every_verb_of_people_prints_json() {
    let help = |verb: &[&str]| common::run(&[verb, &["--help"]].concat()).expect(0).stdout;
    let whole = help(&[]);
    let (_, verbs) = whole.split_once("Commands:").expect("verbs");
    let (verbs, _) = verbs.split_once("Options:").expect("an end");
    // Verbs are set in by two, the lines that go on by more.
    let named = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|l| l.starts_with("  ") && !l.starts_with("   "));
        lines
            .filter_map(|l| l.split_whitespace().next().map(str::to_owned))
            .filter(|v| v != "help")
            .collect()
    };
    // The demo prints the commands of people.
    for verb in named(verbs).iter().filter(|v| *v != "demo") {
        let text = help(&[verb]);
        if let Some((_, below)) = text.split_once("\nCommands:") {
            let (below, _) = below.split_once("Options:").expect("an end");
            for act in named(below) {
                let text = help(&[verb, &act]);
                assert!(text.contains("--json"), "{verb} {act}");
            }
        } else {
            assert!(text.contains("--json"), "{verb}");
        }
    }
}
