//! Every kind of bad input ends in a message that names the file and what to do; everything else
//! is done, and the next run goes on.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Ground, ended, filmed_view, investigate, investigation, list, run, test_card};

#[test]
fn empty_folders_make_a_case_that_says_so() {
    let ground = Ground::new();
    investigate(&ground)
        .expect(0)
        .says("no file in")
        .says("dossier:");
    assert!(list(&ground, "items").is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let ground = Ground::new();
    fs::remove_dir(&ground.footage).unwrap();
    investigate(&ground).expect(2).says("footage").says("hint:");
    assert!(!ground.case.exists(), "no case may be left behind");
}

#[test]
fn a_folder_that_is_no_case_is_refused_with_a_hint() {
    let ground = Ground::new();
    let documents = ground.documents.to_str().unwrap();
    run(&["list", "--case", documents, "items"])
        .expect(3)
        .says("is not a case")
        .says("hint:");
    // A folder with other people's files is not turned into a case either.
    fs::write(ground.documents.join("letter.txt"), "mine").unwrap();
    run(&["new", documents]).expect(3);
    assert_eq!(
        fs::read_to_string(ground.documents.join("letter.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn bad_files_cost_themselves_only_and_are_named() {
    let ground = Ground::new();
    test_card(&ground.footage.join("good.mp4"), 2);
    let good = fs::read(ground.footage.join("good.mp4")).unwrap();
    fs::write(
        ground.footage.join("truncated.mp4"),
        &good[..good.len() / 2],
    )
    .unwrap();
    fs::write(
        ground.footage.join("text.mp4"),
        "just words, no film\n".repeat(50),
    )
    .unwrap();
    fs::write(ground.footage.join("zero.mp4"), "").unwrap();
    fs::write(ground.footage.join("line\nbreak 🎬 ә.mp4"), &good).unwrap();
    fs::write(
        ground.documents.join("truncated.pdf"),
        "%PDF-1.7\n1 0 obj\n<< /Type /Cat",
    )
    .unwrap();
    fs::write(ground.documents.join("locked.pdf"), locked_pdf()).unwrap();
    fs::write(ground.documents.join("huge.png"), huge_png()).unwrap();
    fs::write(ground.documents.join("zero.png"), "").unwrap();

    let ran = investigate(&ground).expect(1);
    for name in ["truncated.mp4", "truncated.pdf", "locked.pdf", "huge.png"] {
        assert!(
            ran.stdout.contains(name) || ran.stderr.contains(name),
            "{name} is not named:\n{}\n{}",
            ran.stdout,
            ran.stderr
        );
    }
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert!(
        !all.contains("line\nbreak"),
        "a raw line break reached the terminal"
    );
    let items = list(&ground, "items");
    // good.mp4 and the copy with the odd name are one item with two origins; the two empty files
    // are one item as well.
    assert_eq!(items.len(), 7, "{items:#?}");
    let copies = items
        .iter()
        .find(|i| i["path"] == "good.mp4")
        .unwrap_or_else(|| panic!("good.mp4 is listed: {items:#?}"));
    assert_eq!(copies["origins"].as_array().unwrap().len(), 2);
    assert_eq!(copies["kind"], "video");
    let shots = list(&ground, "shots");
    assert!(shots.iter().any(|s| s["video"] == "good.mp4"), "{shots:#?}");

    // The next run does nothing twice and says the same.
    investigate(&ground).expect(1);
    assert_eq!(list(&ground, "items").len(), 7);
}

#[test]
fn a_symbolic_link_and_a_pipe_are_named_and_passed_over() {
    let ground = Ground::new();
    std::os::unix::fs::symlink("/etc/hostname", ground.footage.join("link.mp4")).unwrap();
    let made = Command::new("mkfifo")
        .arg(ground.footage.join("pipe.mp4"))
        .status();
    assert!(made.expect("mkfifo is everywhere").success());
    investigate(&ground)
        .expect(1)
        .says("link.mp4")
        .says("pipe.mp4");
    assert!(list(&ground, "items").is_empty());
}

#[test]
fn an_unreadable_folder_is_named_and_the_rest_is_done() {
    use std::os::unix::fs::PermissionsExt;
    let ground = Ground::new();
    let closed = ground.footage.join("closed");
    fs::create_dir(&closed).unwrap();
    test_card(&ground.footage.join("good.mp4"), 1);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&closed).is_ok() {
        println!("skipped: this user may read every folder (root)");
        return;
    }
    let ran = investigate(&ground).expect(1);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    ran.says("closed");
    assert_eq!(list(&ground, "items").len(), 1);
}

#[test]
fn two_writers_at_once_get_a_clear_message() {
    let ground = Ground::new();
    test_card(&ground.footage.join("long.mp4"), 40);
    let mut first = investigation(&ground)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut refused = false;
    for _ in 0..200 {
        if ground.case.join("case.db").exists() {
            let second = ended(investigation(&ground).output().unwrap());
            if second.status == 3 && second.stderr.contains("is being written by") {
                refused = true;
                break;
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(refused, "the second writer was never refused");
    assert!(first.wait().unwrap().success());
}

#[test]
fn a_killed_run_goes_on_and_ends_like_an_undisturbed_one() {
    let undisturbed = Ground::new();
    for (name, seconds) in [("a.mp4", 2), ("b.mp4", 3)] {
        test_card(&undisturbed.footage.join(name), seconds);
    }
    filmed_view(&undisturbed);
    let begun = Instant::now();
    investigate(&undisturbed).expect(0);
    let whole = begun.elapsed();
    let disturbed = Ground {
        footage: undisturbed.footage.clone(),
        documents: undisturbed.documents.clone(),
        ..Ground::new()
    };
    // Shares of the time that a whole run takes: from its first moments to the proofs.
    for share in [0.002, 0.02, 0.1, 0.2, 0.3, 0.4, 0.5] {
        let mut run = investigation(&disturbed)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(share));
        // SIGKILL on Unix; an error means that it had already ended.
        let _ = run.kill();
        run.wait().unwrap();
    }
    investigate(&disturbed).expect(0);
    run(&["verify", "--case", disturbed.case_str()])
        .expect(0)
        .says("journal    whole");
    for what in ["shots", "references", "sightings"] {
        let expected = list(&undisturbed, what);
        assert!(!expected.is_empty(), "no {what} to compare");
        assert_eq!(list(&disturbed, what), expected, "{what}");
    }
    let ids = |g: &Ground| {
        list(g, "items")
            .iter()
            .map(|i| i["sha256"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&disturbed), ids(&undisturbed));
    assert_eq!(
        names_below(&disturbed.case),
        names_below(&undisturbed.case),
        "killed runs leave no file behind, and none is missing"
    );
}

/// Every file below a folder, without torn ends of the journal, which are kept on purpose.
fn names_below(dir: &Path) -> BTreeSet<PathBuf> {
    let mut names = BTreeSet::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let torn = path.to_str().unwrap().contains("torn");
            if path.is_dir() {
                folders.push(path);
            } else if !torn {
                names.insert(path.strip_prefix(dir).unwrap().to_owned());
            }
        }
    }
    names
}

#[test]
fn a_full_disk_is_said_and_the_next_run_goes_on() {
    let ground = Ground::new();
    test_card(&ground.footage.join("a.mp4"), 20);
    fs::write(ground.footage.join("big.bin"), vec![7u8; 24 << 20]).unwrap();
    fs::create_dir(&ground.case).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"])
        .arg(&ground.case)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if !mounted {
        println!("skipped: a small disk can only be mounted by an administrator");
        return;
    }
    let full = investigate(&ground);
    let grown = Command::new("mount")
        .args(["-o", "remount,size=200m"])
        .arg(&ground.case)
        .status();
    let then = investigate(&ground);
    let whole = run(&["verify", "--case", ground.case_str()]);
    let _ = Command::new("umount").arg(&ground.case).status();
    assert!(grown.unwrap().success());
    full.expect(1).says("free");
    // A file that is not understood is preserved and named; it is no failure.
    then.expect(0).says("big.bin");
    whole.expect(0);
}

/// A PDF that says it is encrypted with a password.
fn locked_pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
        format!(
            "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{0}> /U <{0}> >>",
            "5a".repeat(32)
        ),
    ];
    let mut pdf = b"%PDF-1.6\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", i + 1).as_bytes());
    }
    let xref = pdf.len();
    pdf.extend_from_slice(b"xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        pdf.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let id = "00".repeat(16);
    pdf.extend_from_slice(
        format!("trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{xref}\n%%EOF\n").as_bytes(),
    );
    pdf
}

