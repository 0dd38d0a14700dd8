"""Version 1 of the format only ever gains optional fields: every document of the past is one of today, and the reverse.

`manifests/` holds a document of every form that was ever published, as the program of its time wrote it. A new form
adds a document and changes none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from pipelines.documents.manifest import manifest_schema, read_manifest, write_manifest
from tests.pipelines.documents.full_manifest import full_manifest

FOLDER = Path(__file__).parent / "manifests"
SAMPLES = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.json"))}
FIRST = "1-first"
"""The form that says what is obligatory for ever."""
LATEST = max(SAMPLES)
OBLIGATORY = {
    "Contact": set(),
    "Link": {"url"},
    "Previous": {"version", "sha256"},
    "Tombstone": {"id"},
    "File": {"profile", "href", "media_type", "width", "height", "bytes", "sha256"},
    "Download": {"profile", "href", "media_type", "width", "height", "bytes", "sha256", "permalink", "filename"},
    "Photo": {"id", "credit", "creator", "captions", "alt_texts", "headlines", "persons", "taken", "download"}
    | {"renditions"},
    "ReleaseText": {"slug", "number", "date", "dateline", "titles", "subtitles", "summaries", "texts", "contact"}
    | {"links", "terms", "published_at", "expires_at"},
    "Manifest": {"$schema", "status", "version", "previous", "made_at", "nonce", "publisher", "languages", "release"}
    | {"photos"},
}
"""What the first form demanded, by model."""


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    return SAMPLES[request.param]


def parts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value below, by its path."""
    match value:
        case dict():
            for name, below in value.items():
                yield from parts(below, f"{path}/{name}")
        case list():
            for n, below in enumerate(value):
                yield from parts(below, f"{path}/{n}")
        case _:
            yield path, value


def test_every_earlier_document_is_valid_by_the_schema_of_today(sample: str) -> None:
    Draft202012Validator(manifest_schema()).validate(json.loads(sample))


def test_every_earlier_document_is_read_and_nothing_of_it_is_lost(sample: str) -> None:
    again = dict(parts(json.loads(write_manifest(read_manifest(sample)))))
    assert [path for path, value in parts(json.loads(sample)) if again.get(path) != value] == []


def test_what_was_optional_stays_so_and_nothing_new_is_obligatory() -> None:
    schema = manifest_schema()
    models = {**schema["$defs"], "Manifest": schema}
    for name, demanded in OBLIGATORY.items():
        assert set(models[name].get("required", ())) <= demanded, name
        assert demanded <= set(models[name]["properties"]), f"{name} lost a field"


def test_readers_of_the_first_form_find_all_they_know_in_a_document_of_today() -> None:
    known = {path for path, _value in parts(json.loads(SAMPLES[FIRST])) if "/photos/1" not in path}
    today = json.loads(write_manifest(full_manifest()))
    assert known - {path for path, _value in parts(today)} == set()


def test_what_a_later_program_adds_is_ignored(sample: str) -> None:
    later = json.loads(sample)
    for each in (
        later,
        later["release"],
        *later["photos"],
        later["photos"][0]["download"],
        later["release"]["contact"],
    ):
        each["later"] = {"unknown": True}
    Draft202012Validator(manifest_schema()).validate(later)
    assert read_manifest(json.dumps(later)) == read_manifest(sample)


def test_the_latest_sample_has_every_field_of_today() -> None:
    """Whoever adds a field adds a document that has it: `full_manifest()`, written into the folder by its number."""
    told = json.loads(SAMPLES[LATEST])
    assert told == json.loads(write_manifest(full_manifest()))


def test_every_field_of_that_sample_says_something() -> None:
    assert sorted(_silent(full_manifest())) == []


def _silent(value: object) -> Iterator[str]:
    match value:
        case BaseModel():
            for name in type(value).model_fields:
                if name not in value.model_fields_set and name != "status":
                    yield f"{type(value).__name__}.{name}"
                yield from _silent(getattr(value, name))
        case tuple():
            for each in value:
                yield from _silent(each)
