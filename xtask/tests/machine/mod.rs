//! A made-up machine: a folder of stand-ins for the package manager, sudo, curl and cargo that
//! records what was called.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Real tools that the scripts may rely on; everything else must be checked for.
const TOOLS: [&str; 12] = [
    "awk", "cat", "cut", "date", "dirname", "env", "grep", "ln", "ls", "sed", "sh", "tr",
];

/// A made-up machine: its programs, and a log of what they were asked.
pub struct Machine {
    pub dir: TempDir,
}

impl Machine {
    /// Debian, run by root, with every package and a fitting Rust.
    pub fn complete() -> Self {
        let machine = Self {
            dir: TempDir::new().expect("a folder for the stand-ins"),
        };
        fs::create_dir(machine.bin()).expect("bin");
        for tool in TOOLS {
            let real = std::env::split_paths(&std::env::var_os("PATH").expect("PATH"))
                .map(|folder| folder.join(tool))
                .find(|path| path.is_file())
                .unwrap_or_else(|| panic!("{tool} is on every system"));
            symlink(real, machine.bin().join(tool)).expect("a link");
        }
        machine.program("uname", "echo Linux");
        machine.program("id", "echo 0");
        machine.program("sleep", "");
        machine.program("pkg-config", "exit 1");
        machine.program("chromium", "");
        machine.program("cargo-nextest", "");
        machine.program("cargo-deny", "");
        fs::create_dir(machine.validators()).expect("validators");
        let wanted = root().join("scripts/validators.txt");
        fs::copy(wanted, machine.validators().join("installed.txt")).expect("a copy");
        machine.rust("1.95.0");
        // Packages are files in a folder; apt-get puts them there.
        fs::create_dir(machine.packages()).expect("packages");
        machine.program(
            "dpkg-query",
            "shift 2; for p; do [ -e \"$PACKAGES/$p\" ] && echo \"installed $p\"; done; exit 1",
        );
        machine.program(
            "apt-get",
            "[ \"$1\" = install ] || exit 0; echo \"frontend=$DEBIAN_FRONTEND\" >>\"$LOG\"
             while [ $# -gt 0 ]; do case $1 in -o) shift ;; -*|install) ;; *) : >\"$PACKAGES/$1\" ;; esac; shift; done",
        );
        let table = fs::read_to_string(root().join("scripts/packages.txt")).expect("the table");
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let name = line.split_whitespace().nth(1).expect("apt's name");
            fs::write(machine.packages().join(name), "").expect("a package");
        }
        machine
    }

    pub fn bin(&self) -> PathBuf {
        self.dir.path().join("bin")
    }

    /// Where the programs that read exports back are installed.
    pub fn validators(&self) -> PathBuf {
        self.dir.path().join("validators")
    }

    pub fn packages(&self) -> PathBuf {
        self.dir.path().join("packages")
    }

    /// A program that notes its call and then does `body`.
    pub fn program(&self, name: &str, body: &str) {
        script(
            &self.bin().join(name),
            &format!("#!/bin/sh\necho \"{name} $*\" >>\"$LOG\"\n{body}\n"),
        );
    }

    pub fn rust(&self, version: &str) {
        self.program(
            "cargo",
            &format!("[ \"$1\" = --version ] && echo \"cargo {version} (abc 2026-01-01)\"; exit 0"),
        );
    }

    pub fn without_package(&self, name: &str) {
        fs::remove_file(self.packages().join(name)).expect("it was there");
    }

    pub fn without_program(&self, name: &str) {
        fs::remove_file(self.bin().join(name)).expect("it was there");
    }

    pub fn command(&self, script: &Path) -> Command {
        let mut command = Command::new(self.bin().join("sh"));
        command
            .arg(script)
            .env_clear()
            .env("PATH", self.bin())
            .env("HOME", self.dir.path())
            .env("LOG", self.dir.path().join("log"))
            .env("PACKAGES", self.packages())
            .env("CONTRECHAMP_VALIDATORS", self.validators())
            .stdin(Stdio::null());
        command
    }

    pub fn setup(&self, words: &[&str]) -> Output {
        let script = root().join("scripts/setup.sh");
        self.command(&script).args(words).output().expect("sh")
    }

    /// Calls of one program so far.
    pub fn calls(&self, name: &str) -> Vec<String> {
        fs::read_to_string(self.dir.path().join("log"))
            .unwrap_or_default()
            .lines()
            .filter(|line| line.split(' ').next() == Some(name))
            .map(str::to_owned)
            .collect()
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub fn script(path: &Path, text: &str) {
    fs::write(path, text).expect("a script");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("executable");
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
