"""How the chamber's processes lock themselves in: first the helper, then, more narrowly, each child.

What a kernel lacks is left out, and `this_kernel().lacks` names it; what it has must work, or the process ends.
"""

import os
import resource
import sysconfig
from pathlib import Path

from workers.develop.cell.kernel import give_up_privileges, this_kernel
from workers.develop.cell.landlock import restrict_self, ruleset
from workers.develop.cell.seccomp import WHOLE, Allowed, Bits, load

ROOT = Path(__file__).resolve().parents[3]

# Kept open, so that a child needs one call to bind itself.
_rules = -1

_PLAIN = """
    read write close stat fstat lstat poll ppoll lseek munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 readv
    preadv preadv2 writev sched_yield mremap madvise dup nanosleep getpid recvmsg exit exit_group ftruncate getcwd
    gettimeofday getrusage sysinfo times getuid getgid geteuid getegid getppid sigaltstack gettid futex
    sched_getaffinity getdents64 restart_syscall clock_gettime clock_getres clock_nanosleep newfstatat getrandom statx
    set_robust_list rseq
"""

PROT_EXEC = 4
# Neither for writing nor creating, truncating, appending; O_PATH and O_TMPFILE.
WRITING = 0o3 | 0o100 | 0o1000 | 0o2000 | 0o10000000 | 0o20000000
TCGETS, FIONBIO, FIONCLEX, FIOCLEX = 0x5401, 0x5421, 0x5450, 0x5451
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: none that names a process to be signalled.
DESCRIPTOR_FLAGS = (0, 1, 2, 3, 1030)
# What a thread shares with its process, as glibc asks for one, and as musl does.
THREAD, MUSL_THREAD = 0x003D_0F00, 0x007D_0F00
NEW_NAMESPACES = 0x7E02_0000  # CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38

CHILD_CALLS: Allowed = {
    **dict.fromkeys(_PLAIN.split(), ()),
    "mmap": (Bits(2, PROT_EXEC, (0,)),),
    "mprotect": (Bits(2, PROT_EXEC, (0,)),),
    "openat": (Bits(2, WRITING, (0,)),),
    "ioctl": (Bits(1, WHOLE, (TCGETS, FIONCLEX, FIOCLEX)),),
    "fcntl": (Bits(1, WHOLE, DESCRIPTOR_FLAGS),),
    # Its own limits, to read them.
    "prlimit64": (Bits(0, WHOLE, (0,)), Bits(2, WHOLE, (0,))),
}

# libde265 decodes in a thread of its own. A child that may start threads could start thousands.
WITH_THREADS: Allowed = {"clone": (Bits(0, WHOLE, (THREAD, MUSL_THREAD)),)}

HELPER_CALLS: Allowed = {
    **CHILD_CALLS,
    "ioctl": (Bits(1, WHOLE, (TCGETS, FIONBIO, FIONCLEX, FIOCLEX)),),
    "clone": (Bits(0, NEW_NAMESPACES, (0,)),),
    "wait4": (),
    "kill": (),
    "tgkill": (),
    "pipe2": (),
    "dup2": (),
    "dup3": (),
    "sendmsg": (),
    "sendto": (),
    "getsockname": (),
    # Connected at birth: a datagram socket could be pointed at anybody's.
    "socketpair": (Bits(0, WHOLE, (AF_UNIX,)), Bits(1, SOCK_TYPE, (SOCK_STREAM,))),
    # What a child does to itself between its fork and its own filter.
    "prctl": (Bits(0, WHOLE, (PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS)),),
    "prlimit64": (Bits(0, WHOLE, (0,)),),
    "capset": (),
    "landlock_restrict_self": (),
    "seccomp": (),
}


def confine_helper() -> None:
    """Leave this process its own code to read and children to fork; no other file, network, program or process."""
    global _rules  # noqa: PLW0603 - made once a process, for its children
    kernel = this_kernel()
    give_up_privileges()
    if kernel.landlock:
        _rules = ruleset(kernel.landlock, _own_code())
        restrict_self(_rules)
    if kernel.seccomp:
        load(HELPER_CALLS)


def confine_child(memory: int, file_size: int, *, threads: bool) -> None:
    """Leave this process its memory and the descriptors it holds: it can open nothing but code, and reach nobody.

    Both limits are in bytes: of its address space, and of each file that it writes. No core dump of somebody's photo is
    left. It starts no process, and threads only where it may.
    """
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (limit, limit))
    if _rules >= 0:
        restrict_self(_rules)
    if this_kernel().seccomp:
        # abort(3) signals its own process; no other may be signalled.
        own = {"tgkill": (Bits(0, WHOLE, (os.getpid(),)),)}
        load({**CHILD_CALLS, **own, **(WITH_THREADS if threads else {})})


def _own_code() -> list[Path]:
    """Where Python's modules and ours are: what a late import reads."""
    installed = [Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return list(dict.fromkeys([*installed, ROOT / "pipelines", ROOT / "workers"]))
