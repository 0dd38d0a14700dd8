"""Objects with their headers, out of the store into files and back: what a backup and a restore need."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig

from archive.store.buckets import Bucket, real_version
from archive.store.client import s3, translated
from archive.store.listing import StoredObject

HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage")
"""The headers that travel with an object, by boto3's names."""

_CHUNK = 1 << 20
_MAX_SINGLE_PUT = 512 << 20
_IN_PARTS = TransferConfig(multipart_threshold=_MAX_SINGLE_PUT, use_threads=False)


@dataclass(frozen=True)
class Content:
    """What was read: the digest in hex and number of its bytes, when it was stored, and its headers."""

    sha256: str
    size: int
    modified: datetime
    headers: Mapping[str, str]


def store_clock(bucket: Bucket) -> datetime:
    """The store's own time, to the second: what it stamps objects with. Raises StoreError."""
    with translated(bucket.name):
        answer = s3().head_bucket(Bucket=bucket.name)
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return parsedate_to_datetime(date) if date else datetime.now(UTC).replace(microsecond=0)


def download(bucket: Bucket, stored: StoredObject, into: Path) -> Content:
    """Stream one object version into a file that exists. Raises Missing and other StoreErrors, and OSError."""
    named: dict[str, Any] = {"VersionId": stored.version} if stored.version else {}
    digest, size = hashlib.sha256(), 0
    with translated(stored.key), into.open("wb") as file:
        answer = s3().get_object(Bucket=bucket.name, Key=stored.key, **named)
        for chunk in answer["Body"].iter_chunks(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return Content(digest.hexdigest(), size, answer["LastModified"], _headers_of(answer))


def upload(bucket: Bucket, key: str, path: Path, md5: str, headers: Mapping[str, str]) -> tuple[str, str]:
    """Store a file with these headers; return the new object's version id, empty without versions, and its ETag.

    The store compares what arrived with `md5` (in hex); a file above 512 MiB goes up in parts, without that check.
    Raises StoreError and OSError.
    """
    given: dict[str, Any] = {name: value for name, value in headers.items() if name in HEADERS}
    with translated(key):
        if path.stat().st_size > _MAX_SINGLE_PUT:
            s3().upload_file(str(path), bucket.name, key, ExtraArgs=given, Config=_IN_PARTS)
            answer: Any = s3().head_object(Bucket=bucket.name, Key=key)
        else:
            checksum = base64.b64encode(bytes.fromhex(md5)).decode()
            with path.open("rb") as body:
                answer = s3().put_object(Bucket=bucket.name, Key=key, Body=body, ContentMD5=checksum, **given)
    return real_version(answer.get("VersionId")), answer["ETag"].strip('"')


def _headers_of(answer: Any) -> dict[str, str]:
    return {name: answer[name] for name in HEADERS if answer.get(name)}
