"""Checks a published release from outside, over HTTP alone, as a website or a reader gets it."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from PIL import Image
from PIL.ExifTags import IFD
from pydantic import ValidationError

from archive import addresses
from cli.support.errors import CommandError
from pipelines.documents.manifest import Attachment, File, Manifest, Photo, manifest_schema, read_manifest
from pipelines.metadata.embedded import read_metadata

_PARALLEL_CHECKS = 4
_PIECE = 1 << 20
_IMMUTABLE, _SHORT_LIVED = "immutable", "max-age=30"
# Ignores the proxy settings of the operator's shell.
_OPENER = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Check:
    """A public address and the check of its content; `run` raises CommandError when it fails."""

    url: str
    run: Callable[[], None]


def read_public_manifest(url: str) -> Manifest:
    """Fetch the manifest and compare it with our models, the published schema and its version document.

    Raises CommandError.
    """
    body = _fetch(url, "application/json", _SHORT_LIVED)
    try:
        manifest = read_manifest(body)
    except ValidationError as error:
        raise CommandError(f"{url} is no manifest: {error}") from error
    schema = json.loads(_fetch(manifest.schema_url, "application/schema+json", _SHORT_LIVED))
    _demand(schema == manifest_schema(), manifest.schema_url, "is not the schema of the manifest's own models")
    version = url.replace("manifest.json", f"v/{manifest.version}.json")
    _demand(_fetch(version, "application/json", _IMMUTABLE) == body, version, "differs from the manifest")
    return manifest


def plan_checks(manifest: Manifest, url: str, *, secrets: tuple[str, ...]) -> list[Check]:
    """Checks for every public file of the release; no photo may contain one of the `secrets`."""
    checks = [
        Check(file.href, _photo_check(photo, file, secrets)) for photo in manifest.live_photos for file in _files(photo)
    ]
    checks += [Check(photo.download.permalink, _download_check(photo)) for photo in manifest.live_photos]
    checks += [Check(one.href, _attachment_check(one)) for one in manifest.live_attachments]
    base = url.removesuffix("manifest.json")
    root = base.split("/releases/")[0]
    texts = {
        f"{base}captions.csv": "text/csv",
        f"{root}/{addresses.text_key(manifest.release.number, manifest.release.slug)}": "text/plain",
        f"{root}/{addresses.INDEX_KEY}": "application/json",
    }
    slug, languages = manifest.release.slug, manifest.written_languages
    for language in languages:
        texts[f"{root}/{addresses.release_page_key(slug, language, first=languages[0])}"] = "text/html"
    names = [name for name in (photo.creator for photo in manifest.live_photos) if name]
    checks += [Check(text, _text_check(text, kind, manifest, names)) for text, kind in texts.items()]
    return checks


def run_checks(checks: list[Check]) -> Iterator[Check]:
    """Run the checks in parallel and yield each once it is done; a CommandError at the end lists all failures."""
    failures: list[str] = []
    with ThreadPoolExecutor(_PARALLEL_CHECKS) as pool:
        jobs = [(check, pool.submit(check.run)) for check in checks]
        for check, job in jobs:
            try:
                job.result()
            except CommandError as error:
                failures.append(str(error))
            yield check
    if failures:
        lines = "\n".join(failures)
        raise CommandError(f"{len(failures)} of {len(checks)} public files are not as they should be:\n{lines}")


def _files(photo: Photo) -> list[File]:
    return [photo.download, *photo.renditions]


def _photo_check(photo: Photo, file: File, secrets: tuple[str, ...]) -> Callable[[], None]:
    def check() -> None:
        body = _fetch(file.href, file.media_type, _IMMUTABLE)
        _demand(
            hashlib.sha256(body).hexdigest() == file.sha256, file.href, "has another SHA-256 than the manifest says"
        )
        _demand(len(body) == file.bytes, file.href, f"has {len(body)} bytes, not {file.bytes}")
        with Image.open(io.BytesIO(body)) as picture:
            _demand(picture.size == (file.width, file.height), file.href, f"measures {picture.size}")
            _demand(not picture.getexif().get_ifd(IFD.GPSInfo), file.href, "tells where it was taken (GPS)")
            kind = str(picture.format)
        for secret in secrets:
            _demand(secret.encode() not in body, file.href, f"holds {secret}")
        _check_rights(body, kind, photo, file.href)

    return check


def _check_rights(body: bytes, kind: str, photo: Photo, url: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=f".{kind.lower()}") as file:
        file.write(body)
        file.flush()
        inside = read_metadata(Path(file.name), kind)
    credit = inside.credit.value if inside.credit else ""
    _demand(credit == photo.credit, url, f"carries the credit {credit!r}, not {photo.credit!r}")
    creator = inside.creator.value if inside.creator else None
    _demand(creator == photo.creator, url, f"carries the creator {creator!r}, not {photo.creator!r}")
    _demand(inside.captions == photo.captions, url, "carries other captions than the manifest")


def _download_check(photo: Photo) -> Callable[[], None]:
    def check() -> None:
        url = photo.download.permalink
        body = _fetch(url, photo.download.media_type, _SHORT_LIVED)
        _demand(
            hashlib.sha256(body).hexdigest() == photo.download.sha256, url, "is not the download the manifest names"
        )

    return check


def _attachment_check(attachment: Attachment) -> Callable[[], None]:
    def check() -> None:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(attachment.href, attachment.media_type, _IMMUTABLE):
            digest.update(piece)
            size += len(piece)
        right = (digest.hexdigest(), size) == (attachment.sha256, attachment.bytes)
        _demand(right, attachment.href, "is not the file that the manifest names")

    return check


def _text_check(url: str, media_type: str, manifest: Manifest, names: list[str]) -> Callable[[], None]:
    def check() -> None:
        text = _fetch(url, media_type, _SHORT_LIVED).decode("utf-8-sig")
        expected = [manifest.release.slug] if url.endswith(".json") else names
        for name in expected:
            _demand(name in text, url, f"does not name {name}")

    return check


def _fetch(url: str, media_type: str, cache: str) -> bytes:
    """The body at `url`, whole; otherwise as `_pieces`."""
    return b"".join(_pieces(url, media_type, cache))


def _pieces(url: str, media_type: str, cache: str) -> Iterator[bytes]:
    """The body at `url`; CommandError unless it exists with this media type and this Cache-Control."""
    try:
        with _OPENER.open(url, timeout=30) as answer:
            _check_headers(url, answer.headers, media_type, cache)
            while piece := answer.read(_PIECE):
                yield piece
    except HTTPError as error:
        error.close()
        raise CommandError(f"{url} answers {error.code}") from error
    except (URLError, OSError) as error:
        raise CommandError(f"{url} cannot be fetched: {error}") from error


def _check_headers(url: str, headers: HTTPMessage, media_type: str, cache: str) -> None:
    _demand(
        headers.get_content_type() == media_type, url, f"is served as {headers.get_content_type()}, not {media_type}"
    )
    _demand(cache in headers.get("Cache-Control", ""), url, f"has Cache-Control {headers.get('Cache-Control')!r}")


def _demand(true: bool, url: str, complaint: str) -> None:
    if not true:
        raise CommandError(f"{url} {complaint}")
