"""A code of the office and its texts, as typed or as imported from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.languages import language_name
from archive.models import TextCode
from desk.components.sentences import translated
from pipelines.captions.codes import CODE, MAX_CODE, MAX_TEXTS, CodeRow, read_codes
from pipelines.documents.cells import TableError
from pipelines.documents.table import MAX_FILE_BYTES
from pipelines.text import MAX_LINE, clean_line


class CodeForm(forms.Form):
    """One code; each language's texts one a line, the second line for `=code#2=`."""

    code = forms.CharField(label=_("Code"), max_length=MAX_CODE + 2, help_text=_("Short, without blanks: ob"))

    def __init__(self, *args: Any, stored: TextCode | None = None, **kwargs: Any) -> None:
        self.stored = stored
        texts = stored.texts if stored else {}
        kwargs["initial"] = {f"texts_{code}": "\n".join(texts.get(code, ())) for code in settings.RELEASE_LANGUAGES}
        kwargs["initial"]["code"] = stored.code if stored else ""
        super().__init__(*args, **kwargs)
        for code in settings.RELEASE_LANGUAGES:
            widget = forms.Textarea({"rows": 3, "lang": code})
            label = gettext("Texts (%(language)s)") % {"language": language_name(code)}
            self.fields[f"texts_{code}"] = forms.CharField(label=label, widget=widget, required=False)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).strip().strip("=")
        if not CODE.fullmatch(code):
            raise ValidationError(gettext("A code has no blanks, “=”, “#” or braces."))
        others = TextCode.objects.exclude(pk=self.stored.pk) if self.stored else TextCode.objects.all()
        if any(code.casefold() == other.casefold() for other in others.values_list("code", flat=True)):
            raise ValidationError(gettext("There is such a code already."))
        return code

    def clean(self) -> dict[str, Any]:
        for name, typed in list(self.cleaned_data.items()):
            if name == "code":
                continue
            lines = [line for one in str(typed).splitlines() if (line := clean_line(one))]
            if len(lines) > MAX_TEXTS or any(len(line) > MAX_LINE for line in lines):
                words = {"n": MAX_TEXTS, "length": MAX_LINE}
                self.add_error(name, gettext("At most %(n)d lines of %(length)d characters.") % words)
            self.cleaned_data[name] = lines
        if not any(lines for name, lines in self.cleaned_data.items() if name != "code"):
            self.add_error(None, gettext("A code stands for something in at least one language."))
        return self.cleaned_data

    def save(self) -> TextCode:
        """Store what was typed."""
        code = self.stored or TextCode()
        code.code = self.cleaned_data["code"]
        typed = {language: self.cleaned_data[f"texts_{language}"] for language in settings.RELEASE_LANGUAGES}
        code.texts = code.texts | typed
        code.save()
        return code


class ImportForm(forms.Form):
    """A list as Photo Mechanic keeps it, for one language."""

    language = forms.ChoiceField(label=_("Language"))
    list_file = forms.FileField(
        label=_("File"), help_text=_("UTF-8, each line a code and its texts with tabs between.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, language_name(code)) for code in settings.RELEASE_LANGUAGES]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # the base class has none

    def clean_list_file(self) -> list[CodeRow]:
        file = self.cleaned_data["list_file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(gettext("The file is too large for a list of codes."))
        try:
            return read_codes(file.read())
        except TableError as error:
            words = {"row": error.row, "message": translated(error.message)}
            raise ValidationError(gettext("Nothing was imported. Line %(row)d: %(message)s.") % words) from error
