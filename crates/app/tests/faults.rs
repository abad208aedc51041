//! Faults at planned moments: the program is killed right before the n-th call that changes
//! something on the disk, or that call fails as it does on a full or a broken disk. After each the
//! case verifies, nothing that was there is lost, and the same command ends as if undisturbed.
//!
//! A run takes a few moments by seed; `CONTRECHAMP_FAULTS=200` takes as many of them as it says,
//! spread over every command. `strace` plans the faults; where it is missing or the system does
//! not let it look at processes, the test says so and ends.
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use common::acts::{self, Listed, Step, beside, copy, material, steps, verifies};
use common::strace::{self, CALLS, traced};
use common::{Ground, Ran, run};

/// How the n-th call of a kind ends.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    /// Never: the process is killed before it.
    Killed,
    /// With the error of a full disk, or of a broken one.
    Fails(&'static str),
}

#[test]
fn after_a_fault_at_any_write_nothing_is_lost_and_the_command_ends_as_ever() {
    let count: usize = std::env::var("CONTRECHAMP_FAULTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(10);
    if !strace::works() {
        return;
    }
    let ground = material();
    let states = beside(&ground, "states");
    fs::create_dir(&states).unwrap();
    run(&["new", ground.case_str()]).expect(0);
    let mut planned = Vec::new();
    let steps = steps();
    let mut all = Vec::new();
    let mut listed = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        (step.prepare)(&ground);
        listed.push((acts::listed(&ground), Listed::new()));
        let arguments = step.arguments(&ground);
        copy(&ground.case, &states.join(number.to_string()));
        for (call, times) in counted(&ground, &arguments) {
            planned.extend((1..=times).map(|n| (number, call, n)));
        }
        all.push(arguments);
        listed[number].1 = acts::listed(&ground);
    }
    assert!(planned.len() > 1000, "only {} moments", planned.len());
    // Each command has its share, whatever it writes; within it they are evenly spread.
    let of = |number: usize| planned.iter().filter(move |(n, ..)| *n == number);
    let rounds = count.div_ceil(steps.len());
    let spread = (0..rounds).flat_map(|round| (0..steps.len()).map(move |number| (round, number)));
    let spread = spread.enumerate().map(|(k, (round, number))| {
        let places = of(number).count();
        let at = (2 * round + 1) * places / (2 * rounds);
        let (number, call, n) = *of(number).nth(at).expect("each writes something");
        let fault = match (k + round) % 3 {
            1 if call != "write" => Fault::Fails("ENOSPC"),
            2 if call != "write" => Fault::Fails("EIO"),
            _ => Fault::Killed,
        };
        (number, call, n, fault)
    });
    // A run of few takes commands from all over the list.
    let stride = (steps.len() * rounds).div_ceil(count).max(1);
    let spread = spread.step_by(stride);
    // Where something once was lost: a reference's features that a full disk did not take.
    let analyse = steps.iter().position(|s| s.name == "analyse").unwrap();
    let once = [(analyse, "renameat", 2, Fault::Fails("ENOSPC"))];
    let mut done = BTreeMap::new();
    for (number, call, n, fault) in spread.chain(once) {
        let step = &steps[number];
        let told = format!("{} at {call} number {n}, {fault:?}", step.name);
        put_back(&ground, &states.join(number.to_string()));
        let disturbed = faulty(&ground, &all[number], call, n, fault);
        assert_ne!(disturbed.status, 101, "{told}: {}", disturbed.stderr);
        let (before, after) = &listed[number];
        holds(
            &ground,
            (step, &all[number]),
            (before, after),
            &disturbed,
            fault,
            &told,
        );
        *done.entry(step.name).or_insert(0) += 1;
    }
    let faults: usize = done.values().sum();
    println!(
        "{faults} faults of {} planned moments in {} commands: {done:?}",
        planned.len(),
        steps.len()
    );
}

/// The case as it was, and nothing of what commands make beside it.
fn put_back(ground: &Ground, state: &Path) {
    fs::remove_dir_all(&ground.case).unwrap();
    copy(state, &ground.case);
    acts::clear(ground);
}

/// What must hold after a disturbed command, and after it was given once more.
fn holds(
    ground: &Ground,
    (step, arguments): (&Step, &[String]),
    (before, wanted): (&Listed, &Listed),
    disturbed: &Ran,
    fault: Fault,
    told: &str,
) {
    verifies(&ground.case, told);
    let now = acts::listed(ground);
    let lost = acts::lost(before, &now, step);
    assert!(lost.is_empty(), "{told}: lost {lost:?}");
    // A case that a bag becomes is there as a whole, or not at all.
    let made = beside(ground, "again");
    if made.exists() {
        verifies(&made, told);
    }
    let adds = step.adds_to;
    let done = adds.is_some_and(|w| now[w].len() > before[w].len());
    // Whether it took place shows in what is listed, where it can be done only once.
    let once = now == *wanted
        && matches!(
            step.name,
            "unlink" | "merge entities" | "settle" | "product"
        );
    let bag = beside(ground, "out-bag");
    let ended =
        made.exists() && step.name == "import a bag" || bag.exists() && step.name == "export bag";
    if fault == Fault::Killed || disturbed.status != 0 {
        if !done && !ended {
            let again = run(&words(arguments));
            let refused = once && again.status == 2;
            assert!(
                again.status == 0 || refused,
                "{told}, again: {}",
                again.stderr
            );
        }
    } else if adds.is_some() {
        assert!(done, "{told}: it said that it was done, and was not");
    }
    acts::same(&acts::listed(ground), wanted, told);
    verifies(&ground.case, told);
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// Does it undisturbed, and counts its calls.
fn counted(ground: &Ground, arguments: &[String]) -> Vec<(&'static str, usize)> {
    let log = ground.dir.path().join("calls.log");
    let trace = format!("trace={}", CALLS.join(","));
    let out = log.to_str().unwrap();
    // It looks at the first thread only: all that is kept is written there.
    traced(arguments, &["-o", out, "-e", &trace]).expect(0);
    let text = fs::read_to_string(&log).unwrap();
    CALLS
        .into_iter()
        .map(|call| {
            let begins = |line: &&str| line.split('(').next() == Some(call);
            (call, text.lines().filter(begins).count())
        })
        .collect()
}

fn faulty(ground: &Ground, arguments: &[String], call: &str, n: usize, fault: Fault) -> Ran {
    let what = match fault {
        Fault::Killed => "signal=KILL".to_owned(),
        Fault::Fails(error) => format!("error={error}"),
    };
    let inject = format!("inject={call}:{what}:when={n}");
    let trace = format!("trace={call}");
    let log = ground.dir.path().join("fault.log");
    let out = log.to_str().unwrap();
    traced(arguments, &["-o", out, "-e", &trace, "-e", &inject])
}
