"""The fields of a photo that people edit, one row each, in the order of the desk's sheet.

To add a field: a row here, its column in `archive/models/photo.py` with a migration and, where it is sealed or public,
its tags in `pipelines/sealing/fields.py` and its property in `pipelines/documents/manifest.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from archive.errors import ArchiveError
from archive.fields import Field, Kind, split_name
from archive.models import Photo
from archive.moments import NotATime, read_end
from archive.photos.source_types import CHOICES, CONFIRMED, source_type_of
from pipelines.credit import MAX_CREDIT
from pipelines.crop import parse_crop, parse_point
from pipelines.metadata.languages import X_DEFAULT
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue
from pipelines.names import MAX_NAME_BYTES, public_name
from pipelines.sealing.fields import SealedFields
from pipelines.text import MAX_LINE, MAX_TEXT, MAX_WORDS, clean_line, clean_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class PhotoField(Field):
    """A photo's field.

    `drawn`: another value needs other pixels. `column`: its heading in the captions file, followed by the language
    where there is one. `embedded`: reads its value from the photographer's file, as the column keeps it.
    `seal_name`: its name in `SealedFields`, where that is not its own. `in_address`: public addresses contain it,
    so it can no longer change once the photo was published. The rest is for the desk's sheet: whether it is typed
    in several lines, whether it is in the part that opens on demand, its ideal length in characters, and the hint
    in an empty input.
    """

    permission: str = "archive.change_photo"
    drawn: bool = False
    in_address: bool = False
    column: str = ""
    embedded: Callable[[PhotoMetadata], Any] | None = None
    seal_name: str = ""
    multiline: bool = False
    folded: bool = False
    ideal_length: int | None = None
    hint: StrPromise | str = ""


def _texts(labelled: Mapping[str, str], unlabelled: str, *, beside: bool = True) -> dict[str, str]:
    """Texts for the release's languages; one without a language is for the first of them that has none of its own.

    `beside`: it stands in one carrier with those that have a language. From another carrier it may be what was said
    before of them, so it is for the leading language or for none.
    """
    primary = {tag.split("-")[0].lower(): text for tag, text in labelled.items()}
    texts = {code: primary[code] for code in settings.RELEASE_LANGUAGES if code in primary}
    free = [code for code in settings.RELEASE_LANGUAGES[: None if beside else 1] if code not in texts]
    if unlabelled and free and (not texts or unlabelled not in labelled.values()):
        texts[free[0]] = unlabelled
    return texts


def _captions(file: PhotoMetadata) -> dict[str, str]:
    return _texts(file.captions, _text(file.caption), beside=not file.caption or file.caption.source == "xmp")


def _text(field: SourcedValue[str] | None) -> str:
    return field.value if field else ""


def _end_of_license(text: str) -> dt.datetime | None:
    """The last moment; None for a local time that the clocks skip or repeat."""
    try:
        return read_end(text).replace(second=0, microsecond=0) if text else None
    except NotATime:
        return None


def _words(field: SourcedValue[tuple[str, ...]] | None) -> list[str]:
    """Some programs write "a; b" as one word, which the desk, where semicolons separate, could not edit."""
    entries = field.value if field else ()
    words = (word.strip() for entry in entries for word in entry.split(";"))
    return list(dict.fromkeys(word for word in words if word))


PHOTO_FIELDS: tuple[PhotoField, ...] = (
    PhotoField(
        name="captions",
        label=_("Caption"),
        kind=Kind.TEXT,
        per_language=True,
        max_length=MAX_TEXT,
        sealed=True,
        public=True,
        column="caption",
        embedded=_captions,
        multiline=True,
        ideal_length=300,
    ),
    PhotoField(
        name="alt_texts",
        label=_("Alt text"),
        kind=Kind.TEXT,
        per_language=True,
        max_length=MAX_TEXT,
        sealed=True,
        public=True,
        column="alt",
        embedded=lambda file: _texts(file.alt_texts, _text(file.alt_text)),
        multiline=True,
        ideal_length=100,
    ),
    PhotoField(
        name="headlines",
        label=_("Headline"),
        kind=Kind.LINE,
        per_language=True,
        max_length=MAX_TEXT,
        sealed=True,
        public=True,
        embedded=lambda file: _texts({}, _text(file.headline)),
    ),
    PhotoField(
        name="persons",
        label=_("Persons"),
        kind=Kind.WORDS,
        max_length=MAX_LINE,
        max_entries=MAX_WORDS,
        sealed=True,
        public=True,
        embedded=lambda file: _words(file.persons),
        hint=_("from left, separated by semicolons"),
    ),
    PhotoField(
        name="credit",
        label=_("Credit line"),
        kind=Kind.LINE,
        max_length=MAX_CREDIT,
        drawn=True,
        sealed=True,
        public=True,
        column="credit",
    ),
    PhotoField(
        name="keywords",
        label=_("Keywords"),
        kind=Kind.WORDS,
        max_length=MAX_LINE,
        max_entries=MAX_WORDS,
        sealed=True,
        public=True,
        embedded=lambda file: _words(file.keywords),
        multiline=True,
        folded=True,
        hint=_("separated by semicolons"),
    ),
    PhotoField(
        name="ext_descriptions",
        label=_("Extended description"),
        kind=Kind.TEXT,
        per_language=True,
        max_length=MAX_TEXT,
        sealed=True,
        public=True,
        seal_name="extended_descriptions",
        embedded=lambda file: _texts(
            {tag: text for tag, text in file.extended_descriptions.items() if tag != X_DEFAULT},
            file.extended_descriptions.get(X_DEFAULT, ""),
        ),
        multiline=True,
        folded=True,
    ),
    PhotoField(
        name="digital_source_type",
        label=_("Digital source type"),
        kind=Kind.CHOICE,
        choices=CHOICES,
        sealed=True,
        public=True,
        embedded=source_type_of,
        folded=True,
        hint=_("not stated"),
    ),
    PhotoField(
        name="source_confirmed",
        label=_("Source type confirmed"),
        kind=Kind.CHOICE,
        choices=CONFIRMED,
        folded=True,
        hint=_("no"),
    ),
    PhotoField(
        name="public_name",
        label=_("Public file name"),
        kind=Kind.LINE,
        max_length=MAX_NAME_BYTES,
        in_address=True,
        column="public_name",
        folded=True,
        hint=_("in public addresses and downloads, instead of the file's own name; fixed once published"),
    ),
    PhotoField(
        name="rights_end_at",
        label=_("Right of use ends"),
        kind=Kind.MOMENT,
        embedded=lambda file: _end_of_license(_text(file.license_end)),
        folded=True,
        hint=_("the photo then goes off by itself; empty if it may stay"),
    ),
    PhotoField(name="focal_point", label=_("Focal point"), kind=Kind.POINT, drawn=True, public=True),
    PhotoField(name="crop", label=_("Crop"), kind=Kind.CROP, drawn=True, public=True),
    PhotoField(name="position", label=_("Order"), kind=Kind.POSITION, column="order"),
)
_BY_NAME = {field.name: field for field in PHOTO_FIELDS}
TYPED = tuple(
    field for field in PHOTO_FIELDS if field.kind in (Kind.LINE, Kind.TEXT, Kind.WORDS, Kind.CHOICE, Kind.MOMENT)
)
"""What is typed or chosen on the desk's sheet."""
FRAMING = tuple(field for field in PHOTO_FIELDS if field.kind in (Kind.CROP, Kind.POINT))
"""What is set on the picture."""
ENDING = "rights_end_at"
"""The column that says when a photo goes off by itself."""
IN_ADDRESS = frozenset(field.name for field in PHOTO_FIELDS if field.in_address)
"""Columns that public addresses contain."""
DRAWN = frozenset(field.name for field in PHOTO_FIELDS if field.drawn)
"""Columns whose change asks for other pixels."""


