"""The metadata embedded in a photographer's file, each value with the carrier it came from.

XMP, IIM and EXIF often disagree, since few programs write all three. Texts are taken from XMP, else IIM, else EXIF.
Date and camera are taken from EXIF first: the camera wrote it, and programs overwrite the others.
"""

from __future__ import annotations

import datetime as dt
import logging
import warnings
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from pipelines.frozen import Frozen
from pipelines.metadata.containers.blocks import Blocks
from pipelines.metadata.containers.files import find_blocks
from pipelines.metadata.edits import Carrier, drop_outdated, is_iim_newer
from pipelines.metadata.exif import read_exif, read_exif_block
from pipelines.metadata.findings import X_DEFAULT, Findings
from pipelines.metadata.iim import read_iim
from pipelines.metadata.xmp import read_xmp
from pipelines.refusal import warning
from pipelines.source import Source, open_raw

T = TypeVar("T")

# Their decoders turn AVIF and HEIC by the container's own field, whatever their EXIF says.
TURNED_BY_EXIF = ("JPEG", "PNG", "TIFF", "WEBP")
UPRIGHT = 1
MAX_NAMED = 5

_NOTHING = Findings()
# exifread logs every oddity; what matters becomes a warning on the photo.
logging.getLogger("exifread").setLevel(logging.CRITICAL)


class SourcedValue(Frozen, Generic[T]):
    """A value and the carrier it was read from."""

    value: T
    source: Carrier


class PhotoMetadata(Frozen):
    """A file's embedded metadata, cleaned and cut to limits, so that JSON, PostgreSQL and XML can hold it.

    `caption` and `alt_text` are the text without a language (else the first). `captions` and `alt_texts` hold those
    with a language, by its code ("de"); so does `extended_descriptions`, with the one without under "x-default".
    `date_taken` is the camera's local time, `utc_offset` is such as "+02:00" or empty, `orientation` is EXIF's, 1 to 8,
    and `warnings` are keys of `pipelines.refusal.WARNINGS`.
    """

    creator: SourcedValue[str] | None = None
    credit: SourcedValue[str] | None = None
    copyright: SourcedValue[str] | None = None
    caption: SourcedValue[str] | None = None
    captions: dict[str, str] = {}
    headline: SourcedValue[str] | None = None
    title: SourcedValue[str] | None = None
    alt_text: SourcedValue[str] | None = None
    alt_texts: dict[str, str] = {}
    extended_descriptions: dict[str, str] = {}
    usage_terms: SourcedValue[str] | None = None
    date_taken: SourcedValue[dt.datetime] | None = None
    utc_offset: str = ""
    city: SourcedValue[str] | None = None
    country: SourcedValue[str] | None = None
    country_code: SourcedValue[str] | None = None
    sublocation: SourcedValue[str] | None = None
    keywords: SourcedValue[tuple[str, ...]] | None = None
    instructions: SourcedValue[str] | None = None
    persons: SourcedValue[tuple[str, ...]] | None = None
    web_statement: SourcedValue[str] | None = None
    licensor_url: SourcedValue[str] | None = None
    data_mining: SourcedValue[str] | None = None
    digital_source_type: SourcedValue[str] | None = None
    event: SourcedValue[str] | None = None
    event_id: SourcedValue[str] | None = None
    guid: SourcedValue[str] | None = None
    camera_make: SourcedValue[str] | None = None
    camera_model: SourcedValue[str] | None = None
    lens: SourcedValue[str] | None = None
    orientation: int | None = None
    warnings: tuple[str, ...] = ()


