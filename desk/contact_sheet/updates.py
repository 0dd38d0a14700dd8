"""What brings a contact sheet up to date: the head above its photos, and the fragment that answers a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from archive import addresses
from archive.audit import Actor
from archive.models import Batch, Photo, Release
from archive.people.presence import people_at
from archive.photos.undo import Act, acts_of
from archive.publishing.corrections import correction_of
from archive.states import PublicationState
from desk.access import DeskRequest
from desk.components.attachments import make_cards
from desk.components.badges import badges_of
from desk.components.changes import Snapshot, changed_photos, release_snapshot
from desk.components.labels import UNDO_LABELS, release_notice
from desk.components.progress import arrival_of, combine
from desk.components.selection import Toast
from desk.contact_sheet.arrangement import arrangement_of
from desk.contact_sheet.tiles import make_tiles, photos_of

SEEN = "X-Seen"
"""The header in which a page sends the token it has."""


def release_head(
    release: Release, now: Snapshot, photos: Sequence[Photo] | None = None, *, reader: str = ""
) -> dict[str, Any]:
    """What stands around the photos: the release, its drops with their progress, what is public, the attachments; and
    the badges.

    `photos` are all of them, where they are loaded already as by `photos_of`.
    """
    latest = {publication.state: publication for publication in now.publications}
    batches = _batches(release, photos)
    drops = [(batch, now.progress[batch.pk]) for batch in batches if batch.pk in now.progress]
    public = latest.get(PublicationState.LIVE)
    correction = correction_of(release, loaded=photos, last=public, attachments=now.attachments)
    return {
        "release": release,
        "arrangement": arrangement_of(release, now.states),
        "notice": release_notice(release),
        "correction": correction,
        "badges": badges_of(release, correction),
        "batches": batches,
        "drops": drops,
        "progress": combine(now.progress.values()),
        "arriving": arrival_of(drops),
        "publication": public,
        "making": latest.get(PublicationState.MAKING),
        "public_urls": public_links(release) if public else {},
        "people": now.people,
        "cards": make_cards(now.attachments, reader),
    }


def _batches(release: Release, photos: Sequence[Photo] | None) -> list[Batch]:
    if photos is None:
        return list(release.batches.select_related("photographer"))
    return sorted({photo.batch for photo in photos}, key=lambda batch: batch.created_at)


def render_changes_since(request: DeskRequest, release: Release, since: str, now: Snapshot) -> HttpResponse:
    """The head and the tiles that may have changed since the token `since`."""
    head = release_head(release, now, reader=request.user.get_username())
    photos = changed_photos(photos_of(release), since, now, head["badges"])
    return _render(request, release, {**head, "snapshot": now, "since": since, "photos": photos})


def render_update(
    request: DeskRequest,
    release: Release,
    photos: list[Photo],
    *,
    toast: Toast | None = None,
    **extra: Any,
) -> HttpResponse:
    """The head, the tiles of `photos` and a toast: the answer to an action.

    A page that says what it has `SEEN` gets whatever else has changed since, and a new token. Any other keeps the token
    it has: with a newer one it would never ask for the changes of others.
    """
    now = release_snapshot(release, people_at(release, request.user))
    head = release_head(release, now, reader=request.user.get_username())
    since = request.headers.get(SEEN)
    others = changed_photos(photos_of(release), since, now, head["badges"]) if since else []
    wanted = {photo.pk: photo for photo in (*others, *photos)}
    answer = {**extra, **head, "photos": list(wanted.values()), "toast": toast}
    return _render(request, release, answer | ({"snapshot": now, "since": since} if since else {}))


def undo_stack(request: DeskRequest, release: Release) -> list[tuple[Act, str]]:
    """What the reader can undo on this page, the latest first, and how the button names it."""
    if not request.user.has_perm("archive.approve_photo"):
        return []
    acts = acts_of(release, Actor.of(request.user))
    return [(act, str(UNDO_LABELS[act.action]).replace("{n}", str(act.count))) for act in acts]


def public_links(release: Release) -> dict[str, str]:
    """Where readers find the release: its page first, in the first of the languages."""
    first = settings.RELEASE_LANGUAGES[0]
    keys = {
        "page": addresses.release_page_key(release.slug, first, first=first),
        "manifest": addresses.manifest_key(release.slug),
        "captions": addresses.captions_key(release.slug),
        "text": addresses.text_key(release.number, release.slug),
    }
    return {name: addresses.url_of(key) for name, key in keys.items()}


def _render(request: DeskRequest, release: Release, answer: Mapping[str, Any]) -> HttpResponse:
    acts = undo_stack(request, release)
    context = {**answer, "acts": acts, "toast": _undoable(answer.get("toast"), acts)}
    context["tiles"] = make_tiles(answer["photos"], answer["badges"], reader=request.user.get_username())
    if "snapshot" in answer and answer["snapshot"].came_or_went(answer["since"]):
        context["present"] = answer["snapshot"].present
    return render(request, "changes.html", context)


def _undoable(toast: Toast | None, acts: Sequence[tuple[Act, str]]) -> Toast | None:
    """The toast, with undo only for an act on the reader's stack: one that changed nothing has nothing to take back."""
    if toast is None or any(act.key == toast.undo for act, _label in acts):
        return toast
    return replace(toast, undo="")
