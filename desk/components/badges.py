"""Badges on photos that the record implies: their keys, per photo id. Derived each time, stored nowhere.

superseded   another file of the same name came later
again        the photo was declined and has been uploaded once more since
unpublished  the photo is live, and what the desk says about it is not public yet
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, gettext_noop

from archive.audit import Action
from archive.models import Decision, Receipt, Release
from archive.publishing.corrections import Correction
from archive.states import PhotoState

Badges = Mapping[str, tuple[str, ...]]
NO_BADGES: Badges = MappingProxyType({})

_LABELS = {
    "superseded": gettext_noop("Newer file of this name"),
    "again": gettext_noop("Uploaded again"),
    "unpublished": gettext_noop("Not yet public"),
}
_EXPLANATIONS = {
    "superseded": gettext_noop("The photographer uploaded another file of this name later; both are here."),
    "again": gettext_noop("The photographer uploaded this declined photo again. Restore it if it is to go along."),
    "unpublished": gettext_noop("Readers still see what was published; a correction makes this public."),
}


def badge_label(badge: str) -> str:
    """A badge in a few words, as a tile shows it."""
    return gettext(_LABELS[badge])


def badge_explanation(badge: str) -> str:
    """A badge as a sentence: what it means and what to do about it."""
    return gettext(_EXPLANATIONS[badge])


def badges_of(release: Release, correction: Correction) -> Badges:
    """The badges of a release's photos; two queries, whatever their number."""
    found = {
        "superseded": _superseded(release),
        "again": _uploaded_again(release),
        "unpublished": {photo.pk for photo in correction.edited},
    }
    badged = set().union(*found.values())
    return {pk: tuple(key for key, photos in found.items() if pk in photos) for pk in badged}


def _superseded(release: Release) -> set[str]:
    """A name is the whole upload key: two cards' `DSC_0001.JPG` lie in two folders and are two photos."""
    later = Receipt.objects.filter(bucket=OuterRef("bucket"), key=OuterRef("key"), seen_at__gt=OuterRef("seen_at"))
    other = later.filter(photo__isnull=False).exclude(photo=OuterRef("photo"))
    return _photos(Receipt.objects.filter(Exists(other), photo__release=release))


def _uploaded_again(release: Release) -> set[str]:
    declined_since = Decision.objects.filter(
        photo=OuterRef("photo"), action__in=(Action.DECLINED, Action.CLEARED), at__gt=OuterRef("seen_at")
    )
    joined = Receipt.objects.filter(photo__release=release, photo__state=PhotoState.DECLINED, joined=True)
    return _photos(joined.exclude(Exists(declined_since)))


def _photos(receipts: QuerySet[Receipt]) -> set[str]:
    return {photo_id for photo_id in receipts.order_by().values_list("photo_id", flat=True) if photo_id}
