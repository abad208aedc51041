//! WACZ 1.1: a ZIP of WARC files with a list of pages. `datapackage-digest.json` is held to the
//! package, the package to every resource, and each WARC record to its own digests. Where one of
//! the first two does not hold, nothing is taken out.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;
use zip::ZipArchive;

use super::warc::{self, Pages};
use super::{Sink, bounded};
use crate::child::Trouble;
use crate::wire::Failure;

/// More files than any collection has.
const MOST_FILES: usize = 100_000;
/// Lists and records in the package.
const LONGEST_TEXT: u64 = 256 << 20;
/// Deflated text shrinks by a thousand at the very most.
const MOST_RATIO: u64 = 1_100;

pub fn unpack(file: &File, sink: &mut Sink<'_>) -> Result<(), Trouble> {
    let damaged =
        |e: zip::result::ZipError| Failure::Damaged(format!("its ZIP is not understood: {e}"));
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if zip.len() > MOST_FILES {
        return Err(Failure::TooLarge {
            what: format!("{} files", zip.len()),
            limit: MOST_FILES.to_string(),
        }
        .into());
    }
    let mut names = Vec::new();
    for i in 0..zip.len() {
        let entry = zip.by_index_raw(i).map_err(damaged)?;
        if entry.size() > 1 << 20 && entry.size() / entry.compressed_size().max(1) > MOST_RATIO {
            return Err(Failure::TooLarge {
                what: "a file in the ZIP".to_owned(),
                limit: format!("{MOST_RATIO} times its packed size"),
            }
            .into());
        }
        names.push(entry.name().map_err(damaged)?.into_owned());
    }
    if !names.iter().any(|n| n == "datapackage.json") {
        let what = "a ZIP without datapackage.json: no WACZ. Unpack a copy and add its files";
        return Err(Failure::NotUnderstood(what.to_owned()).into());
    }
    check(&mut zip, &names, sink)?;
    let pages = pages(&mut zip, &names)?;
    for name in names.iter().filter(|n| n.starts_with("archive/")) {
        let entry = zip.by_name(name).map_err(damaged)?;
        let packed = name.ends_with(".gz");
        let reader = BufReader::new(entry);
        if packed {
            let plain = flate2::bufread::MultiGzDecoder::new(reader);
            warc::unpack(BufReader::new(plain), &pages, sink)?;
        } else if name.ends_with(".warc") {
            warc::unpack(reader, &pages, sink)?;
        }
    }
    Ok(())
}

type Zip<'a> = ZipArchive<BufReader<&'a File>>;

fn text(zip: &mut Zip<'_>, name: &str) -> Result<Vec<u8>, Failure> {
    let damaged = |e: String| Failure::Damaged(format!("{name}: {e}"));
    let entry = zip.by_name(name).map_err(|e| damaged(e.to_string()))?;
    bounded(entry, LONGEST_TEXT)
        .map_err(|e| damaged(e.to_string()))?
        .ok_or_else(|| damaged("longer than any of its kind".to_owned()))
}

fn check(zip: &mut Zip<'_>, names: &[String], sink: &mut Sink<'_>) -> Result<(), Trouble> {
    let has = |name: &str| names.iter().any(|n| n == name);
    let package = text(zip, "datapackage.json")?;
    let changed = |name: &str| {
        Trouble::from(Failure::Damaged(format!(
            "{name} is not what the archive states: changed after it was made, nothing was taken out"
        )))
    };
    if has("datapackage-digest.json") {
        let digest = text(zip, "datapackage-digest.json")?;
        let digest: Value = serde_json::from_slice(&digest).unwrap_or_default();
        match digest["hash"].as_str().map(|h| warc::holds(h, &package)) {
            Some(Some(true)) => sink
                .notes
                .push("its package is the one that its digest states".to_owned()),
            Some(Some(false)) => return Err(changed("datapackage.json")),
            _ => sink
                .notes
                .push("its digest is of a kind that is not checked".to_owned()),
        }
        if !digest["signedData"].is_null() {
            sink.notes
                .push("it is signed; the signature is kept and was not checked".to_owned());
        }
    } else {
        sink.notes
            .push("it has no digest of its package".to_owned());
    }
    let package: Value = serde_json::from_slice(&package)
        .map_err(|e| Failure::Damaged(format!("datapackage.json: {e}")))?;
    let resources = package["resources"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let mut held = 0;
    for resource in resources {
        let (Some(path), Some(hash)) = (resource["path"].as_str(), resource["hash"].as_str())
        else {
            continue;
        };
        if !has(path) {
            sink.missing(path, "the archive lists it, and it is not in it")?;
            continue;
        }
        let entry = zip
            .by_name(path)
            .map_err(|e| Failure::Damaged(format!("{path}: {e}")))?;
        match sha256(entry, sink)? {
            found if hash.eq_ignore_ascii_case(&format!("sha256:{found}")) => held += 1,
            _ if hash.starts_with("sha256:") => return Err(changed(path)),
            _ => sink
                .notes
                .push(format!("{path}: its hash is of a kind that is not checked")),
        }
    }
    sink.notes
        .push(format!("{held} files in it have the hashes that it states"));
    Ok(())
}

fn sha256(mut reader: impl Read, sink: &mut Sink<'_>) -> Result<String, Trouble> {
    use sha2::Digest as _;
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = reader
            .read(&mut buffer)
            .map_err(|e| Failure::Damaged(format!("a file in it can't be read: {e}")))?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        sink.alive()?;
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect())
}

/// Addresses, titles and times of the pages that were meant.
fn pages(zip: &mut Zip<'_>, names: &[String]) -> Result<Pages, Trouble> {
    let mut pages = Pages::default();
    for name in ["pages/pages.jsonl", "pages/extraPages.jsonl"] {
        if !names.iter().any(|n| n == name) {
            continue;
        }
        for line in text(zip, name)?.lines() {
            let page: Value = match line.ok().and_then(|l| serde_json::from_str(&l).ok()) {
                Some(page) => page,
                None => continue,
            };
            let of = |key: &str| page[key].as_str().map(str::to_owned);
            if let Some(url) = of("url") {
                pages.0.insert(url, (of("title"), of("ts")));
            }
        }
    }
    Ok(pages)
}
