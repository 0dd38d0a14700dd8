"""`POST /events/s3` takes the store's notifications, and answers 200 only once the Receipts are committed."""

from __future__ import annotations

import secrets

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.store.errors import StoreError
from workers.intake.events import UnreadableEvent, UploadEvent, read_events
from workers.intake.notices import record_events

log = structlog.get_logger(__name__)
MAX_BODY_BYTES = 1 << 20


@csrf_exempt
@require_POST
def s3_events(request: HttpRequest) -> HttpResponse:
    """Turn a notification into Receipts.

    200 with the number of new Receipts; 401 for a wrong token, 413 over 1 MiB, 400 with the reason for a body that
    cannot be read, 503 when the record cannot be written or the store cannot be asked (the sender may try again; the
    sweep finds the upload anyway).
    """
    if not _knows_token(request):
        return JsonResponse({"error": "missing or wrong bearer token"}, status=401)
    if _is_too_long(request.headers.get("Content-Length") or "0"):
        return JsonResponse({"error": "more than 1 MiB"}, status=413)
    try:
        events = read_events(request.read(MAX_BODY_BYTES + 1))
    except RequestDataTooBig:
        return JsonResponse({"error": "more than 1 MiB"}, status=413)
    except UnreadableEvent as error:
        log.warning("event_unreadable", reason=str(error))
        return JsonResponse({"error": str(error)}, status=400)
    return _record(events)


def _record(events: list[UploadEvent]) -> HttpResponse:
    try:
        return JsonResponse({"received": record_events(events)})
    except UnreadableEvent as error:
        log.warning("event_unreadable", reason=str(error))
        return JsonResponse({"error": str(error)}, status=400)
    except (StoreError, DatabaseError) as error:
        log.error("event_not_recorded", reason=str(error))
        part = "store" if isinstance(error, StoreError) else "record"
        return JsonResponse({"error": f"the {part} is not available"}, status=503)


def _is_too_long(length: str) -> bool:
    """A length that is no number counts as too long."""
    return not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY_BYTES


def _knows_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return secrets.compare_digest(given.encode(), settings.EVENTS_TOKEN.encode())
