"""Which of XMP and IIM was edited last, by Photoshop's digest.

A program that writes both stores the MD5 of the IIM block beside it. One that edits only the IIM leaves that digest as
it was, so a digest that differs from the block says that the IIM is newer. (Metadata Working Group, Guidelines for
Handling Image Metadata 2.0, 4.1.3: without a digest, XMP counts.)
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pipelines.metadata.clearing import without_junk
from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.dates import DAY
from pipelines.metadata.findings import Findings
from pipelines.metadata.languages import X_DEFAULT
from pipelines.metadata.reconciliation import Carrier
from pipelines.refusal import warning
from pipelines.text import clean_line

# Bytes that each field holds in IIM; a text that was cut there is no edit.
IIM_BYTES: Mapping[str, int] = {
    "creator": 32,
    "credit": 32,
    "copyright": 128,
    "captions": 2000,
    "headline": 256,
    "title": 64,
    "city": 32,
    "country": 64,
    "country_code": 3,
    "sublocation": 32,
    "keywords": 64,
    "instructions": 256,
}
MAX_QUOTED = 80
_JOINT = re.compile(r"\s*[;,]\s*")
_LIKE = {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ħ": "h", "\u2010": "-", "\u2011": "-"}


def is_iim_newer(blocks: Blocks) -> bool:
    """Whether the IIM was edited after the XMP; False where there is no digest, or one of zeros."""
    if not blocks.iim or not blocks.digest.strip(b"\0"):
        return False
    whole = b"".join(blocks.iim)
    # A TIFF's tag may be padded to four bytes, which the digest does not cover.
    candidates = (blocks.iim[0], whole, blocks.iim[0].rstrip(b"\0"), whole.rstrip(b"\0"))
    return all(_md5(candidate) != blocks.digest for candidate in candidates)


def _md5(block: bytes) -> bytes:
    return hashlib.md5(block, usedforsecurity=False).digest()


def drop_outdated(found: Mapping[Carrier, Findings]) -> dict[Carrier, Findings]:
    """The findings without XMP's values for fields that IIM, which is newer, has and says differently.

    A remark names both values of each. What a program wrote into IIM is no edit, nor is another clock of one day: IIM's
    may be in another time zone.
    """
    xmp, iim = found.get("xmp"), without_junk(found).get("iim")
    if xmp is None or iim is None:
        return dict(found)
    changed = [name for name, limit in IIM_BYTES.items() if _is_edited(_of(xmp, name), _of(iim, name), limit)]
    changed += ["taken"] if _is_another_day(xmp.taken, iim.taken) else []
    emptied: dict[str, Any] = {name: type(getattr(xmp, name))() for name in changed if name != "captions"}
    if "captions" in changed:
        old = _of(xmp, "captions")
        emptied["captions"] = {tag: text for tag, text in xmp.captions.items() if text != old}
    remarks = tuple(_remark(name, xmp, iim) for name in changed)
    return {**found, "xmp": replace(xmp, **emptied, remarks=xmp.remarks + remarks)}


def _of(findings: Findings, name: str) -> Any:
    """A field's value; of captions the one without a language, else the first."""
    value = getattr(findings, name)
    if name == "captions":
        return value.get(X_DEFAULT) or next(iter(value.values()), "")
    return value


def _is_edited(xmp: Any, iim: Any, limit: int) -> bool:
    """Whether both have a value, and IIM's is not what is left of XMP's in data sets of `limit` bytes."""
    if not xmp or not iim:
        return False
    if isinstance(xmp, str):
        xmp, iim = clean_line(xmp), clean_line(iim)
        return not (_is_cut_from(xmp, iim, limit) or _are_cut_from(_JOINT.split(xmp), _JOINT.split(iim), limit))
    return not _are_cut_from(sorted(xmp), sorted(iim), limit)


def _is_another_day(xmp: str, iim: str) -> bool:
    """Whether two dates differ in what both know of year, month and day."""
    known = min(len(xmp), len(iim), DAY)
    return known > 0 and xmp[:known] != iim[:known]


def _are_cut_from(xmp: Sequence[str], iim: Sequence[str], limit: int) -> bool:
    """The same of several values; several names are one text with commas."""
    return len(xmp) == len(iim) and all(_is_cut_from(old, new, limit) for old, new in zip(xmp, iim, strict=True))


def _is_cut_from(xmp: str, iim: str, limit: int) -> bool:
    """Whether IIM's text is XMP's, or its beginning up to where the limit allows no further character.

    For a character that the IIM's set lacks, such as the `ł` of cp1252, a question mark or its plain letter may stand.
    """
    longest_character = 4
    if len(iim) != len(xmp) and (len(iim) > len(xmp) or len(iim.encode()) <= limit - longest_character):
        return False
    return all(new == old or new in _stand_ins(old) for old, new in zip(xmp, iim, strict=False))


@lru_cache(maxsize=512)
def _stand_ins(character: str) -> str:
    """What programs write for a character that the IIM's set lacks: Windows takes the letter that looks like it."""
    if character <= "\x7f":
        return ""
    plain = _LIKE.get(character) or unicodedata.normalize("NFD", character)[0]
    return "?" + (plain if character > "\xff" else "")


def _remark(name: str, xmp: Findings, iim: Findings) -> str:
    new, old = (_quoted(_of(findings, name)) for findings in (iim, xmp))
    return warning("iim_newer", f"IIM: {new}; XMP: {old}")


def _quoted(value: Any) -> str:
    """A value as a printable line, shortened."""
    text = clean_line(value if isinstance(value, str) else ", ".join(value))
    printable = "".join(character if character.isprintable() else " " for character in text)
    return f"“{printable[:MAX_QUOTED]}{'…' * (len(printable) > MAX_QUOTED)}”"
