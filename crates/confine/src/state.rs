//! How far a lock-down goes, in values and in words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What to do where this system can't hold a child back enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Policy {
    /// Don't begin.
    #[default]
    Required,
    /// Do what can be done, and go on.
    IfPossible,
    /// Only limits of memory and time: for measuring what the lock-down costs.
    Off,
}

/// What holds a child back.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Confinement {
    /// Version of Landlock's interface: files and, from 4 on, TCP.
    pub landlock: Option<u32>,
    /// A filter of system calls: no sockets, no programs, no opening beyond what was named.
    pub seccomp: bool,
    /// Namespaces of its own for users and network, without any device.
    pub namespaces: bool,
    /// An empty folder as root of the file system.
    pub empty_root: bool,
    /// The filter refuses every opening, because no path was named.
    pub opens_nothing: bool,
    /// Why something of the above is missing.
    pub missing: Vec<String>,
}

/// How strong a lock-down is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Limits of memory and time only.
    None,
    /// Something is held back, and something isn't.
    Partial,
    /// Nothing is open; not every way of closing it was there.
    Closed,
    /// Filter, Landlock and namespaces, one behind the other.
    Full,
}

/// Something that a child could still do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gap {
    Network,
    Files,
    Processes,
}

impl Confinement {
    pub(crate) fn none(why: &str) -> Self {
        Self {
            missing: vec![why.to_owned()],
            ..Self::default()
        }
    }

    /// What nothing holds back.
    pub fn gaps(&self) -> Vec<Gap> {
        let files =
            self.landlock.is_some() || self.empty_root || (self.seccomp && self.opens_nothing);
        [
            (self.seccomp || self.namespaces, Gap::Network),
            (files, Gap::Files),
            (self.seccomp, Gap::Processes),
        ]
        .into_iter()
        .filter_map(|(held, gap)| (!held).then_some(gap))
        .collect()
    }

    pub fn level(&self) -> Level {
        let any = self.seccomp || self.landlock.is_some() || self.namespaces;
        match (self.gaps().is_empty(), any) {
            (_, false) => Level::None,
            (false, true) => Level::Partial,
            (true, _) if self.landlock.is_some() && self.seccomp && self.namespaces => Level::Full,
            (true, _) => Level::Closed,
        }
    }
}

impl Level {
    /// A word for people, journal and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Closed => "closed",
            Self::Full => "full",
        }
    }
}

impl Gap {
    /// What a child could do, for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Network => "speak to the network",
            Self::Files => "read your files",
            Self::Processes => "start programs",
        }
    }
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut layers = Vec::new();
        if self.seccomp {
            layers.push("system call filter (seccomp)".to_owned());
        }
        if let Some(version) = self.landlock {
            layers.push(format!("Landlock {version}"));
        }
        if self.namespaces {
            layers.push("user and network namespaces".to_owned());
        }
        if self.empty_root {
            layers.push("empty root folder".to_owned());
        }
        if layers.is_empty() {
            layers.push("nothing but limits of memory and time".to_owned());
        }
        write!(f, "{}: {}", self.level().word(), layers.join(", "))?;
        let gaps: Vec<&str> = self.gaps().into_iter().map(Gap::word).collect();
        if !gaps.is_empty() {
            write!(f, "; it could {}", gaps.join(", "))?;
        }
        if !self.missing.is_empty() {
            write!(f, " ({})", self.missing.join("; "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seccomp: bool, landlock: Option<u32>, namespaces: bool) -> Confinement {
        Confinement {
            landlock,
            seccomp,
            namespaces,
            opens_nothing: true,
            ..Confinement::default()
        }
    }

    #[test]
    fn a_level_is_never_better_than_its_gaps() {
        assert_eq!(of(true, Some(7), true).level(), Level::Full);
        assert_eq!(of(true, None, false).level(), Level::Closed);
        assert_eq!(of(true, None, false).gaps(), []);
        // Landlock alone leaves UDP and programs.
        let alone = of(false, Some(4), false);
        assert_eq!(alone.level(), Level::Partial);
        assert_eq!(alone.gaps(), [Gap::Network, Gap::Processes]);
        assert_eq!(of(false, None, false).level(), Level::None);
    }

    #[test]
    fn paths_that_may_be_read_need_more_than_the_filter() {
        let mut reading = of(true, None, true);
        reading.opens_nothing = false;
        assert_eq!(reading.gaps(), [Gap::Files]);
        reading.landlock = Some(1);
        assert_eq!(reading.gaps(), []);
    }

    #[test]
    fn what_is_open_is_said() {
        let text = Confinement::none("because").to_string();
        assert!(
            text.contains("network") && text.contains("files") && text.contains("because"),
            "{text}"
        );
    }
}
