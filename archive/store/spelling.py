"""The real keys of uploads that a listing of versions garbles.

XML has no control characters. A plain listing is URL-encoded and has them all the same; SeaweedFS does not encode the
listing of versions and writes U+FFFD for each, and nobody can fetch `bell\ufffd.jpg`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from archive.store.listing import StoredObject

GARBLED = "\ufffd"
_GARBLED_CHARACTER = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffd-\uffff]"


class Listed(Hashable, Protocol):
    """What is asked of a bucket."""

    def keys(self, prefix: str = "") -> Iterator[str]: ...

    def head(self, key: str, version: str = "") -> StoredObject | None: ...


def respelled(bucket: Listed, listed: Iterable[StoredObject]) -> Iterator[StoredObject]:
    """The listed versions under their real keys; those whose real key the bucket no longer lists are left out."""
    for stored in listed:
        if GARBLED not in stored.key:
            yield stored
        elif key := _real_key(bucket, stored.key, stored.version):
            yield replace(stored, key=key)


@lru_cache(maxsize=4096)
def _real_key(bucket: Listed, garbled: str, version: str) -> str:
    """Empty where there is none. A version is listed again with every sweep but never changes its key."""
    shape = re.compile(re.escape(garbled).replace(GARBLED, _GARBLED_CHARACTER), re.DOTALL)
    for key in bucket.keys(garbled.partition(GARBLED)[0]):
        if shape.fullmatch(key) and bucket.head(key, version):
            return key
    return ""
