//! The demo's investigation: two people and an editor work the made-up case by the verbs of the
//! command line. Nothing in it is real.

use super::evidence::Found;
use super::script::Script;
use crate::cli::door::Failure;

/// Ids of the videos that it speaks of.
pub const VIDEOS: [&str; 3] = ["Zh4rSu8vKq0", "mRn0cT7aQ4w", "Q7hT2mXb0Lk"];
/// Titles of the videos, as far as they tell them apart.
const ZHARSU: &str = "Қала бір бетте";
const CALLOW: &str = "Morning in the control centre";
const DUTY: &str = "Новая дежурная часть";

const QONYR: &str = "Taskoren Qonyr";
const MERLON: &str = "Orlumen Merlon";
const SHTORM: &str = "Halvenko Shtorm";

const QONYR_PAPER: &str = "Qonyr 5.1 brochure";
const SHTORM_PAPER: &str = "Shtorm 7.3 manual";

const CENTRE: &str = "City control centre of Zharsu";
const SYSTEM: &str = "Qala monitoring system";
const MAP: &str = "Situation map of Zharsu";
const ROOM: &str = "Duty room of Verkhnozersk";
const CITY: &str = "City administration of Zharsu";
const TASKOREN: &str = "Taskoren Tech";
const ZHERSU: &str = "Zhersu Integration LLP";
const HALVENKO: &str = "Halvenko Systems";
const CONTRACT: &str = "Contract ZH-2023/118";

/// Who works: an author, a second reader, an editor who clears.
const AUTHOR: &str = "k7";
const SECOND: &str = "m3";
const EDITOR: &str = "ed";

/// Works the case. `today` and days beside it are ISO dates: a party still has time to answer.
pub fn tell(script: &mut Script, today: jiff::civil::Date) -> Result<(), Failure> {
    let found = Found::read(script)?;
    papers(script, &found)?;
    who_and_what(script)?;
    verdicts(script, &found)?;
    relations(script, &found)?;
    pictures(script, &found)?;
    shown(script, &found)?;
    supplied(script, &found, today)?;
    not_proved(script, &found)?;
    set_back(script, &found)
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

/// What is added to a finding, as the verb's words: everything by its author.
fn build(script: &mut Script, finding: &str, acts: &[&[&str]]) -> Result<(), Failure> {
    for act in acts {
        let (verb, rest) = act.split_first().unwrap_or((&"", &[]));
        script.id(&[&["finding", verb, finding], rest, &["--by", AUTHOR]].concat())?;
    }
    Ok(())
}

fn state(script: &mut Script, finding: &str, state: &str, by: &str) -> Result<(), Failure> {
    script.id(&["finding", "state", finding, state, "--by", by])?;
    Ok(())
}

/// A finding that goes all the way.
fn shown(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let statement = "On 19 December 2023 a screen in the city control centre of Zharsu showed the situation map of Taskoren Qonyr.";
    let finding = script.id(&[
        "finding",
        "new",
        statement,
        "--by",
        AUTHOR,
        "--wording",
        "shows",
        "--party",
        TASKOREN,
        "--party",
        CITY,
        "--likelihood",
        "almost certain",
        "--confidence",
        "high",
        "--because",
        "two screens of one report match two views of the brochure in every detail",
        "--assessment",
        "The map was shown as a working part of the centre, not as a slide.",
    ])?;
    let (map, second) = (
        found.sighting(ZHARSU, QONYR, 0)?,
        found.sighting(ZHARSU, QONYR, 1)?,
    );
    let brochure = found.page(QONYR_PAPER, 1)?;
    build(
        script,
        &finding,
        &[
            &[
                "evidence",
                &map,
                "--source",
                "B",
                "--information",
                "2",
                "--note",
                "The large screen in front of the desks.",
            ],
            &[
                "evidence",
                &second,
                "--source",
                "B",
                "--information",
                "2",
                "--note",
                "Another view of the same product on a desk.",
            ],
            &[
                "evidence",
                &brochure,
                "--source",
                "A",
                "--information",
                "2",
                "--note",
                "The maker’s own picture of the map.",
            ],
            &[
                "rival",
                "A demonstration with sample data, filmed for the report",
                "--weighed",
                "Streets and camera numbers are those of the brochure too: a demonstration can’t be excluded from the picture alone. The finding states what the screen showed.",
            ],
            &[
                "rival",
                "Another product that looks the same",
                "--weighed",
                "The next best product has a fraction of the agreeing points.",
            ],
            &[
                "absence",
                "Orlumen Ledger, which the maker of the video wall sells beside it, on any screen",
            ],
        ],
    )?;
    let mut reply = |verb: &str, to: &str, more: &[&str]| {
        script.id(&[&["reply", verb, &finding, to, "--by", AUTHOR], more].concat())
    };
    let asked = |question: &'static str| {
        [
            "--how",
            "letter",
            "--when",
            "2024-04-02",
            "--deadline",
            "2024-04-16",
            "--question",
            question,
        ]
    };
    reply(
        "asked",
        TASKOREN,
        &asked("Was Qonyr in use in the control centre of Zharsu in December 2023?"),
    )?;
    let answer = "Qonyr is sold through partners. We do not comment on single customers.\nWe ask you to print this answer in full.";
    reply(
        "answered",
        TASKOREN,
        &[
            "--when",
            "2024-04-10",
            "--text",
            answer,
            "--used",
            "in full, below the finding",
        ],
    )?;
    reply(
        "asked",
        CITY,
        &asked("Which program draws the map that was shown on 19 December 2023?"),
    )?;
    state(script, &finding, "ready", AUTHOR)?;
    state(script, &finding, "reviewed", SECOND)?;
    state(script, &finding, "cleared", EDITOR)?;
    state(script, &finding, "published", EDITOR)
}

