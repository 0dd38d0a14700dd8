"""Wanted minus stored: which edits ask for which pixels."""

from __future__ import annotations

import pytest
from django.conf import settings as house
from pytest_django import Settings

from archive.models import Original, Photo
from archive.photos import editing
from archive.photos.renditions import missing_renditions, stored_renditions, wanted_rendition, wanted_renditions
from tests.factories import EDITOR, make_photo
from tests.pipelines.pictures import profile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_frames(settings: Settings) -> None:
    frames = profile("wide", aspect="16:9", long_edge=800), profile("square", aspect="1:1")
    profiles = (*settings.RECIPES.profiles, *frames)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": profiles})


def _missing_after(photo: Photo, **changes: str) -> list[str]:
    editing.edit(photo.pk, changes, EDITOR, may_approve=False)
    photo = Photo.objects.select_related("original", "batch__photographer").get(pk=photo.pk)
    return [order.profile.name for order in missing_renditions(photo)]


def test_a_crop_asks_for_the_profiles_with_an_aspect_alone() -> None:
    assert _missing_after(make_photo(), crop="0.1 0.1 0.5 0.5") == ["wide", "square"]


def test_a_focal_point_asks_for_what_it_moves() -> None:
    assert _missing_after(make_photo(), focal_point="0.2 0.5") == ["square"], "16:9 of 4:3 has its whole width"
    assert _missing_after(make_photo(), focal_point="0.5 0.5") == [], "the middle is where it was"


def test_a_caption_asks_for_no_pixels() -> None:
    assert _missing_after(make_photo(), **{"captions.de": "Neu"}) == []


def test_an_order_carries_its_box_to_the_chamber() -> None:
    boxes = {order.profile.name: order.box for order in wanted_renditions(make_photo(focal_point=[0, 0]))}
    assert boxes == dict.fromkeys(boxes) | {"wide": (0, 0, 4000, 2250), "square": (0, 0, 3000, 3000)}


def test_the_credit_is_drawn_where_the_profile_has_a_watermark(settings: Settings) -> None:
    marked = [profile(kind, watermark=kind) for kind in ("none", "overlay", "strip")]
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": tuple(marked)})
    photo = make_photo(credit="©Stadt")
    drawn = {order.profile.name: order.credit for order in wanted_renditions(photo)}
    assert drawn == {"none": None, "overlay": "©Stadt", "strip": "©Stadt"}
    assert [wanted_rendition(photo, one).credit for one in marked] == [None, "©Stadt", "©Stadt"]


def test_without_a_credit_nothing_is_drawn() -> None:
    photo = make_photo()
    photo.batch.photographer = None
    assert {order.credit for order in wanted_renditions(photo)} == {None}


def test_another_credit_asks_for_what_it_is_drawn_into() -> None:
    photo = make_photo()
    marked = [one.name for one in house.RECIPES.profiles if one.watermark != "none"]
    assert _missing_after(photo, credit="©Stadt") == marked


def test_before_it_has_an_original_a_photo_has_nothing_and_wants_everything() -> None:
    photo = make_photo()
    assert missing_renditions(photo) == []
    photo.original = Original(sha256="f" * 64, facts={"width": 4000, "height": 3000}, metadata={})
    assert stored_renditions(photo) == {}
    assert missing_renditions(photo) == wanted_renditions(photo)
    photo.original = None
    assert stored_renditions(photo) == {}
    with pytest.raises(LookupError):
        wanted_renditions(photo)
