//! Text on footage through the real program: read, found, corrected, spotted, and as JSON.

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::shapes::{TEXT_SHAPES, documented, printed};
use common::{Ground, investigate, list, run};
use model::{FrameRate, Size};
use pixels::Rgb;
use serde_json::Value;
use stage::{Backdrop, Canvas, ClipPlan, Font, Picture, ScreenPlan, ShotPlan};

/// A clear page of text.
fn page() -> Canvas {
    let mut page = Canvas::new(1280, 720, [22, 30, 40, 255]);
    let lines = [
        "Vantaline console",
        "Category: wanted, camera CAM-04",
        "17.05.2023 21:04:33",
        "Категория: разыскивается",
        "Журнал событий открыт",
    ];
    for (n, line) in lines.into_iter().enumerate() {
        page.text(
            80.0,
            140.0 + 100.0 * n as f32,
            44.0,
            Font::Sans,
            [230, 235, 240, 255],
            line,
        );
    }
    page
}

/// Films pictures full-frame, one shot of so many frames each.
fn film(ground: &Ground, name: &str, shots: Vec<(Option<Rgb>, u32)>) {
    let plan = ClipPlan {
        size: Size {
            width: 1280,
            height: 720,
        },
        rate: FrameRate::new(25, 1).unwrap(),
        bitrate_kbps: 3000,
        seed: 5,
        logo: None,
        shots: shots
            .into_iter()
            .map(|(picture, frames)| {
                let screen = picture.map(|p| ScreenPlan::new(Picture::new("text", p), 900.0));
                let backdrop = Backdrop::Plain([40, 42, 46]);
                ShotPlan::clean(frames, backdrop, screen.into_iter().collect())
            })
            .collect(),
    };
    stage::film_only(&plan, &ground.footage.join(name), &mut |_, _| {}).unwrap();
}

/// A clear page of text filmed full-frame, and a document of a product that it names.
fn filmed_text(ground: &Ground) {
    let view = stage::demo::demo_pictures().swap_remove(0);
    let png = publish::encode_png(&view.rgb).unwrap();
    fs::write(ground.documents.join("Vantaline.png"), png).unwrap();
    film(ground, "filmed.mp4", vec![(Some(page().rgb()), 15)]);
}

/// A picture with its pixels in another order: `to` gives where each comes from.
fn turned(of: &Rgb, from: impl Fn(usize, usize) -> (usize, usize)) -> Rgb {
    let (w, h) = (of.width as usize, of.height as usize);
    let mut data = Vec::with_capacity(of.data.len());
    for y in 0..h {
        for x in 0..w {
            let (fx, fy) = from(x, y);
            data.extend_from_slice(&of.data[3 * (fy * w + fx)..][..3]);
        }
    }
    Rgb::new(of.width, of.height, data)
}

/// Texts of the lines of one video that can be read, and how its text lies.
fn read_of(readings: &[Value], video: &str) -> (Vec<String>, Vec<String>) {
    let of_video = readings.iter().filter(|r| r["video"] == video);
    let (mut texts, mut ways) = (Vec::new(), Vec::new());
    for reading in of_video {
        ways.extend(reading["turned"].as_str().map(str::to_owned));
        let lines = reading["lines"].as_array().expect("lines");
        texts.extend(
            lines
                .iter()
                .filter_map(|l| Some(l["text"].as_str()?.to_owned())),
        );
    }
    (texts, ways)
}

#[test]
fn text_that_lies_upside_down_mirrored_or_is_seen_for_three_frames_is_read() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    let upright = page().rgb();
    let (w, h) = (upright.width as usize - 1, upright.height as usize - 1);
    let down = turned(&upright, |x, y| (w - x, h - y));
    let mirrored = turned(&upright, |x, y| (w - x, y));
    film(&ground, "down.mp4", vec![(Some(down), 15)]);
    film(&ground, "mirrored.mp4", vec![(Some(mirrored), 15)]);
    let brief = vec![(None, 12), (Some(upright), 3), (None, 12)];
    film(&ground, "brief.mp4", brief);
    investigate(&ground).expect(0);
    let readings = list(&ground, "readings");
    for (video, way) in [
        ("down.mp4", Some("upside-down")),
        ("mirrored.mp4", Some("mirrored")),
        ("brief.mp4", None),
    ] {
        let (texts, ways) = read_of(&readings, video);
        assert!(
            texts.iter().any(|t| t.contains("Category: wanted")),
            "{video}: {texts:?}"
        );
        assert_eq!(ways.first().map(String::as_str), way, "{video}: {ways:?}");
    }
}