/// A sound PNG header of 30,000 × 30,000 pixels of 24 bits.
fn huge_png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut ihdr = b"IHDR".to_vec();
    ihdr.extend_from_slice(&30_000u32.to_be_bytes());
    ihdr.extend_from_slice(&30_000u32.to_be_bytes());
    ihdr.extend_from_slice(&[8, 2, 0, 0, 0]);
    for chunk in [ihdr, b"IDAT\x78\x9c".to_vec()] {
        let length = u32::try_from(chunk.len() - 4).unwrap();
        png.extend_from_slice(&length.to_be_bytes());
        png.extend_from_slice(&chunk);
        png.extend_from_slice(&crc32(&chunk).to_be_bytes());
    }
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| {
            if c & 1 == 1 {
                c >> 1 ^ 0xedb8_8320
            } else {
                c >> 1
            }
        })
    })
}

#[test]
fn a_damaged_index_segment_is_named_and_rebuilt() {
    let ground = Ground::new();
    filmed_view(&ground);
    investigate(&ground).expect(0);
    let view = ground.documents.join("Made-up Desk/view.png");
    let find = || {
        let (case, view) = (ground.case_str(), view.to_str().unwrap());
        run(&["find", "--case", case, "--image", view])
    };
    find().expect(0).says("filmed.mp4");
    let index = ground.case.join("derived/index");
    let segment = names_below(&index)
        .into_iter()
        .find(|f| f.extension().is_some_and(|e| e == "segment"))
        .map(|f| index.join(f))
        .expect("one video was watched");
    let whole = fs::read(&segment).unwrap();
    let mut flipped = whole.clone();
    flipped[20] ^= 1;
    let mut late = whole.clone();
    late[whole.len() - 40] ^= 1;
    for (damaged, is_seen) in [
        (&flipped[..], true),
        (&whole[..whole.len() / 2], true),
        // Only reading every byte shows this one; analyse does.
        (&late[..], false),
    ] {
        fs::remove_file(&segment).unwrap();
        fs::write(&segment, damaged).unwrap();
        if is_seen {
            find().expect(1).says("filmed.mp4").says("analyse again");
        }
        run(&["analyse", "--case", ground.case_str()]).expect(0);
        assert!(fs::read(&segment).unwrap() == whole, "it is rebuilt");
        find().expect(0).says("filmed.mp4");
    }
}

