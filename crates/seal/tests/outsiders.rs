//! What is signed and stamped here holds for OpenSSH and OpenSSL, and theirs holds here.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use model::ContentHash;
use proptest::prelude::*;
use seal::{Key, Purpose, check, query, random_nonce, read_reply};

const TEXT: &[u8] = b"contrechamp journal head\nline 412\n";

fn runs(dir: &Path, program: &str, args: &[&str], stdin: &[u8]) -> bool {
    let input = dir.join("stdin");
    fs::write(&input, stdin).expect("written");
    let done = Command::new(program)
        .args(args)
        .current_dir(dir)
        .stdin(fs::File::open(input).expect("opened"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    done.expect("ssh-keygen and openssl are installed by ./test")
        .success()
}

#[test]
fn ssh_keygen_accepts_our_signature_and_refuses_another_text_purpose_or_key() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path();
    let key = Key::make(&path.join("key"), "case").expect("a key");
    assert!(
        Key::make(&path.join("key"), "case").is_err(),
        "never written over"
    );
    let signature = key.sign(Purpose::Head, TEXT).expect("signed");
    fs::write(path.join("sig"), &signature).expect("written");
    let allow = |public: &str| {
        let line = format!("k7 namespaces=\"journal-head@contrechamp\" {public}\n");
        fs::write(path.join("allowed"), line).expect("written");
    };
    allow(&key.public());
    let verify = |namespace: &str, text: &[u8]| {
        let args = [
            "-Y", "verify", "-f", "allowed", "-I", "k7", "-n", namespace, "-s", "sig",
        ];
        runs(path, "ssh-keygen", &args, text)
    };
    assert!(verify("journal-head@contrechamp", TEXT));
    assert!(!verify("journal-head@contrechamp", b"another"));
    assert!(!verify("bag@contrechamp", TEXT));
    let other = Key::make(&path.join("other"), "case").expect("a key");
    allow(&other.public());
    assert!(!verify("journal-head@contrechamp", TEXT));

    let signed = check(&signature, Purpose::Head, TEXT).expect("holds");
    assert_eq!(signed.fingerprint, key.fingerprint());
    assert_eq!(signed.public, key.public());
    assert!(check(&signature, Purpose::Head, b"another").is_err());
    assert!(check(&signature, Purpose::Bag, TEXT).is_err());
    assert!(check("nonsense", Purpose::Head, TEXT).is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path.join("key"))
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn keys_of_the_user_sign_whatever_kind_they_are() {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, kind) in [("a", "ed25519"), ("b", "ecdsa"), ("c", "rsa")] {
        let made = ["-q", "-t", kind, "-N", "", "-C", "k7@desk", "-f", name];
        assert!(runs(dir.path(), "ssh-keygen", &made, b""));
        let key = Key::read(&dir.path().join(name)).expect("a key");
        let signature = key.sign(Purpose::Bag, TEXT).expect("signed");
        let signed = check(&signature, Purpose::Bag, TEXT).expect("holds");
        assert_eq!(signed.fingerprint, key.fingerprint(), "{kind}");
        assert!(check(&signature, Purpose::Bag, b"another").is_err());
        assert!(!signed.public.contains("desk"), "comments name people");
    }
    fs::write(dir.path().join("none"), "not a key").expect("written");
    assert!(Key::read(&dir.path().join("none")).is_err());
    assert!(Key::read(&dir.path().join("a.pub")).is_err());
}

/// An authority of our own, made with OpenSSL.
fn authority(dir: &Path) {
    let config = "\
[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=Test authority\n\
[stamping]\nextendedKeyUsage=critical,timeStamping\n\
[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\n\
signer_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\n\
accuracy=secs:1\nordering=no\ntsa_name=yes\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n";
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
    assert!(runs(dir, "openssl", &made, b""));
}

#[test]
fn openssl_stamps_our_query_and_its_stamp_holds_here_and_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path();
    authority(path);
    let hash = ContentHash::of(TEXT);
    let asked = query(&hash, random_nonce()).expect("a query");
    fs::write(path.join("q.tsq"), &asked).expect("written");
    let args = [
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-queryfile",
        "q.tsq",
        "-out",
        "r.tsr",
    ];
    assert!(runs(path, "openssl", &args, b""));
    let reply = fs::read(path.join("r.tsr")).expect("a reply");
    let stamp = read_reply(&reply, &hash, Some(&asked)).expect("holds");
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs() as i64;
    assert!((now - 600..=now + 600).contains(&stamp.at), "{stamp:?}");
    assert_eq!(stamp.policy, "1.2.3.4.1");
    assert!(read_reply(&reply, &ContentHash::of(b"another"), None).is_err());
    let other = query(&hash, random_nonce()).expect("a query");
    assert!(read_reply(&reply, &hash, Some(&other)).is_err());

    fs::write(path.join("text"), TEXT).expect("written");
    let verify = [
        "ts", "-verify", "-in", "r.tsr", "-data", "text", "-CAfile", "tsa.pem",
    ];
    assert!(runs(path, "openssl", &verify, b""));
    fs::write(path.join("text"), b"another").expect("written");
    assert!(!runs(path, "openssl", &verify, b""));

    let token = ["ts", "-reply", "-in", "r.tsr", "-token_out", "-out", "bare"];
    assert!(runs(path, "openssl", &token, b""));
    let bare = fs::read(path.join("bare")).expect("a token");
    assert_eq!(
        read_reply(&bare, &hash, Some(&asked)).expect("holds"),
        stamp
    );
}

proptest! {
    /// Whatever is read as a reply or a signature is refused calmly.
    #[test]
    fn any_bytes_are_refused_calmly(bytes in prop::collection::vec(any::<u8>(), 0..400), text in ".{0,200}") {
        let hash = ContentHash::of(TEXT);
        prop_assert!(read_reply(&bytes, &hash, None).is_err());
        prop_assert!(check(&text, Purpose::Head, TEXT).is_err());
    }
}
