"""The cell's parts: what is asked of the kernel, and what happens where it says no. What it holds: the attacks."""

from __future__ import annotations

import errno
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import ROOT
from workers.develop.cell import confinement, kernel, landlock, seccomp
from workers.develop.cell.confinement import CHILD_CALLS, HELPER_CALLS, WITH_THREADS
from workers.develop.cell.kernel import Kernel, this_kernel
from workers.develop.cell.seccomp import ALLOW, AUDIT_ARCH, KILL, Allowed, Bits, program
from workers.develop.cell.system_calls import AARCH64, NUMBERS, X86_64, number_of

EPERM, ENOSYS = kernel.SECCOMP_RET_ERRNO | errno.EPERM, kernel.SECCOMP_RET_ERRNO | errno.ENOSYS


def verdict(code: bytes, number: int, *arguments: int, architecture: int = AUDIT_ARCH[X86_64]) -> int:
    """What the kernel's small machine answers: classic BPF, as far as the programs use it."""
    data = struct.pack("iIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    at, held = 0, 0
    while True:
        operation, yes, no, operand = struct.unpack_from("HBBI", code, 8 * at)
        at += 1
        match operation:
            case seccomp.LOAD:
                (held,) = struct.unpack_from("I", data, operand)
            case seccomp.AND:
                held &= operand
            case seccomp.JUMP_EQUAL:
                at += yes if held == operand else no
            case seccomp.JUMP_AT_LEAST:
                at += yes if held >= operand else no
            case _:
                return int(operand)


@pytest.mark.parametrize("architecture", [X86_64, AARCH64])
@pytest.mark.parametrize("allowed", [CHILD_CALLS, {**CHILD_CALLS, **WITH_THREADS}, HELPER_CALLS])
def test_what_is_not_listed_is_refused(allowed: Allowed, architecture: str) -> None:
    code = program(allowed, architecture)
    free = {number_of(name, architecture) for name, conditions in allowed.items() if not conditions}
    listed = {number_of(name, architecture) for name in allowed}
    for number in range(600):
        found = verdict(code, number, architecture=AUDIT_ARCH[architecture])
        if number == seccomp.CLONE3:
            assert found == ENOSYS
        elif number not in listed:
            assert found == EPERM
        elif number in free:
            assert found == ALLOW


@pytest.mark.parametrize("architecture", [X86_64, AARCH64])
def test_another_architectures_calls_are_deadly(architecture: str) -> None:
    other = AUDIT_ARCH[AARCH64 if architecture == X86_64 else X86_64]
    assert verdict(program(CHILD_CALLS, architecture), 0, architecture=other) == KILL


def test_the_second_table_of_x86_64_is_unknown() -> None:
    assert verdict(program(CHILD_CALLS, X86_64), seccomp.X32 | 1) == ENOSYS


MMAP, OPENAT, IOCTL, FCNTL, CLONE, PRLIMIT = 9, 257, 16, 72, 56, 302


@pytest.mark.parametrize(
    ("number", "arguments", "allowed"),
    [
        (MMAP, (0, 4096, 3), True),
        (MMAP, (0, 4096, 5), False),
        (OPENAT, (0, 0, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY), True),
        *[
            (OPENAT, (0, 0, flags), False)
            for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_TMPFILE, os.O_PATH)
        ],
        (IOCTL, (0, 0x5401), True),
        (IOCTL, (0, 0x5412), False),
        (FCNTL, (0, 1030), True),
        (FCNTL, (0, 8), False),
        (PRLIMIT, (0, 7, 0), True),
        (PRLIMIT, (1, 7, 0), False),
        (PRLIMIT, (0, 7, 99), False),
        (CLONE, (17,), False),
        (CLONE, (0x3D0F00,), False),
    ],
)
def test_a_childs_arguments_count(number: int, arguments: tuple[int, ...], allowed: bool) -> None:
    assert verdict(program(CHILD_CALLS, X86_64), number, *arguments) == (ALLOW if allowed else EPERM)


def test_a_child_that_may_start_threads_may_start_nothing_else() -> None:
    code = program({**CHILD_CALLS, **WITH_THREADS}, X86_64)
    assert verdict(code, CLONE, 0x3D0F00) == ALLOW
    assert verdict(code, CLONE, 17) == verdict(code, CLONE, 0x1000_0011) == EPERM