/// A page of Hebrew lines, letters in the order in which they stand.
fn right_to_left_page() -> Rgb {
    let mut page = Canvas::new(1280, 720, [22, 30, 40, 255]);
    let lines = [
        "מערכת זיהוי פנים של העיר",
        "רשימת האנשים המבוקשים",
        "מצלמה ראשית בכניסה לתחנה",
        "התראות שנשלחו היום בבוקר",
        "יומן האירועים פתוח עכשיו",
        "חיפוש לפי תמונה או שם",
    ];
    for (n, line) in lines.into_iter().enumerate() {
        let shown: String = line.chars().rev().collect();
        let ink = [230, 235, 240, 255];
        let down = 110.0 + 100.0 * n as f32;
        page.text(500.0, down, 48.0, Font::Sans, ink, &shown);
    }
    page.rgb()
}

#[test]
fn text_from_right_to_left_is_said_to_be_unreadable_and_why() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    film(
        &ground,
        "hebrew.mp4",
        vec![(Some(right_to_left_page()), 15)],
    );
    investigate(&ground).expect(0);
    let readings = list(&ground, "readings");
    let lines: Vec<&Value> = readings
        .iter()
        .flat_map(|r| r["lines"].as_array().expect("lines"))
        .collect();
    let said = |l: &&&Value| l["limit"].to_string().contains("right");
    assert!(lines.iter().filter(said).count() >= 3, "{lines:#?}");
    let sure = |l: &&&Value| {
        let text = l["text"].as_str().unwrap_or_default();
        text.chars().count() > 4 && l["confidence"].as_f64().is_some_and(|c| c > 0.8)
    };
    assert_eq!(lines.iter().filter(sure).count(), 0, "{lines:#?}");
}

/// A page that scrolls by two pixels a frame: every line is read, as it stands on some frame, and
/// none is made of two.
#[test]
fn text_that_scrolls_is_read_and_not_smeared() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    let page = page().rgb();
    let down = |by: usize| {
        let height = page.height as usize;
        turned(&page, |x, y| (x, (y + by).min(height - 1)))
    };
    let shots = (0..30).map(|n| (Some(down(2 * n)), 1)).collect();
    film(&ground, "scrolls.mp4", shots);
    investigate(&ground).expect(0);
    let (texts, _) = read_of(&list(&ground, "readings"), "scrolls.mp4");
    for words in ["Vantaline console", "Category: wanted", "21:04:33"] {
        assert!(
            texts.iter().any(|t| t.contains(words)),
            "{words}: {texts:?}"
        );
    }
    let whole = ["Vantaline", "Category", "17.05.2023", "Категория", "Журнал"];
    for text in &texts {
        let of = whole.iter().filter(|w| text.contains(*w)).count();
        assert!(of <= 1, "two lines in one: {text}");
    }
}

/// Screens of a shot that nothing but their own look spoils.
fn film_screens(ground: &Ground, name: &str, frames: u32, screens: Vec<ScreenPlan>) {
    let plan = ClipPlan {
        size: Size {
            width: 1280,
            height: 720,
        },
        rate: FrameRate::new(25, 1).unwrap(),
        bitrate_kbps: 3000,
        seed: 6,
        logo: None,
        shots: vec![ShotPlan::clean(
            frames,
            Backdrop::Plain([40, 42, 46]),
            screens,
        )],
    };
    stage::film_only(&plan, &ground.footage.join(name), &mut |_, _| {}).unwrap();
}

/// Lines that are given as read beyond doubt.
fn sure_of(readings: &[Value], video: &str) -> Vec<String> {
    let of_video = readings.iter().filter(|r| r["video"] == video);
    let lines = of_video.flat_map(|r| r["lines"].as_array().into_iter().flatten());
    let sure = lines.filter(|l| l["confidence"].as_f64().is_some_and(|c| c > 0.9));
    let text = sure.filter_map(|l| Some(l["text"].as_str()?.to_owned()));
    text.filter(|t| t.chars().count() > 5).collect()
}

