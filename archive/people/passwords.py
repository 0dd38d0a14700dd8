"""Which passwords are too well known, beside Django's list of the 20,000 most common ones of breaches."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

# What people in a German press office try first; the rest is in Django's list.
_HOUSE_WORDS = (
    *("passwort", "kennwort", "geheim", "hallo", "schatz", "willkommen", "sommer", "winter", "herbst", "frühling"),
    *("bildstelle", "pressestelle", "presse", "pressebilder", "fotograf", "stadtverwaltung", "rathaus", "deutschland"),
)
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_REPEATED = re.compile(r"^(.{1,8}?)\1+$")


class KnownPasswordValidator:
    """Refuses a common password that is only dressed up: `Passwort2026!`, `passwordpassword`, `123456789012`."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for a common word between digits and signs, or a short text said again and again."""
        core = _EDGES.sub("", password.casefold())
        repeated = _REPEATED.match(core)
        word = repeated[1] if repeated else core
        if not word or len(word) < 4 or word in _common():
            raise ValidationError(
                gettext("This password is a common one with digits or signs around it."), "common_core"
            )

    def get_help_text(self) -> str:
        """What a form says."""
        return gettext("This password is a common one with digits or signs around it.")


@cache
def _common() -> frozenset[str]:
    return frozenset((*_HOUSE_WORDS, *CommonPasswordValidator().passwords))
