"""People who sign in, and their roles as Django groups."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from archive.errors import ArchiveError

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


def create_account(username: str, role: str, password: str | None = None, *, email: str = "") -> FirstAccount:
    """Create an account in one role, with `password` or a random one.

    Raises ArchiveError when the name is taken or cannot be one, or `email` is no address.

    Names that differ in case alone are one name: they are typed by people.
    """
    users = get_user_model().objects
    if users.filter(username__iexact=username).exists():
        raise ArchiveError(f"There is an account named {username} already. Choose another name.")
    try:
        User.username_validator(username)
        if email:
            validate_email(email)
    except ValidationError as error:
        raise ArchiveError(" ".join(error.messages)) from error
    password = password or _make_password()
    user: User = users.create_user(
        username=username, email=email, password=password, is_staff=role == ADMIN, is_superuser=role == ADMIN
    )
    user.groups.add(Group.objects.get(name=role))
    return FirstAccount(username, password, role)


def ensure_first_accounts() -> list[FirstAccount]:
    """Where there is no account yet, create an admin, an approver and an editor. Their passwords are kept nowhere."""
    if get_user_model().objects.exists():
        return []
    return [create_account(name, role) for name, role in (("admin", ADMIN), ("press", APPROVER), ("editor", EDITOR))]


@transaction.atomic
def give_role(user: User, role: str) -> None:
    """Give the account this role and no other."""
    user.groups.set([Group.objects.get(name=role)])
    user.is_staff = user.is_superuser = role == ADMIN
    user.save(update_fields=["is_staff", "is_superuser"])


def renew_password(user: User) -> str:
    """Give the account a random password, which is kept nowhere, and end its sessions."""
    password = _make_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    return password


def reset_second_factor(user: User) -> int:
    """Take away authenticator app, passkeys and recovery codes, and end the sessions; return how many there were."""
    # Not above: commands that only read the record run without allauth.
    from allauth.mfa.models import Authenticator

    count, _ = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    return count


@transaction.atomic
def close_account(user: User) -> int:
    """Let nobody sign in to the account any more and end its sessions; return how many there were."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    return end_sessions(user)


def open_account(user: User) -> None:
    """Let the person sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def end_sessions(user: User) -> int:
    """Sign the account out everywhere; return the number of sessions."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    count, _ = Session.objects.filter(pk__in=mine).delete()
    return count


def _make_password() -> str:
    return secrets.token_urlsafe(12)
