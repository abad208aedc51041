//! Nothing of the product opens a socket: every verb runs, with all children that it starts, under
//! a log of the calls that would. Not looked at are those that need one by what they are: `serve`
//! listens for the browser of the same machine, `doctor` tries whether a child reaches a port of
//! its own, and `seal --send` starts the user's own `curl` (`seal.rs`).
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::acts::{beside, material, steps};
use common::strace::{self, traced};
use common::{Ground, list, run};

/// Verbs that other tests look at, or that are made of the others.
const ELSEWHERE: [&str; 5] = [
    // Need a socket, by what they are.
    "serve", "doctor", // The others one after the other, and `ffmpeg` to film.
    "demo",   // Measures of developers.
    "bench", "help",
];

/// A program that is traced, with its children; answers the calls that would reach others.
fn sockets(ground: &Ground, arguments: &[String]) -> Vec<String> {
    let log = beside(ground, "sockets.log");
    let out = log.to_str().expect("UTF-8");
    let calls = "trace=socket,connect,bind,listen";
    traced(arguments, &["-f", "-e", calls, "-o", out]).expect(0);
    let text = fs::read_to_string(&log).expect("a log");
    // A child that ends before its call is read is logged without the call's name.
    let calls = (text.lines()).filter(|l| l.contains('(') && !l.contains("???("));
    calls.map(str::to_owned).collect()
}

#[test]
fn no_verb_opens_a_socket() {
    if !strace::works() {
        return;
    }
    let ground = material();
    let case = ground.case_str().to_owned();
    let mut verbs: BTreeSet<String> = BTreeSet::new();
    let mut look = |arguments: &[String]| {
        let mut calls = sockets(&ground, arguments);
        // Asked for its version, Tesseract looks for this machine's service of names.
        if arguments[0] == "read" {
            let own = |c: &String| c.contains("AF_UNIX") && !c.contains("connect");
            calls.retain(|c| !own(c) && !c.contains("/var/run/nscd/socket"));
        }
        assert!(calls.is_empty(), "{arguments:?}: {calls:#?}");
        verbs.insert(arguments[0].clone());
    };
    let words = |all: &[&str]| -> Vec<String> { all.iter().map(|w| (*w).to_owned()).collect() };
    look(&words(&["new", &case]));
    for step in steps() {
        (step.prepare)(&ground);
        look(&step.arguments(&ground));
    }
    let first = |what: &str, field: &str| {
        let row = list(&ground, what).remove(0);
        row[field].as_str().expect("a text").to_owned()
    };
    let picture = ground.documents.join("Made-up Desk/view.png");
    let picture = picture.to_str().expect("a path").to_owned();
    let shown = beside(&ground, "shown.png");
    let sighting = first("sightings", "id");
    for arguments in [
        &["list", "items"][..],
        &["status"],
        &["history"],
        &["find", "--image", &picture],
        &["show", &sighting, "--out", shown.to_str().expect("a path")],
        &["verify"],
    ] {
        look(&words(&[arguments, &["--case", &case]].concat()));
    }
    // A verb that is new has to be looked at, too.
    let help = run(&["--help"]).expect(0).stdout;
    let listed = help.split_once("Commands:").expect("verbs").1;
    let listed = listed.split_once("Options:").expect("an end").0;
    let verb = |line: &str| {
        let word = line.strip_prefix("  ")?.split(' ').next()?;
        (!word.is_empty()).then(|| word.to_owned())
    };
    let missing: Vec<String> = listed
        .lines()
        .filter_map(verb)
        .filter(|v| !verbs.contains(v) && !ELSEWHERE.contains(&v.as_str()))
        .collect();
    assert!(missing.is_empty(), "not looked at: {missing:?}");
}
