//! What a power cut leaves: the calls of a traced program are read back, and the folder is built
//! anew as it may be on the disk when the power went at one of them. Bytes are there for sure once
//! their file was synced, names once their folder was; of the rest anything may be there.
//!
//! What doesn't live here: starting the program, what must hold afterwards (`power_cut.rs`).
#![allow(dead_code)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// Calls that must be in the log, for `strace -e trace=`.
pub const CALLS: &str = "openat,close,read,write,pwrite64,writev,lseek,fsync,fdatasync,ftruncate,\
    rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,copy_file_range,\
    sendfile,dup,fcntl";

/// A change in the order of time.
#[derive(Clone, Debug)]
pub enum Change {
    /// A name in a folder now means this file or folder.
    Name(PathBuf, Node),
    Unname(PathBuf),
    /// A name takes the place of another, at once: of this file or folder.
    Move(PathBuf, PathBuf, Node),
    Write(usize, u64, Vec<u8>),
    Cut(usize, u64),
    /// All that was written to a file so far is safe.
    SyncFile(usize),
    /// All names in a folder so far are safe.
    SyncFolder(PathBuf),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Node {
    Folder,
    File(usize),
}

/// How much of what was not synced is there all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    /// Names are, bytes are not: the empty file under its new name.
    NamesOnly,
    /// Nothing is.
    Nothing,
    /// Some of it, by chance with a seed.
    Some(u64),
}

/// Everything that a program did below a folder.
pub struct Trace {
    pub changes: Vec<Change>,
    /// Files that were there before, by name.
    before: BTreeMap<PathBuf, Node>,
    contents: Vec<Vec<u8>>,
}

impl Trace {
    /// Reads a log of `strace -y -xx -s …`. `root`: the folder as it was before.
    pub fn read(log: &str, root: &Path, before: &Path) -> Self {
        let mut reader = Reader::of(root, before);
        for line in log.lines() {
            reader.line(line);
        }
        reader.trace
    }

    /// Moments at which the power may go: after so many changes.
    pub fn moments(&self) -> usize {
        self.changes.len()
    }

    /// Builds the folder as it may be when the power went after so many changes.
    pub fn build(&self, after: usize, luck: Luck, to: &Path) {
        let mut disk = Disk::of(self, luck);
        for change in &self.changes[..after] {
            disk.take(change);
        }
        disk.write(to);
    }
}

/// What is safe, and what waits, file by file and folder by folder.
struct Disk {
    luck: Luck,
    random: u64,
    /// Names as the running program sees them, and as they are on the disk.
    seen: BTreeMap<PathBuf, Node>,
    safe: BTreeMap<PathBuf, Node>,
    /// Changes of names that no folder was synced for.
    names: Vec<Change>,
    contents: Vec<Vec<u8>>,
    /// Changes of bytes since the last sync, by file.
    bytes: HashMap<usize, Vec<Change>>,
}

impl Disk {
    fn of(trace: &Trace, luck: Luck) -> Self {
        Self {
            luck,
            random: match luck {
                Luck::Some(seed) => seed | 1,
                _ => 1,
            },
            seen: trace.before.clone(),
            safe: trace.before.clone(),
            names: Vec::new(),
            contents: trace.contents.clone(),
            bytes: HashMap::new(),
        }
    }

    fn take(&mut self, change: &Change) {
        match change {
            Change::Name(..) | Change::Unname(_) | Change::Move(..) => {
                rename(&mut self.seen, change);
                self.names.push(change.clone());
            }
            Change::Write(file, ..) | Change::Cut(file, _) => {
                self.bytes.entry(*file).or_default().push(change.clone());
            }
            Change::SyncFile(file) => {
                for change in self.bytes.remove(file).unwrap_or_default() {
                    apply(&mut self.contents, &change);
                }
            }
            Change::SyncFolder(folder) => {
                let of = |c: &Change| match c {
                    Change::Name(at, _) | Change::Unname(at) => at.parent() == Some(folder),
                    Change::Move(from, to, _) => {
                        from.parent() == Some(folder) || to.parent() == Some(folder)
                    }
                    _ => false,
                };
                // Earlier changes of the same names come with it: folders keep their order.
                let (safe, wait) = std::mem::take(&mut self.names).into_iter().partition(of);
                let safe: Vec<Change> = safe;
                safe.iter().for_each(|c| rename(&mut self.safe, c));
                self.names = wait;
            }
        }
    }

