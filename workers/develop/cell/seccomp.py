"""A filter of system calls (seccomp(2)), as a program for the kernel's small machine: what is not allowed gets EPERM.

The program looks at numbers only, never at memory: a call whose meaning is in memory (clone3, openat2, io_uring) cannot
be judged and is not allowed. clone3 is said to be unknown, so that the C library falls back to clone.
"""

import ctypes
import errno
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workers.develop.cell.kernel import MACHINE, SECCOMP, SECCOMP_RET_ERRNO, system_call
from workers.develop.cell.system_calls import AARCH64, X86_64, number_of

SET_MODE_FILTER = 1
ALLOW, KILL = 0x7FFF_0000, 0x8000_0000
CLONE3 = 435
X32 = 0x4000_0000  # x86-64's second table, which nothing here uses
AUDIT_ARCH = {X86_64: 0xC000_003E, AARCH64: 0xC000_00B7}

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16

Step = tuple[int, int, int, int]  # code, jump if true, jump if false, operand


@dataclass(frozen=True, slots=True)
class Bits:
    """An argument's lower half, as far as `mask` covers it, must be one of these values."""

    argument: int
    mask: int
    values: tuple[int, ...]


Conditions = tuple[Bits, ...]
Allowed = Mapping[str, Conditions]
"""Names of system calls with what must hold of their arguments; an empty tuple allows any."""

WHOLE = 0xFFFF_FFFF


def program(allowed: Allowed, architecture: str) -> bytes:
    """The filter's program: an array of `struct sock_filter`."""
    steps: list[Step] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, AUDIT_ARCH[architecture]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.ENOSYS),
        (JUMP_EQUAL, 0, 1, CLONE3),
        (RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.ENOSYS),
    ]
    for name, conditions in allowed.items():
        number = number_of(name, architecture)
        if number is not None:
            steps += _allowing(number, conditions)
    steps.append((RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EPERM))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _allowing(number: int, conditions: Conditions) -> Sequence[Step]:
    """Steps that end with ALLOW for this call if all conditions hold, with EPERM if not, and pass on any other call."""
    inner: list[Step] = []
    for bits in conditions:
        inner += [(LOAD, 0, 0, ARGUMENTS + 8 * bits.argument), (AND, 0, 0, bits.mask)]
        left = len(bits.values)
        # Each value that fits jumps over the others and over the refusal.
        inner += [(JUMP_EQUAL, left - index, 0, value) for index, value in enumerate(bits.values)]
        inner.append((RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EPERM))
    inner.append((RETURN, 0, 0, ALLOW))
    return [(JUMP_EQUAL, 0, len(inner), number), *inner]


def load(allowed: Allowed) -> None:
    """Bind this process, and all that it forks, to the filter, for good. It must have given up its privileges."""
    code = program(allowed, MACHINE)
    steps = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(steps))
    system_call(SECCOMP[MACHINE], SET_MODE_FILTER, 0, head)
