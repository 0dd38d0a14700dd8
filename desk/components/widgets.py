"""Form fields and inputs for which every browser brings a picker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone

from archive.moments import NotATime, read_moment


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time picker; what is typed is spelt out in the `.spelt-out` that follows it."""

    input_type = "datetime-local"
    FORMAT = "%Y-%m-%dT%H:%M"

    def __init__(self) -> None:
        super().__init__(
            {
                "hx-get": reverse_lazy("desk:moment"),
                "hx-trigger": "input delay:250ms",
                "hx-target": "next .spelt-out",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
            },
            format=self.FORMAT,
        )


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentField(forms.Field):
    """A time as `archive.moments` reads it. The picker shows minutes: sent back unchanged, `standing` stays exact."""

    def __init__(self, *, standing: dt.datetime | None = None, **kwargs: Any) -> None:
        super().__init__(widget=MomentInput(), **kwargs)
        self.standing = standing

    def to_python(self, value: str | dt.datetime | None) -> dt.datetime | None:
        if not value:
            return None
        if isinstance(value, dt.datetime):
            # A disabled field takes its initial value, from which Django cuts the microseconds.
            return self.standing or value
        if self.standing and value == timezone.localtime(self.standing).strftime(MomentInput.FORMAT):
            return self.standing
        try:
            return read_moment(value)
        except NotATime as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: dt.datetime | str | None) -> dt.datetime | str | None:
        """Stored times are shown as local ones."""
        return timezone.localtime(value) if isinstance(value, dt.datetime) else value
