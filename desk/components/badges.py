"""Badges on photos that the record implies: their keys, per photo id. Derived each time, stored nowhere.

superseded   another file of the same name came later
again        the photo was declined and has been uploaded once more since
unpublished  the photo is live, and what the desk says about it is not public yet
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext, gettext_noop

from archive.audit import Action
from archive.models import Decision, Receipt, Release
from archive.publishing.corrections import Correction
from archive.states import PhotoState

Badges = Mapping[str, tuple[str, ...]]
Receipts = QuerySet[Receipt, tuple[str | None, str]]
"""Photo ids, each with the key of a badge."""
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
    """The badges of a release's photos; one query, whatever their number."""
    receipts = _superseded(release).union(_uploaded_again(release))
    found = {*receipts, *((photo.pk, "unpublished") for photo in correction.edited)}
    badged = {pk for pk, _key in found if pk}
    return {pk: tuple(key for key in _LABELS if (pk, key) in found) for pk in badged}


def _superseded(release: Release) -> Receipts:
    """A name is the whole upload key: two cards' `DSC_0001.JPG` lie in two folders and are two photos."""
    later = Receipt.objects.filter(bucket=OuterRef("bucket"), key=OuterRef("key"), seen_at__gt=OuterRef("seen_at"))
    other = later.filter(photo__isnull=False).exclude(photo=OuterRef("photo"))
    return _keyed(Receipt.objects.filter(Exists(other), photo__release=release), "superseded")


def _uploaded_again(release: Release) -> Receipts:
    declined_since = Decision.objects.filter(
        photo=OuterRef("photo"), action__in=(Action.DECLINED, Action.CLEARED), at__gt=OuterRef("seen_at")
    )
    joined = Receipt.objects.filter(photo__release=release, photo__state=PhotoState.DECLINED, joined=True)
    return _keyed(joined.exclude(Exists(declined_since)), "again")


def _keyed(receipts: QuerySet[Receipt], key: str) -> Receipts:
    return receipts.order_by().annotate(badge=Value(key)).values_list("photo_id", "badge")
