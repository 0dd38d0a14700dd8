"""All files of a photographer: over releases, by state, with reason and address, and nothing of others."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.models import Photographer
from archive.photos.decline_reasons import explain_decline
from archive.releases.lifecycle import unsorted
from tests.factories import APPROVER, make_attachment, make_photo, make_photographer, make_receipt, make_release

pytestmark = pytest.mark.django_db


def test_every_file_over_all_releases(annas_browser: Client, anna: Photographer) -> None:
    live, secret = make_release(state="live", slug="fest", titles={"de": "Das Fest"}), make_release(slug="geheim")
    shown = make_photo(live, "live", photographer=anna, filename="live.jpg")
    make_receipt(shown, "anna/fest/live.jpg")
    declined = make_photo(secret, "declined", photographer=anna, filename="eyes.jpg")
    explain_decline(declined, "eyes closed", APPROVER)
    make_photo(secret, "declined", photographer=anna, filename="silent.jpg")
    make_photo(secret, "refused", photographer=anna, filename="cut.jpg", problem="truncated", original=None)
    make_photo(unsorted(), photographer=anna, filename="stray.jpg")
    make_photo(live, photographer=make_photographer("Ben"), filename="bens.jpg")
    page = annas_browser.get("/drops/files/").content.decode()
    for words in (
        *("live.jpg", "eyes.jpg", "silent.jpg", "cut.jpg", "stray.jpg", "Das Fest", "geheim", "without a release"),
        *(f"releases/fest/photos/{shown.pk}/", "eyes closed", "did not say why", "upload it again from the card"),
    ):
        assert words in page, words
    assert page.count("did not say why") == 1
    assert "bens.jpg" not in page
    assert "Fest 2" not in page


@pytest.mark.parametrize(
    ("show", "names"), [("again", {"cut.jpg"}), ("live", {"Gang.mp4"}), ("nonsense", {"cut.jpg", "a.jpg", "Gang.mp4"})]
)
def test_files_by_state(annas_browser: Client, anna: Photographer, show: str, names: set[str]) -> None:
    make_photo(photographer=anna, filename="a.jpg")
    make_photo(state="refused", photographer=anna, filename="cut.jpg", problem="truncated", original=None)
    make_attachment(state="live", photographer=anna, filename="Gang.mp4")
    page = annas_browser.get("/drops/files/", {"show": show}).content.decode()
    assert {name for name in ("a.jpg", "cut.jpg", "Gang.mp4") if name in page} == names


def test_only_photographers_have_files(editor: Client) -> None:
    assert editor.get("/drops/files/").status_code == 404
