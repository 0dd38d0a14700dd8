"""The side sheet beside the contact sheet, for one photo or a selection: what its templates are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from archive.audit import Action
from archive.fields import names_of
from archive.models import Photo, Release
from archive.photos.caption_groups import next_to_caption
from archive.photos.fields import FRAMING
from archive.photos.source_types import awaits_confirmation
from archive.publishing.corrections import correction_of
from archive.states import NOT_EDITABLE
from desk.access import DeskRequest
from desk.components.audit_labels import actor_name
from desk.components.badges import badges_of
from desk.components.inputs import SheetField, field_names, fields_of, shared_fields
from desk.components.labels import end_label, language_names
from desk.contact_sheet.tiles import Tile, make_tiles, photos_of
from desk.photo.companions import beside
from desk.photo.file_facts import facts_of, picks_of
from desk.photo.framing import framing_of

SHOWN = 6
"""So many small pictures stand at the head of a selection's sheet."""


@dataclass(frozen=True)
class NextGroup:
    """The photos that the sheet goes to next: how many, when the first was taken, and small pictures of them."""

    ids: Sequence[str]
    time: str
    tiles: Sequence[Tile]

    @property
    def text(self) -> str:
        """`Next: 4 photos without a caption, 17:14`."""
        n = len(self.ids)
        words = {"n": n, "time": self.time}
        if not self.time:
            return ngettext("Next: %(n)d photo", "Next: %(n)d photos", n) % words
        return ngettext("Next: %(n)d photo, %(time)s", "Next: %(n)d photos, %(time)s", n) % words


def next_group(release: Release, after: Collection[str]) -> NextGroup | None:
    """None when every photo has its captions."""
    ids = next_to_caption(release, after)
    if not ids:
        return None
    photos = list(photos_of(release).filter(pk__in=ids[:2]))
    taken = photos[0].original.taken if photos and photos[0].original else ""
    return NextGroup(ids, taken[11:16], make_tiles(photos))


def render_photos(
    request: DeskRequest, release: Release, ids: Collection[str], saved: Photo | None = None, message: str = ""
) -> HttpResponse:
    """The sheet for these photos of a release: one photo's own, or that of a selection."""
    photos = list(photos_of(release).filter(pk__in=ids))
    if len(photos) == 1:
        photos[0].release = release
        return render_one(request, photos[0], saved=saved, message=message)
    context = _common(release, photos, shared_fields(photos)) | {"tiles": _saved_tiles(release, saved)}
    return render(request, "bulk.html", context | {"message": message, "shown": make_tiles(photos[:SHOWN])})


def render_one(
    request: DeskRequest,
    photo: Photo,
    *,
    conflicts: Mapping[str, Any] | None = None,
    mine: Mapping[str, str] | None = None,
    saved: Photo | None = None,
    status: int = 200,
    **extra: str,
) -> HttpResponse:
    """One photo's sheet, with the tile of the photo that was `saved` before."""
    if photo.state in NOT_EDITABLE and not mine:
        return _render_closed(request, photo, saved)
    badges = badges_of(photo.release, correction_of(photo.release, [photo.pk]))
    fields = fields_of(photo, field_names(), conflicts, mine)
    common = _common(photo.release, [photo], fields)
    context = {
        "photo": photo,
        "editor": actor_name(photo.edited_by),
        "tile": make_tiles([photo], badges, reader=request.user.get_username())[0],
        "folded_summary": " · ".join(field.display for field in common["folded"] if field.value),
        "unfold": any(field.asks_for_attention for field in common["folded"])
        or awaits_confirmation(photo)
        or bool(end_label(photo)),
        "framing": framing_of(photo, fields_of(photo, names_of(FRAMING), conflicts, mine)),
        "facts": facts_of(photo),
        "picks": picks_of(photo),
        "beside": beside(photo),
        "tiles": _saved_tiles(photo.release, saved),
        "conflicts": conflicts,
        **extra,
    }
    return render(request, "sheet.html", common | context, status=status)


def _render_closed(request: DeskRequest, photo: Photo, saved: Photo | None) -> HttpResponse:
    """A refused or withdrawn photo: what became of it, without a form that could only fail."""
    context = {
        "photo": photo,
        "tile": make_tiles([photo])[0],
        "facts": facts_of(photo),
        "beside": beside(photo),
        "tiles": _saved_tiles(photo.release, saved),
        "right_ended": photo.decisions.filter(action=Action.RIGHT_ENDED).exists(),
    }
    return render(request, "closed_sheet.html", context)


def _common(release: Release, photos: Sequence[Photo], fields: Sequence[SheetField]) -> dict[str, Any]:
    """What both kinds of sheet show."""
    return {
        "release": release,
        "photos": photos,
        "languages": language_names(),
        "fields": [field for field in fields if not field.is_folded],
        "folded": [field for field in fields if field.is_folded],
        "next": next_group(release, [photo.pk for photo in photos]),
    }


def _saved_tiles(release: Release, saved: Photo | None) -> list[Tile]:
    return make_tiles([saved], badges_of(release, correction_of(release, [saved.pk]))) if saved else []
