//! The demo's investigation: two people and an editor work the made-up case by the verbs of the
//! command line. Nothing in it is real.

use super::evidence::Found;
use super::findings;
use super::script::Script;
use crate::cli::door::Failure;

/// Ids of the videos that it speaks of.
pub const VIDEOS: [&str; 3] = ["Zh4rSu8vKq0", "mRn0cT7aQ4w", "Q7hT2mXb0Lk"];
/// Titles of the videos, as far as they tell them apart.
pub const ZHARSU: &str = "Қала бір бетте";
pub const CALLOW: &str = "Morning in the control centre";
pub const DUTY: &str = "Новая дежурная часть";

pub const QONYR: &str = "Taskoren Qonyr";
pub const MERLON: &str = "Orlumen Merlon";
pub const SHTORM: &str = "Halvenko Shtorm";

pub const QONYR_PAPER: &str = "Qonyr 5.1 brochure";
pub const SHTORM_PAPER: &str = "Shtorm 7.3 manual";

const CENTRE: &str = "City control centre of Zharsu";
const SYSTEM: &str = "Qala monitoring system";
const MAP: &str = "Situation map of Zharsu";
const ROOM: &str = "Duty room of Verkhnozersk";
pub const CITY: &str = "City administration of Zharsu";
pub const TASKOREN: &str = "Taskoren Tech";
pub const ZHERSU: &str = "Zhersu Integration LLP";
pub const HALVENKO: &str = "Halvenko Systems";
const CONTRACT: &str = "Contract ZH-2023/118";

/// Who works: an author, a second reader, an editor who clears.
pub const AUTHOR: &str = "k7";
pub const SECOND: &str = "m3";
pub const EDITOR: &str = "ed";

/// Works the case. `today` and days beside it are ISO dates: a party still has time to answer.
pub fn tell(script: &mut Script, today: jiff::civil::Date) -> Result<(), Failure> {
    let found = Found::read(script)?;
    papers(script, &found)?;
    who_and_what(script)?;
    verdicts(script, &found)?;
    relations(script, &found)?;
    pictures(script, &found)?;
    findings::tell(script, &found, today)
}

/// What the papers are, and that the letter goes nowhere.
fn papers(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let contract = found.item("Contract notice")?;
    let mut say = |field: &str, value: &str| {
        script.run(&["document", &contract, field, value, "--by", AUTHOR])
    };
    say("kind", "contract")?;
    say("title", "Notice of a contract awarded, ZH-2023/118")?;
    say("date", "2023-09-14")?;
    let partners = found.item("Partner list")?;
    let title = "Authorised partners, March 2022";
    script.run(&["document", &partners, "title", title, "--by", AUTHOR])?;
    let letter = found.item("Letter of a former")?;
    let why = "four people could have written it";
    script.run(&[
        "sensitivity",
        &letter,
        "source-identifying",
        "--by",
        AUTHOR,
        "--reason",
        why,
    ])?;
    Ok(())
}

