"""Linked data, validated against schema.org's own vocabulary: every type, property and range."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.documents.linked_data import MANY, data_for_page, linked_data
from pipelines.documents.manifest import Contact
from pipelines.metadata.source_types import SOURCE_TYPES, TERMS
from tests.pipelines.documents.full_manifest import full_manifest
from tests.pipelines.documents.large_manifest import large_manifest
from tests.pipelines.documents.outside_validators import valid
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release


def article(**fields: Any) -> Any:
    return json.loads(linked_data(manifest(**fields), house(), "de"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_full_release_is_an_article_of_the_vocabulary(language: str) -> None:
    made = json.loads(linked_data(full_manifest(), house(), language))
    assert made["@context"] == "https://schema.org"
    valid(made)
    assert made["version"] == "2"
    assert made["correction"][0]["text"] in ("Der Name im Bild wurde berichtigt.", "A name was corrected.")


def test_a_photo_names_its_rights_as_search_engines_read_them() -> None:
    made = linked_data(full_manifest(), house(licensor_url="https://stadt.example/l"), "de")
    [image] = json.loads(made)["image"]
    assert image["creator"] == {"@type": "Person", "name": "Michał Żółw"}
    assert image["creditText"] == image["copyrightNotice"] == "©Landeshauptstadt Beispielstadt/Michał Żółw"
    assert image["license"] == "https://press.example/txt/20260901-1.txt"
    assert image["acquireLicensePage"] == "https://stadt.example/l"
    assert image["caption"].startswith("V.l.: ")
    assert image["contentLocation"]["address"]["addressLocality"] == "Beispielstadt"


def test_the_head_of_a_page_with_very_many_photos_tells_their_rights_alone() -> None:
    few, many = (json.loads(data_for_page(large_manifest(count), house(), "de")) for count in (MANY, MANY + 1))
    valid(many)
    assert "caption" in few["image"][0]
    assert len(many["image"]) == MANY + 1
    rights = {"contentUrl", "creator", "creditText", "copyrightNotice", "license"}
    rights = {"creator", "creditText", "copyrightNotice", "license", "acquireLicensePage"}
    assert {frozenset(one) for one in many["image"]} == {frozenset({"@type", "contentUrl"} | rights)}


def test_what_a_release_does_not_say_is_left_out() -> None:
    nothing = {"subtitles": {}, "summaries": {}, "texts": {}, "dateline": "", "number": ""}
    text = release(contact=Contact(), links=(), published_at=None, expires_at=None, **nothing)
    made = article(photos=(), text=text)
    valid(made)
    assert "image" not in made
    assert "" not in made.values()


@pytest.mark.parametrize("taken", [None, "1985", "1985-07", "1985-07-12", "2026-09-01T19:04:05+02:00"])
def test_a_date_known_to_the_year_is_no_date_of_the_vocabulary(taken: str | None) -> None:
    [image] = article(photos=(photo(taken=taken),))["image"]
    valid(image)
    assert image.get("dateCreated") == (taken if taken and len(taken) >= 10 else None)


@pytest.mark.parametrize("term", TERMS)
def test_every_source_type_is_a_term_of_the_vocabulary_or_left_out(term: str) -> None:
    [image] = article(photos=(photo(digital_source_type=SOURCE_TYPES + term),))["image"]
    valid(image)


def test_the_validator_refuses_what_the_vocabulary_does_not_have() -> None:
    for wrong in ({"@type": "ImageObject", "creditLine": "x"}, {"@type": "NewsArticle", "image": {"@type": "Place"}}):
        with pytest.raises(ValidationError):
            valid(wrong)
