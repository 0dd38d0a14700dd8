"""What people type about a release, checked field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as Invalid

from archive.fields import Kind
from archive.languages import language_name
from archive.models import Photo, Release
from archive.moments import PastTime, refuse_past
from archive.orders import PhotoOrder
from archive.releases.fields import (
    MAX_LINE,
    MAX_LINKS,
    MAX_URL,
    MOMENTS,
    PER_LANGUAGE,
    PUBLISHING,
    SINGLE,
    Contact,
    Link,
    ReleaseField,
    ReleaseFields,
    release_fields,
)
from archive.releases.order import possible_heroes
from archive.states import ReleaseState
from desk.components.texts import for_reader
from desk.components.widgets import DayField, MomentField

SPARE_LINKS = 1


# What the form says beside a field's own label, and how many lines it shows.
_LABELS: Mapping[str, Any] = {"goes_live_at": _("Embargo until / goes live at"), "expires_at": _("Take offline at")}
_HELP: Mapping[str, Any] = {
    "texts": _("You can use Markdown"),
    "dateline": _("Place and day, as before the first sentence."),
}
# As they stand on the page: a conflict lists the fields in this order. The texts and links follow by themselves.
_ORDER = (
    *("date", "dateline", "kind", "slug", "number", "goes_live_at", "expires_at"),
    *("contact_name", "contact_mail", "contact_phone"),
)
# How the photos stand: the field of the form, and what `archive.releases.order.arrange` calls it.
_ARRANGED = {"photo_order": "order", "hero": "hero"}
_ROWS = {"summaries": 3, "texts": 14, "terms": 2}


def _form_field(field: ReleaseField, standing: Any = None) -> forms.Field:
    """A row of the table as a form takes it; `standing` is the stored value."""
    words = {"label": _LABELS.get(field.name, field.label), "help_text": _HELP.get(field.name, ""), "required": False}
    match field.kind:
        case Kind.DATE:
            return DayField(**words | {"required": True})
        case Kind.MOMENT:
            return MomentField(**words, standing=standing)
        case Kind.CHOICE:
            return forms.ChoiceField(**words, choices=field.choices, initial=field.choices[0][0])
        case Kind.TEXT:
            widget = forms.Textarea({"rows": _ROWS.get(field.name, 3)})
            return forms.CharField(**words, max_length=field.max_length, widget=widget)
        case _:
            return _line_field(field, words)


def _line_field(field: ReleaseField, words: Mapping[str, Any]) -> forms.Field:
    if field.per_language:
        return _WrappedLine(**words, max_length=field.max_length)
    if field.pattern:
        return forms.RegexField(field.pattern, **words, error_messages={"invalid": field.shape})
    return forms.CharField(**words, max_length=field.max_length)


class _WrappedLine(forms.CharField):
    """One line that is shown whole: its input wraps, and a line break in it is a space."""

    widget = forms.Textarea({"rows": 1})

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class ReleaseForm(forms.Form):
    """A release with all its fields; texts once per release language, as `titles_de`."""

    max_links = MAX_LINKS

    contact_name = forms.CharField(label=_("Name"), max_length=MAX_LINE, required=False)
    contact_mail = forms.EmailField(label=_("Email"), max_length=MAX_LINE, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=MAX_LINE, required=False)
    photo_order = forms.ChoiceField(label=_("Order of the photos"), choices=PhotoOrder.choices, required=False)
    hero = forms.ChoiceField(label=_("Hero"), required=False, help_text=_("On the contact sheet: H."))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, release: Release | None = None, may_publish: bool = False, **kwargs: Any) -> None:
        self.release = release
        kwargs.setdefault("initial", _initial(release) if release else {})
        super().__init__(*args, **kwargs)
        self._add_table()
        self._add_links()
        self._offer_heroes()
        self.order_fields(_ORDER)
        if release and release.publications.exists():
            # It is part of public addresses: the record refuses to change it, so the browser only shows it.
            self.fields["slug"].disabled = True
        if release and release.state in (ReleaseState.SCHEDULED, ReleaseState.LIVE) and not may_publish:
            for name in PUBLISHING:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Only somebody who may publish can change it now.")

    def _add_table(self) -> None:
        for field in SINGLE:
            self.fields[field.name] = _form_field(field, getattr(self.release, field.name, None))
        for field in PER_LANGUAGE:
            for code in settings.RELEASE_LANGUAGES:
                self.fields[f"{field.name}_{code}"] = in_language = _form_field(field)
                in_language.widget.attrs["lang"] = code
                if field.name == "titles" and code == settings.RELEASE_LANGUAGES[0]:
                    in_language.widget.attrs["autofocus"] = True
                if field.name == "terms":
                    in_language.widget.attrs["placeholder"] = settings.TERMS.get(code, "")

    def _add_links(self) -> None:
        posted = sum(1 for name in self.data if name.startswith("link_url_"))
        stored = len(self.release.links) if self.release else 0
        self.link_rows = min(max(posted, stored + SPARE_LINKS), MAX_LINKS)
        for n in range(self.link_rows):
            self.fields[f"link_label_{n}"] = forms.CharField(label=_("Link text"), max_length=MAX_LINE, required=False)
            # Not the browser's own input for addresses: it refuses "www.example.org".
            self.fields[f"link_url_{n}"] = forms.URLField(
                label=_("Address"),
                max_length=MAX_URL,
                required=False,
                assume_scheme="https",
                widget=forms.TextInput({"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}),
            )

    def _offer_heroes(self) -> None:
        """A new release has no photos. What was chosen stays a choice, even if it cannot lead any more."""
        if self.release is None:
            del self.fields["hero"]
            return
        found = {photo.pk: photo for photo in possible_heroes(self.release)}
        if self.release.hero:
            found.setdefault(self.release.hero.pk, self.release.hero)
        field = cast("forms.ChoiceField", self.fields["hero"])
        field.choices = [("", _("the first photo")), *((pk, _photo_name(photo)) for pk, photo in found.items())]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and name of each release language."""
        return [(code, language_name(code)) for code in settings.RELEASE_LANGUAGES]

    @property
    def texts(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Each text's column with its fields, one per language, as they stand beside each other."""
        for field in PER_LANGUAGE:
            yield field.name, [(code, self[f"{field.name}_{code}"]) for code in settings.RELEASE_LANGUAGES]

    @property
    def links(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Text and address of each row of links."""
        return [(self[f"link_label_{n}"], self[f"link_url_{n}"]) for n in range(self.link_rows)]

    def clean_slug(self) -> str:
        return self._unused("slug")

    def clean_number(self) -> str:
        return self._unused("number")

    def _unused(self, name: str) -> str:
        value = str(self.cleaned_data[name] or "")
        if self.release is None and is_suggested(self.data, name):
            return ""  # perhaps for half a title, or taken by now: the record suggests one anew
        others = Release.objects.exclude(pk=self.release.pk) if self.release else Release.objects.all()
        if value and others.filter(**{name: value}).exists():
            raise ValidationError(gettext("Another release has “%(value)s” already."), params={"value": value})
        return value

    def _refuse_past_times(self) -> None:
        """What was not changed may have passed meanwhile."""
        for name in MOMENTS:
            moment = self.cleaned_data.get(name)
            if moment and moment != getattr(self.release, name, None):
                try:
                    refuse_past(moment)
                except PastTime as error:
                    self.add_error(name, str(error))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._refuse_past_times()
        if data.get("goes_live_at") and data.get("expires_at") and data["expires_at"] <= data["goes_live_at"]:
            self.add_error("expires_at", gettext("This must be later than the moment it goes live."))
        if not any(data.get(f"titles_{code}") for code in settings.RELEASE_LANGUAGES):
            self.add_error(
                f"titles_{settings.RELEASE_LANGUAGES[0]}", gettext("A release needs a title in at least one language.")
            )
        for n in range(self.link_rows):
            if data.get(f"link_label_{n}") and not data.get(f"link_url_{n}") and f"link_url_{n}" not in self.errors:
                self.add_error(f"link_url_{n}", gettext("This link has a text but no address."))
        if not self.errors:
            self._check_record_rules()
        return data

    def _check_record_rules(self) -> None:
        """The record's own rules come last."""
        try:
            self.release_fields()
        except Invalid as invalid:
            for fault in invalid.errors():
                self.add_error(None, f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}")

    def arrangement(self) -> dict[str, str]:
        """Order and hero as `archive.releases.order.arrange` takes them; what was not sent stays."""
        return {name: self.cleaned_data[field] for field, name in _ARRANGED.items() if field in self.data}

    def release_fields(self) -> ReleaseFields:
        """What was typed, as the record accepts it."""
        data = self.cleaned_data
        texts = {
            field.name: {code: data[f"{field.name}_{code}"] for code in settings.RELEASE_LANGUAGES}
            for field in PER_LANGUAGE
        }
        single = {field.name: data[field.name] or (None if field.suggested else data[field.name]) for field in SINGLE}
        links = [(data[f"link_label_{n}"], data[f"link_url_{n}"]) for n in range(self.link_rows)]
        return release_fields(
            **texts,
            **single,
            contact=Contact(name=data["contact_name"], mail=data["contact_mail"], phone=data["contact_phone"]),
            links=[Link.model_validate({"label": label, "url": url}) for label, url in links if url],
        )


def is_suggested(typed: Mapping[str, str], name: str) -> bool:
    """Whether the field of a new release holds what was suggested for it, or nothing: it may be suggested anew."""
    return typed.get(name, "").strip() in ("", typed.get(f"suggested_{name}", ""))


def _initial(release: Release) -> dict[str, Any]:
    """The stored values by form field."""
    initial: dict[str, Any] = {field.name: getattr(release, field.name) for field in SINGLE}
    initial |= {"revision": release.revision, "photo_order": release.photo_order, "hero": release.hero_id or ""}
    for field in PER_LANGUAGE:
        initial |= {f"{field.name}_{code}": text for code, text in getattr(release, field.name).items()}
    initial |= {f"contact_{name}": text for name, text in release.contact.items()}
    for n, link in enumerate(release.links):
        initial |= {f"link_label_{n}": link.get("label", ""), f"link_url_{n}": link.get("url", "")}
    return initial


def conflicting_values(form: ReleaseForm, release: Release) -> Mapping[str, Any]:
    """The stored values that differ from this form's, by form field."""
    stored = _initial(release)
    names = (name for name in form.fields if name != "revision" and (name not in _ARRANGED or name in form.data))
    return {
        name: _readable(form.fields[name], stored.get(name) or "")
        for name in names
        if (form.cleaned_data.get(name) or "") != (stored.get(name) or "")
    }


def _readable(field: forms.Field, value: Any) -> Any:
    """What a choice is called; any other value unchanged."""
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return dict(choices).get(value, value)


def _photo_name(photo: Photo) -> str:
    """`DSC_4010.JPG · Classic cars in the yard …`."""
    caption = for_reader(photo.captions)
    caption = f"{caption[:49]}…" if len(caption) > 50 else caption
    return f"{photo.filename} · {caption}" if caption else photo.filename