/// A display whose pixels the camera sees as waves: its text is read, or left as not readable, and
/// nothing is made of the waves.
#[test]
fn text_under_moire_is_read_and_nothing_is_made_of_the_waves() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    let mut screen = ScreenPlan::new(Picture::new("text", page().rgb()), 900.0);
    screen.grid = 0.3;
    screen.yaw = 12.0;
    film_screens(&ground, "moire.mp4", 15, vec![screen]);
    investigate(&ground).expect(0);
    let readings = list(&ground, "readings");
    let (texts, _) = read_of(&readings, "moire.mp4");
    for words in ["Vantaline", "Category: wanted", "21:04:33"] {
        assert!(
            texts.iter().any(|t| t.contains(words)),
            "{words}: {texts:?}"
        );
    }
    let stands = ["Vantaline", "Category", "17.05.2023", "Категория", "Журнал"];
    for text in sure_of(&readings, "moire.mp4") {
        assert!(stands.iter().any(|w| text.contains(w)), "made up: {text}");
    }
}

/// A video that runs in one half of a display: what stands beside it is read, and the video is not
/// taken for text.
#[test]
fn text_beside_a_video_on_the_same_display_is_read() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    let shots = (0..24u32).map(|n| {
        let mut page = page();
        for k in 0..40u32 {
            let grey = ((k * 37 + n * 29) % 200) as u8 + 30;
            let (x, y) = ((k % 5) * 80, (k / 5) * 80);
            let ink = [grey, grey / 2 + 60, 255 - grey, 255];
            page.rect(860.0 + x as f32, 40.0 + y as f32, 80.0, 80.0, ink);
        }
        (Some(page.rgb()), 1)
    });
    film(&ground, "plays.mp4", shots.collect());
    investigate(&ground).expect(0);
    let readings = list(&ground, "readings");
    let (texts, _) = read_of(&readings, "plays.mp4");
    for words in ["Vantaline console", "21:04:33", "Журнал событий"] {
        assert!(
            texts.iter().any(|t| t.contains(words)),
            "{words}: {texts:?}"
        );
    }
    let stands = ["Vantaline", "ategory", "17.05.2023", "Категория", "Журнал"];
    for text in sure_of(&readings, "plays.mp4") {
        assert!(stands.iter().any(|w| text.contains(w)), "made up: {text}");
    }
}

/// A wall of more displays than anybody could read: it ends, and the large one beside it is read.
#[test]
fn a_wall_of_hundreds_of_displays_hides_no_large_one() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    let small = page().rgb();
    let mut screens: Vec<ScreenPlan> = (0..240u32)
        .map(|n| {
            let mut s = ScreenPlan::new(Picture::new(format!("tile-{n}"), small.clone()), 30.0);
            s.centre = [
                0.02 + f64::from(n % 20) * 0.026,
                0.04 + f64::from(n / 20) * 0.032,
            ];
            s
        })
        .collect();
    let mut large = ScreenPlan::new(Picture::new("text", small), 620.0);
    large.centre = [0.74, 0.7];
    screens.push(large);
    film_screens(&ground, "wall.mp4", 10, screens);
    investigate(&ground).expect(0);
    let (texts, _) = read_of(&list(&ground, "readings"), "wall.mp4");
    for words in ["Vantaline console", "Category: wanted", "21:04:33"] {
        assert!(
            texts.iter().any(|t| t.contains(words)),
            "{words}: {texts:?}"
        );
    }
}

fn has_tesseract() -> bool {
    let asked = std::process::Command::new("tesseract")
        .arg("--list-langs")
        .output();
    let there = asked.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains("rus"));
    if !there {
        eprintln!("skipped: Tesseract with Russian is not installed");
    }
    there
}

/// The first line of a list of readings whose text holds some words: its reading's id, its number.
fn line_of(readings: &[Value], words: &str) -> Option<(String, u64)> {
    readings.iter().find_map(|r| {
        let lines = r["lines"].as_array()?;
        let line = lines
            .iter()
            .find(|l| l["text"].as_str().is_some_and(|t| t.contains(words)))?;
        Some((r["id"].as_str()?.to_owned(), line["line"].as_u64()?))
    })
}

