"""The wall around S3, on a real store: bytes in, bytes out, and missing means missing."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from archive.store.buckets import BRIEF, archive, incoming, press
from archive.store.errors import Missing, PreconditionLost
from tests.archive.store.losing_proxy import LosingProxy

pytestmark = pytest.mark.usefixtures("buckets")

BODY = b"some bytes of a photo"


def test_what_is_put_comes_back(tmp_path: Path) -> None:
    archive().put("originals/a", BODY, "image/jpeg")
    stored = archive().head("originals/a")
    assert stored is not None
    assert (stored.key, stored.size, stored.etag) == ("originals/a", len(BODY), hashlib.md5(BODY).hexdigest())  # noqa: S324 (an ETag)
    assert archive().get("originals/a") == BODY
    assert archive().digest("originals/a") == hashlib.sha256(BODY).hexdigest()
    assert archive().fetch("originals/a", tmp_path / "a") == hashlib.sha256(BODY).hexdigest()
    assert (tmp_path / "a").read_bytes() == BODY
    archive().put("originals/a", tmp_path / "a", "image/jpeg")
    assert archive().get("originals/a") == BODY


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    assert archive().head("nothing") is None
    archive().delete("nothing")
    for read in (archive().get, archive().digest, lambda key: archive().fetch(key, tmp_path / "a")):
        with pytest.raises(Missing, match="nothing"):
            read("nothing")
    with pytest.raises(Missing):
        press().copy(archive(), "nothing", "a.jpg", "image/jpeg", BRIEF)


def test_a_name_used_twice_keeps_both_versions(tmp_path: Path) -> None:
    for body in (b"one", b"two"):
        incoming().put("anna/fest/a.jpg", body, "image/jpeg")
    versions = list(incoming().versions("anna/"))
    assert len({version.version for version in versions}) == 2
    read = set()
    for version in versions:
        incoming().fetch("anna/fest/a.jpg", tmp_path / "a", version.version)
        read.add((tmp_path / "a").read_bytes())
        assert incoming().head("anna/fest/a.jpg", version.version)
    assert read == {b"one", b"two"}
    incoming().delete("anna/fest/a.jpg", versions[0].version)
    assert [version.version for version in incoming().versions()] == [versions[1].version]


def test_a_level_of_the_bucket_is_listed_without_what_is_below() -> None:
    for key in ("loose.jpg", "ilse/a.jpg", "ilse/fest/a.jpg", "otto/fest/deep/a.jpg"):
        incoming().put(key, BODY, "image/jpeg")
    loose, prefixes = incoming().level("")
    assert [stored.key for stored in loose] == ["loose.jpg"]
    assert {"ilse/", "otto/"} <= set(prefixes), "SeaweedFS also lists folders that are empty by now"
    loose, prefixes = incoming().level("ilse/")
    assert ([stored.key for stored in loose], prefixes) == (["ilse/a.jpg"], ["ilse/fest/"])


def test_keys_are_those_below_a_prefix_in_order() -> None:
    for key in ("b/2", "b/1", "c/1"):
        archive().put(key, BODY, "image/jpeg")
    assert list(archive().keys("b/")) == ["b/1", "b/2"]
    assert [stored.size for stored in archive().objects("c/")] == [len(BODY)]


def test_keys_but_those_of_a_folder() -> None:
    for key in ("d/2", "d/1", "d/many/1", "d/few/deep/1", "e/1"):
        archive().put(key, BODY, "image/jpeg")
    assert sorted(archive().keys_but("d/", ["d/many/"])) == ["d/1", "d/2", "d/few/deep/1"]
    assert sorted(archive().keys_but("d/", [])) == ["d/1", "d/2", "d/few/deep/1", "d/many/1"]


def test_a_copy_has_headers_of_its_own_and_may_be_of_an_old_version() -> None:
    for body in (b"one", b"two"):
        incoming().put("a.jpg", body, "image/png")
    for version in incoming().versions():
        key = f"originals/{version.version}"
        archive().copy(incoming(), "a.jpg", key, "image/jpeg", BRIEF, version=version.version)
    assert {archive().get(key) for key in archive().keys("originals/")} == {b"one", b"two"}


def test_only_the_first_writes_what_must_not_be_there() -> None:
    press().put_if("x", b"1", "text/plain", BRIEF, etag=None)
    with pytest.raises(PreconditionLost):
        press().put_if("x", b"2", "text/plain", BRIEF, etag=None)
    assert press().get("x") == b"1"


@pytest.mark.parametrize("standing", [None, b"0"], ids=["first", "next"])
def test_a_write_whose_answer_is_lost_is_no_failure(settings: Any, standing: bytes | None) -> None:
    """The client tries again, and the condition no longer holds: because of what it wrote itself."""
    etag = None
    if standing:
        press().put("x", standing, "text/plain")
        etag = press().get_with_etag("x")[1]
    with LosingProxy(settings.S3_ENDPOINT, lose=b"PUT ") as proxy:
        settings.S3_ENDPOINT = proxy.url
        press().put_if("x", b"1", "text/plain", BRIEF, etag=etag)
        assert proxy.lost == 1
    assert press().get("x") == b"1"


def test_only_who_read_the_newest_overwrites_it() -> None:
    press().put_if("x", b"1", "text/plain", BRIEF, etag=None)
    body, etag = press().get_with_etag("x")
    assert body == b"1"
    press().put_if("x", b"2", "text/plain", BRIEF, etag=etag)
    with pytest.raises(PreconditionLost):
        press().put_if("x", b"3", "text/plain", BRIEF, etag=etag)
    assert press().get("x") == b"2"
