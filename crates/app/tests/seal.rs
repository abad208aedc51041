//! The journal's head signed and stamped, as outsiders check it, and what `verify` makes of it.

mod common;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::acts::copy;
use common::run;

fn new_case(dir: &Path) -> PathBuf {
    let case = dir.join("case");
    run(&["new", text(&case)]).expect(0);
    case
}

fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

fn succeeds(dir: &Path, program: &str, args: &[&str], stdin: &Path) -> bool {
    Command::new(program)
        .args(args)
        .current_dir(dir)
        .stdin(fs::File::open(stdin).expect("opened"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("ssh-keygen and openssl are installed by ./test")
        .success()
}

/// The statement that a run of `seal` printed.
fn statement(ran: &common::Ran) -> PathBuf {
    PathBuf::from(ran.json()[0]["statement"].as_str().expect("a path"))
}

#[test]
fn a_signed_head_holds_for_ssh_keygen_and_shows_another_history() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = new_case(dir.path());
    let old = dir.path().join("old");
    copy(&case, &old);
    let ran = run(&["seal", "--case", text(&case), "--case-key", "--json"]).expect(0);
    let told = &ran.json()[0];
    let file = statement(&ran);

    let allowed = format!("k7 {}\n", told["public"].as_str().expect("a key"));
    fs::write(dir.path().join("allowed"), allowed).expect("written");
    let signature = format!("{}.sig", text(&file));
    let namespace = "journal-head@contrechamp";
    let verify = [
        "-Y", "verify", "-f", "allowed", "-I", "k7", "-n", namespace, "-s", &signature,
    ];
    assert!(succeeds(dir.path(), "ssh-keygen", &verify, &file));
    let key = told["key"].as_str().expect("a fingerprint");
    run(&["verify", "--case", text(&case)]).expect(0).says(key);

    // Kept elsewhere, it tells an old copy and another history.
    let kept = dir.path().join("kept");
    copy(&case.join("seals"), &kept);
    let kept = kept.join(file.file_name().expect("a name"));
    run(&["verify", "--case", text(&case), "--seal", text(&kept)]).expect(0);
    run(&["verify", "--case", text(&old), "--seal", text(&kept)])
        .expect(1)
        .says("an older copy");
    run(&["add", "--case", text(&old), text(&kept)]).expect(0);
    run(&[
        "add",
        "--case",
        text(&old),
        text(&dir.path().join("allowed")),
    ])
    .expect(0);
    run(&["verify", "--case", text(&old), "--seal", text(&kept)])
        .expect(1)
        .says("another history");
    let other = new_case(&dir.path().join("second"));
    run(&["verify", "--case", text(&other), "--seal", text(&kept)])
        .expect(1)
        .says("another case");

    // What is done to the files in the case is found.
    let changed = fs::read_to_string(&file)
        .expect("read")
        .replace("line ", "line 1");
    fs::write(&file, changed).expect("written");
    run(&["verify", "--case", text(&case)])
        .expect(1)
        .says("NOT WHOLE  seals");
    fs::copy(&kept, &file).expect("mended");
    run(&["verify", "--case", text(&case)]).expect(0);
    fs::remove_file(&signature).expect("removed");
    run(&["verify", "--case", text(&case)])
        .expect(1)
        .says("it is gone");
}

#[test]
fn a_key_of_the_user_signs_and_what_is_no_key_is_wrong_usage() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = new_case(dir.path());
    let nothing = dir.path().join("nothing");
    fs::write(&nothing, "").expect("written");
    let made = [
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-C",
        "a.name@desk",
        "-f",
        "mine",
    ];
    assert!(succeeds(dir.path(), "ssh-keygen", &made, &nothing));
    let key = dir.path().join("mine");
    run(&["seal", "--case", text(&case), "--key", text(&key)]).expect(0);
    let journal = fs::read_to_string(case.join("journal.jsonl")).expect("a journal");
    assert!(journal.contains("\"act\":\"sign-head\""));
    assert!(
        !journal.contains("a.name"),
        "a key's comment names a person"
    );
    run(&["seal", "--case", text(&case), "--key", text(&nothing)])
        .expect(2)
        .says("ssh-keygen");
    run(&["seal", "--case", text(&case)]).expect(2);
}

/// An authority of our own: its certificate is `tsa.pem`.
fn authority(dir: &Path) {
    let config = "\
[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Test authority\n\
[stamping]\nextendedKeyUsage=critical,timeStamping\n\
[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n\
signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n\
ess_cert_id_alg=sha256\n";
    fs::write(dir.join("tsa.cnf"), config).expect("written");
    fs::write(dir.join("serial"), "01\n").expect("written");
    let made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-config",
        "tsa.cnf",
        "-extensions",
        "stamping",
        "-keyout",
        "tsa.key",
        "-out",
        "tsa.pem",
    ];
    assert!(succeeds(dir, "openssl", &made, &dir.join("tsa.cnf")));
}