def photo_field(name: str) -> PhotoField:
    """The row of a named field (`captions.de`, `persons`); ArchiveError where there is none."""
    field = _BY_NAME.get(split_name(name)[0])
    if field is None or name not in field.names:
        raise ArchiveError(f"there is no field {name}")
    return field


def permissions_of(names: Iterable[str]) -> set[str]:
    """What somebody needs to edit these named fields; at least the permission to change photos."""
    return {"archive.change_photo", *(photo_field(name).permission for name in names)}


def field_value(photo: Photo, name: str) -> Any:
    """The stored value of a named field; an empty text for a language without one."""
    column, language = split_name(name)
    value = getattr(photo, column)
    return value.get(language, "") if _BY_NAME[column].per_language else value


def clean_value(name: str, value: Any) -> Any:
    """What was typed or posted for a named field, as the column keeps it; ArchiveError where it cannot be."""
    field = photo_field(name)
    match field.kind:
        case Kind.WORDS:
            entries = value.replace("\n", ";").split(";") if isinstance(value, str) else value
            return [word for word in (clean_line(str(entry)) for entry in entries) if word]
        case Kind.POSITION:
            return None if value in (None, "") else int(value)
        case Kind.CROP | Kind.POINT:
            return _fractions(field.kind, value)
        case Kind.MOMENT:
            return read_end(value) if isinstance(value, str) and value.strip() else value or None
        case Kind.CHOICE:
            return _choice(field, str(value).strip())
        case _:
            return (clean_line if field.kind is Kind.LINE else clean_text)(str(value))


