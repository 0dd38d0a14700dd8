"""A ZIP file becomes what is inside it, on the real store and in the real chamber."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from archive.models import Companion, Photo, Receipt, Release
from archive.states import PhotoState
from archive.store.buckets import incoming
from tests.conftest import empty_buckets
from tests.factories import make_release
from tests.journey.running_stack import picture
from tests.journey.store_audit import Digests, faults
from tests.pipelines.metadata.test_sidecars import packet
from tests.pipelines.test_unpacking import zipped
from tests.workers.stages import Upload, develop
from workers.develop import unpack


def develop_all(release: Release) -> None:
    for _round in range(9):
        for photo in Photo.objects.filter(release=release, due_at__isnull=False):
            develop(photo.pk)


def test_every_file_is_as_if_it_had_been_dropped(upload: Upload) -> None:
    empty_buckets()  # of what others left: everything there is compared
    release = make_release()
    inner = zipped({"b.jpg": picture((300, 200)), "Thumbs.db": b"x"})
    files = {"card 1/a.jpg": picture((300, 200)), "card 1/a.xmp": packet("Beside"), "a.txt": b"words"}
    archive = upload(zipped(files | {"more.zip": inner, "__MACOSX/._a.jpg": b"x"}), release, "photos.zip")
    develop_all(release)
    states = dict(release.photos.values_list("filename", "state"))
    assert states == {"a.jpg": "ready", "b.jpg": "ready", "a.txt": "refused"}
    assert Companion.objects.get().photo.filename == "a.jpg"
    assert release.photos.get(filename="a.jpg").headlines == {"de": "Beside"}
    prefix = f"{archive.batch.photographer.slug}/{release.slug}/photos.zip"  # type: ignore[union-attr]
    keys = sorted(key.removeprefix(prefix) for key in Receipt.objects.values_list("key", flat=True))
    assert keys == [
        *("", ".unpacked/a.txt", ".unpacked/card 1/a.jpg", ".unpacked/card 1/a.xmp"),
        *(".unpacked/more.zip", ".unpacked/more.zip.unpacked/b.jpg"),
    ]
    assert Receipt.objects.exclude(unpacked_at=None).count() == 2
    assert not list(faults(Digests()))


def test_it_goes_on_where_a_slice_ended(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    release = make_release()
    archive = upload(zipped({f"{n}.jpg": b"no photo" for n in range(3)}), release, "a.zip")
    monkeypatch.setattr(unpack, "_SLICE", 0.0)
    develop(archive.pk)
    archive.refresh_from_db()
    assert (archive.state, archive.attempts, archive.problem) == (PhotoState.RECEIVED, 0, "")
    assert release.photos.count() == 2
    develop(archive.pk)
    develop(archive.pk)
    assert sorted(release.photos.values_list("filename", flat=True)) == ["0.jpg", "1.jpg", "2.jpg"]
    assert len(list(incoming().versions())) == 4, "nothing was uploaded twice"


def test_each_slice_fetches_what_it_unpacks(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    release, end, fetched = make_release(), 1000, []
    fetch = unpack._fetch

    def noted(receipt: Receipt, path: Path, span: range) -> None:
        fetched.append(len(span))
        fetch(receipt, path, span)

    monkeypatch.setattr(unpack, "_fetch", noted)
    monkeypatch.setattr(unpack, "_SLICE", 0.0)
    monkeypatch.setattr(unpack, "_END", end)
    files = {f"{n}.txt": os.urandom(5000) for n in range(3)}
    data = zipped(files)
    archive = upload(data, release, "a.zip")
    for _slice in files:
        develop(archive.pk)
    assert sum(fetched) == len(data) + 2 * end

    assert not Photo.objects.filter(pk=archive.pk), "it is done"
    slug = archive.batch.photographer.slug  # type: ignore[union-attr]
    unpacked = incoming().keys(f"{slug}/{release.slug}/a.zip.unpacked/")
    assert sorted(map(incoming().get, unpacked)) == sorted(files.values())


def test_what_has_one_name_is_not_taken_for_one_file(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two paths may become one key, and a phone calls every ZIP file alike; a second may come while one is unpacked."""
    release, bodies = make_release(), [f"no photo {n}".encode() for n in range(6)]
    first = upload(zipped({"1\x01.jpg": bodies[0], "1\x02.jpg": bodies[1], "2.jpg": bodies[2]}), release, "Archive.zip")
    second = upload(zipped({"1_.jpg": bodies[3], "2.jpg": bodies[4], "3.jpg": bodies[5]}), release, "Archive.zip")
    monkeypatch.setattr(unpack, "_SLICE", 0.0)
    for _round in range(3):
        develop(first.pk)
        develop(second.pk)
    assert not Photo.objects.filter(pk__in=[first.pk, second.pk]).exists()
    there = Receipt.objects.filter(photo__release=release)
    assert sorted(incoming().get(key) for key in there.values_list("key", flat=True)) == bodies


def test_what_is_not_unpacked_says_why(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = zipped({"1.zip": zipped({"2.zip": zipped({"a.jpg": b"x"})})})
    release = make_release()
    for name, body in (("bomb.zip", zipped({"a.jpg": bytes(30_000_000)})), ("deep.zip", deep), ("odd.zip", b"PK")):
        upload(body, release, name)
    develop_all(release)
    found = dict(release.photos.values_list("filename", "problem"))
    assert found == {"bomb.zip": "zip_swells", "2.zip": "zip_too_deep", "odd.zip": "zip_damaged"}
    monkeypatch.setattr(unpack, "MAX_ZIP_BYTES", 1)
    large = upload(zipped({"a.jpg": b"x"}), release, "large.zip")
    develop(large.pk)
    large.refresh_from_db()
    assert large.problem == "zip_too_large"
