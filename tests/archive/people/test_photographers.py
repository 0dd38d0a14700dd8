"""Photographers and their keys: on the real store, where a key is good or ended at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from archive.errors import ArchiveError
from archive.models import Photographer
from archive.people.photographers import create_photographer, renew_key, revoke_access
from archive.store.errors import StoreError
from tests.factories import make_photo, make_photographer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


@pytest.fixture
def lukasz() -> Iterator[Photographer]:
    """No other test uses his key: the store's users are those of the whole session."""
    photographer = create_photographer("Łukasz Żółw", username="lukasz").photographer
    yield photographer
    revoke_access(photographer)


def test_a_photographer_is_named_for_credit_and_for_uploads(lukasz: Photographer) -> None:
    assert (lukasz.name, lukasz.slug) == ("Łukasz Żółw", "lukasz-zolw")
    assert lukasz.upload_key_id
    assert lukasz.account == get_user_model().objects.get(username="lukasz")
    assert [group.name for group in lukasz.account.groups.all()] == ["photographer"]


def test_keys_are_renewed_and_revoked_and_the_row_knows(lukasz: Photographer) -> None:
    first = lukasz.upload_key_id
    renewed = renew_key(lukasz)
    assert renewed
    assert renewed.access_key_id != first
    lukasz.refresh_from_db()
    assert lukasz.upload_key_id not in ("", first)
    assert revoke_access(lukasz)
    lukasz.refresh_from_db()
    assert lukasz.upload_key_id == ""
    assert not revoke_access(lukasz), "there is none any more"


def test_revoking_ends_sessions_account_and_key_together(lukasz: Photographer) -> None:
    assert lukasz.account
    browser = Client()
    browser.force_login(lukasz.account)
    assert browser.get("/").status_code == 200
    revoke_access(lukasz)
    assert browser.get("/").status_code == 302
    assert not Session.objects.exists()
    assert not get_user_model().objects.get(username="lukasz").is_active
    assert lukasz.upload_key_id == ""
    renew_key(lukasz)
    assert get_user_model().objects.get(username="lukasz").is_active


def test_a_store_that_is_away_keeps_nobody_signed_in(lukasz: Photographer) -> None:
    assert lukasz.account
    browser = Client()
    browser.force_login(lukasz.account)
    with override_settings(S3_ENDPOINT="http://127.0.0.1:1"), pytest.raises(StoreError):
        revoke_access(lukasz)
    assert browser.get("/").status_code == 302


def test_what_cannot_be_is_told_and_nothing_is_made(lukasz: Photographer) -> None:
    with pytest.raises(ArchiveError, match="needs a name"):
        create_photographer(" ")
    with pytest.raises(ArchiveError, match="a-b can"):
        create_photographer("Ben", slug="A/B")
    with pytest.raises(ArchiveError, match="lukasz-zolw already"):
        create_photographer("Łukasz Żółw")
    with pytest.raises(ArchiveError, match="account named lukasz already"):
        create_photographer("Ben", username="lukasz")
    assert Photographer.objects.get() == lukasz


@override_settings(S3_IAM=False, S3_ENDPOINT="http://127.0.0.1:1")
def test_where_keys_are_made_by_hand_the_store_is_not_asked() -> None:
    welcome = create_photographer("Ben", "ben", "ben")
    assert (welcome.key, welcome.photographer.upload_key_id) == (None, "")
    assert renew_key(welcome.photographer, "HANDMADE") is None
    assert Photographer.objects.get(slug="ben").upload_key_id == "HANDMADE"
    assert revoke_access(welcome.photographer) is True
    assert revoke_access(welcome.photographer) is False
    assert welcome.photographer.account
    assert not welcome.photographer.account.is_active
    renew_key(welcome.photographer, "HANDMADE")
    welcome.photographer.account.refresh_from_db()
    assert welcome.photographer.account.is_active


def test_only_a_key_that_can_be_theirs_is_registered(lukasz: Photographer) -> None:
    with pytest.raises(ArchiveError, match="makes the upload keys itself"):
        create_photographer("Ben", key_id="HANDMADE")
    with override_settings(S3_IAM=False):
        for key_id, reason in {
            "two words": "no access key id",
            "x" * 129: "no access key id",
            settings.S3_ACCESS_KEY: "own key",
            lukasz.upload_key_id: "key of lukasz-zolw",
        }.items():
            with pytest.raises(ArchiveError, match=reason):
                create_photographer("Ben", key_id=key_id)
    assert Photographer.objects.get() == lukasz


@pytest.mark.parametrize(("state", "refused"), [("ready", False), ("approved", True), ("live", True)])
def test_a_name_under_which_photos_were_approved_stays(state: str, refused: bool) -> None:
    """The name is their creator and credit: another one would go out without an approval."""
    photographer = make_photographer("Anna Łuk")
    make_photo(state=state, photographer=photographer)
    photographer.save()
    photographer.name = "Anna Anders"
    if refused:
        with pytest.raises(ArchiveError, match="approved or live"):
            photographer.save()
    else:
        photographer.save()
    photographer.refresh_from_db()
    assert photographer.name == ("Anna Łuk" if refused else "Anna Anders")
