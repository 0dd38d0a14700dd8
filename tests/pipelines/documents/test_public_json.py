"""A public document is no page, whatever its texts say."""

from __future__ import annotations

import json

import pytest

from pipelines.documents.manifest import read_manifest, write_manifest
from pipelines.documents.public_json import public_json, public_json_with_lines
from pipelines.documents.release_index import release_index
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo, release

HOSTILE = "<script>alert('&amp;')</script>"


def test_nothing_in_it_is_markup_and_every_value_stays() -> None:
    text = public_json({HOSTILE: ["Żółw", HOSTILE]})
    assert not {"<", ">", "&"} & set(text)
    assert "Żółw" in text
    assert json.loads(text) == {HOSTILE: ["Żółw", HOSTILE]}


def test_manifest_and_index_are_written_so() -> None:
    hostile = manifest(photo(captions={"de": HOSTILE}), text=release(titles={"de": HOSTILE}))
    text = write_manifest(hostile)
    index = release_index(listing(hostile), house(base_url="https://a.example/?a=1&b=")).decode()
    assert not {"<", ">", "&"} & set(text + index)
    assert read_manifest(text) == hostile
    assert json.loads(index)["releases"][0]["titles"] == {"de": HOSTILE}


def test_a_document_written_before_is_read_alike() -> None:
    hostile = manifest(photo(captions={"de": HOSTILE}))
    before = json.dumps(hostile.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    assert HOSTILE in before
    assert read_manifest(before) == hostile


@pytest.mark.parametrize("entries", [[], [{"a": HOSTILE}], [{"a": [1, 2]}, {"b": {"c": None}}]])
def test_a_list_with_a_line_for_each_entry_says_the_same(entries: list[object]) -> None:
    text = public_json_with_lines({"name": HOSTILE, "entries": entries}, "entries")
    assert json.loads(text) == {"name": HOSTILE, "entries": entries}
    assert not {"<", ">", "&"} & set(text)
    assert text.count("\n") == (len(entries) + 5 if entries else 4)
