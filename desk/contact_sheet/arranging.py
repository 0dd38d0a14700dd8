"""Changing how a contact sheet's photos stand: order, places, hero, stacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from archive.audit import Actor
from archive.errors import ArchiveError
from archive.models import Release
from archive.orders import PhotoOrder
from archive.photos.bursts import dismiss
from archive.photos.selection import Outcome
from archive.photos.undo import was_done
from archive.releases import order
from desk.access import DeskRequest, press_office
from desk.components.numbers import read_number
from desk.components.selection import Toast, is_of_another, posted_act, selected
from desk.contact_sheet.tiles import photos_of
from desk.contact_sheet.updates import render_update

Posted = Mapping[str, str]
Do = Callable[[Release, Sequence[str], Posted, Actor, bool], str]


@press_office()
@require_POST
def arrange(request: DeskRequest, slug: str) -> HttpResponse:
    """Do `action` with the posted `ids`, as the functions below say; answer with the new arrangement and a toast.

    `act` names the press of a key and `account` whom the page belongs to, as in `actions.act`: what is posted twice is
    done once, and undone with the others.
    """
    release = get_object_or_404(Release, slug=slug)
    do = ACTIONS.get(request.POST.get("action", ""))
    if do is None:
        raise Http404
    if is_of_another(request):
        return HttpResponse(status=401)
    if not request.user.has_perm("archive.change_release"):
        raise PermissionDenied
    by = Actor.of(request.user, posted_act(request))
    toast = None if was_done(release, by) else _done(do, request, release, by)
    release.refresh_from_db()
    photos = photos_of(release).filter(pk__in=selected(request))
    return render_update(request, release, list(photos), toast=toast, outcome=Outcome())


def _done(do: Do, request: DeskRequest, release: Release, by: Actor) -> Toast:
    posted = {name: str(value) for name, value in request.POST.items()}
    may_publish = request.user.has_perm("archive.publish_release")
    try:
        return Toast(do(release, list(selected(request)), posted, by, may_publish), undo=by.act)
    except ArchiveError as error:
        return Toast(str(error))


def _set_order(release: Release, _ids: Sequence[str], posted: Posted, by: Actor, may_publish: bool) -> str:
    """`order`: the order that all photos stand in."""
    release = order.set_order(release, posted.get("order", ""), by, may_publish=may_publish)
    return _("Order: %(order)s.") % {"order": PhotoOrder(release.photo_order).label}


def _set_hero(release: Release, ids: Sequence[str], _posted: Posted, by: Actor, may_publish: bool) -> str:
    """One photo, or none: then the first one leads."""
    release = order.set_hero(release, next(iter(ids), None), by, may_publish=may_publish)
    return _("This photo is the hero now.") if release.hero_id else _("The first photo is the hero again.")


def _move(release: Release, ids: Sequence[str], posted: Posted, by: Actor, may_publish: bool) -> str:
    """`to`: a place in the whole order. Else `before`: another photo, without one the end."""
    if "to" in posted:
        places = order.places_from(release, ids, _number(posted["to"]))
    else:
        places = order.places_before(release, ids, posted.get("before") or None)
    order.place_photos(release, places, by, may_publish=may_publish)
    return ngettext("%(n)d photo moved.", "%(n)d photos moved.", len(places)) % {"n": len(places)}


def _dismiss(release: Release, _ids: Sequence[str], posted: Posted, by: Actor, _may_publish: bool) -> str:
    """`burst`: the stack to show as single photos from now on."""
    dismiss(release, _number(posted.get("burst", "")), by)
    return _("They are single photos now, and stay so.")


ACTIONS: Mapping[str, Do] = {
    "order": _set_order,
    "hero": _set_hero,
    "move": _move,
    "dismiss": _dismiss,
}


def _number(text: str) -> int:
    number = read_number(text)
    if number is None:
        raise ArchiveError(_("This is no number."))
    return number
