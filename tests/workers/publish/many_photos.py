"""A release with many approved photos: rows as the stages leave them, every press file a real, tiny object."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from archive.models import PressFile, Release
from archive.store.buckets import archive
from tests.factories import approve_all, make_photo, make_photographer, make_release


def approved_release(photos: int) -> Release:
    """The release, a draft that can be published."""
    release, photographer = make_release(), make_photographer()
    for _photo in range(photos):
        make_photo(release, photographer=photographer)
    approve_all(release)
    files = list(PressFile.objects.filter(photo__release=release).values_list("key", "media_type"))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda file: archive().put(file[0], file[0].encode(), file[1]), files))
    return release
