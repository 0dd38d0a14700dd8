"""What a key or the mouse hits on the contact sheet: the rules of `selection.js`, in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from archive.models import Release
from archive.releases.lifecycle import unsorted
from desk.contact_sheet import placeholders
from tests.desk.browser import HeldAnswers
from tests.factories import make_photo, make_release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def expected_complaints() -> tuple[str, ...]:
    return ("status of 500", "Code 500")


@pytest.fixture
def release() -> Release:
    release = make_release()
    for letter in "abcdefgh":
        # Of parts of their own, for a change to one brings all tiles of its part: see `changed_photos`.
        make_photo(release, id=letter * 12)
    return release


@pytest.fixture
def page(page: Page, release: Release) -> Page:
    """The release's contact sheet."""
    page.goto(reverse("desk:release", args=(release.slug,)))
    return page


@pytest.fixture
def tiles(page: Page) -> list[Locator]:
    expect(page.get_by_role("gridcell")).to_have_count(8)
    return page.get_by_role("gridcell").all()


def selected(page: Page) -> list[int]:
    """The places of the selected photos."""
    found: list[int] = page.locator(".tile").evaluate_all(
        "all => all.flatMap((tile, at) => tile.ariaSelected === 'true' ? [at] : [])"
    )
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_single_selection_goes_along_and_a_key_hits_what_is_seen(page: Page, tiles: list[Locator]) -> None:
    tiles[0].click()
    press(page, "a", "ArrowRight")
    assert selected(page) == [1]
    press(page, "d")
    expect(tiles[1]).to_have_attribute("data-state", "declined")
    expect(tiles[0]).to_have_attribute("data-state", "approved")
    press(page, "Shift+D", "a")
    expect(tiles[2]).to_have_attribute("data-state", "approved")
    assert selected(page) == [2], "Shift acts and goes on"


def test_several_stay_selected_and_with_ctrl_only_the_focus_moves(page: Page, tiles: list[Locator]) -> None:
    tiles[0].click()
    press(page, "Control+ArrowRight", "Control+ArrowRight", "Space")
    assert selected(page) == [0, 2]
    press(page, "ArrowRight")
    assert selected(page) == [0, 2]
    expect(tiles[3]).to_be_focused()
    press(page, "Shift+A")
    expect(page.locator(".tile[data-state=approved]")).to_have_count(2)
    expect(tiles[3]).to_be_focused()
    assert selected(page) == [3], "behind those acted on"
    press(page, "Shift+ArrowRight", "Shift+ArrowRight")
    assert selected(page) == [3, 4, 5]
    press(page, "Shift+Home")
    assert selected(page) == [0, 1, 2, 3]
    press(page, "Escape", "End")
    assert selected(page) == []
    tiles[6].click()
    tiles[4].click(modifiers=["Shift"])
    assert selected(page) == [4, 5, 6]


def test_ctrl_a_selects_what_is_shown_wherever_the_focus_is(page: Page, tiles: list[Locator]) -> None:
    tiles[0].press("d")
    expect(tiles[0]).to_have_attribute("data-state", "declined")
    page.evaluate("document.activeElement.blur()")
    press(page, "Control+a")
    assert selected(page) == list(range(8))
    assert page.evaluate("String(getSelection())") == ""
    page.locator(".chip[data-kinds=ready]").click()
    assert selected(page) == list(range(1, 8)), "what a filter hides is not selected"
    page.locator(".chip[data-kinds=declined]").click()
    assert selected(page) == []
    page.locator("body").press("Control+a")
    assert selected(page) == [0]


