"""A release's photos as a contact sheet, and what changed on it since the reader last looked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from archive.four_eyes import others_who_may
from archive.models import Photographer, Release
from archive.people.presence import attend, people_at, with_people
from archive.publishing.corrections import correction_of
from archive.states import ReleaseState
from desk.access import DeskRequest, press_office
from desk.components.badges import badges_of
from desk.components.changes import is_unchanged, no_changes, release_snapshot
from desk.components.labels import UNDO_LABELS
from desk.components.pictures import largest_profile
from desk.contact_sheet.filters import chips_of
from desk.contact_sheet.placeholders import make_placeholders, split
from desk.contact_sheet.tiles import in_sections, make_tiles, photos_of
from desk.contact_sheet.updates import release_head, render_changes_since, undo_stack

MAX_RELEASES_OFFERED = 200
MAX_TILES = 240


@press_office()
@require_GET
def contact_sheet(request: DeskRequest, slug: str) -> HttpResponse:
    """The whole page."""
    release = _release(request, slug)
    # The snapshot comes first, so that the next poll reports whatever changes while the tiles are read.
    now = release_snapshot(release, people_at(release, request.user))
    first, following = split(now.states)
    photos = list(photos_of(release).filter(pk__in=first) if following else photos_of(release))
    reader = request.user.get_username()
    head = release_head(release, now, None if following else photos, reader=reader)
    context: dict[str, Any] = {"snapshot": now, **head}
    badges = context["badges"]
    drawn = make_tiles(photos, badges, reader=reader)
    tiles = [*drawn, *make_placeholders(release, following, context["batches"], badges, reader=reader)]
    context |= {"acts": undo_stack(request, release), "undo_labels": UNDO_LABELS}
    context |= {"sections": in_sections(tiles), "chips": chips_of(tiles), "total": len(tiles)}
    context["full_size"] = {"plain": largest_profile(marked=False), "marked": largest_profile(marked=True)}
    if settings.FOUR_EYES:
        context["others"] = others_who_may("archive.approve_photo", request.user)
    if release.is_unsorted:
        others = Release.objects.exclude(slug=slug).exclude(state=ReleaseState.WITHDRAWN)
        context["open_releases"] = others[:MAX_RELEASES_OFFERED]
        context["photographers"] = Photographer.objects.all()
    return render(request, "contact_sheet.html", context)


@press_office()
@require_GET
def tiles(request: DeskRequest, slug: str) -> HttpResponse:
    """The tiles of the photos `ids`, separated by commas, for the placeholders of a long contact sheet."""
    release = _release(request, slug)
    ids = request.GET.get("ids", "").split(",")[:MAX_TILES]
    photos = list(photos_of(release).filter(pk__in=ids))
    badges = badges_of(release, correction_of(release, only=[photo.pk for photo in photos]))
    drawn = make_tiles(photos, badges, reader=request.user.get_username())
    return HttpResponse("".join(tile.html for tile in drawn))


@press_office()
@require_GET
def changes(request: DeskRequest, slug: str) -> HttpResponse:
    """The head and the tiles that may have changed since the token `since`; 204 when nothing did.

    From the first poll on, colleagues see that the reader has the release open.
    """
    release = _release(request, slug)
    attend(release, request.user)
    now = release_snapshot(release, people_at(release, request.user))
    if is_unchanged(request, now):
        return no_changes()
    return render_changes_since(request, release, request.GET.get("since", ""), now)


def _release(request: DeskRequest, slug: str) -> Release:
    return get_object_or_404(with_people(Release.objects.all(), request.user), slug=slug)
