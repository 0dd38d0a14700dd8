"""The manifest: the same text read and written, tombstones without words, a schema that describes it."""

import hashlib
import json

import pytest
from pydantic import ValidationError

from pipelines.documents.manifest import (
    Tombstone,
    document_digest,
    manifest_schema,
    read_manifest,
    withdrawn_release,
    without_photos,
    write_manifest,
)
from tests.pipelines.documents.manifests import make_manifest, make_photo, make_text


def test_what_is_written_is_read_back_and_written_the_same() -> None:
    manifest = make_manifest(photos=(make_photo(captions={"de": "Łódź 😀"}), Tombstone(id="b2")))
    document = write_manifest(manifest)
    assert read_manifest(document) == read_manifest(document.encode()) == manifest
    assert write_manifest(read_manifest(document)) == document
    assert "Łódź 😀" in document, "people can read it"
    assert document_digest(document) == hashlib.sha256(document.encode()).hexdigest()


def test_a_withdrawn_photo_keeps_its_place_and_its_id_alone() -> None:
    manifest = make_manifest(photos=(make_photo("a1"), make_photo("b2"), make_photo("c3")))
    photos = without_photos(manifest, {"b2"})
    assert [photo.id for photo in photos] == ["a1", "b2", "c3"]
    assert photos[1] == Tombstone(id="b2")
    after = manifest.model_copy(update={"photos": photos})
    assert [photo.id for photo in after.live_photos] == ["a1", "c3"]
    assert json.loads(write_manifest(after))["photos"][1] == {"status": "withdrawn", "id": "b2"}


def test_a_withdrawn_release_says_which_it_was_and_nothing_else() -> None:
    text = make_text(published_at="2026-09-01T18:00:00Z", expires_at="2027-09-01T18:00:00Z")
    left = {name: value for name, value in withdrawn_release(text).model_dump().items() if value}
    assert left.pop("contact") == {"name": "", "mail": "", "phone": ""}
    assert left == text.model_dump(include={"slug", "number", "date", "published_at", "expires_at"})


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"status": "draft"},
        {"colour": "red"},
        {"previous": {"version": 1, "sha256": "short"}},
        {"photos": ({"status": "live", "id": "a"},)},
        {"photos": (make_photo().model_dump() | {"credit": ""},)},
        {"photos": (make_photo().model_dump() | {"crop": (0, 0, 1, 1.1)},)},
    ],
)
def test_what_is_no_manifest_is_refused(changes: dict[str, object]) -> None:
    document = make_manifest().model_dump(mode="json", by_alias=True) | changes
    with pytest.raises(ValidationError):
        read_manifest(json.dumps(document))


def test_the_schema_names_every_field_of_the_document() -> None:
    document = json.loads(write_manifest(make_manifest()))
    schema = manifest_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["properties"]) == set(document)
    assert set(schema["$defs"]["Photo"]["properties"]) == set(document["photos"][0])
    assert set(schema["$defs"]["ReleaseText"]["properties"]) == set(document["release"])
