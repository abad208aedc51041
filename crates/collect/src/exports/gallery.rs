//! gallery-dl: `X.jpg.json` beside `X.jpg`. `category` names the site, the rest is the site's own.

use std::path::{Path, PathBuf};

use model::Origin;
use serde_json::Value;

use super::{Brought, ExportError, Inside, Missing, Taken, files_below, json};

pub(super) fn read(root: &Path) -> Result<Brought, ExportError> {
    let inside =
        Inside::new(root).ok_or_else(|| ExportError::new(root, "there is no such folder"))?;
    let mut brought = Brought::default();
    let mut records = 0;
    for path in files_below(root) {
        if is_record(&path) {
            records += 1;
            continue;
        }
        let record = beside(&path);
        let mut origin = Origin {
            path: inside.name(&path),
            tool: Some("gallery-dl".to_owned()),
            ..Origin::default()
        };
        match record.as_deref().map(json::read::<Value>) {
            Some(Ok(told)) => fill(&told, &mut origin),
            Some(Err(e)) => origin
                .notes
                .push(format!("its record was not understood: {}", e.what)),
            None => origin
                .notes
                .push("gallery-dl left no record beside it".to_owned()),
        }
        brought.files.push(Taken {
            path,
            origin,
            record,
            sha256: None,
        });
    }
    if records == 0 {
        return Err(ExportError::new(
            root,
            "no file in it has a record of gallery-dl's (X.jpg.json beside X.jpg)",
        ));
    }
    brought.missing = without_file(root, &inside);
    brought.notices.push(
        "gallery-dl's records don't say when they were made: give --by and --clock".to_owned(),
    );
    Ok(brought)
}

/// `X.jpg.json`: the record of another file, by its name.
fn is_record(path: &Path) -> bool {
    let stem = path.file_stem().map(Path::new);
    path.extension().is_some_and(|e| e == "json") && stem.is_some_and(|s| s.extension().is_some())
}

fn beside(path: &Path) -> Option<PathBuf> {
    let mut name = path.file_name()?.to_owned();
    name.push(".json");
    let record = path.with_file_name(name);
    record
        .symlink_metadata()
        .is_ok_and(|m| m.is_file())
        .then_some(record)
}

/// Records whose file is not there.
fn without_file(root: &Path, inside: &Inside) -> Vec<Missing> {
    let alone = files_below(root)
        .into_iter()
        .filter(|path| is_record(path) && !path.with_extension("").exists());
    alone
        .map(|path| {
            let url = json::read::<Value>(&path).ok().and_then(|told| page(&told));
            Missing {
                name: inside.name(&path.with_extension("")),
                why: "gallery-dl left a record of it, but the file is not there".to_owned(),
                url,
                record: Some(path),
            }
        })
        .collect()
}

fn fill(told: &Value, origin: &mut Origin) {
    let site = json::text(told, &["category"]);
    let id = json::text(
        told,
        &[
            "tweet_id",
            "post_id",
            "post_shortcode",
            "shortcode",
            "id",
            "message_id",
        ],
    );
    origin.canonical_id = match (site, id) {
        (Some(site), Some(id)) => Some(format!("{site} {id}")),
        (site, id) => id.or(site),
    };
    origin.url = page(told);
    origin.title = json::text(told, &["title", "content", "description", "caption"]);
    origin.publisher = author(told);
    origin.published =
        json::text(told, &["date", "post_date", "created_at"]).and_then(|d| json::date(&d));
    if let (Some(width), Some(height)) =
        (json::text(told, &["width"]), json::text(told, &["height"]))
    {
        origin.notes.push(format!(
            "the site gave it {width} × {height} pixels, says the record"
        ));
    }
}

/// The page that it was posted on, where the record names it or the site's form of it is known.
fn page(told: &Value) -> Option<String> {
    let named = json::text(
        told,
        &["post_url", "webpage_url", "page_url", "permalink_url"],
    );
    json::address(named).or_else(|| {
        let id = json::text(told, &["tweet_id"]);
        let author = told.get("author").and_then(|a| json::text(a, &["name"]));
        match json::text(told, &["category"])?.as_str() {
            "twitter" => Some(format!("https://x.com/{}/status/{}", author?, id?)),
            "instagram" => {
                let code = json::text(told, &["post_shortcode", "shortcode"])?;
                Some(format!("https://www.instagram.com/p/{code}/"))
            }
            _ => None,
        }
    })
}

fn author(told: &Value) -> Option<String> {
    let of = |key: &str| {
        let value = told.get(key)?;
        json::plain(value)
            .or_else(|| json::text(value, &["nick", "name", "username", "full_name", "id"]))
    };
    [
        "author", "user", "uploader", "username", "owner", "channel", "artist",
    ]
    .iter()
    .find_map(|key| of(key))
}
