"""The credit line: who is named beside a photo (§ 13 UrhG), and where that line came from."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipelines.text import clean_line

MAX_CREDIT = 200
_FIELDS = ("publisher", "creator")

Source = Literal["file", "desk", "template"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit line and its source: the photo's file, an editor on the desk, or the publisher's template."""

    text: str
    source: Source


def validate_template(template: str) -> None:
    """Raise ValueError, its message in plain words, for an empty template or one with fields besides `_FIELDS`."""
    if not clean_line(template):
        raise ValueError("the credit template is empty")
    for _, field, spec, conversion in _parse(template):
        if field is not None and (field not in _FIELDS or spec or conversion):
            raise ValueError(f"the credit template knows {{publisher}} and {{creator}}, not {{{field}}}")


def credit_line(template: str, publisher: str, creator: str) -> str:
    """The template filled in: `©Landeshauptstadt Beispielstadt/Vorname Nachname`. Braces in names stay as they are.

    Raises ValueError for a template that `validate_template` rejects.
    """
    validate_template(template)
    return clean_line(template.format(publisher=publisher, creator=creator), MAX_CREDIT)


@lru_cache(maxsize=1024)  # a release of thousands of photos has few photographers
def resolve_credit(
    desk: str, file_credit: str | None, template: str, publisher: str, creator: str | None
) -> Credit | None:
    """The credit that applies: the desk's, else the file's, else the template's.

    None when only the template is left and a name that it needs is missing.
    """
    if text := clean_line(desk, MAX_CREDIT):
        return Credit(text, "desk")
    if text := clean_line(file_credit or "", MAX_CREDIT):
        return Credit(text, "file")
    names = {"publisher": clean_line(publisher), "creator": clean_line(creator or "")}
    if not all(names[field] for _, field, _, _ in _parse(template) if field in names):
        return None
    return Credit(credit_line(template, names["publisher"], names["creator"]), "template")


def _parse(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"the credit template has unpaired braces: {error}") from None
