//! What the child gives up before it reads a hostile byte. A later lock-down belongs here, too.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::Limits;

/// Limits memory, forbids writing files and dumping cores, and dies with the parent.
pub fn confine(limits: &Limits) -> io::Result<()> {
    let at_most = |value| Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    // Address space would count what threads and libraries only reserve; private data is what
    // they really can fill.
    setrlimit(Resource::Data, at_most(limits.memory_bytes))?;
    setrlimit(Resource::Core, at_most(0))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}
