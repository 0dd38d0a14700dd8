"""The page of notices: what was told and how it ended, each person's choice, and the link that ends mails."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from archive.models import Cause, Delivery, DeliveryKind, Notice, Photographer
from archive.notices import choices
from archive.notices.telling import tell
from archive.problems import Problem
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


def noted(cause: Cause, photographer: Photographer, **facts: int) -> Notice:
    photo = make_photo(make_release(titles={"de": "Das Fest"}), "declined", photographer=photographer)
    columns = {"cause": cause, "mark": cause, "release": photo.release, "batch": photo.batch, "facts": facts}
    return Notice.objects.create(**columns)


def test_what_was_told_and_how_it_ended(editor: Client, anna: Photographer, settings: Settings) -> None:
    settings.LIST_WORKS = True
    get_user_model().objects.update(email="somebody@example.org")
    tell(noted(Cause.BATCH_RESTED, anna, photos=12, refused=2))
    row = Delivery.objects.get(kind=DeliveryKind.MAIL)
    page = editor.get("/notices/").content.decode()
    assert "Anna Łuk sent 12 photos: Das Fest" in page
    assert "1 waits." in page
    Delivery.objects.update(delivered_at=timezone.now(), due_at=None)
    assert "sent to 1" in editor.get("/notices/").content.decode()
    Delivery.objects.filter(pk=row.pk).update(delivered_at=None, problem=Problem.NOT_DELIVERED)
    assert "1 given up" in editor.get("/notices/").content.decode()


def test_each_person_chooses(editor: Client) -> None:
    page = editor.get("/notices/").content.decode()
    assert page.count("checked") == len(choices.OFFICE)
    assert "Your account has no email address" in page or "There is no mail server" in page
    editor.post("/notices/", {"causes": ["batch.rested"], "language": "en"})
    page = editor.get("/notices/").content.decode()
    assert page.count("checked") == 1
    assert '<option value="en" lang="en" selected>' in page


def test_photographers_see_what_they_were_told_alone(
    annas_browser: Client, anna: Photographer, settings: Settings
) -> None:
    settings.LIST_WORKS = True
    get_user_model().objects.update(email="anna@example.org")
    for cause in (Cause.BATCH_RESTED, Cause.BATCH_REVIEWED):
        tell(noted(cause, anna, photos=1, refused=0, declined=1))
    page = annas_browser.get("/notices/").content.decode()
    assert page.count('name="causes"') == 1
    assert "What you sent was reviewed: fest-" in page
    assert "Das Fest" not in page


def test_one_click_ends_mails_without_signing_in(stranger: Client, anna: Photographer) -> None:
    assert anna.account
    address = urlsplit(choices.off_url(anna.account, Cause.BATCH_REVIEWED)).path
    assert 'value="One-Click"' in stranger.get(address).content.decode()
    assert (stranger.head(address).status_code, stranger.post(address).status_code) == (200, 400)
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices.choice_of(anna.account).off == ["batch.reviewed"]
    assert stranger.get("/notices/off/stray/").status_code == 410
