//! Whole-or-nothing writing: what is on disk before and after.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use publish::dossier::{Dossier, Picture};
use publish::{PublishError, render};

fn files_in(dir: &Path) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files_in(&path));
        } else {
            out.insert(path);
        }
    }
    out
}

fn named(name: &str) -> Dossier {
    Dossier {
        case_name: name.to_owned(),
        ..Dossier::default()
    }
}

#[test]
fn what_is_reported_is_what_is_written_and_names_are_hashes() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("deep/er/dossier");
    let written = render(&common::small(), &out).expect("written");
    let reported: BTreeSet<PathBuf> = written.files.iter().cloned().collect();
    assert_eq!(reported, files_in(&out.canonicalize().expect("there")));
    assert_eq!(reported.len(), written.files.len(), "no file twice");
    for picture in &written.files[1..] {
        let name = picture
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let bytes = fs::read(picture).expect("readable");
        assert_eq!(model::ContentHash::of(&bytes).to_hex(), name);
    }
    assert_eq!(
        fs::read_dir(out.parent().expect("a parent"))
            .expect("there")
            .count(),
        1,
        "nothing is left beside it"
    );
}

#[test]
fn the_same_dossier_gives_the_same_bytes_and_replaces_the_former_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("dossier");
    let first = render(&common::small(), &out).expect("written");
    let page = fs::read(&first.index).expect("readable");
    render(&common::small(), &out).expect("written again");
    assert_eq!(fs::read(&first.index).expect("readable"), page);
    let second = render(&named("Other"), &out).expect("replaced");
    assert_eq!(
        files_in(&out.canonicalize().expect("there")).len(),
        1,
        "old pictures are gone"
    );
    assert!(
        fs::read_to_string(second.index)
            .expect("readable")
            .contains("Other")
    );
}

#[test]
fn a_folder_that_is_not_a_dossier_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let refused = |name: &str, fill: &dyn Fn(&Path)| {
        let out = dir.path().join(name);
        fill(&out);
        let before = dir.path().read_dir().expect("there").count();
        let error = render(&named("X"), &out).expect_err("refused");
        assert!(matches!(error, PublishError::NotADossier { .. }), "{error}");
        assert_eq!(
            dir.path().read_dir().expect("there").count(),
            before,
            "nothing aside"
        );
        error.to_string()
    };
    let text = refused("holiday", &|out| {
        fs::create_dir(out).expect("made");
        fs::write(out.join("beach.jpg"), b"sand").expect("written");
    });
    assert!(
        text.contains("beach.jpg") && text.contains("move it away"),
        "{text}"
    );
    assert_eq!(
        fs::read(dir.path().join("holiday/beach.jpg")).expect("kept"),
        b"sand"
    );
    refused("site", &|out| {
        fs::create_dir(out).expect("made");
        fs::write(out.join("index.html"), b"<h1>my site</h1>").expect("written");
    });
    refused("album", &|out| {
        fs::create_dir_all(out.join("pictures")).expect("made")
    });
    refused("file", &|out| fs::write(out, b"text").expect("written"));
    refused("grown", &|out| {
        render(&named("Old"), out).expect("written");
        fs::write(out.join("my notes.txt"), b"mine").expect("written");
    });
    assert_eq!(
        fs::read(dir.path().join("grown/my notes.txt")).expect("kept"),
        b"mine"
    );
}

#[test]
fn an_empty_folder_and_what_desktops_leave_may_be_replaced() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("dossier");
    fs::create_dir(&out).expect("made");
    render(&named("A"), &out).expect("into an empty folder");
    fs::write(out.join(".DS_Store"), b"x").expect("written");
    render(&named("B"), &out).expect("over a dossier that was looked at");
    assert!(!out.join(".DS_Store").exists());
}

#[test]
fn a_killed_run_is_mended_by_the_next() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("dossier");
    render(&named("Former"), &out).expect("written");
    // Killed while writing: the former is whole, half of a new one lies aside.
    let new = dir.path().join(".dossier.contrechamp-new");
    fs::create_dir_all(new.join("pictures")).expect("made");
    fs::write(new.join("index.html"), b"<!DOCTYPE html><html la").expect("written");
    render(&named("Second"), &out).expect("written");
    assert!(!new.exists());
    // Killed between the two renames: the former lies under its aside name.
    let old = dir.path().join(".dossier.contrechamp-old");
    fs::rename(&out, &old).expect("moved");
    render(&named("Third"), &out).expect("written");
    assert!(
        fs::read_to_string(out.join("index.html"))
            .expect("readable")
            .contains("Third")
    );
    let left: Vec<_> = dir
        .path()
        .read_dir()
        .expect("there")
        .map(|e| e.expect("an entry").file_name())
        .collect();
    assert_eq!(left, ["dossier"]);
}

#[test]
fn a_picture_that_cannot_be_used_costs_its_place_only() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut dossier = common::small();
    let s = &mut dossier.products[0].sightings[0];
    s.frame_picture = Picture::File(dir.path().join("secret-user/gone.png"));
    s.rectified_picture = Picture::Bytes(b"<svg onload=alert(1)>".to_vec());
    let Picture::Bytes(mut torn) = dossier.products[1].references[0].picture.clone() else {
        panic!("made in memory")
    };
    torn.truncate(20);
    dossier.products[1].references[0].picture = Picture::Bytes(torn);
    let written = render(&dossier, &dir.path().join("dossier")).expect("written all the same");
    let what: Vec<&str> = written.unusable.iter().map(|u| u.what.as_str()).collect();
    assert_eq!(what.len(), 3, "{what:?}");
    assert_eq!(
        &what[..2],
        ["frame of sighting 2", "rectified screen of sighting 2"]
    );
    let page = fs::read_to_string(written.index).expect("readable");
    assert_eq!(page.matches(" cannot be shown: ").count(), 3);
    assert!(page.contains("gone.png") && !page.contains("secret-user"));
    assert!(!page.contains("<svg onload"));
}

#[test]
fn a_place_without_a_name_or_below_a_file_is_refused_in_words() {
    assert!(matches!(
        render(&named("X"), Path::new("/")),
        Err(PublishError::NoName(_))
    ));
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("file");
    fs::write(&file, b"text").expect("written");
    let error = render(&named("X"), &file.join("dossier")).expect_err("below a file");
    assert!(
        error
            .to_string()
            .contains("check free space and write permission"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_followed() {
    let dir = tempfile::tempdir().expect("a folder");
    let (real, link) = (dir.path().join("real"), dir.path().join("link"));
    fs::create_dir(&real).expect("made");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    render(&named("X"), &link).expect("written");
    assert!(link.is_symlink() && real.join("index.html").is_file());
}