def refuse_oversized(name: str, value: Any) -> None:
    """Raise ArchiveError where a cleaned value exceeds its field's limits."""
    field = photo_field(name)
    entries = value if isinstance(value, list) else [value]
    if field.max_length and any(len(entry) > field.max_length for entry in entries):
        raise ArchiveError(_("The text is too long."))
    if field.max_entries and len(entries) > field.max_entries:
        raise ArchiveError(_("There can be %(n)d entries at most.") % {"n": field.max_entries})


def _fractions(kind: Kind, value: Any) -> list[float] | None:
    try:
        fractions = parse_crop(value) if kind is Kind.CROP else parse_point(value)
    except ValueError as error:
        raise ArchiveError(_("This crop or focal point does not lie within the picture.")) from error
    return list(fractions) if fractions else None


def _choice(field: PhotoField, value: str) -> str:
    if value and value not in dict(field.choices):
        raise ArchiveError(_("This is none of the values to choose from."))
    return value


def public_name_of(photo: Photo) -> str:
    """The name that public addresses and downloads carry: the desk's, else the file's own."""
    return public_name(photo.public_name or photo.filename)


def first_values(photo: Photo, embedded: PhotoMetadata) -> dict[str, Any]:
    """Columns to fill from the photographer's file; those that have a value on the desk already stay."""
    found = {field.name: field.embedded(embedded) for field in PHOTO_FIELDS if field.embedded}
    return {column: value for column, value in found.items() if value and not getattr(photo, column)}


def later_values(photo: Photo, before: PhotoMetadata, after: PhotoMetadata) -> dict[str, Any]:
    """Columns to change when a photo's file is read anew: those that still hold what the first reading gave.

    What somebody wrote on the desk stays, what they took out stays out, and nothing becomes empty.
    """
    changed: dict[str, Any] = {}
    for field in PHOTO_FIELDS:
        if field.embedded is None:
            continue
        current, old, new = getattr(photo, field.name), field.embedded(before), field.embedded(after)
        if field.per_language:
            untouched = {tag: text for tag, text in new.items() if current.get(tag, "") == old.get(tag, "")}
            new = {**current, **untouched}
        elif (current or old) and current != old:
            continue
        if new and new != current:
            changed[field.name] = new
    return changed


def public_values(photo: Photo) -> dict[str, Any]:
    """The photo's public fields by the manifest's property; all but the credit, which may be derived."""
    return {
        field.name: _frozen(field, getattr(photo, field.name))
        for field in PHOTO_FIELDS
        if field.public and field.name != "credit"
    }


def sealed_values(photo: Photo) -> dict[str, Any]:
    """The photo's sealed fields by the names of `SealedFields`; all but the credit, which may be derived."""
    return {
        field.seal_name or field.name: _frozen(field, getattr(photo, field.name))
        for field in PHOTO_FIELDS
        if field.sealed and field.name != "credit"
    }


def sealed_only(sealed: SealedFields) -> dict[str, Any]:
    """The sealed fields that the manifest does not list, as JSON values."""
    names = [field.seal_name or field.name for field in PHOTO_FIELDS if field.sealed and not field.public]
    return sealed.model_dump(mode="json", include=set(names))


def _frozen(field: PhotoField, value: Any) -> Any:
    match field.kind:
        case Kind.WORDS:
            return tuple(value)
        case Kind.CROP:
            return parse_crop(value)
        case Kind.POINT:
            return parse_point(value)
        case _:
            return value
