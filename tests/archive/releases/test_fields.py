"""The table of a release's fields: what goes where, and what a person may say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from archive.models import Release
from archive.releases.fields import (
    IN_ADDRESS,
    MOMENTS,
    PER_LANGUAGE,
    RELEASE_FIELDS,
    SEALED,
    SINGLE,
    SUGGESTED,
    public_values,
    release_fields,
)
from pipelines.documents.manifest import ReleaseText

MOMENT = dt.datetime(2026, 9, 1, 18, tzinfo=dt.UTC)


def test_every_field_is_a_column() -> None:
    assert {field.name for field in RELEASE_FIELDS} <= {field.name for field in Release._meta.get_fields()}


def test_what_the_table_says_of_each() -> None:
    assert {"slug", "number", "titles", "terms"} == SEALED
    assert {"slug", "number"} == IN_ADDRESS
    assert {"slug", "date"} == SUGGESTED
    assert [field.name for field in PER_LANGUAGE] == ["titles", "subtitles", "summaries", "texts", "terms"]
    assert [field.name for field in SINGLE] == ["slug", "number", "kind", "date", "dateline", *MOMENTS]
    assert MOMENTS == ("goes_live_at", "expires_at")


def test_the_manifest_has_a_property_for_all_that_is_public() -> None:
    release = Release(titles={"de": "Fest"}, contact={"name": "Anna"}, links=[{"url": "https://example.org/"}])
    assert set(public_values(release)) == set(ReleaseText.model_fields) - {"published_at", "languages", "corrections"}


@pytest.mark.parametrize(
    ("name", "said", "stored"),
    [
        ("titles", {"de": " Fest ", "en": ""}, {"de": "Fest"}),
        ("titles", {"de": "Fest\vam \x1bFluss"}, {"de": "Fest am Fluss"}),
        ("texts", {"de": "- a\r\n\t- b\v\ufffe\x0c"}, {"de": "- a\n    - b"}),
        ("texts", {"de": "x" * 20_000}, {"de": "x" * 20_000}),
        ("titles", {"de": "x" * 300}, {"de": "x" * 300}),
        ("dateline", " " + "x" * 120, "x" * 120),
        ("slug", "a" * 80, "a" * 80),
        ("number", "", ""),
        ("kind", "", "press_release"),
        ("kind", "invitation", "invitation"),
        ("number", "x" * 40, "x" * 40),
        ("date", "2026-09-01", dt.date(2026, 9, 1)),
        ("goes_live_at", MOMENT, MOMENT),
        ("contact", {"name": "Anna\x07"}, {"name": "Anna"}),
        ("links", [{"url": "https://example.org"}], [{"url": "https://example.org/"}]),
        ("links", [{"url": " www.example.org/fest"}], [{"url": "https://www.example.org/fest"}]),
        ("links", [{"url": "example.org:8080?a=b"}], [{"url": "https://example.org:8080/?a=b"}]),
    ],
)
def test_what_is_said_is_stored_like_this_and_nothing_else(name: str, said: Any, stored: Any) -> None:
    assert release_fields(**{name: said}).columns() == {name: stored}


@pytest.mark.parametrize(
    "said",
    [
        {"titles": {"de": "x" * 301}},
        {"texts": {"de": "x" * 20_001}},
        {"titles": {"fr": "Fête"}},
        {"dateline": "x" * 121},
        {"slug": "a" * 81},
        {"slug": "-a"},
        {"kind": "rumour"},
        {"number": "x" * 41},
        {"contact": {"name": "x" * 301}},
        {"links": [{"url": "mailto:anna@example.org"}]},
        {"goes_live_at": dt.datetime(2026, 9, 1)},  # noqa: DTZ001 - without a zone it is no moment
        {"goes_live_at": MOMENT, "expires_at": MOMENT},
        {"state": "live"},
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        release_fields(**said)


def test_a_release_may_end_any_time_after_it_began() -> None:
    later = MOMENT + dt.timedelta(seconds=1)
    assert release_fields(goes_live_at=MOMENT, expires_at=later).columns()["expires_at"] == later
    assert release_fields(expires_at=MOMENT).columns() == {"expires_at": MOMENT}


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "Mit Leerzeichen"},
        {"titles": {"xx": "unknown language"}},
        {"colour": "red"},
        {"goes_live_at": "2026-09-01T18:00"},
        {"links": [{"url": "javascript:alert(1)"}]},
        {"number": "../../etc"},
        {"goes_live_at": "2026-09-02T18:00Z", "expires_at": "2026-09-01T18:00Z"},
    ],
)
def test_nonsense_is_refused_at_the_door(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        release_fields(**fields)
