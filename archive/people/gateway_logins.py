"""Logins to the gateway for cameras: one per photographer, made by the office, shown once, ended at once.

The password is drawn here and never chosen: 79 random bits in letters and digits that a camera's keyboard has. Nobody
guesses that from a hash, so the hash is a quick one, and ten cameras that sign in for every photo cost nothing.
"""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import transaction
from django.utils import timezone

from archive.audit import Action, Actor, record
from archive.models import GatewayLogin, Photographer
from archive.people.terms import check_accepted

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what people take for another letter: i, l, o, 0, 1."""
_LENGTH = 16
_COST = 2**12
_hasher = ScryptPasswordHasher()
_NOBODYS = _hasher.encode("nobody's password", "nobody's salt", n=_COST)


def make_login(photographer: Photographer, by: Actor) -> str:
    """Give the photographer a new password and return it, which is kept nowhere; an older one ends.

    Raises NotAccepted where they have not accepted the office's terms.
    """
    check_accepted(photographer)
    password = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    stored = {
        "password": _hasher.encode(password, _hasher.salt(), n=_COST),
        "made_by": by.name,
        "made_at": timezone.now(),
        "last_used_at": None,
    }
    with transaction.atomic():
        GatewayLogin.objects.update_or_create(photographer=photographer, defaults=stored)
        record(Action.GATEWAY_LOGIN_MADE, by, release_id=None, after={"credited": photographer.name})
    return password


def end_login(photographer: Photographer, by: Actor) -> bool:
    """End the login at once, for those who are signed in too; False when there was none."""
    with transaction.atomic():
        if not GatewayLogin.objects.filter(photographer=photographer).delete()[0]:
            return False
        record(Action.GATEWAY_LOGIN_ENDED, by, release_id=None, after={"credited": photographer.name})
    return True


def allow_plain_ftp(login: GatewayLogin, by: Actor, *, allowed: bool) -> None:
    """Let an old camera sign in without TLS, or no more."""
    action = Action.PLAIN_FTP_ALLOWED if allowed else Action.PLAIN_FTP_FORBIDDEN
    with transaction.atomic():
        if GatewayLogin.objects.filter(pk=login.pk).exclude(allows_plain_ftp=allowed).update(allows_plain_ftp=allowed):
            record(action, by, release_id=None, after={"credited": login.photographer.name})


def check_login(username: str, password: str) -> GatewayLogin | None:
    """The login that this name and password open, noted as used; None where there is no such login."""
    login = GatewayLogin.objects.select_related("photographer").filter(photographer__slug=username).first()
    # A name that nobody has takes as long as one that somebody has.
    right = _hasher.verify(password, login.password if login else _NOBODYS)
    if not (login and right):
        return None
    GatewayLogin.objects.filter(pk=login.pk).update(last_used_at=timezone.now())
    return login


def may_be_plain(username: str) -> bool:
    """Whether this login may be used without TLS; False for a name that nobody has."""
    return GatewayLogin.objects.filter(photographer__slug=username, allows_plain_ftp=True).exists()
