"""Metadata that breaks its reader costs itself: the photo is developed, sealed and says so."""

from __future__ import annotations

from typing import Any

import pytest

from archive.models import Photo
from archive.store.buckets import archive
from tests.journey.running_stack import picture
from tests.pipelines.metadata.carriers import STALLS, iim_of
from tests.workers.stages import Upload, approved

BROKEN: dict[str, dict[str, Any]] = {
    "exif": {"exif": STALLS["gps pointers"]},
    "xmp": {"xmp": b"<x:xmpmeta"},
    "iim": {"extra": iim_of((2, 80, b"A")).replace(b"\x1c\x02\x50", b"\x99\x02\x50")},
}


@pytest.mark.parametrize("carrier", BROKEN)
def test_what_breaks_a_reader_is_developed_with_a_warning(carrier: str, upload: Upload) -> None:
    photo = approved(upload(picture((600, 400), **BROKEN[carrier])))
    assert photo.warnings == [f"{carrier}_unreadable"]
    assert photo.problem == ""
    bodies = [archive().get(key) for key in photo.press_files.values_list("key", flat=True)]
    assert bodies
    assert all(b"<photoshop:Credit>" in body for body in bodies)


@pytest.mark.parametrize("kind", STALLS)
def test_no_crafted_exif_keeps_a_photo_from_its_place(kind: str, upload: Upload) -> None:
    photo = approved(upload(picture((600, 400), exif=STALLS[kind])))
    assert set(photo.warnings) <= {"exif_unreadable"}
    assert (photo.crashes, Photo.objects.get().problem) == (0, "")
