"""A photo's page: its data, all of its files, its neighbours, and what it must be written again for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipelines.documents.manifest import Manifest, Tombstone, without_photos
from pipelines.documents.pages.photo_page import gallery_of, part_of, photo_page
from pipelines.metadata.source_types import SOURCE_TYPES
from tests.pipelines.documents.pages.test_release_page import many, visible
from tests.pipelines.documents.press_house import house
from tests.pipelines.documents.press_manifest import manifest, photo, release


def page(made: Manifest, photo_id: str = "p1", language: str = "de") -> str:
    return photo_page(gallery_of(made, language), house(), photo_id).decode()


def test_it_tells_what_is_known_and_leaves_out_the_rest() -> None:
    known = photo(
        persons=("Gül Öztürk", "Paweł Żółw"),
        taken="2026-09-12T19:06",
        headlines={"de": "Eröffnung"},
        digital_source_type=f"{SOURCE_TYPES}digitalCapture",
    )
    text = visible(page(manifest(known)))
    assert "Im Bild Gül Öztürk Paweł Żółw Aufgenommen 12. September 2026, 19.06 Uhr Foto Anna" in text
    assert "Herkunft Digitale Aufnahme, ohne KI" in text
    bare = visible(page(manifest(photo())))
    assert not re.search("Im Bild|Aufgenommen|Herkunft", bare)
    assert "Foto 1 Ein Fest ©Stadt/Anna" in bare, "a photo without a headline is called by its number"


def test_all_files_can_be_downloaded_the_whole_one_by_its_human_address() -> None:
    html = page(manifest(photo()))
    assert 'href="../../../../f/p1.jpg" download="p1.jpg"' in html
    assert 'href="../../../../photos/p1/800w.jpg" download="800w.jpg"' in html
    assert "JPEG, volle Größe" in html
    assert "JPEG, klein" in html


def test_neighbours_are_those_that_are_there() -> None:
    made = manifest(photo("p1"), Tombstone(id="p2"), photo("p3"))
    first, last = page(made, "p1"), page(made, "p3")
    assert (first.count('rel="prev"'), first.count('rel="next"')) == (0, 2)
    assert 'class="next" href="../p3/index.html"' in first
    assert 'class="prev" href="../p1/index.html"' in last
    assert "Foto 3 von 3" in last


def test_the_strip_shows_a_few_of_its_motif_around_it() -> None:
    made = manifest(*many(30, headlines={"de": "Fest"}))
    strip = re.search(r'class="strip".*?</ul>', page(made, "p20"), re.DOTALL)
    assert strip
    assert re.findall(r"Foto (\d+)", strip[0]) == [str(n) for n in range(14, 26)]
    assert strip[0].count('aria-current="page"') == 1


def test_a_photo_that_is_not_public_has_no_page() -> None:
    with pytest.raises(KeyError):
        page(manifest(photo("p1"), Tombstone(id="p2")), "p2")


def test_the_other_language_is_one_click_away() -> None:
    assert '<a href="en.html" lang="en" hreflang="en">English</a>' in page(manifest(photo()))


def changed(made: Manifest, photo_id: str, **fields: Any) -> Manifest:
    photos = tuple(
        one.model_copy(update=fields) if one.id == photo_id and one.status == "live" else one for one in made.photos
    )
    return made.model_copy(update={"photos": photos, "version": made.version + 1})


def touched(before: Manifest, after: Manifest) -> set[str]:
    old, new = gallery_of(before, "de"), gallery_of(after, "de")
    return {one.id for one in after.live_photos if part_of(old, one.id) != part_of(new, one.id)}


def test_another_caption_asks_for_its_own_page_alone() -> None:
    made = manifest(*many(40, headlines={"de": "Fest"}))
    assert touched(made, changed(made, "p20")) == set()
    assert touched(made, changed(made, "p20", captions={"de": "Neu"})) == {"p20"}


def test_a_withdrawal_asks_for_those_that_showed_the_photo() -> None:
    made = manifest(*many(40, headlines={"de": "Fest"}))
    after = made.model_copy(update={"photos": without_photos(made, {"p20"}, made.made_at), "version": 2})
    pages = touched(made, after)
    assert {"p19", "p21"} <= pages <= {f"p{n}" for n in range(8, 33)}
    assert not [one for one in after.live_photos if one.id not in pages and "photos/p20/" in page(made, one.id)]


def test_another_title_asks_for_all() -> None:
    made = manifest(*many(3))
    after = made.model_copy(update={"release": release(titles={"de": "Neu"})})
    assert touched(made, after) == {"p1", "p2", "p3"}


def test_a_website_can_embed_it_where_there_is_a_gallery() -> None:
    assert "press-gallery" not in page(manifest(photo()))
    offered = house(gallery="https://press.example/assets/gallery.js")
    html = photo_page(gallery_of(manifest(photo()), "de"), offered, "p1").decode()
    assert (
        "&lt;press-gallery src=&#34;https://press.example/releases/fest/manifest.json&#34; photo=&#34;p1&#34;" in html
    )
