"""The next photos to caption: taken in one go, in the release's order, and around its end to its beginning."""

from __future__ import annotations

import pytest

from archive.models import Burst, Photo, Release
from archive.photos.caption_groups import next_to_caption
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db

DONE = {"de": "Ein Fest", "en": "A feast"}


def drop(release: Release, *photos: tuple[str, dict[str, str]], **fields: object) -> list[str]:
    """Photos taken at these times of one evening."""
    made = [make_photo(release, captions=captions, **fields) for _time, captions in photos]  # type: ignore[arg-type]  # columns of any kind
    for photo, (time, _captions) in zip(made, photos, strict=True):
        assert photo.original
        photo.original.taken = f"2026-09-01T{time}" if time else ""
        photo.original.save()
    return [photo.pk for photo in made]


def test_a_group_was_taken_in_one_go_and_ends_at_a_caption() -> None:
    release = make_release()
    a, b, c, d, e = drop(
        release, ("18:00:00", {}), ("18:00:03", {"de": "x"}), ("18:00:04", DONE), ("18:00:05", {}), ("18:00:30", {})
    )
    assert next_to_caption(release) == [a, b]
    assert next_to_caption(release, [a, b]) == [d]
    assert next_to_caption(release, [c]) == [d]
    assert next_to_caption(release, [d]) == [e]
    assert next_to_caption(release, [e]) == [a, b]


def test_a_series_is_a_group_until_it_is_dismissed() -> None:
    release = make_release()
    ids = drop(release, ("18:00:00", {}), ("18:00:30", {}))
    series = Burst.objects.create(release=release, kind="series")
    Photo.objects.update(series=series)
    assert next_to_caption(release) == ids
    Burst.objects.update(dismissed=True)
    assert next_to_caption(release) == ids[:1]


def test_photos_without_a_time_stand_alone() -> None:
    release = make_release()
    a, b = drop(release, ("", {}), ("", {}))
    assert next_to_caption(release) == [a]
    assert next_to_caption(release, [a]) == [b]


@pytest.mark.parametrize("state", ["declined", "refused", "withdrawn"])
def test_what_is_not_going_to_be_public_wants_none(state: str) -> None:
    release = make_release()
    drop(release, ("18:00:00", {}), state=state)
    assert next_to_caption(release) == []


def test_a_group_goes_on_behind_what_was_declined() -> None:
    release = make_release()
    a, b, c = drop(release, ("18:00:00", {}), ("18:00:02", {}), ("18:00:04", {}))
    Photo.objects.filter(pk=b).update(state="declined")
    assert next_to_caption(release) == [a, c]


def test_nothing_is_left_once_all_are_captioned() -> None:
    release = make_release()
    (only,) = drop(release, ("18:00:00", {}))
    assert next_to_caption(release, [only]) == []
    Photo.objects.update(captions=DONE)
    assert next_to_caption(release) == []
