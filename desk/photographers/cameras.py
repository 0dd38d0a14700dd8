"""Whose camera is whose, and whose upload key several people share: known to the office alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.models import Camera, Photographer
from archive.people import cameras as rules
from desk.access import DeskRequest, press_office
from desk.components.numbers import read_number


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def cameras(request: DeskRequest) -> HttpResponse:
    """The tables, with a form for another row of each; what `verb` says is done."""
    error, verb = "", request.POST.get("verb", "")
    if request.method == "POST":
        try:
            messages.success(request, _act(request, verb))
        except rules.NotACamera as refused:
            error = str(refused)
        else:
            return redirect("desk:cameras")
    people = list(Photographer.objects.all())
    context = {
        "people": people,
        "shared": [one for one in people if one.is_shared],
        "rows": Camera.objects.select_related("photographer"),
        "errors": {verb: error},
        "typed": {name: request.POST.get(name, "") for name in ("serial", "photographer")},
        "shown": "cameras",
    }
    return render(request, "cameras.html", context, status=422 if error else 200)


def _act(request: DeskRequest, verb: str) -> str:
    """Do what `verb` says; the sentence about it."""
    by, pk = Actor.of(request.user), read_number(request.POST.get("camera", "")) or 0
    if verb == "remove":
        rules.remove_camera(get_object_or_404(Camera, pk=pk), by)
        return _("The camera is forgotten.")
    photographer = get_object_or_404(Photographer, slug=request.POST.get("photographer", ""))
    if verb == "add":
        rules.add_camera(request.POST.get("serial", ""), photographer, by)
    else:
        rules.set_shared(photographer, by, shared=verb == "share")
    return _("Saved.")
