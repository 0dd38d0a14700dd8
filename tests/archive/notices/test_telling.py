"""Who is told of a notice, by which way, and what makes it needless."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.audit import OPERATOR
from archive.models import Cause, Delivery, DeliveryKind, Notice, Photo, Release
from archive.notices.choices import choose
from archive.notices.telling import Verdict, tell
from archive.people.accounts import create_account
from archive.publishing.subscribers import OFFICE_EVENTS, add_subscriber
from tests.factories import approve_all, make_photo, make_photographer, make_release

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings: Settings) -> None:
    settings.LIST_WORKS = True


def account(name: str, role: str, email: str = "") -> None:
    create_account(name, role, "a long enough password", email=email or f"{name}@example.org")


def rested(**fields: object) -> Notice:
    photo = make_photo(make_release(titles={"de": "Das Fest"}), photographer=make_photographer("Anna"))
    facts = {"photos": 3, "refused": 1, "under_way": 0}
    columns = {"cause": Cause.BATCH_RESTED, "mark": "x", "release": photo.release, "batch": photo.batch, "facts": facts}
    return Notice.objects.create(**columns | fields)


def mailed() -> list[str]:
    rows = Delivery.objects.filter(kind=DeliveryKind.MAIL).order_by("pk")
    return [row.person.username for row in rows if row.person]


def test_the_office_is_told_as_each_of_it_chose() -> None:
    for name, role in (("ed", "editor"), ("pat", "approver"), ("root", "admin"), ("anna", "photographer")):
        account(name, role)
    create_account("nomail", "editor", "a long enough password")
    choose(get_user_model().objects.get(username="pat"), [], "en")
    notice = rested()
    assert tell(notice) is Verdict.TOLD
    assert tell(notice) is Verdict.TOLD
    assert mailed() == ["ed", "root"]


def test_without_a_mail_server_nothing_is_written(settings: Settings) -> None:
    settings.LIST_WORKS = False
    account("ed", "editor")
    tell(rested())
    assert mailed() == []


def test_a_photographer_alone_is_told_of_their_review() -> None:
    account("anna", "photographer")
    account("ed", "editor")
    anna = make_photographer("Anna", account=get_user_model().objects.get(username="anna"))
    photo = make_photo(make_release(), "declined", photographer=anna)
    facts = {"taken": 0, "declined": 1, "refused": 0}
    tell(rested(cause=Cause.BATCH_REVIEWED, batch=photo.batch, release=photo.release, facts=facts))
    assert mailed() == ["anna"]


def test_a_system_of_the_office_is_told_by_webhook_if_it_chose_to_be() -> None:
    add_subscriber("Public", "https://example.org/a", ["release.published"], OPERATOR)
    chat = add_subscriber("Chat", "https://example.org/b", OFFICE_EVENTS, OPERATOR)
    tell(rested())
    row = Delivery.objects.get(kind=DeliveryKind.WEBHOOK)
    assert row.subscriber == chat
    said = json.loads(row.payload)
    assert (said["type"], said["data"]["photos"], said["data"]["refused"]) == ("batch.rested", 3, 1)
    assert said["data"]["photographer"] == "Anna"
    assert said["data"]["text"] == "Anna hat 3 Fotos gesendet: Das Fest"


def test_an_embargo_is_told_of_while_its_gate_is_closed() -> None:
    account("ed", "editor")
    at = timezone.now() + dt.timedelta(minutes=20)
    release = make_release(state="scheduled", goes_live_at=at)
    photo = make_photo(release, captions={})
    approve_all(release)
    embargo = {"cause": Cause.EMBARGO_AT_RISK, "release": release, "batch": None, "facts": {"at": at.isoformat()}}
    notice = rested(**embargo)
    assert tell(notice) is Verdict.TOLD
    assert f"{photo.filename}: There is no caption in any language." in notice.facts["missing"]["en"]
    assert mailed() == ["ed"]
    Photo.objects.filter(pk=photo.pk).update(captions={"de": "Ein Fest"})
    notice = rested(**embargo | {"mark": "y"})
    assert tell(notice) is Verdict.LATER
    Release.objects.update(goes_live_at=at + dt.timedelta(days=1))
    notice = Notice.objects.get(mark="y")
    assert tell(notice) is Verdict.NEEDLESS
    assert not Notice.objects.filter(mark="y").exists()
