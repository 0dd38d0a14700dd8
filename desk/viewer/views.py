"""What full size says about a photo beside its picture."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from archive.audit import Actor
from archive.models import Photo
from archive.photos.bursts import seen_elsewhere
from archive.photos.decline_reasons import MAX_REASON, explain_decline, reasons_of
from archive.publishing.corrections import correction_of
from desk.access import DeskRequest, press_office
from desk.components.audit_labels import Entry
from desk.components.badges import badges_of
from desk.contact_sheet.tiles import make_tiles
from desk.photo.file_facts import facts_of, picks_of
from desk.photo.framing import cuts_of

ENTRIES = 6
"""Decisions shown; the release's history has all."""

# What sealing never writes: pipelines/sealing has the allow-list.
REMOVED = (
    _("GPS position"),
    _("Serial numbers of camera and lens"),
    _("Exposure"),
    _("Thumbnail and maker notes"),
    _("Rating and other marks of the photographer"),
)


@press_office()
@require_safe
def details(request: DeskRequest, photo_id: str) -> HttpResponse:
    """Texts, warnings, facts with their source, what is taken out before publication, and the last decisions."""
    return _details(request, _photo(photo_id))


@press_office("archive.approve_photo")
@require_POST
def explain(request: DeskRequest, photo_id: str) -> HttpResponse:
    """Tell the photographer why a photo was declined; the details as they are then."""
    photo = _photo(photo_id)
    if not explain_decline(photo, request.POST.get("reason", ""), Actor.of(request.user)):
        return HttpResponse(status=409)
    return _details(request, photo)


def _photo(photo_id: str) -> Photo:
    return get_object_or_404(Photo.objects.select_related("original", "batch__photographer", "release"), pk=photo_id)


def _details(request: DeskRequest, photo: Photo) -> HttpResponse:
    badges = badges_of(photo.release, correction_of(photo.release, [photo.pk]))
    decisions = photo.decisions.select_related("photo").order_by("-pk") if may_look_back(request) else ()
    context: dict[str, Any] = {
        "photo": photo,
        "tile": make_tiles([photo], badges, reader=request.user.get_username())[0],
        "captions": texts(photo.captions),
        "alt_texts": texts(photo.alt_texts),
        "facts": facts_of(photo),
        "picks": picks_of(photo),
        "reason": reasons_of([photo]).get(photo.pk, ""),
        "longest_reason": MAX_REASON,
        "removed": REMOVED,
        "cuts": cuts_of(photo),
        "elsewhere": seen_elsewhere(photo),
        "entries": [Entry(decision) for decision in decisions[:ENTRIES]],
    }
    return render(request, "details.html", context)


def may_look_back(request: DeskRequest) -> bool:
    """Whether this person may read who decided what."""
    return request.user.has_perm("archive.view_decision")


def texts(by_language: dict[str, str]) -> list[tuple[str, str]]:
    """Language and text of every text that is there, the reader's language first."""
    own = (get_language() or "").partition("-")[0]
    order = sorted(settings.RELEASE_LANGUAGES, key=lambda code: code != own)
    return [(code, by_language[code]) for code in order if by_language.get(code)]
