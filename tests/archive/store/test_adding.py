"""A file is added as a whole, and nothing that is there is replaced."""

from __future__ import annotations

import io

import pytest

from archive.store.adding import add_file
from archive.store.buckets import incoming

pytestmark = pytest.mark.usefixtures("buckets")
KEY = "anna/fest/Straße (1).jpg"


def test_the_same_bytes_are_stored_once_and_others_beside_them() -> None:
    assert add_file(KEY, io.BytesIO(b"one"), "image/jpeg")
    assert not add_file(KEY, io.BytesIO(b"one"), "image/jpeg")
    assert add_file(KEY, io.BytesIO(b"two"), "image/jpeg")
    stored = sorted(incoming().versions(KEY), key=lambda one: one.modified)
    assert {incoming().head(KEY, one.version) and one.size for one in stored} == {3}
    assert len(stored) == 2
    assert incoming().get(KEY) == b"two"


def test_an_empty_file_is_stored_too() -> None:
    assert add_file(KEY, io.BytesIO(), "image/jpeg")
    assert incoming().get(KEY) == b""
