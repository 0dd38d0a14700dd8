"""What a file says twice and differently, and taking one of both."""

from __future__ import annotations

from typing import Any

import pytest

from archive.audit import Action
from archive.models import Decision
from archive.photos.alternatives import Alternative, alternatives_of
from archive.photos.editing import edit
from archive.photos.fields import first_values
from archive.states import PhotoState
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue
from tests.factories import EDITOR, make_photo

pytestmark = pytest.mark.django_db


def said(value: str, source: str) -> SourcedValue[str]:
    return SourcedValue[str].model_validate({"value": value, "source": source})


TWO = PhotoMetadata(
    caption=said("ALT", "xmp"),
    headline=said("Kopf", "xmp"),
    credit=said("dpa", "xmp"),
    keywords=SourcedValue[tuple[str, ...]](value=("Markt", "Fest"), source="xmp"),
    alternatives={
        "caption": (said("NEU", "iim"),),
        "headline": (said("Titel", "iim"),),
        "credit": (said("Stadt", "iim"),),
        "keywords": (said("Fest; Platz", "iim"),),
        "city": (said("Bonn", "iim"),),
    },
)


def offered(metadata: PhotoMetadata, **columns: Any) -> dict[str, list[tuple[str, str, bool]]]:
    photo = make_photo(metadata=metadata, captions={})
    photo.__dict__.update(first_values(photo, metadata) | columns)
    found = alternatives_of(photo)
    return {name: [(one.text, one.source, one.in_use) for one in each] for name, each in found.items()}


def test_both_are_shown_with_their_carriers_and_which_is_in_use() -> None:
    assert offered(TWO) == {
        "captions.de": [("ALT", "xmp", True), ("NEU", "iim", False)],
        "headlines.de": [("Kopf", "xmp", True), ("Titel", "iim", False)],
        "credit": [("dpa", "xmp", True), ("Stadt", "iim", False)],
        "keywords": [("Markt; Fest", "xmp", True), ("Fest; Platz", "iim", False)],
    }


def test_what_people_wrote_is_neither() -> None:
    assert offered(TWO, captions={"de": "Von Hand"})["captions.de"] == [("ALT", "xmp", False), ("NEU", "iim", False)]
    assert offered(TWO, credit="©Haus")["credit"] == [("dpa", "xmp", False), ("Stadt", "iim", False)]


def test_a_file_that_says_one_thing_offers_nothing() -> None:
    assert offered(PhotoMetadata(caption=said("Fest", "xmp"))) == {}
    assert offered(PhotoMetadata()) == {}


def test_it_is_offered_in_the_language_it_belongs_to() -> None:
    labelled = PhotoMetadata(
        captions={"de": "Fest"}, caption=said("Feast", "xmp"), alternatives={"caption": (said("Party", "iim"),)}
    )
    assert offered(labelled) == {"captions.en": [("Feast", "xmp", True), ("Party", "iim", False)]}
    # An older text beside a labelled one is of the leading language.
    beside = PhotoMetadata(captions={"de": "Fest"}, caption=said("Ein Fest", "iim"))
    assert offered(beside) == {"captions.de": [("Fest", "xmp", True), ("Ein Fest", "iim", False)]}


def test_taking_the_other_is_an_edit_and_the_first_stays_on_offer() -> None:
    photo = make_photo(metadata=TWO, captions={"de": "ALT"})
    edit(photo.pk, {"captions.de": "NEU"}, EDITOR, may_approve=False)
    photo.refresh_from_db()
    assert alternatives_of(photo)["captions.de"] == [Alternative("ALT", "xmp", False), Alternative("NEU", "iim", True)]
    decision = Decision.objects.get(action=Action.EDITED)
    assert (decision.before, decision.after) == ({"captions.de": "ALT"}, {"captions.de": "NEU"})


def test_a_photo_that_cannot_be_edited_offers_nothing() -> None:
    assert alternatives_of(make_photo(state=PhotoState.WITHDRAWN, metadata=TWO)) == {}
