"""What a photo's file says about itself, as rows of the sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Original, Photo
from pipelines.metadata.embedded import SourcedValue

LABELS: Mapping[str, Any] = {
    "caption": _("Caption in the file"),
    "headline": _("Headline in the file"),
    "title": _("Title in the file"),
    "creator": _("Creator"),
    "credit": _("Credit line"),
    "copyright": _("Copyright"),
    "date_taken": _("Taken"),
    "city": _("City"),
    "sublocation": _("Place"),
    "country": _("Country"),
    "persons": _("Persons"),
    "keywords": _("Keywords"),
    "instructions": _("Instructions"),
    "usage_terms": _("Terms of use"),
    "camera_model": _("Camera"),
    "lens": _("Lens"),
}


@dataclass(frozen=True)
class Fact:
    """One row: its label, its value, and where it was read: `XMP`, `IIM`, `EXIF`; empty for facts about the pixels."""

    label: str
    value: str
    source: str = ""


def facts_of(photo: Photo) -> list[Fact]:
    """Everything that was read; an empty list until the file has been inspected."""
    if photo.original is None:
        return []
    embedded = photo.original.embedded
    found = [(LABELS[name], getattr(embedded, name)) for name in LABELS]
    texts = [
        Fact(str(label), _as_text(value), value.source.upper())
        for label, value in found
        if isinstance(value, SourcedValue)
    ]
    return _picture_facts(photo.original) + texts


def _picture_facts(original: Original) -> list[Fact]:
    facts = original.facts
    size = f"{facts.get('width', '?')} × {facts.get('height', '?')}"
    rows = [Fact(str(_("Picture")), f"{facts.get('format', '')} {size}, {filesizeformat(original.bytes)}".strip())]
    if profile := facts.get("icc"):
        rows.append(Fact(str(_("Colour profile")), str(profile)))
    return rows


def _as_text(found: SourcedValue[Any]) -> str:
    value = found.value
    if isinstance(value, dt.datetime):
        return date_format(value, gettext("j M Y, H:i"))
    return ", ".join(value) if isinstance(value, tuple) else str(value)
