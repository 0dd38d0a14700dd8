"""The table: rows without doubles, in folders of their own, and each of them made of nothing but the manifest."""

from __future__ import annotations

import datetime as dt
import json
import re

from archive import addresses
from archive.publishing.house import house as composed
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo
from workers.publish.derived import keys_of, release_files, spanning_files
from workers.publish.page_files import asset_files

DAY = dt.date(2026, 9, 1)


def test_no_two_rows_share_a_key() -> None:
    keys = [file.key for file in release_files(manifest())] + [file.key for file in spanning_files([DAY])]
    assert len(keys) == len(set(keys))


def test_every_file_of_a_release_lies_where_its_withdrawal_looks() -> None:
    for file in release_files(manifest()):
        assert file.key.startswith(("releases/fest/", "txt/")), file.key


def test_a_release_called_like_a_list_keeps_out_of_its_way() -> None:
    lists = {file.key for file in spanning_files([DAY])}
    assert not any(key.startswith(addresses.release_folder("index")) for key in lists)


def test_the_same_manifest_makes_the_same_bytes() -> None:
    made = manifest(photo("p1"), photo("p2"))
    for file in release_files(made):
        assert file.make(made, house()) == file.make(made, house()), file.key
    for spanning in spanning_files([DAY]):
        assert spanning.make(listing(made), house()) == spanning.make(listing(made), house()), spanning.key


def test_a_withdrawn_release_has_its_documents_and_nothing_derived() -> None:
    gone = manifest(photo(), status="withdrawn")
    assert release_files(gone) == []
    assert keys_of(gone) == addresses.keys_of(gone)


def test_each_day_has_the_page_of_its_month_once() -> None:
    days = [DAY, DAY.replace(day=30), dt.date(2025, 12, 31)]
    pages = [file.key for file in spanning_files(days) if file.key.startswith("releases/index-")]
    assert pages == ["releases/index-2025-12.json", "releases/index-2026-09.json"]


def test_a_correction_of_one_caption_asks_for_few_pages() -> None:
    before = manifest(*(photo(f"p{n}", headlines={"de": "Fest"}) for n in range(60)))
    photos = tuple(
        one.model_copy(update={"captions": {"de": "Neu"}}) if one.id == "p9" else one for one in before.photos
    )
    after = before.model_copy(update={"photos": photos, "version": 2})
    old = {file.key: file.part(before) for file in release_files(before)}
    rewritten = {file.key for file in release_files(after) if file.part(after) != old[file.key]}
    assert len(old) > 120
    assert {key for key in rewritten if "/photos/" in key} == {
        "releases/fest/photos/p9/index.html",
        "releases/fest/photos/p9/en.html",
    }
    assert "releases/fest/index.html" in rewritten


def test_a_house_that_leads_in_another_language_keeps_the_release_s_first_page() -> None:
    keys = {file.key for file in release_files(manifest(languages=("en", "de")))}
    assert {"releases/fest/index.html", "releases/fest/de.html", "releases/fest/photos/p1/de.html"} <= keys


def test_what_pages_load_is_there_before_them() -> None:
    loaded = {file.key for file in asset_files()}
    page = next(file for file in release_files(manifest()) if file.key.endswith("fest/index.html"))
    html = page.make(manifest(), house()).decode()
    asked = set(re.findall(r'(?:href|src)="\.\./\.\./(assets/[^"]+)"', html))
    assert asked
    assert asked <= loaded


def test_a_release_s_page_carries_its_linked_data_and_leads_to_its_files_and_feeds() -> None:
    made = manifest(photo(captions={"de": "</script><b>"}))
    row = next(file for file in release_files(made) if file.key.endswith("fest/index.html"))
    html = row.make(made, composed()).decode()
    (article,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(article)["@type"] == "NewsArticle"
    for name in ("captions.xlsx", "ninjs.de.json", "feeds/de.atom", "feeds/de.rss"):
        assert re.search(rf'<a href="[^"]*{re.escape(name)}"', html), name
    assert '<link rel="alternate" type="application/atom+xml" title="Mitteilungen (Atom)" hreflang="de"' in " ".join(
        html.split()
    )


def test_the_page_leads_to_the_zip_with_all_photos_once_it_is_there() -> None:
    made = manifest(photo("p1"), photo("p2"))
    [key] = addresses.zip_keys(made)
    for stored, leads in ((set[str](), False), ({key}, True)):
        page = next(file for file in release_files(made, stored) if file.key == "releases/fest/index.html")
        assert (key.rpartition("/")[2] in page.make(made, house()).decode()) is leads