    fn chance(&mut self) -> bool {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random.is_multiple_of(2)
    }

    fn write(mut self, to: &Path) {
        let names = std::mem::take(&mut self.names);
        // Folders keep the order of their changes: what is there of one is a beginning.
        let mut ended: Vec<PathBuf> = Vec::new();
        for change in names {
            let folder = match &change {
                Change::Name(at, _) | Change::Unname(at) | Change::Move(_, at, _) => {
                    at.parent().unwrap_or(at).to_owned()
                }
                _ => continue,
            };
            let there = match self.luck {
                Luck::NamesOnly => true,
                Luck::Nothing => false,
                Luck::Some(_) => !ended.contains(&folder) && self.chance(),
            };
            if there {
                rename(&mut self.safe, &change);
            } else {
                ended.push(folder);
            }
        }
        if let Luck::Some(_) = self.luck {
            let mut waiting: Vec<(usize, Vec<Change>)> = self.bytes.drain().collect();
            waiting.sort_by_key(|(file, _)| *file);
            for (_, changes) in waiting {
                // Pages reach the disk in any order.
                for change in changes {
                    if self.chance() {
                        apply(&mut self.contents, &change);
                    }
                }
            }
        }
        fs::create_dir_all(to).expect("made");
        for (name, node) in &self.safe {
            let path = to.join(name);
            // A name in a folder that is not there is not there.
            if !path.parent().is_some_and(Path::is_dir) {
                continue;
            }
            match node {
                Node::Folder => fs::create_dir_all(&path).expect("made"),
                Node::File(file) => fs::write(&path, &self.contents[*file]).expect("written"),
            }
        }
    }
}

fn rename(names: &mut BTreeMap<PathBuf, Node>, change: &Change) {
    match change {
        Change::Name(at, node) => {
            names.insert(at.clone(), *node);
        }
        Change::Unname(at) => names.retain(|name, _| !name.starts_with(at)),
        // Its former name may have reached the disk or not.
        Change::Move(from, to, node @ Node::File(_)) => {
            names.remove(from);
            names.insert(to.clone(), *node);
        }
        Change::Move(from, to, Node::Folder) => {
            let moved: Vec<(PathBuf, Node)> = names
                .iter()
                .filter_map(|(name, node)| Some((to.join(name.strip_prefix(from).ok()?), *node)))
                .collect();
            names.retain(|name, _| !name.starts_with(from) && !name.starts_with(to));
            // `join` of nothing ends in a stroke.
            names.extend(
                moved
                    .into_iter()
                    .map(|(n, node)| (n.components().collect(), node)),
            );
        }
        _ => {}
    }
}

fn apply(contents: &mut [Vec<u8>], change: &Change) {
    match change {
        Change::Write(file, at, bytes) => {
            let at = usize::try_from(*at).expect("short");
            let content = &mut contents[*file];
            if content.len() < at + bytes.len() {
                content.resize(at + bytes.len(), 0);
            }
            content[at..at + bytes.len()].copy_from_slice(bytes);
        }
        Change::Cut(file, length) => {
            contents[*file].resize(usize::try_from(*length).expect("short"), 0);
        }
        _ => {}
    }
}

/// A file that is open below the folder.
struct Open {
    node: Node,
    name: PathBuf,
    at: u64,
    appends: bool,
}

struct Reader {
    root: PathBuf,
    trace: Trace,
    names: BTreeMap<PathBuf, Node>,
    lengths: Vec<u64>,
    open: HashMap<i64, Open>,
    /// Places in files outside, from which bytes are copied.
    outside: HashMap<i64, (PathBuf, u64)>,
}

