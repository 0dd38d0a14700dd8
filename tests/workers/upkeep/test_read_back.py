"""Reading back: what is right once, what is damaged seldom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import Attachment, Original
from archive.store.buckets import Bucket, archive
from pipelines.keys import attachment_source_key, original_key
from tests.factories import make_attachment, make_photo
from workers.upkeep import read_back
from workers.upkeep.passes import Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets")]
CONTENT = b"a photo, or a plan"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def original() -> str:
    make_photo()
    Original.objects.update(sha256=SHA256)
    return original_key(SHA256)


def attachments() -> str:
    """The same plan in two releases."""
    for _release in range(2):
        make_attachment(sha256=SHA256)
    return attachment_source_key(SHA256)


@pytest.mark.parametrize(
    ("make", "model", "verify"),
    [
        (original, Original, read_back.verify_originals),
        (attachments, Attachment, read_back.verify_attachments),
    ],
)
def test_what_is_damaged_is_read_again_after_a_week_and_what_is_right_never(
    make: Callable[[], str],
    model: type[Original] | type[Attachment],
    verify: Callable[[str], list[Step]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, digest = [], Bucket.digest

    def counted(bucket: Bucket, key: str) -> str:
        read.append(key)
        return digest(bucket, key)

    def verified() -> list[bool]:
        return [bool(one.verified_at) for one in model.objects.all()]

    monkeypatch.setattr(Bucket, "digest", counted)
    key = make()
    archive().put(key, b"rotten", "image/jpeg")
    for _pass in range(2):
        list(verify(""))
    assert read == [key], "once, and not in every pass"
    assert not any(verified())
    archive().put(key, CONTENT, "image/jpeg")
    model.objects.update(damaged_at=timezone.now() - timedelta(days=8))
    for _pass in range(2):
        list(verify(""))
    assert read == [key, key]
    assert all(verified())
    read_back.forget()
    assert not any(verified())
