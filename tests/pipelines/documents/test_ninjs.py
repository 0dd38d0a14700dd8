"""ninjs, validated against the IPTC's own schema where its path is given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipelines.documents.manifest import Contact, Tombstone
from pipelines.documents.ninjs import ninjs_document
from tests.pipelines.documents.full_manifest import full_manifest
from tests.pipelines.documents.outside_validators import NINJS_SCHEMA, ninjs_validator
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release


@pytest.fixture
def validator() -> Draft202012Validator:
    if not NINJS_SCHEMA:
        pytest.skip("left out: NINJS_SCHEMA names no copy of the IPTC's ninjs-schema_3.1.json")
    return ninjs_validator()


def document(made: Any, language: str = "de") -> Any:
    return json.loads(ninjs_document(made, house(), language))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_release_is_valid(validator: Draft202012Validator, language: str) -> None:
    validator.validate(document(full_manifest(), language))


def test_a_release_that_says_little_is_valid(validator: Draft202012Validator) -> None:
    nothing = {"subtitles": {}, "summaries": {}, "texts": {}, "terms": {}, "dateline": "", "number": ""}
    text = release(contact=Contact(), links=(), published_at=None, expires_at=None, **nothing)
    validator.validate(document(manifest(photo(creator=None, taken="1985"), text=text)))


def test_the_schema_refuses_what_it_does_not_know(validator: Draft202012Validator) -> None:
    assert not validator.is_valid(document(manifest()) | {"credit": "x"})


def test_each_language_has_its_texts_and_the_pictures_their_credit() -> None:
    german, english = (document(full_manifest(), code) for code in ("de", "en"))
    assert (german["language"], german["title"], english["title"]) == ("de", "Fest", "Feast")
    assert german["bodies"][0]["value"] == "Langer Text"
    assert german["bodies"][1]["value"] == "<p>Langer <strong>Text</strong></p>\n"
    assert german["edNote"] == "Der Name im Bild wurde berichtigt."
    picture, _film = english["associations"]
    assert picture["copyrightNotice"] == "©Landeshauptstadt Beispielstadt/Michał Żółw"
    assert [one["role"] for one in picture["descriptions"]] == ["caption", "alt", "extended"]
    assert [one["name"] for one in picture["people"]] == ["Anna Muster", "Ελένη Παπά"]
    assert picture["contentCreated"] == "2026-09-01T19:04:05+02:00"
    assert [one["name"] for one in picture["renditions"]] == ["full", "1600"]


@pytest.mark.parametrize(
    ("taken", "created"),
    [
        ("2026-09-01T19:04-05:00", "2026-09-01T19:04:00-05:00"),
        ("2026-09-01T19:04:05", None),
        ("2026-09-01", None),
        (None, None),
    ],
)
def test_a_moment_is_told_where_its_offset_is_known(taken: str | None, created: str | None) -> None:
    [picture] = document(manifest(photo(taken=taken)))["associations"]
    assert picture.get("contentCreated") == created


def test_terms_are_plain_text_and_pictures_keep_their_numbers() -> None:
    found = document(manifest(Tombstone(id="gone"), photo(), text=release(terms={"de": "**Nur** redaktionell"})))
    [picture] = found["associations"]
    assert (found["usageTerms"], picture["usageTerms"]) == ("Nur redaktionell", "Nur redaktionell")
    assert picture["name"] == "photo-2"


def test_it_names_its_version() -> None:
    assert document(full_manifest())["version"] == "2"
