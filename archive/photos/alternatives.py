"""What a photo's file says twice and differently, by the field that can hold it: somebody chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from archive.models import Photo
from archive.photos.fields import field_value, photo_field
from archive.states import NOT_EDITABLE
from pipelines.metadata.dates import DAY
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue


@dataclass(frozen=True)
class Alternative:
    """A text as an input takes it, its carrier (`xmp`), and whether the field holds it now."""

    text: str
    source: str
    in_use: bool


def alternatives_of(photo: Photo) -> Mapping[str, list[Alternative]]:
    """By named field (`captions.de`), all that the file says for it, where that is more than one thing.

    Empty for a photo that cannot be edited. Taking one is an edit like any other.
    """
    if photo.original is None or photo.state in NOT_EDITABLE:
        return {}
    file = photo.embedded
    leading = settings.RELEASE_LANGUAGES[0]
    found = {
        _caption_field(file): _captions(file),
        f"headlines.{leading}": _values(file, "headline"),
        "credit": _values(file, "credit"),
        "keywords": _values(file, "keywords"),
    }
    return {name: _offered(photo, name, values) for name, values in found.items() if len(values) > 1}


def days_told(photo: Photo) -> tuple[str, ...]:
    """The days on which the file says that it was taken, the one in use first, where they are several."""
    file = photo.embedded if photo.original else None
    if file is None or file.date_taken is None:
        return ()
    told = (file.date_taken, *file.alternatives.get("date_taken", ()))
    days = tuple(dict.fromkeys(one.value[:DAY] for one in told))
    return days if len(days) > 1 else ()


def _caption_field(file: PhotoMetadata) -> str:
    """The language that the caption without one fills; the leading one where it fills none."""
    filled = _filled(file)
    unlabelled = file.caption.value if file.caption else ""
    language = next((code for code, text in filled.items() if text == unlabelled), settings.RELEASE_LANGUAGES[0])
    return f"captions.{language}"


def _captions(file: PhotoMetadata) -> list[SourcedValue[str]]:
    """The captions for that language; the labelled one first where it is used in place of the unlabelled one."""
    used = _filled(file).get(settings.RELEASE_LANGUAGES[0], "")
    others = _values(file, "caption")
    if not others or any(other.value == used for other in others) or others[0].value in _filled(file).values():
        return others
    return [SourcedValue[str](value=used, source="xmp"), *others]


def _filled(file: PhotoMetadata) -> dict[str, str]:
    embedded = photo_field(f"captions.{settings.RELEASE_LANGUAGES[0]}").embedded
    filled: dict[str, str] = embedded(file) if embedded else {}
    return filled


def _values(file: PhotoMetadata, name: str) -> list[SourcedValue[str]]:
    """What was chosen of a field, and what else the file says."""
    chosen = getattr(file, name)
    if chosen is None:
        return []
    text = "; ".join(chosen.value) if isinstance(chosen.value, tuple) else chosen.value
    return [SourcedValue[str](value=text, source=chosen.source), *file.alternatives.get(name, ())]


def _offered(photo: Photo, name: str, values: list[SourcedValue[str]]) -> list[Alternative]:
    current = field_value(photo, name)
    # Without a line of the desk's own, the file's is the one in use.
    standing = current or (values[0].value if name == "credit" else "")
    return [Alternative(value.value, value.source, _same(standing, value.value)) for value in values]


def _same(current: object, text: str) -> bool:
    return sorted(current) == sorted(text.split("; ")) if isinstance(current, list) else current == text
