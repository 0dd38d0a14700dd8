"""Writing captions in a real browser: codes in both languages, persons in order, the preview, all by keys."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from archive.models import Photo, TextCode
from tests.desk.browser import open_sheet
from tests.factories import make_photo, make_release
from tests.page_checks import expect_accessible, expect_touchable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("buckets")]


def test_a_code_is_completed_in_both_languages_and_a_variable_at_the_save(page: Page) -> None:
    texts = {"de": ["Oberbürgermeisterin Groß", "OB Groß"], "en": ["Lord Mayor Groß", "Mayor Groß"]}
    TextCode.objects.create(code="ob", texts=texts)
    release = make_release()
    photos = [make_photo(release, captions={}) for _n in range(2)]
    open_sheet(page, release, photos)
    german, english = page.locator("[name='captions.de']"), page.locator("[name='captions.en']")
    english.fill("Opening by")
    german.fill("")
    german.press_sequentially("Eröffnung: =ob")
    offers = page.get_by_role("listbox", name="Codes and variables").get_by_role("option")
    expect(offers).to_have_count(2)
    expect(offers.first).to_contain_text("Lord Mayor Groß")
    german.press("Escape")
    expect(offers).to_have_count(0)
    expect(page.locator("#sheet")).to_be_visible()
    german.press_sequentially("#")
    german.press("Enter")
    expect(german).to_have_value("Eröffnung: OB Groß")
    expect(english).to_have_value("Opening by Mayor Groß")
    german.press_sequentially(", {dat")
    german.press("Tab")
    expect(german).to_have_value("Eröffnung: OB Groß, {date}")
    german.press_sequentially(" =xy=")
    shown = page.get_by_role("region", name="As it will be public")
    expect(shown).to_contain_text("Eröffnung: OB Groß, 1. September 2026 =xy=")
    expect(shown.locator("mark")).to_have_text("=xy=")
    german.press("Control+Enter")
    expect(page.locator("#sheet")).to_be_hidden()
    stored = Photo.objects.get(pk=photos[1].pk).captions
    assert stored["de"] == "Eröffnung: OB Groß, 1. September 2026 =xy="
    assert stored["en"] == "Opening by Mayor Groß 1 September 2026"


def test_persons_are_put_in_order_by_keys_and_become_the_sentence_and_back(page: Page) -> None:
    photo = make_photo(captions={"de": "Eröffnung.", "en": "Opening."})
    open_sheet(page, photo.release, [photo])
    entry = page.get_by_label("Persons")
    entry.press_sequentially("Anna Muster")
    entry.press("Enter")
    entry.press_sequentially("Dr. Bo Beispiel;Cem Can")
    entry.press("Enter")
    names = page.locator(".person > button:first-child")
    expect(names).to_have_text(["Anna Muster", "Dr. Bo Beispiel", "Cem Can"])
    entry.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    expect(names).to_have_text(["Anna Muster", "Cem Can", "Dr. Bo Beispiel"])
    expect(page.locator(".people [role=status]")).to_have_text("Cem Can, 2 of 3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(entry).to_be_focused()
    page.get_by_role("button", name="Into the captions").click()
    german = page.locator("[name='captions.de']")
    expect(german).to_have_value("Eröffnung. V.l.: Anna Muster, Cem Can und Dr. Bo Beispiel")
    expect(page.locator("[name='captions.en']")).to_have_value(
        "Opening. From left: Anna Muster, Cem Can and Dr Bo Beispiel"
    )
    german.fill("Eröffnung. V. l. n. r.: Eva Eins, Fritz Zwei")
    page.get_by_role("button", name="Take as persons").click()
    expect(names).to_have_text(["Eva Eins", "Fritz Zwei"])
    page.get_by_role("button", name="Remove Eva Eins").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    assert Photo.objects.get(pk=photo.pk).persons == ["Fritz Zwei"]


def test_the_sentence_of_persons_is_that_of_the_order_they_stand_in_before_typing_rests(page: Page) -> None:
    photo = make_photo(captions={"de": "Eröffnung.", "en": "Opening."}, persons=["Anna", "Bo"])
    open_sheet(page, photo.release, [photo])
    german = page.locator("[name='captions.de']")
    expect(page.locator("[data-sentence='captions.de']")).to_contain_text("Anna und Bo")
    page.get_by_label("Persons").press("ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    page.get_by_role("button", name="Into the captions").click()
    expect(german).to_have_value("Eröffnung. V.l.: Bo und Anna")


def test_an_alt_text_that_repeats_or_announces_is_warned_about(page: Page) -> None:
    photo = make_photo(captions={"de": "Ein Fest am Fluss", "en": "A feast"}, alt_texts={})
    open_sheet(page, photo.release, [photo])
    alt, advice = page.locator("[name='alt_texts.de']"), page.locator("[data-advice='alt_texts.de']")
    alt.fill("ein fest am fluss.")
    expect(advice).to_have_text("Repeats the caption")
    alt.fill("Bild: Menschen am Fluss")
    expect(advice).to_have_text("Screen readers say that it is a picture")
    alt.fill("Menschen am Fluss")
    expect(advice).to_have_text("")


def test_another_photos_texts_are_copied_and_a_word_is_replaced_everywhere(page: Page) -> None:
    release = make_release()
    make_photo(release, captions={"de": "Maier lacht", "en": "Maier laughs"}, persons=["Eva Maier", "Bo"])
    photo = make_photo(release, captions={})
    open_sheet(page, release, [photo])
    page.get_by_role("button", name="Copy from another photo").click()
    page.get_by_role("dialog").get_by_role("button", name="Maier laughs").click()
    expect(page.locator("[name='captions.en']")).to_have_value("Maier laughs")
    expect(page.locator(".person > button:first-child")).to_have_text(["Eva Maier", "Bo"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Find and replace").dblclick()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Find")).to_be_focused()
    assert sum(url.endswith("/replace/") for url in asked) == 1, "a second answer would replace what is typed"
    dialog.get_by_label("Find").fill("Maier")
    dialog.get_by_label("Replace by").fill("Meier")
    expect(dialog.locator("ins")).to_have_text(["Meier lacht", "Meier laughs", "Eva Meier; Bo"])
    dialog.get_by_role("button", name="Apply to 1 photo").click()
    expect(page.locator("#toasts")).to_contain_text("Captions of 1 photo changed.")
    expect(page.locator("[name='captions.de']")).to_have_value("Meier lacht")
    assert Photo.objects.get(pk=photo.pk).persons == ["Eva Meier", "Bo"]


def test_cells_of_a_spreadsheet_go_into_as_many_photos(page: Page) -> None:
    release = make_release()
    photos = [make_photo(release, captions={}) for _n in range(2)]
    open_sheet(page, release, photos)
    page.locator("[name='captions.de']").evaluate(
        """(field) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "Eins\\tOne\\nZwei\\tTwo\\n");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("ins")).to_have_text(["Eins", "One", "Zwei", "Two"])
    dialog.get_by_role("button", name="Apply to 2 photos").click()
    expect(page.locator("#toasts")).to_contain_text("Captions of 2 photos changed.")
    expect(dialog).to_be_hidden()
    assert [p.captions for p in release.photos.all()] == [{"de": "Eins", "en": "One"}, {"de": "Zwei", "en": "Two"}]