/// What the authority answers to a query in a file.
fn answer(dir: &Path, query: &Path) -> Vec<u8> {
    let args = [
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-queryfile",
        text(query),
        "-out",
        "reply",
    ];
    assert!(succeeds(dir, "openssl", &args, query));
    fs::read(dir.join("reply")).expect("a reply")
}

fn openssl_accepts(dir: &Path, file: &Path) -> bool {
    let reply = format!("{}.tsr", text(file));
    let args = [
        "ts",
        "-verify",
        "-in",
        &reply,
        "-data",
        text(file),
        "-CAfile",
        "tsa.pem",
    ];
    succeeds(dir, "openssl", &args, file)
}

#[test]
fn a_time_stamp_is_fetched_by_hand_and_nothing_leaves_unasked() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = new_case(dir.path());
    authority(dir.path());
    // Nobody listens there: had anything been sent, it would have failed.
    let nobody = "http://127.0.0.1:9/";
    let ran = run(&[
        "seal",
        "--case",
        text(&case),
        "--time-stamp",
        nobody,
        "--json",
    ])
    .expect(0);
    let file = statement(&ran);
    let reply = answer(dir.path(), &PathBuf::from(format!("{}.tsq", text(&file))));
    let kept = dir.path().join("answer.tsr");
    fs::write(&kept, &reply[1..]).expect("written");
    run(&["seal", "--case", text(&case), "--reply", text(&kept)]).expect(1);
    fs::write(&kept, &reply).expect("written");
    run(&["seal", "--case", text(&case), "--reply", text(&kept)])
        .expect(0)
        .says("openssl ts");
    assert!(openssl_accepts(dir.path(), &file));
    run(&["verify", "--case", text(&case)])
        .expect(0)
        .says("stamped at");
    run(&["seal", "--case", text(&case), "--time-stamp", "ftp://x"]).expect(2);
}

#[test]
fn a_time_stamp_that_was_asked_for_says_what_leaves_and_is_in_the_journal() {
    if Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: curl is not installed");
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let case = new_case(dir.path());
    authority(dir.path());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!(
        "http://{}/stamp",
        listener.local_addr().expect("an address")
    );
    let place = dir.path().to_owned();
    let server = std::thread::spawn(move || serve_once(&listener, &place));
    let ran = run(&[
        "seal",
        "--case",
        text(&case),
        "--case-key",
        "--time-stamp",
        &address,
        "--send",
        "--json",
    ])
    .expect(0)
    .says("127.0.0.1");
    let asked = server.join().expect("served");
    let head = asked.to_ascii_lowercase();
    assert!(head.starts_with("post /stamp"), "{asked}");
    assert!(
        !head.contains("user-agent") && !head.contains("contrechamp"),
        "{asked}"
    );
    assert!(openssl_accepts(dir.path(), &statement(&ran)));
    let journal = fs::read_to_string(case.join("journal.jsonl")).expect("a journal");
    let asking = journal.find("\"act\":\"ask-time-stamp\"").expect("noted");
    let stamped = journal.find("\"act\":\"time-stamp\"").expect("noted");
    assert!(asking < stamped && journal.contains(&address));
    run(&["verify", "--case", text(&case)])
        .expect(0)
        .says("stamped at");
}

/// Answers one request with a time stamp; answers the request's head.
fn serve_once(listener: &TcpListener, dir: &Path) -> String {
    let (mut stream, _) = listener.accept().expect("a connection");
    let mut got = Vec::new();
    let (head, length) = loop {
        let mut buffer = [0; 4096];
        let n = stream.read(&mut buffer).expect("read");
        got.extend_from_slice(&buffer[..n]);
        let Some(end) = got.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&got[..end]).into_owned();
        let lower = head.to_ascii_lowercase();
        let length = lower.split("content-length: ").nth(1).expect("a length");
        let length: usize = length
            .lines()
            .next()
            .expect("a line")
            .trim()
            .parse()
            .expect("a number");
        if got.len() >= end + 4 + length {
            got.drain(..end + 4);
            break (head, length);
        }
    };
    fs::write(dir.join("query"), &got[..length]).expect("written");
    let reply = answer(dir, &dir.join("query"));
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        reply.len()
    );
    stream.write_all(answer.as_bytes()).expect("sent");
    stream.write_all(&reply).expect("sent");
    head
}
