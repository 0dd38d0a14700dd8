"""What a browser may do with the desk's pages, what it may keep of them, and which requests are none at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, QueryDict
from django.views import defaults

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
NOT_KEPT = "private, no-store"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

_UNSOUND = re.compile("[\0\ud800-\udfff]")

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def _past_the_form(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's page for an error, which looks for the token in the form again: that may be what cannot be read."""

    @wraps(page)
    def tell(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # Django's own mark
        return page(request, *args, **kwargs)

    return tell


bad_request = _past_the_form(defaults.bad_request)
permission_denied = _past_the_form(defaults.permission_denied)
page_not_found = _past_the_form(defaults.page_not_found)
server_error = _past_the_form(defaults.server_error)


class SecurityHeadersMiddleware:
    """Send the policies with every answer, and let nothing be stored that does not say otherwise.

    No page has inline scripts or styles, not even Django's admin. Static files are answered further out, by whitenoise,
    and stay cacheable.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Pages and pictures may be under embargo, and a disk outlives a session.
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        return response


class CalledByAddressMiddleware:
    """Answer programs that watch the desk and know its machine, or container, by address alone.

    What they read has no links, so it does not matter what they call us.
    """

    PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in self.PATHS:
            request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
        return self.get_response(request)


class SoundTextMiddleware:
    """Answer 400 to what no text field can hold: NUL and lone surrogates, and numbers beyond the database's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sound = _is_sound([request.path_info, *_texts_of(request.GET)])
        return self.get_response(request) if sound else _refusal()

    def process_view(
        self, request: HttpRequest, view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Look into a form. A view without forms, which is exempt from CSRF, may read the body itself."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        return None if _is_sound(_texts_of(request.POST)) else _refusal()

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A value that the database cannot hold, or a moment beyond the calendar, came from the request."""
        return _refusal() if isinstance(exception, DataError | OverflowError) else None


def _refusal() -> HttpResponseBase:
    return HttpResponseBadRequest("This request holds characters or numbers that cannot be stored.\n", "text/plain")


def _texts_of(values: QueryDict) -> Iterator[str]:
    for name, texts in values.lists():
        yield name
        yield from texts


def _is_sound(texts: Iterable[str]) -> bool:
    return not any(_UNSOUND.search(text) for text in texts)
