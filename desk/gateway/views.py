"""Logins for cameras, as the press office makes and ends them, and what a photographer sets of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from archive.audit import Actor
from archive.drops.folders import set_today, shown_releases
from archive.models import GatewayLogin, Photographer, Release
from archive.people.gateway_logins import allow_plain_ftp, end_login, make_login
from archive.people.terms import NotAccepted, current_terms
from desk.access import DeskRequest, press_office, signed_in
from desk.components.numbers import read_number
from desk.gateway.presenters import addresses
from pipelines.names import slugify

_MANAGES = "archive.change_photographer"


@press_office("archive.change_release")
@require_http_methods(["GET", "POST"])
def gateway(request: DeskRequest) -> HttpResponse:
    """All logins; what `verb` says is done, and a new password is shown once."""
    verb = request.POST.get("verb", "")
    if verb == "make":
        return _make(request)
    if act := _VERBS.get(verb):
        messages.success(request, act(request, _login(request)))
    return redirect("desk:gateway") if verb else _page(request)


@signed_in
@require_POST
def own_today(request: DeskRequest) -> HttpResponse:
    """A photographer says for which release their camera's photos are."""
    login = get_object_or_404(GatewayLogin.objects.select_related("photographer"), photographer__account=request.user)
    name = slugify(request.POST.get("release", ""), "")
    release = shown_releases().filter(slug=name).first() if name else None
    if name and release is None:
        messages.error(request, _("No release with this short name takes photos. Please ask the press office."))
    else:
        set_today(login, release, Actor.of(request.user))
        messages.success(request, _said(login, release))
    return redirect("desk:queue")


def _page(request: DeskRequest, made: Photographer | None = None, password: str = "") -> HttpResponse:
    logins = GatewayLogin.objects.select_related("photographer", "today").order_by("photographer__name")
    context = {
        "made": made,
        "password": password,
        "logins": logins,
        "others": Photographer.objects.filter(gateway_login=None),
        "releases": shown_releases().order_by("-date", "slug")[:200],
        "terms": current_terms(),
        "manages": request.user.has_perm(_MANAGES),
        **addresses(),
    }
    return render(request, "gateway.html", context)


def _make(request: DeskRequest) -> HttpResponse:
    _check_manager(request)
    photographer = get_object_or_404(Photographer, pk=read_number(request.POST.get("photographer", "")) or 0)
    standing = GatewayLogin.objects.filter(photographer=photographer).first()
    # Loading the page again sends the form again; the password that somebody is just typing in must not end by it.
    if request.POST.get("seen", "") != (standing.made_at.isoformat() if standing else ""):
        messages.error(request, _("There is a newer password already; nothing changed. Make another if it is lost."))
        return redirect("desk:gateway")
    try:
        password = make_login(photographer, Actor.of(request.user))
    except NotAccepted as refused:
        messages.error(request, str(refused))
        return redirect("desk:gateway")
    return _page(request, photographer, password)


def _end(request: DeskRequest, login: GatewayLogin) -> str:
    _check_manager(request)
    end_login(login.photographer, Actor.of(request.user))
    return _("The camera's login of %(name)s has been ended.") % {"name": login.photographer.name}


def _allow_plain(request: DeskRequest, login: GatewayLogin) -> str:
    _check_manager(request)
    allow_plain_ftp(login, Actor.of(request.user), allowed=True)
    return _("%(name)s may use FTP without encryption.") % {"name": login.photographer.name}


def _forbid_plain(request: DeskRequest, login: GatewayLogin) -> str:
    _check_manager(request)
    allow_plain_ftp(login, Actor.of(request.user), allowed=False)
    return _("%(name)s can use FTP with encryption only.") % {"name": login.photographer.name}


def _set_today(request: DeskRequest, login: GatewayLogin) -> str:
    slug = request.POST.get("release", "")
    release = get_object_or_404(shown_releases(), slug=slug) if slug else None
    set_today(login, release, Actor.of(request.user))
    return _said(login, release)


_VERBS: dict[str, Callable[[DeskRequest, GatewayLogin], str]] = {
    "end": _end,
    "allow_plain": _allow_plain,
    "forbid_plain": _forbid_plain,
    "today": _set_today,
}


def _login(request: DeskRequest) -> GatewayLogin:
    wanted = read_number(request.POST.get("photographer", "")) or 0
    return get_object_or_404(GatewayLogin.objects.select_related("photographer"), pk=wanted)


def _check_manager(request: DeskRequest) -> None:
    if not request.user.has_perm(_MANAGES):
        raise PermissionDenied


def _said(login: GatewayLogin, release: Release | None) -> str:
    told = {"name": login.photographer.name}
    if release is None:
        return _("Photos from the camera of %(name)s wait among the unsorted ones.") % told
    return _("Photos from the camera of %(name)s go to %(release)s.") % (told | {"release": release.slug})
