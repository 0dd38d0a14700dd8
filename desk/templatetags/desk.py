"""Tags and filters of the desk's templates."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext

from archive.models.release import first_text
from archive.states import PhotoState
from desk.components.labels import mark_sentence as sentence_of

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """A drawing of `icons.svg`; decoration, so always beside a word."""
    return format_html(
        '<svg class="icon i-{}" aria-hidden="true"><use href="{}#{}"/></svg>', name, static("desk/icons.svg"), name
    )


@register.filter
def state_word(state: str) -> str:
    """A photo's state in the reader's language."""
    return str(PhotoState(state).label)


@register.filter
def mark_sentence(mark: str) -> str:
    """A mark of `desk.components.badges` with what it means for the reader."""
    return sentence_of(mark)


@register.filter
def day(date: dt.date) -> str:
    """`23 Nov 2026`, in German `23.11.2026`."""
    return date_format(date, gettext("j M Y"))


@register.filter
def clock(moment: dt.datetime) -> str:
    """`23 Nov 2026, 18:00` in the desk's zone, for times nobody plans by."""
    return date_format(timezone.localtime(moment), gettext("j M Y, H:i"))


@register.filter
def zoned(moment: dt.datetime) -> str:
    """A moment with its zone, for an embargo must not be guessed: `23 Nov 2026, 18:00 (Europe/Berlin)`."""
    return f"{clock(moment)} ({settings.TIME_ZONE})"


@register.filter
def distance(moment: dt.datetime) -> str:
    """How far a moment is: `in 2 hours`, `3 days ago`."""
    if moment > timezone.now():
        return gettext("in %(time)s") % {"time": timeuntil(moment, depth=1)}
    return gettext("%(time)s ago") % {"time": timesince(moment, depth=1)}


@register.filter
def is_past(moment: dt.datetime) -> bool:
    """Whether a moment has come."""
    return moment <= timezone.now()


@register.filter
def leading(texts: dict[str, str]) -> str:
    """The text in the leading language, else in any."""
    return first_text(texts)
