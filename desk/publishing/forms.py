"""When a release is to be published and what readers are told of a correction, as typed into the dialog."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.languages import language_name
from archive.releases.correction_notes import MAX_NOTE
from desk.components.widgets import MomentField


class PublishForm(forms.Form):
    """When a release is to go live; a note on the correction once per release language, as `note_de`."""

    when = forms.ChoiceField(choices=[("now", _("Now")), ("later", _("At a set time"))], widget=forms.RadioSelect())
    at = MomentField(label=_("Goes live at"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in settings.RELEASE_LANGUAGES:
            widget = forms.Textarea({"rows": 2, "lang": code})
            label = language_name(code)
            self.fields[_note(code)] = forms.CharField(label=label, required=False, max_length=MAX_NOTE, widget=widget)

    @property
    def note_fields(self) -> list[forms.BoundField]:
        """The note in each language."""
        return [self[_note(code)] for code in settings.RELEASE_LANGUAGES]

    @property
    def notes(self) -> dict[str, str]:
        """What was typed, by language."""
        return {code: self.cleaned_data.get(_note(code)) or "" for code in settings.RELEASE_LANGUAGES}

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("when") == "later" and not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", gettext("Choose a day and a time."))
        return self.cleaned_data


def notes_as_fields(notes: Mapping[str, str]) -> dict[str, str]:
    """Stored notes by form field."""
    return {_note(code): note for code, note in notes.items()}


def _note(code: str) -> str:
    return f"note_{code}"
