"""Search over all releases, and taking found photos over into another one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from archive.audit import Actor
from archive.models import UNSORTED, Photo, Release
from archive.photos.taking_over import give_back, take_over
from archive.states import ReleaseState
from desk.access import DeskRequest, in_press_office, press_office, signed_in
from desk.components.selection import failures, selected
from desk.contact_sheet.tiles import make_tiles
from desk.search.presenters import own_photos_context, search_context

MAX_RELEASES_OFFERED = 200


@signed_in
@require_GET
def search(request: DeskRequest) -> HttpResponseBase:
    """The answer to the query in the address; photographers look through their own files."""
    if not in_press_office(request.user):
        return render(request, "own_photos.html", own_photos_context(request.user, request.GET))
    return render(request, "search.html", search_context(request.user, request.GET))


@press_office("archive.change_photo")
@require_http_methods(["GET", "POST"])
def take_photos_over(request: DeskRequest) -> HttpResponse:
    """Ask into which release the chosen photos go; take them over, and say what became of each."""
    posted = request.POST or request.GET
    photos = Photo.objects.select_related("original", "batch__photographer", "release").in_bulk(posted.getlist("ids"))
    open_releases = Release.objects.exclude(slug=UNSORTED).exclude(state=ReleaseState.WITHDRAWN)
    context: dict[str, Any] = {"tiles": make_tiles(photos.values()), "into": posted.get("into", "")}
    if request.method == "GET" or not posted.get("into"):
        context["open_releases"] = open_releases[:MAX_RELEASES_OFFERED]
        return render(request, "take_over.html", context)
    release = get_object_or_404(open_releases, slug=posted["into"])
    outcome, made = take_over(list(photos), release, Actor.of(request.user))
    context |= {"release": release, "outcome": outcome, "made": made}
    return render(request, "taken_over.html", context | {"failed": failures(outcome, photos)})


@press_office("archive.change_photo")
@require_POST
def give_photos_back(request: DeskRequest, slug: str) -> HttpResponse:
    """Undo a take-over."""
    release = get_object_or_404(Release, slug=slug)
    photos = {photo.pk: photo for photo in release.photos.filter(pk__in=selected(request))}
    outcome = give_back(list(photos), Actor.of(request.user))
    context = {"release": release, "outcome": outcome, "failed": failures(outcome, photos)}
    return render(request, "given_back.html", context)
