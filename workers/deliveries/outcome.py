"""How a delivery ended, and when it is tried again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from archive.models import Delivery
from archive.publishing import answers

WEBHOOK_DELAYS: Sequence[int] = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds after each failed try, as the specification proposes; after the last, three days have passed."""
_FIRST, _LONGEST = 5, 600
PATIENCE = dt.timedelta(days=3)
"""How long mails and purges are tried: after 5 s, doubling to ten minutes."""


@dataclass(frozen=True)
class Outcome:
    """`done` when it arrived; `final` when no further try would help; `alike` when the others would fail now, too."""

    done: bool
    answer: str
    final: bool = False
    alike: bool = False


def of_status(status: int) -> Outcome:
    """What the status of an HTTP answer says."""
    if 200 <= status < 300:
        return Outcome(done=True, answer=answers.status_answer(status))
    if status == 410:
        return Outcome(done=False, answer=answers.GONE, final=True)
    redirects = 300 <= status < 400
    return Outcome(done=False, answer=answers.REDIRECT if redirects else answers.status_answer(status))


def webhook_delay(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries, about; None where there is no further one."""
    if tries > len(WEBHOOK_DELAYS):
        return None
    return _about(WEBHOOK_DELAYS[max(tries, 1) - 1])


def patient_delay(tries: int, since: dt.timedelta) -> dt.timedelta | None:
    """The same for a mail or purge that has waited `since` it was written."""
    return None if since > PATIENCE else _about(min(_FIRST * 2 ** min(max(tries, 1) - 1, 10), _LONGEST))


def put_off(others: QuerySet[Delivery], due: dt.datetime) -> None:
    """Have deliveries that would fail like another wait with it: each would cost a wait."""
    others.filter(due_at__lt=due, lease_until=None).update(due_at=due)


def _about(seconds: float) -> dt.timedelta:
    # Many that failed together need not come back together.
    return dt.timedelta(seconds=seconds * random.uniform(1, 1.1))  # noqa: S311  (no secret)
