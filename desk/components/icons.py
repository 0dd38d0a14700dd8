"""The desk's symbols."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString


@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """A symbol of `icons.svg`; it is decoration, so a word always stands beside it."""
    return format_html(
        '<svg class="icon i-{}" aria-hidden="true"><use href="{}#{}"/></svg>', name, static("desk/icons.svg"), name
    )
