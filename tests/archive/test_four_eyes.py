"""Four eyes: the one rule, and who else may."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from archive.four_eyes import is_barred, others_who_may
from archive.people.accounts import create_account
from tests.factories import make_photo, make_release

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "editor", "barred"), [(True, "anna", True), (True, "ben", False), (False, "anna", False)]
)
def test_nobody_lets_out_what_they_changed_last(settings: Settings, on: bool, editor: str, barred: bool) -> None:
    settings.FOUR_EYES = on
    assert is_barred(make_photo(edited_by=editor), "anna") == barred
    assert is_barred(make_release(edited_by=editor), "anna") == barred


def test_others_are_those_with_the_right_who_still_work_here() -> None:
    for name, role in (("anna", "approver"), ("ben", "approver"), ("carla", "editor"), ("dora", "approver")):
        create_account(name, role, "a long enough password")
    User.objects.filter(username="dora").update(is_active=False)
    assert others_who_may("archive.approve_photo", User.objects.get(username="anna")) == ["ben"]
