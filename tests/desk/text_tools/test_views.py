"""Find and replace shows each photo before it writes; another photo's texts are offered, the nearest first."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_a_replacement_is_seen_before_it_is_made(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"de": text}) for text in ("Maier", "Herr Maier", "Huber")]
    other = make_photo(release, captions={"de": "Maier"})
    address = reverse("desk:replace", args=(release.slug,))
    posted: dict[str, Any] = {"ids": [photo.pk for photo in photos]}
    assert "Find and replace" in editor.post(address, posted).content.decode()
    posted |= {"find": "Maier", "put": "Meier"}
    html = editor.post(address, posted).content.decode()
    assert "Apply to 2 photos" in html
    assert "<del>Herr Maier</del>" in html
    assert Photo.objects.get(pk=photos[0].pk).captions["de"] == "Maier"
    seen = re.search(r'name="seen" value="(\w+)"', html)
    assert seen
    assert "nothing was applied" in editor.post(address, posted | {"find": "Herr", "seen": seen[1]}).content.decode()
    answer = editor.post(address, posted | {"seen": seen[1]})
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Trigger"]) == ("#inbox", "dialog-done")
    assert "Captions of 2 photos changed." in answer.content.decode()
    assert {p.captions["de"] for p in release.photos.filter(pk__in=posted["ids"])} == {"Meier", "Herr Meier", "Huber"}
    assert Photo.objects.get(pk=other.pk).captions["de"] == "Maier"
    assert "Not found" in editor.post(address, posted | {"find": "Schulze"}).content.decode()


def test_the_nearest_captioned_photos_are_offered_with_their_texts(editor: Client) -> None:
    release = make_release()
    far, empty, near, chosen = (
        make_photo(release, captions=captions, filename=f"{n}.JPG", persons=["Anna", "Bo"])
        for n, captions in enumerate(({"de": "Fern"}, {}, {"de": "Nah"}, {}))
    )
    html = editor.post(reverse("desk:sources", args=(release.slug,)), {"ids": chosen.pk}).content.decode()
    assert html.index(near.filename) < html.index(far.filename)
    assert empty.filename not in html
    assert "Anna; Bo" in html
