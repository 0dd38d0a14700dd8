"""Photos on a page: numbered for good, in motifs, withdrawn ones in their places, in the page's language."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.documents.manifest import Photo, Tombstone
from pipelines.documents.pages.shown import Gap, Said, ShownPhoto, credits_of, motifs_of, places_of, said
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.press_manifest import manifest, photo

GONE = Tombstone(id="gone")


def headed(number: str, headline: str = "", **fields: Any) -> Photo:
    return photo(number, headlines={"de": headline} if headline else {}, **fields)


def motifs(*photos: Photo | Tombstone) -> list[tuple[str, str]]:
    return [(motif.title, motif.span) for motif in motifs_of(places_of(manifest(*photos), "de"))]


def test_a_withdrawn_photo_keeps_its_place_and_the_others_their_numbers() -> None:
    places = places_of(manifest(photo("p1"), GONE, photo("p3")), "de")
    assert [(place.number, isinstance(place, Gap)) for place in places] == [(1, False), (2, True), (3, False)]


def test_neighbours_with_one_headline_are_a_motif() -> None:
    photos = [headed("p1", "Eröffnung"), headed("p2", "Eröffnung"), headed("p3", "Fest"), headed("p4", "Fest")]
    assert motifs(*photos) == [("Eröffnung", "1–2"), ("Fest", "3–4")]
    assert motifs(*photos, headed("p5", "Eröffnung"), headed("p6", "Eröffnung"))[-1] == ("Eröffnung", "5–6")


def test_a_headline_of_one_photo_alone_makes_no_section() -> None:
    assert motifs(headed("p1", "Bühne"), headed("p2", "Markt"), headed("p3")) == [("", "1–3")]
    assert motifs(headed("p1", "A"), headed("p2", "Fest"), headed("p3", "Fest")) == [("", "1"), ("Fest", "2–3")]


def test_a_gap_belongs_to_the_photos_before_it_or_at_the_beginning_to_those_behind() -> None:
    fest = [headed("p1", "Fest"), headed("p2", "Fest")]
    assert motifs(fest[0], GONE, fest[1]) == [("Fest", "1–3")]
    assert motifs(GONE, *fest) == [("Fest", "1–3")]
    assert motifs(*fest, GONE, headed("p4", "Ende"), headed("p5", "Ende")) == [("Fest", "1–3"), ("Ende", "4–5")]
    assert motifs(GONE, Tombstone(id="gone2")) == [("", "1–2")]


def test_a_text_is_in_the_page_s_language_else_in_another_that_is_named() -> None:
    assert said({"de": "Fest", "en": "Feast"}, "en", ("de", "en")) == Said("Feast")
    assert said({"de": "Fest", "en": ""}, "en", ("de", "en")) == Said("Fest", "de")
    assert said({"pl": "Święto"}, "en", ("de", "en")) == Said("Święto", "pl")
    assert said({}, "en", ("de", "en")) == Said()


@pytest.mark.parametrize(
    ("term", "label"),
    [
        ("trainedAlgorithmicMedia", "ai_made"),
        ("compositeWithTrainedAlgorithmicMedia", "ai_edited"),
        ("compositeSynthetic", "ai_parts"),
        ("digitalCapture", ""),
        ("", ""),
    ],
)
def test_ai_is_told_where_the_record_says_so(term: str, label: str) -> None:
    (shown,) = places_of(manifest(photo(digital_source_type=f"{SOURCE_TYPES}{term}" if term else None)), "de")
    assert isinstance(shown, ShownPhoto)
    assert shown.ai == label


def test_credits_with_the_numbers_of_their_photos() -> None:
    places = places_of(manifest(photo("p1"), photo("p2", credit="©Stadt/Ben"), photo("p3")), "de")
    shown = [place for place in places if isinstance(place, ShownPhoto)]
    assert credits_of(shown) == (("©Stadt/Anna", (1, 3)), ("©Stadt/Ben", (2,)))
