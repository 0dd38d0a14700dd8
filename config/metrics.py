"""`GET /metrics`: what Prometheus reads, for those who hold the token."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from workers.metrics import registry
from workers.standing import RecordCollector


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything counted on this machine, and what the record says. Not there unless a token is set, 401 without it."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    found = registry()
    found.register(RecordCollector())
    return HttpResponse(generate_latest(found), content_type=CONTENT_TYPE_LATEST)
