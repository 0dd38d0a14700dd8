"""Marks on photos that the record implies: by key, per photo id. Derived each time, stored nowhere.

superseded   another file came under this one's very name later
again        it was declined, and uploaded once more since
unpublished  it is live, and what the desk says of it is not public yet
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet

from archive.audit import Action
from archive.models import Decision, Receipt, Release
from archive.publishing.corrections import Correction
from archive.states import PhotoState

Marks = Mapping[str, tuple[str, ...]]


def marks_of(release: Release, correction: Correction) -> Marks:
    """The marks of a release's photos; two queries, whatever their number."""
    found = {
        "superseded": _superseded(release),
        "again": _uploaded_again(release),
        "unpublished": {photo.pk for photo in correction.edited},
    }
    marked = set().union(*found.values())
    return {pk: tuple(key for key, photos in found.items() if pk in photos) for pk in marked}


def _superseded(release: Release) -> set[str]:
    """A name is the whole upload key: two cards' `DSC_0001.JPG` lie in two folders and are two photos."""
    later = Receipt.objects.filter(bucket=OuterRef("bucket"), key=OuterRef("key"), seen_at__gt=OuterRef("seen_at"))
    other = later.filter(photo__isnull=False).exclude(photo=OuterRef("photo"))
    return _photos(Receipt.objects.filter(Exists(other), photo__release=release))


def _uploaded_again(release: Release) -> set[str]:
    declined_since = Decision.objects.filter(
        photo=OuterRef("photo"), action=Action.DECLINED, at__gt=OuterRef("seen_at")
    )
    joined = Receipt.objects.filter(photo__release=release, photo__state=PhotoState.DECLINED, joined=True)
    return _photos(joined.exclude(Exists(declined_since)))


def _photos(receipts: QuerySet[Receipt]) -> set[str]:
    return {photo_id for photo_id in receipts.order_by().values_list("photo_id", flat=True) if photo_id}
