//! `./run`, `./test` and `scripts/setup.sh` on machines that lack something.
#![cfg(unix)]

mod machine;

use std::fs;

use machine::{Machine, root, said, script};

#[test]
fn a_complete_machine_is_left_alone() {
    let machine = Machine::complete();
    for words in [&[][..], &["test"]] {
        let output = machine.setup(words);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(said(&output), "");
    }
    assert_eq!(machine.calls("apt-get"), [""; 0]);
    assert_eq!(machine.calls("sudo"), [""; 0]);
}

#[test]
fn missing_packages_are_announced_with_reasons_and_installed_once() {
    let machine = Machine::complete();
    machine.without_package("libclang-dev");
    machine.without_package("libswscale-dev");
    let output = machine.setup(&[]);
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    assert!(
        text.contains("libclang-dev               the same, as a library"),
        "{text}"
    );
    assert!(
        text.contains("libswscale-dev             converts frames to colours"),
        "{text}"
    );
    assert!(!text.contains("libavcodec-dev"), "{text}");
    let calls = machine.calls("apt-get");
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(calls[0], "apt-get update -q");
    for word in [
        "install -y",
        "--no-install-recommends",
        " libclang-dev libswscale-dev",
    ] {
        assert!(calls[1].contains(word), "{calls:?}");
    }
    assert_eq!(machine.calls("frontend=noninteractive").len(), 1);

    assert!(machine.setup(&[]).status.success());
    assert_eq!(
        machine.calls("apt-get").len(),
        2,
        "a second run does no work twice"
    );
}

#[test]
fn only_tests_want_a_browser_and_pdf_tools() {
    let machine = Machine::complete();
    machine.without_package("poppler-utils");
    machine.without_package("chromium");
    assert!(machine.setup(&[]).status.success());
    assert_eq!(machine.calls("apt-get"), [""; 0]);
    // Any browser will do, wherever it came from.
    assert!(machine.setup(&["test"]).status.success());
    assert!(machine.packages().join("poppler-utils").exists());
    assert!(!machine.packages().join("chromium").exists());
    machine.without_program("chromium");
    assert!(machine.setup(&["test"]).status.success());
    assert!(machine.packages().join("chromium").exists());
}

#[test]
fn package_lists_are_fetched_twice_at_most() {
    let machine = Machine::complete();
    machine.without_package("gcc");
    machine.program(
        "apt-get",
        "[ \"$1\" = update ] && exit 100; : >\"$PACKAGES/gcc\"",
    );
    let output = machine.setup(&[]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("could not be brought up to date"));
    assert_eq!(machine.calls("apt-get").len(), 3);
}

#[test]
fn a_failed_installation_ends_the_run_with_its_reason() {
    let machine = Machine::complete();
    machine.without_package("gcc");
    machine.program("apt-get", "echo 'E: no space left' >&2; exit 100");
    let output = machine.setup(&[]);
    assert_eq!(output.status.code(), Some(1));
    let text = said(&output);
    assert!(
        text.contains("no space left") && text.contains("run this again"),
        "{text}"
    );
}

#[test]
fn without_root_and_sudo_the_command_for_an_administrator_is_printed() {
    let machine = Machine::complete();
    machine.without_package("clang");
    machine.program("id", "echo 1000");
    let output = machine.setup(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("apt-get install --no-install-recommends clang"));
    assert_eq!(machine.calls("apt-get"), [""; 0]);
}

#[test]
fn sudo_asks_nothing_where_there_is_no_terminal() {
    let machine = Machine::complete();
    machine.without_package("clang");
    machine.program("id", "echo 1000");
    machine.program("sudo", "shift; \"$@\"");
    let output = machine.setup(&[]);
    assert!(output.status.success(), "{}", said(&output));
    let calls = machine.calls("sudo");
    assert!(
        calls.len() == 2 && calls.iter().all(|c| c.starts_with("sudo -n ")),
        "{calls:?}"
    );
}

#[test]
fn an_absent_rust_is_fetched() {
    let machine = Machine::complete();
    machine.without_program("cargo");
    machine.without_package("curl");
    fs::create_dir_all(machine.dir.path().join(".cargo/bin")).expect("a folder");
    script(
        &machine.dir.path().join("fetched-cargo"),
        "#!/bin/sh\necho cargo 1.99.0\n",
    );
    fs::write(
        machine.dir.path().join("installer"),
        "echo \"installer $*\" >>\"$LOG\"; ln \"$HOME/fetched-cargo\" \"$HOME/.cargo/bin/cargo\"\n",
    )
    .expect("the installer");
    machine.program("curl", "cat \"$HOME/installer\"");
    let output = machine.setup(&[]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("Rust is not installed"));
    assert!(
        machine.packages().join("curl").exists(),
        "curl is wanted to fetch it"
    );
    assert!(machine.calls("installer")[0].contains("-y --no-modify-path"));
}

#[test]
fn a_rust_that_cannot_be_fetched_is_said_so() {
    let machine = Machine::complete();
    machine.without_program("cargo");
    machine.program("curl", "exit 6");
    let output = machine.setup(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("Check the network"),
        "{}",
        said(&output)
    );
}

#[test]
fn an_older_rust_is_named_and_left_alone() {
    let machine = Machine::complete();
    for old in ["1.94.1", "1.63.0", "0.99.0"] {
        machine.rust(old);
        let output = machine.setup(&[]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains(old) && said(&output).contains("rustup update"));
    }
    for fine in ["1.95.0-nightly", "1.100.0", "2.0.0"] {
        machine.rust(fine);
        assert!(machine.setup(&[]).status.success(), "{fine}");
    }
}

