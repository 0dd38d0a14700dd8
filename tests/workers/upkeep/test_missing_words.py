"""A pass makes the words of photos from before the search, in steps, and afterwards has nothing to do."""

from __future__ import annotations

import pytest

from archive.models import PhotoWords, ReleaseWords
from tests.factories import make_photo, make_photographer, make_release
from workers.upkeep import missing_words
from workers.upkeep.reconcile import PARTS

pytestmark = pytest.mark.django_db


def test_photos_get_their_words_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing_words, "_PHOTOS_A_STEP", 2)
    release, photographer = make_release(), make_photographer()
    for _n in range(3):
        make_photo(release, photographer=photographer)
    PhotoWords.objects.all().delete()
    ReleaseWords.objects.all().delete()
    assert [repairs.indexed for _after, repairs in PARTS["words"]("")] == [2, 1]
    assert (PhotoWords.objects.count(), ReleaseWords.objects.count()) == (3, 1)
    assert list(PARTS["words"]("")) == []
