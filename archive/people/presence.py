"""Who works on a release now, so that two people do not review the same photos unknowingly.

A page that is open says so with its polls. Whoever closes it, or turns to another window, is gone a minute later.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from archive.models import Presence, Release

GONE_AFTER = dt.timedelta(seconds=60)
NOTED_EVERY = dt.timedelta(seconds=15)
"""Pages poll every few seconds; one write in fifteen tells as much."""


def with_people(releases: QuerySet[Release], reader: AbstractBaseUser) -> QuerySet[Release]:
    """Have the query read along who has each release open, for `people_at`, and when `reader` was noted there."""
    present = Presence.objects.filter(release=OuterRef("pk"))
    others = present.filter(seen_at__gt=timezone.now() - GONE_AFTER).exclude(user=reader.pk).order_by("user__username")
    return releases.annotate(
        people=ArraySubquery(others.values("user__username")),
        noted_at=Subquery(present.filter(user=reader.pk).values("seen_at")),
    )


def people_at(release: Release, reader: AbstractBaseUser) -> tuple[str, ...]:
    """The names of all others who have the release open; without a query where it comes from `with_people`."""
    if not hasattr(release, "people"):
        release = with_people(Release.objects.all(), reader).get(pk=release.pk)
    return tuple(getattr(release, "people", ()))


def attend(release: Release, reader: AbstractBaseUser) -> None:
    """Note that `reader` has the release open, unless it was noted just now."""
    now = timezone.now()
    noted_at = getattr(release, "noted_at", None)
    if noted_at is None or noted_at <= now - NOTED_EVERY:
        Presence.objects.bulk_create(
            [Presence(release=release, user_id=reader.pk, seen_at=now)],
            update_conflicts=True,
            unique_fields=["release", "user"],
            update_fields=["seen_at"],
        )


def forget_gone() -> None:
    """Delete the rows of all who are gone: they are no record of who read what."""
    Presence.objects.filter(seen_at__lte=timezone.now() - GONE_AFTER).delete()
