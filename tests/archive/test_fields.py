"""How a field is named: once, or once per language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pytest_django import Settings

from archive.fields import Field, Kind, columns_of, names_of, split_name

CAPTIONS = Field(name="captions", label=_("Caption"), kind=Kind.TEXT, per_language=True)
PERSONS = Field(name="persons", label=_("Persons"), kind=Kind.WORDS)


def test_a_field_per_language_has_a_name_for_each(settings: Settings) -> None:
    settings.RELEASE_LANGUAGES = ["de", "en", "pl"]
    assert CAPTIONS.names == ["captions.de", "captions.en", "captions.pl"]
    assert names_of([CAPTIONS, PERSONS]) == [*CAPTIONS.names, "persons"]


def test_a_name_tells_column_and_language() -> None:
    assert (split_name("captions.de"), split_name("persons")) == (("captions", "de"), ("persons", ""))


def test_columns_are_chosen_by_kind() -> None:
    assert columns_of([CAPTIONS, PERSONS], Kind.WORDS, Kind.LINE) == ["persons"]
