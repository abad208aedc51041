//! `list`: what the case holds, for people or as JSON lines.

use case::{Access, Case};
use clap::{Args, ValueEnum};
use model::{
    Addresses, EntityKind, Family, ItemKind, ScreenFile, ScreenSource, Standing, Stretch,
    VerdictValue, collection_letters, collection_record, screen, track,
};
use review::book::Book;
use review::generations::Generations;
use review::proposals;
use vault::Derived;

use super::door::{Failure, Outcome};
use super::progress::printable;
use super::{CaseArg, Print, json, papers, people_json};

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Items,
    /// What exports and archives tell of and do not hold
    Gaps,
    Shots,
    #[value(alias = "figures")]
    References,
    Sightings,
    /// Text that was read, line by line
    Readings,
    /// Product names on screens, even where a letter differs: proposals
    Mentions,
    /// Clocks, dates, cameras and places that were read: proposals
    Facts,
    /// Every frame of the sightings, with its quad
    Tracks,
    /// Filmed displays, followed through their shots
    Screens,
    /// Every frame of the screens, with its quad
    ScreenTracks,
    /// Footage that appears again in another video
    Copies,
    /// Stretches of videos that show one recording: each family is one source
    Families,
    /// Documents, and what is known of each
    Documents,
    /// Pages with their words
    Pages,
    /// Sentences that say what a product can do, as the machine proposes
    Passages,
    Products,
    /// The functions of the capability file
    Functions,
    /// Product by function, from what people accepted
    Matrix,
    /// Companies, bodies, roles, programmes, sites, systems, components, contracts, events, posts
    Entities,
    Companies,
    Relations,
    /// Organisation names in documents and readings, and known entities that they may be
    Candidates,
    Findings,
    /// What ties each company to each place, from the name that was seen to the contract
    Ladders,
    /// What named parties were asked and answered
    Replies,
    /// What waits for a verdict, first what one would change most
    Queue,
    /// How people work on the case
    Options,
    /// Pictures of the dossier with covered places, or confirmed to be shown whole
    Pictures,
    /// Moments that somebody wants to come back to
    Bookmarks,
    /// Things of which two copies of the case said different things before they were merged
    Conflicts,
}

/// Print what the case holds.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  contrechamp list --case almaty sightings\n  contrechamp list --case almaty shots --json\n  contrechamp list --case almaty tracks --of 4f0c9a1b77d2"
)]
pub struct List {
    #[command(flatten)]
    case: CaseArg,
    #[command(flatten)]
    print: Print,
    #[arg(value_enum)]
    what: What,
    /// With queue: whose (an alias); what this person has judged is left out
    #[arg(long, value_name = "ALIAS")]
    reader: Option<String>,
    /// Only of this sighting or screen (its id or the first digits); for tracks and screen-tracks
    #[arg(long, value_name = "ID")]
    of: Option<String>,
}

impl List {
    pub fn run(self) -> Result<Outcome, Failure> {
        let case = self.case.open(Access::Read)?;
        let json = self.print.json;
        match self.what {
            What::Items => items(&case, json)?,
            What::Gaps => gaps(&case, json)?,
            What::Shots => shots(&case, json)?,
            What::References => references(&case, json)?,
            What::Sightings => sightings(&case, json)?,
            What::Readings => super::text::list_readings(&case, json)?,
            What::Mentions => super::text::list_mentions(&case, json)?,
            What::Facts => super::text::list_facts(&case, json)?,
            What::Screens => screens(&case, json)?,
            What::ScreenTracks => screen_tracks(&case, self.of.as_deref(), json)?,
            What::Copies => copies(&case, json)?,
            What::Families => families(&case, json)?,
            What::Documents => papers::list_documents(&case, json)?,
            What::Pages => papers::list_pages(&case, json)?,
            What::Passages => papers::list_passages(&case, json)?,
            What::Products => papers::list_products(&case, json)?,
            What::Functions => papers::list_functions(json)?,
            What::Matrix => papers::list_matrix(&case, json)?,
            What::Entities => people_json::list_entities(&case, None, json)?,
            What::Companies => {
                people_json::list_entities(&case, Some(EntityKind::Company), json)?;
            }
            What::Relations => people_json::list_relations(&case, json)?,
            What::Candidates => people_json::list_candidates(&case, json)?,
            What::Findings => people_json::list_findings(&case, json)?,
            What::Ladders => people_json::list_ladders(&case, json)?,
            What::Replies => people_json::list_replies(&case, json)?,
            What::Queue => people_json::list_queue(&case, self.reader.as_deref(), json)?,
            What::Options => people_json::list_options(&case, json)?,
            What::Pictures => people_json::list_pictures(&case, json)?,
            What::Bookmarks => super::bookmark::list_bookmarks(&case, json)?,
            What::Conflicts => super::merge::list_conflicts(&case, json)?,
            What::Tracks => tracks(&case, self.of.as_deref(), json)?,
        }
        Ok(Outcome::Done)
    }
}

