"""One picture's metadata from its carriers, each value with the carrier it came from.

XMP, IIM and EXIF often disagree, since few programs write all three. Texts are taken from XMP, else IIM, else EXIF,
else a PNG's own texts.
Date and camera are taken from EXIF first: the camera wrote it, and programs overwrite the others. A date on which the
picture was taken goes before one on which a scanner digitised it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Generic, Literal, TypeVar

from pipelines.frozen import Frozen
from pipelines.metadata.alternatives import agree, differing
from pipelines.metadata.clearing import ai_remarks, ai_source_type, without_junk
from pipelines.metadata.dates import PartialDate, pick_date
from pipelines.metadata.exposure import Exposure
from pipelines.metadata.findings import MAX_READ, Findings
from pipelines.metadata.languages import X_DEFAULT
from pipelines.metadata.people import in_image_order
from pipelines.metadata.source_types import is_ai

Carrier = Literal["xmp", "iim", "exif", "png", "c2pa"]
Ranked = list[tuple[Carrier, Findings]]
T = TypeVar("T")

_NOTHING = Findings()


class SourcedValue(Frozen, Generic[T]):
    """A value and the carrier it was read from."""

    value: T
    source: Carrier


class PhotoMetadata(Frozen):
    """A file's embedded metadata, cleaned and cut to limits, so that JSON, PostgreSQL and XML can hold it.

    `caption` and `alt_text` are the text without a language (else the first). `captions` and `alt_texts` hold those
    with a language, by its code ("de"); so does `extended_descriptions`, with the one without under "x-default".
    `date_taken` is the camera's local time as far as it is known (`pipelines.metadata.dates`), `utc_offset` is such as
    "+02:00" or empty, `orientation` is EXIF's, 1 to 8. `rating`, `label`, `tagged` and `color_class` are what the
    photographer marked while choosing. `camera_serial` is private: it tells whose a photo is, and is never published.
    `license_end` is an ISO 8601 day, or a time, until which the photo may be used.
    `alternatives` holds, by field, what other carriers say differently, and
    `warnings` are keys of `pipelines.refusal.WARNINGS`.
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
    date_taken: SourcedValue[PartialDate] | None = None
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
    license_end: SourcedValue[str] | None = None
    data_mining: SourcedValue[str] | None = None
    digital_source_type: SourcedValue[str] | None = None
    ai_system: SourcedValue[str] | None = None
    ai_system_version: SourcedValue[str] | None = None
    event: SourcedValue[str] | None = None
    event_id: SourcedValue[str] | None = None
    guid: SourcedValue[str] | None = None
    camera_make: SourcedValue[str] | None = None
    camera_model: SourcedValue[str] | None = None
    lens: SourcedValue[str] | None = None
    exposure: SourcedValue[Exposure] | None = None
    camera_serial: SourcedValue[str] | None = None
    orientation: int | None = None
    rating: SourcedValue[int] | None = None
    label: SourcedValue[str] | None = None
    tagged: SourcedValue[bool] | None = None
    color_class: SourcedValue[int] | None = None
    alternatives: dict[str, tuple[SourcedValue[str], ...]] = {}
    warnings: tuple[str, ...] = ()


def reconcile(
    found: Mapping[Carrier, Findings],
    warnings: tuple[str, ...] = (),
    *,
    every: Mapping[Carrier, Findings] | None = None,
) -> PhotoMetadata:
    """One picture's metadata from its carriers, ranked as this module's docstring says.

    `every` also holds what is not believed because it was overtaken; it is among the alternatives.
    """
    clear = without_junk(found)
    overtaken = without_junk(every or {})
    texts: Ranked = [(c, clear[c]) for c in ("xmp", "iim", "exif", "png") if c in clear]
    camera: Ranked = [(c, clear[c]) for c in ("exif", "xmp", "iim", "png") if c in clear]
    xmp, exif = clear.get("xmp", _NOTHING), clear.get("exif", _NOTHING)
    date_taken = _pick_date(camera)
    remarks = [remark for one in found.values() for remark in one.remarks]
    return PhotoMetadata(
        **{name: _pick(attrgetter(name), texts) for name in _TEXTS},
        **{name: _pick(attrgetter(name), camera) for name in _CAMERAS},
        caption=_pick(lambda f: _own(f.captions, xmp.captions), texts) or _pick(lambda f: _first(f.captions), texts),
        captions=_labelled(xmp.captions),
        alt_text=_pick(lambda f: _own(f.alt_texts, {}) or _first(f.alt_texts), texts),
        alt_texts=_labelled(xmp.alt_texts),
        extended_descriptions=dict(xmp.extended_descriptions),
        date_taken=date_taken,
        utc_offset=_offset_of(date_taken, camera),
        persons=_pick(lambda f: _persons(f, exif.orientation), texts),
        digital_source_type=_source_type(found),
        orientation=exif.orientation,
        alternatives=_alternatives([*texts, *overtaken.items()], xmp.captions, date_taken, camera),
        warnings=tuple(dict.fromkeys((*warnings, *remarks, *ai_remarks(found.values())))),
    )


