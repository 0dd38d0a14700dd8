"""The answers to a form that saves itself: it stays as it is and only says what became of it."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.models import Release
from archive.states import ReleaseState
from desk.access import DeskRequest
from desk.components.audit_labels import actor_name
from desk.releases.forms import ReleaseForm


def is_autosave(request: DeskRequest) -> bool:
    """Whether the form sent itself; nobody has pressed a button."""
    return "X-Autosave" in request.headers


def saves_itself(release: Release | None) -> bool:
    """Whether half a sentence may be stored: not where it could go out at its time before it is finished."""
    return release is None or release.state != ReleaseState.SCHEDULED


def tell_saved(release: Release) -> HttpResponse:
    """When it was saved, and where the form lives now: the first save makes the release."""
    clock = date_format(timezone.localtime(), _("H:i"))
    return JsonResponse(
        {
            "saved": _("Saved at %(time)s") % {"time": clock},
            "revision": release.revision,
            "address": reverse("desk:release_edit", args=(release.slug,)),
            "release": reverse("desk:release", args=(release.slug,)),
            "title": _("Edit release"),
            "suggested": {"slug": release.slug, "number": release.number},
        }
    )


def tell_faults(form: ReleaseForm) -> HttpResponse:
    """What keeps it from being saved, by field."""
    faults = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    told = [error for errors in faults.values() for error in errors]
    return JsonResponse({"problem": _("Not saved yet: %(fault)s") % {"fault": told[0]}, "faults": faults}, status=422)


def tell_conflict(stored: Release) -> HttpResponse:
    """A colleague saved meanwhile; the button shows both."""
    problem = _("Not saved yet: %(editor)s saved this release meanwhile. “Save” shows both.")
    return JsonResponse({"problem": problem % {"editor": actor_name(stored.edited_by)}}, status=409)
