"""Private pictures: renditions from the archive bucket, for whoever may see the photo."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from archive.models import Photo, Rendition
from archive.states import PhotoState
from archive.store.buckets import archive
from archive.store.errors import Missing, StoreError
from desk.access import DeskRequest, may_see, signed_in
from desk.components.pictures import find_renditions, screen_profile, tile_profiles

FOREVER: Final = "private, max-age=31536000, immutable"
BRIEFLY: Final = "private, no-cache"
NEVER: Final = "private, no-store"


@signed_in
@require_safe
def image(request: DeskRequest, photo_id: str, profile: str) -> HttpResponse:
    """One rendition's bytes; another one stands in while the wanted one is being made. 404 while there is none."""
    photo = get_object_or_404(Photo.objects.select_related("original", "batch__photographer"), pk=photo_id)
    rendition = _rendition(photo, profile) if may_see(request.user, photo) else None
    if rendition is None:
        raise Http404
    named = rendition.profile == profile and request.GET.get("v") == rendition.sha256[:16]
    etag = quote_etag(rendition.sha256[:32])
    response = get_conditional_response(request, etag=etag) or _bytes(rendition)
    if response.status_code < 400:
        response["ETag"] = etag
        response["Cache-Control"] = _cache(photo, named=named)
    return response


def _cache(photo: Photo, *, named: bool) -> str:
    """A picture that is not public yet leaves no trace on the reader's disk."""
    if photo.state != PhotoState.LIVE:
        return NEVER
    return FOREVER if named else BRIEFLY


def _rendition(photo: Photo, profile: str) -> Rendition | None:
    if profile not in {known.name for known in settings.RECIPES.profiles}:
        return None
    order = (profile, *tile_profiles(), screen_profile())
    found = find_renditions([photo], order)[photo.pk]
    return next((found[name] for name in order if name in found), None)


def _bytes(rendition: Rendition) -> HttpResponse:
    try:
        return HttpResponse(archive().get(rendition.key), content_type=rendition.media_type)
    except Missing as error:
        raise Http404 from error
    except StoreError:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
