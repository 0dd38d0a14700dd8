"""A selection: each photo is done for itself, or its reason is told."""

from __future__ import annotations

import pytest

from archive.errors import ArchiveError, EditConflict, FieldConflict
from archive.models import Photo
from archive.photos.selection import act_on_each
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def test_what_fails_is_undone_alone_and_says_why() -> None:
    photos = {name: make_photo(filename=name) for name in ("fine", "refused", "conflict")}

    def act(photo_id: str) -> None:
        photo = Photo.objects.get(pk=photo_id)
        Photo.objects.filter(pk=photo_id).update(credit="©Neu")
        if photo.filename == "refused":
            raise ArchiveError("because")
        if photo.filename == "conflict":
            raise EditConflict({"credit": FieldConflict("", "©Ihres", "©Neu")})

    outcome = act_on_each([*(photo.pk for photo in photos.values()), "gone"], act)
    assert outcome.done == [photos["fine"].pk]
    assert outcome.failed[photos["refused"].pk] == "because"
    assert "credit" in outcome.failed[photos["conflict"].pk]
    assert outcome.failed["gone"]
    assert list(Photo.objects.filter(credit="©Neu")) == [photos["fine"]]


def test_a_bug_is_nobodys_reason() -> None:
    with pytest.raises(ZeroDivisionError):
        act_on_each([make_photo().pk], lambda _photo: 1 / 0)
