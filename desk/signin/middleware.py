"""What every request of somebody who signs in or has signed in passes through."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from desk.signin.hashing import RETRY_AFTER, HashingBusy
from desk.signin.limits import paused
from desk.signin.second_factor import has_second_factor, needs_second_factor

_Next = Callable[[HttpRequest], HttpResponseBase]
_SLIDE_EVERY = 600  # seconds
# A page that nobody looks at asks for these by itself.
_POLLS = {"changes", "queue"}
# What somebody needs to set up the second factor that their role demands.
_ALWAYS = {"language", "theme", "healthz", "readyz", "metrics"}
_SET_UP = ("account_", "mfa_")


class SlidingSessionMiddleware:
    """A session ends after its idle time: what a person does prolongs it, a page's own polling does not."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        if not request.user.is_authenticated or _is_poll(request):
            return
        signed_in_at = request.user.last_login.timestamp() if request.user.last_login else 0
        if time.time() - request.session.get("active_at", signed_in_at) > _SLIDE_EVERY:
            request.session["active_at"] = int(time.time())


class SecondFactorMiddleware:
    """Nobody whose role demands a second factor gets further than its set-up without one, not even in the admin."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not request.user.is_authenticated or _is_open(name or "", request):
            return None
        if not needs_second_factor(request.user) or has_second_factor(request.user):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=403)
        return HttpResponseRedirect(reverse("account_security"))


class HashingBusyMiddleware:
    """Answers 429 instead of letting a request wait for a turn to hash its password."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return paused(request, RETRY_AFTER) if isinstance(error, HashingBusy) else None


def _is_poll(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return (
        bool(request.headers.get("HX-Request")) and "since" in request.GET and name in _POLLS | {"drop", "drop_folder"}
    )


def _is_open(name: str, request: HttpRequest) -> bool:
    ours = request.resolver_match is not None and "admin" not in request.resolver_match.app_names
    return ours and (name in _ALWAYS or name.startswith(_SET_UP))
