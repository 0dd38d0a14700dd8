"""The restore's own schema in the database, and the Receipts' new names."""

from __future__ import annotations

import pytest
from django.db import transaction

from archive.models import Receipt
from cli.backup import target
from cli.backup.target import Restored
from cli.stack.restore_mark import is_marked
from cli.support.errors import CommandError
from tests.factories import make_photo, make_receipt

pytestmark = pytest.mark.django_db


def test_a_restore_goes_on_and_does_not_mix_with_another() -> None:
    assert not is_marked()
    assert target.begin("one") is False
    assert is_marked()
    assert target.begin("one") is True
    with pytest.raises(CommandError, match="another backup"):
        target.begin("two")
    assert not target.is_loaded()
    target.note_loaded()
    assert target.is_loaded()
    target.end()
    assert not is_marked()


def test_it_remembers_what_is_done() -> None:
    target.begin("one")
    row = Restored(7, "incoming", "anna/a.jpg", "v1", "w1", "e")
    target.note([row])
    target.note([row, Restored(9, "press", "b", "", "", "e")])
    target.note([])
    assert target.lines_done([6, 7, 8, 9]) == {7, 9}
    assert target.marks_done("incoming", ["anna/a.jpg", "b"]) == {("anna/a.jpg", "w1")}


def test_receipts_name_the_new_versions_and_bucket() -> None:
    photo = make_photo()
    first = make_receipt(photo, "anna/a.jpg", "v1", bucket="old")
    second = make_receipt(photo, "anna/a.jpg", "v2", bucket="old")
    cleared = make_receipt(photo, "anna/gone.jpg", "v3", bucket="old")
    target.begin("one")
    target.note(
        [
            Restored(0, "incoming", "anna/a.jpg", "v1", "w1", "e1"),
            Restored(1, "incoming", "anna/a.jpg", "v2", "w2", "e2"),
            Restored(2, "press", "anna/a.jpg", "v1", "other", "e3"),
        ]
    )
    with transaction.atomic():
        assert target.bind_receipts("old", "new") == 2
    found = {row.pk: (row.bucket, row.version, row.etag) for row in Receipt.objects.all()}
    assert found[first.pk] == ("new", "w1", "e1")
    assert found[second.pk] == ("new", "w2", "e2")
    assert found[cleared.pk][:2] == ("new", "v3")
