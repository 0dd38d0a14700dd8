"""Photos and releases that the search does not know yet, because they are older than it: they get their words."""

from __future__ import annotations

from collections.abc import Iterator

from archive.photos.words import make_words, photos_without_words, releases_without_words
from workers.upkeep.passes import Step
from workers.upkeep.repairs import Repairs

_PHOTOS_A_STEP = 500


def index_missing(after: str) -> Iterator[Step]:
    """Releases first, for they are few; then photos by their ids."""
    if not after and (releases := releases_without_words()):
        make_words(release_ids=releases)
    while photos := photos_without_words(after, _PHOTOS_A_STEP):
        make_words(photos)
        after = photos[-1]
        yield after, Repairs(indexed=len(photos))
