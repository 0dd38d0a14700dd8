"""Focal point and crop in a real browser: set on the picture by hand and by key, frames shown, saved."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from archive.models import Photo
from archive.store.buckets import archive
from pipelines.crop import crop_box
from tests.desk.browser import page_in
from tests.factories import make_photo
from tests.pipelines.pictures import profile, scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("buckets")]

SIZE = (4000, 3000)


def _with_picture(photo: Photo) -> Photo:
    assert photo.original
    for rendition in photo.original.renditions.exclude(profile__in=("wide", "square")):
        sink = io.BytesIO()
        scene((800, 600)).save(sink, rendition.media_type.removeprefix("image/"))
        archive().put(rendition.key, sink.getvalue(), rendition.media_type)
    return photo


def _frame(page: Page, aspect: str) -> list[float]:
    """Left, top, width and height of a frame as drawn, in pixels of the photo."""
    box: list[float] = page.locator(f"path[data-aspect='{aspect}']").evaluate(
        "path => { const box = path.getBBox(); return [box.x, box.y, box.width, box.height]; }"
    )
    return box


def _expected(aspect: tuple[int, int], photo: Photo) -> list[int]:
    left, top, right, bottom = crop_box(SIZE, aspect, photo.crop, photo.focal_point)
    return [left, top, right - left, bottom - top]


def test_set_by_hand_and_by_key(
    browser: Browser, live_server: LiveServer, settings: Settings, approver: Client
) -> None:
    frames = profile("wide", aspect="16:9", long_edge=800), profile("square", aspect="1:1")
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, *frames)})
    photo = _with_picture(make_photo())
    with page_in(browser, live_server, approver) as page:
        page.goto(reverse("desk:release", args=(photo.release.slug,)))
        page.get_by_role("gridcell").press("e")
        page.locator("#framing > summary").click()
        picture = page.get_by_role("application", name="Focal point and crop")
        expect(picture).to_be_visible()
        box = picture.bounding_box()
        assert box
        picture.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
        picture.press("ArrowRight")
        expect(page.locator("#framing [role=status]")).to_have_text("focal point 27 % / 50 %")
        page.get_by_role("button", name="Crop", exact=True).click()
        page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.1)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.9)
        page.mouse.up()
        picture.press("Shift+ArrowLeft")
        expect(page.locator("#framing [role=status]")).to_contain_text("crop 68 % × 80 %")
        drawn = [_frame(page, "16:9"), _frame(page, "1:1")]
        preview = page.locator("svg[data-cut='16:9']").get_attribute("viewBox") or ""
        page.keyboard.press("Control+Enter")
        expect(page.locator("#save-state")).to_contain_text("Saved")
        expect(page.locator("#field-crop")).to_have_value("0.1 0.1 0.68 0.8")
    assert [float(number) for number in preview.split()] == pytest.approx(drawn[0], abs=1)
    stored = Photo.objects.get(pk=photo.pk)
    assert stored.focal_point == pytest.approx([0.27, 0.5], abs=0.005)
    assert stored.crop == pytest.approx([0.1, 0.1, 0.68, 0.8], abs=0.005)
    for seen, aspect in zip(drawn, [(16, 9), (1, 1)], strict=True):
        assert seen == pytest.approx(_expected(aspect, stored), abs=3), "what was shown is what is made"
