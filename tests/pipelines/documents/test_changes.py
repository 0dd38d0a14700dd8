"""What a correction tells: notes, the names of what changed, and never a text that was replaced."""

from __future__ import annotations

import datetime as dt
import json

from pipelines.documents.changes import KEPT, corrections_of, only_takes_away
from pipelines.documents.manifest import (
    Correction,
    PhotoChange,
    Tombstone,
    placed,
    read_manifest,
    without_photos,
    write_manifest,
)
from tests.pipelines.documents.press_manifest import MOMENT, manifest, photo, release

NOW = MOMENT + dt.timedelta(hours=1)


def test_photos_are_named_with_what_changed() -> None:
    before = manifest(photo("p1"), photo("p2"), photo("p3"), photo("p4", order=1))
    after = (
        photo("p1", captions={"de": "Anders"}, persons=("Anna",)),
        Tombstone(id="p2"),
        photo("p4", order=2, hero=True),
        photo("p5"),
        photo("p3"),
    )
    [made] = corrections_of(before, before.release, after, 2, NOW, {"de": "Name berichtigt", "en": ""})
    assert (made.version, made.at, made.notes) == (2, NOW, {"de": "Name berichtigt"})
    assert made.photos == (
        PhotoChange(id="p1", change="changed", fields=("captions", "persons")),
        PhotoChange(id="p2", change="withdrawn"),
        PhotoChange(id="p5", change="added"),
    )
    assert "feast" not in made.model_dump_json()


def test_the_release_s_own_fields_are_named() -> None:
    before = manifest()
    text = release(titles={"de": "Neu"}, dateline="Berlin")
    [made] = corrections_of(before, text, before.photos, 2, NOW, {})
    assert (made.fields, made.photos) == (("dateline", "titles"), ())


def test_a_version_that_changes_nothing_corrects_nothing() -> None:
    before = manifest()
    assert corrections_of(before, before.release, before.photos, 2, NOW, {}) == ()


def test_fields_that_the_version_before_did_not_know_are_no_change() -> None:
    document = json.loads(write_manifest(manifest()))
    del document["photos"][0]["keywords"], document["release"]["kind"]
    before = read_manifest(json.dumps(document))
    after = manifest(photo(keywords=("Fest",)), text=release(kind="photos"))
    assert corrections_of(before, after.release, after.photos, 2, NOW, {}) == ()


def test_what_a_photo_had_nothing_to_say_of_is_told_once_it_has() -> None:
    before = read_manifest(write_manifest(manifest(photo(order=1))))
    after = (photo(order=1, crop=(0, 0, 0.5, 1), focal_point=(0.2, 0.5)),)
    [made] = corrections_of(before, before.release, after, 2, NOW, {})
    assert made.photos == (PhotoChange(id="p1", change="changed", fields=("crop", "focal_point")),)
    older = read_manifest(write_manifest(manifest(photo())).replace('"order":null,', ""))
    assert "order" not in older.live_photos[0].model_fields_set
    assert corrections_of(older, older.release, after, 2, NOW, {}) == ()


def test_earlier_corrections_stay_without_their_photos_and_not_for_ever() -> None:
    earlier = tuple(
        Correction(version=n, at=MOMENT, notes={"de": str(n)}, photos=(PhotoChange(id="p1", change="added"),))
        for n in range(KEPT + 1, 1, -1)
    )
    before = manifest(text=release(corrections=earlier))
    made = corrections_of(before, before.release, before.photos, KEPT + 2, NOW, {"de": "neu"})
    assert [one.version for one in made] == list(range(KEPT + 2, 2, -1))
    assert all(one.photos == () for one in made)


def test_a_version_that_only_takes_photos_away_is_told_from_a_correction() -> None:
    before = manifest(photo("p1"), photo("p2"), photo("p3"), hero="p2")
    less = before.model_copy(
        update={"photos": placed(without_photos(before, {"p2"}, before.made_at), "p1"), "hero": "p1"}
    )
    assert only_takes_away(before, less)
    assert only_takes_away(before, before)
    text = before.release.model_copy(update={"titles": {"de": "Neu"}})
    again = photo("p1", captions={"de": "Neu"})
    for change in (
        {"release": text},
        {"photos": (again, *less.photos[1:])},
        {"photos": less.photos[::-1]},
        {"photos": (*less.photos, photo("p4"))},
    ):
        assert not only_takes_away(before, less.model_copy(update=change))
    assert not only_takes_away(before, before.model_copy(update={"hero": "p3"}))
