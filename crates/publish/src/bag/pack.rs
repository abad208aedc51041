//! Filling a bag: payload, manifests, signature, in this order.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use case::Case;
use model::ContentHash;
use seal::Purpose;
use serde_json::json;
use vault::{Objects, Vault};

use super::describe::{self, Payload};
use super::sink::Sink;
use super::{BagError, Bagged, Chosen, TAG_MANIFEST, Wanted, original_name, words};

/// A bag being filled.
struct Packing<'a> {
    sink: &'a mut Sink,
    /// By path in the bag, `data/…`.
    payload: BTreeMap<String, Payload>,
    progress: &'a mut dyn FnMut(u64),
}

pub(super) fn pack(
    case: &Case,
    chosen: &Chosen,
    wanted: &Wanted<'_>,
    sink: &mut Sink,
    progress: &mut dyn FnMut(u64),
) -> Result<Bagged, BagError> {
    let head = case.journal_head()?;
    let mut packing = Packing {
        sink,
        payload: BTreeMap::new(),
        progress,
    };
    packing.originals(case, chosen)?;
    let rows_left_out = packing.book(case, chosen)?;
    let whole = chosen.traces().is_empty();
    let lines_left_out = packing.journal(case, chosen, head.seq)?;
    if whole {
        packing.seals(case)?;
    }
    if let Some(dossier) = wanted.dossier {
        packing.dossier(dossier, chosen)?;
    }
    let name = chosen.name_of(case);
    let about = words::About {
        case: &name,
        head,
        whole,
        items: chosen.items.len() as u64,
        held: chosen.held.items.len() as u64,
        rows_left_out,
        lines_left_out,
        signed: wanted.key.is_some(),
        signer: wanted.signer,
        one_person: wanted.one_person,
    };
    let metadata = describe::crate_json(case, chosen, &packing.payload, &about, wanted)?;
    packing.put("ro-crate-metadata.json", "describes this crate", &metadata)?;
    let (files, bytes) = (packing.payload.len() as u64, packing.bytes());
    let tag_manifest = packing.close(&about, wanted)?;
    Ok(Bagged {
        path: Default::default(),
        items: about.items,
        withheld: about.held,
        files,
        bytes,
        tag_manifest,
        head,
    })
}

