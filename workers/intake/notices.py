"""Notices: what a store tells of its uploads is recorded, by whichever way it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError

from archive.store.buckets import incoming
from archive.store.errors import BadRequest
from archive.store.listing import StoredObject
from workers.intake.events import UnreadableEvent, UploadEvent, decoded_key
from workers.intake.receive import receive

log = structlog.get_logger(__name__)

_REPLACEMENT = "\ufffd"


def record_events(events: Iterable[UploadEvent]) -> int:
    """Make Receipts for the uploads into our bucket; return how many were new.

    Raises StoreError or DatabaseError where the sender should try again later, UnreadableEvent where it need not.
    """
    return sum(_record(event) for event in events if event.bucket == settings.BUCKET_INCOMING)


def _record(event: UploadEvent) -> bool:
    stored = stored_event(event)
    if stored is None:
        log.warning("event_left_to_the_sweep", key=event.key)
        return False
    try:
        return receive(stored)
    except (DataError, IntegrityError, UnicodeError) as error:
        raise UnreadableEvent("a key, version or size that cannot be stored") from error


def stored_event(event: UploadEvent) -> UploadEvent | None:
    """The event under the key that the store lists; None where its key is garbled. Raises StoreError.

    The store is asked only where the key is in doubt: `a+b.jpg` is `a b.jpg` from most stores and itself from Ceph,
    a gateway may encode what is encoded already, and SeaweedFS tells U+FFFD for control characters. Where no spelling
    is there, the usual one is believed, as a key without doubt is: the upload may have been deleted, which is for
    develop to say.
    """
    is_garbled = _REPLACEMENT in event.key
    if not event.raw_key and not is_garbled:
        return event
    twice = decoded_key(event.key) if "%" in event.key else ""
    for key in dict.fromkeys(filter(None, (event.key, event.raw_key, twice))):
        if found := _found(key, event.version):
            return _as_stored(event, found)
    return None if is_garbled else event


def _found(key: str, version: str) -> StoredObject | None:
    """What the store has under this key. Some keys it refuses to look for, such as `x/../y`."""
    try:
        return incoming().head(key, version)
    except BadRequest:
        return None


def _as_stored(event: UploadEvent, found: StoredObject) -> UploadEvent:
    """As the sweep would tell of it, so that both are one Receipt."""
    version = event.version or found.version
    return replace(event, key=found.key, raw_key="", version=version, size=found.size, etag=found.etag)