def test_axe_finds_nothing(page: Page) -> None:
    TextCode.objects.create(code="ob", texts={"de": ["Oberbürgermeisterin"], "en": ["Lord Mayor"]})
    release = make_release()
    photos = [make_photo(release, captions={"de": text}, persons=["Anna", "Bo"]) for text in ("Eins", "Zwei")]
    for scheme, size, chosen in (("light", (1440, 900), photos), ("dark", (390, 844), photos[:1])):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        page.set_viewport_size({"width": size[0], "height": size[1]})
        open_sheet(page, release, chosen)
        page.locator("[name='captions.de']").fill("=xy= =o")
        expect(page.locator("mark").first).to_be_visible()
        expect(page.locator("#completion [role=option]")).to_have_count(1)
        expect_accessible(page)
        page.keyboard.press("Escape")
        if size[0] == 390:
            expect_touchable(page)
        page.get_by_role("button", name="Find and replace").click()
        page.get_by_role("dialog").get_by_label("Find").fill("Eins")
        expect(page.get_by_role("dialog").locator("del").first).to_be_visible()
        expect_accessible(page)
        for address in ("/codes/", reverse("desk:captions_table", args=(release.slug,))):
            page.goto(address)
            expect_accessible(page)
            if size[0] == 390:
                expect_touchable(page)
        page.evaluate("localStorage.clear(); sessionStorage.clear()")  # else the draft comes back, and its photos
