"""The fields of a release that people edit, one row each, in the order of a release read from top to bottom.

To add a field: a row here, its column in `archive/models/release.py` with a migration and, where it is public, its
property in `pipelines/documents/manifest.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    UrlConstraints,
    create_model,
    field_validator,
    model_validator,
)

from archive import fields, moments
from archive.fields import Kind
from archive.models import Release
from pipelines.documents import manifest as doc
from pipelines.frozen import Frozen
from pipelines.names import slugify
from pipelines.text import clean_line, clean_text

MAX_LINE, MAX_TEXT, MAX_URL = 300, 20_000, 2_000  # characters
MAX_LINKS = 40


@dataclass(frozen=True, kw_only=True)
class ReleaseField(fields.Field):
    """A release's field.

    `pattern`: what a line must look like; `shape` says it to people. `suggested`: where no value is given, one is
    suggested. `in_address`: public addresses contain it, so it can no longer change once a version was published.
    `publishing`: it decides when the public sees the release, so once that is scheduled or live, only somebody who may
    publish changes it.
    """

    permission: str = "archive.change_release"
    pattern: str = ""
    shape: Any = ""
    suggested: bool = False
    in_address: bool = False
    publishing: bool = False


KINDS = (
    ("press_release", _("Press release")),
    ("photos", _("Press photos")),
    ("invitation", _("Invitation to an event")),
    ("statement", _("Statement")),
    ("background", _("Background")),
)
"""Kinds of releases; the first one is what a release is unless somebody says otherwise."""

RELEASE_FIELDS: tuple[ReleaseField, ...] = (
    ReleaseField(
        name="slug",
        label=_("Short name (URL)"),
        kind=Kind.LINE,
        pattern=r"^[a-z0-9][a-z0-9-]{0,79}$",
        shape=_("Only small letters a–z, digits and hyphens; it begins with a letter or digit."),
        suggested=True,
        in_address=True,
        sealed=True,
        public=True,
    ),
    ReleaseField(
        name="number",
        label=_("Number"),
        kind=Kind.LINE,
        pattern=r"^[A-Za-z0-9._-]{0,40}$",
        shape=_("Only letters, digits, dots, hyphens and underscores, at most 40."),
        in_address=True,
        sealed=True,
        public=True,
    ),
    ReleaseField(name="kind", label=_("Kind"), kind=Kind.CHOICE, choices=KINDS, public=True),
    ReleaseField(name="date", label=_("Date"), kind=Kind.DATE, suggested=True, public=True),
    ReleaseField(name="dateline", label=_("Dateline"), kind=Kind.LINE, max_length=120, public=True),
    ReleaseField(
        name="titles",
        label=_("Title"),
        kind=Kind.LINE,
        per_language=True,
        max_length=MAX_LINE,
        sealed=True,
        public=True,
    ),
    ReleaseField(
        name="subtitles", label=_("Subtitle"), kind=Kind.LINE, per_language=True, max_length=MAX_LINE, public=True
    ),
    ReleaseField(
        name="summaries", label=_("Summary"), kind=Kind.TEXT, per_language=True, max_length=MAX_TEXT, public=True
    ),
    ReleaseField(name="texts", label=_("Text"), kind=Kind.TEXT, per_language=True, max_length=MAX_TEXT, public=True),
    ReleaseField(name="contact", label=_("Contact"), kind=Kind.CONTACT, max_length=MAX_LINE, public=True),
    ReleaseField(name="links", label=_("Links"), kind=Kind.LINKS, max_length=MAX_LINE, public=True),
    ReleaseField(
        name="terms",
        label=_("Terms of use"),
        kind=Kind.TEXT,
        per_language=True,
        max_length=MAX_TEXT,
        sealed=True,
        public=True,
    ),
    ReleaseField(name="goes_live_at", label=_("Goes live at"), kind=Kind.MOMENT, publishing=True),
    ReleaseField(name="expires_at", label=_("Expires at"), kind=Kind.MOMENT, public=True, publishing=True),
)
RESERVED = frozenset({"new", "suggestions"})
"""Slugs that no release can have: the desk has pages of its own there."""
SEALED = frozenset(field.name for field in RELEASE_FIELDS if field.sealed)
"""Columns whose values are sealed into the files of the release's photos."""
IN_ADDRESS = frozenset(field.name for field in RELEASE_FIELDS if field.in_address)
"""Columns that public addresses contain."""
PUBLISHING = frozenset(field.name for field in RELEASE_FIELDS if field.publishing)
"""Columns that decide when the public sees the release."""
SUGGESTED = frozenset(field.name for field in RELEASE_FIELDS if field.suggested)
"""Columns that get a suggested value where none is given."""
PERMISSIONS = frozenset(field.permission for field in RELEASE_FIELDS)
"""What somebody needs to edit a release, whose fields are written together."""
PER_LANGUAGE = tuple(field for field in RELEASE_FIELDS if field.per_language)
"""Texts in every language."""

_SINGLE_KINDS = (Kind.LINE, Kind.CHOICE, Kind.DATE, Kind.MOMENT)
SINGLE = tuple(f for f in RELEASE_FIELDS if not f.per_language and f.kind in _SINGLE_KINDS)
"""One line, one choice, one day or one time."""
CONTACT = ("name", "mail", "phone")
"""The parts of a contact."""

