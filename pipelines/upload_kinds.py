"""What a file is, as far as its name and size tell before it is sent: a photo, clutter, or a file that is refused.

The content decides later, in the chamber; this spares photographers the wait for what is refused anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.keys import is_clutter

MEDIA_TYPES = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif"), "image/jpeg"),
    **dict.fromkeys(("tif", "tiff"), "image/tiff"),
    **dict.fromkeys(("heic", "heif", "hif"), "image/heic"),
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
"""The kinds that are taken, by extension."""
RAW = frozenset(
    {"3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw"}
    | {"orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f"}
)
_OTHER_PICTURES = frozenset({"bmp", "dib", "gif", "psd", "psb", "tga", "jxl", "jp2", "j2k", "jpx", "jxr", "svg", "eps"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A photo's `media_type`, else the key of its refusal, as in `pipelines.refusal`; clutter has neither."""

    media_type: str = ""
    refusal: str = ""


def judge_upload(path: str, size: int, media_type: str, *, max_bytes: int, heic: bool = True) -> Verdict:
    """Judge a file by its path, size in bytes and what the browser takes it for."""
    name = path.rpartition("/")[2].lower()
    if is_clutter(path, size):
        return Verdict()
    refusal, found = _kind_of(name.rpartition(".")[2] if "." in name else "", media_type)
    if not refusal and found == "image/heic" and not heic:
        refusal = "heic_not_taken"
    if not refusal:
        refusal = "empty" if not size else "too_large" if size > max_bytes else ""
    return Verdict(refusal=refusal) if refusal else Verdict(found)


def _kind_of(extension: str, media_type: str) -> tuple[str, str]:
    """The key of a refusal, else the media type."""
    if found := MEDIA_TYPES.get(extension):
        return "", found
    if extension in RAW:
        return "camera_raw", ""
    if extension in _OTHER_PICTURES:
        return "format_not_allowed", ""
    # A phone's camera roll may hand out names without an extension.
    return ("", media_type) if not extension and media_type in MEDIA_TYPES.values() else ("not_a_photo", "")
