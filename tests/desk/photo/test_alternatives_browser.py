"""What a file says twice and the picks, in a real browser: one click takes the other text, the filter hides."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from archive.models import Photo
from pipelines.metadata.reconciliation import PhotoMetadata
from tests.factories import make_photo, make_release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("buckets")]

TWICE = PhotoMetadata.model_validate(
    {
        "caption": {"value": "ALT", "source": "xmp"},
        "alternatives": {"caption": [{"value": "NEU", "source": "iim"}]},
        "rating": {"value": 3, "source": "xmp"},
        "tagged": {"value": True, "source": "xmp"},
    }
)


def test_one_click_takes_the_other_and_picks_filter(page: Page) -> None:
    release = make_release()
    photo = make_photo(release, metadata=TWICE, captions={"de": "ALT"})
    make_photo(release)
    page.goto(reverse("desk:release", args=(release.slug,)))
    page.locator(f"#photo-{photo.pk}").press("e")
    page.get_by_role("button", name="Use this (IIM)").click()
    expect(page.get_by_role("button", name="Use this (XMP)")).to_be_visible()
    expect(page.locator("#field-captions-de")).to_have_value("NEU")
    page.locator("[data-close-sheet]").click()
    shown = page.locator(".tile:visible")
    page.get_by_label("More filters").click()
    for pick, count in (("tagged", 1), ("3", 1), ("4", 0), ("", 2)):
        page.select_option("#filter-picks", pick)
        expect(shown).to_have_count(count)
    assert Photo.objects.get(pk=photo.pk).captions == {"de": "NEU"}
