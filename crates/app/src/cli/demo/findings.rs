//! The findings of the demo's people: one that is published, one that waits for an answer, one that
//! claims more than is proved, one that was set back.

use super::evidence::Found;
use super::script::Script;
use super::story::{
    AUTHOR, CALLOW, CITY, DUTY, EDITOR, HALVENKO, MERLON, QONYR, QONYR_PAPER, SECOND, SHTORM,
    SHTORM_PAPER, TASKOREN, ZHARSU, ZHERSU,
};
use crate::cli::door::Failure;

/// States all four. `today` and days beside it are ISO dates: a party still has time to answer.
pub fn tell(script: &mut Script, found: &Found, today: jiff::civil::Date) -> Result<(), Failure> {
    shown(script, found)?;
    supplied(script, found, today)?;
    not_proved(script, found)?;
    set_back(script, found)
}

/// Begins a finding by its author, with options and what they are; gives its id.
fn begin(
    script: &mut Script,
    statement: &str,
    options: &[(&str, &str)],
) -> Result<String, Failure> {
    let mut arguments = vec!["finding", "new", statement, "--by", AUTHOR];
    arguments.extend(options.iter().flat_map(|(name, value)| [*name, *value]));
    script.id(&arguments)
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
    let finding = begin(
        script,
        statement,
        &[
            ("--wording", "shows"),
            ("--party", TASKOREN),
            ("--party", CITY),
            ("--likelihood", "almost certain"),
            ("--confidence", "high"),
            (
                "--because",
                "two screens of one report match two views of the brochure in every detail",
            ),
            (
                "--assessment",
                "The map was shown as a working part of the centre, not as a slide.",
            ),
        ],
    )?;
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
    let finding = begin(
        script,
        statement,
        &[
            ("--wording", "supplied"),
            ("--party", ZHERSU),
            ("--likelihood", "very likely"),
            ("--confidence", "moderate"),
            (
                "--because",
                "a contract notice and footage agree; no acceptance record has been seen",
            ),
        ],
    )?;
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
    let finding = begin(
        script,
        statement,
        &[
            ("--wording", "supplied"),
            ("--party", HALVENKO),
            ("--likelihood", "roughly even chance"),
            ("--confidence", "low"),
            (
                "--because",
                "the program is seen, the function only in its manual",
            ),
        ],
    )?;
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
    let finding = begin(
        script,
        statement,
        &[
            ("--wording", "shows"),
            ("--likelihood", "almost certain"),
            ("--confidence", "high"),
            ("--because", "the screen fills half of the frame"),
        ],
    )?;
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
