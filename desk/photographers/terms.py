"""The terms under which the office takes photos: the office's page, and a photographer's button."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from archive.audit import Actor
from archive.drops.doors import own_door
from archive.errors import Overtaken
from archive.languages import language_name
from archive.models import IntakeTerms, Photographer
from archive.people import terms as rules
from desk.access import DeskRequest, press_office, signed_in
from desk.components.numbers import read_number

_SHOWN = 20


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def terms(request: DeskRequest) -> HttpResponse:
    """The terms that hold, to be changed, and the versions there were."""
    if request.POST.get("verb") == "note":
        return _note(request)
    newest, error = IntakeTerms.objects.first(), ""
    typed = newest.texts if newest else {}
    if request.method == "POST":
        typed = {code: request.POST.get(f"terms_{code}", "") for code in settings.RELEASE_LANGUAGES}
        try:
            made = rules.write_terms(typed, Actor.of(request.user))
        except rules.NotTerms as refused:
            error = str(refused)
        else:
            messages.success(request, _("Saved.") if made else _("Nothing has changed."))
            return redirect("desk:intake_terms")
    versions = IntakeTerms.objects.annotate(accepted=Count("photographers"))[:_SHOWN]
    fields = [(code, language_name(code), typed.get(code, "")) for code in settings.RELEASE_LANGUAGES]
    context: dict[str, object] = {"fields": fields, "versions": versions, "error": error}
    context |= {"holds": rules.current_terms(), "lacking": rules.lacking(), "shown": "terms"}
    return render(request, "intake_terms.html", context, status=422 if error else 200)


def _note(request: DeskRequest) -> HttpResponse:
    photographer = get_object_or_404(Photographer, pk=read_number(request.POST.get("photographer", "")) or 0)
    if rules.note_acceptance(photographer, Actor.of(request.user)):
        messages.success(request, _("Noted: %(name)s has accepted the terms.") % {"name": photographer.name})
    return redirect("desk:intake_terms")


@signed_in
@require_POST
def accept(request: DeskRequest, slug: str) -> HttpResponse:
    """Accept the version that was shown, and go on to the folder."""
    photographer = get_object_or_404(Photographer, account=request.user)
    if own_door(photographer, slug) is None:
        raise Http404
    try:
        rules.accept_terms(photographer, read_number(request.POST.get("version", "")) or 0, Actor.of(request.user))
    except Overtaken:
        messages.error(request, _("The terms have changed meanwhile. Please read them again."))
    return redirect("desk:drop_folder", slug=slug)
