"""The audit only grows."""

from __future__ import annotations

import pytest

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


def test_it_outlives_the_photo_it_is_about() -> None:
    photo = make_photo()
    Decision.objects.create(action="declined", actor_name="anna", photo=photo, release=photo.release)
    photo.delete()
    assert Decision.objects.get().photo is None


def test_the_newest_comes_first() -> None:
    for action in ("edited", "approved"):
        Decision.objects.create(action=action, actor_name="anna")
    assert [decision.action for decision in Decision.objects.all()] == ["approved", "edited"]
