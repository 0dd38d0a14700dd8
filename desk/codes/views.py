"""The office's codes: offered while somebody types, kept in a list."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archive.models import Photo, TextCode
from archive.photos.codes import VARIABLES, store_codes, variables_of
from desk.access import DeskRequest, press_office
from desk.codes.forms import CodeForm, ImportForm
from desk.components.labels import language_names


@press_office("archive.change_photo")
@require_GET
def completions(request: DeskRequest, photo_id: str) -> HttpResponse:
    """All codes and variables with their texts by language, the variables as they are for one photo."""
    photos = Photo.objects.select_related("original", "batch__photographer", "release")
    photo = get_object_or_404(photos, pk=photo_id)
    return JsonResponse({"offers": [*_codes(), *_variables(photo)]})


def _codes() -> list[dict[str, object]]:
    return [
        {"token": f"={code}{f'#{n}' if n > 1 else ''}=", "texts": _column(texts, n)}
        for code, texts in TextCode.objects.values_list("code", "texts")
        for n in range(1, 1 + max(map(len, texts.values()), default=0))
    ]


def _column(texts: dict[str, list[str]], n: int) -> dict[str, str]:
    return {language: columns[n - 1] for language, columns in texts.items() if len(columns) >= n}


def _variables(photo: Photo) -> list[dict[str, object]]:
    """By their names in the reader's language."""
    values = {code: variables_of(photo, code) for code in settings.RELEASE_LANGUAGES}
    is_german = (get_language() or "").startswith("de")
    return [
        {
            "token": f"{{{others[0] if is_german else name}}}",
            "texts": {code: texts[name] for code, texts in values.items() if texts[name]},
            "variable": True,
        }
        for name, others in VARIABLES.items()
    ]


@press_office("archive.change_photo")
@require_http_methods(["GET", "POST"])
def codes(request: DeskRequest) -> HttpResponse:
    """The list, with a form for a new code, one for the code `edit`, and one for a file."""
    verb = request.POST.get("verb", "")
    stored = _stored(request)
    form = CodeForm(request.POST if verb == "save" else None, stored=stored)
    importing = ImportForm(*((request.POST, request.FILES) if verb == "import" else ()))
    if verb == "save" and form.is_valid():
        return _done(request, _("%(code)s saved.") % {"code": form.save()})
    if verb == "delete" and stored:
        stored.delete()
        return _done(request, _("%(code)s deleted.") % {"code": stored})
    if verb == "import" and importing.is_valid():
        return _done(request, _imported(importing))
    context = {"form": form, "importing": importing, "stored": stored, "rows": _rows(request.GET.get("q", ""))}
    return render(request, "codes.html", context | {"languages": language_names(), "variables": _variable_names()})


def _stored(request: DeskRequest) -> TextCode | None:
    wanted = request.POST.get("edit") or request.GET.get("edit")
    return get_object_or_404(TextCode, code=wanted) if wanted else None


def _done(request: DeskRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:codes")


def _imported(form: ImportForm) -> str:
    rows = form.cleaned_data["list_file"]
    n = store_codes(rows, form.cleaned_data["language"])
    sentence = ngettext("%(n)d code of %(all)d is new or changed.", "%(n)d codes of %(all)d are new or changed.", n)
    return sentence % {"n": n, "all": len(rows)}


def _rows(words: str) -> list[tuple[TextCode, list[tuple[str, list[str]]]]]:
    """The codes that have these letters in them or in a text, each with its texts by language."""
    wanted = words.strip().casefold()
    found = [one for one in TextCode.objects.all() if wanted in f"{one.code} {one.texts}".casefold()]
    return [(one, [(code, one.texts.get(code, [])) for code in settings.RELEASE_LANGUAGES]) for one in found]


def _variable_names() -> list[str]:
    is_german = (get_language() or "").startswith("de")
    return [f"{{{others[0] if is_german else name}}}" for name, others in VARIABLES.items()]
