"""Tick: every few seconds, act on what has come due. An embargo is a row and this clock, never a delayed message."""

from __future__ import annotations

from django.utils import timezone

from archive.audit import MACHINE, Action
from archive.models import Release
from archive.notices.finding import find_notices
from archive.photos.decisions import end_rights
from archive.releases.lifecycle import withdraw_release
from archive.states import ReleaseState
from workers import leases
from workers.metrics import LAST_TICK
from workers.nudges import ENOUGH, nudge
from workers.urgency import work_by_queue


def tick() -> None:
    """Take off what has ended, free lost leases, nudge the queues that have work, find what is to be told."""
    expire_releases()
    end_rights(timezone.now())
    leases.free_lost_leases()
    for queue, due in work_by_queue(ENOUGH).items():
        nudge(queue, due)
    find_notices(timezone.now())
    LAST_TICK.set_to_current_time()


def expire_releases() -> None:
    """Withdraw live releases past their end."""
    over = Release.objects.filter(state=ReleaseState.LIVE, expires_at__lte=timezone.now()).order_by("expires_at")
    for release in over if over.exists() else ():
        withdraw_release(release, MACHINE, action=Action.EXPIRED)
