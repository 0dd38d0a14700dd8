"""Forks of one process that has loaded a module: their output, ends and signals; nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.stack import fork_server
from cli.stack.fork_server import Forked, ForkServer
from tests.cli.stack.processes import alive, wait_for

PROGRAM = """
    import os, sys, time
    import loaded
    print(os.environ["TOLD"], *sys.argv[1:], os.getppid() == loaded.PID, os.getsid(0) == os.getpid(), flush=True)
    print("complaint", file=sys.stderr)
    if "fail" in sys.argv:
        sys.exit(3)
    if "stay" in sys.argv:
        time.sleep(300)
"""


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A folder of modules: what is loaded once, and what is run."""
    (tmp_path / "loaded.py").write_text("import os\nPID = os.getpid()\n")
    (tmp_path / "program.py").write_text(textwrap.dedent(PROGRAM))
    thread = "from threading import Event, Thread\nThread(target=Event().wait, daemon=True).start()"
    (tmp_path / "threaded.py").write_text(thread)
    return tmp_path


@pytest.fixture
def server(modules: Path) -> Iterator[ForkServer]:
    server = serving(modules, "loaded")
    yield server
    server.stop()


def serving(modules: Path, *names: str) -> ForkServer:
    environment = os.environ | {"TOLD": "grüß", "PYTHONPATH": f"{modules}:{os.environ.get('PYTHONPATH', '')}"}
    return ForkServer(environment, names, modules / "forks.log")


def forked(server: ForkServer, folder: Path, *arguments: str) -> Forked:
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        return server.fork("program", arguments, out.fileno(), err.fileno())


def test_each_is_a_program_with_its_arguments_and_output(server: ForkServer, tmp_path: Path) -> None:
    assert [forked(server, tmp_path, word).wait(60) for word in ("one", "fail")] == [0, 3]
    assert (tmp_path / "out").read_text("utf-8") == "grüß fail True True\n"
    assert "complaint" in (tmp_path / "err").read_text("utf-8")


def test_one_is_stopped_and_the_others_go_on(server: ForkServer, tmp_path: Path) -> None:
    stopped, killed, other = (forked(server, tmp_path, "stay") for _ in range(3))
    with pytest.raises(subprocess.TimeoutExpired):
        stopped.wait(0.1)
    stopped.send_signal(signal.SIGTERM)
    killed.kill()
    assert [stopped.wait(60), killed.wait(60), other.poll()] == [-signal.SIGTERM, -signal.SIGKILL, None]
    stopped.kill()  # nothing is hit that took its number meanwhile
    assert other.poll() is None
    server.stop()
    assert wait_for(lambda: not alive(other.pid))


def test_its_end_is_the_end_of_all_and_the_next_one_begins_anew(server: ForkServer, tmp_path: Path) -> None:
    first = forked(server, tmp_path, "stay")
    os.kill(parent_of(first.pid), signal.SIGKILL)
    assert first.wait(60) == -signal.SIGKILL
    assert wait_for(lambda: not alive(first.pid))
    assert forked(server, tmp_path, "one").wait(60) == 0


def test_what_cannot_be_loaded_says_so_where_one_looks(modules: Path) -> None:
    server = serving(modules, "threaded")
    assert forked(server, modules, "one").wait(60) == -signal.SIGKILL
    server.stop()
    for said in ("err", "forks.log"):
        assert "threads run before the fork" in (modules / said).read_text("utf-8")


def test_one_that_hangs_is_given_up(server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_server, "_GRACE", 0.1)
    first = forked(server, tmp_path, "stay")
    server._control.settimeout(0.5)  # what is left of its patience; the next server has all of it
    os.kill(parent_of(first.pid), signal.SIGSTOP)
    assert forked(server, tmp_path, "one").wait(60) == first.wait(60) == -signal.SIGKILL
    assert f"see {tmp_path / 'forks.log'}" in (tmp_path / "err").read_text("utf-8")
    assert wait_for(lambda: not alive(first.pid))
    assert forked(server, tmp_path, "one").wait(60) == 0


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
