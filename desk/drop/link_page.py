"""The drop page behind a link: no account; it adds photos and shows what became of those that came through it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.drops.doors import Door, link_door, say_used_up
from archive.drops.links import Standing, actor_of, find_link, standing_of
from archive.errors import Overtaken
from archive.people.attempts import count_attempt
from archive.people.terms import accept_terms
from archive.publishing.house import house
from archive.store.browser_uploads import upload_origin
from desk.access import DeskRequest
from desk.components.changes import render_if_changed
from desk.components.numbers import read_number
from desk.drop.presenters import door_context
from desk.drop.sending import allow_uploads, answer_script
from desk.signin.client_address import client_address
from desk.signin.limits import paused

_WINDOW = dt.timedelta(minutes=15)
_WRONG_PER_ADDRESS = 30


@require_safe
def drop_door(request: DeskRequest, token: str) -> HttpResponseBase:
    """The page; once the link has ended, a page that says so. 204 to a poll when nothing changed."""
    door = _door(token)
    if door is None:
        return _unknown(request)
    if not door.takes_photos:
        return _over(request, door)
    context = door_context(door, None, everything="all" in request.GET)
    context["used_up"] = say_used_up(door.link) if door.link else ""
    addresses = {name: reverse(f"desk:{view}", args=[token]) for name, view in _VIEWS.items()}
    answer = render_if_changed(request, "drop.html", "drop_list.html", context | addresses)
    return allow_uploads(answer, upload_origin())


@require_POST
def drop_door_accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept the version of the terms that was shown, once for the link, and go on to the page."""
    door = _door(token)
    if door is None or door.link is None:
        return _unknown(request)
    try:
        accept_terms(door.link, read_number(request.POST.get("version", "")) or 0, actor_of(door.link))
    except Overtaken:
        messages.error(request, _("The terms have changed meanwhile. Please read them again."))
    return redirect("desk:drop_door", token=token)


@require_POST
def drop_door_send(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the page's script asks. A form in parts that was begun may be finished after the link's end."""
    door = _door(token)
    return answer_script(request, door) if door else _unknown(request)


_VIEWS = {"here": "drop_door", "send": "drop_door_send", "accept": "drop_door_accept"}


def _door(token: str) -> Door | None:
    link = find_link(token)
    return link_door(link) if link else None


def _unknown(request: HttpRequest) -> HttpResponseBase:
    tally = count_attempt(f"drop link from {client_address(request)}", _WINDOW)
    if tally.count > _WRONG_PER_ADDRESS:
        return paused(request, tally.seconds_left)
    words = _("Perhaps its end is missing. Ask the press office to send it again.")
    return _say(request, _("There is no such link"), words, 404)


def _over(request: HttpRequest, door: Door) -> HttpResponse:
    titles = {
        Standing.REVOKED: _("This link has been ended"),
        Standing.EXPIRED: _("This link has expired"),
        Standing.CLOSED: _("This release takes no more photos"),
    }
    words = _("Photos that arrived are with the press office. For more, ask there for a new link.")
    standing = standing_of(door.link) if door.link else Standing.CLOSED
    return _say(request, titles[standing], words, 410)


def _say(request: HttpRequest, title: str, words: str, status: int) -> HttpResponse:
    context = {"title": title, "words": words, "office": house().site.office}
    return render(request, "drop_link_over.html", context, status=status)
