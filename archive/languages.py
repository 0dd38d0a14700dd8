"""Languages by name, for sentences that people read."""

from __future__ import annotations

from django.utils.translation import get_language_info


def language_name(code: str) -> str:
    """One language in the reader's words (`de` is "German", to a German "Deutsch"); its code when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
