"""The audit only grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.audit import scrubbing
from archive.models import Decision
from tests.factories import make_photo

pytestmark = pytest.mark.django_db


def test_a_decision_is_neither_changed_nor_deleted() -> None:
    decision = Decision.objects.create(action="approved", actor_name="anna")
    decision.actor_name = "ben"
    with pytest.raises(TypeError, match="never changed"):
        decision.save()
    with pytest.raises(TypeError, match="never deleted"):
        decision.delete()
    assert Decision.objects.get().actor_name == "anna"


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        yield


COLUMNS = {
    "at": timezone.now(),
    "actor_name": "ben",
    "action": "declined",
    "before": {"a": 1},
    "after": {"a": 2},
}


@pytest.mark.parametrize("column", COLUMNS)
def test_the_database_refuses_every_change(column: str) -> None:
    decision = Decision.objects.create(action="approved", actor_name="anna")
    with refused():
        Decision.objects.filter(pk=decision.pk).update(**{column: COLUMNS[column]})
    with refused():
        Decision.objects.all().delete()


def test_the_database_refuses_to_give_a_decision_another_subject() -> None:
    photo, other = make_photo(), make_photo()
    decision = Decision.objects.create(action="approved", actor_name="anna", photo=photo, release=photo.release)
    for change in ({"photo": other}, {"release": other.release}, {"release": None}):
        with refused():
            Decision.objects.filter(pk=decision.pk).update(**change)


def test_the_database_refuses_to_empty_the_table() -> None:
    with connection.cursor() as cursor:
        # The tests' own flushes go without it; the change is rolled back with the test.
        cursor.execute("ALTER TABLE archive_decision ENABLE TRIGGER decision_keeps_table")
        with refused():
            cursor.execute("TRUNCATE archive_decision")


def test_scrubbing_changes_words_and_names_and_nothing_else() -> None:
    decision = Decision.objects.create(action="edited", actor_name="anna", after={"captions.de": "Anna Beispiel"})
    mine = Decision.objects.filter(pk=decision.pk)
    with scrubbing():
        mine.update(actor_name="", before={}, after={})
        with refused():
            mine.update(action="approved")
        with refused():
            mine.delete()
    assert (mine.get().after, mine.get().actor_name) == ({}, "")
    with refused():
        mine.update(after={"captions.de": "back"})


def test_it_outlives_the_account_that_made_it() -> None:
    account = get_user_model().objects.create(username="anna")
    Decision.objects.create(action="declined", actor_name="anna", actor=account)
    account.delete()
    assert (Decision.objects.get().actor, Decision.objects.get().actor_name) == (None, "anna")


def test_it_outlives_the_photo_it_is_about() -> None:
    photo = make_photo()
    Decision.objects.create(action="declined", actor_name="anna", photo=photo, release=photo.release)
    photo.delete()
    assert Decision.objects.get().photo is None


def test_the_newest_comes_first() -> None:
    for action in ("edited", "approved"):
        Decision.objects.create(action=action, actor_name="anna")
    assert [decision.action for decision in Decision.objects.all()] == ["approved", "edited"]