/// A finding that is reviewed and waits for an answer. One of its proofs stays out of every
/// dossier, for it would tell who gave it.
fn supplied(script: &mut Script, found: &Found, today: jiff::civil::Date) -> Result<(), Failure> {
    let statement = "Zhersu Integration LLP supplied Taskoren Qonyr to the city control centre of Zharsu under contract ZH-2023/118.";
    let finding = script.id(&[
        "finding",
        "new",
        statement,
        "--by",
        AUTHOR,
        "--wording",
        "supplied",
        "--party",
        ZHERSU,
        "--likelihood",
        "very likely",
        "--confidence",
        "moderate",
        "--because",
        "a contract notice and footage agree; no acceptance record has been seen",
    ])?;
    let notice = found.lines(0, 2..=4)?;
    let screen = found.sighting(ZHARSU, QONYR, 0)?;
    let letter = found.page("Letter of a former", 1)?;
    let relations = script.list("relations")?;
    let supply = relations
        .iter()
        .find(|r| r["kind"] == "supplied")
        .and_then(|r| r["id"].as_str())
        .unwrap_or_default();
    let supply = format!("relation:{supply}");
    build(
        script,
        &finding,
        &[
            &[
                "evidence",
                &supply,
                "--source",
                "A",
                "--information",
                "2",
                "--note",
                "Supplier, buyer and subject in one notice.",
            ],
            &["evidence", &notice, "--source", "A", "--information", "2"],
            &[
                "evidence",
                &screen,
                "--source",
                "B",
                "--information",
                "2",
                "--note",
                "The product that the notice names, three months later.",
            ],
            &["evidence", &letter, "--source", "C", "--information", "3"],
            &[
                "rival",
                "The notice was published, and the delivery never happened",
                "--weighed",
                "The map was filmed at the opening three months after the notice.",
            ],
            &[
                "rival",
                "Another reseller delivered the same product",
                "--weighed",
                "The list of partners names one distributor in the city.",
            ],
        ],
    )?;
    let day = |days: i64| -> Result<String, Failure> {
        let span = jiff::Span::new().days(days);
        let day = today.checked_add(span);
        day.map(|d| d.to_string())
            .map_err(|e| Failure::on_the_way(e.to_string()))
    };
    let question = "Did you deliver Taskoren Qonyr under contract ZH-2023/118, and when?";
    script.id(&[
        "reply",
        "asked",
        &finding,
        ZHERSU,
        "--by",
        AUTHOR,
        "--how",
        "e-mail",
        "--when",
        &day(-4)?,
        "--deadline",
        &day(10)?,
        "--question",
        question,
    ])?;
    state(script, &finding, "ready", AUTHOR)?;
    state(script, &finding, "reviewed", SECOND)
}

/// A finding that claims more than is proved: it can't become ready.
fn not_proved(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let statement = "Halvenko supplied live face matching to the duty room of Verkhnozersk.";
    let finding = script.id(&[
        "finding",
        "new",
        statement,
        "--by",
        AUTHOR,
        "--wording",
        "supplied",
        "--party",
        HALVENKO,
        "--likelihood",
        "roughly even chance",
        "--confidence",
        "low",
        "--because",
        "the program is seen, the function only in its manual",
    ])?;
    let live = found.sighting(DUTY, SHTORM, 0)?;
    let small = found.sighting(DUTY, SHTORM, 3)?;
    let faces = found.passage(SHTORM_PAPER, "live-face-match", "Faces in up to 32")?;
    let licence = found.passage(
        SHTORM_PAPER,
        "live-face-match",
        "Live face matching against watch lists requires",
    )?;
    build(
        script,
        &finding,
        &[
            &["evidence", &live, "--source", "B", "--information", "2"],
            &["evidence", &small, "--source", "B", "--information", "4"],
            &[
                "evidence",
                &faces,
                "--source",
                "A",
                "--information",
                "3",
                "--note",
                "What the program can do, not what was bought.",
            ],
            &[
                "evidence",
                &licence,
                "--against",
                "--source",
                "A",
                "--information",
                "2",
                "--note",
                "The function needs a licence of its own.",
            ],
            &[
                "rival",
                "The base edition, in which the function is switched off",
                "--weighed",
                "Nothing on the screens tells the editions apart.",
            ],
            &[
                "absence",
                "A contract, licence or support record that names Halvenko",
                "--coverage",
                "three papers of the demo; no register was searched",
            ],
        ],
    )
}

/// A finding that was reviewed, and to which its author added something afterwards.
fn set_back(script: &mut Script, found: &Found) -> Result<(), Failure> {
    let statement = "A wall in the control centre of Port Callow showed Orlumen Merlon.";
    let finding = script.id(&[
        "finding",
        "new",
        statement,
        "--by",
        AUTHOR,
        "--wording",
        "shows",
        "--likelihood",
        "almost certain",
        "--confidence",
        "high",
        "--because",
        "the screen fills half of the frame",
    ])?;
    let wall = found.sighting(CALLOW, MERLON, 0)?;
    build(
        script,
        &finding,
        &[
            &["evidence", &wall, "--source", "B", "--information", "2"],
            &[
                "rival",
                "A trial licence for the day of filming",
                "--weighed",
                "Partner lists name a firm in the city that gives such licences.",
            ],
        ],
    )?;
    state(script, &finding, "ready", AUTHOR)?;
    state(script, &finding, "reviewed", SECOND)?;
    build(
        script,
        &finding,
        &[&[
            "rival",
            "Footage of an earlier year",
            "--weighed",
            "The report is dated; the picture is not.",
        ]],
    )
}
