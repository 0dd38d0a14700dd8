"""The press list's public pages: ask to be on it, confirm, and leave. None of them says who is on it.

Links in mails only open a page with a button: programs that look into mails follow links, but press no buttons. To
leave takes a POST of `List-Unsubscribe=One-Click`, which the button sends and, by RFC 8058, a mail program.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive import addresses
from archive.people.attempts import count_attempt
from archive.publishing import readers
from archive.publishing.house import house
from desk.components.labels import language_names
from desk.signin.client_address import client_address
from desk.signin.limits import paused
from pipelines.documents.pages.rendering import portal_language, words_of

_AN_HOUR = dt.timedelta(hours=1)
_REQUESTS_AN_HOUR = 10


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for a mail with a link. The answer is the same for an address that is on the list."""
    if not settings.LIST_WORKS:
        raise Http404
    error = ""
    if request.method == "POST":
        tally = count_attempt(f"press mail from {client_address(request)}", _AN_HOUR)
        if tally.count > _REQUESTS_AN_HOUR:
            return paused(request, tally.seconds_left)
        try:
            readers.ask_to_join(request.POST.get("address", ""), request.POST.get("language", ""))
        except readers.NotListed as refused:
            error = str(refused)
        else:
            words = _("We have sent you a mail with a link. It holds for a week.")
            return _say(request, _("Look into your mail"), words)
    language = request.POST.get("language") or (get_language() or "")[:2]
    address = request.POST.get("address", "")
    context = {"error": error, "languages": language_names(), "language": language, "address": address}
    return render(request, "press_mail.html", context | _house(), status=422 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Put whoever has this link on the list, once they press the button."""
    if request.method == "POST" and readers.confirm(token):
        return _say(request, _("Welcome"), _("You receive our press releases by mail from now on."))
    if readers.is_open(token, readers.CONFIRM):
        return _ask(request, _("Receive our press releases by mail?"), _("Yes, please"))
    return _too_old(request)


# A mail program posts without a cookie, as RFC 8058 has it; the token says whom it is about.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Forget whoever has this link, once they or their mail program press the button; any other POST gets it shown."""
    pressed = request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click"
    if (pressed and readers.unsubscribe(token)) or readers.has_left(token):
        return _say(request, _("Unsubscribed"), _("You receive no more mails from us. Your address is deleted."))
    if readers.is_open(token, "off"):
        title, status = _("Receive no more press releases by mail?"), 400 if request.method == "POST" else 200
        return _ask(request, title, _("Unsubscribe"), one_click=True, status=status)
    return _too_old(request)


def _too_old(request: HttpRequest) -> HttpResponse:
    words = _("Its time is over, or it was used before. Enter your address again to get a new one.")
    return _say(request, _("This link does not hold any more"), words, again=True, status=410)


def _ask(request: HttpRequest, title: str, button: str, *, one_click: bool = False, status: int = 200) -> HttpResponse:
    return _show(request, {"title": title, "button": button, "one_click": one_click}, status)


def _say(request: HttpRequest, title: str, words: str, *, again: bool = False, status: int = 200) -> HttpResponse:
    return _show(request, {"title": title, "words": words, "again": again and settings.LIST_WORKS}, status)


def _show(request: HttpRequest, said: dict[str, object], status: int) -> HttpResponse:
    return render(request, "press_mail_said.html", said | _house(), status=status)


def _house() -> dict[str, object]:
    """What a public body shows on every public page: where its portal is, imprint, privacy and so on."""
    described, language = house(), (get_language() or "")[:2]
    words, first = words_of(described, language), described.languages[0]
    key = addresses.portal_key(portal_language(described, language), first=first)
    return {
        "portal": described.url(key),
        "portal_name": described.site.portals.get(language) or words["portal"],
        "links": [(words[name], url) for name, url in described.site.links.items() if name != "website"],
    }
