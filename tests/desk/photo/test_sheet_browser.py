"""The side sheet in a real browser: from text to text, drafts, the next group, conflicts, a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from archive.models import Original, Photo
from archive.photos.editing import edit
from tests.desk.browser import HeldAnswers, open_sheet
from tests.factories import APPROVER, make_photo, make_release

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("buckets")]


@pytest.fixture
def expected_complaints() -> tuple[str, ...]:
    return ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:sendError", "htmx:afterRequest", "status of 409")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def test_tab_goes_from_text_to_text_and_control_enter_to_the_next_group(page: Page) -> None:
    release = make_release()
    photos = [make_photo(release, captions={}, credit="©A" if n else "©B") for n in range(2)]
    after = make_photo(release, captions={})
    after.original.taken = "2026-09-01T19:30:00"  # type: ignore[union-attr]  # made with one
    after.original.save()  # type: ignore[union-attr]
    open_sheet(page, release, photos)
    expect(page.locator(".what-next")).to_contain_text("Next: 1 photo, 19:30")
    stops = []
    for _n in range(4):
        stops.append(focused(page))
        page.keyboard.press("Tab")
    assert stops == ["captions.de", "captions.en", "alt_texts.de", "alt_texts.en"]
    caption = page.locator("[name='captions.de']")
    caption.fill("Am Abend")
    expect(page.locator("[name='tick.captions.de']")).to_be_checked()
    caption.fill("")
    expect(page.locator("[name='tick.captions.de']")).not_to_be_checked()
    caption.fill("Am Abend")
    page.locator("[name='captions.en']").fill("In the evening")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#sheet form[data-single='{after.pk}']")).to_be_visible()
    expect(page.locator(f"#photo-{after.pk}")).to_have_attribute("aria-selected", "true")
    assert focused(page) == "captions.de"
    assert [p.credit for p in release.photos.filter(pk__in=[p.pk for p in photos]).order_by("credit")] == ["©A", "©B"]
    assert all(Photo.objects.get(pk=p.pk).captions == {"de": "Am Abend", "en": "In the evening"} for p in photos)


def test_what_is_typed_before_an_answer_is_lost_to_none(page: Page) -> None:
    release = make_release()
    photos = [make_photo(release, filename=f"{n}.jpg", captions={}) for n in range(4)]
    for n, photo in enumerate(photos):  # each a scene of its own
        assert photo.original
        Original.objects.filter(pk=photo.original.pk).update(taken=f"2026-09-01T1{n}:00:00")
    tiles = [page.locator(f"#photo-{photo.pk}") for photo in photos]
    shown = [page.locator(f"#sheet form[data-single='{photo.pk}']") for photo in photos]
    caption = page.locator("[name='captions.de']")
    open_sheet(page, release, photos[:1])
    answers = HeldAnswers(page, "**/sheet/")
    # Behind "Save, next" it is the next photo's, and each press counts.
    caption.fill("Eins")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Zweii")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")
    answers.let_one_go()
    answers.let_one_go()
    expect(shown[2]).to_be_visible()
    # Behind "Save" it is still unsaved.
    caption.fill("Drei")
    page.get_by_role("button", name="Save", exact=True).click()
    caption.press_sequentially(" und mehr")
    answers.let_one_go()
    expect(page.locator("#save-state")).to_contain_text("Draft kept")
    expect(caption).to_have_value("Drei und mehr")
    # A photo that was asked for before takes no form away that somebody writes in; the keys stay where they went.
    page.get_by_role("button", name="Save", exact=True).click()
    answers.let_one_go()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    tiles[0].click()
    answers.wait()
    caption.press("End")
    caption.press_sequentially("!")
    tiles[3].click()
    answers.let_one_go()
    answers.let_one_go()
    expect(shown[3]).to_be_visible()
    tiles[0].click()
    answers.wait()
    page.keyboard.press("ArrowRight")
    answers.let_one_go()
    expect(shown[0]).to_be_visible()
    expect(tiles[1]).to_have_attribute("aria-selected", "true")
    expect(page.locator("#grid [aria-selected=true]")).to_have_count(1)
    assert [photo.captions.get("de") for photo in release.photos.order_by("filename")] == [
        "Eins",
        "Zwei",
        "Drei und mehr!",
        None,
    ]


def test_a_mode_is_chosen_by_keys_and_tells_what_it_does(page: Page) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"de": text}) for text in ("Eins.", "Zwei.")]
    open_sheet(page, release, photos)
    caption, effect = page.locator("[name='captions.de']"), page.locator("[data-field='captions.de'] .effect")
    expect(effect).to_have_text("Stays as it is")
    caption.fill("Dazu.")
    expect(effect).to_have_text("Replaces 2 texts")
    caption.press("Alt+ArrowDown")
    expect(effect).to_have_text("Follows 2 texts")
    page.get_by_role("button", name="Apply to 2 photos").click()
    expect(page.locator("#toasts")).to_contain_text("Applied to 2 photos.")
    assert [p.captions["de"] for p in release.photos.order_by("filename")] == ["Eins. Dazu.", "Zwei. Dazu."]


@pytest.mark.parametrize("count", [1, 2])
def test_a_draft_survives_reload_and_lost_network_and_ends_with_the_save(page: Page, count: int) -> None:
    release = make_release()
    photos = [make_photo(release) for _n in range(count)]
    open_sheet(page, release, photos)
    caption = page.locator("[name='captions.en']")
    caption.fill("Half written")
    expect(page.locator("#save-state")).to_contain_text("Draft kept, ")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#save-state")).to_contain_text("Not saved; your draft is kept")
    page.context.set_offline(False)
    page.reload()
    expect(caption).to_have_value("Half written")
    expect(page.locator("#sheet-draft")).to_contain_text("Your draft of ")
    page.locator("#sheet .foot-buttons .button").first.click()
    expect(page.locator(f"#photo-{photos[0].pk}")).to_have_attribute("data-revision", "2")
    if count == 1:
        expect(page.locator("#save-state")).to_contain_text("Saved")
    else:
        expect(page.locator("#sheet")).to_be_hidden()
    page.reload()
    expect(page.locator("#grid .tile").first).to_be_visible()
    page.wait_for_timeout(300)  # a draft would be offered by now
    expect(page.locator("#sheet")).to_be_hidden()
    assert all(Photo.objects.get(pk=photo.pk).captions["en"] == "Half written" for photo in photos)


def test_a_draft_over_a_colleagues_save_is_a_conflict_with_all_three(page: Page) -> None:
    photo = make_photo(captions={"en": "Before"})
    open_sheet(page, photo.release, [photo])
    page.locator("[name='captions.en']").fill("Mine")
    expect(page.locator("#save-state")).to_contain_text("Draft kept")
    edit(photo.pk, {"captions.en": "Theirs", "credit": "©Stadt"}, APPROVER, may_approve=False)
    page.reload()
    page.get_by_role("button", name="Save", exact=True).click()
    conflict = page.get_by_role("group", name="Changed by two people")
    expect(conflict.locator("dd")).to_have_text(["Theirs", "Mine", "Before"])
    conflict.get_by_role("button", name="Keep mine").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    stored = Photo.objects.get(pk=photo.pk)
    assert (stored.captions, stored.credit) == ({"en": "Mine"}, "©Stadt")


def test_conflicts_of_a_selection_are_settled_photo_by_photo(page: Page) -> None:
    release = make_release()
    photos = [make_photo(release, captions={"en": "Before"}) for _n in range(3)]
    open_sheet(page, release, photos)
    page.locator("[name='captions.en']").fill("Mine")
    for photo in photos[:2]:
        edit(photo.pk, {"captions.en": "Theirs"}, APPROVER, may_approve=False)
    page.get_by_role("button", name="Apply to 3 photos").click()
    results = page.locator("#results li")
    expect(results).to_have_count(2)
    results.first.get_by_role("button", name="Keep theirs").click()
    results.first.get_by_role("button", name="Write mine").click()
    expect(page.locator("#sheet")).to_be_hidden()
    assert sorted(p.captions["en"] for p in release.photos.all()) == ["Mine", "Mine", "Theirs"]


def test_on_a_phone_one_language_shows_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    photo = make_photo()
    open_sheet(page, photo.release, [photo])
    german, english = page.locator("[name='captions.de']"), page.locator("[name='captions.en']")
    expect(german).to_be_visible()
    expect(english).to_be_hidden()
    page.get_by_role("button", name="English").click()
    expect(english).to_be_visible()
    expect(german).to_be_hidden()
