//! Landlock: no file may be opened, made, changed or run but those that were named for it; no
//! TCP; no signals or abstract sockets to processes outside.

use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, LandlockStatus, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

/// The newest interface that is asked for; an older kernel does what it knows.
const ASKED: ABI = ABI::V6;

/// Restricts this thread and all that come after; answers the version of the kernel's interface.
pub fn restrict(read: &[PathBuf], run: &[PathBuf]) -> Result<u32, String> {
    let status = rules(read, run).map_err(|e| format!("no Landlock: {e}"))?;
    match status.landlock {
        _ if status.ruleset == RulesetStatus::NotEnforced => {
            Err("no Landlock: this kernel does not have it, or it is switched off".to_owned())
        }
        LandlockStatus::Available {
            effective_abi,
            kernel_abi,
        } => Ok(kernel_abi
            .and_then(|v| u32::try_from(v).ok())
            .unwrap_or(effective_abi as u32)),
        other => Err(format!("no Landlock: {other:?}")),
    }
}

fn rules(read: &[PathBuf], run: &[PathBuf]) -> Result<landlock::RestrictionStatus, RulesetError> {
    let mut ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ASKED))?
        .handle_access(AccessNet::from_all(ASKED))?
        .scope(Scope::from_all(ASKED))?
        .create()?;
    for path in read {
        // What isn't there can't be read either; whoever needs it says so in its own words.
        let Ok(fd) = PathFd::new(path) else { continue };
        let rights = if path.is_dir() {
            AccessFs::ReadFile | AccessFs::ReadDir
        } else {
            AccessFs::ReadFile.into()
        };
        ruleset = ruleset.add_rule(PathBeneath::new(fd, rights))?;
    }
    for path in run {
        let Ok(fd) = PathFd::new(path) else { continue };
        let rights = AccessFs::ReadFile | AccessFs::Execute;
        ruleset = ruleset.add_rule(PathBeneath::new(fd, rights))?;
    }
    ruleset.restrict_self()
}
