"""The closed preview for whoever was given a link. Nobody is signed in here, and nothing beyond the release is shown.

A link first asks for a click: programs that look into mails and messages follow links, but press no buttons, and
would use up its openings. The click counts one, and gives the browser a cookie for that link alone, which lasts for
half a day: reloading, another language and the pictures do not count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from archive.models import PreviewLink
from archive.people.attempts import count_attempt
from archive.publishing.house import house
from archive.publishing.manifests import manifest_of
from archive.publishing.preview_links import Standing, count_open, find_link, standing_of
from archive.publishing.versions import last_live
from desk.preview.pages import Draft, closed, picture_address, preview_for, render_preview, stamp_for
from desk.preview.pictures import picture_of
from desk.preview.views import asked_language
from desk.signin.client_address import client_address
from pipelines.documents.pages.rendering import Assets
from pipelines.documents.pages.values import release_addresses

COOKIE = "preview"
LASTS = dt.timedelta(hours=12)
_SALT = "desk.preview.reading"
_WRONG, _WINDOW = 30, dt.timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The page; before it is opened a button, and once the release is published its public page."""
    link = find_link(token)
    if link is None:
        return _wrong(request)
    if answer := _instead(request, link):
        return answer
    if request.method == "POST":
        return _open(request, link)
    if not _has_opened(request, link):
        return closed(_door(request, _("Confidential preview"), opens=True), form=True)
    draft = Draft.of(link.release, outside=True)
    language = draft.language(_language(request))
    picture = picture_address("desk:preview_link_picture", token, language)
    shown = preview_for(link.release, link.name, request.path, picture)
    shown = replace(shown, until=link.until, opens=(link.opens, link.max_opens))
    return render_preview(draft, shown, language)


@require_safe
def picture(request: HttpRequest, token: str, photo_id: str, edge: int) -> HttpResponse:
    """One picture of that page, for a browser that opened it."""
    link = find_link(token)
    if link is None:
        return _wrong(request)
    if standing_of(link) is not Standing.OPEN or not _has_opened(request, link):
        return closed(HttpResponse(status=410))
    lines = stamp_for(link.release, link.name, _language(request))
    return picture_of(link.release, photo_id, edge, lines, outside=True)


def _instead(request: HttpRequest, link: PreviewLink) -> HttpResponse | None:
    """What is answered in place of the page; None where the link is open."""
    match standing_of(link):
        case Standing.OPEN:
            return None
        case Standing.PUBLIC:
            return closed(HttpResponseRedirect(_public_page(link, _language(request))))
        case Standing.SOON:
            answer = _say(request, _("It is being published"), _("This page looks again in a moment."), 503)
            answer["Refresh"] = answer["Retry-After"] = "3"
            return answer
    return _over(request)


def _language(request: HttpRequest) -> str:
    """The language that was asked for; else the reader's own where releases have it."""
    own = (get_language() or "")[:2]
    is_asked = "language" in request.GET or own not in settings.RELEASE_LANGUAGES
    return asked_language(request) if is_asked else own


def _public_page(link: PreviewLink, language: str) -> str:
    version = last_live(link.release)
    if version is None:
        return house().url(house().keys.portal_key(house().languages[0], first=house().languages[0]))
    addresses = release_addresses(manifest_of(version), house())
    return addresses.get(language) or next(iter(addresses.values()))


def _open(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    """Count the click, and show the page by a request of its own, so that reloading counts nothing."""
    if not _has_opened(request, link) and not count_open(link):
        return _over(request)
    answer = HttpResponseRedirect(f"{request.path}?language={_language(request)}", status=303)
    answer.set_cookie(
        COOKIE,
        signing.dumps(link.pk, salt=_SALT),
        max_age=LASTS,
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return closed(answer)


def _has_opened(request: HttpRequest, link: PreviewLink) -> bool:
    try:
        return bool(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS) == link.pk)
    except signing.BadSignature:
        return False


def _wrong(request: HttpRequest) -> HttpResponse:
    """The same for every address that nobody was given; who tries many is asked to wait."""
    tally = count_attempt(f"preview {client_address(request)}", _WINDOW)
    if tally.count > _WRONG:
        answer = _say(
            request, _("Please wait"), _("Too many addresses were tried. Try again in a quarter of an hour."), 429
        )
        answer["Retry-After"] = str(tally.seconds_left)
        return answer
    return _say(request, _("There is nothing here"), _("Please check that the whole address was copied."), 404)


def _over(request: HttpRequest) -> HttpResponse:
    words = _("Its time is over, or it was ended. Please ask whoever sent it to you.")
    return _say(request, _("This link does not hold any more"), words, 410)


def _say(request: HttpRequest, title: str, words: str, status: int) -> HttpResponse:
    return closed(_door(request, title, words=words, status=status))


def _door(request: HttpRequest, title: str, *, opens: bool = False, words: str = "", status: int = 200) -> HttpResponse:
    """A small page in the house's look, which tells nothing of the release."""
    assets = Assets(house(), reverse("desk:preview_asset", args=["-"]).removesuffix("/-"))
    context = {
        "title": title,
        "opens": opens,
        "words": words,
        "publisher": settings.SITE.name or settings.PUBLISHER,
        "styles": (assets.style, assets.house_style, assets.preview_style),
        "icon_address": assets.icon,
    }
    return render(request, "preview_door.html", context, status=status)
