"""Tick: every few seconds, act on what has come due. An embargo is a row and this clock, never a delayed message."""

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

_MAX_PER_PASS = 500  # rows nudged in one pass
_MAX_WAITING = 100  # develop messages in the queue; with more there, new ones would mostly be doubles


def tick() -> None:
    """Withdraw expired releases, free lost leases, nudge due rows."""
    expire_releases()
    leases.free_lost_leases()
    nudge_due(Release, Q())
    sealed = Q(state__in=GOING)
    nudge_due(Photo, sealed)
    if waiting_messages("develop") < _MAX_WAITING:
        nudge_due(Photo, ~sealed)


def expire_releases() -> None:
    """Withdraw live releases past their end."""
    for release in Release.objects.filter(state=ReleaseState.LIVE, expires_at__lte=timezone.now()):
        withdraw_release(release, MACHINE, action=Action.EXPIRED)


def nudge_due(model: type[Photo] | type[Release], which: Q) -> int:
    """Nudge due rows that nobody holds, each no sooner than its `nudge_after`; returns how many."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = model.objects.filter(which, free, due_at__lte=now, nudge_after__lte=now).order_by("due_at")[:_MAX_PER_PASS]
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
