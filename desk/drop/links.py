"""The drop links of a release, as the press office makes and ends them."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.audit import Actor
from archive.drops import links as rules
from archive.drops.doors import count_arrived
from archive.models import DropFile, DropLink, Photographer, Release
from desk.access import DeskRequest, press_office
from desk.components.numbers import read_number

_DEFAULTS = {"name": "", "days": "3", "files": "300", "gigabytes": "10"}


@press_office("archive.change_release")
@require_http_methods(["GET", "POST"])
def drop_links(request: DeskRequest, slug: str) -> HttpResponse:
    """The release's links, and a form for another, which is shown once with its QR code."""
    release = get_object_or_404(Release.objects.exclude(slug="_unsorted"), slug=slug)
    if request.POST.get("verb") == "revoke":
        return _revoke(request, release)
    typed = {name: request.POST.get(name, value).strip() for name, value in _DEFAULTS.items()}
    context: dict[str, object] = {"release": release, "typed": typed}
    if request.method == "POST":
        context |= _make(request, release, typed)
    return render(request, "drop_links.html", context | _listed(release), status=422 if "error" in context else 200)


def _make(request: DeskRequest, release: Release, typed: dict[str, str]) -> dict[str, object]:
    """The new link, or what is wrong with what was typed."""
    days, files, gigabytes = (read_number(typed[name]) or 0 for name in ("days", "files", "gigabytes"))
    by = Actor.of(request.user)
    try:
        link, token = rules.make_link(release, typed["name"], by, days=days, files=files, gigabytes=gigabytes)
    except rules.NotLinked as refused:
        return {"error": str(refused)}
    url = rules.link_url(token)
    return {"made": link, "url": url, "code": qr_code(url), "typed": _DEFAULTS}


def _revoke(request: DeskRequest, release: Release) -> HttpResponse:
    link = get_object_or_404(release.drop_links, pk=read_number(request.POST.get("link", "")) or 0)
    if rules.revoke_link(link, Actor.of(request.user)):
        messages.success(request, _("The link of %(name)s has been ended.") % {"name": link.photographer.name})
    return redirect("desk:drop_links", slug=release.slug)


def _listed(release: Release) -> dict[str, object]:
    found = release.drop_links.select_related("photographer", "release").order_by("-created_at", "-pk")
    arrived = count_arrived(DropFile.objects.filter(link__release=release))
    names = Photographer.objects.order_by("name").values_list("name", flat=True).distinct()[:500]
    rows = [(link, arrived[link.pk], *_standing(link, arrived[link.pk])) for link in found]
    return {"rows": rows, "names": names}


def _standing(link: DropLink, arrived: int) -> tuple[str, str]:
    """A link's standing as key and in words."""
    standing = rules.standing_of(link)
    if standing is rules.Standing.OPEN and arrived >= link.max_files:
        return standing.value, _("full")
    words = {
        rules.Standing.OPEN: _("open"),
        rules.Standing.REVOKED: _("ended"),
        rules.Standing.EXPIRED: _("expired"),
        rules.Standing.CLOSED: _("release closed"),
    }
    return standing.value, words[standing]


def qr_code(url: str) -> SafeString:
    """The address as a QR code: an SVG of our own library, in which nothing of the address is text."""
    code = segno.make(url, micro=False, error="m")
    return mark_safe(code.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None))  # noqa: S308  (no text of anybody's)
