"""Counts attempts in the database, which all processes and hosts share and without which nobody signs in anyway."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.models import Attempts

# One statement, so that parallel attempts are each counted. A window that has ended begins anew.
_COUNT = """
    INSERT INTO archive_attempts AS row (key, count, ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN row.ends_at <= %s THEN 1 ELSE row.count + 1 END,
        ends_at = CASE WHEN row.ends_at <= %s THEN excluded.ends_at ELSE row.ends_at END
    RETURNING count, ends_at
"""
_TAKE_BACK = "UPDATE archive_attempts SET count = count - 1 WHERE key = %s AND count > 0"


@dataclass(frozen=True)
class Tally:
    """The attempts counted in the current window, and the seconds until it ends."""

    count: int
    seconds_left: int


def count_attempt(what: str, window: dt.timedelta) -> Tally:
    """Count one attempt at `what`; return the number in its window, this one included."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(what), now + window, now, now])
        count, ends_at = cursor.fetchone()
    if secrets.randbelow(100) == 0:
        Attempts.objects.filter(ends_at__lte=now).delete()
    return Tally(count, max(1, int((ends_at - now).total_seconds())))


def take_back_attempt(what: str) -> None:
    """Undo one `count_attempt`."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, [_key(what)])


def _key(what: str) -> str:
    return salted_hmac("archive.people.attempts", what, algorithm="sha256").hexdigest()