/// A video by the `ffmpeg` program, of a picture that it makes by itself.
fn made_video(path: &Path, source: &str, options: &[&str]) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", source])
        .args(options)
        .arg(path)
        .status()
        .expect("ffmpeg is installed by ./test");
    assert!(made.success(), "no {}", path.display());
}

/// 8K, ten bits of HDR, black, one still picture, and one frame are watched; a reference that is too
/// small, or blank, says why it can't be looked for, and one of 8,000 pixels is looked for.
#[test]
fn odd_footage_is_watched_and_odd_references_say_why_they_cannot_be_looked_for() {
    let ground = Ground::new();
    let at = |name: &str| ground.footage.join(name);
    let h264 = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
    ];
    made_video(&at("8k.mp4"), "testsrc2=s=7680x4320:r=25:d=0.12", &h264);
    made_video(&at("black.mp4"), "color=black:s=320x180:r=25:d=2", &h264);
    made_video(&at("still.mp4"), "smptebars=s=640x360:r=25:d=3", &h264);
    made_video(&at("one.mp4"), "testsrc2=s=640x360:r=25:d=0.04", &h264);
    let hdr = [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
        "-pix_fmt",
        "yuv420p10le",
    ];
    made_video(&at("hdr.mp4"), "testsrc2=s=640x360:r=25:d=0.4", &hdr);
    let picture = |name: &str, width, height, of: &dyn Fn(u32, u32) -> u8| {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let data = places.flat_map(|(x, y)| [of(x, y); 3]).collect();
        let rgb = pixels::Rgb::new(width, height, data);
        let png = publish::encode_png(&rgb).expect("a picture");
        fs::write(ground.documents.join(name), png).expect("written");
    };
    picture("tiny.png", 16, 16, &|x, y| (x * 37 + y * 91) as u8);
    picture("blank.png", 600, 400, &|_, _| 200);
    picture("large.png", 8000, 8000, &|x, y| {
        ((x / 90).wrapping_mul(73) ^ (y / 70).wrapping_mul(151)) as u8
    });
    investigate(&ground).expect(0);
    let shots = list(&ground, "shots");
    for (name, frames) in [
        ("8k.mp4", 3),
        ("black.mp4", 50),
        ("still.mp4", 75),
        ("one.mp4", 1),
        ("hdr.mp4", 10),
    ] {
        let of: Vec<_> = shots.iter().filter(|s| s["video"] == name).collect();
        assert_eq!(of.len(), 1, "{name}: {of:#?}");
        assert_eq!(of[0]["last"]["frame"], frames - 1, "{name}");
    }
    let references = list(&ground, "references");
    let of = |width: u64| {
        let found = references.iter().find(|r| r["width"] == width);
        found.unwrap_or_else(|| panic!("{width} px is in none of {references:#?}"))
    };
    assert!(of(16)["poor"].as_str().is_some_and(|w| w.contains("small")));
    assert!(
        of(600)["poor"]
            .as_str()
            .is_some_and(|w| w.contains("detail"))
    );
    assert_eq!(of(600)["shows"]["kind"], "neither");
    assert!(of(8000)["poor"].is_null(), "{:#}", of(8000));
    assert!(list(&ground, "sightings").is_empty());
}