impl Packing<'_> {
    fn put(&mut self, path: &str, what: &str, bytes: &[u8]) -> Result<(), BagError> {
        let path = format!("data/{path}");
        let sha256 = self.sink.put(&path, bytes)?;
        let payload = Payload {
            bytes: bytes.len() as u64,
            sha256,
            what: what.to_owned(),
        };
        self.payload.insert(path, payload);
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.payload.values().map(|p| p.bytes).sum()
    }

    /// Each original is held to its name while it is copied.
    fn originals(&mut self, case: &Case, chosen: &Chosen) -> Result<(), BagError> {
        let vault = Vault::open(case.dir())?;
        for (id, row) in &chosen.items {
            let path = format!("data/{}", original_name(row));
            let mut reader = Hashing::new(vault.read(&id.0)?);
            self.sink.stream(&path, row.bytes, &mut reader)?;
            let found = reader.finish();
            if found != id.0 {
                return Err(BagError::Failed(format!(
                    "the original {} is damaged (it has the SHA-256 {found} now); mend it, see `verify`",
                    id.short()
                )));
            }
            (self.progress)(row.bytes);
            let name = row.origins.first().map_or("", |o| o.path.as_str());
            let payload = Payload {
                bytes: row.bytes,
                sha256: id.0,
                what: format!("original: {name}"),
            };
            self.payload.insert(path, payload);
        }
        Ok(())
    }

    /// The database, a file a table; answers how many rows were left out.
    fn book(&mut self, case: &Case, chosen: &Chosen) -> Result<u64, BagError> {
        let mut tables: BTreeMap<&str, String> = BTreeMap::new();
        let mut named = 0;
        let left_out = case.dump(chosen.traces(), &mut |table, row| {
            if chosen.names_withheld(row) {
                named += 1;
                return Ok(());
            }
            let text = tables.entry(table).or_default();
            text.push_str(row);
            text.push('\n');
            Ok::<(), BagError>(())
        })?;
        for (table, text) in &tables {
            let what = format!("rows of the case: {}", table.replace('_', " "));
            self.put(&format!("case/{table}.jsonl"), &what, text.as_bytes())?;
        }
        let layout = json!({ "layout": Case::layout(), "whole": chosen.traces().is_empty() });
        let text = format!("{layout}\n");
        self.put(
            "case/layout.json",
            "the layout of the tables",
            text.as_bytes(),
        )?;
        Ok(left_out + named)
    }

    /// The journal up to its head; answers how many lines were replaced by their hashes.
    fn journal(&mut self, case: &Case, chosen: &Chosen, seq: u64) -> Result<u64, BagError> {
        let path = case.dir().join("journal.jsonl");
        let file = File::open(&path).map_err(|e| BagError::io(&path, e))?;
        let (mut text, mut left_out) = (Vec::new(), 0);
        let mut reader = BufReader::new(file);
        for n in 1..=seq {
            let from = text.len();
            reader
                .read_until(b'\n', &mut text)
                .map_err(|e| BagError::io(&path, e))?;
            let line = &text[from..];
            if chosen.names_withheld(&String::from_utf8_lossy(line)) {
                let stub = json!({ "seq": n, "sha256": ContentHash::of(line), "withheld": true });
                text.truncate(from);
                text.extend_from_slice(format!("{stub}\n").as_bytes());
                left_out += 1;
            }
        }
        let (name, what) = if chosen.traces().is_empty() {
            ("journal.jsonl", "the journal: every act, hash-chained")
        } else {
            (
                "journal-parts.jsonl",
                "the journal; of lines that name withheld items only the hash",
            )
        };
        self.put(name, what, &text)?;
        Ok(left_out)
    }

    /// Statements of the journal's head; never a key.
    fn seals(&mut self, case: &Case) -> Result<(), BagError> {
        let dir = case.dir().join("seals");
        let Ok(entries) = fs::read_dir(&dir) else {
            return Ok(());
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|e| e.file_name().into_string().ok())
            .collect();
        names.retain(|name| is_seal(name));
        names.sort();
        for name in names {
            let bytes = read_plain(&dir.join(&name))?;
            self.put(
                &format!("seals/{name}"),
                "a statement of the journal's head",
                &bytes,
            )?;
        }
        Ok(())
    }

    /// The dossier, after its page was looked through for what is withheld: pictures are named by
    /// their own hashes and hold pixels alone.
    fn dossier(&mut self, dir: &Path, chosen: &Chosen) -> Result<(), BagError> {
        let page = read_plain(&dir.join("index.html"))?;
        if chosen.held.is_named_in(&String::from_utf8_lossy(&page)) {
            return Err(BagError::Failed(
                "the dossier names what this bag withholds; make the bag with --without-dossier, and tell us".to_owned(),
            ));
        }
        self.folder(dir, "dossier", "the dossier")
    }

    fn folder(&mut self, dir: &Path, to: &str, what: &str) -> Result<(), BagError> {
        let entries = fs::read_dir(dir).map_err(|e| BagError::io(dir, e))?;
        let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let inside = format!("{to}/{name}");
            if path.is_dir() {
                self.folder(&path, &inside, what)?;
            } else {
                self.put(&inside, what, &read_plain(&path)?)?;
            }
        }
        Ok(())
    }

    /// Tag files, manifests and signature; answers the tag manifest's hash.
    fn close(self, about: &words::About<'_>, wanted: &Wanted<'_>) -> Result<ContentHash, BagError> {
        let mut manifest = String::new();
        for (path, payload) in &self.payload {
            manifest.push_str(&format!("{}  {}\n", payload.sha256, encoded(path)));
        }
        let oxum = format!("{}.{}", self.bytes(), self.payload.len());
        let tags = [
            ("bag-info.txt", words::bag_info(about, &oxum, wanted)),
            (
                "bagit.txt",
                "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned(),
            ),
            ("manifest-sha256.txt", manifest),
            ("VERIFY.txt", words::verify(about)),
        ];
        let mut tag_manifest = String::new();
        for (name, text) in &tags {
            let sha256 = self.sink.put(name, text.as_bytes())?;
            tag_manifest.push_str(&format!("{sha256}  {name}\n"));
        }
        let hash = self.sink.put(TAG_MANIFEST, tag_manifest.as_bytes())?;
        if let Some(key) = wanted.key {
            let signature = key.sign(Purpose::Bag, tag_manifest.as_bytes())?;
            self.sink
                .put(&format!("{TAG_MANIFEST}.sig"), signature.as_bytes())?;
            let line = format!(
                "{} namespaces=\"{}\" {}\n",
                wanted.signer,
                Purpose::Bag.namespace(),
                key.public()
            );
            self.sink.put("allowed_signers", line.as_bytes())?;
        }
        (self.progress)(0);
        Ok(hash)
    }
}

/// What `seal` writes, but keys.
fn is_seal(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let ending = name.rsplit('.').next().unwrap_or_default();
    name.starts_with("head-")
        && name.chars().all(plain)
        && ["txt", "sig", "pub", "tsq", "tsr"].contains(&ending)
}

fn read_plain(path: &Path) -> Result<Vec<u8>, BagError> {
    let meta = path.symlink_metadata().map_err(|e| BagError::io(path, e))?;
    if !meta.is_file() {
        return Err(BagError::Failed(format!(
            "{}: not a plain file",
            path.display()
        )));
    }
    fs::read(path).map_err(|e| BagError::io(path, e))
}

/// As RFC 8493 wants paths in manifests.
fn encoded(path: &str) -> String {
    path.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A reader that hashes what passes.
struct Hashing {
    inner: Box<dyn Read + Send>,
    hasher: vault::Hasher,
}

impl Hashing {
    fn new(inner: Box<dyn Read + Send>) -> Self {
        Self {
            inner,
            hasher: vault::Hasher::default(),
        }
    }

    fn finish(self) -> ContentHash {
        self.hasher.finish()
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}
