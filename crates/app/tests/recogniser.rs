//! What the recogniser's process may do: a shell in its place tries what it must not.
#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// A folder whose `tesseract` is a shell; `None` where there is none, or it can't be held back.
fn shell() -> Option<tempfile::TempDir> {
    let bash = Path::new("/usr/bin/bash");
    if !bash.is_file() {
        eprintln!("skipped: there is no /usr/bin/bash");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::copy(bash, folder.path().join("tesseract")).unwrap();
    let tried = tries(&folder, "required", "echo works");
    if tried.status.code() == Some(93) {
        eprintln!("skipped: this system can't hold the recogniser back");
        return None;
    }
    assert_eq!(
        String::from_utf8_lossy(&tried.stdout),
        "works\n",
        "{tried:?}"
    );
    Some(folder)
}

fn tries(folder: &tempfile::TempDir, policy: &str, script: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contrechamp"))
        .args(["recogniser-child", policy, "-c", script])
        .env_clear()
        .env("PATH", folder.path())
        // Without these a shell asks the system who it is, which opens a socket, and believes
        // that it is called from afar: both would end it before it tries anything.
        .envs([("HOME", "/"), ("SHELL", "/usr/bin/bash"), ("SHLVL", "5")])
        .output()
        .unwrap()
}

#[test]
fn the_recogniser_reaches_no_file_of_yours_no_network_and_no_other_program() {
    let Some(folder) = shell() else { return };
    let home = tempfile::tempdir().unwrap();
    let secret = home.path().join("secret.txt");
    fs::write(&secret, "a source's name").unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let secret = secret.display();
    for script in [
        format!("read -r line < {secret}; echo \"got $line\""),
        format!("echo changed > {secret} && echo got"),
        format!("echo new > {}/new.txt && echo got", home.path().display()),
        format!("exec 3<>/dev/tcp/127.0.0.1/{port}; echo got"),
        "exec /usr/bin/env echo got".to_owned(),
        "(echo got)".to_owned(),
    ] {
        let held = tries(&folder, "required", &script);
        let said = String::from_utf8_lossy(&held.stdout).into_owned();
        assert!(
            !said.contains("got a") && !said.contains("got\n"),
            "{script}: {said}"
        );
        // The same shell by itself: what is tried does work.
        let open = Command::new(folder.path().join("tesseract"))
            .args(["-c", &script])
            .output()
            .unwrap();
        assert!(
            String::from_utf8_lossy(&open.stdout).contains("got"),
            "{script} must work when nothing holds it back: {}",
            String::from_utf8_lossy(&open.stderr)
        );
        fs::write(secret.to_string(), "a source's name").unwrap();
    }
}

#[test]
fn installed_language_data_can_be_read_and_a_missing_program_is_said() {
    let Some(folder) = shell() else { return };
    let read = tries(
        &folder,
        "required",
        "read -r line < /usr/bin/env; echo done",
    );
    assert_eq!(String::from_utf8_lossy(&read.stdout), "done\n");
    let empty = tempfile::tempdir().unwrap();
    let missing = tries(&empty, "required", "echo got");
    assert_eq!(missing.status.code(), Some(127));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("not installed"));
}

/// With the English language pack alone, `doctor` names those that are missing, and how to get one.
#[test]
fn language_packs_that_are_missing_are_said_by_doctor() {
    let known = ["/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata"];
    let pack = known.iter().map(|d| Path::new(d).join("eng.traineddata"));
    let Some(pack) = pack.into_iter().find(|f| f.is_file()) else {
        eprintln!("skipped: Tesseract's English is in none of {known:?}");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    fs::copy(pack, folder.path().join("eng.traineddata")).unwrap();
    let said = Command::new(env!("CARGO_BIN_EXE_contrechamp"))
        .arg("doctor")
        .env("TESSDATA_PREFIX", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    for pack in ["rus", "kaz", "chi_sim"] {
        let missing = format!("language pack {pack} is missing");
        assert!(said.contains(&missing), "{pack}: {said}");
    }
    assert!(said.contains("tesseract-ocr-chi-sim"), "{said}");
    assert!(!said.contains("pack eng is missing"), "{said}");
}
