"""Tags and filters of the desk's templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from archive.languages import language_name
from desk.components import times
from desk.components.audit_labels import actor_name
from desk.components.badges import badge_explanation
from desk.components.blocks import card_form, listed, row_button
from desk.components.differences import Change
from desk.components.icons import icon
from desk.components.labels import state_label
from desk.components.presence import at_work, initials
from desk.components.texts import title_of

register = template.Library()
register.filter("badge_explanation", badge_explanation)
register.filter("person", actor_name)
register.filter("state_label", state_label)
register.filter("language_label", language_name)
_TIMES = (
    times.day,
    times.long_day,
    times.clock,
    times.near,
    times.until,
    times.zoned,
    times.spelt,
    times.zone_name,
    times.distance,
    times.time_left,
)
for said in (*_TIMES, times.is_past):
    register.filter(said.__name__, said)
register.filter(title_of)
register.simple_tag(icon)
register.simple_block_tag(listed)
register.simple_block_tag(takes_context=True)(card_form)
register.simple_block_tag(takes_context=True)(row_button)
register.filter(initials)
register.filter(at_work)


_MARKS = {"same": "span", "gone": "del", "new": "ins"}


@register.simple_tag
def marked(change: Change) -> SafeString:
    """A changed text with the words that went and came marked, each run of them at most 600 characters."""
    runs = [(_MARKS[kind], Truncator(text).chars(600)) for kind, text in change.words]
    return format_html_join("", "<{0}>{1}</{0}>", runs)
