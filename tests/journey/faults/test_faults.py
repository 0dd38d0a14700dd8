"""What may break is broken on purpose, by process id; each time objects ≡ rows ≡ outputs in the end.

The numbers are the rows of the fault matrix in `docs/architecture.md`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from redis import Redis

from tests.journey.public_reader import Reader
from tests.journey.running_stack import ROOT, RunningStack, get

pytestmark = pytest.mark.journey
PHOTOS = 8
RIVALS = 8, int(os.environ.get("CORRECTIONS", "4"))
"""Publishers, and corrections of each; 25 were tried, which take minutes beside other tests."""


def children(pids: Iterable[int]) -> list[int]:
    """The children of these processes' main threads, in the order of the parents."""
    return [int(child) for pid in pids for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def upload_bomb(running: RunningStack, drop: tuple[str, str], name: str, picture: Image.Image) -> None:
    """Upload a picture of one colour: a small file of many pixels."""
    sink = io.BytesIO()
    picture.save(sink, "PNG", compress_level=1)
    running.s3.put_object(Bucket="incoming", Key=f"{drop[1]}/{drop[0]}/{name}", Body=sink.getvalue())


def test_1_pool_children_are_killed_while_they_work(running: RunningStack, drop: tuple[str, str]) -> None:
    running.drop(*drop, PHOTOS)
    for _kill in range(5):
        time.sleep(0.4)
        for child in children([running.stack.services["develop"].pid])[:1]:
            os.kill(child, signal.SIGKILL)
    assert running.wait_until_developed(drop[0], PHOTOS) == {"ready": PHOTOS}
    running.assert_everything_agrees()


def test_2_the_whole_worker_is_killed(running: RunningStack, drop: tuple[str, str]) -> None:
    worker = running.stack.services["develop"]
    running.drop(*drop, PHOTOS)
    for _kill in range(2):
        time.sleep(0.5)
        orphans = children([worker.pid])
        worker.kill()
        running.wait(lambda: not any(map(is_there, orphans)))  # noqa: B023  (waited for here)
        running.stack.start_services(only=["develop"])
    assert running.wait_until_developed(drop[0], PHOTOS) == {"ready": PHOTOS}
    running.assert_everything_agrees()


def test_4_the_broker_is_killed(running: RunningStack, drop: tuple[str, str]) -> None:
    for n in range(3):
        running.drop(f"{drop[0]}", drop[1] if n == 0 else running.make_photographer()[0], 4)
        running.stack.services["valkey"].kill()
        time.sleep(0.5)
        running.stack.start_services(only=["valkey"])
    assert running.wait_until_developed(drop[0], 12) == {"ready": 12}
    running.assert_everything_agrees()


def test_5_the_broker_is_emptied(running: RunningStack, drop: tuple[str, str]) -> None:
    running.drop(*drop, PHOTOS)
    Redis.from_url(running.environment["BILDSTELLE_BROKER_URL"]).flushall()
    assert running.wait_until_developed(drop[0], PHOTOS) == {"ready": PHOTOS}
    running.assert_everything_agrees()


def test_10_the_receiver_is_down_and_the_sweep_alone_brings_every_photo(
    running: RunningStack, drop: tuple[str, str]
) -> None:
    running.stack.services["desk"].stop()
    running.drop(*drop, 4)
    assert running.wait_until_developed(drop[0], 4) == {"ready": 4}
    running.caption_all(drop[0])
    running.run("approve", drop[0], "--all")
    running.run("publish", drop[0], "--wait")
    assert len(running.manifest(drop[0])["photos"]) == 4
    running.stack.start_services(only=["desk"])
    running.assert_everything_agrees()


def test_11_each_event_five_times_shuffled(running: RunningStack, drop: tuple[str, str]) -> None:
    keys = running.drop(*drop, 4)
    told = []
    for key in keys:
        head = running.s3.head_object(Bucket="incoming", Key=key)
        thing = {"key": key, "size": head["ContentLength"], "eTag": head["ETag"], "versionId": head["VersionId"]}
        record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "incoming"}, "object": thing}}
        told += [json.dumps({"Records": [record]}).encode()] * 5
    random.Random(3).shuffle(told)  # noqa: S311  (a shuffle, no secret)
    token = {
        "Authorization": f"Bearer {running.environment['BILDSTELLE_EVENTS_TOKEN']}",
        "Content-Type": "application/json",
    }
    for body in told:
        assert get(f"{running.environment['BILDSTELLE_PUBLIC_URL']}/events/s3", token, body).status == 200
    assert running.wait_until_developed(drop[0], 4) == {"ready": 4}
    running.assert_everything_agrees()


