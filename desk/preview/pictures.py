"""The pictures of the closed preview: small, with its lines in their pixels, made when asked for and kept nowhere else.

A process keeps the latest few in memory. Who may see one is asked before every look at them, so that none outlives a
decline, a withdrawal or a revoked link.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import BoundedSemaphore, Lock

from django.http import Http404, HttpResponse

from archive.models import Photo, Release
from archive.store.buckets import archive
from archive.store.errors import Missing, StoreError
from desk.components.pictures import find_renditions, screen_profile
from desk.preview.pages import closed, may_be_seen
from pipelines.documents.pages.preview_page import EDGES

_KEPT_BYTES = 16 * 2**20
_AT_ONCE = BoundedSemaphore(2)
"""However many readers there are, the desk stays free for the office."""
_WAIT = 10  # seconds

_Key = tuple[str, int, tuple[str, str]]


class KeptPictures:
    """The latest pictures, up to a number of bytes."""

    def __init__(self, limit: int = _KEPT_BYTES) -> None:
        self._limit, self._bytes = limit, 0
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> bytes | None:
        """The picture, which counts as used now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: _Key, picture: bytes) -> None:
        """Keep a picture, in place of those that were not used for longest."""
        with self._lock:
            self._bytes += len(picture) - len(self._kept.pop(key, b""))
            self._kept[key] = picture
            while self._bytes > self._limit:
                self._bytes -= len(self._kept.popitem(last=False)[1])


_kept = KeptPictures()


def picture_of(release: Release, photo_id: str, edge: int, lines: tuple[str, str], *, outside: bool) -> HttpResponse:
    """One picture of a photo that the preview shows; 404 for any other."""
    photos = release.photos.select_related("original", "batch__photographer", "release")
    photo = photos.filter(pk=photo_id).first()
    if photo is None or edge not in EDGES or not may_be_seen(photo, outside=outside):
        raise Http404
    try:
        picture = _stamped(photo, edge, lines)
    except StoreError:
        picture = None
    if picture is None:
        return closed(HttpResponse(status=503, headers={"Retry-After": "5"}))
    return closed(HttpResponse(picture, content_type="image/jpeg"))


def _stamped(photo: Photo, edge: int, lines: tuple[str, str]) -> bytes | None:
    """The picture; None while others are being made."""
    from pipelines.imaging.stamp import stamped  # with Pillow, which few pages of the desk need

    rendition = find_renditions([photo], [screen_profile()])[photo.pk].get(screen_profile())
    if rendition is None:
        raise Http404
    key = (rendition.sha256, edge, lines)
    if kept := _kept.get(key):
        return kept
    if not _AT_ONCE.acquire(timeout=_WAIT):
        return None
    try:
        picture = stamped(archive().get(rendition.key), edge, lines)
    except Missing as error:
        raise Http404 from error
    finally:
        _AT_ONCE.release()
    _kept.put(key, picture)
    return picture
