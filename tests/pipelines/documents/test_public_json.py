"""A public document is no page, whatever its texts say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.documents.manifest import read_manifest, write_manifest
from pipelines.documents.public_json import joined, json_line, public_json, public_json_with_lines
from pipelines.documents.release_index import release_index
from tests.pipelines.documents.press_house import house, listing
from tests.pipelines.documents.press_manifest import manifest, photo, release

TEXTS = st.text('<>&\\"uż03ce\n', max_size=6)
JSON = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(TEXTS, each, max_size=3),
    max_leaves=6,
)
HOSTILE = "<script>alert('&amp;')</script>"


def test_nothing_in_it_is_markup_and_every_value_stays() -> None:
    text = public_json({HOSTILE: ["Żółw", HOSTILE]})
    assert not {"<", ">", "&"} & set(text)
    assert "Żółw" in text
    assert json.loads(text) == {HOSTILE: ["Żółw", HOSTILE]}


@given(JSON)
def test_it_is_indented_json_with_three_characters_escaped(value: object) -> None:
    """Published bytes stay what they are: readers compare digests."""
    escapes = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
    assert public_json(value) == json.dumps(value, ensure_ascii=False, indent=1).translate(escapes) + "\n"
    short = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(escapes)
    assert (
        public_json_with_lines({"n": 1}, "all", [json_line(value)]) == f'{{\n "n": 1,\n "all": [\n  {short}\n ]\n}}\n'
    )


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
    text = public_json_with_lines({"name": HOSTILE}, "entries", map(json_line, entries))
    assert json.loads(text) == {"name": HOSTILE, "entries": entries}
    assert not {"<", ">", "&"} & set(text)
    assert text.count("\n") == (len(entries) + 5 if entries else 4)


def test_two_lines_are_joined_to_one_object() -> None:
    text = joined(json_line({"a": "}{", "b": HOSTILE}), json_line({"c": {"d": "{"}}))
    assert json.loads(text) == {"a": "}{", "b": HOSTILE, "c": {"d": "{"}}
