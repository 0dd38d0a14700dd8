"""Inputs for days and times: typed as the page writes them, or chosen in the browser's own picker.

The browser's inputs for dates follow the browser's language, not the page's: on a German page they may show 11/26/2026.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.moments import NotATime, read_day, read_end, read_moment
from desk.components.icons import icon


class _Picked(forms.TextInput):
    """A text beside a button that opens the browser's picker; see `picker.js`."""

    native: str
    pattern: Any
    shape: Any

    def format_value(self, value: Any) -> str | None:
        return date_format(value, str(self.pattern)) if isinstance(value, dt.date) else super().format_value(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = {"placeholder": self.shape} | (attrs or {})
        return format_html(
            '<span class="picked">{}<button type="button" class="button quiet square" data-pick aria-label="{}" {}>{}'
            '</button><input type="{}" class="native" tabindex="-1" aria-hidden="true"></span>',
            super().render(name, value, attrs, renderer),
            gettext("Choose in a calendar"),
            "hidden" if attrs.get("disabled") else "",
            icon("calendar"),
            self.native,
        )


class MomentInput(_Picked):
    """A day and a time; what is typed is spelt out in the `.spelt-out` that follows it."""

    native, pattern, shape = "datetime-local", _("d/m/Y, H:i"), _("DD/MM/YYYY, HH:MM")

    def __init__(self) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "hx-get": reverse_lazy("desk:moment"),
                "hx-trigger": "input delay:600ms, change",
                "hx-target": "next .spelt-out",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
            }
        )


class DayInput(_Picked):
    """A day."""

    native, pattern, shape = "date", _("d/m/Y"), _("DD/MM/YYYY")

    def __init__(self) -> None:
        super().__init__({"autocomplete": "off"})


class DayField(forms.Field):
    """A day as `archive.moments` reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput(), **kwargs)

    def to_python(self, value: str | dt.date | None) -> dt.date | None:
        if not value or isinstance(value, dt.date):
            return value or None
        if day := read_day(value):
            return day
        words = {"text": value[:100], "shape": DayInput.shape}
        raise ValidationError(gettext("Not a day: %(text)s. Write it as %(shape)s.") % words)


class MomentField(forms.Field):
    """A time as `archive.moments` reads it. Minutes are shown: sent back unchanged, `standing` stays exact.

    `ends`: something lasts until then, so a day alone means all of it.
    """

    def __init__(self, *, standing: dt.datetime | None = None, ends: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(), **kwargs)
        self.standing, self._read = standing, read_end if ends else read_moment

    def to_python(self, value: str | dt.datetime | None) -> dt.datetime | None:
        if not value:
            return None
        if isinstance(value, dt.datetime):
            # A disabled field takes its initial value, from which Django cuts the microseconds.
            return self.standing or value
        if self.standing and value == self.widget.format_value(timezone.localtime(self.standing)):
            return self.standing
        try:
            return self._read(value)
        except NotATime as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: dt.datetime | str | None) -> dt.datetime | str | None:
        """Stored times are shown as local ones."""
        return timezone.localtime(value) if isinstance(value, dt.datetime) else value
