"""Parts that stop, freeze, restart or answer late in mid-run: nothing is lost, doubled or torn, and work goes on.

The numbers are the rows of the fault matrix in `docs/architecture.md`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

import psycopg
import pytest

from bench.chaos.ledger import Ledger
from bench.chaos.stack import children
from tests.journey.running_stack import ROOT, TIMEOUT, RunningStack

pytestmark = pytest.mark.journey
PHOTOS = 6


@pytest.fixture(scope="module")
def ledger(running: RunningStack) -> Ledger:
    """The database's own notes of every start."""
    return Ledger(running.environment["BILDSTELLE_DATABASE_URL"])


@pytest.fixture
def started(ledger: Ledger) -> Callable[[], Counter[int]]:
    """Since the test began: how many photos were started how often."""
    before = ledger.runs()
    return lambda: ledger.runs() - before


def received(running: RunningStack, release: str) -> int:
    return running.states(release).total()


def halted_at(running: RunningStack, release: str, photos: int) -> bool:
    """Whether somebody waits for a lock, with so many photos of the release received."""
    return received(running, release) == photos and bool(running.rows("select from pg_locks where not granted"))


def assert_all_are_ready(running: RunningStack, release: str, count: int = PHOTOS) -> None:
    assert running.wait_until_developed(release, count) == {"ready": count}
    running.assert_everything_agrees()


def test_3_four_rolling_restarts(
    running: RunningStack, drop: tuple[str, str], started: Callable[[], Counter[int]]
) -> None:
    running.drop(*drop, PHOTOS)
    for _restart in range(4):
        running.stack.services["develop"].stop()
        running.stack.start_services(only=["develop"])
    assert_all_are_ready(running, drop[0])
    assert started() == {1: PHOTOS}, "a restart lets the photo at work end"


def test_6_the_broker_is_frozen(running: RunningStack, drop: tuple[str, str]) -> None:
    broker = running.stack.services["valkey"].pid
    running.drop(*drop, PHOTOS)
    os.kill(broker, signal.SIGSTOP)
    time.sleep(8)  # longer than every timeout of a socket
    os.kill(broker, signal.SIGCONT)
    assert_all_are_ready(running, drop[0])


def test_7_nothing_is_sent_after_the_commit(running: RunningStack, drop: tuple[str, str]) -> None:
    running.stack.services["valkey"].kill()
    running.drop(*drop, PHOTOS)
    deadline = time.monotonic() + TIMEOUT
    while received(running, drop[0]) < PHOTOS:  # not `wait`, which restarts what has ended
        assert time.monotonic() < deadline
        time.sleep(0.1)
    running.stack.start_services(only=["valkey"])
    assert_all_are_ready(running, drop[0])


@contextmanager
def receipt_held(running: RunningStack, key: str) -> Iterator[None]:
    """Whoever receives this upload during the block waits for our transaction, which comes to nothing."""
    version = running.s3.head_object(Bucket="incoming", Key=key)["VersionId"]
    insert = "insert into archive_receipt (bucket, key, version, size, etag, joined, seen_at) "
    insert += "values ('incoming', %s, %s, 1, '', false, now())"
    with psycopg.connect(running.environment["BILDSTELLE_DATABASE_URL"]) as other:
        other.execute(insert.encode(), [key, version])
        yield
        other.rollback()


def test_8_the_sweeper_is_killed_again_and_again(running: RunningStack, drop: tuple[str, str]) -> None:
    upkeep = running.stack.services["upkeep"]
    running.stack.services["desk"].stop()  # so that only the sweep finds them
    upkeep.kill()
    keys = running.drop(*drop, PHOTOS)
    with ExitStack() as held:
        for kill in range(PHOTOS // 2):
            # Each sweep comes two photos further than the one before, and is killed at the third.
            following = ExitStack()
            following.enter_context(receipt_held(running, keys[2 * kill + 1]))
            held.close()
            held.push(following)
            running.stack.start_services(only=["upkeep"])
            # A sweep that was killed leaves a connection behind, which waits for its lock a moment longer.
            running.wait(partial(halted_at, running, drop[0], 2 * kill + 1))
            for sweeper in children(upkeep.pid):
                os.kill(sweeper, signal.SIGKILL)
    running.stack.start_services(only=["desk"])
    assert_all_are_ready(running, drop[0])


def test_9_two_sweepers_make_one_photo_of_each_upload(
    running: RunningStack, drop: tuple[str, str], started: Callable[[], Counter[int]]
) -> None:
    running.stack.services["desk"].stop()
    running.drop(*drop, PHOTOS)
    # Beside the sweep of the upkeep worker.
    command = [str(ROOT / "bildstelle"), "sweep", "--data", str(running.stack.data)]
    sweepers = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _sweeper in range(2)]
    complaints = [sweeper.communicate(timeout=TIMEOUT)[1].decode() for sweeper in sweepers]
    assert [sweeper.returncode for sweeper in sweepers] == [0, 0], "\n".join(complaints)
    running.stack.start_services(only=["desk"])
    assert_all_are_ready(running, drop[0])
    assert started() == {1: PHOTOS}


