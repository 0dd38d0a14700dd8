"""The table: rows without doubles, in folders of their own, and each of them made of nothing but the manifest."""

from __future__ import annotations

import datetime as dt

from archive import addresses
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo
from workers.publish.derived import keys_of, release_files, spanning_files

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
