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
    """A request as the desk's views meet it: somebody is signed in, htmx's headers are read."""

    user: User
    htmx: HtmxDetails


def signed_in(view: View) -> View:
    """Let anybody with an account in, send others to the sign-in page."""

    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else _to_sign_in(request)

    return guarded


def press_office(*permissions: str) -> Callable[[View], View]:
    """Let the press office in, and of it those with all `permissions`.

    To a photographer these pages do not exist (404); a colleague who lacks a permission is told so (403).
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
    """Editors, approvers and admins; photographers are not."""
    return user.has_perm("archive.view_release")


def may_see(user: User, photo: Photo) -> bool:
    """The press office sees every photo, a photographer their own; needs the batch's photographer loaded."""
    owner = photo.batch.photographer
    return in_press_office(user) or (owner is not None and owner.account_id == user.pk)


def _to_sign_in(request: DeskRequest) -> HttpResponse:
    """A fragment's request gets 401: its page stays as it is, with all that was typed, and offers to sign in beside."""
    if request.htmx:
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())