def test_12_the_store_is_killed_while_photos_come_and_go(
    running: RunningStack, drop: tuple[str, str], ledger: Ledger
) -> None:
    store, before = running.stack.services["seaweed"], ledger.given_back()
    latecomer = running.make_photographer()[0]
    running.stack.services["develop"].stop()
    running.drop(*drop, 2)
    running.wait(lambda: received(running, drop[0]) == 2)
    os.kill(store.pid, signal.SIGSTOP)  # so that requests are under way, and stay so
    running.stack.start_services(only=["develop"])
    running.wait(lambda: running.states(drop[0])["developing"] > 0)  # which begins with a GET of the upload
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(running.drop, drop[0], latecomer, 2)
        with pytest.raises(TimeoutError):
            sending.result(0.5)
        store.kill()
        deadline = time.monotonic() + TIMEOUT
        while ledger.given_back() == before:  # not `wait`, which restarts what has ended
            assert time.monotonic() < deadline
            time.sleep(0.1)
        running.stack.start_services(only=["seaweed"])
        sending.result()
    struck = Counter(ledger.given_back()) - Counter(before)
    assert struck.keys() == {"store_down"}, "the GET failed, and not at a time limit"
    assert_all_are_ready(running, drop[0], 4)


def test_15_every_reader_sees_whole_versions_in_order(running: RunningStack, drop: tuple[str, str]) -> None:
    release = drop[0]
    running.drop(*drop, 3)
    running.wait_until_developed(release, 3)
    running.caption_all(release)
    running.run("approve", release, "--all")
    running.run("publish", release, "--wait")
    seen: list[bytes] = []
    over = threading.Event()

    def read() -> None:
        while not over.wait(0.05):
            look()
        look()  # the last version, however seldom it looked before

    def look() -> None:
        seen.append(running.get(f"releases/{release}/manifest.json").body)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(4):
        running.run("release", "edit", release, "--title", f"de=Fest {number}")
        running.run("publish", release, "--wait")
    over.set()
    reader.join()
    versions = [json.loads(body)["version"] for body in seen]
    assert versions == sorted(versions)
    assert versions[-1] >= 5
    for body in set(seen):
        assert body == running.get(f"releases/{release}/v/{json.loads(body)['version']}.json").body
    running.wait_until_idle(release)
    running.assert_everything_agrees()


def test_21_the_database_is_killed(running: RunningStack, drop: tuple[str, str]) -> None:
    running.drop(*drop, PHOTOS)
    running.stack.services["postgres"].kill()
    running.stack.start_services(only=["postgres"])
    assert_all_are_ready(running, drop[0])


def test_21_rows_are_locked_by_somebody_else(running: RunningStack, drop: tuple[str, str]) -> None:
    running.stack.services["develop"].stop()
    running.drop(*drop, PHOTOS)
    running.wait(lambda: received(running, drop[0]) == PHOTOS)
    with psycopg.connect(running.environment["BILDSTELLE_DATABASE_URL"]) as other:
        locked = other.execute("select from archive_photo where state = 'received' limit 2 for update").fetchall()
        assert len(locked) == 2
        running.stack.start_services(only=["develop"])
        running.wait(lambda: running.states(drop[0])["ready"] == PHOTOS - 2)
        time.sleep(2)
        assert running.states(drop[0]) == {"ready": PHOTOS - 2, "received": 2}, "passed over, not waited for"
    assert_all_are_ready(running, drop[0])
