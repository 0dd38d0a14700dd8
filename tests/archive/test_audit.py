"""The audit names who decided, by account where there is one, and what they changed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from archive.audit import MACHINE, OPERATOR, Action, Actor, record, record_each
from archive.models import Decision
from tests.factories import EDITOR, make_photo, make_release

pytestmark = pytest.mark.django_db


def test_a_signed_in_person_is_known_by_name_and_account() -> None:
    user = User.objects.create_user("anna")
    assert Actor.of(user) == Actor("anna", user.pk)
    release, photo = make_release(), make_photo()
    record(Action.EDITED, Actor.of(user), release_id=release.pk)
    record_each(Action.EDITED, Actor.of(user), [photo], after={})
    told = [(one.actor_name, one.actor_id, one.release_id, one.photo_id) for one in Decision.objects.order_by("pk")]
    assert told == [("anna", user.pk, release.pk, None), ("anna", user.pk, photo.release_id, photo.pk)]


def test_the_machine_and_the_operator_have_no_account() -> None:
    assert (Actor("machine"), Actor("operator")) == (MACHINE, OPERATOR)
    assert MACHINE.user_id is None


def test_what_changed_is_recorded_and_nothing_where_nothing_is_told() -> None:
    photos = [make_photo(), make_photo()]
    record(Action.CREATED, EDITOR, release_id=None, photo=photos[0])
    record(Action.EDITED, EDITOR, release_id=None, before={"a": 1}, after={"a": 2})
    record_each(Action.APPROVED, EDITOR, photos, after={"revision": 3})
    record_each(Action.APPROVED, EDITOR, photos[:1], before={"state": "ready"}, after={})
    told = [(one.action, one.photo, one.before, one.after) for one in Decision.objects.order_by("pk")]
    assert told == [
        ("created", photos[0], {}, {}),
        ("edited", None, {"a": 1}, {"a": 2}),
        ("approved", photos[0], {}, {"revision": 3}),
        ("approved", photos[1], {}, {"revision": 3}),
        ("approved", photos[0], {"state": "ready"}, {}),
    ]