fn gaps(case: &Case, json: bool) -> Result<(), Failure> {
    for gap in case.gaps()? {
        let record = gap.record.map(|r| r.short());
        if json {
            println!(
                "{}",
                serde_json::json!({ "name": gap.name, "why": gap.why, "url": gap.url, "record": record })
            );
            continue;
        }
        println!("{}  {}", printable(&gap.name), printable(&gap.why));
        if let Some(record) = record {
            println!("    told by item {record}");
        }
    }
    Ok(())
}

fn items(case: &Case, json: bool) -> Result<(), Failure> {
    let rows = case.items()?;
    let mut addresses = Addresses::default();
    for row in &rows {
        addresses.add(row.kind, &row.origins);
    }
    for row in &rows {
        let beside = addresses.beside(&row.origins);
        let record = collection_record(row.kind, &row.origins, beside);
        let credentials = case.credentials(row.id)?;
        let trust = case.signer_trust(row.id)?;
        if json {
            let credentials = credentials.as_ref().zip(Some(trust.as_ref()));
            println!("{}", json::item(row, &record, credentials));
            continue;
        }
        let kind = row.kind.map_or("not analysed", |k| match k {
            ItemKind::Video => "video",
            ItemKind::Document => "document",
            ItemKind::Picture => "picture",
            ItemKind::Sidecar => "sidecar",
            ItemKind::Other => "other",
        });
        let path = row.origins.first().map_or("", |o| o.path.as_str());
        let note = row.note.as_deref().unwrap_or("");
        println!(
            "{}  {kind:<12}  {}  {}  {}",
            row.id.short(),
            collection_letters(&record),
            printable(path),
            printable(note)
        );
        if let Some(c) = credentials {
            println!("    Content Credentials (C2PA)");
            for (question, answer) in c.answers(trust.as_ref()) {
                println!("      {question} {}", printable(&answer.to_string()));
            }
        }
    }
    Ok(())
}

fn shots(case: &Case, json: bool) -> Result<(), Failure> {
    for row in case.items()? {
        let Some(video) = case.video(row.id)? else {
            continue;
        };
        let path = row.origins.first().map_or("", |o| o.path.as_str());
        for shot in &video.shots {
            if json {
                println!("{}", json::shot(path, shot));
            } else {
                println!(
                    "{}  {} – {}  frames {}–{}  {}",
                    row.id.short(),
                    shot.first.time.clock(),
                    shot.last.time.clock(),
                    shot.first.frame,
                    shot.last.frame,
                    printable(path)
                );
            }
        }
    }
    Ok(())
}

fn references(case: &Case, json: bool) -> Result<(), Failure> {
    let shows = pipeline::figure_proposals(case).map_err(Failure::from)?;
    let book = Book::read(case)?;
    for reference in case.references()? {
        let shown = shows.get(&reference.id);
        let said = proposals::verdicts(&book, "figure", &reference.id.0.to_hex());
        if json {
            println!("{}", json::reference(case, &reference, shown, said)?);
            continue;
        }
        let place = match reference.sources.first() {
            Some(s) => format!("{}, page {}", json::path_of(case, &s.item)?, s.page),
            None => String::new(),
        };
        let poor = reference.poor.map_or(String::new(), |p| format!("  ({p})"));
        println!(
            "{}  {}×{}  {}  {}  {}{poor}",
            reference.id.short(),
            reference.size.width,
            reference.size.height,
            shown.map_or("-", |s| s.kind.word()),
            printable(&reference.product),
            printable(&place)
        );
    }
    Ok(())
}

fn sightings(case: &Case, json: bool) -> Result<(), Failure> {
    let references = case.references()?;
    let generations = Generations::read(case)?;
    for row in case.sightings()? {
        if json {
            println!("{}", json::sighting(case, &row, &references, &generations)?);
            continue;
        }
        let s = &row.sighting;
        println!(
            "{}  {} – {}  {}  {}  {} inliers, log10 NFA {:.1}",
            row.id,
            s.first.time.clock(),
            s.last.time.clock(),
            printable(&s.product),
            printable(&json::path_of(case, &s.video)?),
            s.best.inliers,
            s.best.log10_nfa.0
        );
        if let Some(generation) = generations.shown(s) {
            println!("    {}", printable(&generation.words().to_string()));
        }
    }
    Ok(())
}

fn tracks(case: &Case, of: Option<&str>, json: bool) -> Result<(), Failure> {
    let wanted = of.map(|prefix| case.resolve_sighting(prefix)).transpose()?;
    let derived = Derived::open(case.dir())?;
    for row in case.sightings()? {
        if wanted.as_ref().is_some_and(|id| *id != row.id) {
            continue;
        }
        let (kind, ending) = track::TRACKS;
        let key = track::track_file(&row.sighting).key();
        let file = derived
            .get(kind, &key, ending)?
            .and_then(|bytes| serde_json::from_slice::<track::TrackFile>(&bytes).ok());
        let Some(file) = file else {
            eprintln!(
                "{}: it was not followed, or its track was thrown away: analyse makes it again",
                row.id
            );
            continue;
        };
        for frame in file.frames() {
            if json {
                println!("{}", json::tracked_frame(&row.id, &frame));
            } else {
                println!(
                    "{}  {}  frame {}  {:>3.0} % seen  {}{}",
                    row.id,
                    frame.at.time.clock(),
                    frame.at.frame,
                    100.0 * frame.visible,
                    frame.quad,
                    if frame.proved { "  proved" } else { "" }
                );
            }
        }
    }
    Ok(())
}