def test_13_eight_publishers_at_once(
    running: RunningStack, drop: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    release = drop[0]
    running.drop(*drop, 2)
    running.wait_until_developed(release, 2)
    running.caption_all(release)
    running.run("approve", release, "--all")
    running.run("publish", release, "--wait")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BILDSTELLE_")}
    command = [sys.executable, "-m", "tests.journey.rival_publishers", release, *map(str, RIVALS)]
    with Reader(running, release) as reader:
        done = subprocess.run(
            command, cwd=ROOT, env=environment | running.environment, check=False, stderr=subprocess.PIPE, timeout=900
        )
        assert done.returncode == 0, done.stderr.decode()
        running.wait_until_idle(release)
    assert (reader.rounds > 0, reader.faults) == (True, [])
    assert reader.versions == sorted(reader.versions)
    standing = running.get(f"releases/{release}/manifest.json").body
    assert_last_edits_are_public(running, release, json.loads(standing))
    versions = assert_chain_is_whole(running, release, standing)
    say = request.config.get_terminal_writer().line
    say(f"{versions} versions; {reader.followed} addresses followed in {reader.rounds} rounds")
    running.assert_everything_agrees()


def assert_last_edits_are_public(running: RunningStack, release: str, manifest: Any) -> None:
    """Title and captions of the record: no publisher's words were lost."""
    [(title,)] = running.rows("select titles ->> 'de' from archive_release where slug = %s", release)
    captions = running.rows(
        "select p.id, p.captions ->> 'de' from archive_photo p join archive_release r on r.id = p.release_id "
        "where r.slug = %s",
        release,
    )
    assert manifest["release"]["titles"]["de"] == title
    assert {(photo["id"], photo["captions"]["de"]) for photo in manifest["photos"]} == set(captions)


def assert_chain_is_whole(running: RunningStack, release: str, newest: bytes) -> int:
    """Every version names the digest of the one before it, down to the first; how many there are."""
    document = newest
    while previous := json.loads(document)["previous"]:
        document = running.get(f"releases/{release}/v/{previous['version']}.json").body
        assert hashlib.sha256(document).hexdigest() == previous["sha256"]
    assert json.loads(document)["version"] == 1
    return int(json.loads(newest)["version"])


def test_16_a_poison_photo_is_refused_and_the_others_flow(running: RunningStack, drop: tuple[str, str]) -> None:
    release = drop[0]
    upload_bomb(running, drop, "poison.png", Image.new("RGBA", (9000, 8000)))
    worker = running.stack.services["develop"].pid
    running.drop(*drop, 4)
    assert running.wait_until_developed(release, 5) == {"ready": 4, "refused": 1}
    poison = running.rows("select problem, filename from archive_photo where filename = 'poison.png'")
    assert poison == [("keeps_crashing", "poison.png")]
    assert running.stack.services["develop"].pid == worker
    assert running.stack.services["develop"].running
    running.assert_everything_agrees()


def test_17_bombs_and_want_of_memory_cost_no_process_but_the_child(
    running: RunningStack, drop: tuple[str, str]
) -> None:
    release, worker = drop[0], running.stack.services["develop"].pid
    pool = children([worker])
    upload_bomb(running, drop, "memory.png", Image.new("RGBA", (8000, 9000)))
    upload_bomb(running, drop, "bomb.png", Image.new("1", (30_000, 30_000)))
    running.drop(*drop, 2)
    assert running.wait_until_developed(release, 4) == {"ready": 2, "refused": 2}
    sql = "select p.filename, p.problem, p.problem_detail from archive_photo p join archive_release r "
    sql += "on r.id = p.release_id where r.slug = %s and p.state = 'refused' order by p.filename"
    (bomb, reason, _), (memory, problem, detail) = running.rows(sql, release)
    assert (bomb, reason) == ("bomb.png", "too_many_pixels")
    assert (memory, problem, detail.partition(":")[0]) == ("memory.png", "keeps_crashing", "memory")
    assert children([running.stack.services["develop"].pid]) == pool, "no process of the pool has ended"
    running.assert_everything_agrees()


def test_18_decoders_that_hang_are_killed_and_their_photos_taken_up_again(
    running: RunningStack, drop: tuple[str, str]
) -> None:
    pool = children([running.stack.services["develop"].pid])
    running.drop(*drop, 2)
    running.wait_until_developed(drop[0], 2)
    hanging = children(children(pool))  # helpers, then their decoding children
    assert hanging
    for decoder in hanging:
        os.kill(decoder, signal.SIGSTOP)
    running.drop(drop[0], running.make_photographer()[0], PHOTOS)
    running.wait(lambda: not any(map(is_there, hanging)))
    assert running.wait_until_developed(drop[0], PHOTOS + 2) == {"ready": PHOTOS + 2}
    assert children([running.stack.services["develop"].pid]) == pool
    running.assert_everything_agrees()


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_22_a_name_is_uploaded_again_in_mid_run(running: RunningStack, drop: tuple[str, str]) -> None:
    running.drop(*drop, 3)
    running.drop(*drop, 3)
    assert running.wait_until_developed(drop[0], 6) == {"ready": 6}
    sql = "select count(distinct original_id), count(distinct filename) from archive_photo where batch_id in "
    sql += "(select b.id from archive_batch b join archive_release r on r.id = b.release_id where r.slug = %s)"
    assert running.rows(sql, drop[0]) == [(6, 3)]
    running.assert_everything_agrees()
