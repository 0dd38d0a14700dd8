"""A release's form saves itself, and says what became of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.models import Release
from tests.desk.releases.test_views import edited, form
from tests.factories import make_release

pytestmark = pytest.mark.django_db

AUTOSAVE = {"X-Autosave": "yes", "HX-Request": "true"}


def test_a_new_release_is_made_once_and_edited_from_then_on(editor: Client) -> None:
    first = editor.post(reverse("desk:release_new"), form(revision=""), headers=AUTOSAVE).json()
    release = Release.objects.get()
    assert first["saved"].startswith("Saved at ")
    assert (first["revision"], first["address"]) == (1, reverse("desk:release_edit", args=(release.slug,)))
    assert first["suggested"] == {"slug": release.slug, "number": release.number}
    again = editor.post(first["address"], edited(release, titles_de="Lange Nacht der Museen"), headers=AUTOSAVE)
    assert (again.status_code, again.json()["revision"]) == (200, 2)
    assert Release.objects.get().titles["de"] == "Lange Nacht der Museen"


def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(editor: Client) -> None:
    answer = editor.post(reverse("desk:release_new"), form(number="a b"), headers=AUTOSAVE)
    told = answer.json()
    assert (answer.status_code, list(told["faults"])) == (422, ["number"])
    assert told["problem"].startswith("Not saved yet: Only letters, digits")
    assert not Release.objects.exists()


def test_a_colleagues_save_is_not_overwritten(editor: Client, approver: Client) -> None:
    release = make_release()
    address = reverse("desk:release_edit", args=(release.slug,))
    approver.post(address, edited(release, titles_de="Anderer Titel"))
    answer = editor.post(address, edited(release, titles_de="Mein Titel"), headers=AUTOSAVE)
    assert (answer.status_code, Release.objects.get().titles["de"]) == (409, "Anderer Titel")
    assert "approver saved this release meanwhile" in answer.json()["problem"]


@pytest.mark.parametrize(("state", "alone"), [("draft", True), ("live", True), ("scheduled", False)])
def test_half_a_sentence_cannot_go_out_at_its_time(editor: Client, state: str, alone: bool) -> None:
    release = make_release(state=state, goes_live_at=timezone.now() if state == "scheduled" else None)
    html = editor.get(reverse("desk:release_edit", args=(release.slug,))).content.decode()
    assert ("data-autosave" in html) == alone


def test_who_was_signed_out_is_told_so(stranger: Client) -> None:
    assert stranger.post(reverse("desk:release_new"), form(), headers=AUTOSAVE).status_code == 401
