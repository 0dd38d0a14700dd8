"""What a dropped file is, as far as its name and size tell: the one table that says so.

| kind | is | becomes |
|---|---|---|
| photo | JPEG, HEIC, TIFF, PNG, WebP, AVIF; and whatever no other kind claims | a photo, or refused by its content |
| clutter | what systems leave beside photos (`pipelines.keys.is_clutter`) | nothing |
| raw | a camera's raw file | a companion of the photo of its name; alone it is refused |
| sidecar | an XMP file | metadata of the photo of its name |
| memo | a voice memo | a companion of the photo of its name |
| archive | a ZIP | what is inside it |
| attachment | a video, a PDF | an attachment of the release |

The content decides later, in the chamber; `judge_upload` spares photographers the wait for what is refused anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipelines.keys import is_clutter


class Kind(StrEnum):
    """What a file is, by its name but for the last one."""

    PHOTO = "photo"
    CLUTTER = "clutter"
    RAW = "raw"
    SIDECAR = "sidecar"
    MEMO = "memo"
    ARCHIVE = "archive"
    ATTACHMENT = "attachment"
    LIVE = "live"
    """The moving part of a live photo, which only its content tells: `pipelines.live_photos`."""


MEDIA_TYPES = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), "image/jpeg"),
    **dict.fromkeys(("tif", "tiff"), "image/tiff"),
    **dict.fromkeys(("heic", "heif", "hif"), "image/heic"),
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
"""The photos that are taken, by extension."""
RAW = frozenset(
    {"3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw"}
    | {"orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f"}
)
OTHER_TYPES: Mapping[Kind, Mapping[str, str]] = {
    Kind.RAW: dict.fromkeys(RAW, "application/octet-stream"),
    Kind.SIDECAR: {"xmp": "application/rdf+xml"},
    Kind.MEMO: {"wav": "audio/wav", "m4a": "audio/mp4"},
    Kind.ARCHIVE: {"zip": "application/zip"},
    Kind.ATTACHMENT: {
        "mp4": "video/mp4",
        "m4v": "video/mp4",
        "mov": "video/quicktime",
        "webm": "video/webm",
        "pdf": "application/pdf",
    },
}
"""By kind and extension, the media type of what is no photo."""
MAX_ZIP_BYTES = 2_000_000_000
_OTHER_PICTURES = frozenset({"bmp", "dib", "gif", "psd", "psb", "tga", "jxl", "jp2", "j2k", "jpx", "jxr", "svg", "eps"})
_TAKEN_AS_NAMED = (Kind.RAW, Kind.SIDECAR, Kind.MEMO, Kind.ARCHIVE, Kind.ATTACHMENT)
_KINDS = {extension: kind for kind, types in OTHER_TYPES.items() for extension in types}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A file's `media_type`, else the key of its refusal, as in `pipelines.refusal`; clutter has neither."""

    media_type: str = ""
    refusal: str = ""


def kind_of(key: str, size: int) -> Kind:
    """The kind of a file, by its path or key and its size in bytes. What has no kind of its own may be a photo.

    An empty file marks a folder, unless it is called as a file of a kind is: then it did not arrive.
    """
    kind = _KINDS.get(extension_of(key))
    return Kind.CLUTTER if is_clutter(key, 1 if kind else size) else kind or Kind.PHOTO


def extension_of(key: str) -> str:
    """What stands behind a file's last dot, in small letters: `nef` of `card/DSC_0001.NEF`."""
    name = key.rpartition("/")[2].lower()
    return name.rpartition(".")[2] if "." in name else ""


def judge_upload(
    path: str, size: int, media_type: str, *, max_bytes: int, heic: bool = True, max_attachment: int = 0
) -> Verdict:
    """Judge a file by its path, size in bytes and what the browser takes it for.

    `max_bytes` limits photos, `max_attachment` attachments.
    """
    kind = kind_of(path, size)
    if kind is Kind.CLUTTER:
        return Verdict()
    refusal, found = _taken(kind, extension_of(path), media_type)
    if not refusal and found == "image/heic" and not heic:
        refusal = "heic_not_taken"
    if kind is Kind.ARCHIVE:
        max_bytes = MAX_ZIP_BYTES
    if kind is Kind.ATTACHMENT:
        max_bytes = max_attachment
    if not refusal:
        refusal = "empty" if not size else "too_large" if size > max_bytes else ""
    return Verdict(refusal=refusal) if refusal else Verdict(found)


def _taken(kind: Kind, extension: str, media_type: str) -> tuple[str, str]:
    """The key of a refusal, else the media type."""
    if found := MEDIA_TYPES.get(extension):
        return "", found
    if kind in _TAKEN_AS_NAMED:
        return "", OTHER_TYPES[kind][extension]
    if extension in _OTHER_PICTURES:
        return "format_not_allowed", ""
    # A phone's camera roll may hand out names without an extension.
    return ("", media_type) if not extension and media_type in MEDIA_TYPES.values() else ("not_a_photo", "")
