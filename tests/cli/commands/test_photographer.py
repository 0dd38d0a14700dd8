"""Photographers at the command line."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import override_settings

from archive.models import Photographer
from archive.store.errors import NoIam
from archive.store.upload_credentials import revoke_upload_credential
from tests.cli.command_runner import fail, run, run_json

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def test_a_photographer_is_welcomed_once() -> None:
    given = run_json("photographer", "create", "Michał Żółw", "--account", "michal")
    assert given["photographer"] == "michal-zolw"
    assert given["prefix"] == "michal-zolw/<release>/"
    user = get_user_model().objects.get(username="michal")
    assert user.check_password(given["password"])
    assert [group.name for group in user.groups.all()] == ["photographer"]
    assert Photographer.objects.get(slug="michal-zolw").upload_key_id == given["access_key"]
    [row] = run_json("photographer", "list")
    assert (row["name"], row["account"], row["upload_key"]) == ("Michał Żółw", "michal", given["access_key"])
    assert given["secret_key"] not in run("photographer", "list")
    revoke_upload_credential("michal-zolw")


def test_the_pasted_lines_hold_what_is_needed() -> None:
    told = run("photographer", "create", "Jörg", "--slug", "jb")
    key = Photographer.objects.get(slug="jb").upload_key_id
    assert f"AWS_ACCESS_KEY_ID={key}" in told
    assert f"RCLONE_S3_ACCESS_KEY_ID={key}" in told
    assert "s3://incoming" in told
    assert "shown only now" in told
    revoke_upload_credential("jb")


def test_keys_are_renewed_and_revoked() -> None:
    run("photographer", "create", "Anna", "--slug", "anna-k")
    old = Photographer.objects.get(slug="anna-k").upload_key_id
    new = run_json("photographer", "key", "anna-k")
    assert new["access_key"] != old
    assert "cannot upload any more" in run("photographer", "revoke", "anna-k")
    assert "had no upload key" in run("photographer", "revoke", "anna-k")
    assert Photographer.objects.get(slug="anna-k").upload_key_id == ""


def test_taken_and_impossible_names_are_told() -> None:
    run("photographer", "create", "Anna", "--slug", "anna-t", "--account", "anna")
    assert "There is a photographer anna-t already" in fail("photographer", "create", "Anna", "--slug", "anna-t")
    assert "There is an account named anna already" in fail("photographer", "create", "Bea", "--account", "anna")
    assert "a-b can" in fail("photographer", "create", "Anna", "--slug", "A/B")
    assert not Photographer.objects.filter(name="Bea").exists()
    revoke_upload_credential("anna-t")


def test_without_a_store_nothing_is_made_and_the_reason_is_told() -> None:
    with override_settings(S3_ENDPOINT="http://127.0.0.1:1"):
        assert "Is the stack up?" in fail("photographer", "create", "Carla")
    assert not Photographer.objects.filter(name="Carla").exists()


@override_settings(S3_IAM=False, S3_ENDPOINT="http://127.0.0.1:1")
def test_a_key_made_by_hand_is_explained_registered_and_left_to_its_maker() -> None:
    told = run("photographer", "create", "Dora", "--slug", "dora", "--account", "dora")
    assert f"arn:aws:s3:::{settings.BUCKET_INCOMING}/dora/*" in told
    assert "./bildstelle photographer key dora --access-key-id ID" in told
    assert "password" in told
    given = run_json("photographer", "key", "dora", "--access-key-id", "OLDKEY")
    assert given["access_key"] == "OLDKEY"
    assert given["policy"]["Statement"][0]["Action"] == ["s3:PutObject", "s3:AbortMultipartUpload"]
    told = run("photographer", "key", "dora", "--access-key-id", "NEWKEY")
    assert "OLDKEY, is good until you end it" in told
    assert Photographer.objects.get(slug="dora").upload_key_id == "NEWKEY"
    told = run("photographer", "revoke", "dora")
    assert "NEWKEY was made by hand and is GOOD STILL" in told
    assert "cannot sign in any more" in told
    assert "had no upload key" in run("photographer", "revoke", "dora")
    assert "makes the upload keys itself" in fail_with_iam("photographer", "key", "dora", "--access-key-id", "NEWKEY")


def fail_with_iam(*words: str) -> str:
    with override_settings(S3_IAM=True):
        return fail(*words)


def test_a_store_without_iam_names_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_slug: str) -> None:
        raise NoIam("no keys here; set BILDSTELLE_S3_IAM=false")

    monkeypatch.setattr("archive.people.photographers.create_upload_credential", refuse)
    told = fail("photographer", "create", "Emil")
    assert told == "no keys here; set BILDSTELLE_S3_IAM=false"
    assert not Photographer.objects.filter(name="Emil").exists()
