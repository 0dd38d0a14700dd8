"""`./bildstelle gateway`: who may send photos from the camera, by FTP and SFTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.lookup import find_photographer, find_release
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data
from cli.support.output import print_answer, print_json, say
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import GatewayLogin

gateways = typer.Typer(help="Logins to the gateway for cameras, by FTP and SFTP.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The photographer's short name.")]


@gateways.command()
def login(slug: Slug, data: Data = None, as_json: AsJson = False) -> None:
    """Make a photographer's login with a new password, which is shown once; the one before ends at once."""
    with session(data):
        from django.conf import settings

        from archive.audit import OPERATOR
        from archive.people.gateway_logins import make_login

        photographer = find_photographer(slug)
        given = {"login": photographer.slug, "password": make_login(photographer, OPERATOR)}
        given |= {"ftp_port": str(settings.FTP_PORT or ""), "sftp_port": str(settings.SFTP_PORT or "")}
        if as_json:
            print_json(given)
            return
        say(f"{photographer.name} can send photos from the camera. The password is shown only now.")
        for name, value in given.items():
            say(f"  {name.replace('_', ' '):10} {value or 'off'}")


@gateways.command()
def end(slug: Slug, data: Data = None) -> None:
    """End a photographer's login at once, for a camera that is signed in too."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.people.gateway_logins import end_login

        photographer = find_photographer(slug)
        ended = end_login(photographer, OPERATOR)
        name = photographer.name
        say(f"{name} can send nothing from the camera any more." if ended else f"{name} had no login.")


@gateways.command()
def plain(
    slug: Slug,
    allowed: Annotated[bool, typer.Option("--allow/--forbid", help="FTP without TLS, or no more.")] = True,
    data: Data = None,
) -> None:
    """Let an old camera that knows no TLS sign in by FTP without it: password and photos can be read on the way."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.people.gateway_logins import allow_plain_ftp

        found = _find_login(slug)
        allow_plain_ftp(found, OPERATOR, allowed=allowed)
        say(f"{found.photographer.name} {'may use' if allowed else 'cannot use'} FTP without TLS.")


@gateways.command()
def today(
    slug: Slug,
    release: Annotated[str, typer.Argument(metavar="[RELEASE]", help="Slug or number; none if left out.")] = "",
    data: Data = None,
) -> None:
    """Say for which release a photographer's files are that lie in no folder."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.drops.folders import set_today

        chosen = find_release(release) if release else None
        found = _find_login(slug)
        set_today(found, chosen, OPERATOR)
        where = f"go to {chosen.slug}" if chosen else "wait among the unsorted"
        say(f"Files of {found.photographer.name} in no folder {where}.")


@gateways.command("list")
def list_logins(data: Data = None, as_json: AsJson = False) -> None:
    """All logins, and when they were last used."""
    with session(data, reads=True):
        from archive.models import GatewayLogin

        rows = [
            {
                "login": one.photographer.slug,
                "name": one.photographer.name,
                "today": one.today.slug if one.today else "",
                "plain_ftp": one.allows_plain_ftp,
                "last_used": show_moment(one.last_used_at),
            }
            for one in GatewayLogin.objects.select_related("photographer", "today").order_by("photographer__slug")
        ]
        print_answer(rows, as_json=as_json, empty="No login yet. Make one: ./bildstelle gateway login SLUG")


def _find_login(slug: str) -> GatewayLogin:
    from archive.models import GatewayLogin

    photographer = find_photographer(slug)
    found = GatewayLogin.objects.select_related("photographer").filter(photographer=photographer).first()
    if found is None:
        raise CommandError(f"{photographer.name} has no login. Make one: ./bildstelle gateway login {slug}")
    return found
