"""When a release is to be published, as typed into the dialog."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.components.widgets import MomentField


class PublishForm(forms.Form):
    """When a release is to go live."""

    when = forms.ChoiceField(choices=[("now", _("Now")), ("later", _("At a set time"))], widget=forms.RadioSelect())
    at = MomentField(label=_("Goes live at"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("when") == "later" and not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", gettext("Choose a day and a time."))
        return self.cleaned_data
