//! Which system calls a child may make, and which ones show that it was taken over.

use libc::*;

/// Computing, threads, memory, time, and reading and writing what is open. Conditions on some of
/// them are in `filter`.
pub const ALLOWED: &[c_long] = &[
    // What is open.
    SYS_read,
    SYS_readv,
    SYS_pread64,
    SYS_preadv,
    SYS_write,
    SYS_writev,
    SYS_lseek,
    SYS_close,
    SYS_dup,
    SYS_fstat,
    SYS_statx,
    SYS_newfstatat,
    SYS_fadvise64,
    SYS_ppoll,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_sendto,
    SYS_sendmsg,
    SYS_shutdown,
    // Memory.
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_membarrier,
    // Threads.
    SYS_clone3,
    SYS_futex,
    SYS_set_robust_list,
    SYS_get_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getcpu,
    SYS_exit,
    SYS_exit_group,
    SYS_set_tid_address,
    // Signals to itself.
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    // Time and chance.
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_times,
    // Who and where it is.
    SYS_getpid,
    SYS_gettid,
    SYS_getppid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
];

/// The older names of some, which only this processor has.
#[cfg(target_arch = "x86_64")]
pub const ALLOWED_HERE: &[c_long] = &[SYS_poll, SYS_time];
#[cfg(not(target_arch = "x86_64"))]
pub const ALLOWED_HERE: &[c_long] = &[];

/// For children that may read named paths; Landlock says which.
pub const READING: &[c_long] = &[
    SYS_faccessat,
    SYS_faccessat2,
    SYS_readlinkat,
    SYS_getdents64,
    SYS_statfs,
    SYS_fstatfs,
    SYS_getcwd,
];

#[cfg(target_arch = "x86_64")]
pub const READING_HERE: &[c_long] = &[SYS_access, SYS_readlink, SYS_stat, SYS_lstat, SYS_getdents];
#[cfg(not(target_arch = "x86_64"))]
pub const READING_HERE: &[c_long] = &[];

/// For becoming another program: loading it and its libraries needs memory that is code.
pub const BECOMING: &[c_long] = &[SYS_execve, SYS_mmap, SYS_mprotect, SYS_getpgid];

#[cfg(target_arch = "x86_64")]
pub const BECOMING_HERE: &[c_long] = &[SYS_arch_prctl, SYS_getpgrp];
#[cfg(not(target_arch = "x86_64"))]
pub const BECOMING_HERE: &[c_long] = &[];

/// Nothing that decodes ever does this: the child is stopped, and its death says why.
pub const STOPPED: &[c_long] = &[
    // Programs and processes.
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kill,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_pidfd_getfd,
    // Sockets.
    SYS_socket,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    // The system.
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_io_uring_setup,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_init_module,
    SYS_finit_module,
    SYS_open_by_handle_at,
    SYS_setuid,
    SYS_setgid,
    SYS_setresuid,
    SYS_setresgid,
];

#[cfg(target_arch = "x86_64")]
pub const STOPPED_HERE: &[c_long] = &[SYS_fork, SYS_vfork, SYS_iopl, SYS_ioperm];
#[cfg(not(target_arch = "x86_64"))]
pub const STOPPED_HERE: &[c_long] = &[];
