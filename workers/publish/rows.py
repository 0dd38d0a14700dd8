"""What a row of the table of derived files says: where a file lies, how it is served, and what makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.documents.house import House
from pipelines.documents.listing import Listing
from pipelines.documents.manifest import Manifest


def whole(manifest: Manifest) -> object:
    """The part of a manifest that a file is made of where it is made of all of it."""
    return manifest


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file that belongs to one release. It is written again when `part` of the manifest differs from before.

    One that `leads` is what people find first; it is written after all that it links to.
    """

    key: str
    media_type: str
    cache: str
    make: Callable[[Manifest, House], bytes]
    part: Callable[[Manifest], object] = whole
    leads: bool = False


@dataclass(frozen=True, slots=True)
class SpanningFile:
    """A file that spans releases. The same record gives the same bytes, so that only a changed one is written."""

    key: str
    media_type: str
    cache: str
    make: Callable[[Listing, House], bytes]
