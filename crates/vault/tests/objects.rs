//! The vault keeps what it is given, under its hash, unchanged, and takes only plain files.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use model::{ContentHash, DerivedKey};
use proptest::prelude::*;
use tempfile::TempDir;
use vault::{Derived, MemoryVault, Objects, Vault, VaultError};

const LONG: usize = (3 << 20) + 17;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("a source file");
}

fn names_in(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_kept_under_the_hash_of_its_content() {
    let (case, footage) = (folder(), folder());
    let source = footage.path().join("a\nb 🎞.mp4");
    let content: Vec<u8> = (0..LONG).map(|i| (i % 251) as u8).collect();
    write(&source, &content);
    let before = fs::metadata(&source).expect("metadata");

    let vault = Vault::open(case.path()).expect("a vault");
    let mut told = 0;
    let stored = vault.put_file(&source, &mut |n| told += n).expect("stored");

    assert_eq!(stored.hash, ContentHash::of(&content));
    assert_eq!(
        (stored.bytes, stored.new, told),
        (LONG as u64, true, LONG as u64)
    );
    let path = vault.get_path(&stored.hash).expect("the object");
    let hex = stored.hash.to_hex();
    assert_eq!(path, case.path().join("objects").join(&hex[..2]).join(&hex));
    assert_eq!(fs::read(&path).expect("readable"), content);
    assert!(
        fs::metadata(&path)
            .expect("metadata")
            .permissions()
            .readonly()
    );
    assert_eq!(vault.verify(&stored.hash).expect("whole"), LONG as u64);

    let after = fs::metadata(&source).expect("metadata");
    assert_eq!(after.modified().ok(), before.modified().ok());
    assert_eq!(after.permissions(), before.permissions());
    assert_eq!(names_in(&case.path().join("objects/.aside")), ["lock"]);
}

#[test]
fn the_same_content_is_kept_once_and_a_later_write_to_the_source_does_not_reach_it() {
    let (case, footage) = (folder(), folder());
    let vault = Vault::open(case.path()).expect("a vault");
    let (a, b) = (footage.path().join("a"), footage.path().join("b"));
    write(&a, b"the same");
    write(&b, b"the same");
    let first = vault.put_file(&a, &mut |_| {}).expect("stored");
    let second = vault.put_file(&b, &mut |_| {}).expect("stored");
    let third = vault.put_bytes(b"the same").expect("stored");
    assert!(first.new && !second.new && !third.new);
    assert_eq!((first.hash, first.hash), (second.hash, third.hash));

    write(&a, b"otherwise");
    assert!(vault.verify(&first.hash).is_ok());
}

#[test]
fn an_empty_file_is_an_object() {
    let (case, footage) = (folder(), folder());
    let vault = Vault::open(case.path()).expect("a vault");
    let source = footage.path().join("empty");
    write(&source, b"");
    let stored = vault.put_file(&source, &mut |_| {}).expect("stored");
    assert_eq!((stored.hash, stored.bytes), (ContentHash::of(b""), 0));
    assert_eq!(vault.verify(&stored.hash).expect("whole"), 0);
}

#[test]
fn damage_is_found_and_mended_by_the_same_content() {
    let case = folder();
    let vault = Vault::open(case.path()).expect("a vault");
    let stored = vault.put_bytes(b"evidence").expect("stored");
    let path = vault.get_path(&stored.hash).expect("the object");

    fs::remove_file(&path).expect("removable");
    assert!(matches!(vault.verify(&stored.hash), Err(VaultError::Missing(h)) if h == stored.hash));

    write(&path, b"evidencf");
    let found = ContentHash::of(b"evidencf");
    assert!(
        matches!(vault.verify(&stored.hash), Err(VaultError::Damaged { found: f, .. }) if f == found)
    );

    write(&path, b"evid");
    assert!(vault.put_bytes(b"evidence").expect("stored").new);
    assert!(vault.verify(&stored.hash).is_ok());
}

#[test]
fn what_a_killed_run_left_is_cleaned_but_not_what_a_living_one_writes() {
    let (case, key) = (folder(), DerivedKey(ContentHash::of(b"work")));
    let aside = case.path().join("derived/.aside");
    let first = Derived::open(case.path()).expect("derived files");
    let mut open = first.begin("features", &key, "feat").expect("a file");
    open.write_all(b"half").expect("written");
    assert_eq!(
        names_in(&aside).len(),
        2,
        "the lock and the file being written"
    );

    let second = Derived::open(case.path()).expect("derived files");
    assert_eq!(
        names_in(&aside).len(),
        2,
        "a second opening leaves a living one's file alone"
    );
    open.write_all(b" and half").expect("written");
    open.commit().expect("named");
    assert_eq!(
        second
            .get("features", &key, "feat")
            .expect("readable")
            .as_deref(),
        Some(b"half and half".as_slice())
    );

    drop((first, second));
    write(&aside.join("w-left"), b"torn");
    write(
        &case.path().join("derived/features/keep"),
        b"not ours to remove",
    );
    let third = Derived::open(case.path()).expect("derived files");
    assert_eq!(names_in(&aside), ["lock"]);
    assert!(third.exists("features", &key, "feat"));
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let (case, footage) = (folder(), folder());
    let vault = Vault::open(case.path()).expect("a vault");
    let source = footage.path().join("growing.mp4");
    let mut writer = File::create(&source).expect("a source");
    writer.write_all(&vec![7; LONG]).expect("written");
    let mut grown = false;
    let outcome = vault.put_file(&source, &mut |_| {
        if !grown {
            grown = true;
            writer.write_all(b"more").expect("written");
        }
    });
    let error = outcome.expect_err("refused");
    assert!(
        matches!(error, VaultError::Changed { .. }) && error.is_about_source(),
        "{error}"
    );
    assert!(error.to_string().contains("growing.mp4"));

    // Of the same size, but touched.
    let mut touched = false;
    let outcome = vault.put_file(&source, &mut |_| {
        if !touched {
            touched = true;
            let mut file = OpenOptions::new()
                .write(true)
                .open(&source)
                .expect("opened");
            file.seek(SeekFrom::Start(0)).expect("sought");
            file.write_all(b"X").expect("written");
            let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
            file.set_modified(later).expect("touched");
        }
    });
    assert!(matches!(outcome, Err(VaultError::Changed { .. })));
    assert_eq!(
        names_in(&case.path().join("objects/.aside")),
        ["lock"],
        "nothing is left aside"
    );
}

#[cfg(unix)]
#[test]
fn links_pipes_sockets_folders_and_devices_are_refused_at_once() {
    use std::os::unix::fs::symlink;
    let (case, footage) = (folder(), folder());
    let vault = Vault::open(case.path()).expect("a vault");
    let at = |name: &str| footage.path().join(name);
    write(&at("file"), b"plain");
    symlink(at("file"), at("link")).expect("a link");
    rustix::fs::mkfifoat(rustix::fs::CWD, at("pipe"), rustix::fs::Mode::RUSR).expect("a pipe");
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("a socket");
    fs::create_dir(at("folder")).expect("a folder");
    for (name, what) in [
        ("link", "symbolic link"),
        ("pipe", "pipe"),
        ("socket", "socket"),
        ("folder", "folder"),
    ] {
        let error = vault.put_file(&at(name), &mut |_| {}).expect_err(name);
        assert!(error.is_about_source());
        assert!(error.to_string().contains(what), "{error}");
        assert!(error.to_string().contains(name), "{error}");
    }
    let error = vault.put_file(Path::new("/dev/zero"), &mut |_| {});
    assert!(matches!(error, Err(VaultError::NotAFile { .. })));
    let error = vault
        .put_file(&at("nothing\nhere"), &mut |_| {})
        .expect_err("missing");
    assert!(
        error.is_about_source() && !error.to_string().contains('\n'),
        "{error}"
    );
}

#[test]
#[ignore = "needs a disk of some ten megabytes: SMALL_DISK names an empty folder on one"]
fn a_full_disk_is_said_with_what_is_needed_and_leaves_nothing() {
    let disk = std::env::var_os("SMALL_DISK").expect("an empty folder on a small disk");
    let (disk, footage) = (Path::new(&disk), folder());
    let vault = Vault::open(disk).expect("a vault");
    let source = footage.path().join("long.mp4");
    let kept = vault.put_bytes(&vec![3; 1 << 20]).expect("stored");
    let long = File::create(&source).expect("a source");
    long.set_len(64 << 20).expect("a long source");
    let full = |error: VaultError| {
        assert!(
            matches!(error, VaultError::Full { .. }) && !error.is_about_source(),
            "{error:?}"
        );
        error.to_string()
    };
    let said = full(vault.put_file(&source, &mut |_| {}).expect_err("full"));
    assert!(
        said.contains(&(64u64 << 20).to_string()) && said.contains("are free"),
        "{said}"
    );
    full(vault.put_bytes(&vec![4; 64 << 20]).expect_err("full"));
    assert_eq!(names_in(&disk.join("objects/.aside")), ["lock"]);
    assert!(vault.verify(&kept.hash).is_ok());
    assert!(vault.put_bytes(b"small").expect("goes on").new);
}

#[test]
fn a_folder_that_is_missing_is_no_vault() {
    let case = folder();
    write(&case.path().join("file"), b"");
    for name in ["missing", "file"] {
        assert!(matches!(
            Vault::open(&case.path().join(name)),
            Err(VaultError::Folder { .. })
        ));
    }
}

#[test]
fn derived_names_stay_in_their_folder() {
    let case = folder();
    let derived = Derived::open(case.path()).expect("derived files");
    let key = DerivedKey(ContentHash::of(b"work"));
    for (kind, ext) in [
        ("../../x", "png"),
        ("..", "../../y"),
        ("a/b", "tar.gz"),
        ("", ""),
    ] {
        let path = derived.put(kind, &key, ext, b"bytes").expect("stored");
        assert_eq!(path, derived.path(kind, &key, ext));
        let inside = path
            .strip_prefix(case.path().join("derived"))
            .expect("inside");
        assert!(
            inside
                .components()
                .all(|c| matches!(c, std::path::Component::Normal(_)))
        );
        assert!(derived.exists(kind, &key, ext));
    }
    let other = DerivedKey(ContentHash::of(b"other"));
    assert_eq!(
        derived.get("pictures", &other, "png").expect("readable"),
        None
    );
    derived
        .put("pictures", &key, "png", b"one")
        .expect("stored");
    derived
        .put("pictures", &key, "png", b"two")
        .expect("replaced");
    assert_eq!(
        derived
            .get("pictures", &key, "png")
            .expect("readable")
            .as_deref(),
        Some(b"two".as_slice())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Folder and memory answer alike, whatever is put in and asked for.
    #[test]
    fn every_vault_keeps_bytes_alike(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..8)) {
        let (case, footage) = (folder(), folder());
        let disk = Vault::open(case.path()).expect("a vault");
        let memory = MemoryVault::default();
        let source = footage.path().join("source");
        for (i, content) in contents.iter().enumerate() {
            write(&source, content);
            let shelves: [&dyn Objects; 2] = [&disk, &memory];
            let stored = shelves.map(|shelf| {
                if i % 2 == 0 { shelf.put_bytes(content) } else { shelf.put_file(&source, &mut |_| {}) }.expect("stored")
            });
            prop_assert_eq!(stored[0], stored[1]);
            prop_assert_eq!(stored[0].hash, ContentHash::of(content));
            prop_assert_eq!(stored[0].new, !contents[..i].contains(content));
            for shelf in shelves {
                let mut back = Vec::new();
                shelf.read(&stored[0].hash).expect("there").read_to_end(&mut back).expect("readable");
                prop_assert_eq!(&back, content);
                prop_assert_eq!(shelf.verify(&stored[0].hash).expect("whole"), content.len() as u64);
                prop_assert!(!shelf.contains(&ContentHash::of(b"never put in by these tests")));
            }
        }
    }
}

#[test]
fn what_is_read_to_its_end_is_kept_and_what_breaks_off_is_not() {
    struct Breaking(usize);
    impl std::io::Read for Breaking {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Err(std::io::Error::other("the sender went away"));
            }
            let n = self.0.min(buffer.len());
            buffer[..n].fill(7);
            self.0 -= n;
            Ok(n)
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let vault = vault::Vault::open(dir.path()).unwrap();
    let mut told = 0;
    let stored = vault
        .put_reader("sent", &mut &b"some bytes"[..], &mut |n| told += n)
        .unwrap();
    assert_eq!((stored.bytes, told, stored.new), (10, 10, true));
    assert_eq!(vault.verify(&stored.hash).unwrap(), 10);
    let broken = vault.put_reader("sent", &mut Breaking(3 << 20), &mut |_| {});
    let broken = broken.unwrap_err();
    assert!(broken.is_about_source(), "{broken}");
    let strays = vault.strays(&|h| *h == stored.hash).unwrap();
    assert!(strays.is_empty(), "{strays:?}");
}
