//! The power goes while a command writes, or right after it said that it was done: what was not
//! synced is gone, or part of it is there. After each the case verifies, nothing that was there or
//! was acknowledged is lost, and the same command ends as if undisturbed.
//!
//! A run takes a few moments by seed; `CONTRECHAMP_POWER_CUTS=200` takes as many as it says,
//! and with `CONTRECHAMP_POWER_CUTS_OF=analyse` all of them of that command. `strace`
//! tells what was written and synced; where it is missing the test says so and ends.
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::acts::{self, Step, beside, copy, material, steps, verifies};
use common::power::{CALLS, Luck, Trace};
use common::strace::{self, traced};
use common::{Ground, run};

#[test]
fn after_a_power_cut_nothing_that_was_acknowledged_is_lost() {
    let count: usize = std::env::var("CONTRECHAMP_POWER_CUTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(12);
    if !strace::works() {
        return;
    }
    let ground = material();
    run(&["new", ground.case_str()]).expect(0);
    let steps = steps();
    let each = count.div_ceil(steps.len()).max(1);
    let stride = steps.len().div_ceil(count).max(1);
    let only = std::env::var("CONTRECHAMP_POWER_CUTS_OF").ok();
    let each = if only.is_some() { count } else { each };
    let (mut cuts, mut moments) = (0, 0);
    let mut done = BTreeMap::new();
    for (number, step) in steps.iter().enumerate() {
        (step.prepare)(&ground);
        let before = acts::listed(&ground);
        let state = beside(&ground, "state");
        let _ = fs::remove_dir_all(&state);
        copy(&ground.case, &state);
        let arguments = step.arguments(&ground);
        let log = logged(&ground, &arguments);
        let after = acts::listed(&ground);
        let kept = beside(&ground, "kept");
        let _ = fs::remove_dir_all(&kept);
        copy(&ground.case, &kept);
        // Short runs take commands in turns.
        let wanted = match &only {
            Some(name) => step.name == name,
            None => number % stride == 0,
        };
        if wanted {
            let trace = Trace::read(&log, &ground.case, &state);
            moments += trace.moments();
            for (at, luck) in planned(&trace, each, number as u64) {
                let whole = at == trace.moments();
                let told = format!(
                    "{}: power gone after {at} of {} changes, {luck:?}",
                    step.name,
                    trace.moments()
                );
                let _ = fs::remove_dir_all(&ground.case);
                acts::clear(&ground);
                trace.build(at, luck, &ground.case);
                holds(&ground, (step, &arguments), (&before, &after), whole, &told);
                cuts += 1;
                *done.entry(step.name).or_insert(0) += 1;
            }
        }
        let _ = fs::remove_dir_all(&ground.case);
        copy(&kept, &ground.case);
        if only.as_deref() == Some(step.name) {
            break;
        }
    }
    println!("{cuts} power cuts of {moments} moments: {done:?}");
}

/// Right after the end first, with nothing that was not synced; then moments spread over the whole.
fn planned(trace: &Trace, count: usize, seed: u64) -> Vec<(usize, Luck)> {
    let all = trace.moments();
    let mut planned = vec![(all, Luck::Nothing)];
    for k in 0..count.saturating_sub(1) {
        let at = (2 * k + 1) * all / (2 * count);
        let luck = match (k as u64 + seed) % 3 {
            0 => Luck::NamesOnly,
            1 => Luck::Nothing,
            _ => Luck::Some(seed * 1000 + k as u64),
        };
        planned.push((at, luck));
    }
    if count > 1 {
        planned.push((all, Luck::NamesOnly));
    }
    planned
}

fn holds(
    ground: &Ground,
    (step, arguments): (&Step, &[String]),
    (before, after): (&acts::Listed, &acts::Listed),
    whole: bool,
    told: &str,
) {
    verifies(&ground.case, told);
    let now = acts::listed(ground);
    let lost = acts::lost(before, &now, step);
    assert!(lost.is_empty(), "{told}: lost {lost:?}");
    if whole {
        acts::same(&now, after, told);
        return;
    }
    let done = step.adds_to.is_some_and(|w| now[w].len() > before[w].len());
    let made = beside(ground, "again");
    if !done && !made.exists() {
        let all: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let again = run(&all);
        let once = matches!(
            step.name,
            "unlink" | "merge entities" | "settle" | "product"
        );
        assert!(
            again.status == 0 || once && again.status == 2,
            "{told}, again: {}",
            again.stderr
        );
    }
    acts::same(&acts::listed(ground), after, told);
    verifies(&ground.case, told);
}

/// Does it undisturbed; answers the log of its calls.
fn logged(ground: &Ground, arguments: &[String]) -> String {
    let log = beside(ground, "calls.log");
    let (trace, out) = (format!("trace={CALLS}"), log.to_str().expect("UTF-8"));
    let whole = ["-y", "-xx", "-s", "1000000000", "-e", &trace, "-o", out];
    traced(arguments, &whole).expect(0);
    fs::read_to_string(&log).expect("a log")
}
