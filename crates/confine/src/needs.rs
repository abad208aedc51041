//! What a child needs, and the limits that every system knows.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// What a child needs, and nothing more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Needs {
    /// Files that it may open for reading, and folders in which it may read everything, beside
    /// the descriptors that it holds. Usually none.
    pub read: Vec<PathBuf>,
    /// Private memory in bytes; the stacks of threads count.
    pub memory_bytes: u64,
    /// Processor time of all threads together.
    pub cpu: Duration,
    /// Descriptors that it may have open at once.
    pub open_files: u64,
}

impl Needs {
    /// A child that reads nothing but the descriptors it holds.
    pub fn descriptors_only(memory_bytes: u64, cpu: Duration) -> Self {
        Self {
            read: Vec::new(),
            memory_bytes,
            cpu,
            open_files: 64,
        }
    }
}

#[cfg(unix)]
pub(crate) fn limit(needs: &Needs) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Never above what the user's own limits allow.
    let at_most = |resource, soft: u64, hard: u64| {
        let allowed = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        let limit = Rlimit {
            current: Some(soft.min(allowed)),
            maximum: Some(hard.min(allowed)),
        };
        setrlimit(resource, limit)
    };
    let memory = needs.memory_bytes;
    // Address space would count what threads and libraries only reserve; private data is what
    // they really can fill.
    at_most(Resource::Data, memory, memory)?;
    at_most(Resource::Core, 0, 0)?;
    at_most(Resource::Fsize, 0, 0)?;
    at_most(Resource::Nofile, needs.open_files, needs.open_files)?;
    let seconds = needs.cpu.as_secs().max(1);
    // The first ends it by SIGXCPU, which says why; a few seconds later nothing can be caught.
    at_most(Resource::Cpu, seconds, seconds.saturating_add(5))?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn limit(_: &Needs) -> io::Result<()> {
    Ok(())
}
