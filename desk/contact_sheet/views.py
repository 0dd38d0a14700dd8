"""A release's photos as a contact sheet, and what changed on it since the reader last looked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from archive import addresses
from archive.models import Batch, Photo, Photographer, Release
from archive.publishing.corrections import correction_of
from archive.states import PhotoState, ReleaseState
from desk.access import DeskRequest, press_office
from desk.components.badges import marks_of
from desk.components.changes import changed_since, take_pulse
from desk.components.labels import release_notice
from desk.components.progress import progress_by_batch, together
from desk.contact_sheet.tiles import in_sections, make_tiles, photos_of


@press_office()
@require_GET
def contact_sheet(request: DeskRequest, slug: str) -> HttpResponse:
    """The whole page."""
    release = get_object_or_404(Release, slug=slug)
    # The pulse first: what changes while the tiles are read is then told by the next poll.
    context: dict[str, Any] = {"pulse": take_pulse(release), **head(release), "states": PhotoState}
    context["sections"] = in_sections(make_tiles(photos_of(release), context["marks"]))
    if release.is_unsorted:
        context["open_releases"] = Release.objects.exclude(slug=slug).exclude(state=ReleaseState.WITHDRAWN)[:200]
        context["photographers"] = Photographer.objects.all()
    return render(request, "contact_sheet.html", context)


@press_office()
@require_GET
def changes(request: DeskRequest, slug: str) -> HttpResponse:
    """Tiles and head that may have changed since the token `since`; 204 when nothing did."""
    release = get_object_or_404(Release, slug=slug)
    pulse = take_pulse(release)
    since = request.GET.get("since", "")
    if since == pulse.token:
        return HttpResponse(status=204)
    context = head(release)
    photos = changed_since(release, since, pulse.token, context["marks"])
    return _changes(request, context | {"pulse": pulse, "tiles": make_tiles(photos, context["marks"])})


def render_changes(request: DeskRequest, release: Release, photos: list[Photo], **extra: Any) -> HttpResponse:
    """The fragment that brings a contact sheet up to date: these tiles, the head, and what `extra` says (a toast)."""
    context = {"pulse": take_pulse(release), **head(release), **extra}
    return _changes(request, context | {"tiles": make_tiles(photos, context["marks"])})


def _changes(request: DeskRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "changes.html", context | {"inbox": True})


def head(release: Release) -> dict[str, Any]:
    """What stands above the photos: the release, its drops with their progress, what is public."""
    progress = progress_by_batch([release])
    batches = Batch.objects.filter(release=release).select_related("photographer")
    publications = release.publications.defer("document").order_by("-n")
    correction = correction_of(release)
    public = publications.live().first()
    return {
        "release": release,
        "notice": release_notice(release),
        "correction": correction,
        "marks": marks_of(release, correction),
        "drops": [(batch, progress[batch.pk]) for batch in batches if batch.pk in progress],
        "progress": together(progress.values()),
        "publication": public,
        "making": publications.making().first(),
        "public_urls": _public_urls(release) if public else {},
    }


def _public_urls(release: Release) -> dict[str, str]:
    """Where readers find the release."""
    keys = {
        "manifest": addresses.manifest_key(release.slug),
        "captions": addresses.captions_key(release.slug),
        "text": addresses.text_key(release.number, release.slug),
    }
    return {name: addresses.url_of(key) for name, key in keys.items()}
