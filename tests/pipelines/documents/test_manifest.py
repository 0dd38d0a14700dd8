"""The manifest: one text for one content, nothing in it that is no manifest, and what a withdrawal leaves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.documents.manifest import (
    Contact,
    Photo,
    Tombstone,
    document_digest,
    manifest_schema,
    placed,
    read_manifest,
    with_gaps,
    withdrawn_release,
    without_photos,
    write_manifest,
)
from tests.pipelines.documents.large_manifest import large_manifest
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo, release


def test_what_is_written_is_read_again() -> None:
    made = manifest(photo(crop=(0.1, 0.2, 0.5, 0.5), focal_point=(0.5, 0.5)), Tombstone(id="p2"))
    assert read_manifest(write_manifest(made)) == read_manifest(write_manifest(made).encode()) == made


def test_the_document_is_readable_by_people_and_names_its_schema() -> None:
    text = write_manifest(manifest(photo(persons=("Żółw",))))
    assert text.startswith('{\n "$schema": "https://press.example/schema/manifest-1.json",\n')
    assert text.endswith("\n}\n")
    assert "Żółw" in text


def test_the_digest_is_that_of_the_document_s_bytes() -> None:
    assert document_digest("Żółw\n") == hashlib.sha256("Żółw\n".encode()).hexdigest()


def test_live_photos_are_those_without_a_tombstone() -> None:
    first, third = photo("p1"), photo("p3")
    assert manifest(first, Tombstone(id="p2"), third).live_photos == (first, third)


def test_the_hero_is_the_one_named_else_the_first() -> None:
    first, second = photo("p1"), photo("p2")
    assert manifest(first, second, hero="p2").hero_photo == second
    assert manifest(Tombstone(id="p0"), first, second).hero_photo == first, "as in documents from before heroes"
    assert manifest(Tombstone(id="p0")).hero_photo is None


def test_a_withdrawn_photo_leaves_its_id_in_its_place() -> None:
    first, third = photo("p1"), photo("p3")
    made = manifest(first, photo("p2"), third, Tombstone(id="p4"))
    gone = Tombstone(id="p2", withdrawn_at=MOMENT)
    assert without_photos(made, {"p2", "p4"}, MOMENT) == (first, gone, third, Tombstone(id="p4"))
    assert json.loads(gone.model_dump_json()) == {
        "status": "withdrawn",
        "id": "p2",
        "withdrawn_at": "2026-09-01T18:00:00Z",
    }


def test_a_correction_keeps_the_places_of_withdrawn_photos() -> None:
    first, third, new = photo("p1"), photo("p3"), photo("p9")
    before = (Tombstone(id="p0"), first, photo("p2"), Tombstone(id="p2b"), third)
    gone = Tombstone(id="p2", withdrawn_at=MOMENT)
    kept = with_gaps((first, third, new), before, MOMENT)
    assert kept == (Tombstone(id="p0"), first, gone, Tombstone(id="p2b"), third, new)
    assert with_gaps((third, first), before, MOMENT) == (Tombstone(id="p0"), third, first, gone, Tombstone(id="p2b"))
    assert with_gaps((), (first,), MOMENT) == (Tombstone(id="p1", withdrawn_at=MOMENT),)


def test_live_photos_are_numbered_and_the_hero_is_marked() -> None:
    made = placed((photo("p1"), Tombstone(id="p2"), photo("p3")), "p3")
    assert [(one.order, one.hero) for one in made if isinstance(one, Photo)] == [(1, False), (3, True)]
    assert made[1] == Tombstone(id="p2")


def test_a_withdrawn_release_says_which_it_was_and_nothing_else() -> None:
    text = release()
    left = withdrawn_release(text)
    kept = ("slug", "number", "kind", "date", "published_at", "expires_at")
    assert [getattr(left, name) for name in kept] == [getattr(text, name) for name in kept]
    assert left.contact == Contact()
    said = left.model_dump(exclude={*kept, "contact"})
    assert [name for name, value in said.items() if value] == []


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"previous": {"version": 1, "sha256": "a" * 63}},
        {"status": "made"},
        {"photos": [{"status": "sold", "id": "p1"}]},
        {"photos": [photo().model_dump() | {"credit": ""}]},
        {"photos": [photo().model_dump() | {"crop": (0, 0, 1, 1.1)}]},
        {"photos": [photo().model_dump() | {"focal_point": (-0.1, 0)}]},
        {"photos": [photo().model_dump() | {"renditions": [photo().renditions[0].model_dump() | {"width": 0}]}]},
        {"photos": [photo().model_dump() | {"renditions": [photo().renditions[0].model_dump() | {"height": 0}]}]},
        {"photos": [photo().model_dump() | {"renditions": [photo().renditions[0].model_dump() | {"bytes": 0}]}]},
    ],
)
def test_what_no_manifest_holds_is_refused(change: dict[str, object]) -> None:
    document = json.loads(write_manifest(manifest())) | change
    with pytest.raises(ValidationError):
        read_manifest(json.dumps(document))


def test_the_edges_of_what_it_may_hold() -> None:
    smallest = {"width": 1, "height": 1, "bytes": 1}
    file = photo().renditions[0].model_copy(update=smallest)
    made = manifest(photo(crop=(0, 0, 1, 1), focal_point=(0, 1), renditions=(file,), credit="©"), version=1)
    assert read_manifest(write_manifest(made)) == made


def test_the_schema_describes_the_document_by_its_names() -> None:
    schema = manifest_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "$schema" in schema["properties"]
    assert not [value for name, value in _entries(schema) if name == "additionalProperties"]


def _entries(schema: Any) -> Iterator[tuple[str, Any]]:
    match schema:
        case dict():
            for name, value in schema.items():
                yield name, value
                yield from _entries(value)
        case list():
            for each in schema:
                yield from _entries(each)


def test_a_thousand_photos_stay_within_three_megabytes() -> None:
    assert len(write_manifest(large_manifest()).encode()) <= 3_000_000
