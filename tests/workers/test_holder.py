"""Processes told apart: alive, gone, followed by another of their number, in another PID namespace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.models import Photo
from tests.workers.child_processes import ended_holder
from workers.holder import is_gone, is_of_this_place, this_holder

ROOT = Path(__file__).resolve().parents[2]
NAME_YOURSELF = "from workers.holder import this_holder; print(this_holder(), flush=True)"
NAME_YOURSELF_AND_WAIT = f"{NAME_YOURSELF}; input()"


def start(*before: str, program: str = NAME_YOURSELF_AND_WAIT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*before, sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def named(process: subprocess.Popen[str]) -> str:
    """The holder that the process printed."""
    assert process.stdout
    return process.stdout.readline().strip()


def parts(holder: str) -> list[str]:
    return holder.split(".")


def test_a_living_process_is_not_gone() -> None:
    assert this_holder() == this_holder()
    assert not is_gone(this_holder())
    with start() as other:
        assert not is_gone(named(other))
        other.communicate("\n")


def test_its_name_fits_the_column_and_is_a_file_name() -> None:
    longest = this_holder().replace(f".{os.getpid()}.", f".{1 << 22}.") + "0" * 8
    assert len(longest) <= (Photo._meta.get_field("leased_by").max_length or 0)
    assert "/" not in longest


def test_a_killed_process_is_gone_before_and_after_its_parent_noticed() -> None:
    with start() as other:
        holder = named(other)
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
        assert is_gone(holder)
        other.wait()
        assert is_gone(holder)


def test_a_number_that_no_process_has_is_gone_or_nonsense() -> None:
    boot, namespace, _process, started = parts(this_holder())
    assert is_gone(f"{boot}.{namespace}.{1 << 30}.{started}")
    assert not is_gone(f"{boot}.{namespace}.{1 << 80}.{started}")


def test_a_process_whose_number_another_one_has_is_gone() -> None:
    boot, namespace, process, started = parts(this_holder())
    assert is_gone(f"{boot}.{namespace}.{process}.{int(started) - 1}")


def test_a_forked_child_is_another_holder() -> None:
    program = f"import os; {NAME_YOURSELF}; os.fork() and (os.wait(), os._exit(0)); {NAME_YOURSELF}"
    with start(program=program) as other:
        parent, child = named(other), named(other)
    assert parts(parent)[:2] == parts(child)[:2]
    assert parts(parent)[2] != parts(child)[2]


@pytest.mark.parametrize(
    "holder",
    ["", "desk/17", "a.b.c.d", "....", "0.0.99999999.1"],
    ids=["nobody", "as older versions wrote it", "no number", "empty", "of another boot"],
)
def test_what_cannot_be_looked_up_counts_as_alive(holder: str) -> None:
    assert not is_gone(holder)
    assert not is_of_this_place(holder)


def test_another_boot_of_this_machine_is_another_place() -> None:
    _boot, *rest = parts(this_holder())
    assert not is_gone(".".join(["3017e95e-0000-0000-0000-000000000000", *rest]))


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="only root makes a PID namespace")
class TestNamespaces:
    """As two containers of one host name are: the numbers of each mean nothing to the other."""

    def test_neither_side_takes_the_others_process_for_gone(self) -> None:
        inside = (
            f"import sys; from workers.holder import is_gone; print(is_gone(sys.argv[1]))\n{NAME_YOURSELF_AND_WAIT}"
        )
        ours = ended_holder()
        assert is_gone(ours)
        command = ["unshare", "--pid", "--fork", "--mount-proc", sys.executable, "-c", inside, ours]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
            assert named(other) == "False"
            theirs = named(other)
            assert not is_gone(theirs)
            assert parts(theirs)[:2] != parts(this_holder())[:2]
            other.communicate("\n")
        assert not is_gone(theirs)  # gone in truth, but not to be seen from here

    def test_a_neighbour_is_told_by_its_number_where_proc_shows_the_outer_namespace(self) -> None:
        inside = (
            "import os, subprocess, sys\nfrom workers.holder import is_gone, this_holder\n"
            "child = subprocess.Popen(['sleep', '300'])\nme = this_holder()\n"
            "neighbour = me.replace(f'.{os.getpid()}.', f'.{child.pid}.')\n"
            "alive = is_gone(me), is_gone(neighbour)\nchild.kill()\nchild.wait()\n"
            "print(*alive, is_gone(neighbour))"
        )
        with start("unshare", "--pid", "--fork", program=inside) as other:
            assert named(other) == "False False True"