def test_the_helper_forks_into_no_new_namespace() -> None:
    code = program(HELPER_CALLS, X86_64)
    assert verdict(code, CLONE, 0x0120_0011) == ALLOW
    assert verdict(code, CLONE, 0x1000_0011) == EPERM


@pytest.mark.parametrize(
    "name", ["execve", "execveat", "socket", "connect", "ptrace", "bpf", "keyctl", "io_uring_setup"]
)
def test_no_list_holds_a_dangerous_call(name: str) -> None:
    assert name not in NUMBERS


def test_several_values_of_an_argument() -> None:
    code = program({"ioctl": (Bits(1, 0xFF, (3, 5, 7)), Bits(0, 0xF, (1,)))}, X86_64)
    assert [value for value in range(256) if verdict(code, 16, 1, value) == ALLOW] == [3, 5, 7]
    assert verdict(code, 16, 2, 3) == EPERM


_HEADERS = {
    X86_64: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    AARCH64: Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("architecture", [X86_64, AARCH64])
def test_the_numbers_are_the_kernels(architecture: str) -> None:
    header = _HEADERS[architecture]
    if not header.exists():
        pytest.skip("the kernel's headers are not installed")
    defined = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text("utf-8")))
    defined.setdefault("newfstatat", defined.get("fstatat", ""))
    ours = {name: number_of(name, architecture) for name in NUMBERS}
    assert {name: str(number) for name, number in ours.items() if number is not None} == {
        name: defined[name] for name, number in ours.items() if number is not None
    }
    beside = {"capset": kernel.CAPSET[architecture], "seccomp": kernel.SECCOMP[architecture], "clone3": seccomp.CLONE3}
    assert {name: int(defined[name]) for name in beside} == beside


@pytest.mark.parametrize(
    ("found", "lacks"),
    [
        (Kernel(7, seccomp=True), ()),
        (Kernel(6, seccomp=True), ()),
        (Kernel(3, seccomp=True), ("Landlock 6 (it has 3)",)),
        (Kernel(0, seccomp=True), ("Landlock",)),
        (Kernel(0, seccomp=False), ("seccomp", "Landlock")),
    ],
)
def test_what_a_kernel_lacks_has_a_name(found: Kernel, lacks: tuple[str, ...]) -> None:
    assert found.lacks == lacks


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM])
def test_a_kernel_that_says_no_lacks_it(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(kernel, "system_call", refuse)
    assert this_kernel.__wrapped__() == Kernel(landlock=0, seccomp=False)


@pytest.mark.parametrize(("version", "length"), [(1, 8), (3, 8), (4, 16), (5, 16), (6, 24), (99, 24)])
def test_a_kernel_is_asked_for_what_it_knows(version: int, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def note(_number: int, head: bytes, *_: object) -> int:
        asked.append(head)
        return 9

    monkeypatch.setattr(landlock, "system_call", note)
    assert landlock.ruleset(version, [Path("/no/such/place")]) == 9
    assert [len(head) for head in asked] == [length]


WITHOUT = """
import os, sys
from pathlib import Path
from workers.develop.cell import confinement
from workers.develop.cell.kernel import Kernel
confinement.this_kernel = lambda: Kernel({landlock}, seccomp={seccomp})
confinement.confine_helper()
confinement.confine_child(2**32, 2**20, threads=False)
def tries(run):
    try:
        run()
    except OSError as error:
        return error.errno
    return 0
print(tries(lambda: open("/etc/passwd")), tries(os.getsid), tries(lambda: os.stat("/")))
"""


@pytest.mark.skipif(bool(this_kernel().lacks), reason="this kernel has no cell")
@pytest.mark.parametrize(
    ("landlock_version", "filters", "found"),
    [(this_kernel().landlock, True, "13 1 0"), (0, True, "0 1 0"), (1, False, "13 0 0"), (0, False, "0 0 0")],
)
def test_each_half_works_without_the_other(landlock_version: int, filters: bool, found: str) -> None:
    code = WITHOUT.format(landlock=landlock_version, seccomp=filters).replace("os.getsid)", "lambda: os.getsid(0))")
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == found


def test_what_may_be_read_holds_nothing_but_code() -> None:
    places = confinement._own_code()
    assert ROOT not in places
    assert all(place.is_dir() for place in places)
    assert not [place for place in places if (place / "var").exists() or (place / ".env").exists()]
