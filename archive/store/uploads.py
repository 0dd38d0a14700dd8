"""Uploads from this side: files streamed into `incoming`, with the operator's key or a photographer's own."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from boto3.exceptions import S3UploadFailedError
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from archive.models import Release
from archive.store.buckets import StoreDown, client, incoming
from archive.store.upload_credentials import UploadKey

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CHUNK = 1 << 20
# One PUT up to what is ever accepted: then the ETag is the MD5, by which a later run knows the file again.
_IN_ONE_PIECE = TransferConfig(multipart_threshold=512 << 20, use_threads=False)


@dataclass(frozen=True)
class Fingerprint:
    """A file's content, to be known again: digests in hex, size in bytes."""

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
    """What a release, and the folder of one photographer's uploads for it, hold already."""

    def __init__(self, release: Release, prefix: str) -> None:
        self._originals = set(release.photos.exclude(original=None).values_list("original__sha256", flat=True))
        self._uploads = {(stored.key, stored.size, stored.etag) for stored in incoming().versions(prefix)}

    def knows(self, key: str, print_: Fingerprint) -> bool:
        """Whether these bytes are a photo of the release, or were uploaded under this key."""
        return print_.sha256 in self._originals or (key, print_.size, print_.md5) in self._uploads


def upload(path: Path, key: str, tell: Callable[[int], None], as_key: UploadKey | None = None) -> None:
    """Stream a file into `incoming`, telling the bytes as they go; by `as_key` with a photographer's rights alone.

    Raises StoreDown, and OSError where the file cannot be read.
    """
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with _translated(key):
        (_client_of(as_key) if as_key else client()).upload_file(
            str(path),
            settings.BUCKET_INCOMING,
            key,
            ExtraArgs={"ContentType": media_type},
            Callback=tell,
            Config=_IN_ONE_PIECE,
        )


@lru_cache(maxsize=8)
def _client_of(key: UploadKey) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT,
        region_name=settings.S3_REGION,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret,
        config=Config(
            s3={"addressing_style": "path"}, request_checksum_calculation="when_required", max_pool_connections=16
        ),
    )


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError, S3UploadFailedError) as error:
        raise StoreDown(f"{key}: {error}") from error
