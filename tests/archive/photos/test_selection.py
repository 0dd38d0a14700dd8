"""A selection: each photo is done for itself, or its reason is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.errors import ArchiveError, EditConflict, FieldConflict
from archive.models import Photo, Release
from archive.photos.decisions import withdraw_photos
from archive.photos.selection import act_on_each
from archive.releases import lifecycle
from archive.releases.fields import release_fields
from archive.releases.order import set_order
from archive.states import PhotoState, ReleaseState
from tests.factories import APPROVER, make_photo, make_release

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


def _edit_title(release: Release, _photo: Photo) -> None:
    lifecycle.edit_release(release, release_fields(titles={"de": "Anders"}), APPROVER, may_publish=True)


ON_RELEASE_AND_PHOTOS: dict[str, Callable[[Release, Photo], object]] = {
    "edit": _edit_title,
    "publish": lambda release, _photo: lifecycle.publish(release, APPROVER),
    "order": lambda release, _photo: set_order(release, "arrival", APPROVER, may_publish=True),
    "withdraw photos": lambda _release, photo: withdraw_photos([photo.pk], APPROVER),
}


@pytest.mark.parametrize("act", ON_RELEASE_AND_PHOTOS.values(), ids=ON_RELEASE_AND_PHOTOS)
def test_the_release_is_locked_before_its_photos_and_its_key_stays_free(
    act: Callable[[Release, Photo], object],
) -> None:
    """Else two people wait for each other: whoever edits a photo refers to its release when it commits."""
    release = make_release(state=ReleaseState.LIVE)
    photo = make_photo(release, PhotoState.LIVE, approved_revision=1)
    with CaptureQueriesContext(connection) as queries:
        act(release, photo)
    locks = [query["sql"] for query in queries if re.search(r" FOR (NO KEY )?UPDATE|^UPDATE", query["sql"])]
    assert locks[0].startswith("SELECT")
    assert '"archive_release"' in locks[0]
    assert not [sql for sql in locks if sql.startswith('SELECT "archive_release"') and " FOR UPDATE" in sql]