#[test]
fn tests_go_on_without_nextest() {
    let machine = Machine::complete();
    machine.without_program("cargo-nextest");
    machine.program(
        "cargo",
        "case $1 in --version) echo cargo 1.95.0 ;; install) exit 101 ;; esac",
    );
    let output = machine.setup(&["test"]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("cargo test instead"));
    assert!(
        machine
            .calls("cargo")
            .contains(&"cargo install --locked cargo-nextest".to_owned())
    );
}

#[test]
fn an_unknown_system_is_told_what_is_needed() {
    let machine = Machine::complete();
    machine.without_program("apt-get");
    let output = machine.setup(&[]);
    assert!(output.status.success());
    assert!(said(&output).contains("up to you"));
}

/// `./run` from another folder: the program sees that folder, the words as given, and its exit
/// status comes back.
#[test]
fn run_passes_words_folder_and_status_on() {
    let machine = Machine::complete();
    let house = machine.dir.path().join("the house");
    fs::create_dir_all(house.join("scripts")).expect("a folder");
    for file in [
        "run",
        "scripts/setup.sh",
        "scripts/env.sh",
        "scripts/packages.txt",
    ] {
        fs::copy(root().join(file), house.join(file)).expect("a copy");
    }
    fs::create_dir_all(house.join("target/release")).expect("a folder");
    machine.program(
        "cargo",
        "case $1 in
           --version) echo cargo 1.95.0 ;;
           metadata) echo \"{\\\"packages\\\":[],\\\"target_directory\\\":\\\"$PWD/target\\\",\\\"version\\\":1}\" ;;
         esac",
    );
    script(
        &house.join("target/release/contrechamp"),
        "#!/bin/sh\nprintf '%s\\n' \"$PWD\" \"$@\"\nexit 7\n",
    );
    let elsewhere = machine.dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    let run = |words: &[&str]| {
        let output = machine
            .command(&house.join("run"))
            .current_dir(&elsewhere)
            .args(words)
            .output()
            .expect("sh");
        assert_eq!(output.status.code(), Some(7), "{}", said(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = text.lines().map(str::to_owned);
        let folder = fs::canonicalize(lines.next().expect("a folder")).expect("it exists");
        assert_eq!(folder, fs::canonicalize(&elsewhere).expect("it exists"));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(run(&[]), ["demo"]);
    let words = [
        "investigate",
        "--case",
        "a case",
        "--footage",
        "../videos*",
        "",
    ];
    assert_eq!(run(&words), words);
    let build = machine.calls("cargo");
    assert!(build.contains(&"cargo build --release --locked --bin contrechamp".to_owned()));
}

/// `./test` runs every check even after one failed, names them in a summary, and its exit status
/// remembers.
#[test]
fn test_runs_every_check_and_remembers_failures() {
    for (broken, nextest) in [
        ("clippy", true),
        ("xtask", true),
        ("nothing", true),
        ("nothing", false),
    ] {
        let machine = Machine::complete();
        if !nextest {
            machine.without_program("cargo-nextest");
        }
        machine.program(
            "cargo",
            &format!(
                "[ \"$1\" = {broken} ] && [ \"$2\" != --version ] && exit 101
                 [ \"$1\" = --version ] && echo cargo 1.95.0
                 echo \"browser=$CONTRECHAMP_REQUIRE_BROWSER\" >>\"$LOG\""
            ),
        );
        let output = machine.command(&root().join("test")).output().expect("sh");
        let fails = i32::from(broken != "nothing");
        assert_eq!(output.status.code(), Some(fails), "{}", said(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(text.matches("FAILED").count(), fails as usize, "{text}");
        let calls = machine.calls("cargo").join("\n");
        let tests = if nextest {
            "nextest run"
        } else {
            "test --workspace --locked --all-targets"
        };
        for phase in [
            "fmt --all --check",
            "clippy --workspace",
            "xtask check",
            tests,
            "test --workspace --locked --doc",
        ] {
            assert!(
                calls.contains(&format!("cargo {phase}")),
                "{phase} in {calls}"
            );
        }
        assert!(!machine.calls("browser=1").is_empty());
    }
}

/// Sourcing twice is sourcing once: the words of a build are part of cargo's fingerprint.
#[test]
fn the_environment_is_stable() {
    let machine = Machine::complete();
    let print = machine.dir.path().join("print.sh");
    let env = root().join("scripts/env.sh");
    let words = "$PATH|$LIBCLANG_PATH|$DYLD_FALLBACK_LIBRARY_PATH";
    let body = format!(
        "for i in 1 2; do . '{}'; echo \"{words}\"; done",
        env.display()
    );
    fs::write(&print, body).expect("a script");
    let lines = |own: Option<&str>| {
        let mut command = machine.command(&print);
        own.map(|path| command.env("LIBCLANG_PATH", path));
        let output = command.output().expect("sh");
        assert!(output.status.success(), "{}", said(&output));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert_eq!(lines[0], lines[1]);
        lines[0].clone()
    };
    let path = machine.bin().display().to_string();
    assert_eq!(lines(None), format!("{path}||"));
    machine.program("uname", "echo Darwin");
    machine.program("brew", "echo /brew");
    let found = "/brew/opt/llvm/lib";
    assert_eq!(lines(None), format!("{path}|{found}|{found}"));
    // What a developer has set stays.
    assert_eq!(lines(Some("mine")), format!("{path}|mine|"));
}