MOMENTS = tuple(fields.columns_of(RELEASE_FIELDS, Kind.MOMENT))


def clean_typed(value: Any, kind: Kind = Kind.LINE) -> Any:
    """Typed text without what word processors bring along and no feed can hold; a tab is as wide as in Markdown."""
    if not isinstance(value, str):
        return value
    return clean_line(value) if kind is Kind.LINE else clean_text(value.expandtabs(4))


_Line = Annotated[str, BeforeValidator(clean_typed), StringConstraints(max_length=MAX_LINE)]


class Contact(Frozen):
    """Whom journalists may ask."""

    name: _Line = ""
    mail: _Line = ""
    phone: _Line = ""

    @field_validator("mail")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value:
            try:
                validate_email(value)
            except ValidationError as error:
                raise ValueError(error.messages[0]) from error
        return value


def complete_address(value: Any) -> Any:
    """An address as people write it, made whole: `www.example.org/fest` is `https://www.example.org/fest`."""
    return f"https://{value.strip()}" if isinstance(value, str) and _HOST.match(value.strip()) else value


# A name with a dot, then nothing, a port or what follows a host: `mailto:` and `javascript:` are none.
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(?=[:/?#]|$)")


class Link(Frozen):
    """A link below the release's text."""

    label: _Line = ""
    url: Annotated[AnyHttpUrl, UrlConstraints(max_length=MAX_URL), BeforeValidator(complete_address)]


class ReleaseFields(Frozen):
    """What a person says about a release; fields that are not given stay as they are. Made by `release_fields`."""

    @field_validator(*(field.name for field in PER_LANGUAGE), check_fields=False)
    @classmethod
    def _known_languages(cls, value: dict[str, str]) -> dict[str, str]:
        if unknown := set(value) - set(settings.RELEASE_LANGUAGES):
            raise ValueError(
                f"unknown language {', '.join(sorted(unknown))}; this desk has {', '.join(settings.RELEASE_LANGUAGES)}"
            )
        return {code: text for code, text in value.items() if text}

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> ReleaseFields:
        begins, ends = getattr(self, "goes_live_at", None), getattr(self, "expires_at", None)
        if begins and ends and ends <= begins:
            raise ValueError("expires_at must be later than goes_live_at")
        return self

    def columns(self) -> dict[str, Any]:
        """The fields that were given, as the row stores them."""
        as_json = self.model_dump(mode="json", exclude_unset=True)
        return {name: getattr(self, name) if name in _TIMES else value for name, value in as_json.items()}


def _day(value: Any) -> Any:
    """A day as people write it."""
    if not isinstance(value, str):
        return value
    if not (day := moments.read_day(value)):
        raise ValueError(f"Not a day: {value[:100]}. Write it as 2026-11-23.")
    return day


_OF_A_KIND: Mapping[Kind, tuple[Any, Any]] = {
    Kind.DATE: (Annotated[dt.date | None, BeforeValidator(_day)], None),
    Kind.MOMENT: (AwareDatetime | None, None),
    Kind.CONTACT: (Contact, Contact()),
    Kind.LINKS: (list[Link], Field(default_factory=list, max_length=MAX_LINKS)),
}


def _shaped(field: ReleaseField, value: str) -> str:
    if not re.fullmatch(field.pattern or r"(?s:.*)", value):
        raise ValueError(str(field.shape))
    return value


def _definition(field: ReleaseField) -> tuple[Any, Any]:
    """A row as pydantic expects it: type and default."""
    if field.kind in _OF_A_KIND:
        return _OF_A_KIND[field.kind]
    if field.kind is Kind.CHOICE:
        values = tuple(value for value, _label in field.choices)
        return Annotated[Literal[values], BeforeValidator(lambda value: value or values[0])], values[0]
    text = Annotated[
        str,
        BeforeValidator(partial(clean_typed, kind=field.kind)),
        StringConstraints(max_length=field.max_length or None),
        AfterValidator(partial(_shaped, field)),
    ]
    if field.per_language:
        return dict[str, text], Field(default_factory=dict)
    return (text | None, None) if field.suggested else (text, "")


_TIMES = fields.columns_of(RELEASE_FIELDS, Kind.DATE, Kind.MOMENT)
_DEFINITIONS: dict[str, Any] = {field.name: _definition(field) for field in RELEASE_FIELDS}
_MODEL = create_model("ReleaseFields", __base__=ReleaseFields, **_DEFINITIONS)


def release_fields(**given: Any) -> ReleaseFields:
    """The fields that were given, checked by the table; pydantic's ValidationError names each wrong one."""
    return _MODEL.model_validate(given)


def slug_of(text: str, fallback: str = "untitled") -> str:
    """A title or a folder's name as a release's slug, which has hyphens where those may have underscores."""
    return slugify(text, fallback).replace("_", "-")


def public_values(release: Release) -> dict[str, Any]:
    """The release's public fields by the manifest's property; the house's terms where it has none of its own."""
    values = {field.name: getattr(release, field.name) for field in RELEASE_FIELDS if field.public}
    return values | {
        "contact": doc.Contact.model_validate(release.contact),
        "links": tuple(doc.Link.model_validate(link) for link in release.links),
        "terms": release.terms_of_use,
    }
