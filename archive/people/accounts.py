"""People who sign in, and their roles as Django groups."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.utils.translation import gettext_noop

PHOTOGRAPHER, EDITOR, APPROVER, ADMIN = "photographer", "editor", "approver", "admin"

_EDITING = {"view_release", "add_release", "change_release", "view_photo", "change_photo", "view_decision"}
_APPROVING = _EDITING | {"approve_photo", "publish_release"}
_MANAGING = _APPROVING | {"add_photographer", "change_photographer", "view_photographer"}
ROLES: dict[str, set[str]] = {PHOTOGRAPHER: set(), EDITOR: _EDITING, APPROVER: _APPROVING, ADMIN: _MANAGING}
ROLE_LABELS = {
    PHOTOGRAPHER: gettext_noop("photographer"),
    EDITOR: gettext_noop("editor"),
    APPROVER: gettext_noop("approver"),
    ADMIN: gettext_noop("admin"),
}


@dataclass(frozen=True)
class FirstAccount:
    """A new account and the password that is shown once."""

    username: str
    password: str
    role: str


def ensure_roles(**_signal: Any) -> None:
    """Create the four groups and set their permissions. Runs after every migration."""
    for role, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(Permission.objects.filter(content_type__app_label="archive", codename__in=codenames))


def create_account(username: str, role: str, password: str | None = None) -> FirstAccount:
    """Create an account in one role, with `password` or a random one. Raises ValueError when the name is taken."""
    users = get_user_model().objects
    if users.filter(username=username).exists():
        raise ValueError(f"there is an account named {username} already")
    password = password or secrets.token_urlsafe(12)
    user: User = users.create_user(
        username=username, password=password, is_staff=role == ADMIN, is_superuser=role == ADMIN
    )
    user.groups.add(Group.objects.get(name=role))
    return FirstAccount(username, password, role)


def ensure_first_accounts() -> list[FirstAccount]:
    """Where there is no account yet, create an admin, an approver and an editor. Their passwords are kept nowhere."""
    if get_user_model().objects.exists():
        return []
    return [create_account(name, role) for name, role in (("admin", ADMIN), ("press", APPROVER), ("editor", EDITOR))]
