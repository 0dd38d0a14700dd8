"""ZIP files of live releases on the real store: after the flip, gone with what they hold, and never of an embargo."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from archive import addresses
from archive.audit import OPERATOR
from archive.models import Photo, Release
from archive.photos import decisions
from archive.releases import lifecycle as releases
from archive.releases.fields import release_fields
from archive.store.buckets import IMMUTABLE, Bucket, press
from archive.store.errors import StoreError
from pipelines.documents import photo_zips
from pipelines.documents.manifest import read_manifest
from tests.factories import now
from tests.workers.publish.many_photos import approved_release
from tests.workers.stages import publish
from workers.publish import projections, zips
from workers.publish.zips import make_zip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


@pytest.fixture
def live() -> Release:
    """Two photos are public."""
    made = approved_release(2)
    releases.publish(made, OPERATOR)
    publish(made.pk)
    return Release.objects.get(pk=made.pk)


def stored(release: Release) -> list[str]:
    return [key for key in press().keys(addresses.release_folder(release.slug)) if key.endswith(".zip")]


def test_it_is_made_once_and_holds_the_downloads(live: Release) -> None:
    assert make_zip(live.pk)
    assert not make_zip(live.pk), "there is nothing more to make"
    manifest = read_manifest(press().get(addresses.manifest_key(live.slug)))
    page = press().get(addresses.release_page_key(live.slug, "de", first="de")).decode()
    assert stored(live)[0].rpartition("/")[2] in page
    assert set(stored(live)) == addresses.zip_keys(manifest)
    with zipfile.ZipFile(io.BytesIO(press().get(stored(live)[0]))) as found:
        assert len(found.namelist()) == 3
        for photo in manifest.live_photos:
            assert found.read(photo.download.filename) == press().get(addresses.key_of(photo.download.href, manifest))


def test_a_correction_of_the_text_keeps_it_and_a_withdrawal_takes_it_along(live: Release) -> None:
    make_zip(live.pk)
    before = stored(live)
    releases.edit_release(live, release_fields(dateline="Leipzig"), OPERATOR, may_publish=True)
    releases.publish(Release.objects.get(pk=live.pk), OPERATOR)
    publish(live.pk)
    assert stored(live) == before
    decisions.withdraw_photos([Photo.objects.all()[0].pk], OPERATOR)
    assert not make_zip(live.pk), "the public version still shows the photo"
    publish(live.pk)
    assert stored(live) == []
    assert make_zip(live.pk)
    releases.withdraw_release(Release.objects.get(pk=live.pk), OPERATOR)
    publish(live.pk)
    assert stored(live) == []


def test_one_that_was_overtaken_by_a_withdrawal_is_deleted(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bucket.put_stream

    def overtaken(bucket: Bucket, *rest: Any) -> None:
        real(bucket, *rest)
        decisions.withdraw_photos([Photo.objects.all()[0].pk], OPERATOR)

    monkeypatch.setattr(Bucket, "put_stream", overtaken)
    make_zip(live.pk)
    assert stored(live) == []


def test_an_embargoed_release_has_none() -> None:
    release = approved_release(1)
    releases.publish(release, OPERATOR, now() + timedelta(hours=1))
    publish(release.pk)
    assert not make_zip(release.pk)
    assert list(press().keys()) == []


def test_a_file_of_several_parts_arrives_whole_and_a_broken_off_one_not_at_all() -> None:
    chunks = [bytes([n]) * (5 << 20) for n in range(8)]
    press().put_stream("x.zip", iter(chunks), "application/zip", IMMUTABLE)
    assert press().digest("x.zip") == hashlib.sha256(b"".join(chunks)).hexdigest()

    def breaks() -> Any:
        yield b"x" * (20 << 20)
        raise StoreError("gone")

    with pytest.raises(StoreError):
        press().put_stream("y.zip", breaks(), "application/zip", IMMUTABLE)
    assert not press().head("y.zip")
    assert list(press().unfinished_uploads()) == []


def test_a_download_that_the_archive_lost_costs_the_file_alone(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "sealed_keys", lambda _photos: {})
    assert not make_zip(live.pk)
    assert stored(live) == []


def test_one_that_cannot_be_made_keeps_no_other_waiting(live: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_zips, "LARGEST", 1)
    lost, _kept = Photo.objects.order_by("pk")
    real = projections.sealed_keys
    monkeypatch.setattr(
        zips, "sealed_keys", lambda photos: {key: where for key, where in real(photos).items() if key[0] != lost.pk}
    )
    assert make_zip(live.pk)
    assert not make_zip(live.pk)
    [made] = stored(live)
    with zipfile.ZipFile(io.BytesIO(press().get(made))) as found:
        assert len(found.namelist()) == 2
    page = press().get(addresses.release_page_key(live.slug, "de", first="de")).decode()
    assert ".zip" not in page, "half of them would look like the whole"
