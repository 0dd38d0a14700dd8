"""What upkeep and the queue cost with many photos: `python -m bench.upkeep`.

Rows are made by bulk inserts: releases of 50 live photos, six renditions and six press files a photo. The objects of
the first `--stored` photos lie in a real SeaweedFS, and a pass over them is measured while the record holds only these.
Then the record gets `--photos`; a pass over it with the store's listings played from memory measures the record's
part, and the time that listing takes in the real store is added by the number of keys.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.journey_cpu import cpu_seconds, spent_between
from cli.stack.stack import Stack
from cli.support.session import session

_PER_RELEASE = 50
_PROFILES = (("download", "jpg"), ("3000", "jpg"), ("1600", "jpg"), ("800", "jpg"), ("800w", "webp"), ("400w", "webp"))
_KEYS_A_PHOTO = 3 * len(_PROFILES) + 2
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


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
    store_objects(stored)
    with _spent(stack, f"reconcile, {stored} photos, {stored * _KEYS_A_PHOTO} objects in the store") as real:
        print(reconcile())
    with _spent(stack, "of it, the listings") as listing:
        keys = _list_all()
    make_rows(stored, photos - stored)
    _analyse()
    with _spent(stack, f"reconcile, {photos} photos, listings from memory") as record, _listed_from_memory():
        print(reconcile())
    listed = listing["worker"] * photos * _KEYS_A_PHOTO / keys
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


def photo_id(n: int) -> str:
    """The id of photo `n`: random-looking, the same in every run."""
    digest = hashlib.sha256(f"photo {n}".encode()).digest()
    return "".join(_ALPHABET[byte % 32] for byte in digest[:12])


def make_rows(first: int, count: int) -> None:
    """Live releases with photos, originals, renditions, press files, receipts and human URLs."""
    for start in range(first, first + count, 40 * _PER_RELEASE):
        _make_some(range(start, min(start + 40 * _PER_RELEASE, first + count)))


def _make_some(numbers: range) -> None:
    from django.utils import timezone

    from archive.models import (
        Batch,
        HumanUrl,
        Original,
        Photo,
        Photographer,
        PressFile,
        Publication,
        Receipt,
        Release,
        Rendition,
    )

    now = timezone.now()
    photographer, _new = Photographer.objects.get_or_create(slug="joerg", defaults={"name": "Jörg Brückner"})
    releases = Release.objects.bulk_create(
        Release(slug=f"fest-{n}", number=f"N-{n}", date=now.date(), titles={"de": f"Fest {n}"}, state="live")
        for n in range(numbers.start // _PER_RELEASE, -(-numbers.stop // _PER_RELEASE))
    )
    batches = Batch.objects.bulk_create(Batch(release=release, photographer=photographer) for release in releases)
    Publication.objects.bulk_create(
        Publication(release=release, n=1, document="{}", sha256="", state="live") for release in releases
    )
    originals = Original.objects.bulk_create(
        Original(sha256=_sha("original", n), bytes=1, facts={}, metadata={}, verified_at=now) for n in numbers
    )
    photos = []
    for n, original in zip(numbers, originals, strict=True):
        place = (n - numbers.start) // _PER_RELEASE
        release, batch = releases[place], batches[place]
        photos.append(
            Photo(
                id=photo_id(n), release=release, batch=batch, original=original, filename=f"IMG_{n}.JPG", state="live"
            )
        )
    Photo.objects.bulk_create(photos)
    made = {"media_type": "image/jpeg", "width": 8, "height": 8, "bytes": 1}
    Rendition.objects.bulk_create(
        Rendition(original=o, profile=p, digest=_sha(p, 0)[:32], key=_rendition(n, p, ext), sha256="", **made)
        for n, o in zip(numbers, originals, strict=True)
        for p, ext in _PROFILES
    )
    PressFile.objects.bulk_create(
        PressFile(
            photo_id=photo_id(n), profile=p, seal=_sha("s", n)[:32], key=_press(n, p, ext), sha256=_sha(p, n), **made
        )
        for n in numbers
        for p, ext in _PROFILES
    )
    HumanUrl.objects.bulk_create(
        HumanUrl(photo_id=photo_id(n), path=_download(n), folded=_download(n).lower()) for n in numbers
    )
    Receipt.objects.bulk_create(
        Receipt(bucket="incoming", key=f"joerg/x/{n}", version="v", size=1, photo_id=photo_id(n), cleared_at=now)
        for n in numbers
    )


def _sha(what: str, n: int) -> str:
    return hashlib.sha256(f"{what} {n}".encode()).hexdigest()


def _rendition(n: int, profile: str, ext: str) -> str:
    return f"renditions/{_sha('original', n)}/{_sha(profile, 0)[:32]}.{ext}"


def _press(n: int, profile: str, ext: str) -> str:
    return f"sealed/{photo_id(n)}/{_sha('s', n)[:32]}/{profile}.{ext}"


def _download(n: int) -> str:
    return f"pressebilder/{n // 2000:04d}/IMG_{n}.JPG"


def _private_keys(n: int) -> list[str]:
    files = [key for p, ext in _PROFILES for key in (_rendition(n, p, ext), _press(n, p, ext))]
    return [f"originals/{_sha('original', n)}", *files]


def _public_keys(n: int) -> list[str]:
    return [_download(n), *(f"photos/{photo_id(n)}/{_sha(p, n)[:16]}/IMG_{n}-{p}.{ext}" for p, ext in _PROFILES)]


def _documents(n: int) -> list[str]:
    folder = f"releases/fest-{n}"
    return [f"{folder}/manifest.json", f"{folder}/v/1.json", f"{folder}/captions.csv", f"txt/N-{n}.txt"]


def store_objects(photos: int) -> None:
    """Every object of the first photos and of their releases, one byte each."""
    from archive.store.buckets import archive, press

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        for n in range(photos):
            list(pool.map(lambda key: archive().put(key, b"x", "image/jpeg"), _private_keys(n)))
            list(pool.map(lambda key: press().put(key, b"x", "image/jpeg"), _public_keys(n)))
        for n in range(-(-photos // _PER_RELEASE)):
            list(pool.map(lambda key: press().put(key, b"x", "text/plain"), _documents(n)))
    print(f"{photos * _KEYS_A_PHOTO} objects stored in {time.monotonic() - started:.0f} s", flush=True)


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
