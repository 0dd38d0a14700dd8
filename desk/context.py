"""The context that every page is rendered with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from desk.access import in_press_office
from desk.components.labels import language_names

THEMES = ("system", "light", "dark")


def house(request: HttpRequest) -> dict[str, Any]:
    """Publisher, languages, whom to ask at the door, the reader's theme, whether of the press office."""
    theme = request.COOKIES.get("theme")
    return {
        "publisher": settings.PUBLISHER,
        "release_languages": language_names(),
        "sign_in_help": settings.SIGN_IN_HELP,
        "theme": theme if theme in THEMES else "system",
        "press_office": request.user.is_authenticated and in_press_office(request.user),
    }