_TEXTS = (
    *("creator", "credit", "copyright", "headline", "title", "usage_terms", "city", "country", "country_code"),
    *("sublocation", "keywords", "instructions", "web_statement", "licensor_url", "data_mining", "event", "event_id"),
    "license_end",
    *("ai_system", "ai_system_version", "guid", "rating", "label", "tagged", "color_class"),
)
_CAMERAS = ("camera_make", "camera_model", "lens", "camera_serial", "exposure")
_COMPARED: Mapping[str, Callable[[Findings], str]] = {
    "headline": lambda f: f.headline,
    "title": lambda f: f.title,
    "creator": lambda f: f.creator,
    "credit": lambda f: f.credit,
    "copyright": lambda f: f.copyright,
    "keywords": lambda f: "; ".join(sorted(f.keywords))[:MAX_READ],
    "city": lambda f: f.city,
    "country": lambda f: f.country,
    "sublocation": lambda f: f.sublocation,
    "instructions": lambda f: f.instructions,
}
"""What several carriers hold, and so may say differently."""


def _pick(get: Callable[[Findings], T | None], ranked: Ranked) -> SourcedValue[T] | None:
    for carrier, findings in ranked:
        if value := get(findings):
            return SourcedValue[T](value=value, source=carrier)
    return None


def _pick_date(ranked: Ranked) -> SourcedValue[PartialDate] | None:
    """The date taken, else the date digitised; as exactly as any carrier knows it."""
    for dates in ([(f.taken, c) for c, f in ranked], [(f.digitised, c) for c, f in ranked]):
        if best := pick_date([date for date, _ in dates]):
            return SourcedValue[PartialDate](value=best, source=next(c for date, c in dates if date == best))
    return None


def _offset_of(taken: SourcedValue[PartialDate] | None, ranked: Ranked) -> str:
    """The UTC offset of the first carrier that has one beside the same local time."""
    dated = [pair for _, f in ranked for pair in ((f.taken, f.utc_offset), (f.digitised, f.digitised_offset))]
    return next((offset for date, offset in dated if taken and offset and date == taken.value), "")


def _persons(findings: Findings, orientation: int | None) -> tuple[str, ...]:
    """In image order, where regions tell it; those of a turned picture do not say which way is left."""
    upright = orientation in (None, 1)
    return in_image_order(findings.persons, findings.left_to_right) if upright else findings.persons


def _source_type(found: Mapping[Carrier, Findings]) -> SourcedValue[str] | None:
    """What tells of AI goes before what does not, and what is declared before what a program's words amount to."""
    photographed = bool(found.get("exif", _NOTHING).digital_source_type)
    ranked: Ranked = [(c, found[c]) for c in ("xmp", "c2pa", "iim", "exif") if c in found]
    declared = _pick(lambda f: f.digital_source_type, ranked)
    told = [_pick(lambda f: f.digital_source_type if is_ai(f.digital_source_type) else "", ranked)]
    told.append(_pick(lambda f: ai_source_type(f, photographed=photographed), ranked))
    return next(filter(None, told), declared)


def _alternatives(
    texts: Ranked, captions: Mapping[str, str], taken: SourcedValue[PartialDate] | None, dated: Ranked
) -> dict[str, tuple[SourcedValue[str], ...]]:
    """By field, what other carriers say differently, with the carrier that says it first."""
    found = {name: _others([(get(f), c) for c, f in texts]) for name, get in _COMPARED.items()}
    said = [(_unlike(f.captions, _labelled(captions)), c) for c, f in texts]
    found["caption"] = _others([*said, *((text, c) for c, f in texts for text in f.spare_captions)])
    chosen: list[tuple[str, Carrier]] = [(taken.value, taken.source)] if taken else []
    found["date_taken"] = [
        other
        for other in _others([*chosen, *((f.taken, c) for c, f in dated)])
        if taken and not taken.value.startswith(other.value)
    ]
    return {name: tuple(others) for name, others in found.items() if others}


def _unlike(texts: Mapping[str, str], labelled: Mapping[str, str]) -> str:
    """The first text that repeats none of the labelled ones."""
    return next((text for text in texts.values() if not _repeats(text, labelled)), "")


def _others(values: list[tuple[str, Carrier]]) -> list[SourcedValue[str]]:
    chosen = next((value for value, _ in values if value), "")
    carriers = dict(reversed(values))
    return [
        SourcedValue[str](value=value, source=carriers[value]) for value in differing(chosen, [v for v, _ in values])
    ]


def _own(texts: Mapping[str, str], labelled: Mapping[str, str]) -> str:
    """The text without a language, unless it repeats one that has one."""
    text = texts.get(X_DEFAULT, "")
    return "" if _repeats(text, _labelled(labelled)) else text


def _repeats(text: str, labelled: Mapping[str, str]) -> bool:
    return any(agree(text, other) for other in labelled.values())


def _first(texts: Mapping[str, str]) -> str:
    return next(iter(_labelled(texts).values()), texts.get(X_DEFAULT, ""))


def _labelled(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language != X_DEFAULT}
