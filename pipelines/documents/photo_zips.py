"""The downloads of a release as ZIP files, with their captions beside them.

A large release has several, none of them much above 300 MB: so each is made in one go, and whoever loses a
connection has lost a part. A file's name tells what is in it, so it changes with its content and with nothing else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.documents.ai_words import ai_sentence
from pipelines.documents.manifest import Manifest, Photo

if TYPE_CHECKING:
    from stream_zip import Method

LARGEST = 300_000_000
"""Bytes of photos in one file; a single photo may be more. A slow store, too, takes it within a task's time limit."""

_CHUNK = 1 << 20
Member = tuple[str, dt.datetime, int, "Method", Iterable[bytes]]
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\.", re.IGNORECASE)
# Readable by everybody, as unzip sets it.
_MODE = 0o100644


@dataclass(frozen=True, slots=True)
class PhotoZip:
    """One ZIP file: the digest of what it holds, its photos, and the text that says what they show."""

    digest: str
    photos: tuple[Photo, ...]
    captions: str

    @property
    def bytes(self) -> int:
        """How large the photos in it are."""
        return sum(photo.download.bytes for photo in self.photos)


def photo_zips(manifest: Manifest) -> list[PhotoZip]:
    """The ZIP files of a version, in the order of its photos; none where it has no photo."""
    parts: list[list[Photo]] = []
    size = 0
    for photo in manifest.live_photos:
        if not parts or size + photo.download.bytes > LARGEST:
            parts.append([])
            size = 0
        parts[-1].append(photo)
        size += photo.download.bytes
    return [_zip(part, manifest.languages) for part in parts]


def zip_content(zip_file: PhotoZip, made_at: dt.datetime, read: Callable[[Photo], bytes]) -> Iterator[bytes]:
    """The file in chunks; `read` gives a photo's download, of which one at a time is in memory."""
    # Importing it takes a tenth of a process's start, and few processes make a ZIP.
    from stream_zip import stream_zip

    yield from stream_zip(_members(zip_file, made_at, read), chunk_size=_CHUNK)


def _members(zip_file: PhotoZip, made_at: dt.datetime, read: Callable[[Photo], bytes]) -> Iterator[Member]:
    # Nothing in it needs ZIP64, which readers that take a ZIP as a stream, as Java's does, refuse.
    from stream_zip import NO_COMPRESSION_32, ZIP_32

    yield "captions.txt", made_at, _MODE, ZIP_32, (zip_file.captions.encode("utf-8-sig"),)
    for name, photo in _named(zip_file.photos):
        body = read(photo)
        # JPEG does not become smaller.
        yield name, made_at, _MODE, NO_COMPRESSION_32(len(body), zlib.crc32(body)), (body,)


def _named(photos: tuple[Photo, ...]) -> Iterator[tuple[str, Photo]]:
    """Each photo by its file name; by its id before it where another one has the same, whatever its case.

    Likewise where Windows takes the name for a device.
    """
    taken: set[str] = {"captions.txt"}
    for photo in photos:
        name = photo.download.filename
        if name.lower() in taken or _DEVICE.match(name):
            name = f"{photo.id}-{name}"
        taken.add(name.lower())
        yield name, photo


def _zip(photos: list[Photo], languages: tuple[str, ...]) -> PhotoZip:
    held = tuple(photos)
    captions = "\r\n\r\n".join(_caption(name, photo, languages) for name, photo in _named(held)) + "\r\n"
    content = [captions, *(photo.download.sha256 for photo in held)]
    return PhotoZip(hashlib.sha256("\n".join(content).encode()).hexdigest(), held, captions)


def _caption(name: str, photo: Photo, languages: tuple[str, ...]) -> str:
    said = [photo.captions[code] for code in languages if photo.captions.get(code)]
    ai = dict.fromkeys(filter(None, (ai_sentence(photo, code) for code in languages)))
    return "\r\n".join([name, *(text.replace("\n", "\r\n") for text in said), *ai, photo.credit])