fn who_and_what(script: &mut Script) -> Result<(), Failure> {
    let mut add = |kind: &str, name: &str, more: &[&str]| {
        script.id(&[&["entity", "add", kind, name, "--by", AUTHOR], more].concat())
    };
    let zharsu = ["--place", "Zharsu"];
    add(
        "company",
        TASKOREN,
        &[
            "--place",
            "Zharsu",
            "--note",
            "Makes the situation map Qonyr.",
        ],
    )?;
    add(
        "company",
        ZHERSU,
        &["--place", "Zharsu", "--note", "Installs control rooms."],
    )?;
    let other = add("company", "ТОО «Жерсу Интеграция»", &[])?;
    add("company", "Orlumen", &["--place", "Port Callow"])?;
    add("company", HALVENKO, &["--place", "Verkhnozersk"])?;
    add("body", CITY, &["--alias", "Жарсу қаласының әкімдігі"])?;
    add("role", "Head of the control centre of Zharsu", &zharsu)?;
    add("programme", "Safe City", &zharsu)?;
    add("programme", "Safe City", &["--place", "Verkhnozersk"])?;
    add("site", CENTRE, &zharsu)?;
    add("site", ROOM, &[])?;
    add(
        "system",
        SYSTEM,
        &[
            "--date",
            "December 2023",
            "--note",
            "Shown on television at its opening.",
        ],
    )?;
    add("component", MAP, &zharsu)?;
    add("component", "Video wall", &zharsu)?;
    add("component", "Street cameras", &zharsu)?;
    add("component", "Mobile alerts", &zharsu)?;
    add(
        "contract",
        CONTRACT,
        &["--date", "2023-09-14", "--identifier", "ZH-2023/118"],
    )?;
    add(
        "event",
        "Opening of the control centre",
        &["--date", "2023-12-19", "--place", "Zharsu"],
    )?;
    add(
        "post",
        "Taskoren’s post on the new centre",
        &["--date", "December 2023"],
    )?;
    let why = "the same firm: its name in Latin letters stands in the contract notice";
    script.id(&[
        "entity", "merge", &other, ZHERSU, "--by", AUTHOR, "--reason", why,
    ])?;
    Ok(())
}

fn verdicts(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let mut judge = |what: &str, value: &str, by: &str, more: &[&str]| {
        script.run(&[&["verdict", what, value, "--by", by, "--json"], more].concat())
    };
    let same = ["--reason", "same tool bar, same map, same legend"];
    let map = found.sighting(ZHARSU, QONYR, 0)?;
    judge(
        &map,
        "yes",
        AUTHOR,
        &[
            "--in-use",
            "camera-map",
            "--reason",
            "events appear on the map",
        ],
    )?;
    judge(&map, "yes", SECOND, &same)?;
    judge(&found.sighting(ZHARSU, QONYR, 1)?, "yes", AUTHOR, &same)?;
    judge(&found.sighting(ZHARSU, MERLON, 0)?, "yes", AUTHOR, &same)?;
    judge(&found.sighting(CALLOW, MERLON, 0)?, "yes", AUTHOR, &same)?;
    judge(&found.sighting(CALLOW, MERLON, 0)?, "yes", SECOND, &[])?;
    let live = found.sighting(DUTY, SHTORM, 0)?;
    judge(
        &live,
        "yes",
        AUTHOR,
        &[
            "--control",
            "watchlist-alert",
            "--reason",
            "the list of alerts is open",
        ],
    )?;
    let small = found.sighting(DUTY, SHTORM, 3)?;
    judge(
        &small,
        "cannot-tell",
        SECOND,
        &["--reason", "too small to tell the version"],
    )?;

    let map = found.passage(QONYR_PAPER, "camera-map", "Every camera")?;
    judge(&map, "yes", AUTHOR, &[])?;
    let faces = found.passage(SHTORM_PAPER, "live-face-match", "Faces in up to 32")?;
    judge(&faces, "yes", AUTHOR, &[])?;
    let licence = found.passage(
        SHTORM_PAPER,
        "live-face-match",
        "Live face matching against watch lists requires",
    )?;
    judge(&licence, "yes", AUTHOR, &[])?;
    let phones = found.passage(
        SHTORM_PAPER,
        "watchlist-alert-mobile",
        "The program does not",
    )?;
    judge(&phones, "yes", SECOND, &[])?;
    Ok(())
}