impl Reader {
    fn of(root: &Path, before: &Path) -> Self {
        let (mut names, mut contents) = (BTreeMap::new(), Vec::new());
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(before.join(&folder))
                .expect("a folder")
                .flatten()
            {
                let name = folder.join(entry.file_name());
                if entry.path().is_dir() {
                    names.insert(name.clone(), Node::Folder);
                    folders.push(name);
                } else {
                    names.insert(name, Node::File(contents.len()));
                    contents.push(fs::read(entry.path()).expect("read"));
                }
            }
        }
        Self {
            root: root.to_owned(),
            lengths: contents.iter().map(|c| c.len() as u64).collect(),
            trace: Trace {
                changes: Vec::new(),
                before: names.clone(),
                contents,
            },
            names,
            open: HashMap::new(),
            outside: HashMap::new(),
        }
    }

    fn line(&mut self, line: &str) {
        let Some((call, rest)) = line.split_once('(') else {
            return;
        };
        let Some((inside, answer)) = rest.rsplit_once(" = ") else {
            return;
        };
        let result: i64 = number(answer);
        if result < 0 || answer.starts_with('?') {
            return;
        }
        let args = arguments(inside.trim_end().trim_end_matches(')'));
        let arg = |n: usize| args.get(n).map(String::as_str).unwrap_or_default();
        match call {
            "openat" => self.opened(&text(arg(1)), arg(2), result),
            "close" => {
                self.open.remove(&number(arg(0)));
                self.outside.remove(&number(arg(0)));
            }
            "read" => self.moved(number(arg(0)), result),
            "lseek" => {
                if let Some(open) = self.open.get_mut(&number(arg(0))) {
                    open.at = u64::try_from(result).expect("not negative");
                }
            }
            "write" => self.written(number(arg(0)), None, &bytes(arg(1)), result),
            "pwrite64" => {
                let at = u64::try_from(number(arg(3))).ok();
                self.written(number(arg(0)), at, &bytes(arg(1)), result);
            }
            "ftruncate" => self.cut(number(arg(0)), number(arg(1))),
            "fsync" | "fdatasync" => self.synced(number(arg(0))),
            "rename" => self.renamed(&text(arg(0)), &text(arg(1))),
            "renameat" | "renameat2" => self.renamed(&text(arg(1)), &text(arg(3))),
            "mkdir" => self.named(&text(arg(0)), Node::Folder),
            "mkdirat" => self.named(&text(arg(1)), Node::Folder),
            "unlink" | "rmdir" => self.unnamed(&text(arg(0))),
            "unlinkat" => self.unnamed_at(arg(0), &text(arg(1))),
            "copy_file_range" => self.copied(number(arg(0)), number(arg(2)), result),
            "dup" | "fcntl" if call == "dup" || arg(1).starts_with("F_DUPFD") => {
                let from = self.open.get(&number(arg(0)));
                let again = from.map(|o| (o.node, o.name.clone(), o.at, o.appends));
                if let Some((node, name, at, appends)) = again {
                    self.open.insert(
                        result,
                        Open {
                            node,
                            name,
                            at,
                            appends,
                        },
                    );
                }
            }
            "link" | "linkat" | "sendfile" | "writev" => {
                let touches = args
                    .iter()
                    .any(|a| text(a).starts_with(&self.root.display().to_string()));
                assert!(
                    !touches,
                    "a call that is not followed: {}",
                    &line[..line.len().min(200)]
                );
            }
            _ => {}
        }
    }

    fn inside(&self, path: &str) -> Option<PathBuf> {
        let rest = Path::new(path).strip_prefix(&self.root).ok()?;
        Some(rest.to_owned())
    }

    fn opened(&mut self, path: &str, flags: &str, fd: i64) {
        let Some(name) = self.inside(path) else {
            self.outside.insert(fd, (PathBuf::from(path), 0));
            return;
        };
        let node = match self.names.get(&name) {
            Some(node) => *node,
            None if name.as_os_str().is_empty() => Node::Folder,
            None => {
                let file = self.new_file();
                self.named(path, Node::File(file));
                Node::File(file)
            }
        };
        if let (Node::File(file), true) = (node, flags.contains("O_TRUNC")) {
            self.lengths[file] = 0;
            self.trace.changes.push(Change::Cut(file, 0));
        }
        let appends = flags.contains("O_APPEND");
        self.open.insert(
            fd,
            Open {
                node,
                name,
                at: 0,
                appends,
            },
        );
    }

    fn new_file(&mut self) -> usize {
        self.lengths.push(0);
        self.trace.contents.push(Vec::new());
        self.lengths.len() - 1
    }

    fn moved(&mut self, fd: i64, by: i64) {
        let by = u64::try_from(by).expect("not negative");
        if let Some(open) = self.open.get_mut(&fd) {
            open.at += by;
        } else if let Some((_, at)) = self.outside.get_mut(&fd) {
            *at += by;
        }
    }

    fn written(&mut self, fd: i64, at: Option<u64>, bytes: &[u8], count: i64) {
        let Some(open) = self.open.get_mut(&fd) else {
            return;
        };
        let Node::File(file) = open.node else { return };
        let count = usize::try_from(count).expect("not negative");
        assert!(bytes.len() >= count, "the log is cut off");
        let place = match at {
            Some(at) => at,
            None if open.appends => self.lengths[file],
            None => open.at,
        };
        let end = place + count as u64;
        if at.is_none() {
            open.at = end;
        }
        self.lengths[file] = self.lengths[file].max(end);
        let bytes = bytes[..count].to_vec();
        self.trace.changes.push(Change::Write(file, place, bytes));
    }

    fn copied(&mut self, from: i64, to: i64, count: i64) {
        let length = usize::try_from(count).expect("not negative");
        let (path, at) = match (self.outside.get(&from), self.open.get(&from)) {
            (Some((path, at)), _) => (path.clone(), *at),
            (None, Some(open)) => (self.root.join(&open.name), open.at),
            _ => return,
        };
        let whole = fs::read(&path).expect("it is still there");
        let at = usize::try_from(at).expect("short");
        let bytes = whole[at..at + length].to_vec();
        self.moved(from, count);
        self.written(to, None, &bytes, count);
    }

    fn cut(&mut self, fd: i64, length: i64) {
        let node = self.open.get(&fd).map(|o| o.node);
        if let Some(Node::File(file)) = node {
            let length = u64::try_from(length).expect("not negative");
            self.lengths[file] = length;
            self.trace.changes.push(Change::Cut(file, length));
        }
    }

    fn synced(&mut self, fd: i64) {
        let Some(open) = self.open.get(&fd) else {
            return;
        };
        self.trace.changes.push(match open.node {
            Node::File(file) => Change::SyncFile(file),
            Node::Folder => Change::SyncFolder(open.name.clone()),
        });
    }

    fn named(&mut self, path: &str, node: Node) {
        if let Some(name) = self.inside(path) {
            self.change(Change::Name(name, node));
        }
    }

    fn unnamed(&mut self, path: &str) {
        if let Some(name) = self.inside(path) {
            self.change(Change::Unname(name));
        }
    }

    fn unnamed_at(&mut self, folder: &str, name: &str) {
        let whole = match self.open.get(&number(folder)) {
            Some(open) if !name.starts_with('/') => open.name.join(name),
            _ => match self.inside(name) {
                Some(name) => name,
                None => return,
            },
        };
        self.change(Change::Unname(whole));
    }

    fn renamed(&mut self, from: &str, to: &str) {
        match (self.inside(from), self.inside(to)) {
            (Some(from), Some(to)) => {
                for open in self.open.values_mut().filter(|o| o.name == from) {
                    open.name.clone_from(&to);
                }
                let node = self.names.get(&from).copied();
                self.change(Change::Move(from, to, node.expect("it was there")));
            }
            (None, None) => {}
            _ => panic!("a move over the folder's border: {from} {to}"),
        }
    }

    fn change(&mut self, change: Change) {
        rename(&mut self.names, &change);
        self.trace.changes.push(change);
    }
}

