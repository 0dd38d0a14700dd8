"""The edit sheet of one photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.errors import ArchiveError, EditConflict
from archive.fields import names_of
from archive.models import Photo
from archive.photos.editing import edit
from archive.photos.fields import FRAMING, permissions_of
from archive.photos.source_types import awaits_confirmation
from archive.publishing.corrections import correction_of
from archive.states import NOT_EDITABLE
from desk.access import DeskRequest, press_office
from desk.components.badges import Badges, badges_of
from desk.components.inputs import field_names, fields_of, posted
from desk.contact_sheet.tiles import make_tiles
from desk.history.audit_labels import actor_name
from desk.photo.file_facts import facts_of, picks_of
from desk.photo.framing import framing_of


@press_office()
@require_http_methods(["GET", "POST"])
def sheet(request: DeskRequest, photo_id: str) -> HttpResponse:
    """Show the sheet; on POST save what was changed, then show the photo `next` or the same one again."""
    photo = _load(photo_id)
    return _save(request, photo) if request.method == "POST" else _show(request, photo)


def _save(request: DeskRequest, photo: Photo) -> HttpResponse:
    typed, base = posted(request.POST)
    changes = {name: text for name, text in typed.items() if text != base[name]}
    if not request.user.has_perms(permissions_of(changes)):
        raise PermissionDenied
    may_approve = request.user.has_perm("archive.approve_photo")
    try:
        edit(photo.pk, changes, Actor.of(request.user), may_approve=may_approve, base=base)
    except EditConflict as conflict:
        return _show(request, _load(photo.pk), conflicts=conflict.fields, mine=changes, status=409)
    except ArchiveError as error:
        return _show(request, _load(photo.pk), mine=changes, problem=str(error), status=409)
    saved = _load(photo.pk)
    shown = _load(request.POST["next"]) if request.POST.get("next") else saved
    # The saved photo's tile is part of the answer, whichever photo the sheet shows next.
    return _show(request, shown, saved=saved, message=_("Saved"))


def _show(
    request: DeskRequest,
    photo: Photo,
    *,
    conflicts: Mapping[str, Any] | None = None,
    mine: Mapping[str, str] | None = None,
    saved: Photo | None = None,
    status: int = 200,
    **extra: str,
) -> HttpResponse:
    if photo.state in NOT_EDITABLE and not mine:
        return _show_closed(request, photo, saved)
    shown = [photo, saved] if saved else [photo]
    badges = _badges(*shown)
    fields = fields_of(photo, field_names(), conflicts, mine)
    folded = [field for field in fields if field.is_folded]
    context = {
        "photo": photo,
        "editor": actor_name(photo.edited_by),
        "release": photo.release,
        "tile": make_tiles([photo], badges)[0],
        "fields": [field for field in fields if not field.is_folded],
        "folded": folded,
        "folded_summary": " · ".join(field.display for field in folded if field.value),
        "unfold": any(field.asks_for_attention for field in folded) or awaits_confirmation(photo),
        "framing": framing_of(photo, fields_of(photo, names_of(FRAMING), conflicts, mine)),
        "facts": facts_of(photo),
        "picks": picks_of(photo),
        "tiles": make_tiles([saved], badges) if saved else [],
        "conflicts": conflicts,
        **extra,
    }
    return render(request, "sheet.html", context, status=status)


def _show_closed(request: DeskRequest, photo: Photo, saved: Photo | None) -> HttpResponse:
    """A refused or withdrawn photo: what became of it, without a form that could only fail."""
    context = {
        "photo": photo,
        "tile": make_tiles([photo])[0],
        "facts": facts_of(photo),
        "tiles": make_tiles([saved], _badges(saved)) if saved else [],
    }
    return render(request, "closed_sheet.html", context)


def _badges(*photos: Photo) -> Badges:
    release = photos[0].release
    return badges_of(release, correction_of(release, [photo.pk for photo in photos]))


def _load(photo_id: str) -> Photo:
    return get_object_or_404(Photo.objects.select_related("original", "batch__photographer", "release"), pk=photo_id)
