"""`./bildstelle photographer`: photographers and their upload keys."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.lookup import find_photographer
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data
from cli.support.output import print_answer, print_json, say
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Photographer
    from archive.store.upload_credentials import UploadCredential

photographers = typer.Typer(help="Photographers and their upload keys.", no_args_is_help=True)

KeyId = Annotated[
    str,
    typer.Option(
        "--access-key-id", metavar="ID", help="Register a key made by hand; only with BILDSTELLE_S3_IAM=false."
    ),
]
Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The photographer's short name.")]


@photographers.command()
def create(
    name: Annotated[str, typer.Argument(help="As it stands in the credit line.")],
    slug: Annotated[str, typer.Option(help="Folder of the uploads; made of the name if not given.")] = "",
    account: Annotated[str, typer.Option(help="Make an account of this name for the desk.")] = "",
    access_key_id: KeyId = "",
    accepted: Annotated[bool, typer.Option("--accepted", help="They have signed the office's terms on paper.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a photographer and an upload key that can only add and list below the own folder. It is shown once."""
    with session(data):
        from archive.people.photographers import create_photographer
        from archive.people.terms import terms_to_accept

        welcome = create_photographer(name, slug, account, access_key_id, accepted=accepted)
        given = {}
        if welcome.account:
            given = {"username": welcome.account.username, "password": welcome.account.password}
        if terms_to_accept(welcome.photographer):
            _print_without_key(welcome.photographer, given, as_json=as_json)
        else:
            _print_key(welcome.photographer, welcome.key, given, as_json=as_json)


@photographers.command()
def accepted(slug: Slug, data: Data = None) -> None:
    """Note that a photographer has accepted the office's terms on paper; with an account they do so on the desk."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.people.terms import note_acceptance

        photographer = find_photographer(slug)
        noted = note_acceptance(photographer, OPERATOR)
        say(f"{photographer.name} has accepted the terms." if noted else "There is nothing to accept.")


@photographers.command()
def key(slug: Slug, access_key_id: KeyId = "", data: Data = None, as_json: AsJson = False) -> None:
    """Make a new upload key; the one before ends at once, and a revoked account opens again.

    Where the store has no IAM API: say how to make a key by hand, and with --access-key-id register it.
    """
    with session(data):
        from django.conf import settings

        from archive.people.photographers import renew_key

        photographer = find_photographer(slug)
        before = photographer.upload_key_id
        made = renew_key(photographer, access_key_id) if settings.S3_IAM or access_key_id else None
        _print_key(photographer, made, {}, as_json=as_json)
        if access_key_id and before not in {"", access_key_id} and not as_json:
            say(f"The key before, {before}, is good until you end it at the store.")


@photographers.command("list")
def list_photographers(data: Data = None, as_json: AsJson = False) -> None:
    """All photographers, and whether they can upload."""
    with session(data, reads=True):
        from django.db.models import Count

        from archive.models import Photographer

        rows = [
            {
                "slug": person.slug,
                "name": person.name,
                "account": person.account.get_username() if person.account else "",
                "upload_key": person.upload_key_id,
                "photos": person.number_of_photos,
                "since": show_moment(person.created_at),
            }
            for person in Photographer.objects.select_related("account").annotate(
                number_of_photos=Count("batches__photos")
            )
        ]
        print_answer(
            rows, as_json=as_json, empty="No photographer yet. Make one: ./bildstelle photographer create NAME"
        )


@photographers.command()
def revoke(slug: Slug, data: Data = None) -> None:
    """End a photographer's upload key, account and sessions at once; photos and name stay."""
    with session(data):
        from django.conf import settings

        from archive.people.photographers import revoke_access

        photographer = find_photographer(slug)
        key_id = photographer.upload_key_id
        had_key = revoke_access(photographer)
        if had_key and not settings.S3_IAM:
            _say_key_is_left(photographer, key_id)
            return
        if had_key and photographer.account:
            ended = "can neither upload nor sign in any more; who was signed in is signed out"
        elif photographer.account:
            ended = "had no upload key and cannot sign in any more"
        else:
            ended = "cannot upload any more" if had_key else "had no upload key"
        say(f"{photographer.name} {ended}. To let them in again: ./bildstelle photographer key {slug}")


