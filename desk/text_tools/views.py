"""What the side sheet opens in its dialog: find and replace over the selection, and the texts of another photo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Photo, Release
from archive.photos.fields import field_value
from archive.photos.replacing import Replacement, find_edits, write_edits
from desk.access import DeskRequest, press_office
from desk.components.edits import digest_of_edits, rows_of
from desk.components.inputs import as_text, field_names
from desk.components.selection import Toast, failures, selected
from desk.contact_sheet.tiles import Tile, make_tiles, photos_of
from desk.contact_sheet.updates import render_update

COPIED = ("captions", "alt_texts", "headlines", "persons", "keywords")
MAX_SOURCES = 60


@dataclass(frozen=True)
class Source:
    """A photo whose texts can be taken, and those as JSON by field."""

    tile: Tile
    texts: str


@press_office("archive.change_photo")
@require_POST
def replace(request: DeskRequest, slug: str) -> HttpResponse:
    """The dialog; with `find` a preview of each photo, and with `seen` the replacement, if it does what was seen."""
    release = get_object_or_404(Release, slug=slug)
    photos = list(release.photos.editable().filter(pk__in=selected(request)))
    context: dict[str, Any] = {"release": release, "photos": photos}
    if "find" not in request.POST:
        return render(request, "replace_dialog.html", context)
    post = request.POST
    replacement = Replacement(post["find"], post.get("put", ""), "case" in post, "whole" in post)
    try:
        edits = find_edits(photos, replacement)
    except ArchiveError as error:
        return render(request, "replace_preview.html", context | {"problem": str(error)})
    digest = digest_of_edits(edits)
    if post.get("seen") and post["seen"] == digest:
        outcome = write_edits(edits, Actor.of(request.user), may_approve=request.user.has_perm("archive.approve_photo"))
        return _replaced(request, release, photos, outcome)
    rows = rows_of(edits)
    preview = {"rows": rows, "changed": len(rows), "digest": digest, "overtaken": bool(post.get("seen"))}
    return render(request, "replace_preview.html", context | preview)


def _replaced(request: DeskRequest, release: Release, photos: Sequence[Photo], outcome: Any) -> HttpResponse:
    n = len(outcome.done)
    sentence = ngettext("Captions of %(n)d photo changed.", "Captions of %(n)d photos changed.", n) % {"n": n}
    toast = Toast(sentence, failures(outcome, {photo.pk: photo for photo in photos}))
    tiles = list(photos_of(release).filter(pk__in=[photo.pk for photo in photos]))
    answer = render_update(request, release, tiles, toast=toast)
    answer.headers["HX-Retarget"] = "#inbox"
    answer.headers["HX-Trigger"] = "dialog-done"
    return answer


@press_office("archive.change_photo")
@require_POST
def sources(request: DeskRequest, slug: str) -> HttpResponse:
    """The captioned photos of the release, the nearest to the posted ones first."""
    release = get_object_or_404(Release, slug=slug)
    chosen = selected(request)
    ids = list(release.photos.values_list("pk", flat=True))
    places = [place for place, pk in enumerate(ids) if pk in chosen] or [0]
    order = {pk: min(abs(place - one) for one in (places[0], places[-1])) for place, pk in enumerate(ids)}
    captioned = [photo for photo in photos_of(release).exclude(pk__in=chosen) if any(photo.captions.values())]
    nearest = sorted(captioned, key=lambda photo: order[photo.pk])[:MAX_SOURCES]
    found = [Source(tile, _texts(tile.photo)) for tile in make_tiles(nearest)]
    return render(request, "sources_dialog.html", {"release": release, "sources": found})


def _texts(photo: Photo) -> str:
    names = [name for name in field_names() if name.split(".")[0] in COPIED]
    return json.dumps({name: text for name in names if (text := as_text(field_value(photo, name)))})
