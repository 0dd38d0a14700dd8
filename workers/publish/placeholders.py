"""Placeholders of photos that were developed before there were any, made of their smallest rendition."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.conf import settings
from PIL import Image

from archive.models import Original, Rendition
from archive.store.buckets import archive
from archive.store.errors import Missing
from pipelines.imaging.placeholder import Placeholder, placeholder_of

log = structlog.get_logger(__name__)

_AT_ONCE = 32


def keep_placeholder(original: Original, made: Placeholder | None) -> None:
    """Store an original's placeholder, if it has none yet."""
    if made and original.pk and not original.thumbhash:
        Original.objects.filter(pk=original.pk).update(colour=made.colour, thumbhash=made.thumbhash)
        original.colour, original.thumbhash = made.colour, made.thumbhash


def make_placeholders(originals: Iterable[Original], pause: Callable[[], None] = lambda: None) -> None:
    """Make those that are missing; `pause` is called after each few. Pixels that are not there cost nobody anything.

    The renditions are our own files, so they may be decoded here.
    """
    lacking = [original for original in originals if not original.thumbhash]
    with ThreadPoolExecutor(8) as pool:
        for first in range(0, len(lacking), _AT_ONCE):
            # Asked for by the few: for thousands at once, the database may read all renditions for each of them.
            some = lacking[first : first + _AT_ONCE]
            smallest = _smallest(some)
            drawn = [original for original in some if original.pk in smallest]
            pictures = pool.map(_pixels, [smallest[original.pk] for original in drawn])
            for original, picture in zip(drawn, pictures, strict=True):
                keep_placeholder(original, placeholder_of(picture) if picture else None)
            # Where nothing was kept, the next slice would only come here again.
            if any(original.thumbhash for original in drawn):
                pause()


def _smallest(originals: list[Original]) -> dict[int, str]:
    """The key of each original's smallest uncropped rendition."""
    whole = [profile.name for profile in settings.RECIPES.profiles if profile.aspect is None]
    rows = Rendition.objects.filter(original__in=originals, profile__in=whole).order_by("original_id", "width", "pk")
    return dict(rows.distinct("original_id").values_list("original_id", "key"))


def _pixels(key: str) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(archive().get(key)), formats=("JPEG", "WEBP", "AVIF"))
        picture.load()
    except (Missing, OSError, ValueError):
        log.warning("no_placeholder", rendition=key)
        return None
    return picture
