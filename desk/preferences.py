"""A reader's own settings for the desk."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from desk.access import DeskRequest
from desk.context import THEMES

YEAR = 365 * 24 * 3600


@require_POST
def switch_theme(request: DeskRequest) -> HttpResponse:
    """Remember light, dark or system in a cookie and go back to where the reader was."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else resolve_url("desk:queue"))
    response.set_cookie("theme", theme, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