def read_metadata(source: Source, picture_format: str) -> PhotoMetadata:
    """The metadata of a picture whose content is of `picture_format` (Pillow's name: JPEG, TIFF, HEIF ...).

    Never raises: a carrier that cannot be read is left out and named in `warnings`. Decodes no pixels and checks no
    limits, which `pipelines.imaging.opening` does before.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            blocks = find_blocks(source, picture_format)
            return _read_blocks(blocks, source, picture_format)
    except Exception:  # noqa: BLE001 - strangers' bytes: Pillow's plug-ins raise all kinds of errors
        return PhotoMetadata(warnings=(warning("metadata_unreadable"),))


def _read_blocks(blocks: Blocks, source: Source, picture_format: str) -> PhotoMetadata:
    readers: dict[Carrier, Callable[[], Findings]] = {
        "xmp": lambda: read_xmp(*blocks.packets, pieces=blocks.pieces),
        "iim": lambda: read_iim(blocks.iim),
        "exif": lambda: _read_exif(blocks, source, picture_format),
    }
    found: dict[Carrier, Findings] = {}
    remarks = [warning("metadata_incomplete", name) for name in blocks.unread[:MAX_NAMED]]
    for carrier, reader in readers.items():
        try:
            found[carrier] = reader()
        except Exception:  # noqa: BLE001 - as above; a broken carrier must not cost the others
            remarks.append(warning(f"{carrier}_unreadable"))
    if is_iim_newer(blocks):
        found = drop_outdated(found)
    if picture_format in TURNED_BY_EXIF:
        remarks += _contradiction(found)
    remarks += [remark for findings in found.values() for remark in findings.remarks]
    return reconcile(found, tuple(remarks))


def _read_exif(blocks: Blocks, source: Source, picture_format: str) -> Findings:
    """EXIF is a TIFF structure: a TIFF file is one itself, files of other formats may contain one."""
    if picture_format == "TIFF":
        with open_raw(source) as file:
            return read_exif(file)
    return read_exif_block(blocks.exif) if blocks.exif else _NOTHING


def _contradiction(found: Mapping[Carrier, Findings]) -> list[str]:
    """A remark if XMP says another orientation than EXIF, which says "upright" where it says nothing."""
    exif = found.get("exif", _NOTHING).orientation or UPRIGHT
    xmp = found.get("xmp", _NOTHING).orientation
    return [warning("orientation_differs", f"EXIF {exif}, XMP {xmp}")] if xmp and xmp != exif else []


def reconcile(found: Mapping[Carrier, Findings], warnings: tuple[str, ...] = ()) -> PhotoMetadata:
    """One picture's metadata from its carriers, ranked as this module's docstring says."""
    texts: list[tuple[Carrier, Findings]] = [(c, found[c]) for c in ("xmp", "iim", "exif") if c in found]
    camera: list[tuple[Carrier, Findings]] = [(c, found[c]) for c in ("exif", "xmp", "iim") if c in found]
    xmp = found.get("xmp", _NOTHING)
    date_taken = _pick(lambda f: f.taken, camera)
    return PhotoMetadata(
        creator=_pick(lambda f: f.creator, texts),
        credit=_pick(lambda f: f.credit, texts),
        copyright=_pick(lambda f: f.copyright, texts),
        caption=_pick(lambda f: _unlabelled(f.captions), texts),
        captions=_labelled(xmp.captions),
        headline=_pick(lambda f: f.headline, texts),
        title=_pick(lambda f: f.title, texts),
        alt_text=_pick(lambda f: _unlabelled(f.alt_texts), texts),
        alt_texts=_labelled(xmp.alt_texts),
        extended_descriptions=dict(xmp.extended_descriptions),
        usage_terms=_pick(lambda f: f.usage_terms, texts),
        date_taken=date_taken,
        utc_offset=_offset_of(date_taken, camera),
        city=_pick(lambda f: f.city, texts),
        country=_pick(lambda f: f.country, texts),
        country_code=_pick(lambda f: f.country_code, texts),
        sublocation=_pick(lambda f: f.sublocation, texts),
        keywords=_pick(lambda f: f.keywords, texts),
        instructions=_pick(lambda f: f.instructions, texts),
        persons=_pick(lambda f: f.persons, texts),
        web_statement=_pick(lambda f: f.web_statement, texts),
        licensor_url=_pick(lambda f: f.licensor_url, texts),
        data_mining=_pick(lambda f: f.data_mining, texts),
        digital_source_type=_pick(lambda f: f.digital_source_type, texts),
        event=_pick(lambda f: f.event, texts),
        event_id=_pick(lambda f: f.event_id, texts),
        guid=_pick(lambda f: f.guid, texts),
        camera_make=_pick(lambda f: f.camera_make, camera),
        camera_model=_pick(lambda f: f.camera_model, camera),
        lens=_pick(lambda f: f.lens, camera),
        orientation=found.get("exif", _NOTHING).orientation,
        warnings=warnings,
    )


def _pick(get: Callable[[Findings], T | None], ranked: list[tuple[Carrier, Findings]]) -> SourcedValue[T] | None:
    for carrier, findings in ranked:
        if value := get(findings):
            return SourcedValue[T](value=value, source=carrier)
    return None


def _offset_of(taken: SourcedValue[dt.datetime] | None, ranked: list[tuple[Carrier, Findings]]) -> str:
    """The UTC offset of the first carrier that has one beside the same local time."""
    agreeing = (f.utc_offset for _, f in ranked if taken and f.taken == taken.value)
    return next(filter(None, agreeing), "")


def _unlabelled(texts: Mapping[str, str]) -> str:
    return texts.get(X_DEFAULT) or next(iter(texts.values()), "")


def _labelled(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language != X_DEFAULT}
