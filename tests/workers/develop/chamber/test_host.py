"""The chamber with real processes: files that kill their reader cost themselves and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pipelines.imaging.darkroom import develop
from pipelines.recipes import Limits
from pipelines.refusal import Refusal
from tests.pipelines.pictures import CREDIT, jpeg, orders, profile, saved, scene
from tests.workers.child_processes import ROUNDING, descendants, gone, seconds_of, seconds_reaped
from workers.develop.chamber import Chamber, ChamberCrash, ChamberFailure, helper
from workers.develop.chamber.child import MAX_JOBS
from workers.develop.chamber.host import KEEP_PAGES
from workers.develop.chamber.messages import Crashed, Failed

ORDERS = orders(profile(long_edge=100, watermark="overlay"))


_others: set[int] = set()


@pytest.fixture(autouse=True)
def _know_the_others() -> None:
    """Helpers of other tests' chambers in this process are none of ours."""
    _others.clear()
    _others.update(_helpers())


@pytest.fixture
def chamber() -> Iterator[Chamber]:
    with Chamber() as made:
        yield made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return saved(scene(), tmp_path / "photo.jpg")


def _helpers() -> list[int]:
    """The chamber's helper and its child, oldest first."""
    # In the order of the tree, for process ids begin anew at some number.
    found = descendants(os.getpid()).items()
    return [pid for pid, line in found if "workers.develop.chamber.helper" in line and pid not in _others]


