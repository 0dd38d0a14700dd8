"""Roles as groups, and accounts whose passwords are told once."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group, User
from django.test import RequestFactory

from archive.errors import ArchiveError
from archive.people.accounts import ROLES, create_account, ensure_first_accounts, ensure_roles

pytestmark = pytest.mark.django_db

MAY = {
    "archive.view_photo": {"editor", "approver", "admin"},
    "archive.change_release": {"editor", "approver", "admin"},
    "archive.approve_photo": {"approver", "admin"},
    "archive.publish_release": {"approver", "admin"},
    "archive.add_photographer": {"admin"},
}


def account(role: str) -> User:
    create_account(role, role)
    return get_user_model().objects.get(username=role)


def test_each_role_may_what_the_one_before_may_and_more() -> None:
    accounts = {role: account(role) for role in ROLES}
    for permission, roles in MAY.items():
        assert {role for role, user in accounts.items() if user.has_perm(permission)} == roles, permission
    assert {role for role, user in accounts.items() if user.is_staff} == {"admin"}


def test_a_group_that_was_changed_by_hand_is_put_right() -> None:
    Group.objects.get(name="editor").permissions.clear()
    ensure_roles()
    assert account("editor").has_perm("archive.change_photo")
    assert Group.objects.count() == len(ROLES)


def test_a_password_is_made_unless_one_is_given() -> None:
    made = create_account("anna", "editor")
    request = RequestFactory().get("/")
    assert len(made.password) >= 12
    assert authenticate(request, username="anna", password=made.password)
    assert create_account("ben", "editor", "a password of ben's").password == "a password of ben's"
    with pytest.raises(ArchiveError, match="ANNA already"):
        create_account("ANNA", "approver")
    with pytest.raises(ArchiveError, match="Benutzername"):
        create_account("ben b", "approver")
    with pytest.raises(ArchiveError, match="E-Mail-Adresse"):
        create_account("carl", "approver", email="carl")


def test_the_first_accounts_are_made_on_an_empty_desk_alone() -> None:
    assert [(one.username, one.role) for one in ensure_first_accounts()] == [
        ("admin", "admin"),
        ("press", "approver"),
        ("editor", "editor"),
    ]
    assert ensure_first_accounts() == []
