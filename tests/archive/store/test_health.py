"""The store answers, or it is said at once that it does not."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from archive.store.buckets import archive
from archive.store.errors import StoreError
from archive.store.health import ask_store, try_store


@pytest.mark.usefixtures("made_buckets")
def test_a_store_that_has_our_bucket_is_well() -> None:
    ask_store(60)


@pytest.mark.usefixtures("made_buckets")
def test_a_store_without_it_is_not(settings: Settings) -> None:
    settings.BUCKET_PRESS = "nowhere"
    with pytest.raises(StoreError):
        ask_store(2)


def test_nor_is_one_that_does_not_answer(settings: Settings) -> None:
    settings.S3_ENDPOINT = "http://127.0.0.1:1"
    with pytest.raises(StoreError):
        ask_store(2)


@pytest.mark.usefixtures("buckets")
def test_one_that_takes_and_gives_back_a_file_works_and_keeps_nothing_of_it() -> None:
    try_store(60)
    assert list(archive().keys("probes/")) == []


@pytest.mark.usefixtures("made_buckets")
@pytest.mark.parametrize("wrong", [{"BUCKET_ARCHIVE": "nowhere"}, {"S3_ENDPOINT": "http://127.0.0.1:1"}])
def test_one_that_does_not_is_told(settings: Settings, wrong: dict[str, str]) -> None:
    for name, value in wrong.items():
        setattr(settings, name, value)
    with pytest.raises(StoreError):
        try_store(2)
