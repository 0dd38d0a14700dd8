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
from desk.components.exposure import exposure_texts
from desk.components.labels import value_label
from pipelines.metadata.dates import DAY, MONTH, YEAR
from pipelines.metadata.reconciliation import SourcedValue

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
    "exposure": _("Exposure"),
    "rating": _("Rating"),
    "label": _("Label"),
    "tagged": _("Tagged"),
    "color_class": _("Colour class"),
    "digital_source_type": _("Digital source type"),
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
    embedded = photo.embedded
    facts = _picture_facts(photo.original)
    for name, label in LABELS.items():
        value = getattr(embedded, name)
        said = [value] if isinstance(value, SourcedValue) else []
        facts += [
            Fact(str(label), _as_text(name, one.value), one.source.upper())
            for one in (*said, *embedded.alternatives.get(name, ()))
        ]
    return facts


def picks_of(photo: Photo) -> str:
    """What the photographer marked while choosing, in a few words: `★★★★ · tagged · Red`; empty without any."""
    if photo.original is None:
        return ""
    embedded = photo.embedded
    picks = [
        stars(embedded.rating.value) if embedded.rating else "",
        gettext("tagged") if embedded.tagged else "",
        embedded.label.value if embedded.label else "",
        gettext("class %(n)d") % {"n": embedded.color_class.value} if embedded.color_class else "",
    ]
    return " · ".join(filter(None, picks))


def stars(rating: int) -> str:
    """A rating as people read it."""
    return gettext("rejected") if rating < 0 else "★" * rating


def _picture_facts(original: Original) -> list[Fact]:
    facts = original.facts
    size = f"{facts.get('width', '?')} × {facts.get('height', '?')}"
    kind = facts.get("format", "").upper()
    rows = [Fact(str(_("Picture")), f"{kind} {size}, {filesizeformat(original.bytes)}".strip())]
    if profile := facts.get("icc"):
        rows.append(Fact(str(_("Colour profile")), str(profile)))
    return rows


def _as_text(name: str, value: Any) -> str:
    match name:
        case "date_taken":
            return _as_date(value)
        case "rating":
            return stars(value)
        case "tagged":
            return gettext("yes")
        case "exposure":
            return " · ".join(filter(None, exposure_texts(value)))
        case "digital_source_type":
            return str(value_label(name, value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _as_date(taken: str) -> str:
    """As much of a date as is known: `1985`, `Jul 1985`, `12 Jul 1985`, `12 Jul 1985, 10:00`."""
    formats = {YEAR: "Y", MONTH: gettext("M Y"), DAY: gettext("j M Y")}
    moment = dt.datetime.fromisoformat(taken + "-01-01"[len(taken) - YEAR :] if len(taken) < DAY else taken)
    return date_format(moment, formats.get(len(taken), gettext("j M Y, H:i")))
