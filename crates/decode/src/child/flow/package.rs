//! Office documents as packages (ECMA-376 part 2): a ZIP of XML parts that name each other.
//!
//! Every part is read within limits, none is unpacked further, and nothing that lies elsewhere is
//! followed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{self, Mark};
use crate::wire::Failure;

/// More parts than any document has.
const MOST_PARTS: usize = 50_000;
/// One part, unpacked.
const LARGEST: u64 = 256 << 20;
/// All that is unpacked of one document; pictures are unpacked twice.
const MOST_BYTES: u64 = 2 << 30;
/// Deflated text shrinks by a thousand at the very most.
const MOST_RATIO: u64 = 1_100;
/// Below this a part may shrink as it likes.
const HARMLESS: u64 = 1 << 20;

pub struct Package<'a> {
    zip: ZipArchive<BufReader<&'a File>>,
    budget: u64,
}

/// Where a part says that another is.
pub struct Related {
    pub kind: String,
    /// Name in the package; `None` for what lies elsewhere.
    pub part: Option<String>,
}

impl<'a> Package<'a> {
    pub fn open(mut file: &'a File) -> Result<Self, Failure> {
        file.seek(SeekFrom::Start(0))
            .map_err(|e| Failure::Read(e.to_string()))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| {
            Failure::Damaged(
                "its ZIP is damaged or cut off; fetch it again from where it came from".to_owned(),
            )
        })?;
        if zip.len() > MOST_PARTS {
            return Err(Failure::TooLarge {
                what: format!("its {} parts", zip.len()),
                limit: format!("{MOST_PARTS} parts"),
            });
        }
        for i in 0..zip.len() {
            let part = zip.by_index_raw(i).map_err(|e| failure(&e, "a part"))?;
            let packed = part.compressed_size().max(1);
            if part.size() > HARMLESS && part.size() / packed > MOST_RATIO {
                return Err(bomb(&part.name().unwrap_or_default()));
            }
        }
        Ok(Self {
            zip,
            budget: MOST_BYTES,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Names that begin and end so, in order.
    pub fn names(&self, begin: &str, end: &str) -> Vec<String> {
        let all = self.zip.file_names().flatten().map(|n| n.into_owned());
        let mut names: Vec<String> = all
            .filter(|n| n.starts_with(begin) && n.ends_with(end))
            .collect();
        names.sort();
        names
    }

    /// A part, unpacked.
    pub fn bytes(&mut self, name: &str) -> Result<Vec<u8>, Failure> {
        let most = LARGEST.min(self.budget);
        let part = self.zip.by_name(name).map_err(|e| failure(&e, name))?;
        let mut bytes = Vec::new();
        // What the ZIP states of its size is only a statement.
        part.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::Damaged(format!("its part {} is damaged ({e})", short(name))))?;
        if bytes.len() as u64 > most {
            return Err(bomb(name));
        }
        self.budget -= bytes.len() as u64;
        Ok(bytes)
    }

    /// A part as text; parts are XML in UTF-8 or UTF-16.
    pub fn text(&mut self, name: &str) -> Result<String, Failure> {
        Ok(super::charset::decode(&self.bytes(name)?, Some("utf-8")).text)
    }

    /// The parts that a part names, by the ids that it uses.
    pub fn related(&mut self, part: &str) -> Result<BTreeMap<String, Related>, Failure> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let list = match folder {
            "" => format!("_rels/{file}.rels"),
            folder => format!("{folder}/_rels/{file}.rels"),
        };
        let mut all = BTreeMap::new();
        if !self.has(&list) {
            return Ok(all);
        }
        let text = self.text(&list)?;
        xml::walk(&text, &mut |mark| {
            if let Mark::Start(element) = mark
                && element.name == "Relationship"
                && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
            {
                let elsewhere = element.get("TargetMode").is_some_and(|m| m == "External");
                let kind = element.get("Type").unwrap_or_default();
                let related = Related {
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    part: (!elsewhere).then(|| resolved(folder, &target)),
                };
                all.insert(id, related);
            }
            Ok(())
        })?;
        Ok(all)
    }
}

/// A target as the name of a part; it can't leave the package.
fn resolved(folder: &str, target: &str) -> String {
    let absolute = target.starts_with('/');
    let mut parts: Vec<&str> = match absolute {
        true => Vec::new(),
        false => folder.split('/').filter(|p| !p.is_empty()).collect(),
    };
    for piece in target.split(['/', '\\']) {
        match piece {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            piece => parts.push(piece),
        }
    }
    parts.join("/")
}

fn failure(error: &ZipError, name: &str) -> Failure {
    let name = short(name);
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => Failure::Encrypted,
        ZipError::FileNotFound => Failure::Damaged(format!("it has no {name}")),
        e => Failure::Damaged(format!("its part {name} is damaged ({e})")),
    }
}

fn bomb(name: &str) -> Failure {
    Failure::TooLarge {
        what: format!("its part {} when unpacked", short(name)),
        limit: format!(
            "{} megabytes, or {MOST_RATIO} times its packed size",
            LARGEST >> 20
        ),
    }
}

fn short(name: &str) -> String {
    name.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_stay_in_the_package() {
        assert_eq!(resolved("ppt/slides", "../media/a.png"), "ppt/media/a.png");
        assert_eq!(resolved("word", "media/a.png"), "word/media/a.png");
        assert_eq!(resolved("word", "/word/document.xml"), "word/document.xml");
        assert_eq!(resolved("word", "../../../../etc/passwd"), "etc/passwd");
    }
}
