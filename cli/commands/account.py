"""`./bildstelle account`: who signs in to the desk, in which role, and help for those who cannot."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data
from cli.support.output import print_answer, print_json, say
from cli.support.session import session

if TYPE_CHECKING:
    from django.contrib.auth.models import User

accounts = typer.Typer(help="Accounts of the desk: roles, passwords, second factors.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that the person signs in with.")]


class Role(StrEnum):
    """The roles of the desk, each with the rights of the one before and more."""

    PHOTOGRAPHER = "photographer"
    EDITOR = "editor"
    APPROVER = "approver"
    ADMIN = "admin"


RoleName = Annotated[Role, typer.Argument(help="What the account may do.")]


@accounts.command("list")
def list_accounts(data: Data = None, as_json: AsJson = False) -> None:
    """All accounts, their roles, and whether they have a second factor."""
    with session(data, reads=True):
        from django.contrib.auth.models import User
        from django.db.models import Exists, OuterRef

        from desk.signin.second_factor import second_factors

        theirs = Exists(second_factors().filter(user=OuterRef("pk")))
        rows = [
            {
                "name": user.get_username(),
                "role": ", ".join(group.name for group in user.groups.all()),
                "mail": user.email,
                "second_factor": "yes" if user.has_second_factor else "no",
                "open": "yes" if user.is_active else "no",
                "last_sign_in": show_moment(user.last_login) if user.last_login else "",
            }
            for user in User.objects.annotate(has_second_factor=theirs).prefetch_related("groups").order_by("username")
        ]
        print_answer(rows, as_json=as_json, empty="No account yet. Make one: ./bildstelle account create NAME admin")


@accounts.command()
def create(
    name: Name,
    role: RoleName,
    email: Annotated[str, typer.Option(help="Email address, for new passwords and single sign-on.")] = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make an account. Its password is shown once."""
    with session(data):
        from archive.people.accounts import create_account

        made = create_account(name, role, email=email)
        _print_password(made.username, made.password, as_json=as_json)


@accounts.command()
def role(name: Name, role: RoleName, data: Data = None) -> None:
    """Give an account another role."""
    with session(data):
        from archive.people.accounts import give_role

        user = _find(name)
        give_role(user, role)
        say(f"{user.get_username()} is {role.value} now.")


@accounts.command()
def password(name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """Give an account a new password, shown once, and sign it out everywhere."""
    with session(data):
        from archive.people.accounts import renew_password

        user = _find(name)
        _print_password(user.get_username(), renew_password(user), as_json=as_json)


@accounts.command("reset-second-factor")
def reset_second_factor(name: Name, data: Data = None) -> None:
    """Take away a lost app, passkey and recovery codes, and sign the account out everywhere."""
    with session(data):
        from archive.people.accounts import reset_second_factor as reset

        user = _find(name)
        if reset(user):
            say(f"{user.get_username()} signs in with the password alone now, and can set up a second factor again.")
        else:
            say(f"{user.get_username()} had no second factor.")


@accounts.command()
def close(name: Name, data: Data = None) -> None:
    """Let nobody sign in to an account any more, and sign it out everywhere."""
    with session(data):
        from archive.people.accounts import close_account

        user = _find(name)
        count = close_account(user)
        name = user.get_username()
        say(f"{name} cannot sign in any more; sessions ended: {count}. Again: ./bildstelle account open {name}")


@accounts.command("open")
def open_again(name: Name, data: Data = None) -> None:
    """Let the person of a closed account sign in again."""
    with session(data):
        from archive.people.accounts import open_account

        user = _find(name)
        open_account(user)
        say(f"{user.get_username()} can sign in again.")


def _find(name: str) -> User:
    from django.contrib.auth.models import User

    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        raise CommandError(f"There is no account named {name}. All accounts: ./bildstelle account list")
    return user


def _print_password(name: str, password: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"username": name, "password": password})
    else:
        say(f"{name} signs in with this password. It is shown only now, and can be changed on the desk.")
        say(f"  {password}")
