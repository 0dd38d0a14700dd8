"""Camera-like photos for the journey, drawn or read from a folder, no two with the same bytes."""

from __future__ import annotations

import datetime as dt
import secrets
from itertools import cycle, islice
from pathlib import Path

from bench.photos import jpegs_in
from cli.sample.event import SCENES, Shot
from cli.sample.files import make_photo

_TWELVE_MEGAPIXELS = (4000, 3000)
_DIFFERENT = 12  # scenes drawn; further photos repeat them with another comment
_SOI = b"\xff\xd8"
_COMMENT = b"\xff\xfe"


def models(folder: Path | None) -> list[bytes]:
    """The JPEGs in `folder`, or twelve drawn ones of 12 MP."""
    if folder:
        return [path.read_bytes() for path in jpegs_in(folder)]
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    shots = [Shot("joerg", f"{n}.JPG", SCENES[n], n, _TWELVE_MEGAPIXELS) for n in range(_DIFFERENT)]
    return [make_photo(shot, "journey", day) for shot in shots]


def write_photos(photos: list[bytes], count: int, folder: Path) -> list[Path]:
    """Write `count` files into `folder`, no two with the same bytes."""
    folder.mkdir(parents=True)
    paths = []
    for n, photo in enumerate(islice(cycle(photos), count)):
        path = folder / f"{folder.name}-{n:03d}.JPG"
        path.write_bytes(commented(photo, secrets.token_bytes(16)))
        paths.append(path)
    return paths


def commented(jpeg: bytes, comment: bytes) -> bytes:
    """The JPEG with a comment segment right after its first marker."""
    return _SOI + _COMMENT + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg.removeprefix(_SOI)
