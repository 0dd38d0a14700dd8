"""Languages by name, for sentences that people read."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list
from django.utils.translation import get_language, get_language_info, to_locale


def language_name(code: str) -> str:
    """One language in the reader's words (`de` is "German", to a German "Deutsch"); its code when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def language_names(codes: Iterable[str]) -> str:
    """Several languages in the reader's words: "German and English"."""
    return format_list([language_name(code) for code in codes], locale=to_locale(get_language() or "en"))
