"""Listings on the real store: the same as boto3's own, page after page, from anywhere."""

from __future__ import annotations

import boto3
import pytest
from django.conf import settings

from archive.store.buckets import archive, incoming
from archive.store.client import s3
from archive.store.errors import StoreDown
from archive.store.listing import Page, StoredObject, _pages, object_pages, version_pages

pytestmark = pytest.mark.usefixtures("buckets")

STRANGE = ("a/ü b.jpg", "a/%41&<x>.jpg", "a/n+1.jpg", "b/1.jpg", "b/2.jpg", "c/3.jpg")


def test_a_listing_says_what_boto3s_own_says() -> None:
    own = boto3.client(
        "s3",
        endpoint_url=settings.S3_ENDPOINT,
        region_name=settings.S3_REGION,
        aws_access_key_id=settings.S3_ACCESS_KEY,
        aws_secret_access_key=settings.S3_SECRET_KEY,
    )
    for key in STRANGE:
        incoming().put(key, key.encode(), "image/jpeg")
    incoming().put(STRANGE[0], b"again", "image/jpeg")
    boto = [
        StoredObject(item["Key"], item["VersionId"], item["Size"], item["ETag"].strip('"'), item["LastModified"])
        for item in own.list_object_versions(Bucket=incoming().name)["Versions"]
    ]
    assert list(incoming().versions()) == boto
    assert len(boto) == len(STRANGE) + 1
    assert list(incoming().keys()) == [item["Key"] for item in own.list_objects_v2(Bucket=incoming().name)["Contents"]]


def test_it_goes_on_after_any_key() -> None:
    keys = sorted(STRANGE)
    for key in keys:
        archive().put(key, b"x", "image/jpeg")
        incoming().put(key, b"x", "image/jpeg")
    for place, key in enumerate(keys):
        assert [stored.key for stored in archive().objects(after=key)] == keys[place + 1 :]
        assert [stored.key for stored in incoming().versions(after=key)] == keys[place + 1 :]


def test_pages_follow_each_other_without_gap_or_double(monkeypatch: pytest.MonkeyPatch) -> None:
    client = s3()
    for key in STRANGE:
        archive().put(key, b"x", "image/jpeg")
        for body in (b"1", b"2"):
            incoming().put(key, body, "image/jpeg")
    objects, versions = client.list_objects_v2, client.list_object_versions
    monkeypatch.setattr(client, "list_objects_v2", lambda **asked: objects(**asked, MaxKeys=2))
    monkeypatch.setattr(client, "list_object_versions", lambda **asked: versions(**asked, MaxKeys=3))
    pages = list(object_pages(client, archive().name, ""))
    # The store may only find out on another, empty page that there is no more.
    assert [len(page.objects) for page in pages if page.objects] == [2, 2, 2]
    assert [stored.key for page in pages for stored in page.objects] == sorted(STRANGE)
    found = [
        (stored.key, stored.version) for page in version_pages(client, incoming().name, "") for stored in page.objects
    ]
    assert len(found) == len(set(found)) == 2 * len(STRANGE)


def test_a_listing_that_stands_still_ends() -> None:
    standing = Page(marks={"KeyMarker": "a"})
    with pytest.raises(StoreDown, match="does not move on"):
        list(_pages(lambda **_asked: {"Items": standing}, Bucket="x"))


def test_an_unfinished_upload_is_seen_and_ended() -> None:
    started = s3().create_multipart_upload(Bucket=incoming().name, Key="anna/fest/a.jpg")
    s3().upload_part(
        Bucket=incoming().name, Key="anna/fest/a.jpg", UploadId=started["UploadId"], PartNumber=1, Body=b"part"
    )
    [found] = [one for one in incoming().unfinished_uploads() if one.upload_id == started["UploadId"]]
    assert found.key == "anna/fest/a.jpg"
    incoming().abort(found)
    incoming().abort(found)
    assert found.upload_id not in {one.upload_id for one in incoming().unfinished_uploads()}
