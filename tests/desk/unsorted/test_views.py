"""Stray uploads get a home."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.releases.lifecycle import unsorted
from tests.factories import make_photo, make_photographer, make_receipt, make_release

pytestmark = pytest.mark.django_db


def test_stray_photos_get_a_release(editor: Client) -> None:
    stray, release, ben = make_photo(unsorted()), make_release(), make_photographer("Ben", slug="ben")
    values = {"ids": [stray.pk], "release": release.slug, "photographer": "ben"}
    html = editor.post(reverse("desk:assign"), values, headers={"X-Seen": "an older token"}).content.decode()
    assert "1 photo moved to “" in html
    assert 'data-present=""' in html
    stray.refresh_from_db()
    assert (stray.release, stray.batch.photographer) == (release, ben)
    nowhere = editor.post(reverse("desk:assign"), {"ids": [make_photo(unsorted()).pk], "release": ""})
    assert "Choose a release first." in nowhere.content.decode()


def test_a_release_is_made_from_the_key(editor: Client) -> None:
    stray = make_photo(unsorted(), photographer=make_photographer("Anna", slug="anna"))
    make_receipt(stray, "anna/Martinsmarkt/a.jpg")
    answer = editor.post(reverse("desk:release_from_key"), {"ids": [stray.pk]}, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("desk:release_edit", args=("martinsmarkt",))
    stray.refresh_from_db()
    assert stray.release.slug == "martinsmarkt"
