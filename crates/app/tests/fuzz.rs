//! What a case folder or a bag from elsewhere holds, changed at random and read in the program
//! itself: manifests of bags, statements of the journal's head, derived pictures. Refused or read,
//! never a panic.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use case::{Access, Case};
use common::{Ground, filmed_view, investigate_unread, run};
use model::ContentHash;

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(name)
}

/// A case with one file.
fn small() -> Ground {
    let ground = Ground::new();
    fs::write(ground.documents.join("a b.txt"), "words").expect("written");
    run(&["new", ground.case_str()]).expect(0);
    let documents = ground.documents.to_str().expect("a path");
    run(&["add", "--case", ground.case_str(), documents]).expect(0);
    ground
}

#[test]
fn manifests_of_bags() {
    let ground = small();
    let bag = ground.dir.path().join("bag");
    let to = bag.to_str().expect("a path");
    run(&["export", "bag", "--to", to, "--case", ground.case_str()]).expect(0);
    let read = |name: &str| fs::read(bag.join(name)).expect("in the bag");
    let whole = read("manifest-sha256.txt");
    let tags = String::from_utf8(read("tagmanifest-sha256.txt")).expect("a text");
    let line = |bytes: &[u8]| {
        let sum = ContentHash::of(bytes).to_hex();
        let of = |l: &str| match l.ends_with("  manifest-sha256.txt") {
            true => format!("{sum}  manifest-sha256.txt\n"),
            false => format!("{l}\n"),
        };
        tags.lines().map(of).collect::<String>()
    };
    let target = ground.dir.path().join("again");
    let import = || {
        let _ = fs::remove_dir_all(&target);
        pipeline::import_bag(&bag, &target, None, &mut pipeline::Silent).is_ok()
    };
    assert!(import(), "the bag is whole");
    let seeds = [
        whole.clone(),
        b"00  data/../../etc/passwd\n00 *data/a%0Ab\n".to_vec(),
    ];
    stage::fuzz(&corpus("manifest"), &seeds, 150, &mut |bytes| {
        fs::write(bag.join("manifest-sha256.txt"), bytes).expect("written");
        fs::write(bag.join("tagmanifest-sha256.txt"), line(bytes)).expect("written");
        import();
    });
    fs::write(bag.join("manifest-sha256.txt"), &whole).expect("written");
    let seeds = [tags.clone().into_bytes()];
    stage::fuzz(&corpus("tagmanifest"), &seeds, 150, &mut |bytes| {
        fs::write(bag.join("tagmanifest-sha256.txt"), bytes).expect("written");
        import();
    });
}

#[test]
fn statements_of_the_head() {
    let ground = small();
    run(&["seal", "--case-key", "--case", ground.case_str()]).expect(0);
    let case = Case::open(&ground.case, Access::Read).expect("a case");
    let seals = fs::read_dir(ground.case.join("seals")).expect("seals");
    let mut files = seals.map(|e| e.expect("an entry").path());
    let statement = files.find(|p| p.extension().is_some_and(|e| e == "txt"));
    let statement = statement.expect("a statement");
    let whole = fs::read(&statement).expect("read");
    let holds = || {
        pipeline::check_statement(&case, &statement)
            .expect("read")
            .is_ok()
    };
    assert!(holds());
    let seeds = [whole.clone()];
    stage::fuzz(&corpus("statement"), &seeds, 2_000, &mut |bytes| {
        fs::write(&statement, bytes).expect("written");
        // Its signature is over every byte.
        assert!(!holds() || bytes == whole);
    });
}

#[test]
fn derived_pictures() {
    let ground = Ground::new();
    filmed_view(&ground);
    investigate_unread(&ground).expect(0);
    let case = Case::open(&ground.case, Access::Read).expect("a case");
    let program = env!("CARGO_BIN_EXE_contrechamp").into();
    let desk = pipeline::Desk::open(case, program, pipeline::Settings::default());
    let desk = desk.expect("a desk");
    let folders = fs::read_dir(ground.case.join("derived/pictures")).expect("pictures");
    let files = folders.flat_map(|f| fs::read_dir(f.expect("a folder").path()).expect("files"));
    let mut files = files.map(|f| f.expect("a file").path());
    let picture = files
        .find(|p| p.extension().is_some_and(|e| e == "png"))
        .expect("a picture");
    let whole = fs::read(&picture).expect("read");
    // One that says that it has more pixels than there is memory.
    let mut huge = whole.clone();
    huge[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    let _ = fs::remove_file(&picture);
    stage::fuzz(&corpus("picture"), &[whole, huge], 20, &mut |bytes| {
        fs::write(&picture, bytes).expect("written");
        let mut told = 0;
        desk.verify_proofs(None, &mut |_, _| told += 1)
            .expect("the case is read");
        assert_eq!(told, 1);
    });
}