fn relations(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let (qonyr, merlon, shtorm) = (
        format!("product:{QONYR}"),
        format!("product:{MERLON}"),
        format!("product:{SHTORM}"),
    );
    let opening = found.frame(ZHARSU, QONYR, 0)?;
    let screen = found.sighting(ZHARSU, QONYR, 0)?;
    let wall = found.sighting(ZHARSU, MERLON, 0)?;
    let subject = found.lines(0, 2..=4)?;
    let whole = found.lines(0, 0..=4)?;
    let partner = found.lines(1, 1..=1)?;
    let brochure = found.page(QONYR_PAPER, 1)?;
    let zharsu = format!("item:{}", found.item(ZHARSU)?);
    let duty = format!("item:{}", found.item(DUTY)?);
    let mut link = |from: &str, kind: &str, to: &str, evidence: &[&str], more: &[&str]| {
        let mut arguments = vec!["link", from, kind, to, "--by", AUTHOR];
        arguments.extend(evidence.iter().flat_map(|e| ["--evidence", e]));
        arguments.extend(more);
        script.id(&arguments)
    };
    link(TASKOREN, "makes", &qonyr, &[&brochure], &[])?;
    link(
        "Orlumen",
        "makes",
        &merlon,
        &[&found.page("Merlon 4.2 brochure", 1)?],
        &[],
    )?;
    link(
        HALVENKO,
        "makes",
        &shtorm,
        &[&found.page(SHTORM_PAPER, 1)?],
        &[],
    )?;
    link(
        ZHERSU,
        "distributes",
        &qonyr,
        &[&partner],
        &["--since", "2021"],
    )?;
    link(
        ZHERSU,
        "partner-of",
        TASKOREN,
        &[&partner],
        &["--since", "2021", "--until", "before 2025"],
    )?;
    link(
        SYSTEM,
        "at",
        CENTRE,
        &[&opening],
        &["--since", "December 2023"],
    )?;
    link(
        &zharsu,
        "at",
        CENTRE,
        &[&opening],
        &["--note", "the caption names the place"],
    )?;
    link(&duty, "at", ROOM, &[&found.frame(DUTY, SHTORM, 0)?], &[])?;
    for part in [MAP, "Video wall", "Street cameras"] {
        link(part, "part-of", SYSTEM, &[&opening], &[])?;
    }
    // Nobody has shown this one: it is marked as such everywhere.
    link(
        "Mobile alerts",
        "part-of",
        SYSTEM,
        &[],
        &["--note", "said in an interview, shown nowhere"],
    )?;
    link(&qonyr, "provides", MAP, &[&screen], &[])?;
    link(&merlon, "provides", "Video wall", &[&wall], &[])?;
    link(
        CITY,
        "operates",
        &qonyr,
        &[&opening],
        &["--since", "December 2023"],
    )?;
    link(
        ZHERSU,
        "installed",
        MAP,
        &[&subject],
        &["--since", "autumn 2023"],
    )?;
    let supply = link(
        ZHERSU,
        "supplied",
        MAP,
        &[&whole],
        &["--since", "2023-09-14"],
    )?;
    link(
        ZHERSU,
        "party-to",
        CONTRACT,
        &[&whole],
        &["--since", "2023-09-14"],
    )?;
    link(
        CITY,
        "party-to",
        CONTRACT,
        &[&whole],
        &["--since", "2023-09-14"],
    )?;
    link(CONTRACT, "concerns", SYSTEM, &[&subject], &[])?;
    link(
        "Opening of the control centre",
        "concerns",
        SYSTEM,
        &[&opening],
        &[],
    )?;
    link(
        "Head of the control centre of Zharsu",
        "staff-of",
        CITY,
        &[],
        &[],
    )?;
    let post = found.page("Qonyr post", 1)?;
    link(
        "Taskoren’s post on the new centre",
        "concerns",
        SYSTEM,
        &[&post],
        &[],
    )?;
    let note = "the delivery as the notice has it, the map as it was filmed";
    script.id(&[
        "cite", &screen, "--to", &supply, "--by", AUTHOR, "--note", note,
    ])?;
    Ok(())
}

/// A list of names on a screen is covered; one whole frame is looked at and let go.
fn pictures(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let lists = found.sighting(DUTY, SHTORM, 2)?;
    let names = found.part((DUTY, SHTORM, 2), [0.02, 0.3], [0.98, 0.7])?;
    let why = "names on a list of persons";
    script.run(&[
        "picture", "mask", &lists, &names, "--by", AUTHOR, "--reason", why,
    ])?;
    let room = found.sighting(CALLOW, MERLON, 0)?;
    let why = "a room without people; the station's own mark";
    script.run(&["picture", "confirm", &room, "--by", SECOND, "--reason", why])?;
    Ok(())
}
