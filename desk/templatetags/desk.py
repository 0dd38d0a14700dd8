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
from desk.components.badges import badge_explanation
from desk.history.audit_labels import actor_name

register = template.Library()
register.filter("badge_explanation", badge_explanation)
register.filter("person", actor_name)


@register.simple_tag
@lru_cache(maxsize=64)
def icon(name: str) -> SafeString:
    """A symbol of `icons.svg`; it is decoration, so a word always stands beside it."""
    return format_html(
        '<svg class="icon i-{}" aria-hidden="true"><use href="{}#{}"/></svg>', name, static("desk/icons.svg"), name
    )


@register.filter
def state_label(state: str) -> str:
    """A photo's state in the reader's language."""
    return str(PhotoState(state).label)


@register.filter
def day(date: dt.date) -> str:
    """`23 Nov 2026`, in German `23.11.2026`."""
    return date_format(date, gettext("j M Y"))


@register.filter
def clock(moment: dt.datetime) -> str:
    """`23 Nov 2026, 18:00` in the desk's time zone, where no reader has to plan by it."""
    return date_format(timezone.localtime(moment), gettext("j M Y, H:i"))


@register.filter
def zoned(moment: dt.datetime) -> str:
    """A moment with its time zone, for nobody should have to guess an embargo: `23 Nov 2026, 18:00 (Europe/Berlin)`."""
    return f"{clock(moment)} ({settings.TIME_ZONE})"


@register.filter
def distance(moment: dt.datetime) -> str:
    """How far away a moment is: `in 2 hours`, `3 days ago`."""
    if moment > timezone.now():
        return gettext("in %(time)s") % {"time": timeuntil(moment, depth=1)}
    return gettext("%(time)s ago") % {"time": timesince(moment, depth=1)}


@register.filter
def is_past(moment: dt.datetime) -> bool:
    """Whether a moment has passed."""
    return moment <= timezone.now()


@register.filter
def leading(texts: dict[str, str]) -> str:
    """The text in the first release language, else in any other."""
    return first_text(texts)
