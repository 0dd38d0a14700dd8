"""What upkeep and the queue cost with many photos: `python -m bench.upkeep`.

Rows are made by bulk inserts: releases of 50 live photos, six renditions and six press files a photo. The objects of
the first `--stored` photos lie in a real SeaweedFS, and a pass over them is measured while the record holds only these.
Then the record gets `--photos`; a pass over it with the store's listings played from memory measures the record's
part, and the time that listing takes in the real store is added by the number of keys.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.journey_cpu import cpu_seconds, spent_between
from bench.upkeep_rows import KEYS_A_PHOTO, make_rows, store_objects
from cli.stack.stack import Stack
from cli.support.session import session


def main() -> None:
    """Measure and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.upkeep", description="What upkeep costs with many photos.")
    parser.add_argument("--photos", type=int, default=100_000, help="photos in the record")
    parser.add_argument("--stored", type=int, default=2_000, help="photos whose objects are really stored")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bildstelle-bench-") as folder, Stack(Path(folder) / "stack") as stack:
        for name in stack.services.keys() - {"valkey", "seaweed", "postgres", "desk"}:
            stack.services[name].stop()  # they would repair what is missing here on purpose
        with session(stack.data):
            measure(stack, options.photos, options.stored)


def measure(stack: Stack, photos: int, stored: int) -> None:
    """The passes, then the queries."""
    from workers.upkeep.reconcile import reconcile

    make_rows(0, stored)
    print(f"{stored * KEYS_A_PHOTO} objects stored in {store_objects(stored):.0f} s", flush=True)
    with _spent(stack, f"reconcile, {stored} photos, {stored * KEYS_A_PHOTO} objects in the store") as real:
        print(reconcile())
    with _spent(stack, "of it, the listings") as listing:
        keys = _list_all()
    make_rows(stored, photos - stored)
    _analyse()
    with _spent(stack, f"reconcile, {photos} photos, listings from memory") as record, _listed_from_memory():
        print(reconcile())
    listed = listing["worker"] * photos * KEYS_A_PHOTO / keys
    print(f"{photos} photos: record {record['worker']:.1f} s + listings {listed:.1f} s (extrapolated) of worker's CPU")
    print(f"  (by the real pass alone: {real['worker'] * photos / stored:.1f} s)")
    measure_queries()


@contextmanager
def _spent(stack: Stack, what: str) -> Iterator[dict[str, float]]:
    """Prints and gives the CPU seconds of the worker (this process), PostgreSQL and SeaweedFS."""
    roots = {name: stack.services[name].pid for name in ("postgres", "seaweed")}
    spent: dict[str, float] = {}
    before, own, wall = cpu_seconds(roots), time.process_time(), time.monotonic()
    yield spent
    spent |= {"worker": time.process_time() - own, **spent_between(before, cpu_seconds(roots))}
    figures = ", ".join(f"{name} {seconds:.1f}" for name, seconds in spent.items())
    print(f"{what}: CPU seconds {figures}; wall {time.monotonic() - wall:.1f} s", flush=True)


def _list_all() -> int:
    from archive.store.buckets import archive, press

    return sum(1 for bucket in (archive(), press()) for _stored in bucket.objects())


@contextmanager
def _listed_from_memory() -> Iterator[None]:
    """Listings that name exactly what the record wants."""
    from django.utils import timezone

    from archive.store.buckets import Bucket
    from archive.store.listing import StoredObject

    now = timezone.now()
    below: dict[str, list[str]] = {}
    for key in _wanted_keys():
        below.setdefault(key.partition("/")[0], []).append(key)
    for keys in below.values():
        keys.sort()

    def objects(_bucket: Bucket, prefix: str = "", after: str = "") -> Iterator[StoredObject]:
        for key in below.get(prefix.partition("/")[0], ()):
            if key.startswith(prefix) and key > after:
                yield StoredObject(key, "", 1, "", now)

    with patch.object(Bucket, "objects", objects):
        yield


def _wanted_keys() -> Iterator[str]:
    from archive.models import HumanUrl, Original, PressFile, Release, Rendition
    from pipelines.keys import original_key

    yield from map(original_key, Original.objects.values_list("sha256", flat=True).iterator())
    yield from Rendition.objects.values_list("key", flat=True).iterator()
    yield from HumanUrl.objects.values_list("path", flat=True).iterator()
    for photo, sha256, profile, key in PressFile.objects.values_list("photo_id", "sha256", "profile", "key").iterator():
        yield key
        yield f"photos/{photo}/{sha256[:16]}/IMG-{profile}.{key.rpartition('.')[2]}"
    for slug, number in Release.objects.values_list("slug", "number"):
        folder = f"releases/{slug}"
        yield from (f"{folder}/manifest.json", f"{folder}/v/1.json", f"{folder}/captions.csv", f"txt/{number}.txt")


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def measure_queries() -> None:
    """The tick and the queue page: the best of several, in milliseconds, queries and rendering together."""
    from django.contrib.auth.models import User
    from django.test import Client

    from workers.leases import free_lost_leases
    from workers.upkeep.tick import tick

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="press"))
    for what, call in (
        ("tick", tick),
        ("of it, lost leases", free_lost_leases),
        ("queue page", lambda: client.get("/")),
        ("queue page, the twentieth", lambda: client.get("/?page=20")),
    ):
        print(f"{what}: {_best(call):.0f} ms", flush=True)


def _best(call: Callable[[], object], rounds: int = 7) -> float:
    seconds = []
    for _round in range(rounds):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return min(seconds) * 1000


if __name__ == "__main__":
    main()
