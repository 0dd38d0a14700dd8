"""The buckets as they are made: what keeps versions, what the public reads, what nobody lists."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from django.conf import settings

from archive.store.buckets import BRIEF, archive, incoming, press
from archive.store.setup import prepare

pytestmark = pytest.mark.usefixtures("buckets")


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(f"{settings.S3_ENDPOINT}/{address}") as answer:  # noqa: S310  (loopback)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_second_start_changes_nothing() -> None:
    press().put("a.txt", b"a", "text/plain", BRIEF)
    prepare()
    assert press().get("a.txt") == b"a"
    assert status_of(f"{press().name}/a.txt") == 200


def test_the_public_reads_press_alone_and_lists_nothing() -> None:
    for bucket in (incoming(), archive(), press()):
        bucket.put("a.txt", b"a", "text/plain", BRIEF)
    assert [status_of(f"{bucket.name}/a.txt") for bucket in (incoming(), archive(), press())] == [403, 403, 200]
    for bucket in (incoming(), archive(), press()):
        assert status_of(f"{bucket.name}/?list-type=2") == 403


def test_incoming_alone_keeps_what_is_overwritten() -> None:
    for bucket in (incoming(), archive()):
        for body in (b"one", b"two"):
            bucket.put("a.txt", body, "text/plain")
    assert len(list(incoming().versions())) == 2
    assert len(list(archive().versions())) == 1