#[test]
fn text_on_a_screen_is_read_found_spotted_and_corrected() {
    if !has_tesseract() {
        return;
    }
    let ground = Ground::new();
    filmed_text(&ground);
    investigate(&ground).expect(0);
    let case = ground.case_str();
    let readings = list(&ground, "readings");
    let texts: Vec<&Value> = readings
        .iter()
        .flat_map(|r| r["lines"].as_array().into_iter().flatten())
        .map(|l| &l["text"])
        .collect();
    let (id, line) = line_of(&readings, "разыскивается")
        .unwrap_or_else(|| panic!("the Russian line is read: {texts:#?}"));
    let found = |words: &str| {
        let lines = run(&["find", "--case", case, "--text", words, "--json"])
            .expect(0)
            .json();
        let hits = lines
            .iter()
            .filter(|l| l.get("found_text").is_some())
            .count();
        (hits, lines)
    };
    assert!(found("vantaline CONSOLE").0 >= 1);
    // Latin letters that look like the Cyrillic ones, and a misread letter.
    assert!(found("Kateгория").0 >= 1);
    assert!(found("журнол событий").0 >= 1);
    assert_eq!(found("nothing of that").0, 0);
    run(&["find", "--case", case, "--text", "…"])
        .expect(2)
        .says("no letter or digit");

    let mentions = list(&ground, "mentions");
    assert!(
        mentions.iter().any(|m| m["name"] == "Vantaline"),
        "{mentions:#?}"
    );
    let facts = list(&ground, "facts");
    for value in ["2023-05-17", "21:04:33"] {
        assert!(
            facts.iter().any(|f| f["value"] == value),
            "{value} in {facts:#?}"
        );
    }

    let number = line.to_string();
    let correct = [
        "correct",
        "--case",
        case,
        &id,
        &number,
        "Категория: в розыске",
        "--by",
        "k7",
    ];
    run(&correct).expect(0);
    let corrected = found("в розыске");
    assert!(
        corrected
            .1
            .iter()
            .any(|l| l["found_text"]["kind"] == "correction"),
        "{corrected:#?}"
    );
    let again = run(&["read", "--case", case, &id, "--json"])
        .expect(0)
        .json();
    let of_line = &again[0]["lines"][line as usize - 1];
    assert!(
        of_line["text"]
            .as_str()
            .is_some_and(|t| t.contains("разыскивается")),
        "it stays"
    );
    assert_eq!(of_line["corrections"][0]["by"], "k7");
    run(&["correct", "--case", case, &id, "99", "x", "--by", "k7"])
        .expect(1)
        .says("lines");
    run(&["read", "--case", case, "ffffffff"])
        .expect(2)
        .says("no reading");
    let address = again[0]["address"].as_str().unwrap().to_owned();
    run(&["read", "--case", case, &address])
        .expect(0)
        .says("разыскивается");

    let mut shapes = BTreeMap::new();
    for (name, what) in [("mention", "mentions"), ("fact", "facts")] {
        shapes.insert(name, printed(&list(&ground, what)));
    }
    shapes.insert("reading", printed(&list(&ground, "readings")));
    let lines = found("vantaline").1;
    for key in ["found_text", "searched_text"] {
        shapes.insert(key, printed(lines.iter().filter(|l| l.get(key).is_some())));
    }
    let documented = documented();
    for name in TEXT_SHAPES {
        let mut named = documented[name].clone();
        // Clear text may have no rivals.
        if !shapes[name]
            .iter()
            .any(|f| f.starts_with("lines[].rivals[]."))
        {
            named.retain(|f| !f.starts_with("lines[].rivals[]."));
        }
        assert_eq!(named, shapes[name], "{name}");
    }
}

#[test]
fn without_a_recogniser_everything_else_is_done_and_it_says_what_is_missing() {
    let ground = Ground::new();
    filmed_text(&ground);
    let empty = tempfile::tempdir().unwrap();
    let ran = common::investigation(&ground)
        .env("PATH", empty.path())
        .env("CONTRECHAMP_NO_MODELS", "1")
        .output()
        .unwrap();
    common::ended(ran)
        .expect(0)
        .says("tesseract is not installed");
    assert!(list(&ground, "readings").is_empty());
}
