"""Focal point and crop on the sheet: there where something is cropped, saved and in conflict like any field."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from archive.models import Photo
from archive.photos.editing import edit
from tests.desk.photo.test_views import address, posted
from tests.factories import APPROVER, make_photo
from tests.pipelines.pictures import profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def frames(settings: Settings) -> None:
    profiles = profile("wide", aspect="16:9", long_edge=800), profile("square", aspect="1:1")
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, *profiles)})


def framed(photo: Photo, base: tuple[str, str] = ("", ""), **typed: str) -> dict[str, str]:
    """The sheet as a browser sends it, focal point and crop included."""
    seen = {"base.focal_point": base[0], "base.crop": base[1], "focal_point": base[0], "crop": base[1]}
    return posted(photo) | seen | typed


def test_nothing_cropped_nothing_to_set(editor: Client) -> None:
    assert 'id="framing"' not in editor.get(address(make_photo())).content.decode()


@pytest.mark.usefixtures("frames")
def test_the_sheet_shows_the_shapes_and_what_is_set(editor: Client) -> None:
    html = editor.get(address(make_photo(focal_point=[0.25, 1.0]))).content.decode()
    assert 'data-aspects="16:9 1:1"' in html
    assert 'viewBox="0 0 4000 3000"' in html
    assert 'name="focal_point" value="0.25 1.0"' in html
    assert 'name="crop" value=""' in html
    assert "Focal point and crop" in html


@pytest.mark.usefixtures("frames")
def test_they_are_saved_with_the_other_fields(editor: Client) -> None:
    photo = make_photo()
    sent = framed(photo, focal_point="0.25 1", crop="0.1 0.1 0.5 0.6") | {"captions.de": "Neu"}
    assert editor.post(address(photo), sent).status_code == 200
    photo.refresh_from_db()
    assert (photo.focal_point, photo.crop, photo.captions["de"]) == ([0.25, 1], [0.1, 0.1, 0.5, 0.6], "Neu")
    assert editor.post(address(photo), framed(photo, ("0.25 1.0", "0.1 0.1 0.5 0.6"), crop="")).status_code == 200
    photo.refresh_from_db()
    assert (photo.focal_point, photo.crop, photo.revision) == ([0.25, 1], None, 3)
    html = editor.get(reverse("desk:history", args=(photo.release.slug,))).content.decode()
    assert "Focal point" in html
    assert "25%; 100%" in html


@pytest.mark.usefixtures("frames")
def test_a_conflict_shows_theirs(editor: Client) -> None:
    photo = make_photo()
    edit(photo.pk, {"focal_point": "0.8 0.2"}, APPROVER, may_approve=True)
    answer = editor.post(address(photo), framed(photo, focal_point="0.2 0.2"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "data-theirs>0.8 0.2</dd>" in html
    assert "data-mine>0.2 0.2</dd>" in html
    assert 'name="focal_point" value="0.2 0.2"' in html
    assert Photo.objects.get(pk=photo.pk).focal_point == [0.8, 0.2]


@pytest.mark.usefixtures("frames")
def test_a_crop_that_is_none_is_refused_in_words(editor: Client) -> None:
    photo = make_photo()
    answer = editor.post(address(photo), framed(photo, crop="0.9 0 0.5 1"))
    assert answer.status_code == 409
    assert "does not lie within the picture" in answer.content.decode()


def test_the_desk_shows_the_whole_photo(settings: Settings, editor: Client) -> None:
    square = profile("square", aspect="1:1", long_edge=300)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (square, *settings.RECIPES.profiles)})
    html = editor.get(address(make_photo())).content.decode()
    assert "/400w?" in html
    assert "/square?" not in html
