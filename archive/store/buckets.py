"""The one wall around S3: bytes in, bytes out, and "missing" means missing.

StoreError
├── Missing           no such object or version (only NoSuchKey, NoSuchVersion and 404)
├── PreconditionLost  a conditional write met something else (412; AWS also 409)
└── StoreDown         anything else: try again later
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef, ObjectVersionTypeDef

_MISSING = {"NoSuchKey", "NoSuchVersion", "404", "NotFound"}
_LOST = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
IMMUTABLE = "public, max-age=31536000, immutable"
PRIVATE = "private, no-store"
BRIEF = "public, max-age=30, must-revalidate"
_CHUNK = 1 << 20


class StoreError(Exception):
    """The store did not do what it was asked. Retried, unless it is one of the two below."""

    permanent = False


class Missing(StoreError):
    """There is no such object."""


class PreconditionLost(StoreError):
    """Somebody else wrote first."""


class StoreDown(StoreError):
    """The store cannot be reached, or answered with an error of its own."""


@dataclass(frozen=True)
class StoredObject:
    """One object version as a listing or a HEAD shows it; `version` is empty where there is none."""

    key: str
    version: str
    size: int
    etag: str
    modified: datetime
    is_latest: bool = True


@lru_cache(maxsize=1)
def client() -> S3Client:
    """The process's S3 client (thread-safe); short timeouts, because every caller retries from the record."""
    return boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
        config=Config(
            signature_version="s3v4",
            # The long one that botocore composes anew for every request costs a seventh of the call.
            user_agent="Bildstelle",
            connect_timeout=3,
            read_timeout=20,
            retries={"mode": "standard", "max_attempts": 3},
            max_pool_connections=16,
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise Missing(key) from error
        if code in _LOST:
            raise PreconditionLost(key) from error
        raise StoreDown(f"{key}: {code or error}") from error
    except (BotoCoreError, OSError) as error:
        raise StoreDown(f"{key}: {error}") from error


@dataclass(frozen=True)
class Bucket:
    """One bucket by name, with the verbs this project needs and no others."""

    name: str

    def put(self, key: str, body: bytes | Path, media_type: str, cache: str = PRIVATE) -> None:
        """Write one object whole; an existing one of that key is replaced."""
        data = body.read_bytes() if isinstance(body, Path) else body
        with _translated(key):
            client().put_object(Bucket=self.name, Key=key, Body=data, ContentType=media_type, CacheControl=cache)

    def put_if(self, key: str, body: bytes, media_type: str, cache: str, *, etag: str | None) -> None:
        """Write only if the object still has this `etag` (None: only if there is none yet).

        Raises PreconditionLost when somebody wrote first. A retried success also ends there: the caller compares
        what is stored with what it wanted.
        """
        condition: dict[str, Any] = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": etag}
        with _translated(key):
            client().put_object(
                Bucket=self.name, Key=key, Body=body, ContentType=media_type, CacheControl=cache, **condition
            )

    def get(self, key: str) -> bytes:
        """The object's bytes."""
        return self.get_with_etag(key)[0]

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        """The object's bytes and the ETag they were read with."""
        with _translated(key):
            answer = client().get_object(Bucket=self.name, Key=key)
            return answer["Body"].read(), answer["ETag"]

    def fetch(self, key: str, into: Path, version: str = "") -> str:
        """Stream one object (version) into a file; return the SHA-256 of what was written, in hex."""
        digest = hashlib.sha256()
        with _translated(key), into.open("wb") as file:
            answer = client().get_object(Bucket=self.name, Key=key, **_versioned(version))
            for chunk in answer["Body"].iter_chunks(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    def digest(self, key: str) -> str:
        """The SHA-256 of the stored bytes, in hex, without keeping them."""
        digest = hashlib.sha256()
        with _translated(key):
            for chunk in client().get_object(Bucket=self.name, Key=key)["Body"].iter_chunks(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def head(self, key: str, version: str = "") -> StoredObject | None:
        """What is stored under this key, or None."""
        try:
            with _translated(key):
                answer = client().head_object(Bucket=self.name, Key=key, **_versioned(version))
        except Missing:
            return None
        return StoredObject(
            key,
            _real(answer.get("VersionId")),
            answer["ContentLength"],
            answer["ETag"].strip('"'),
            answer["LastModified"],
        )

    def copy(
        self, source: Bucket, source_key: str, key: str, media_type: str, cache: str, *, version: str = ""
    ) -> None:
        """Copy one object (version) inside the store, with headers of its own."""
        origin: CopySourceTypeDef = {"Bucket": source.name, "Key": source_key}
        if version:
            origin["VersionId"] = version
        with _translated(source_key):
            client().copy_object(
                Bucket=self.name,
                Key=key,
                CopySource=origin,
                ContentType=media_type,
                CacheControl=cache,
                MetadataDirective="REPLACE",
            )

    def delete(self, key: str, version: str = "") -> None:
        """Remove one object (version); none there is as good."""
        try:
            with _translated(key):
                client().delete_object(Bucket=self.name, Key=key, **_versioned(version))
        except Missing:
            return

    def objects(self, prefix: str = "") -> Iterator[StoredObject]:
        """The current object of every key below a prefix, in order; a plain listing tells no versions."""
        with _translated(prefix):
            for page in client().get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix):
                for item in page.get("Contents", []):
                    yield StoredObject(item["Key"], "", item["Size"], item["ETag"].strip('"'), item["LastModified"])

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Every key below a prefix, in order."""
        return (stored.key for stored in self.objects(prefix))

    def level(self, prefix: str) -> tuple[list[StoredObject], list[str]]:
        """One level below a prefix that ends in `/` or is empty: its object versions, and the prefixes below it."""
        versions: list[StoredObject] = []
        prefixes: list[str] = []
        with _translated(prefix):
            pages = (
                client().get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix, Delimiter="/")
            )
            for page in pages:
                versions += [_version_of(item) for item in page.get("Versions", [])]
                prefixes += [item["Prefix"] for item in page.get("CommonPrefixes", [])]
        return versions, prefixes

    def versions(self, prefix: str = "") -> Iterator[StoredObject]:
        """Every version of every object below a prefix; delete markers are none."""
        with _translated(prefix):
            for page in client().get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=prefix):
                yield from map(_version_of, page.get("Versions", []))


def _version_of(item: ObjectVersionTypeDef) -> StoredObject:
    return StoredObject(
        item["Key"],
        _real(item.get("VersionId")),
        item["Size"],
        item["ETag"].strip('"'),
        item["LastModified"],
        item["IsLatest"],
    )


def _real(version: str | None) -> str:
    return "" if version in (None, "null") else str(version)


def _versioned(version: str) -> dict[str, Any]:
    return {"VersionId": version} if version else {}


def incoming() -> Bucket:
    """Where uploads arrive."""
    return Bucket(settings.BUCKET_INCOMING)


def archive() -> Bucket:
    """Where originals, renditions and press files are kept, private."""
    return Bucket(settings.BUCKET_ARCHIVE)


def press() -> Bucket:
    """What is public."""
    return Bucket(settings.BUCKET_PRESS)