def _say_key_is_left(photographer: Photographer, key_id: str) -> None:
    if photographer.account:
        say(f"{photographer.name} cannot sign in any more; who was signed in is signed out.")
    say(
        f"The upload key {key_id} was made by hand and is GOOD STILL: end it at the store now. It is off our record.\n"
        f"To let them in again: ./bildstelle photographer key {photographer.slug} --access-key-id ID"
    )


def _print_without_key(photographer: Photographer, account: dict[str, str], *, as_json: bool) -> None:
    """A photographer gets a key once they have accepted the terms."""
    if as_json:
        print_json({"photographer": photographer.slug} | account)
        return
    say(f"{photographer.name} has no upload key yet: the office's terms are not accepted.")
    for name, value in account.items():
        say(f"  {name:13} {value}")
    said = "They accept them on their drop page. " if account else ""
    say(f"{said}Signed on paper: ./bildstelle photographer accepted {photographer.slug}")
    say(f"Then: ./bildstelle photographer key {photographer.slug}")


def _print_key(
    photographer: Photographer, key: UploadCredential | None, account: dict[str, str], *, as_json: bool
) -> None:
    if key:
        made = {"access_key": key.access_key_id, "secret_key": key.secret}
        _print_access(photographer, _access(photographer, made) | account, as_json=as_json)
    else:
        _print_handwork(photographer, account, as_json=as_json)


def _print_handwork(photographer: Photographer, account: dict[str, str], *, as_json: bool) -> None:
    """What to do where keys are made by hand; the secret is then known to the one who makes it."""
    from archive.store.upload_credentials import upload_policy

    policy = upload_policy(photographer.slug)
    given = _access(photographer, {"access_key": photographer.upload_key_id})
    if as_json:
        print_json(given | account | {"policy": policy})
        return
    if photographer.upload_key_id:
        say(f"{photographer.name} uploads with the key {photographer.upload_key_id}, which was made by hand.")
    else:
        say(
            f"{photographer.name} cannot upload yet: keys are made by hand here (BILDSTELLE_S3_IAM=false).\n"
            "Make a user of the store with a key and this policy; where there are no policies, no key is safe to give:"
        )
        print_json(policy)
        say(f"Then register it: ./bildstelle photographer key {photographer.slug} --access-key-id ID")
    for name, value in (given | account).items():
        say(f"  {name.replace('_', ' '):13} {value}")


def _access(photographer: Photographer, key: dict[str, str]) -> dict[str, str]:
    from django.conf import settings

    return {
        "photographer": photographer.slug,
        **key,
        "endpoint": settings.S3_UPLOAD_URL or f"https://s3.{settings.S3_REGION}.amazonaws.com",
        "region": settings.S3_REGION,
        "bucket": settings.BUCKET_INCOMING,
        "prefix": f"{photographer.slug}/<release>/",
    }


def _print_access(photographer: Photographer, given: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json(given)
        return
    say(f"{photographer.name} can upload with this key. The secret is shown only now.")
    for name, value in given.items():
        say(f"  {name.replace('_', ' '):13} {value}")
    aws = {
        "AWS_ACCESS_KEY_ID": given["access_key"],
        "AWS_SECRET_ACCESS_KEY": given["secret_key"],
        "AWS_REGION": given["region"],
    }
    rclone = {
        "RCLONE_S3_PROVIDER": "Other",
        "RCLONE_S3_ACCESS_KEY_ID": given["access_key"],
        "RCLONE_S3_SECRET_ACCESS_KEY": given["secret_key"],
        "RCLONE_S3_ENDPOINT": given["endpoint"],
    }
    target = f"{given['bucket']}/{given['photographer']}/RELEASE"
    say("\nReady to paste, with the release's slug for RELEASE:")
    say(f"  {_shell(aws)} aws --endpoint-url {given['endpoint']} s3 cp --recursive FOLDER s3://{target}/")
    # The key may add and list, but not read: rclone compares checksums from the listing, and the slash tells it that
    # the target is a folder.
    say(f"  {_shell(rclone)} rclone copy --checksum --s3-no-head --s3-no-check-bucket FOLDER :s3:{target}/")
    say("\nOther programs: docs/photographers.md")


def _shell(variables: dict[str, str]) -> str:
    return " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
