"""Tick: every few seconds, whatever has come due. Embargoes are rows and a clock, never a message in waiting."""

from __future__ import annotations

import structlog
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from archive.audit import MACHINE, Action
from archive.models import Photo, Release
from archive.models.work import nudge_delay
from archive.releases.lifecycle import withdraw_release
from archive.states import GOING, ReleaseState
from workers import leases
from workers.nudges import nudge, waiting_messages

log = structlog.get_logger(__name__)

_A_PASS = 500  # rows nudged in one pass
_CROWDED = 100  # develop messages waiting: more would only be doubles


def tick() -> None:
    """Expire what has expired, free what a dead worker held, nudge what is due."""
    expire_releases()
    leases.free_lost_leases()
    nudge_due(Release, Q())
    sealed = Q(state__in=GOING)
    nudge_due(Photo, sealed)
    if waiting_messages("develop") < _CROWDED:
        nudge_due(Photo, ~sealed)


def expire_releases() -> None:
    """Live releases past their end are withdrawn."""
    for release in Release.objects.filter(state=ReleaseState.LIVE, expires_at__lte=timezone.now()):
        withdraw_release(release, MACHINE, action=Action.EXPIRED)


def nudge_due(model: type[Photo] | type[Release], which: Q) -> int:
    """Nudge due rows nobody holds, each at most once per its own waiting time; returns how many."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = model.objects.filter(which, free, due_at__lte=now, nudge_after__lte=now).order_by("due_at")[:_A_PASS]
    for row in due:
        model.objects.filter(pk=row.pk).update(
            nudges=min(row.nudges + 1, 10), nudge_after=now + nudge_delay(row.nudges)
        )
        try:
            nudge(row)
        except OperationalError as error:
            log.warning("broker_down", reason=str(error))
            break
    return len(due)
