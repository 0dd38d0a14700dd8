"""Tick: every few seconds, act on what has come due. An embargo is a row and this clock.

Where one ends between two ticks, a message asks for a tick at that moment. If it is lost, the next tick is some seconds
late.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from archive.audit import MACHINE, Action
from archive.models import Photo, Release
from archive.notices.finding import find_notices
from archive.photos.decisions import end_rights
from archive.releases.lifecycle import withdraw_release
from archive.states import GOING, ReleaseState
from workers import leases
from workers.metrics import LAST_TICK
from workers.nudges import ENOUGH, nudge
from workers.urgency import work_by_queue

_MOMENTS = 8
"""For so many moments between two ticks another one is asked for; at most evenings there is one."""


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


def moments_ahead() -> list[dt.datetime]:
    """When, before the next tick, an embargo, a release's time online or a right to use photos ends. One query."""
    now = timezone.now()
    soon = (now, now + dt.timedelta(seconds=settings.TICK_EVERY))
    releases, photos = Release.objects.order_by(), Photo.objects.order_by()
    embargoes = releases.filter(state=ReleaseState.SCHEDULED, due_at__range=soon).values_list("due_at")
    ends = releases.filter(state=ReleaseState.LIVE, expires_at__range=soon).values_list("expires_at")
    rights = photos.filter(state__in=GOING, rights_end_at__range=soon).values_list("rights_end_at")
    return sorted(moment for (moment,) in embargoes.union(ends, rights) if moment)[:_MOMENTS]
