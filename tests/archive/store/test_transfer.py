"""Objects out of the real store and back, with their headers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.store.buckets import archive, incoming, press
from archive.store.client import s3
from archive.store.errors import Missing, StoreError
from archive.store.transfer import download, store_clock, upload

pytestmark = pytest.mark.usefixtures("buckets")
HEADERS = {"ContentType": "text/plain; charset=utf-8", "CacheControl": "public, max-age=30, must-revalidate"}


def md5(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()


def test_bytes_and_headers_come_back(tmp_path: Path) -> None:
    path, again = tmp_path / "body", tmp_path / "again"
    path.write_bytes(b"Stadtfest")
    upload(press(), "txt/a.txt", path, md5(b"Stadtfest"), HEADERS)
    content = download(press(), next(press().objects()), again)
    assert again.read_bytes() == b"Stadtfest"
    assert (content.sha256, content.size) == (hashlib.sha256(b"Stadtfest").hexdigest(), 9)
    assert content.headers == HEADERS
    answer = s3().head_object(Bucket=press().name, Key="txt/a.txt")
    assert (answer["ContentType"], answer["CacheControl"]) == tuple(HEADERS.values())


def test_each_version_is_an_object_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "body"
    marks = []
    for body in (b"one", b"two"):
        path.write_bytes(body)
        marks.append(upload(incoming(), "anna/a.jpg", path, md5(body), {}))
    listed = {(stored.version, stored.etag): stored for stored in incoming().versions()}
    assert set(listed) == set(marks)
    download(incoming(), listed[marks[0]], path)
    assert path.read_bytes() == b"one"


def test_the_store_refuses_what_arrives_damaged(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"Stadtfest")
    with pytest.raises(StoreError):
        upload(press(), "a", path, md5(b"other"), HEADERS)
    assert list(press().keys()) == []


def test_what_is_gone_is_missing(tmp_path: Path) -> None:
    archive().put("a", b"x", "text/plain")
    stored = next(archive().objects())
    archive().delete("a")
    with pytest.raises(Missing):
        download(archive(), stored, tmp_path / "body")


def test_the_clock_is_the_stores(tmp_path: Path) -> None:
    assert abs(store_clock(press()) - datetime.now(UTC)) < timedelta(minutes=1)
    press().put("a", b"x", "text/plain")
    assert next(press().objects()).modified >= store_clock(press()) - timedelta(minutes=1)
