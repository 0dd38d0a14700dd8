"""Order, hero and stacks by keys and mouse in a real browser, and what others change while somebody looks."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from archive.models import Photo, Release
from archive.releases.order import place_photos
from archive.states import PhotoState
from tests.archive.photos.test_bursts import Drop
from tests.desk.browser import PICTURES, HeldAnswers
from tests.factories import APPROVER, make_photo, make_release
from tests.pipelines.imaging.labelled_pictures import scene

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def expected_complaints() -> tuple[str, ...]:
    return ("ERR_FAILED", "status of 500")


@pytest.fixture
def release() -> Release:
    release = make_release()
    for n in range(12):
        make_photo(release, filename=f"{n:02}.jpg")
    return release


def drawn(route: Route) -> None:
    """The photos have no files: any picture will do."""
    file = io.BytesIO()
    scene(1).resize((300, 200)).save(file, "JPEG")
    route.fulfill(status=200, content_type="image/jpeg", body=file.getvalue())


@pytest.fixture
def open_sheet(page: Page) -> Callable[[Release], Page]:
    page.route(PICTURES, drawn)

    def opened(release: Release) -> Page:
        page.goto(reverse("desk:release", args=(release.slug,)))
        return page

    return opened


def shown(page: Page) -> str:
    """The names of the tiles that are shown, without their extension."""
    names = page.locator(".tile:not([hidden])").evaluate_all("all => all.map((tile) => tile.dataset.name)")
    return " ".join(name.removesuffix(".jpg") for name in names)


def stored(release: Release) -> str:
    return " ".join(name.removesuffix(".jpg") for name in release.photos.values_list("filename", flat=True))


def test_keys_move_photos_cycle_the_order_and_choose_the_hero(
    open_sheet: Callable[[Release], Page], release: Release
) -> None:
    page = open_sheet(release)
    page.locator('.tile[data-name="02.jpg"]').focus()
    for _n in range(3):
        page.keyboard.press("Alt+ArrowRight")
    moved = "00 01 03 04 05 02 06 07 08 09 10 11"
    assert shown(page) == moved
    expect(page.locator("#arrangement")).to_have_attribute("value", "manual")
    expect(page.locator("#undo-stack li")).to_have_count(3)
    assert stored(release) == moved
    assert page.evaluate("document.activeElement.dataset.name") == "02.jpg"
    page.keyboard.press("h")
    expect(page.locator('.tile[data-name="02.jpg"] .tag.hero')).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("[data-sort] span")).to_have_text("Time")
    expect(page.locator(".tile").nth(2)).to_have_attribute("data-name", "02.jpg")
    for _n in range(2):
        page.keyboard.press("u")
    expect(page.locator(".tag.hero")).to_have_count(0)
    expect(page.locator("[data-sort] span")).to_have_text("By hand")
    page.keyboard.press("u")
    expect(page.locator(".tile").nth(4)).to_have_attribute("data-name", "02.jpg")
    assert stored(release) == "00 01 03 04 02 05 06 07 08 09 10 11"


def test_an_answer_takes_no_later_key_back(open_sheet: Callable[[Release], Page], release: Release) -> None:
    page = open_sheet(release)
    answers = HeldAnswers(page, "**/arrange/")
    page.locator('.tile[data-name="02.jpg"]').focus()
    for _n in range(2):
        page.keyboard.press("Alt+ArrowRight")
    answers.let_one_go()
    # The second is asked for: the answer to the first is on the page.
    answers.wait()
    page.keyboard.press("Alt+ArrowRight")
    moved = "00 01 03 04 05 02 06 07 08 09 10 11"
    assert shown(page) == moved
    for key in "ssh":
        page.keyboard.press(key)
    for _n in range(5):
        assert page.locator("[data-sort] span").text_content() == "Name"
        assert page.locator('.tile[data-name="02.jpg"] .tag.hero').is_visible()
        answers.let_one_go()
    expect(page.locator("#undo-stack li")).to_have_count(6)
    release.refresh_from_db()
    assert release.photo_order == "name"
    assert release.hero
    assert release.hero.filename == "02.jpg"


def test_an_order_waits_for_a_lost_network_as_decisions_do(
    open_sheet: Callable[[Release], Page], release: Release
) -> None:
    page = open_sheet(release)
    page.route("**/arrange/", lambda route: route.abort())
    page.locator('.tile[data-name="02.jpg"]').focus()
    for _n in range(3):
        page.keyboard.press("Alt+ArrowLeft" if _n == 2 else "Alt+ArrowRight")
    banner = page.locator("#offline")
    expect(banner).to_contain_text("3 decisions wait here")
    page.keyboard.press("u")
    expect(banner).to_contain_text("2 decisions wait here")
    moved = "00 01 03 04 02 05 06 07 08 09 10 11"
    assert shown(page) == moved
    page.reload()
    expect(banner).to_contain_text("2 decisions wait here")
    assert shown(page) == moved
    answers = HeldAnswers(page, "**/arrange/")  # else the page's own next try may take the button away
    page.get_by_role("button", name="Try now").click()
    for _n in range(2):
        answers.let_one_go()
    expect(page.locator("#undo-stack li")).to_have_count(2)
    assert stored(release) == moved
    page.route("**/arrange/", lambda route: route.fulfill(status=500, body=""))
    page.locator('.tile[data-name="02.jpg"]').press("Alt+ArrowRight")
    expect(page.locator("#toasts")).to_contain_text("The desk could not do that.")
    assert shown(page) == moved
    expect(page.locator("[data-failed]")).to_have_count(0)


def test_a_selection_is_dragged_and_moved_to_a_position(
    open_sheet: Callable[[Release], Page], release: Release
) -> None:
    page = open_sheet(release)
    page.locator('.tile[data-name="00.jpg"]').click()
    page.locator('.tile[data-name="01.jpg"]').click(modifiers=["Shift"])
    page.locator('.tile[data-name="00.jpg"] img').drag_to(
        page.locator('.tile[data-name="04.jpg"]'), target_position={"x": 20, "y": 40}
    )
    assert shown(page).startswith("02 03 00 01 04")
    expect(page.locator("#arrangement")).to_have_attribute("value", "manual")
    page.locator("#actions summary").click()
    page.get_by_role("button", name="Move to position…").click()
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    expect(page.locator("#actions summary")).to_be_focused()  # the button itself lies in a menu that is closed by now
    expect(page.locator(".tile").last).to_have_attribute("data-name", "01.jpg")
    expect(page.locator("#undo-stack li")).to_have_count(2)
    assert stored(release).endswith("11 00 01")
    answers = HeldAnswers(page, "**/arrange/")
    page.locator('.tile[data-name="03.jpg"]').click()
    page.locator('.tile[data-name="05.jpg"]').click(modifiers=["Control"])
    page.locator('.tile[data-name="03.jpg"] img').drag_to(
        page.locator('.tile[data-name="05.jpg"]'), target_position={"x": 20, "y": 40}
    )
    assert shown(page).startswith("02 04 03 05 06")
    answers.let_one_go()


def test_what_others_do_moves_nothing_that_is_looked_at(
    open_sheet: Callable[[Release], Page], release: Release
) -> None:
    page = open_sheet(release)
    before = shown(page)
    with transaction.atomic():  # a poll between would bring them as taken last
        for _n in range(2):
            early = make_photo(release, filename=f"early{_n}.jpg")
            assert early.original
            early.original.taken, early.original._state.adding = "2026-08-01", True
            early.original.save(force_update=True)
    button = page.locator("#arrivals")
    expect(button).to_have_text("2 new photos")
    assert shown(page) == before
    button.click()
    assert shown(page) == f"early0 early1 {before}"
    expect(button).to_be_hidden()
    place_photos(release, {release.photos.last().pk: 1}, APPROVER, may_publish=True)  # type: ignore[union-attr]  # there is one
    expect(button).to_have_text("New order")
    assert shown(page).startswith("early0")


def test_a_stack_opens_is_decided_by_one_key_and_undone(open_sheet: Callable[[Release], Page]) -> None:
    drop = Drop()
    drop.take("before.jpg", scene(101), "2026-09-01T17:00:00")
    drop.series(1, 4)
    page = open_sheet(drop.release)
    expect(page.locator(".tile.is-stack .count b")).to_have_text("4")
    chip = page.locator(".chip[data-kinds=stacked]")
    expect(chip.locator("b")).to_have_text("4")
    chip.click()
    assert len(shown(page).split()) == 1
    chip.click()
    top = page.locator(".tile.is-stack")
    assert len(shown(page).split()) == 2
    top.focus()
    page.keyboard.press("g")
    assert len(shown(page).split()) == 5
    line = page.locator(".burst")
    expect(line).to_contain_text("Series, 4 photos")
    expect(line).to_contain_text("in 6 seconds")
    tops = "all => new Set(all.map((tile) => tile.getBoundingClientRect().top)).size"
    assert page.locator(".tile:not([hidden])").evaluate_all(tops) == 1, "its line leaves no gap in the row"
    expect(page.locator(".tile.is-opened")).to_have_count(4)
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.locator(".edges .e-declined")).to_have_count(1)
    expect(page.locator(".tile.is-stack:not(.s-declined)")).to_be_focused()  # the keys go on with what is in sight
    page.keyboard.press("Control+z")
    expect(page.locator(".edges i")).to_have_count(1)
    page.keyboard.press("k")
    expect(page.locator(".edges .e-declined")).to_have_count(3)
    assert Photo.objects.filter(state=PhotoState.DECLINED).count() == 3
    page.keyboard.press("u")
    expect(page.locator(".edges i")).to_have_count(1)
    page.keyboard.press("g")
    line.get_by_role("button", name="No stack").click()
    expect(page.locator(".burst")).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator(".burst")).to_contain_text("Series, 4 photos")
    line.get_by_role("button", name="No stack").click()
    expect(page.locator(".burst")).to_have_count(0)
    expect(page.locator(".tile.is-stack")).to_have_count(0)
    page.reload()
    assert len(shown(page).split()) == 5


def test_full_size_shows_what_a_stack_hides_and_steps_through_an_open_one(
    open_sheet: Callable[[Release], Page],
) -> None:
    drop = Drop()
    drop.take("before.jpg", scene(101), "2026-09-01T17:00:00")
    drop.series(1, 4)
    page = open_sheet(drop.release)
    page.locator(".tile.is-stack").press("z")
    viewer = page.get_by_role("dialog", name="Full size")
    expect(viewer.locator(".viewer-count")).to_have_text("2/2")
    expect(viewer.locator(".viewer-stack")).to_contain_text("Series, 4 photos")
    expect(viewer.locator(".filmstrip [data-below]")).to_have_count(3)
    page.keyboard.press("g")
    expect(viewer.locator(".viewer-count")).to_contain_text("/5")
    seen = set()
    page.keyboard.press("Home")
    for _n in range(4):
        page.keyboard.press("ArrowRight")
        seen.add(viewer.locator(".viewer-title strong").inner_text())
    assert seen == {"10.jpg", "11.jpg", "12.jpg", "13.jpg"}
    viewer.get_by_role("button", name="Close the stack").click()
    expect(viewer.locator(".viewer-count")).to_have_text("2/2")
    viewer.locator(".filmstrip [data-below]").first.click()
    expect(viewer.locator(".viewer-count")).to_contain_text("/5")
    page.keyboard.press("k")
    expect(page.locator(".tile[data-state=declined]")).to_have_count(3)
