"""The dialog before withdrawing names what goes: a release with its photos and addresses, or photos by name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from archive.models import Release
from archive.states import PhotoState, ReleaseState
from desk.access import DeskRequest, press_office
from desk.contact_sheet.tiles import make_tiles, photos_of
from desk.contact_sheet.updates import public_links


@press_office("archive.publish_release")
@require_GET
def withdrawing(request: DeskRequest, slug: str) -> HttpResponse:
    """Ask before the photos `ids`, or the release where there are none, go for good; only what is public can go."""
    release = get_object_or_404(Release, slug=slug, state=ReleaseState.LIVE)
    live = photos_of(release).filter(state=PhotoState.LIVE)
    ids = request.GET.getlist("ids")
    tiles = make_tiles(live.filter(pk__in=ids) if ids else live)
    if ids and not tiles:
        raise Http404
    to = reverse("desk:act" if ids else "desk:publishing", args=(release.slug,))
    context = {"release": release, "tiles": tiles, "only_photos": bool(ids), "links": public_links(release), "to": to}
    return render(request, "withdrawing.html", context)
