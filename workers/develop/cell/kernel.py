"""The kernel, by number: calls that Python has no function for, and what of the cell this kernel offers."""

import ctypes
import os
from dataclasses import dataclass
from functools import lru_cache

MACHINE = os.uname().machine

PR_GET_SECCOMP, PR_SET_NO_NEW_PRIVS = 21, 38
SECCOMP_GET_ACTION_AVAIL = 2
SECCOMP_RET_ERRNO = 0x0005_0000
LANDLOCK_CREATE_RULESET_VERSION = 1
CAPABILITY_VERSION_3 = 0x2008_0522
WHOLE_LANDLOCK = 6  # the first version that keeps signals and abstract sockets in

# These calls are newer than the split of the tables: the same number everywhere.
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
CAPSET: dict[str, int] = {"x86_64": 126, "aarch64": 91}
SECCOMP: dict[str, int] = {"x86_64": 317, "aarch64": 277}

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


@dataclass(frozen=True, slots=True)
class Kernel:
    """What this kernel has for a cell: the version of Landlock's interface (0: none), and whether it filters calls."""

    landlock: int
    seccomp: bool

    @property
    def whole(self) -> dict[str, bool]:
        """Whether each part of the cell is all there."""
        return {"seccomp": self.seccomp, "Landlock": self.landlock >= WHOLE_LANDLOCK}

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing for a whole cell, in words; empty where nothing is."""
        missing = [] if self.seccomp else ["seccomp"]
        if not self.landlock:
            missing.append("Landlock")
        elif self.landlock < WHOLE_LANDLOCK:
            missing.append(f"Landlock {WHOLE_LANDLOCK} (it has {self.landlock})")
        return tuple(missing)


def system_call(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call; OSError where the kernel refuses."""
    values = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = int(_LIBC.syscall(ctypes.c_long(number), *values))
    if result < 0:
        number_of_error = ctypes.get_errno()
        raise OSError(number_of_error, os.strerror(number_of_error))
    return result


def control(option: int, *arguments: int) -> int:
    """prctl(2); OSError where the kernel refuses."""
    values = [ctypes.c_ulong(each) for each in (*arguments, 0, 0, 0, 0)[:4]]
    result = int(_LIBC.prctl(ctypes.c_int(option), *values))
    if result < 0:
        number_of_error = ctypes.get_errno()
        raise OSError(number_of_error, os.strerror(number_of_error))
    return result


@lru_cache(maxsize=1)
def this_kernel() -> Kernel:
    """What this kernel has, as far as this process may use it: a container's own filter may hide it."""
    return Kernel(landlock=_landlock_version(), seccomp=MACHINE in SECCOMP and _filters_calls())


def _landlock_version() -> int:
    try:
        return system_call(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_CREATE_RULESET_VERSION)
    except OSError:  # ENOSYS: not built in; EOPNOTSUPP: switched off; EPERM: a container's filter
        return 0


def _filters_calls() -> bool:
    wanted = SECCOMP_RET_ERRNO.to_bytes(4, "little")
    try:
        control(PR_GET_SECCOMP)
        return system_call(SECCOMP[MACHINE], SECCOMP_GET_ACTION_AVAIL, 0, wanted) == 0
    except OSError:
        return False


def give_up_privileges() -> None:
    """No capability, and none to be had again by executing a file."""
    control(PR_SET_NO_NEW_PRIVS, 1)
    head = CAPABILITY_VERSION_3.to_bytes(4, "little") + bytes(4)
    if MACHINE in CAPSET:
        system_call(CAPSET[MACHINE], head, bytes(24))
