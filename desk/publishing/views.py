"""The dialog before publishing: what the gate says, when it goes live, and the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import reswap, retarget, trigger_client_event

from archive.audit import Actor
from archive.errors import ArchiveError, GateClosed
from archive.models import UNSORTED, Release
from archive.moments import PastTime
from archive.photos.press_files import photos_to_publish
from archive.publishing.corrections import correction_of
from archive.releases.gate import inspect_release
from archive.releases.lifecycle import (
    confirm_release,
    publish,
    reopen_release,
    retry_release,
    unschedule,
    withdraw_release,
)
from archive.releases.order import leading
from archive.states import ATTACHMENTS_GOING, PhotoState
from desk.access import DeskRequest, press_office
from desk.components.labels import release_notice
from desk.components.numbers import read_number
from desk.components.selection import Toast
from desk.contact_sheet.tiles import make_tiles
from desk.contact_sheet.updates import public_links, render_update
from desk.publishing.forms import PublishForm, notes_as_fields
from desk.publishing.presenters import (
    count_left_out,
    gaps_of,
    others_who_may_publish,
    show_comparison,
    steps_of,
    words_of,
)


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
    if verb in ("publish", "publish_now"):
        return _publish(request, release, now=verb == "publish_now")
    if verb not in VERBS:
        raise Http404
    act, sentence = VERBS[verb]
    try:
        act(release, Actor.of(request.user), _seen(request))
    except ArchiveError as error:
        if verb in ON_THE_PAGE:
            # There is no dialog to show the error in.
            return _done(request, release, str(error))
        return _dialog(request, release, _form(release), problem=str(error), status=409)
    return _done(request, release, str(sentence()))


ON_THE_PAGE = {"retry", "confirm"}
"""Verbs whose buttons are on the page itself."""
VERBS: Mapping[str, tuple[Callable[[Release, Actor, int | None], Any], Callable[[], str]]] = {
    "confirm": (
        lambda release, by, seen: confirm_release(release, by, seen=seen),
        lambda: _("Confirmed: it is published as it stands."),
    ),
    "unschedule": (
        lambda release, by, _seen: unschedule(release, by),
        lambda: _("The release is a draft again; nothing will be published."),
    ),
    "withdraw": (
        lambda release, by, _seen: withdraw_release(release, by),
        lambda: _("The release is withdrawn; its public files are being removed."),
    ),
    "retry": (lambda release, by, _seen: retry_release(release, by), lambda: _("It is being tried again.")),
    "reopen": (lambda release, by, _seen: reopen_release(release, by), lambda: _("The release is a draft again.")),
}


def _seen(request: DeskRequest) -> int | None:
    """The revision of the release that the reader's page shows."""
    return read_number(request.POST.get("revision", ""))


def _publish(request: DeskRequest, release: Release, *, now: bool) -> HttpResponse:
    data = request.POST.copy()
    if now:
        data["when"] = "now"
    form = PublishForm(data)
    if not form.is_valid():
        return _dialog(request, release, form, status=422)
    now = form.cleaned_data["when"] == "now"
    at = None if now else form.cleaned_data["at"]
    try:
        seen = form.cleaned_data["revision"]
        publish(release, Actor.of(request.user), at, now=now, seen=seen, notes=form.notes)
    except PastTime as error:
        form.add_error("at", str(error))
        return _dialog(request, release, form, status=422, offer_now=True)
    except GateClosed:
        # The dialog names what is missing, as it stands now.
        return _dialog(request, release, form, status=409)
    except ArchiveError as error:
        return _dialog(request, release, form, problem=str(error), status=409)
    if now:
        return _begun(request, release)
    return _done(request, release, _("The release is scheduled."))


def _form(release: Release) -> PublishForm:
    later = release.goes_live_at is not None and release.goes_live_at > timezone.now()
    when = "later" if later else "now"
    notes = notes_as_fields(release.correction_notes)
    return PublishForm(initial={"when": when, "at": release.goes_live_at, **notes})


def _dialog(
    request: DeskRequest, release: Release, form: PublishForm, *, status: int = 200, **extra: str | bool
) -> HttpResponse:
    going = photos_to_publish(release)
    attachments = list(release.attachments.select_related("batch__photographer"))
    report = inspect_release(release, going, attachments)
    correction = correction_of(release, loaded=going, attachments=attachments)
    context = {
        "release": release,
        "form": form,
        "missing": gaps_of(report.missing),
        "warnings": gaps_of(report.warnings),
        "tiles": make_tiles(going),
        "hero": leading(release.hero_id, [photo.pk for photo in going]),
        "gap_ids": {finding.photo.pk for finding in report.missing if finding.photo},
        "left_out": count_left_out(release),
        "count": len(going),
        "words": [] if going else words_of(release),
        "correction": correction,
        "attached": [one.filename for one in attachments if one.state in ATTACHMENTS_GOING],
        "others": others_who_may_publish(release, request.user),
        "comparison": show_comparison(release, correction),
        "schedule_for": render_to_string(
            "schedule_for.html", {"moment": None if form.is_bound else release.goes_live_at}
        ),
        **extra,
    }
    return render(request, "publishing.html", context, status=status)


@press_office("archive.publish_release")
@require_GET
def progress(request: DeskRequest, slug: str) -> HttpResponse:
    """How far the version after `after` has come; the dialog asks again until it is done, then shows the links."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    after = read_number(request.GET.get("after", "")) or 0
    publication = release.publications.defer("document").filter(n__gt=after).order_by("-n").first()
    steps = steps_of(release, publication)
    count = release.photos.filter(state=PhotoState.LIVE).count()
    context = {
        "release": release,
        "publication": publication,
        "after": after,
        "steps": steps,
        "done": all(step.state == "done" for step in steps),
        "notice": release_notice(release) if publication is None else None,
        "links": {name: url for name, url in public_links(release).items() if count or name != "captions"},
        "count": count,
    }
    return render(request, "publishing_progress.html", context)


def _begun(request: DeskRequest, release: Release) -> HttpResponse:
    """Bring the page behind the dialog up to date; the dialog itself goes on with the progress, which says enough."""
    last = release.publications.order_by("-n").values_list("n", flat=True).first() or 0
    address = reverse("desk:publishing_progress", args=(release.slug,))
    response = _update(request, release)
    return trigger_client_event(response, "dialog-goes-on", {"address": f"{address}?after={last}"})


def _update(request: DeskRequest, release: Release, toast: Toast | None = None) -> HttpResponse:
    release.refresh_from_db()
    response = render_update(request, release, [], toast=toast)
    # The dialog targets itself, but this answer belongs to the page behind it.
    return reswap(retarget(response, "#inbox"), "innerHTML")


def _done(request: DeskRequest, release: Release, sentence: str) -> HttpResponse:
    return trigger_client_event(_update(request, release, Toast(sentence)), "dialog-done")
