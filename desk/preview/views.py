"""The closed preview for the press office, and what its page loads."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from archive.models import UNSORTED, Release
from archive.publishing.house import house
from desk.access import DeskRequest, press_office
from desk.preview.pages import Draft, closed, picture_address, preview_for, render_preview, stamp_for
from desk.preview.pictures import picture_of
from pipelines.documents.manifest import write_manifest
from pipelines.documents.pages.assets import media_type, preview_assets
from pipelines.documents.pages.values import Offer
from pipelines.documents.text_version import text_version


@press_office()
@require_GET
def preview(request: DeskRequest, slug: str) -> HttpResponse:
    """The next version in one language as a page, or (`as`) as the text version or the manifest that will be public."""
    release = _release(slug)
    draft, form = Draft.of(release, outside=False), request.GET.get("as", "")
    if form == "text":
        return closed(HttpResponse(text_version(draft.manifest), "text/plain; charset=utf-8"))
    if form == "manifest":
        return closed(HttpResponse(write_manifest(draft.manifest), "application/json"))
    language = draft.language(asked_language(request))
    page = reverse("desk:preview", args=[slug])
    picture = picture_address("desk:preview_picture", slug, language)
    shown = preview_for(release, _reader(request), page, picture)
    files = (
        Offer(_("Text version"), "TXT", f"{settings.PUBLIC_URL}{page}?as=text"),
        Offer(_("Manifest"), "JSON", f"{settings.PUBLIC_URL}{page}?as=manifest"),
    )
    return render_preview(draft, replace(shown, files=files, notes=_notes(draft)), language)


@press_office()
@require_safe
def picture(request: DeskRequest, slug: str, photo_id: str, edge: int) -> HttpResponse:
    """One picture of that page."""
    release = _release(slug)
    lines = stamp_for(release, _reader(request), asked_language(request))
    return picture_of(release, photo_id, edge, lines, outside=False)


@require_safe
def asset(_request: HttpRequest, name: str) -> HttpResponse:
    """A style sheet, a font or the logo of the house: public elsewhere, and the same for every release."""
    content = preview_assets(settings.SITE).get(name)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=media_type(name))
    response["Cache-Control"] = "public, max-age=300"
    return response


def asked_language(request: HttpRequest) -> str:
    """The language that the page was asked for in; else the house's first."""
    asked = request.GET.get("language", "")
    return asked if asked in settings.RELEASE_LANGUAGES else house().languages[0]


def _release(slug: str) -> Release:
    if slug == UNSORTED:
        raise Http404
    return get_object_or_404(Release, slug=slug)


def _reader(request: DeskRequest) -> str:
    return request.user.get_full_name() or request.user.get_username()


def _notes(draft: Draft) -> tuple[str, ...]:
    if not draft.held_back:
        return ()
    told = ngettext(
        "%(n)d photo is missing here: it has no credit or is still being developed.",
        "%(n)d photos are missing here: they have no credit or are still being developed.",
        draft.held_back,
    )
    return (told % {"n": draft.held_back},)
