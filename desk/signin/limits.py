"""How often a secret may be guessed.

| who | limit |
|---|---|
| a browser known for the account | its own wrong attempts alone, 10 in 15 minutes |
| anybody else, per address | 20 wrong attempts in 15 minutes, whatever the account |
| anybody else, per account | 10 wrong attempts in 15 minutes, from wherever they come |

So nobody can keep a person out of the browser they work with. An attempt is counted before it is checked, so that a
hundred at once are limited too, and taken back when it was right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.people.attempts import count_attempt, take_back_attempt
from desk.signin.client_address import client_address
from desk.signin.devices import device_of
from desk.signin.hashing import HashingBusy

WINDOW = dt.timedelta(minutes=15)
PER_ADDRESS = 20
PER_ACCOUNT = 10


@dataclass
class Attempt:
    """One attempt; whoever checks the secret sets `counts` to False when it was right."""

    counts: bool = True


@contextmanager
def limited_attempt(request: HttpRequest, username: str, secret: str) -> Iterator[Attempt]:
    """Count an attempt at the account's `secret` (password, code); raises ImmediateHttpResponse at the limit."""
    attempt = Attempt()
    counted: list[str] = []
    try:
        for what, times in _limits(request, username.casefold(), secret):
            _count(request, what, times)
            counted.append(what)
        yield attempt
    except (HashingBusy, ImmediateHttpResponse):
        attempt.counts = False  # nothing was checked
        raise
    finally:
        if not attempt.counts:
            for what in counted:
                take_back_attempt(what)


def limit_address(request: HttpRequest, action: str) -> None:
    """Count a request of a kind that is rare by nature; raises ImmediateHttpResponse at the address's limit."""
    _count(request, f"{action} address {client_address(request)}", PER_ADDRESS)


def paused(request: HttpRequest, seconds: int) -> HttpResponse:
    """The page that asks to wait, the same for accounts that exist and those that do not."""
    page = render(request, "sign_in_paused.html", {"minutes": -(-seconds // 60)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _limits(request: HttpRequest, username: str, secret: str) -> list[tuple[str, int]]:
    if device := device_of(request, username):
        return [(f"{secret} device {device}", PER_ACCOUNT)]
    return [
        (f"{secret} address {client_address(request)}", PER_ADDRESS),
        (f"{secret} account {username}", PER_ACCOUNT),
    ]


def _count(request: HttpRequest, what: str, times: int) -> None:
    tally = count_attempt(what, WINDOW)
    if tally.count > times:
        raise ImmediateHttpResponse(paused(request, tally.seconds_left))
