"""Signing in to the gateway, and how often that may fail.

| who | limit |
|---|---|
| per address | 20 wrong passwords in 15 minutes, whatever the login |
| per address and login | 10 in 15 minutes |

There is none per login alone: whoever knows a photographer's name could keep their camera out, and nobody guesses
passwords that are drawn at random. An attempt is counted before it is checked, and taken back when it was right.
"""

from __future__ import annotations

import datetime as dt
import errno

import structlog
from django.conf import settings
from django.db import DatabaseError

from archive.people import gateway_logins
from archive.people.attempts import count_attempt, take_back_attempt
from archive.people.terms import may_begin
from workers.gateway.record import asking_record
from workers.gateway.spool import Spool
from workers.gateway.visits import Visit

log = structlog.get_logger(__name__)
WINDOW = dt.timedelta(minutes=15)
PER_ADDRESS = 20
PER_LOGIN = 10


def sign_in(username: str, password: str, address: str, spool: Spool, protocol: str) -> Visit | None:
    """The visit that a login opens; None where name or password are wrong or were wrong too often.

    PermissionError, with a sentence, where the office's terms have not been accepted for too long.
    """
    try:
        with asking_record():
            return _sign_in(username, password, address, spool, protocol)
    except DatabaseError as error:
        log.warning("gateway_failed", error=str(error))
        return None


def _sign_in(username: str, password: str, address: str, spool: Spool, protocol: str) -> Visit | None:
    limits = {f"gateway {address}": PER_ADDRESS, f"gateway {address} {username}": PER_LOGIN}
    if any(count_attempt(what, WINDOW).count > most for what, most in limits.items()):
        log.warning("gateway_paused", address=address, protocol=protocol)
        return None
    login = gateway_logins.check_login(username, password)
    if login is None:
        log.warning("gateway_wrong_password", address=address, protocol=protocol)
        return None
    for what in limits:
        take_back_attempt(what)
    if not may_begin(login.photographer):
        log.warning("gateway_terms_not_accepted", photographer=login.photographer.slug, protocol=protocol)
        raise PermissionError(errno.EACCES, f"Sign in at {settings.PUBLIC_URL} and accept the terms first")
    log.info("gateway_signed_in", photographer=login.photographer.slug, protocol=protocol)
    return Visit(login, spool, protocol)


def may_be_plain(username: str) -> bool:
    """Whether this login may be used by FTP without TLS."""
    try:
        with asking_record():
            return gateway_logins.may_be_plain(username)
    except DatabaseError as error:
        log.warning("gateway_failed", error=str(error))
        return False
