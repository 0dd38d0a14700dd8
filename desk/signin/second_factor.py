"""Whose account needs a second factor besides the password, and whether it has one."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet

from archive.people.accounts import ADMIN


def needs_second_factor(user: User) -> bool:
    """Whether the house demands one of the user's role. Whoever may do everything counts as an administrator."""
    demanded = settings.SECOND_FACTOR_FOR
    if not demanded:
        return False
    if (user.is_superuser or user.is_staff) and ADMIN in demanded:
        return True
    return user.groups.filter(name__in=demanded).exists()


def has_second_factor(user: User) -> bool:
    """Whether the account has an authenticator app or a passkey; recovery codes alone are none."""
    return second_factors().filter(user=user).exists()


def second_factors() -> QuerySet[Authenticator]:
    """All authenticator apps and passkeys."""
    return Authenticator.objects.filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
