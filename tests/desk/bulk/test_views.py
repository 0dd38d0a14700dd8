"""Many photos at once: what is mixed is said, and only ticked fields are written."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import Photo
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def test_a_selection_says_what_is_mixed(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"de": f"Nr. {n}", "en": "Same"}) for n in range(3)]
    html = editor.post(reverse("desk:bulk", args=(release.slug,)), {"ids": [p.pk for p in photos]}).content.decode()
    assert "mixed (3 values)" in html
    assert "Same</textarea>" in html


def test_only_ticked_fields_are_written_and_failures_named(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(2)]
    refused = make_photo(release, "refused", problem="empty", original=None, filename="leer.jpg")
    values = {
        "ids": [p.pk for p in (*photos, refused)],
        "captions.de": "Für alle",
        "tick.captions.de": "on",
        "captions.en": "Not this",
    }
    html = editor.post(reverse("desk:bulk_save", args=(release.slug,)), values).content.decode()
    assert "Written into 2 photos." in html
    assert "leer.jpg" in html
    assert all(p.captions == {"de": "Für alle", "en": "A feast"} for p in Photo.objects.exclude(pk=refused.pk))


def test_keywords_are_written_into_a_selection(editor: Client) -> None:
    release = make_release()
    photos = [make_photo(release, keywords=[f"Nr. {n}"]) for n in range(2)]
    values = {"ids": [p.pk for p in photos], "keywords": "Fest; Sommer", "tick.keywords": "on"}
    editor.post(reverse("desk:bulk_save", args=(release.slug,)), values)
    assert [p.keywords for p in release.photos.all()] == [["Fest", "Sommer"]] * 2


def test_more_entries_than_a_public_file_holds_are_refused(editor: Client) -> None:
    photo = make_photo(persons=["Anna"])
    names = ";".join(f"N{n}" for n in range(120_000))
    values = {"ids": [photo.pk], "persons": names, "tick.persons": "on"}
    html = editor.post(reverse("desk:bulk_save", args=(photo.release.slug,)), values).content.decode()
    assert "There can be 100 entries at most." in html
    assert Photo.objects.get(pk=photo.pk).persons == ["Anna"]
