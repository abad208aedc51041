//! `verify` finds what was changed in a case folder, and says where.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ground, filmed_view, investigate, investigate_unread, run, test_card};

/// A case with one watched video.
fn watched() -> Ground {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), 1);
    investigate(&ground).expect(0);
    ground
}

/// Files below a folder of the case.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        if entry.path().is_dir() && entry.file_name() != ".aside" {
            found.extend(files(&entry.path()));
        } else if entry.path().is_file() {
            found.push(entry.path());
        }
    }
    found
}

fn flip_a_byte(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    // The original is read-only: whoever changes it must mean it.
    let _ = fs::remove_file(path);
    fs::write(path, bytes).expect("written");
}

#[test]
fn every_kind_of_change_is_found_and_named() {
    let ground = watched();
    let case = ground.case_str();
    let whole = run(&["verify", "--case", case, "--json"]).expect(0);
    let lines = whole.json();
    let part = |name: &str| {
        let found = lines
            .iter()
            .find(|l| l["part"] == name && l["fault"].is_null());
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    assert_eq!(part("originals")["whole"], 1);
    assert!(part("derived")["checked"].as_u64() > Some(0));
    assert_eq!(part("derived")["unchecked"], 0);
    let head = &part("journal")["head"];
    let head = format!("{}:{}", head["seq"], head["hash"].as_str().expect("a hash"));
    run(&["verify", "--case", case, "--head", &head]).expect(0);

    let derived = files(&ground.case.join("derived"));
    let segment = derived
        .iter()
        .find(|p| p.extension().is_some() && !p.ends_with("SHA256SUMS"))
        .expect("a derived file");
    flip_a_byte(segment);
    run(&["verify", "--case", case])
        .expect(1)
        .says("NOT WHOLE  derived: derived/");
    flip_a_byte(segment);
    run(&["verify", "--case", case]).expect(0);

    let stray = ground.case.join("objects").join("stray");
    fs::write(&stray, "x").expect("written");
    run(&["verify", "--case", case])
        .expect(1)
        .says("objects/stray");
    fs::remove_file(&stray).expect("removed");

    // What a run preserved before it was cut off: told, and no fault; a changed one is.
    let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    let left = ground.case.join("objects").join(&hash[..2]).join(hash);
    fs::create_dir_all(left.parent().expect("a folder")).expect("a folder");
    fs::write(&left, "x").expect("written");
    run(&["verify", "--case", case])
        .expect(0)
        .says("of no item");
    fs::write(&left, "y").expect("written");
    run(&["verify", "--case", case]).expect(1).says(hash);
    fs::remove_file(&left).expect("removed");

    flip_a_byte(&files(&ground.case.join("objects"))[0]);
    run(&["verify", "--case", case])
        .expect(1)
        .says("a.mp4")
        .says("damaged")
        .says("0 of 1 are whole");
}

#[test]
fn a_head_of_another_time_or_history_does_not_fit() {
    let ground = watched();
    let case = ground.case_str();
    let zeros = "0".repeat(64);
    run(&["verify", "--case", case, "--head", &format!("3:{zeros}")])
        .expect(1)
        .says("another history");
    run(&["verify", "--case", case, "--head", &format!("9999:{zeros}")])
        .expect(1)
        .says("an older copy");
    run(&["verify", "--case", case, "--head", "3"]).expect(2);
}

#[test]
fn proof_pictures_are_made_again_and_other_pixels_are_found() {
    let ground = Ground::new();
    filmed_view(&ground);
    investigate_unread(&ground).expect(0);
    let case = ground.case_str();
    for most in ["all", "1", "50"] {
        run(&["verify", "--case", case, "--proofs", most])
            .expect(0)
            .says("proofs     1 of 1 sightings' pictures came out the same");
    }
    run(&["verify", "--case", case, "--proofs", "0"]).expect(2);
    run(&["verify", "--case", case, "--proofs", "some"]).expect(2);

    // A picture that can be read, of other pixels: as somebody puts it there who also writes the
    // list of checksums anew.
    let pictures = files(&ground.case.join("derived/pictures"));
    let pictures: Vec<&PathBuf> = pictures
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "png"))
        .collect();
    assert!(pictures.len() >= 2, "{pictures:?}");
    let grey = pixels::Rgb::new(640, 360, vec![7; 3 * 640 * 360]);
    let other = publish::encode_png(&grey).expect("a picture");
    let mut found = 0;
    for picture in &pictures {
        let kept = fs::read(picture).expect("read");
        fs::remove_file(picture).expect("removed");
        fs::write(picture, &other).expect("written");
        let told = run(&["verify", "--case", case, "--proofs", "all", "--json"]).expect(1);
        let lines = told.json();
        let same = |l: &&serde_json::Value| l["part"] == "proofs" && l["fault"].is_string();
        if let Some(fault) = lines.iter().find(same) {
            assert_eq!(fault["fault"], "made again it has other pixels");
            found += 1;
        }
        fs::write(picture, kept).expect("put back");
    }
    assert_eq!(found, 2, "the frame and its rectified quad");
    run(&["verify", "--case", case, "--proofs", "all"]).expect(0);
    // Without pictures nothing is compared, and that is said.
    for picture in pictures {
        fs::remove_file(picture).expect("removed");
    }
    run(&["verify", "--case", case, "--proofs", "all"])
        .says("proofs     0 of 0 sightings' pictures came out the same")
        .says("1 sightings have no pictures to compare");
}

#[test]
fn a_check_goes_on_where_one_that_was_cut_off_was() {
    let ground = Ground::new();
    let case = ground.case_str();
    for name in ["a", "b", "c"] {
        fs::write(ground.documents.join(name), name.repeat(1000)).expect("written");
    }
    run(&["new", case]).expect(0);
    let documents = ground.documents.to_str().expect("a path");
    run(&["add", "--case", case, documents]).expect(0);
    let notes = ground.dir.path().join("notes");
    let path = notes.to_str().expect("a path");
    let earlier = |status: i32| {
        let told = run(&["verify", "--case", case, "--notes", path, "--json"]).expect(status);
        let lines = told.json();
        let part = lines
            .iter()
            .find(|l| l["part"] == "originals" && l["fault"].is_null());
        let part = part.expect("originals");
        assert_eq!(part["checked"], 3);
        part["earlier"].as_u64()
    };
    assert_eq!(earlier(0), Some(0));
    assert_eq!(earlier(0), Some(3));
    // Cut off within a line: that one is read again, and no other.
    let text = fs::read_to_string(&notes).expect("read");
    assert_eq!(text.lines().count(), 3);
    fs::write(&notes, &text[..text.len() - 9]).expect("written");
    assert_eq!(earlier(0), Some(2));
    assert_eq!(earlier(0), Some(3));
    run(&["verify", "--case", case, "--notes", path])
        .expect(0)
        .says("3 of 3 are whole; 3 were found so by an earlier run");
    // A file that was changed since is read, whatever the notes say.
    flip_a_byte(&files(&ground.case.join("objects"))[0]);
    assert_eq!(earlier(1), Some(2));
}
