"""What the world is told of a version: a row for each receiver, written in the transaction that makes it public."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import addresses
from archive.models import Cause, Delivery, DeliveryKind, Event, Publication, Reader, Release, Subscriber
from archive.models.work import fresh_work
from archive.problems import Problem
from archive.publishing.manifests import manifest_of
from archive.signals import work_due
from archive.store.changes import take_changes
from pipelines.documents.manifest import Manifest

KEPT = dt.timedelta(days=90)
"""How long the log keeps what was told, and what nobody tries any more."""
_GIVEN_UP = Q(delivered_at=None, due_at=None)
_KEYS_A_PURGE = 25
"""So few that a cache far away, which takes most of a second for each, is done with a row in one call."""


def write_deliveries(release: Release, publication: Publication, before: Publication | None) -> None:
    """Write who is told of a version that has just become public. Call it in the transaction that records that.

    `before` is the version that was public until then.
    """
    manifest = manifest_of(publication)
    public = manifest_of(before) if before else None
    told = list(events_of(manifest, public))
    rows = [*_webhooks(release, publication, manifest, told)]
    if told[0][0] == Event.RELEASE_PUBLISHED:
        rows += _letters(release, publication, Event.RELEASE_PUBLISHED)
    Delivery.objects.bulk_create(rows)
    # A run that found the manifest flipped already has noted nothing.
    purge({addresses.manifest_key(release.slug), *take_changes()})
    announce_deliveries(rows)


def events_of(manifest: Manifest, before: Manifest | None) -> Iterator[tuple[Event, str]]:
    """What happened to the public with this version; the id of a photo beside what happened to one."""
    if manifest.status == "withdrawn":
        yield Event.RELEASE_WITHDRAWN, ""
        return
    if before is None or before.status == "withdrawn":
        yield Event.RELEASE_PUBLISHED, ""
        return
    yield Event.RELEASE_UPDATED, ""
    still = {photo.id for photo in manifest.live_photos}
    for photo in before.live_photos:
        if photo.id not in still:
            yield Event.PHOTO_WITHDRAWN, photo.id


def payload_of(event: Event | Cause, data: dict[str, object]) -> str:
    """The body of a webhook: the text that is signed and sent."""
    moment = timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": event, "timestamp": moment, "data": data}, ensure_ascii=False)


def purge(keys: Collection[str]) -> None:
    """Have the caches in front of the press bucket forget these keys; nothing where the house has none."""
    if not (settings.CDN_PURGE_URLS or settings.CDN_WEBHOOK_URL) or not keys:
        return
    ordered, now = sorted(keys), timezone.now()
    rows = [
        Delivery(kind=DeliveryKind.PURGE, payload="\n".join(ordered[first : first + _KEYS_A_PURGE]), due_at=now)
        for first in range(0, len(ordered), _KEYS_A_PURGE)
    ]
    Delivery.objects.bulk_create(rows)
    announce_deliveries(rows)


def purge_changes() -> None:
    """The same for what this process changed. Call it before the progress is recorded: a repeated step purges again."""
    purge(take_changes())


@transaction.atomic
def send_letters(release: Release, publication: Publication) -> int:
    """Mail a live version to those of the press list who did not get it yet; how many they are.

    A letter that was given up is tried anew, for as long.
    """
    before = release.publications.live().filter(n__lt=publication.n).last()
    public = manifest_of(before) if before else None
    event, _photo = next(events_of(manifest_of(publication), public))
    written = publication.deliveries.filter(kind=DeliveryKind.MAIL)
    had = set(written.values_list("reader_id", flat=True))
    rows = [letter for letter in _letters(release, publication, event) if letter.reader_id not in had]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    again = written.filter(_GIVEN_UP).update(**fresh_work(), created_at=timezone.now())
    announce_deliveries(list(letters_of(publication).exclude(due_at=None)[:1]))
    return len(rows) + again


def letters_of(publication: Publication) -> QuerySet[Delivery]:
    """The letters of a version that arrived, or that still may."""
    return publication.deliveries.filter(~_GIVEN_UP, kind=DeliveryKind.MAIL)


def announce_deliveries(rows: Sequence[Delivery]) -> None:
    """Tell whoever sends that there is something to send."""
    if any(row.due_at is not None for row in rows):
        work_due.send(sender=Delivery, rows=rows)


def clear_deliveries() -> int:
    """Delete what is told or given up for long; returns how many rows those were."""
    old = Delivery.objects.filter(due_at=None, created_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def _webhooks(
    release: Release, publication: Publication, manifest: Manifest, told: Iterable[tuple[Event, str]]
) -> Iterator[Delivery]:
    subscribers = list(Subscriber.objects.all())
    for event, photo in told:
        payload = payload_of(event, _data(manifest, photo))
        for subscriber in subscribers:
            if event in subscriber.events:
                yield Delivery(
                    kind=DeliveryKind.WEBHOOK,
                    event=event,
                    subscriber=subscriber,
                    release=release,
                    publication=publication,
                    payload=payload,
                    due_at=None if subscriber.disabled_at else timezone.now(),
                    problem=Problem.SUBSCRIBER_DISABLED if subscriber.disabled_at else "",
                )


def _data(manifest: Manifest, photo: str) -> dict[str, object]:
    """Which release and version, and where to read it. What it says stands in the manifest alone."""
    slug = manifest.release.slug
    data: dict[str, object] = {
        "release": slug,
        "number": manifest.release.number,
        "version": manifest.version,
        "manifest": addresses.url_of(addresses.manifest_key(slug)),
    }
    return data | {"photo": photo} if photo else data


def _letters(release: Release, publication: Publication, event: Event) -> Iterator[Delivery]:
    if not settings.LIST_WORKS:
        return
    now = timezone.now()
    for reader in Reader.objects.filter(confirmed_at__isnull=False).order_by("pk"):
        yield Delivery(
            kind=DeliveryKind.MAIL, event=event, reader=reader, release=release, publication=publication, due_at=now
        )
