"""What reconcile finds of attachments: lost, left over, read back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from archive.models import Attachment, Receipt
from archive.store.buckets import archive, incoming, press
from pipelines.keys import attachment_source_key
from tests.factories import make_attachment, make_release, now
from tests.pipelines.attached_files import pdf
from workers.upkeep import attached_files, listed_folders, read_back, uploads
from workers.upkeep.repairs import Repairs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]


def done(part: object) -> Repairs:
    return sum((repairs for _place, repairs in part("")), Repairs())  # type: ignore[operator]  # a part of a pass


def stored(state: str = "ready") -> Attachment:
    body = pdf()
    sha256 = hashlib.sha256(body).hexdigest()
    archive().put(attachment_source_key(sha256), body, "application/pdf")
    return make_attachment(make_release(state="live" if state == "live" else "draft"), state, sha256=sha256)


def test_its_bytes_are_known_and_others_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", timedelta(0))
    attachment = stored()
    archive().put(attachment_source_key("f" * 64), b"nobody's", "application/pdf")
    assert done(attached_files.compare_stored_attachments) == Repairs(removed=1)
    assert list(archive().keys("attachments/")) == [attachment_source_key(attachment.sha256)]
    archive().delete(attachment_source_key(attachment.sha256))
    assert done(attached_files.compare_stored_attachments) == Repairs(lost=1)


def test_what_is_not_public_leaves_the_public_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_folders, "MIN_ORPHAN_AGE", timedelta(0))
    live, ready = stored("live"), stored()
    for one in (live, ready):
        press().put(f"attachments/{one.pk}/{one.sha256[:16]}/Plan.pdf", b"x", "application/pdf")
    assert done(attached_files.compare_public_attachments).removed == 1
    assert [key.split("/")[1] for key in press().keys("attachments/")] == [live.pk]


def test_an_upload_goes_once_its_copy_was_read_back() -> None:
    attachment = stored()
    incoming().put("anna/fest/Plan.pdf", b"x", "application/pdf")
    version = incoming().head("anna/fest/Plan.pdf")
    assert version
    columns = {"bucket": "incoming", "key": "anna/fest/Plan.pdf", "version": version.version, "size": 1}
    receipt = Receipt.objects.create(attachment=attachment, **columns)
    assert done(read_back.verify_attachments).verified == 1
    assert done(uploads.clear_uploads).cleared == 0, "not so soon"
    Attachment.objects.update(verified_at=now() - timedelta(days=31))
    assert done(uploads.clear_uploads).cleared == 1
    receipt.refresh_from_db()
    assert receipt.cleared_at
