"""Placeholders come with the pixels; photos from before get theirs when they are sealed or published."""

from __future__ import annotations

import pytest

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Original, PressFile, Rendition
from archive.releases import lifecycle as releases
from archive.store.buckets import archive, press
from pipelines.documents.manifest import read_manifest
from tests.factories import make_photo
from tests.journey.running_stack import picture
from tests.workers.stages import Upload, approved, publish, seal
from workers.publish.placeholders import make_placeholders


def test_a_developed_photo_has_one_and_the_manifest_tells_it(upload: Upload) -> None:
    photo = approved(upload(picture((600, 400))))
    original = Original.objects.get()
    assert original.colour.startswith("#")
    assert original.thumbhash
    releases.publish(photo.release, OPERATOR)
    publish(photo.release_id)
    [shown] = read_manifest(press().get(addresses.manifest_key(photo.release.slug))).live_photos
    assert (shown.dominant_colour, shown.thumbhash) == (original.colour, original.thumbhash)


@pytest.mark.parametrize("step", ["seal", "publish"])
def test_a_photo_from_before_gets_its_own_at_the_next_step(upload: Upload, step: str) -> None:
    photo = approved(upload(picture((600, 400))))
    made = Original.objects.get()
    Original.objects.update(colour="", thumbhash="")
    if step == "seal":
        PressFile.objects.all().delete()
        type(photo).objects.update(due_at=photo.changed_at)
        assert seal(photo.pk)
    else:
        releases.publish(photo.release, OPERATOR)
        publish(photo.release_id)
    again = Original.objects.get()
    assert len(again.thumbhash) == len(made.thumbhash), "the same but for what encoding costs"
    assert again.colour


@pytest.mark.usefixtures("buckets", "db")
@pytest.mark.parametrize("body", [None, b"no picture"])
def test_pixels_that_are_not_there_cost_nobody_anything(body: bytes | None) -> None:
    photo = make_photo()
    assert photo.original
    if body:
        for rendition in Rendition.objects.all():
            archive().put(rendition.key, body, rendition.media_type)
    paused = []
    make_placeholders([photo.original], lambda: paused.append(1))
    assert Original.objects.get().thumbhash == ""
    assert not paused, "a slice that ended here would end here again, for ever"
