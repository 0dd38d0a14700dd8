"""Wanted minus stored: which edits ask for which pixels."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from archive.models import Photo
from archive.photos import editing
from archive.photos.renditions import missing_renditions, wanted_renditions
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