fn screens(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    for row in case.screens()? {
        let said = proposals::verdicts(&book, "screen", &row.id);
        if json {
            println!("{}", json::screen(case, &row, said)?);
            continue;
        }
        let s = &row.screen;
        let from = match &s.from {
            ScreenSource::Proposed => format!("proposed, score {:.2}", s.score),
            ScreenSource::Sighting { id } => format!("filled by sighting {id}"),
            ScreenSource::Drawn { by, .. } => format!("drawn by {}", printable(by)),
        };
        let out = if s.cut.contains(&true) {
            ", partly out of the frame"
        } else {
            ""
        };
        println!(
            "{}  {} – {}  {:.0} × {:.0} px  {} frames  {from}{out}  {}",
            row.id,
            s.first.time.clock(),
            s.last.time.clock(),
            s.best.quad.apparent_width(),
            s.best.quad.apparent_height(),
            s.frames,
            printable(&json::path_of(case, &s.video)?)
        );
    }
    Ok(())
}

fn screen_tracks(case: &Case, of: Option<&str>, json: bool) -> Result<(), Failure> {
    let derived = Derived::open(case.dir())?;
    let wanted = match of {
        None => None,
        Some(prefix) => match case.screen(prefix)? {
            Some(row) => Some(row.id),
            None => {
                return Err(Failure::usage(
                    format!("no screen {prefix}, or several"),
                    "see: contrechamp list screens",
                ));
            }
        },
    };
    for row in case.screens()? {
        if wanted.as_ref().is_some_and(|id| *id != row.id) {
            continue;
        }
        let (kind, ending) = screen::SCREENS;
        let key = screen::screen_file(&row.screen).key();
        let file = derived
            .get(kind, &key, ending)?
            .and_then(|bytes| serde_json::from_slice::<ScreenFile>(&bytes).ok());
        let Some(file) = file else {
            eprintln!(
                "{}: its track was thrown away: analyse makes it again",
                row.id
            );
            continue;
        };
        for frame in file.frames() {
            if json {
                println!("{}", json::screen_frame(&row.id, &frame));
            } else {
                println!(
                    "{}  {}  frame {}  {:>3.0} % seen  ± {:.1} px  {}",
                    row.id,
                    frame.at.time.clock(),
                    frame.at.frame,
                    100.0 * frame.visible,
                    frame.uncertainty,
                    frame.quad
                );
            }
        }
    }
    Ok(())
}

fn copies(case: &Case, json: bool) -> Result<(), Failure> {
    let book = Book::read(case)?;
    for copy in case.copies()? {
        let said = proposals::verdicts(&book, "copy", &copy.id());
        if json {
            println!("{}", json::copy(case, &copy, said)?);
            continue;
        }
        let rejected = Standing::of(said) == Standing::Agreed(VerdictValue::No);
        let rejected = if rejected { "  rejected" } else { "" };
        let motion = copy.motion.map_or_else(
            || "nothing moves, so times may be off".to_owned(),
            |m| format!("motion {m:.2}"),
        );
        let mirrored = if copy.mirrored { ", mirrored" } else { "" };
        let speed = if (copy.speed - 1.0).abs() > 0.015 {
            format!(", {:.2} × as fast", copy.speed)
        } else {
            String::new()
        };
        println!(
            "{}  {}  =  {}  likeness {:.2}, {motion}{mirrored}{speed}{rejected}",
            copy.id(),
            stretch(case, &copy.b)?,
            stretch(case, &copy.a)?,
            copy.likeness
        );
    }
    Ok(())
}

fn families(case: &Case, json: bool) -> Result<(), Failure> {
    let sightings = case.sightings()?;
    for family in Family::of(&proposals::copies(case, &Book::read(case)?)?) {
        if json {
            println!("{}", json::family(case, &family, &sightings)?);
            continue;
        }
        let held = sightings.iter().filter(|s| family.holds(&s.sighting));
        println!("{}  {} sightings", family.id, held.count());
        for (number, member) in family.members.iter().enumerate() {
            let best = if number == family.best { "  best" } else { "" };
            println!("    {}{best}", stretch(case, member)?);
        }
    }
    Ok(())
}

fn stretch(case: &Case, s: &Stretch) -> Result<String, Failure> {
    Ok(format!(
        "{} {} – {}",
        printable(&json::path_of(case, &s.video)?),
        s.first.time.clock(),
        s.last.time.clock()
    ))
}
