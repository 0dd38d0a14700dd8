"""Sealing: a photo's public metadata is written into one of our own pixel-only files, without touching a pixel.

Every format gets XMP and EXIF, JPEG also IIM. All metadata comes from `SealedFields`, so nothing that a camera or a
program left can survive. A changed caption costs a splice, not an encode.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from pipelines.sealing.avif import splice_avif
from pipelines.sealing.exif import build_exif
from pipelines.sealing.fields import SealedFields
from pipelines.sealing.iim import build_iim
from pipelines.sealing.jpeg import splice_jpeg
from pipelines.sealing.webp import splice_webp
from pipelines.sealing.xmp import build_xmp

__all__ = ["SEAL_VERSION", "SealedFields", "seal", "seal_digest", "seal_digests"]

# Raised by hand when the same fields begin to give other bytes, so that press files are made anew.
SEAL_VERSION = 2


def seal(pixels: bytes, media_type: str, fields: SealedFields) -> bytes:
    """The press file of a rendition: its pixels and colour profile byte for byte, these fields and nothing else.

    `pixels` is a rendition as the darkroom makes it: JPEG, WebP or AVIF without metadata. Same input, same bytes.
    Raises ValueError for any other file, and if the metadata is too long for the format.
    """
    xmp, exif = build_xmp(fields), build_exif(fields)
    match media_type:
        case "image/jpeg":
            return splice_jpeg(pixels, xmp=xmp, exif=exif, iim=build_iim(fields))
        case "image/webp":
            return splice_webp(pixels, xmp=xmp, exif=exif)
        case "image/avif":
            return splice_avif(pixels, xmp=xmp, exif=exif)
    raise ValueError(f"no press file is made as {media_type}")


def seal_digest(rendition_key: str, fields: SealedFields, signer: str = "") -> str:
    """32 hexadecimal digits that name a press file and differ if its rendition, its fields or its signer do."""
    return seal_digests([rendition_key], fields, signer)[0]


def seal_digests(rendition_keys: Sequence[str], fields: SealedFields, signer: str = "") -> list[str]:
    """The `seal_digest` of each rendition with these fields, which are written out only once."""
    canonical = _canonical(fields.model_dump(mode="json"))
    contents = (f"[{SEAL_VERSION},{_canonical(key)},{canonical},{_canonical(signer)}]" for key in rendition_keys)
    return [hashlib.sha256(content.encode()).hexdigest()[:32] for content in contents]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
