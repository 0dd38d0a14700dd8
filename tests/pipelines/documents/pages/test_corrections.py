"""What a page says of corrections: the note above everything, and photo by photo what changed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from pipelines.documents.manifest import Correction, PhotoChange, Tombstone
from pipelines.documents.pages.release_page import release_page
from tests.pipelines.documents.pages.test_release_page import visible
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release

AT = dt.datetime(2026, 9, 14, 7, 12, tzinfo=dt.UTC)


def correction(version: int = 2, **fields: Any) -> Correction:
    return Correction(version=version, at=AT + dt.timedelta(days=version - 2), **fields)


def page(*corrections: Correction, language: str = "de") -> str:
    made = manifest(photo("p1"), Tombstone(id="p2"), photo("p3"), version=3, text=release(corrections=corrections))
    return release_page(made, house(), language).decode()


def notice(html: str) -> str:
    found = re.search(r'<p class="notice".*?</p>', html, re.DOTALL)
    return visible(found[0]) if found else ""


def test_the_note_is_told_first_with_what_changed() -> None:
    changes = (PhotoChange(id="p3", change="changed", fields=("captions", "persons")),)
    told = page(correction(notes={"de": "Richtig sind 64."}, fields=("texts",), photos=changes))
    assert notice(told) == (
        "Berichtigt am 14. September 2026, 9.12 Uhr Richtig sind 64. Text berichtigt "
        "Foto 3 : Bildunterschrift und Personen berichtigt Alle Fassungen"
    )
    assert '<a href="#correction">berichtigt</a>' in told


def test_it_stays_while_later_versions_have_no_note() -> None:
    gone = correction(3, photos=(PhotoChange(id="p2", change="withdrawn"),))
    html = page(gone, correction(notes={"de": "Richtig sind 64."}))
    assert "Richtig sind 64." in notice(html)
    assert re.search(r"Fassung 3, gültig 15\. Sept.*? Foto 2 : zurückgezogen .*? Fassung 2 14\. Sept", visible(html))


def test_many_photos_of_which_the_same_is_told_take_one_line() -> None:
    photos = [photo(f"p{n}") for n in range(1, 12)]
    changed = [PhotoChange(id=one.id, change="changed", fields=("captions",)) for one in photos[:8]]
    added = [PhotoChange(id=one.id, change="added") for one in photos[8:10]]
    told = correction(notes={"de": "Neu."}, photos=(*changed, *added))
    html = release_page(manifest(*photos, version=2, text=release(corrections=(told,))), house(), "de").decode()
    assert "Neu. 8 Fotos: Bildunterschrift berichtigt Fotos 9 , 10 : neu Alle Fassungen" in notice(html)
    assert "Fotos 1 , 2 , 3 , 4 , 5 , 6 , 7 , 8 : Bildunterschrift berichtigt" in visible(html)


def test_each_earlier_version_says_something() -> None:
    made = manifest(
        Tombstone(id="p1", withdrawn_at=correction(3).at),
        photo("p2"),
        version=4,
        text=release(corrections=(correction(4, notes={"de": "Neu."}), correction(3), correction(2))),
    )
    html = visible(release_page(made, house(), "de").decode())
    assert re.search(r"Fassung 3 15\. Sept\S+ 2026, 9\.12 Uhr Foto 1 : zurückgezogen Fassung 2 14\. Sept", html)
    assert re.search(r"Fassung 2 14\. Sept\S+ 2026, 9\.12 Uhr Fotos geändert Fassung 1", html)


@pytest.mark.parametrize("changes", [(), (PhotoChange(id="p2", change="withdrawn"),)])
def test_a_withdrawal_alone_corrects_nothing(changes: tuple[PhotoChange, ...]) -> None:
    assert notice(page(correction(photos=changes))) == ""


def test_fields_without_a_word_of_their_own_are_told_together() -> None:
    changes = (PhotoChange(id="p1", change="changed", fields=("keywords", "ext_descriptions", "alt_texts")),)
    html = page(correction(photos=(*changes, PhotoChange(id="p3", change="added"))), language="en")
    assert "Photo 1 : details and alternative text corrected Photo 3 : new" in notice(html)
