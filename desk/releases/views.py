"""Make and edit a release."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import UNSORTED, Release
from archive.moments import NotATime, read_day, read_end, read_moment
from archive.people.presence import attend
from archive.photos.fields import ENDING
from archive.releases.fields import MAX_TEXT, MOMENTS, PERMISSIONS
from archive.releases.lifecycle import create_release, edit_release
from archive.releases.order import arrange
from archive.releases.suggestions import suggest_number, suggest_slug
from desk.access import DeskRequest, press_office
from desk.components.audit_labels import actor_name
from desk.releases.autosave import is_autosave, saves_itself, tell_conflict, tell_faults, tell_saved
from desk.releases.forms import ReleaseForm, conflicting_values, is_suggested
from pipelines.documents.markdown import markdown_as_html

ENDS = (ENDING, "until")
"""The names of inputs where a day alone means all of it: a photo's right of use, a link for a preview."""
TYPED_MOMENTS = (*MOMENTS, "at", *ENDS)
"""The names of inputs that hold a moment, on forms, sheets and in the dialog before publishing."""


@press_office("archive.add_release")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """An empty form with a number suggested; on POST a draft release."""
    today = timezone.localdate()
    form = ReleaseForm(request.POST or None, initial={"date": today, "number": suggest_number(today)})
    if form.is_valid():
        try:
            release = _create(request, form)
        except ArchiveError as error:
            form.add_error(None, str(error))
        else:
            return _saved(request, release, _("The release is saved as a draft."))
    if is_autosave(request):
        return tell_faults(form)
    suggested = {name: request.POST.get(f"suggested_{name}", form[name].initial or "") for name in ("slug", "number")}
    return _page(request, form, suggested=suggested)


@press_office(*PERMISSIONS)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    """The stored values; on POST save them, or show a colleague's beside them if one has saved meanwhile."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    attend(release, request.user)
    may_publish = request.user.has_perm("archive.publish_release")
    form = ReleaseForm(request.POST or None, release=release, may_publish=may_publish)
    if not form.is_valid():
        return tell_faults(form) if is_autosave(request) else _page(request, form, release=release)
    with transaction.atomic():
        stored = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
        if stored.revision != form.cleaned_data["revision"]:
            return _conflict(request, form, stored)
        try:
            saved = _write(request, form, stored)
        except ArchiveError as error:
            form.add_error(None, str(error))
            return tell_faults(form) if is_autosave(request) else _page(request, form, release=release)
    return _saved(request, saved, _("Saved."))


def _create(request: DeskRequest, form: ReleaseForm) -> Release:
    by, may_publish = Actor.of(request.user), request.user.has_perm("archive.publish_release")
    with transaction.atomic():
        return arrange(create_release(form.release_fields(), by), by, may_publish=may_publish, **form.arrangement())


def _write(request: DeskRequest, form: ReleaseForm, stored: Release) -> Release:
    """All of it or nothing. Raises ArchiveError."""
    by, may_publish = Actor.of(request.user), request.user.has_perm("archive.publish_release")
    with transaction.atomic():
        saved = edit_release(stored, form.release_fields(), by, may_publish=may_publish)
        return arrange(saved, by, may_publish=may_publish, **form.arrangement())


def _saved(request: DeskRequest, release: Release, sentence: str) -> HttpResponse:
    if is_autosave(request):
        return tell_saved(release)
    if release.awaits_confirmation:
        messages.warning(request, _("Saved. Nothing of it goes out before somebody who may publish confirms it."))
    else:
        messages.success(request, sentence)
    return redirect("desk:release", release.slug)


@press_office("archive.add_release")
@require_GET
def suggestions(request: DeskRequest) -> HttpResponse:
    """Suggest slug and number for the title and date typed so far; whatever the reader typed into them stays."""
    titles = (request.GET.get(f"titles_{code}", "").strip() for code in settings.RELEASE_LANGUAGES)
    title = next((title for title in titles if title), "")
    date = _day(request.GET.get("date", ""))
    fresh = {"slug": suggest_slug(title, date) if title else "", "number": suggest_number(date)}
    values = {
        name: suggestion if is_suggested(request.GET, name) else request.GET[name].strip()
        for name, suggestion in fresh.items()
    }
    form = ReleaseForm(initial={"date": date, **values})
    return render(request, "release_identity.html", {"form": form, "suggested": fresh})


@press_office(*PERMISSIONS)
@require_POST
def markdown(request: DeskRequest) -> HttpResponse:
    """The preview of a text: Markdown as the public page will show it."""
    return HttpResponse(markdown_as_html(request.POST.get("text", "")[:MAX_TEXT]))


@press_office()
@require_GET
def moment(request: DeskRequest) -> HttpResponse:
    """A time as it is being typed, spelt out; that it is over, or is none, is said before anything is sent."""
    name, typed = next(((name, text) for name in TYPED_MOMENTS if (text := request.GET.get(name, ""))), ("", ""))
    read = read_end if name in ENDS else read_moment
    try:
        context: dict[str, Any] = {"moment": read(typed) if typed else None}
    except NotATime as error:
        context = {"problem": str(error)}
    return render(request, "moment.html", context | dict.fromkeys(("names_zone", "is_typed"), "at" in request.GET))


def _day(text: str) -> dt.date:
    return read_day(text) or timezone.localdate()


def _conflict(request: DeskRequest, form: ReleaseForm, stored: Release) -> HttpResponse:
    """The reader's texts stay in the inputs; saving again overwrites the colleague's, this time knowingly."""
    if is_autosave(request):
        return tell_conflict(stored)
    theirs = [(form[name], value) for name, value in conflicting_values(form, stored).items()]
    mine = request.POST.copy()
    mine["revision"] = str(stored.revision)
    form.data = mine
    return _page(request, form, release=stored, theirs=theirs, editor=actor_name(stored.edited_by), status=409)


def _page(request: DeskRequest, form: ReleaseForm, *, status: int = 200, **context: Any) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    context = {"form": form, "autosave": saves_itself(context.get("release")), **context}
    return render(request, "release_form.html", context, status=status)
