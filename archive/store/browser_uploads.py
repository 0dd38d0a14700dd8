"""Uploads from a browser straight into `incoming`: signed forms, and signed addresses for the parts of large files.

A form holds for one key, one size, one media type and one SHA-256, and a part's address for one size, all of which
SeaweedFS and AWS check: whoever has it can send these very bytes and nothing else. The application's own key signs,
see `archive.store.upload_credentials`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from archive.store.client import s3, signer, translated

IN_PARTS_ABOVE = 100 << 20
PART = 8 << 20
_SHORTEST, _LONGEST, _SLOWEST = 600, 6 * 3600, 32 << 10  # seconds; bytes a second


@dataclass(frozen=True)
class SignedForm:
    """Where a browser posts a file, and the fields that stand before it."""

    url: str
    fields: Mapping[str, str] = field(repr=False)


def upload_origin() -> str:
    """The origin that a page which uploads must be allowed to connect to."""
    address = urlsplit(signer().meta.endpoint_url)
    return f"{address.scheme}://{address.netloc}"


def sign_form(key: str, size: int, media_type: str, sha256: str) -> SignedForm:
    """A form that takes one file of this content under this key, for as long as a slow line needs."""
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    fields = {"Content-Type": media_type, "x-amz-checksum-sha256": digest}
    made = signer().generate_presigned_post(
        settings.BUCKET_INCOMING,
        key,
        Fields=dict(fields),
        Conditions=[["content-length-range", size, size], *({name: value} for name, value in fields.items())],
        ExpiresIn=_seconds_for(size),
    )
    return SignedForm(made["url"], made["fields"])


def begin_parts(key: str, media_type: str) -> str:
    """Begin an upload in parts; return its id. Raises StoreError. The sweep aborts what nobody finishes."""
    with translated(key):
        begun = s3().create_multipart_upload(Bucket=settings.BUCKET_INCOMING, Key=key, ContentType=media_type)
        return begun["UploadId"]


def sign_parts(key: str, upload_id: str, size: int) -> dict[int, str]:
    """The addresses of the parts that are not stored yet, by number from 1.

    Raises StoreError, and Missing where the store has ended the upload.
    """
    stored = _stored_parts(key, upload_id)
    wanted = {n: length for n, length in part_sizes(size).items() if stored.get(n, ("", -1))[1] != length}
    return {n: _sign_part(key, upload_id, n, length) for n, length in wanted.items()}


def finish_parts(key: str, upload_id: str, size: int) -> bool:
    """Put the parts together; False while one is missing. Raises as `sign_parts`."""
    stored = _stored_parts(key, upload_id)
    if {n: length for n, (_etag, length) in stored.items()} != part_sizes(size):
        return False
    parts: Any = [{"PartNumber": n, "ETag": etag} for n, (etag, _length) in sorted(stored.items())]
    with translated(key):
        s3().complete_multipart_upload(
            Bucket=settings.BUCKET_INCOMING, Key=key, UploadId=upload_id, MultipartUpload={"Parts": parts}
        )
    return True


def part_sizes(size: int) -> dict[int, int]:
    """How many bytes each part of a file has, by number from 1."""
    return {n + 1: min(PART, size - start) for n, start in enumerate(range(0, size, PART))}


def _stored_parts(key: str, upload_id: str) -> dict[int, tuple[str, int]]:
    """ETag and size of each stored part; a file has far fewer than the 1,000 of one answer."""
    with translated(key):
        answer = s3().list_parts(Bucket=settings.BUCKET_INCOMING, Key=key, UploadId=upload_id)
    return {part["PartNumber"]: (part["ETag"], part["Size"]) for part in answer.get("Parts", [])}


def _sign_part(key: str, upload_id: str, n: int, length: int) -> str:
    where: Any = {"Bucket": settings.BUCKET_INCOMING, "Key": key, "UploadId": upload_id, "PartNumber": n}
    return signer().generate_presigned_url("upload_part", where | {"ContentLength": length}, ExpiresIn=_LONGEST)


def _seconds_for(size: int) -> int:
    return min(_LONGEST, _SHORTEST + size // _SLOWEST)
