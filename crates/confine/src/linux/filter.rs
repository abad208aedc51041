//! The filter of system calls. Three lie on top of each other, and the strictest answer counts:
//! what is not on the list is refused with an error; what only an attacker does ends the child;
//! and `clone3`, whose arguments a filter can't see, is said not to exist, so that the C library
//! takes `clone`, whose arguments it can.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction as Action, SeccompCmpArgLen as Length, SeccompCmpOp as Op,
    SeccompCondition as Condition, SeccompFilter, SeccompRule as Rule, TargetArch, apply_filter,
};

use super::calls;

type Rules = BTreeMap<i64, Vec<Rule>>;
type Outcome<T> = Result<T, String>;

/// Flags of `clone` that make namespaces.
const NEW_NAMESPACES: i32 = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

/// What a child still has to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Work with what it holds open.
    Descriptors,
    /// Open files for reading; which ones is Landlock's business.
    Reading,
    /// Become another program, load its libraries, and open files for reading; which programs and
    /// files is Landlock's business.
    Program,
}

/// Installs the filter on this thread and all that come after.
pub fn install(kind: Kind) -> Outcome<()> {
    let refused = Action::Errno(libc::EPERM as u32);
    let unknown = Action::Errno(libc::ENOSYS as u32);
    // All are made before the first is in force.
    let programs = [
        program(stopped(kind)?, Action::Allow, Action::KillProcess)?,
        program(always(&[libc::SYS_clone3]), Action::Allow, unknown)?,
        program(allowed(kind)?, refused, Action::Allow)?,
    ];
    // The last one forbids installing more.
    programs
        .iter()
        .try_for_each(|p| apply_filter(p).map_err(|e| e.to_string()))
}

fn program(rules: Rules, otherwise: Action, matched: Action) -> Outcome<BpfProgram> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|e| e.to_string())?;
    SeccompFilter::new(rules, otherwise, matched, arch)
        .and_then(BpfProgram::try_from)
        .map_err(|e| e.to_string())
}

fn always(calls: &[c_long]) -> Rules {
    calls.iter().map(|&call| (call, Vec::new())).collect()
}

/// A condition on the lower half of an argument: these bits have this value.
fn bits(argument: u8, mask: i32, value: i32) -> Outcome<Condition> {
    let (mask, value) = (
        u64::from(mask.cast_unsigned()),
        u64::from(value.cast_unsigned()),
    );
    Condition::new(argument, Length::Dword, Op::MaskedEq(mask), value).map_err(|e| e.to_string())
}

fn equal(argument: u8, value: i32) -> Outcome<Condition> {
    bits(argument, -1, value)
}

fn rule(conditions: Vec<Condition>) -> Outcome<Rule> {
    Rule::new(conditions).map_err(|e| e.to_string())
}

fn stopped(kind: Kind) -> Outcome<Rules> {
    let mut rules = always(calls::STOPPED);
    if kind == Kind::Program {
        rules.remove(&libc::SYS_execve);
    }
    rules.append(&mut always(calls::STOPPED_HERE));
    // A copy of the process instead of a thread.
    let copies = rule(vec![bits(0, libc::CLONE_THREAD, 0)?])?;
    rules.insert(libc::SYS_clone, vec![copies]);
    Ok(rules)
}

fn allowed(kind: Kind) -> Outcome<Rules> {
    let mut rules = always(calls::ALLOWED);
    rules.append(&mut always(calls::ALLOWED_HERE));
    let threads = bits(0, libc::CLONE_THREAD | NEW_NAMESPACES, libc::CLONE_THREAD)?;
    rules.insert(libc::SYS_clone, vec![rule(vec![threads])?]);
    if kind == Kind::Program {
        rules.append(&mut always(calls::BECOMING));
        rules.append(&mut always(calls::BECOMING_HERE));
    } else {
        // Memory is for data: nothing becomes code that was none.
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            rules.insert(call, vec![rule(vec![bits(2, libc::PROT_EXEC, 0)?])?]);
        }
    }
    let commands = [
        libc::F_DUPFD_CLOEXEC,
        libc::F_GETFD,
        libc::F_SETFD,
        libc::F_GETFL,
        libc::F_GET_SEALS,
    ];
    let harmless: Outcome<_> = commands.iter().map(|&c| rule(vec![equal(1, c)?])).collect();
    rules.insert(libc::SYS_fcntl, harmless?);
    rules.insert(
        libc::SYS_prctl,
        vec![rule(vec![equal(0, libc::PR_SET_NAME)?])?],
    );
    // Its own limits may be read; its own threads may be signalled, as `abort` does.
    let reads_own = vec![equal(0, 0)?, equal(2, 0)?, upper_half_is_zero(2)?];
    rules.insert(libc::SYS_prlimit64, vec![rule(reads_own)?]);
    let own = std::process::id().cast_signed();
    rules.insert(libc::SYS_tgkill, vec![rule(vec![equal(0, own)?])?]);
    if kind != Kind::Descriptors {
        rules.append(&mut always(calls::READING));
        rules.append(&mut always(calls::READING_HERE));
        opens(&mut rules)?;
    }
    Ok(rules)
}

fn upper_half_is_zero(argument: u8) -> Outcome<Condition> {
    Condition::new(argument, Length::Qword, Op::MaskedEq(!0xffff_ffff), 0)
        .map_err(|e| e.to_string())
}

/// Opening for reading only.
fn opens(rules: &mut Rules) -> Outcome<()> {
    let writing = libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND;
    rules.insert(
        libc::SYS_openat,
        vec![rule(vec![bits(2, writing, libc::O_RDONLY)?])?],
    );
    #[cfg(target_arch = "x86_64")]
    rules.insert(
        libc::SYS_open,
        vec![rule(vec![bits(1, writing, libc::O_RDONLY)?])?],
    );
    Ok(())
}
