"""What a restore refuses before it touches anything. The restore itself: tests/journey/test_backup.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone

from archive.models import Photographer
from archive.people.photographers import create_photographer
from archive.store.buckets import press
from archive.store.upload_credentials import revoke_upload_credential
from cli.backup import restoring
from cli.backup.folder import FORMAT, Description, Part
from cli.commands.restore import _print
from cli.support.errors import CommandError
from tests.factories import make_photo, make_photographer, make_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def described(*migrations: str) -> Description:
    now, part = datetime.now(UTC), Part(name="x", bytes=0, sha256="")
    return Description(
        format=FORMAT,
        id="1",
        snapshot_at=now,
        made_at=now,
        migrations=migrations,
        server_version=18,
        dump_version=18,
        buckets={},
        public_url="https://press.example",
        record=part,
        list=part,
        objects=0,
        bytes=0,
    )


def applied() -> list[str]:
    return [f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()]


def test_an_equal_or_older_record_is_taken() -> None:
    restoring._check_migrations(described(*applied()))
    restoring._check_migrations(described("archive.0001_initial"))


def test_a_newer_record_is_refused() -> None:
    with pytest.raises(CommandError, match=r"newer Bildstelle \(archive.9999_later unknown here\)"):
        restoring._check_migrations(described(*applied(), "archive.9999_later"))


def test_an_empty_stack_is_one_without_content_and_objects() -> None:
    restoring._check_empty()
    press().put("a", b"x", "text/plain")
    with pytest.raises(CommandError, match=r"bucket press.* holds objects"):
        restoring._check_empty()


def test_a_stack_with_photographers_is_not_empty() -> None:
    make_photographer()
    with pytest.raises(CommandError, match="releases or photographers"):
        restoring._check_empty()


def test_the_operator_is_told_what_happens_when_the_workers_start(capsys: pytest.CaptureFixture[str]) -> None:
    now = timezone.now()
    make_release(slug="embargo", state="scheduled", goes_live_at=now - timedelta(hours=1))
    make_release(slug="later", state="scheduled", goes_live_at=now + timedelta(hours=1))
    over = make_release(slug="over", state="live", expires_at=now - timedelta(hours=1))
    for state, end in (("live", -1), ("approved", -1), ("ready", -1), ("live", 1)):
        make_photo(over, state, filename=f"{state}{end}.jpg", rights_end_at=now + timedelta(hours=end))
    report = restoring.Report()
    restoring._look_ahead(described(), report)
    assert (report.goes_live_at_once, report.ends_at_once) == (["embargo"], ["over"])
    assert report.rights_ended == ["over/approved-1.jpg", "over/live-1.jpg"]
    assert report.published_at == "https://press.example"
    _print(described(), report)
    assert "off at once:\n  over/approved-1.jpg\n  over/live-1.jpg\n" in capsys.readouterr().out


def test_upload_keys_end_and_their_owners_are_listed() -> None:
    # The tests share the store, and a slug has one key.
    with_key = create_photographer("Rosa", "rosa").photographer
    make_photographer("Without")
    report = restoring.Report()
    restoring._revoke_keys(report)
    assert report.need_keys == [{"slug": "rosa", "name": "Rosa"}]
    assert Photographer.objects.get(pk=with_key.pk).upload_key_id == ""
    assert revoke_upload_credential("rosa") is False


@override_settings(S3_IAM=False, S3_ENDPOINT="http://127.0.0.1:1")
def test_keys_made_by_hand_are_listed_and_the_store_is_not_asked() -> None:
    create_photographer("Anna", "anna", key_id="HANDMADE")
    report = restoring.Report()
    restoring._revoke_keys(report)
    assert report.need_keys == [{"slug": "anna", "name": "Anna", "access_key_id": "HANDMADE"}]
    assert Photographer.objects.get().upload_key_id == ""


def test_a_database_of_something_else_is_left_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table wiki_page (id int)")
    with pytest.raises(CommandError, match="not Bildstelle's: wiki_page"):
        restoring._check_empty()
