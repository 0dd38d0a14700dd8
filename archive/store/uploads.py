"""Uploads from this machine: files streamed into `incoming`, by the operator's key or by a photographer's."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boto3.s3.transfer import TransferConfig
from django.conf import settings

from archive.models import Release
from archive.store.buckets import incoming
from archive.store.client import s3, translated
from archive.store.upload_credentials import UploadCredential

_CHUNK = 1 << 20
# Every file that is ever accepted goes up by a single PUT: then the ETag is its MD5, which a later run compares.
_IN_ONE_PIECE = TransferConfig(multipart_threshold=512 << 20, use_threads=False)


@dataclass(frozen=True)
class Fingerprint:
    """What identifies a file's content: digests in hex, size in bytes."""

    sha256: str
    md5: str
    size: int


def fingerprint(path: Path) -> Fingerprint:
    """Read a file once; OSError where it cannot be read."""
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha256.update(chunk)
            md5.update(chunk)
            size += len(chunk)
    return Fingerprint(sha256.hexdigest(), md5.hexdigest(), size)


class Arrived:
    """What a release and one photographer's folder of uploads for it hold already."""

    def __init__(self, release: Release, prefix: str) -> None:
        self._originals = set(release.photos.exclude(original=None).values_list("original__sha256", flat=True))
        self._uploads = {(stored.key, stored.size, stored.etag) for stored in incoming().versions(prefix)}

    def knows(self, key: str, file: Fingerprint) -> bool:
        """Whether these bytes are a photo of the release, or were uploaded under this key."""
        return file.sha256 in self._originals or (key, file.size, file.md5) in self._uploads


def upload(path: Path, key: str, on_sent: Callable[[int], None], by: UploadCredential | None = None) -> None:
    """Stream a file into `incoming`; `on_sent` is called with the number of bytes of each piece.

    With the credential `by` it has that photographer's rights, otherwise the operator's. Raises StoreError, and
    OSError where the file cannot be read.
    """
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with translated(key):
        client = s3(by.access_key_id, by.secret) if by else s3()
        client.upload_file(
            str(path),
            settings.BUCKET_INCOMING,
            key,
            ExtraArgs={"ContentType": media_type},
            Callback=on_sent,
            Config=_IN_ONE_PIECE,
        )
