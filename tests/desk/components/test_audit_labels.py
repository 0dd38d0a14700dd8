"""Every action has its sentence, and old Decisions read on."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from archive.audit import MACHINE, Action, record
from archive.models import Decision
from desk.components.audit_labels import PHOTO, RELEASE, Entry
from tests.factories import make_photo


def test_each_action_has_its_sentence() -> None:
    assert {*PHOTO, *RELEASE} == set(Action)


@pytest.mark.django_db
@pytest.mark.parametrize("action", sorted(PHOTO))
def test_a_deleted_photo_leaves_a_readable_decision(action: Action) -> None:
    photo = make_photo()
    record(action, MACHINE, release_id=photo.release_id, photo=photo)
    photo.delete()
    with override("en"):
        assert Entry(Decision.objects.get()).what != action.value


@pytest.mark.django_db
def test_an_action_of_another_version_is_shown_as_it_is() -> None:
    decision = Decision.objects.create(action="archived", actor_name="anna")
    assert Entry(decision).what == "archived"
