//! `import` of entities and relations: FollowTheMoney and CSV tables.

use std::path::Path;

use case::Access;
use review::import;

use super::CaseArg;
use super::door::{Failure, Outcome};
use super::progress::printable;

/// What the file holds.
#[derive(Clone, Copy)]
pub enum Kind {
    Ftm,
    Entities,
    Relations,
}

/// Entities and relations of others; what can't be used is named, and the rest comes in.
pub fn statements(
    case: &CaseArg,
    kind: Kind,
    path: &Path,
    by: Option<&str>,
    json: bool,
) -> Result<Outcome, Failure> {
    let Some(by) = by else {
        return Err(Failure::usage(
            "it is not said who brings it in",
            "give an alias: --by ALIAS",
        ));
    };
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::usage(format!("{}: {e}", path.display()), "name a text file"))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(
            format!("{} is not UTF-8 text", path.display()),
            "save it as UTF-8 and import it again",
        )
    })?;
    let mut case = case.open(Access::Write)?;
    let plan = match kind {
        Kind::Ftm => import::ftm(&case, &text)?,
        Kind::Relations => import::csv_relations(&case, &text)?,
        Kind::Entities => import::csv_entities(&case, &text)?,
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    import::bring_in(&mut case, &plan, by, &format!("imported from {file}"))?;
    for (line, what) in &plan.problems {
        eprintln!("line {line} is left out: {}", printable(what));
    }
    for note in &plan.notes {
        eprintln!("note: {}", printable(note));
    }
    let counts = (plan.entities.len(), plan.relations.len(), plan.known);
    if json {
        let problems: Vec<_> = plan
            .problems
            .iter()
            .map(|(line, what)| serde_json::json!({"line": line, "what": what}))
            .collect();
        println!(
            "{}",
            serde_json::json!({"entities": counts.0, "relations": counts.1,
                "known": counts.2, "problems": problems, "notes": plan.notes})
        );
    } else {
        println!(
            "{} entities and {} relations, brought in by {by}; {} known, {} left out",
            counts.0,
            counts.1,
            counts.2,
            plan.problems.len()
        );
    }
    Ok(if plan.problems.is_empty() {
        Outcome::Done
    } else {
        Outcome::SomeFailed
    })
}
