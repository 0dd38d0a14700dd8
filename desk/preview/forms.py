"""A link to the preview, as somebody types it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.publishing.preview_links import MAX_NAME, MAX_OPENS
from desk.components.widgets import MomentField


class LinkForm(forms.Form):
    """For whom it is, until when, and how often it opens."""

    name = forms.CharField(label=_("For whom"), max_length=MAX_NAME, widget=forms.TextInput({"autocomplete": "off"}))
    until = MomentField(label=_("Good until"), ends=True)
    max_opens = forms.IntegerField(label=_("Openings"), min_value=1, max_value=MAX_OPENS)
