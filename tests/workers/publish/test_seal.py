"""Seal on the real store: new words, new files, the same picture; nothing is decoded or encoded for it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageFile
from pytest_django import Settings

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, PressFile, Release
from archive.photos import editing
from archive.releases import lifecycle as releases
from archive.states import PhotoState, ReleaseState
from archive.store.buckets import archive, press
from pipelines.documents import manifest as doc
from pipelines.imaging.encode import encode
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.pipelines.coded_pictures import scan_of
from tests.pipelines.pictures import profile
from tests.workers.stages import Upload, approved, develop, publish, seal
from workers.develop.chamber import Chamber
from workers.upkeep.reconcile import reconcile

# Every way to a pixel: this process's own, and the chamber's, which works in another.
WORK: list[tuple[Any, str]] = [
    (Image.Image, "save"),
    (Image, "open"),
    (ImageFile.ImageFile, "load"),
    (Chamber, "develop"),
    (Chamber, "inspect"),
]


@contextmanager
def counted_work() -> Iterator[Counter[str]]:
    """How often pixels were opened, decoded or encoded meanwhile, here or in the chamber."""
    counts: Counter[str] = Counter()

    def counting(name: str, real: Any) -> Any:
        @functools.wraps(real)
        def count(*args: Any, **options: Any) -> Any:
            counts[name] += 1
            return real(*args, **options)

        return count

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in WORK:
            patch.setattr(owner, name, counting(f"{owner.__name__}.{name}", getattr(owner, name)))
        yield counts


def files_of(photo: Photo) -> dict[str, PressFile]:
    """The newest press file of each profile."""
    return {file.profile: file for file in PressFile.objects.filter(photo=photo).order_by("pk")}


def test_a_caption_change_decodes_and_encodes_nothing(upload: Upload, settings: Settings) -> None:
    avif = profile("avif", format="avif", long_edge=400, speed=10)
    settings.RECIPES = settings.RECIPES.model_copy(update={"profiles": (*settings.RECIPES.profiles, avif)})
    photo = approved(upload(picture((600, 400))))
    before = files_of(photo)
    assert {file.media_type for file in before.values()} == {"image/jpeg", "image/webp", "image/avif"}
    editing.edit(photo.pk, {"captions.de": "Am Łódź-Platz"}, OPERATOR, may_approve=True)
    with counted_work() as work:
        assert seal(photo.pk)
    assert work == Counter()
    after = files_of(photo)
    for name, file in after.items():
        assert file.rendition
        old, new = archive().get(before[name].key), archive().get(file.key)
        assert scan_of(new) == scan_of(old) == scan_of(archive().get(file.rendition.key))
        assert (b"Ein Fest" in old, b"Ein Fest" in new) == (True, False)
        assert "Am Łódź-Platz".encode() in new


def test_the_count_sees_what_it_is_to_see(upload: Upload) -> None:
    photo = upload(picture((600, 400)))
    with counted_work() as work:
        encode(Image.new("RGB", (8, 8)), profile())
        develop(photo.pk)
    assert work["Image.save"] == work["Chamber.develop"] == work["Chamber.inspect"] == 1


@pytest.fixture
def live(upload: Upload) -> Release:
    """A release with one live photo."""
    release = make_release()
    approved(upload(picture((600, 400)), release))
    releases.publish(release, OPERATOR)
    publish(release.pk)
    return Release.objects.get(pk=release.pk)


def public(release: Release) -> doc.Manifest:
    return doc.read_manifest(press().get(addresses.manifest_key(release.slug)))


ALLOWED = b"http://ns.useplus.org/ldf/vocab/DMI-ALLOWED"


def test_another_rule_of_the_house_leaves_live_files_alone(live: Release, settings: Settings) -> None:
    before = public(live)
    settings.DATA_MINING = ALLOWED.decode()
    publish(live.pk)
    reconcile()
    photo = Photo.objects.get()
    assert (photo.state, photo.due_at) == (PhotoState.LIVE, None)
    assert public(live) == before


def test_another_rule_of_the_house_comes_with_the_next_version(live: Release, settings: Settings) -> None:
    settings.DATA_MINING = ALLOWED.decode()
    releases.publish(live, OPERATOR)
    publish(live.pk)
    assert Release.objects.get(pk=live.pk).state == ReleaseState.LIVE
    assert public(live).version == 2
    manifest = public(live)
    (entry,) = manifest.live_photos
    for file in (entry.download, *entry.renditions):
        assert ALLOWED in press().get(addresses.key_of(file.href, manifest))


def _damaged(photo: Photo) -> Photo:
    """A photo whose stored renditions no metadata can be written into, and whose caption was changed."""
    for key in photo.original.renditions.values_list("key", flat=True) if photo.original else ():
        archive().put(key, b"not a picture", "image/jpeg")
    editing.edit(photo.pk, {"captions.de": "Ein anderes Fest"}, OPERATOR, may_approve=True)
    return photo


def test_a_photo_that_cannot_be_sealed_is_parked(upload: Upload) -> None:
    photo = _damaged(approved(upload(picture((600, 400)))))
    assert seal(photo.pk)
    photo.refresh_from_db()
    assert (photo.state, photo.parked, photo.problem) == (PhotoState.APPROVED, True, "not_sealable")
    assert photo.lease_until is None
    assert "not a JPEG" in photo.problem_detail or "not a WebP" in photo.problem_detail
    editing.edit(photo.pk, {"captions.de": "Noch ein Fest"}, OPERATOR, may_approve=True)
    photo.refresh_from_db()
    assert (photo.parked, photo.problem) == (False, ""), "an edit is another reason to try"


def test_a_publication_waits_for_what_cannot_be_sealed(upload: Upload) -> None:
    photo = _damaged(approved(upload(picture((600, 400)))))
    releases.publish(photo.release, OPERATOR)
    for _try in range(2):
        Release.objects.filter(pk=photo.release_id).update(due_at=timezone.now())
        publish(photo.release_id)
    photo.refresh_from_db()
    release = Release.objects.get(pk=photo.release_id)
    assert (release.problem, release.problem_detail) == ("waiting_for_files", photo.filename)
    assert (photo.parked, photo.problem) == (True, "not_sealable")
