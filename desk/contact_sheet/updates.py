"""What brings a contact sheet up to date: the head above its photos, and the fragment that answers a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from archive import addresses
from archive.models import Batch, Photo, Release
from archive.publishing.corrections import correction_of
from archive.states import PublicationState
from desk.access import DeskRequest
from desk.components.badges import badges_of
from desk.components.changes import Snapshot, changed_photos, release_snapshot
from desk.components.labels import release_notice
from desk.components.progress import arrival_of, combine, progress_by_batch
from desk.components.selection import Toast
from desk.contact_sheet.tiles import make_tiles, photos_of


def release_head(release: Release) -> dict[str, Any]:
    """What stands above the photos: the release, its drops with their progress, what is public; and the badges."""
    progress = progress_by_batch([release])
    batches = Batch.objects.filter(release=release).select_related("photographer")
    publications = release.publications.defer("document").exclude(state=PublicationState.ABANDONED).order_by("n")
    latest = {publication.state: publication for publication in publications}
    drops = [(batch, progress[batch.pk]) for batch in batches if batch.pk in progress]
    correction = correction_of(release)
    public = latest.get(PublicationState.LIVE)
    return {
        "release": release,
        "notice": release_notice(release),
        "correction": correction,
        "badges": badges_of(release, correction),
        "drops": drops,
        "progress": combine(progress.values()),
        "arriving": arrival_of(drops),
        "publication": public,
        "making": latest.get(PublicationState.MAKING),
        "public_urls": _public_urls(release) if public else {},
    }


def render_changes_since(request: DeskRequest, release: Release, since: str, now: Snapshot) -> HttpResponse:
    """The head and the tiles that may have changed since the token `since`."""
    head = release_head(release)
    photos = changed_photos(photos_of(release), since, now, head["badges"])
    return _render(request, head, photos, now)


def render_update(
    request: DeskRequest, release: Release, photos: list[Photo], *, toast: Toast | None = None, **extra: Any
) -> HttpResponse:
    """The head, the tiles of `photos` and a toast: the answer to an action."""
    now = release_snapshot(release)
    return _render(request, release_head(release), photos, now, toast=toast, **extra)


def _public_urls(release: Release) -> dict[str, str]:
    """Where readers find the release."""
    keys = {
        "manifest": addresses.manifest_key(release.slug),
        "captions": addresses.captions_key(release.slug),
        "text": addresses.text_key(release.number, release.slug),
    }
    return {name: addresses.url_of(key) for name, key in keys.items()}


def _render(
    request: DeskRequest,
    head: Mapping[str, Any],
    photos: list[Photo],
    snapshot: Snapshot,
    *,
    toast: Toast | None = None,
    **extra: Any,
) -> HttpResponse:
    context = {**extra, **head, "snapshot": snapshot, "tiles": make_tiles(photos, head["badges"]), "toast": toast}
    return render(request, "changes.html", context)