/// Parts between commas that stand in no quotes and no brackets.
fn arguments(inside: &str) -> Vec<String> {
    let (mut all, mut one) = (Vec::new(), String::new());
    let (mut quoted, mut depth) = (false, 0u32);
    for c in inside.chars() {
        match c {
            '"' => quoted = !quoted,
            '{' | '[' | '<' if !quoted => depth += 1,
            '}' | ']' | '>' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                all.push(std::mem::take(&mut one).trim().to_owned());
                continue;
            }
            _ => {}
        }
        one.push(c);
    }
    all.push(one.trim().to_owned());
    all
}

/// The number that a text begins with.
fn number(text: &str) -> i64 {
    let end = text
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || (*i == 0 && *c == '-')))
        .map_or(text.len(), |(i, _)| i);
    text[..end].parse().unwrap_or(-1)
}

/// Bytes that are all written as `\xNN`.
fn bytes(quoted: &str) -> Vec<u8> {
    let inside = quoted.trim_start_matches('"').trim_end_matches(['.', '"']);
    let pairs = inside.split("\\x").skip(1);
    pairs
        .map(|pair| u8::from_str_radix(&pair[..2], 16).expect("hexadecimal"))
        .collect()
}

fn text(quoted: &str) -> String {
    String::from_utf8_lossy(&bytes(quoted)).into_owned()
}
