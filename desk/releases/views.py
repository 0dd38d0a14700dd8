"""Make and edit a release."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import UNSORTED, Release
from archive.releases.fields import PERMISSIONS
from archive.releases.lifecycle import create_release, edit_release, suggest_number, suggest_slug
from desk.access import DeskRequest, press_office
from desk.releases.forms import ReleaseForm, conflicting_values


@press_office("archive.add_release")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """An empty form with a number suggested; on POST a draft release."""
    today = timezone.localdate()
    form = ReleaseForm(request.POST or None, initial={"date": today, "number": suggest_number(today)})
    if form.is_valid():
        try:
            release = create_release(form.release_fields(), Actor.of(request.user))
        except ArchiveError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The release is saved as a draft."))
            return redirect("desk:release", release.slug)
    suggested = {name: request.POST.get(f"suggested_{name}", form[name].initial or "") for name in ("slug", "number")}
    return _page(request, form, suggested=suggested)


@press_office(*PERMISSIONS)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, slug: str) -> HttpResponse:
    """The stored values; on POST save them, or show a colleague's beside them if one has saved meanwhile."""
    if slug == UNSORTED:
        raise Http404
    release = get_object_or_404(Release, slug=slug)
    may_publish = request.user.has_perm("archive.publish_release")
    form = ReleaseForm(request.POST or None, release=release, may_publish=may_publish)
    if not form.is_valid():
        return _page(request, form, release=release)
    with transaction.atomic():
        stored = Release.objects.select_for_update().get(pk=release.pk)
        if stored.revision != form.cleaned_data["revision"]:
            return _conflict(request, form, stored)
        try:
            saved = edit_release(stored, form.release_fields(), Actor.of(request.user), may_publish=may_publish)
        except ArchiveError as error:
            form.add_error(None, str(error))
            return _page(request, form, release=release)
    if saved.awaits_confirmation:
        messages.warning(request, _("Saved. Nothing of it goes out before somebody who may publish confirms it."))
    else:
        messages.success(request, _("Saved."))
    return redirect("desk:release", saved.slug)


@press_office("archive.add_release")
@require_GET
def suggestions(request: DeskRequest) -> HttpResponse:
    """Suggest slug and number for the title and date typed so far; whatever the reader typed into them stays."""
    titles = (request.GET.get(f"titles_{code}", "").strip() for code in settings.RELEASE_LANGUAGES)
    title = next((title for title in titles if title), "")
    date = _day(request.GET.get("date", ""))
    fresh = {"slug": suggest_slug(title, date) if title else "", "number": suggest_number(date)}
    values = {}
    for name, suggestion in fresh.items():
        typed = request.GET.get(name, "").strip()
        untouched = typed in ("", request.GET.get(f"suggested_{name}", ""))
        values[name] = suggestion if untouched else typed
    form = ReleaseForm(initial={"date": date, **values})
    return render(request, "release_identity.html", {"form": form, "suggested": fresh})


def _day(text: str) -> dt.date:
    try:
        return parse_date(text) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def _conflict(request: DeskRequest, form: ReleaseForm, stored: Release) -> HttpResponse:
    """The reader's texts stay in the inputs; saving again overwrites the colleague's, this time knowingly."""
    theirs = [(form[name], value) for name, value in conflicting_values(form, stored).items()]
    mine = request.POST.copy()
    mine["revision"] = str(stored.revision)
    form.data = mine
    last = stored.decisions.filter(photo=None).first()
    return _page(request, form, release=stored, theirs=theirs, editor=last.actor_name if last else "", status=409)


def _page(request: DeskRequest, form: ReleaseForm, *, status: int = 200, **context: object) -> HttpResponse:
    status = 422 if form.errors and status == 200 else status
    return render(request, "release_form.html", {"form": form, **context}, status=status)
