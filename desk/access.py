"""Who may see which page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from archive.models import Photo

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request as the desk's views get it: somebody is signed in, and htmx's headers have been read."""

    user: User
    htmx: HtmxDetails


def signed_in(view: View) -> View:
    """Let in anybody with an account; send everybody else to the sign-in page."""

    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else _to_sign_in(request)

    return guarded


def press_office(*permissions: str) -> Callable[[View], View]:
    """Let in those members of the press office who have all `permissions`.

    For a photographer these pages do not exist (404); a colleague who lacks a permission gets 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not in_press_office(request.user):
                raise Http404
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate


def in_press_office(user: User) -> bool:
    """Whether somebody is an editor, approver or admin; a photographer is none of them."""
    return user.has_perm("archive.view_release")


def may_see(user: User, photo: Photo) -> bool:
    """The press office sees every photo, a photographer only their own. Needs the batch's photographer loaded."""
    owner = photo.batch.photographer
    return in_press_office(user) or (owner is not None and owner.account_id == user.pk)


def _to_sign_in(request: DeskRequest) -> HttpResponse:
    """A request for a fragment gets 401, so its page keeps what was typed and offers to sign in in a new tab."""
    if request.htmx:
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())
