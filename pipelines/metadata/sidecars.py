"""XMP files beside a photo, read together with the XMP inside it: of each field, what was edited last counts.

When an XMP was edited it says itself (`xmp:MetadataDate`, else `xmp:ModifyDate`). An XMP file that does not say counts
as the newer one, since it is written beside a photo by who leaves the photo as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import fields, replace

from pipelines.metadata.findings import Findings
from pipelines.metadata.xmp import read_xmp
from pipelines.refusal import warning

_NEVER, _LAST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)


def with_sidecars(embedded: Findings, sidecars: Sequence[bytes]) -> tuple[Findings, bool]:
    """The findings of all, and whether an XMP file was edited after what is inside the photo.

    `sidecars` are whole files, in the order in which they came. A remark names those that cannot be read.
    """
    read = [found for sidecar in sidecars if (found := _read(sidecar))]
    remarks = (warning("sidecar_unread"),) if len(read) < len(sidecars) else ()
    inside = _edited_at(embedded, _NEVER)
    # `sorted` keeps those of one moment in their order.
    ordered = sorted([embedded, *read], key=lambda found: inside if found is embedded else _edited_at(found, _LAST))
    merged = ordered[0]
    for newer in ordered[1:]:
        merged = _overlaid(merged, newer)
    return replace(merged, remarks=merged.remarks + remarks), ordered[-1] is not embedded


def _read(sidecar: bytes) -> Findings | None:
    """What is said of the picture: which way up it is and how it was cropped is said of the raw file."""
    try:
        found = read_xmp(sidecar)
    except Exception:  # noqa: BLE001 - strangers' XML
        return None
    remarks = tuple(remark for remark in found.remarks if not remark.startswith("crop_not_applied"))
    return replace(found, orientation=None, remarks=remarks)


def _overlaid(older: Findings, newer: Findings) -> Findings:
    """Each field from the newer one that has it."""
    values = {field.name: getattr(newer, field.name) or getattr(older, field.name) for field in fields(Findings)}
    values["remarks"] = tuple(dict.fromkeys(older.remarks + newer.remarks))
    if newer.captions:
        values["spare_captions"] = newer.spare_captions
    return Findings(**values)


def _edited_at(found: Findings, otherwise: dt.datetime) -> dt.datetime:
    """The moment in UTC; a local time whose offset is not told counts as if it were."""
    try:
        moment = dt.datetime.fromisoformat(found.edited_at)
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return otherwise
