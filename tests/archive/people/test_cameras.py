"""Whose a photo is where several people upload with one key; and that no serial number stands in the audit."""

from __future__ import annotations

import pytest

from archive.models import Batch, Camera, Decision, Photographer
from archive.people.cameras import NotACamera, add_camera, give_to_owner, remove_camera, set_shared, spell
from pipelines.metadata.embedded import PhotoMetadata, SourcedValue
from tests.factories import APPROVER, make_photo, make_photographer

pytestmark = pytest.mark.django_db
SERIAL = PhotoMetadata(camera_serial=SourcedValue(value="012021 001234", source="exif"))


@pytest.fixture
def pool() -> Photographer:
    """A photographer whose key several people have."""
    pool = make_photographer("The pool", slug="pool")
    set_shared(pool, APPROVER, shared=True)
    pool.refresh_from_db()
    return pool


def test_the_camera_tells_whose_a_photo_is(pool: Photographer) -> None:
    anna = make_photographer("Anna")
    add_camera(" 12021001234", anna, APPROVER)
    photo, stranger = make_photo(photographer=pool, metadata=SERIAL), make_photo(photographer=pool)
    assert (give_to_owner(photo), give_to_owner(stranger)) == (True, False)
    photo.refresh_from_db()
    assert photo.batch == Batch.objects.get(release=photo.release, photographer=anna)
    assert stranger.batch.photographer == pool
    own = make_photo(photographer=make_photographer("Ben"), metadata=SERIAL)
    assert not give_to_owner(own), "whoever has a key of their own is believed"


def test_a_camera_has_one_owner(pool: Photographer) -> None:
    camera = add_camera("ab 12", pool, APPROVER)
    for serial in ("AB12", "", "0", "x" * 81):
        with pytest.raises(NotACamera):
            add_camera(serial, pool, APPROVER)
    remove_camera(camera, APPROVER)
    assert not Camera.objects.exists()
    set_shared(pool, APPROVER, shared=False)
    audit = list(Decision.objects.order_by("pk").values_list("action", "after"))
    assert [action for action, _after in audit] == ["key_shared", "camera_added", "camera_removed", "key_not_shared"]
    assert all(after == {"credited": "The pool"} for _action, after in audit)


@pytest.mark.parametrize("written", ["0ab12", "AB 12", "ab12\n"])
def test_one_number_in_several_spellings(written: str) -> None:
    assert spell(written) == "AB12"