def test_keys_selection_and_words_work_on_photos_whose_tiles_follow(
    page: Page, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placeholders, "DRAWN_AT_ONCE", 3)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/tiles/**", hold)
    page.reload()
    following = page.locator(".tile[data-follows]")
    expect(following).to_have_count(5)
    tiles, end = page.locator(".tile"), page.locator(".tile").nth(7)
    height = end.bounding_box()
    tiles.first.focus()
    press(page, "Control+a")
    assert selected(page) == list(range(8))
    press(page, "Escape", "End", "d")
    expect(end).to_have_attribute("data-state", "declined")
    expect(page.locator(".chip[data-kinds=ready] b")).to_have_text("7")
    expect(following).to_have_count(4)
    expect(page.locator("#following")).to_be_hidden()
    page.evaluate(
        "window.print = () => (document.body.dataset.printed = document.querySelectorAll('[data-follows]').length)"
    )
    press(page, "Control+p")
    page.locator("#filter-words").fill("nothing like it")
    expect(page.locator(".tile:not([hidden])")).to_have_count(0)
    expect(page.locator("#no-match"), "that is not known yet").to_be_hidden()
    page.locator("#filter-words").fill("feast")
    expect(page.locator(".tile:not([hidden])")).to_have_count(4)
    expect(page.locator("#following")).to_have_text("4 of 8 photos loaded")
    tiles.first.focus()
    press(page, "Control+a")
    assert selected(page) == [], "all are chosen once all are read"
    for route in held:
        route.continue_()
    page.unroute("**/tiles/**")
    expect(following).to_have_count(0)
    expect(page.locator(".tile:not([hidden])")).to_have_count(8)
    expect(page.locator("[aria-selected=true]")).to_have_count(8)
    expect(page.locator("body")).to_have_attribute("data-printed", "0")
    expect(page.locator("#following")).to_be_hidden()
    assert end.bounding_box() == height
    assert page.locator(".tile").evaluate_all("all => all.map((one) => one.dataset.id)") == [
        photo.pk for photo in release.photos.all()
    ]


def test_single_keys_act_nowhere_but_on_the_photos(page: Page, tiles: list[Locator]) -> None:
    tiles[0].click()
    page.locator("#columns").focus()
    press(page, "d", "a")
    tiles[0].focus()
    press(page, "Control+d", "Alt+a")
    page.wait_for_timeout(300)
    assert page.locator("[data-pending], [data-state=declined], [data-state=approved]").count() == 0


def test_at_full_size_the_keys_are_the_same_and_space_does_not_go_back(page: Page, tiles: list[Locator]) -> None:
    tiles[1].focus()
    press(page, "z")
    viewer = page.get_by_role("dialog", name="Full size")
    name = str(tiles[1].get_attribute("data-name"))
    expect(viewer).to_contain_text(name)
    press(page, "Space", "Space")
    expect(viewer).to_contain_text(name)
    press(page, "Shift+A", "Shift+D")
    expect(tiles[1]).to_have_attribute("data-state", "approved")
    expect(tiles[2]).to_have_attribute("data-state", "declined")
    press(page, "u")
    expect(tiles[2]).to_have_attribute("data-state", "ready")
    press(page, "End", "d", "Escape")
    expect(tiles[7]).to_have_attribute("data-state", "declined")
    expect(tiles[7]).to_be_focused()


def test_a_frame_drawn_with_the_mouse_selects(page: Page, tiles: list[Locator]) -> None:
    first, third = tiles[0].bounding_box(), tiles[2].bounding_box()
    assert first
    assert third
    page.mouse.move(first["x"] + 20, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(third["x"] + 20, third["y"] + 60, steps=4)
    page.mouse.up()
    assert selected(page) == [0, 1, 2]
    assert page.locator(".lasso").count() == 0


def test_strays_are_assigned_however_fast_one_after_the_other(page: Page, release: Release) -> None:
    stray = unsorted()
    photos = [make_photo(stray, filename=f"{n}.jpg") for n in range(3)]
    page.goto(reverse("desk:release", args=(stray.slug,)))
    answers = HeldAnswers(page, "**/assign/")
    form = page.locator("#actions [data-assign]")
    for photo in photos:
        page.locator(f"#photo-{photo.pk}").click()
        form.locator("[name=release]").select_option(release.slug)
        form.get_by_role("button").first.click()
    for _photo in photos:
        answers.let_one_go()
    expect(page.locator(".tile")).to_have_count(0)
    assert release.photos.filter(filename__in=["0.jpg", "1.jpg", "2.jpg"]).count() == 3


def test_a_failed_save_and_next_poisons_no_later_save(page: Page, tiles: list[Locator]) -> None:
    tiles[0].press("e")
    caption = page.get_by_label("Caption (German)")
    caption.fill("Neu")
    page.route("**/sheet/", lambda route: route.fulfill(status=500, body="<main><p>Kaputt.</p></main>"))
    caption.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("Kaputt.")
    page.unroute("**/sheet/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#sheet .sheet-head h2")).to_have_text(str(tiles[0].get_attribute("data-name")))
    page.get_by_label("Caption (German)").press("Control+Enter")
    expect(page.locator("#sheet .sheet-head h2")).to_have_text(str(tiles[1].get_attribute("data-name")))
    expect(tiles[1]).to_have_attribute("tabindex", "0")
