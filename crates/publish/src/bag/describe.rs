//! The RO-Crate: what each file is, and the steps by which the machine came to its proposals.

use std::collections::{BTreeMap, BTreeSet};

use case::Case;
use model::{ContentHash, ItemId};
use serde_json::{Value, json};

use super::words::About;
use super::{BagError, Chosen, Wanted, original_name};

/// A file of the payload.
pub(super) struct Payload {
    pub bytes: u64,
    pub sha256: ContentHash,
    pub what: String,
}

const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";
const SOFTWARE: &str = "#contrechamp";

/// The tables in which steps leave what they brought.
const BROUGHT: [(&str, &str); 9] = [
    ("identify", "item_kinds"),
    ("watch", "videos"),
    ("documents", "document_references"),
    ("passages", "passages"),
    ("match", "sightings"),
    ("screens", "screens"),
    ("read", "readings"),
    ("copies", "copies"),
    ("facts", "document_facts"),
];

/// `ro-crate-metadata.json` for a payload.
pub(super) fn crate_json(
    case: &Case,
    chosen: &Chosen,
    payload: &BTreeMap<String, Payload>,
    about: &About<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<u8>, BagError> {
    let inside = |path: &String| path.strip_prefix("data/").unwrap_or(path).to_owned();
    let parts: Vec<Value> = payload
        .keys()
        .map(|p| json!({ "@id": inside(p) }))
        .collect();
    let actions = actions(case, chosen, payload)?;
    let mentions: Vec<Value> = actions.iter().map(|a| json!({ "@id": a["@id"] })).collect();
    let mut graph = vec![
        json!({ "@id": "ro-crate-metadata.json", "@type": "CreativeWork",
                "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" }, "about": { "@id": "./" } }),
        json!({ "@id": "./", "@type": "Dataset", "name": about.case,
                "description": format!("A visual investigation: originals, what was found in them, what people judged, and the journal of every act. {}", about.left_out()),
                "datePublished": wanted.made_at.get(..10).unwrap_or(wanted.made_at),
                "license": { "@id": "#restricted" }, "publisher": { "@id": "#desk" },
                "author": { "@id": "#desk" },
                "conformsTo": { "@id": PROFILE }, "hasPart": single(parts), "mentions": single(mentions) }),
        json!({ "@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5" }),
        json!({ "@id": "#restricted", "@type": "CreativeWork", "name": "Restricted",
                "description": "For those to whom it was handed over; the originals belong to their owners" }),
        json!({ "@id": "#desk", "@type": "Organization", "name": wanted.organisation.unwrap_or(wanted.signer),
                "description": "who hands it over, under the name that they chose" }),
        software(wanted.software),
    ];
    graph.extend(payload.iter().map(|(path, file)| {
        json!({
            "@id": inside(path), "@type": "File",
            "name": file.what, "description": file.what, "encodingFormat": format_of(path),
            "contentSize": file.bytes.to_string(), "sha256": file.sha256,
        })
    }));
    graph.extend(actions);
    let all = json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph });
    let mut text = serde_json::to_vec_pretty(&all)
        .map_err(|e| BagError::Failed(format!("the crate can't be described: {e}")))?;
    text.push(b'\n');
    Ok(text)
}

fn software(name: &str) -> Value {
    let version = name.rsplit_once(' ').map_or(name, |(_, v)| v);
    json!({
        "@id": SOFTWARE, "@type": "SoftwareApplication", "name": "contrechamp",
        "description": "finds where products seen in documents appear in footage, and proves it",
        "version": version, "softwareVersion": version,
    })
}

/// One action a step and version, over all items that it was done on: each single one, with its
/// parameters, stands in the journal and in `case/work.jsonl`.
fn actions(
    case: &Case,
    chosen: &Chosen,
    payload: &BTreeMap<String, Payload>,
) -> Result<Vec<Value>, BagError> {
    struct Step {
        items: BTreeSet<ItemId>,
        first: String,
        last: String,
        parameters: Value,
    }
    let mut steps: BTreeMap<(String, u64), Step> = BTreeMap::new();
    case.dump(chosen.traces(), &mut |table, row| {
        let row: Value = match (table, serde_json::from_str(row)) {
            ("work", Ok(row)) => row,
            _ => return Ok::<(), BagError>(()),
        };
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        if row["state"] != "done" {
            return Ok(());
        }
        let key = (text("step"), row["version"].as_u64().unwrap_or(0));
        let step = steps.entry(key).or_insert_with(|| Step {
            items: BTreeSet::new(),
            first: text("started"),
            last: text("started"),
            parameters: serde_json::from_str(&text("parameters")).unwrap_or(Value::Null),
        });
        step.items
            .extend(text("item").parse::<ContentHash>().ok().map(ItemId));
        step.first = text("started").min(step.first.clone());
        step.last = text("started").max(step.last.clone());
        Ok(())
    })?;
    Ok(steps
        .into_iter()
        .map(|((name, version), step)| {
            let objects: Vec<Value> = step
                .items
                .iter()
                .filter_map(|id| chosen.items.get(id))
                .map(|row| json!({ "@id": original_name(row) }))
                .collect();
            let table = BROUGHT
                .iter()
                .find(|(s, _)| *s == name)
                .map_or("work", |(_, t)| t);
            let result = format!("case/{table}.jsonl");
            let result = if payload.contains_key(&format!("data/{result}")) {
                result
            } else {
                "case/work.jsonl".to_owned()
            };
            json!({
                "@id": format!("#step-{name}-{version}"), "@type": "CreateAction",
                "name": format!("{name} (version {version})"),
                "description": format!("parameters of the first: {}", step.parameters),
                "instrument": { "@id": SOFTWARE }, "agent": { "@id": "#desk" },
                "object": single(objects), "result": { "@id": result },
                "startTime": offset(&step.first), "endTime": offset(&step.last),
                "actionStatus": { "@id": "http://schema.org/CompletedActionStatus" },
            })
        })
        .collect())
}

/// A list of one is written as that one, as RO-Crate recommends.
fn single(mut list: Vec<Value>) -> Value {
    match list.len() {
        1 => list.swap_remove(0),
        _ => list.into(),
    }
}

/// The profile's examples write UTC as an offset.
fn offset(time: &str) -> String {
    time.strip_suffix('Z')
        .map_or_else(|| time.to_owned(), |t| format!("{t}+00:00"))
}

fn format_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, e)| e) {
        "mp4" | "m4v" => "video/mp4",
        "mov" => "video/quicktime",
        "mkv" => "video/x-matroska",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "html" => "text/html",
        "txt" | "pub" | "sig" => "text/plain",
        "json" => "application/json",
        "jsonl" => "application/jsonl",
        "css" => "text/css",
        "tsq" => "application/timestamp-query",
        "tsr" => "application/timestamp-reply",
        _ => "application/octet-stream",
    }
}
