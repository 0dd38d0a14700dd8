"""What bench.upkeep measures: rows by bulk inserts, the same in every run, and objects of one byte."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from archive.models import Original, Release

_PER_RELEASE = 50
_PROFILES = (("download", "jpg"), ("3000", "jpg"), ("1600", "jpg"), ("800", "jpg"), ("800w", "webp"), ("400w", "webp"))
KEYS_A_PHOTO = 3 * len(_PROFILES) + 2
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_FILE = {"media_type": "image/jpeg", "width": 8, "height": 8, "bytes": 1}


def make_rows(first: int, count: int) -> None:
    """Live releases with photos, originals, renditions, press files, receipts and human URLs."""
    for start in range(first, first + count, 40 * _PER_RELEASE):
        numbers = range(start, min(start + 40 * _PER_RELEASE, first + count))
        originals = _make_originals(numbers)
        _make_photos(numbers, originals, _make_releases(numbers))
        _make_files(numbers, originals)
        _make_names(numbers)


def _make_originals(numbers: range) -> list[Original]:
    from archive.models import Original

    now = timezone.now()
    return Original.objects.bulk_create(
        Original(sha256=_sha("original", n), bytes=1, facts={}, metadata={}, verified_at=now) for n in numbers
    )


def _make_releases(numbers: range) -> list[Release]:
    """The releases of these photos."""
    from archive.models import Publication, Release

    today = timezone.localdate()
    releases = Release.objects.bulk_create(
        Release(slug=f"fest-{n}", number=f"N-{n}", date=today, titles={"de": f"Fest {n}"}, state="live")
        for n in range(numbers.start // _PER_RELEASE, -(-numbers.stop // _PER_RELEASE))
    )
    Publication.objects.bulk_create(
        Publication(release=release, n=1, document="{}", sha256="", state="live") for release in releases
    )
    return releases


def _make_photos(numbers: range, originals: Sequence[Original], releases: Sequence[Release]) -> None:
    from archive.models import Batch, Photo, Photographer

    photographer, _new = Photographer.objects.get_or_create(slug="joerg", defaults={"name": "Jörg Brückner"})
    batches = Batch.objects.bulk_create(Batch(release=release, photographer=photographer) for release in releases)
    photos = []
    for n, original in zip(numbers, originals, strict=True):
        batch = batches[(n - numbers.start) // _PER_RELEASE]
        home = {"release": batch.release, "batch": batch, "original": original}
        photos.append(Photo(id=_photo_id(n), **home, filename=f"IMG_{n}.JPG", state="live"))
    Photo.objects.bulk_create(photos)


def _make_files(numbers: range, originals: Sequence[Original]) -> None:
    from archive.models import PressFile, Rendition

    Rendition.objects.bulk_create(
        Rendition(original=o, profile=p, digest=_sha(p, 0)[:32], key=_rendition(n, p, ext), sha256="", **_FILE)
        for n, o in zip(numbers, originals, strict=True)
        for p, ext in _PROFILES
    )
    PressFile.objects.bulk_create(
        PressFile(
            photo_id=_photo_id(n), profile=p, seal=_sha("s", n)[:32], key=_press(n, p, ext), sha256=_sha(p, n), **_FILE
        )
        for n in numbers
        for p, ext in _PROFILES
    )


def _make_names(numbers: range) -> None:
    """Human URLs, and receipts of the uploads."""
    from archive.models import HumanUrl, Receipt

    now = timezone.now()
    HumanUrl.objects.bulk_create(
        HumanUrl(photo_id=_photo_id(n), path=_download(n), folded=_download(n).lower()) for n in numbers
    )
    Receipt.objects.bulk_create(
        Receipt(bucket="incoming", key=f"joerg/x/{n}", version="v", size=1, photo_id=_photo_id(n), cleared_at=now)
        for n in numbers
    )


def _photo_id(n: int) -> str:
    """The id of photo `n`: random-looking, the same in every run."""
    digest = hashlib.sha256(f"photo {n}".encode()).digest()
    return "".join(_ALPHABET[byte % 32] for byte in digest[:12])


def _sha(what: str, n: int) -> str:
    return hashlib.sha256(f"{what} {n}".encode()).hexdigest()


def _rendition(n: int, profile: str, ext: str) -> str:
    return f"renditions/{_sha('original', n)}/{_sha(profile, 0)[:32]}.{ext}"


def _press(n: int, profile: str, ext: str) -> str:
    return f"sealed/{_photo_id(n)}/{_sha('s', n)[:32]}/{profile}.{ext}"


def _download(n: int) -> str:
    return f"pressebilder/{n // 2000:04d}/IMG_{n}.JPG"


def _private_keys(n: int) -> list[str]:
    files = [key for p, ext in _PROFILES for key in (_rendition(n, p, ext), _press(n, p, ext))]
    return [f"originals/{_sha('original', n)}", *files]


def _public_keys(n: int) -> list[str]:
    return [_download(n), *(f"photos/{_photo_id(n)}/{_sha(p, n)[:16]}/IMG_{n}-{p}.{ext}" for p, ext in _PROFILES)]


def _documents(n: int) -> list[str]:
    folder = f"releases/fest-{n}"
    return [f"{folder}/manifest.json", f"{folder}/v/1.json", f"{folder}/captions.csv", f"txt/N-{n}.txt"]


def store_objects(photos: int) -> float:
    """Store every object of the first photos and of their releases, one byte each; the seconds that took."""
    from archive.store.buckets import archive, press

    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        for n in range(photos):
            list(pool.map(lambda key: archive().put(key, b"x", "image/jpeg"), _private_keys(n)))
            list(pool.map(lambda key: press().put(key, b"x", "image/jpeg"), _public_keys(n)))
        for n in range(-(-photos // _PER_RELEASE)):
            list(pool.map(lambda key: press().put(key, b"x", "text/plain"), _documents(n)))
    return time.monotonic() - started
