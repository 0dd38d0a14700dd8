"""The sample event's files: what a camera writes, and what a drop has to cope with."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import IFD

from cli.sample.event import CITY, PHOTOGRAPHERS, Shot, plan_shots
from cli.sample.files import SERIAL, make_photo
from pipelines.metadata.embedded import read_metadata

DAY = dt.date(2026, 9, 5)


def small(shot: Shot) -> Shot:
    return replace(shot, size=(shot.size[0] // 10, shot.size[1] // 10))


def test_the_plan_holds_what_happens_in_real_drops() -> None:
    shots = plan_shots()
    assert len(shots) == 24
    assert Counter(shot.photographer for shot in shots) == {"joerg": 12, "michal": 12}
    assert all(12e6 <= shot.size[0] * shot.size[1] <= 24e6 for shot in shots)
    assert {shot.turn for shot in shots} == {1, 6, 8}
    assert [shot.tagged for shot in shots].count(False) == 1
    names = Counter((shot.photographer, Path(shot.name).name) for shot in shots)
    assert [count for count in names.values() if count > 1] == [2]
    assert len({(shot.photographer, shot.name) for shot in shots}) == 24


def test_small_photos_are_the_same_ones_of_a_quarter_of_the_size() -> None:
    large, small_ones = plan_shots(), plan_shots(small=True)
    assert [replace(shot, size=(0, 0)) for shot in small_ones] == [replace(shot, size=(0, 0)) for shot in large]
    assert all(3e6 <= shot.size[0] * shot.size[1] <= 6e6 for shot in small_ones)


@pytest.mark.parametrize("shot", [shot for shot in plan_shots() if shot.number in {1, 3, 6}], ids=lambda s: s.name)
def test_a_photo_says_everything_in_every_carrier(shot: Shot, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(make_photo(small(shot), "event-1", DAY))
    found = read_metadata(path, "JPEG")
    assert found.creator
    assert found.creator.value == PHOTOGRAPHERS[shot.photographer]
    assert found.captions == {"de": shot.scene.caption_de}
    assert found.city
    assert found.city.value == CITY
    assert found.date_taken
    assert (found.date_taken.value[:10], found.date_taken.source) == (DAY.isoformat(), "exif")
    assert found.orientation == shot.turn
    assert found.exposure
    assert None not in dict(found.exposure.value).values()
    with Image.open(path) as picture:
        assert picture.getexif().get_ifd(IFD.GPSInfo)
        assert picture.size == small(shot).size
    assert SERIAL.encode() in path.read_bytes()


def test_one_photo_is_bare_and_no_two_events_share_bytes() -> None:
    [bare] = [shot for shot in plan_shots() if not shot.tagged]
    one, other = (make_photo(small(bare), event, DAY) for event in ("20260905-aa", "20260905-ab"))
    assert one != other
    assert SERIAL.encode() not in one
    assert b"Exif" not in one