def _after(seconds: float, command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sh", "-c", f"sleep {seconds}; {command}"])


def _stalling(tmp_path: Path) -> Path:
    """A file that keeps its child busy for many seconds when SLOW is asked of it."""
    return saved(scene((2400, 2400)), tmp_path / "slow.jpg")


SLOW = orders(*(profile(f"p{quality}", format="webp", method=6, quality=quality) for quality in range(60, 80)))


@pytest.mark.parametrize("credit", [CREDIT, "©Stadt/محمد प्रिया 李 김"])
def test_it_makes_what_the_darkroom_makes(chamber: Chamber, photo: Path, tmp_path: Path, credit: str) -> None:
    wanted = orders(profile(long_edge=400, watermark="overlay"), credit=credit)
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    assert chamber.develop(photo, wanted, inside) == develop(photo, wanted, outside, Limits())
    assert [p.read_bytes() for p in inside.iterdir()] == [p.read_bytes() for p in outside.iterdir()]


def test_it_reads_facts_and_metadata(chamber: Chamber, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[315] = b"Anna"
    inspection = chamber.inspect(saved(scene(), tmp_path / "photo.jpg", exif=exif))
    assert (inspection.facts.format, inspection.facts.width) == ("jpeg", 320)
    assert inspection.metadata.creator is not None
    assert inspection.metadata.creator.value == "Anna"


def test_a_refusal_comes_out_with_its_key_and_the_next_photo_is_fine(
    chamber: Chamber, photo: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jpg"
    for data, key in ((b"", "empty"), (b"\xd6\xff text", "not_a_photo"), (jpeg(scene())[:-40], "truncated")):
        bad.write_bytes(data)
        for ask in (lambda: chamber.inspect(bad), lambda: chamber.develop(bad, ORDERS, tmp_path)):
            with pytest.raises(Refusal) as refusal:
                ask()
            assert refusal.value.key == key
    assert chamber.develop(photo, ORDERS, tmp_path).renditions
    with pytest.raises(Refusal, match="too_many_pixels"):
        chamber.inspect(photo, Limits(jpeg_megapixels=0.01))


def test_a_child_serves_so_many_jobs_and_no_more(chamber: Chamber, photo: Path) -> None:
    children = []
    for _ in range(MAX_JOBS + 2):
        chamber.inspect(photo)
        children.append(_helpers()[-1])
    assert len(set(children[: MAX_JOBS - 1])) == 1
    assert children[-1] not in children[: MAX_JOBS - 1]


def test_a_child_is_discarded_after_a_failure(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    chamber.inspect(photo)
    helper, child = _helpers()
    (tmp_path / "bad.jpg").write_bytes(b"")
    with pytest.raises(Refusal):
        chamber.inspect(tmp_path / "bad.jpg")
    assert gone(child)
    chamber.inspect(photo)
    assert _helpers()[0] == helper


def test_a_killed_child_is_a_crash_by_signal(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    chamber.inspect(photo)
    slow = _stalling(tmp_path)
    killer = _after(0.6, f"kill -SEGV {_helpers()[-1]}")
    with pytest.raises(ChamberCrash, match="SIGSEGV") as crash:
        chamber.develop(slow, SLOW, tmp_path)
    assert crash.value.kind == "signal"
    killer.wait()
    assert chamber.develop(photo, ORDERS, tmp_path).renditions


def test_a_file_that_takes_too_long_is_a_crash_by_deadline(
    chamber: Chamber, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chamber.inspect(photo)
    slow = _stalling(tmp_path)
    with monkeypatch.context() as hurry:
        hurry.setattr(chamber, "_deadline", 0.5)
        with pytest.raises(ChamberCrash) as crash:
            chamber.develop(slow, SLOW, tmp_path)
    assert crash.value.kind == "deadline"
    assert chamber.develop(photo, ORDERS, tmp_path).renditions


@pytest.mark.parametrize(("command", "answers"), [("exec sleep 60", True), ("while :; do :; done", False)])
def test_only_what_a_child_computes_counts_where_a_busy_machine_lets_it_wait(
    command: str, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that waits for a processor as long as it likes, and one that has it."""
    monkeypatch.setattr(helper, "_LONGER", 10_000)
    monkeypatch.setattr(helper, "_AT_MOST", 600.0)
    host, stdin = socket.socketpair()
    jobs, others = socket.socketpair()
    replies, answer = os.pipe()
    monkeypatch.setattr(helper, "STDIN", stdin.fileno())
    process = subprocess.Popen(["sh", "-c", command])
    child = helper.Child.__new__(helper.Child)
    child.pid, child._jobs, child._replies, child.served = process.pid, jobs, replies, 0
    said = b'{"answer": {"kind": "failed", "detail": "late"}, "spent": true}\n'
    late = threading.Timer(0.5, os.write, (answer, said))
    if answers:
        late.start()
    with host, stdin, others, process:
        reply = child.ask(b"{}\n", [], 0.1)
        child.pid = 0
        child.discard()
        process.kill()
        late.cancel()
    os.close(answer)
    assert isinstance(reply.answer, Failed if answers else Crashed), reply


def test_a_file_that_eats_too_much_is_a_crash_by_memory(photo: Path, tmp_path: Path) -> None:
    large = saved(Image.new("RGB", (9000, 5500)), tmp_path / "large.png", "PNG")
    with Chamber(memory=200_000_000) as chamber:
        assert chamber.inspect(large).facts.width == 9000
        with pytest.raises(ChamberCrash) as crash:
            chamber.develop(large, ORDERS, tmp_path)
        assert crash.value.kind == "memory"
        assert chamber.develop(photo, ORDERS, tmp_path).renditions


def test_a_child_full_of_an_earlier_file_is_no_proof_against_the_next(tmp_path: Path) -> None:
    before = saved(Image.new("RGBA", (5000, 4000)), tmp_path / "before.png", "PNG")
    # Its coefficients take 160 MB; libjpeg, getting none, has Pillow say "broken data stream".
    after = saved(Image.new("L", (9000, 9000)), tmp_path / "after.jpg", progressive=True)
    with Chamber(memory=330_000_000) as chamber:
        chamber.develop(before, ORDERS, tmp_path)
        child = _helpers()[-1]
        assert chamber.develop(after, ORDERS, tmp_path).renditions
        assert _helpers()[-1] != child


def test_metadata_that_stalls_is_left_unread(photo: Path) -> None:
    with Chamber(metadata_deadline=0.0) as chamber:
        inspection = chamber.inspect(photo)
    assert inspection.facts.width == 320
    assert inspection.metadata.warnings == ("metadata_unreadable",)


def test_a_full_or_missing_folder_is_not_the_photo_s_fault(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    with pytest.raises(ChamberFailure, match="FileNotFoundError"):
        chamber.develop(photo, ORDERS, tmp_path / "nowhere")
    assert issubclass(ChamberFailure, OSError)


def test_a_dead_helper_is_replaced(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    chamber.inspect(photo)
    helper, child = _helpers()
    os.kill(helper, signal.SIGKILL)
    assert gone(child), "the kernel ends the child with its helper"
    assert chamber.develop(photo, ORDERS, tmp_path).renditions
    assert _helpers()[0] != helper


def test_no_credentials_reach_the_helper(chamber: Chamber, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILDSTELLE_S3_SECRET_KEY", "s3cret")
    chamber.inspect(photo)
    for pid in _helpers():
        names = {entry.partition("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if entry}
        assert names <= {"PATH", "LANG", "PYTHONPATH", *KEEP_PAGES}


def test_the_helper_runs_a_single_thread(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    chamber.develop(photo, ORDERS, tmp_path)
    assert [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in _helpers()] == [1, 1]


def test_closing_leaves_nothing_running(photo: Path) -> None:
    with Chamber() as chamber:
        chamber.inspect(photo)
        pids = _helpers()
    assert len(pids) == 2
    assert all(map(gone, pids))


def test_with_grace_the_child_s_time_is_counted_and_nothing_left_running(
    chamber: Chamber, photo: Path, tmp_path: Path
) -> None:
    chamber.develop(_stalling(tmp_path), SLOW[:3], tmp_path)
    pids, before = _helpers(), seconds_reaped()
    spent = seconds_of(*pids)
    chamber.close(grace=60)
    assert len(pids) == 2
    assert all(map(gone, pids))
    assert seconds_reaped() - before >= spent - ROUNDING
    assert chamber.develop(photo, ORDERS, tmp_path).renditions


def test_a_helper_that_does_not_end_by_itself_is_killed(chamber: Chamber, photo: Path) -> None:
    chamber.inspect(photo)
    pids = _helpers()
    os.kill(pids[0], signal.SIGSTOP)
    chamber.close(grace=0.1)
    assert len(pids) == 2
    assert all(map(gone, pids))


class _TimeLimitError(Exception):
    pass


def test_an_interrupted_host_takes_the_child_with_it(chamber: Chamber, photo: Path, tmp_path: Path) -> None:
    def interrupt(*_: object) -> None:
        raise _TimeLimitError

    def develop_for_half_a_second() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        chamber.develop(slow, SLOW, tmp_path)

    chamber.inspect(photo)
    pids, slow = _helpers(), _stalling(tmp_path)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(_TimeLimitError):
            develop_for_half_a_second()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert all(map(gone, pids))
    assert chamber.develop(photo, ORDERS, tmp_path).renditions, "and no answer is mixed up"


HOST = """
import os, sys
from pathlib import Path
from pipelines.recipes import Limits
from workers.develop.chamber import Chamber

chamber = Chamber()
assert chamber.inspect(Path(sys.argv[1])).facts.width == 320
print(os.getpid(), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_killed_host(photo: Path, how: signal.Signals) -> None:
    root = Path(__file__).parents[4]
    with subprocess.Popen(
        [sys.executable, "-c", HOST, str(photo)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as host:
        assert host.stdout is not None
        assert int(host.stdout.readline()) == host.pid
        below = list(descendants(host.pid))
        assert len(below) == 2
        os.kill(host.pid, how)
        assert all(map(gone, below))