/// Who reads a dossier, a bag or the journal need not know where the case lies, and so what the user
/// of this machine is called.
#[test]
fn reasons_of_failures_do_not_name_folders_of_this_machine() {
    let ground = Ground::new();
    let mut broken = vec![0; 5000];
    broken[..8].copy_from_slice(b"\x89PNG\r\n\x1a\n");
    fs::write(ground.documents.join("broken.png"), broken).unwrap();
    fs::write(ground.documents.join("broken.pdf"), b"%PDF-1.7\nno more").unwrap();
    let case = ground.case_str();
    run(&["new", case]).expect(0);
    let documents = ground.documents.to_str().unwrap();
    run(&["add", "--case", case, documents]).expect(0);
    let told = run(&["analyse", "--case", case, "--no-text"]);
    let folder = ground.dir.path().file_name().unwrap().to_str().unwrap();
    assert!(told.stdout.contains("failed"), "{}", told.stdout);
    assert!(!told.stdout.contains(folder), "{}", told.stdout);
    let to = ground.dir.path().join("out");
    run(&[
        "export",
        "dossier",
        "--case",
        case,
        "--to",
        to.to_str().unwrap(),
    ])
    .expect(0);
    for file in [to.join("index.html"), ground.case.join("journal.jsonl")] {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("broken.png"), "{}", file.display());
        assert!(!text.contains(folder), "{}", file.display());
    }
}
