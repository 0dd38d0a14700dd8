"""The source types people choose from, and which of them a person must confirm."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.utils.translation import override

from archive.photos.source_types import CHOICES, awaits_confirmation, source_type_of
from pipelines.metadata.reconciliation import PhotoMetadata, SourcedValue
from pipelines.metadata.source_types import SOURCE_TYPES, TERMS
from tests.factories import make_photo

AI = SOURCE_TYPES + "trainedAlgorithmicMedia"


def says(uri: str) -> PhotoMetadata:
    return PhotoMetadata(digital_source_type=SourcedValue[str](value=uri, source="xmp"))


def test_every_term_of_the_vocabulary_can_be_chosen_once() -> None:
    assert sorted(value for value, _ in CHOICES) == sorted(SOURCE_TYPES + term for term in TERMS)
    with override("en"):
        assert len({str(label) for _, label in CHOICES}) == len(TERMS)


@pytest.mark.parametrize(
    ("term", "filled"),
    [("digitalCapture", "digitalCapture"), ("softwareImage", "digitalCreation"), ("ofTomorrow", "ofTomorrow")],
)
def test_a_retired_term_becomes_the_one_in_its_place(term: str, filled: str) -> None:
    assert source_type_of(says(SOURCE_TYPES + term)) == SOURCE_TYPES + filled
    assert source_type_of(PhotoMetadata()) == ""


@pytest.mark.django_db
def test_only_the_file_s_own_word_of_ai_waits_for_a_person() -> None:
    assert awaits_confirmation(make_photo(metadata=says(AI), digital_source_type=AI))
    assert not awaits_confirmation(make_photo(metadata=says(AI), digital_source_type=AI, source_confirmed="yes"))
    assert not awaits_confirmation(make_photo(digital_source_type=AI))
    capture = SOURCE_TYPES + "digitalCapture"
    assert not awaits_confirmation(make_photo(metadata=says(capture), digital_source_type=capture))


@pytest.mark.django_db
def test_photos_from_before_have_what_their_files_say() -> None:
    told, silent = make_photo(metadata=says(AI)), make_photo()
    fill = import_module("archive.migrations.0009_source_types").Migration.operations[-1].sql
    with connection.cursor() as cursor:
        cursor.execute(fill)
    for photo, uri in ((told, AI), (silent, "")):
        photo.refresh_from_db()
        assert photo.digital_source_type == uri
