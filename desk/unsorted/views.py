"""Unsorted uploads: give them a release and a photographer, or make the release that their upload key names."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import UNSORTED, Photographer, Release
from archive.releases.unsorted import assign, release_from_key
from desk.access import DeskRequest, press_office
from desk.components.selection import Failure, Toast, failures, selected
from desk.components.texts import title_of
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update


@press_office("archive.change_photo")
@require_POST
def assign_selection(request: DeskRequest) -> HttpResponse:
    """Move the posted photos to `release` (a slug), as drops of `photographer` (a slug; empty keeps the key's)."""
    stray = get_object_or_404(Release, slug=UNSORTED)
    photos = {photo.pk: photo for photo in stray.photos.filter(pk__in=selected(request))}
    release = Release.objects.filter(slug=request.POST.get("release", "")).exclude(slug=UNSORTED).first()
    if release is None:
        return _answer(request, stray, Toast(_("Choose a release first.")))
    name = request.POST.get("photographer", "")
    photographer = get_object_or_404(Photographer, slug=name) if name else None
    outcome = assign(photos, release, photographer, Actor.of(request.user))
    n = len(outcome.done)
    sentence = ngettext("%(n)d photo moved to “%(release)s”.", "%(n)d photos moved to “%(release)s”.", n)
    toast = Toast(sentence % {"n": n, "release": title_of(release)}, failures(outcome, photos))
    return _answer(request, stray, toast)


@press_office("archive.add_release", "archive.change_photo")
@require_POST
def make_release(request: DeskRequest) -> HttpResponse:
    """Make the release that the first posted photo's key names, and go to it."""
    stray = get_object_or_404(Release, slug=UNSORTED)
    photo = stray.photos.filter(pk__in=selected(request)).first()
    if photo is None:
        return _answer(request, stray, Toast(_("Select a photo first.")))
    try:
        release = release_from_key(photo.pk, Actor.of(request.user))
    except ArchiveError as error:
        return _answer(
            request, stray, Toast(_("No release was made."), [Failure(photo.pk, photo.filename, str(error))])
        )
    target = resolve_url("desk:release_edit", release.slug)
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)


def _answer(request: DeskRequest, stray: Release, toast: Toast) -> HttpResponse:
    photos = list(photos_of(stray).filter(pk__in=selected(request)))
    return render_update(request, stray, photos, toast=toast)
