"""The dialog before publishing: what the gate says, when it goes live, and the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget, trigger_client_event

from archive.audit import Actor
from archive.errors import ArchiveError, GateClosed
from archive.models import UNSORTED, Release
from archive.publishing.corrections import correction_of
from archive.releases.gate import inspect_release
from archive.releases.lifecycle import publish, reopen_release, retry_release, unschedule, withdraw_release
from desk.access import DeskRequest, press_office
from desk.components.selection import Toast
from desk.contact_sheet.updates import render_update
from desk.publishing.forms import PublishForm


@press_office("archive.publish_release")
@require_http_methods(["GET", "POST"])
def publishing(request: DeskRequest, slug: str) -> HttpResponse:
    """The dialog; on POST do the verb it names and answer with the page's new head and a toast."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    if request.method == "GET":
        return _dialog(request, release, _form(release))
    verb = request.POST.get("verb", "")
    if verb == "publish":
        return _publish(request, release)
    if verb not in VERBS:
        raise Http404
    act, sentence = VERBS[verb]
    try:
        act(release, Actor.of(request.user))
    except ArchiveError as error:
        if verb == "retry":
            # Its button is on the page, so there is no dialog to show the error in.
            return _done(request, release, str(error))
        return _dialog(request, release, _form(release), problem=str(error), status=409)
    return _done(request, release, str(sentence()))


VERBS: Mapping[str, tuple[Callable[[Release, Actor], Any], Callable[[], str]]] = {
    "unschedule": (unschedule, lambda: _("The release is a draft again; nothing will be published.")),
    "withdraw": (withdraw_release, lambda: _("The release is withdrawn; its public files are being removed.")),
    "retry": (retry_release, lambda: _("It is being tried again.")),
    "reopen": (reopen_release, lambda: _("The release is a draft again.")),
}


def _publish(request: DeskRequest, release: Release) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _dialog(request, release, form, status=422)
    at = form.cleaned_data["at"] if form.cleaned_data["when"] == "later" else timezone.now()
    try:
        publish(release, Actor.of(request.user), at)
    except GateClosed:
        # The dialog names what is missing, as it stands now.
        return _dialog(request, release, form, status=409)
    except ArchiveError as error:
        return _dialog(request, release, form, problem=str(error), status=409)
    sentence = _("The release is scheduled.") if at > timezone.now() else _("Publishing has begun.")
    return _done(request, release, sentence)


def _form(release: Release) -> PublishForm:
    later = release.goes_live_at is not None and release.goes_live_at > timezone.now()
    return PublishForm(initial={"when": "later" if later else "now", "at": release.goes_live_at})


def _dialog(
    request: DeskRequest, release: Release, form: PublishForm, *, status: int = 200, **extra: str
) -> HttpResponse:
    context = {
        "release": release,
        "form": form,
        "report": inspect_release(release),
        "count": release.photos.going().count(),
        "correction": correction_of(release),
        **extra,
    }
    return render(request, "publishing.html", context, status=status)


def _done(request: DeskRequest, release: Release, sentence: str) -> HttpResponse:
    release.refresh_from_db()
    response = render_update(request, release, [], toast=Toast(sentence))
    # The dialog targets itself, but this answer belongs to the page behind it.
    response = reswap(retarget(response, "#inbox"), "innerHTML")
    return trigger_client_event(response, "dialog-done")
