"""Releases, photographers and batches as rows: titles, numbers, and what may be there once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from archive.models import UNSORTED, Batch, Release
from archive.models.release import first_text
from tests.factories import make_photographer, make_release

pytestmark = pytest.mark.django_db


def test_the_title_is_the_leading_languages_else_any_else_the_slug() -> None:
    assert str(make_release(titles={"en": "Feast", "de": "Fest"})) == "Fest"
    assert str(make_release(titles={"en": "Feast", "de": ""})) == "Feast"
    assert str(make_release(titles={}, slug="fest")) == "fest"
    assert first_text({"xx": "of no language of the house"}) == ""


def test_a_release_without_terms_has_the_houses(settings: Settings) -> None:
    settings.TERMS = {"de": "Frei"}
    assert make_release().terms_of_use == {"de": "Frei"}
    assert make_release(terms={"en": "Free"}).terms_of_use == {"en": "Free"}


def test_a_number_is_given_once_but_many_may_have_none() -> None:
    make_release(number="20260901-1")
    for _n in range(2):
        make_release(number="")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_release(number="20260901-1")


def test_unsorted_stays_a_draft() -> None:
    stray = make_release(slug=UNSORTED)
    assert stray.is_unsorted
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=stray.pk).update(state="live")


@pytest.mark.parametrize("known", [True, False])
def test_a_photographer_has_one_batch_a_release_and_so_have_strangers(known: bool) -> None:
    release, photographer = make_release(), make_photographer() if known else None
    Batch.objects.create(release=release, photographer=photographer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(release=release, photographer=photographer)
