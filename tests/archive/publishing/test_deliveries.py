"""Who is told what of a version: rows in the transaction that makes it public."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings

from archive.audit import OPERATOR
from archive.models import Delivery, DeliveryKind, Event, Reader, Release, Subscriber
from archive.problems import Problem
from archive.publishing import subscribers
from archive.publishing.deliveries import KEPT, clear_deliveries, letters_of, purge, send_letters
from archive.publishing.versions import last_live
from archive.states import ReleaseState
from tests.factories import now
from tests.live_versions import live_release, next_version

pytestmark = pytest.mark.django_db


def subscribe(*events: str, name: str = "Website") -> Subscriber:
    return subscribers.add_subscriber(name, "https://example.org/hook", events or subscribers.EVENTS, OPERATOR)


def reader(address: str = "anna@example.org", **fields: object) -> Reader:
    columns = {"folded": address.casefold(), "language": "de", "asked_at": now(), "confirmed_at": now()} | fields
    return Reader.objects.create(address=address, **columns)


def told() -> list[tuple[str, dict[str, object]]]:
    rows = Delivery.objects.filter(kind=DeliveryKind.WEBHOOK).order_by("pk")
    return [(row.event, json.loads(row.payload)["data"]) for row in rows]


def test_every_step_of_a_release_is_an_event() -> None:
    subscribe()
    release = live_release()
    next_version(release)
    gone = release.photos.order_by("pk")[0]
    next_version(release, without=gone)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.WITHDRAWN)
    next_version(Release.objects.get(pk=release.pk))
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.LIVE)
    next_version(Release.objects.get(pk=release.pk))
    assert [(event, data["version"]) for event, data in told()] == [
        (Event.RELEASE_PUBLISHED, 1),
        (Event.RELEASE_UPDATED, 2),
        (Event.RELEASE_UPDATED, 3),
        (Event.PHOTO_WITHDRAWN, 3),
        (Event.RELEASE_WITHDRAWN, 4),
        (Event.RELEASE_PUBLISHED, 5),
    ]
    assert [data.get("photo") for _event, data in told()] == [None, None, None, gone.pk, None, None]


def test_the_payload_says_where_to_read_and_not_what_is_written_there() -> None:
    subscribe()
    release = live_release()
    row = Delivery.objects.get(kind=DeliveryKind.WEBHOOK)
    payload = json.loads(row.payload)
    assert set(payload) == {"type", "timestamp", "data"}
    assert payload["data"]["manifest"].endswith(f"/releases/{release.slug}/manifest.json")
    assert release.titles["de"] not in row.payload


def test_each_website_hears_of_what_it_chose() -> None:
    subscribe(Event.RELEASE_WITHDRAWN, name="One")
    subscribe(Event.RELEASE_PUBLISHED, name="Two")
    live_release()
    assert [row.subscriber.name for row in Delivery.objects.all() if row.subscriber] == ["Two"]


def test_nothing_is_told_of_a_version_that_was_not_recorded() -> None:
    subscribe()
    with transaction.atomic():
        live_release()
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_what_happens_while_a_website_is_disabled_is_kept_for_a_replay() -> None:
    subscriber = subscribe()
    subscribers.disable_subscriber(subscriber, OPERATOR)
    live_release()
    row = Delivery.objects.get()
    assert (row.due_at, row.problem) == (None, Problem.SUBSCRIBER_DISABLED)
    assert subscribers.enable_subscriber(subscriber, OPERATOR, replay=True) == 1
    row.refresh_from_db()
    assert row.due_at is not None


def test_the_press_list_gets_a_release_once_and_a_correction_only_when_asked(settings: Settings) -> None:
    settings.LIST_WORKS = True
    anna = reader()
    reader("ben@example.org", confirmed_at=None)
    release = live_release()
    next_version(release)
    letters = Delivery.objects.filter(kind=DeliveryKind.MAIL)
    assert [(letter.reader, letter.event) for letter in letters] == [(anna, Event.RELEASE_PUBLISHED)]
    second = last_live(release)
    assert second
    assert (send_letters(release, second), send_letters(release, second)) == (1, 0)
    assert set(letters.values_list("event", flat=True)) == {Event.RELEASE_PUBLISHED, Event.RELEASE_UPDATED}
    letters.filter(publication=second).update(due_at=None)
    assert (letters_of(second).count(), send_letters(release, second)) == (0, 1), "what was given up is tried again"
    anna.delete()
    assert not letters.all().exists()


def test_a_house_without_mail_writes_no_letters(settings: Settings) -> None:
    settings.LIST_WORKS = False
    reader()
    live_release()
    assert not Delivery.objects.exists()


def test_caches_forget_the_manifest_and_whatever_they_are_told_to(settings: Settings) -> None:
    live_release()
    assert not Delivery.objects.exists(), "a house without caches"
    settings.CDN_PURGE_URLS = ["http://127.0.0.1:6081"]
    release = live_release()
    assert Delivery.objects.get().payload == f"releases/{release.slug}/manifest.json"
    purge([f"photos/{n:03}" for n in range(60)])
    sizes = [len(row.payload.split("\n")) for row in Delivery.objects.order_by("pk")]
    assert sizes == [1, 25, 25, 10]


def test_a_nudge_follows_the_commit(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    subscribe()
    with django_capture_on_commit_callbacks() as callbacks:
        live_release()
    assert callbacks


def test_the_log_is_cleared_after_a_while() -> None:
    subscriber = subscribe()
    old, due = (subscribers.send_test(subscriber, OPERATOR) for _n in range(2))
    Delivery.objects.filter(pk=old.pk).update(due_at=None)
    Delivery.objects.update(created_at=now() - KEPT - timedelta(days=1))
    assert clear_deliveries() == 1
    assert Delivery.objects.get() == due
