"""Browsers from which somebody has signed in before: a signed cookie names their accounts.

Wrong passwords from elsewhere never count against a known browser (OWASP calls this a device cookie). The cookie opens
nothing by itself.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "device"
_SALT = "desk.signin.devices"
_AGE = 365 * 24 * 3600
_ACCOUNTS = 8  # a cookie has room for the colleagues who share a browser


def device_of(request: HttpRequest, username: str) -> str:
    """The browser's own name for this account, or "" when nobody has signed in to the account from it."""
    return _read(request).get(_account(username), "")


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Set the cookie by which this browser is known for the account from now on."""
    devices = _read(request)
    name = devices.pop(_account(username), "") or secrets.token_urlsafe(12)
    newest = dict(list(devices.items())[1 - _ACCOUNTS :]) | {_account(username): name}
    response.set_cookie(
        COOKIE,
        signing.dumps(newest, salt=_SALT),
        max_age=_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        devices: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_AGE)
    except signing.BadSignature:
        return {}
    return devices


def _account(username: str) -> str:
    return salted_hmac(_SALT, username.casefold(), algorithm="sha256").hexdigest()[:16]
