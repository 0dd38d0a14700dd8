"""Photographers and what they are given: a name to be credited by, an upload key, perhaps an account."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from archive.errors import ArchiveError
from archive.models import Photographer
from archive.people.accounts import PHOTOGRAPHER, FirstAccount, create_account
from archive.store.upload_credentials import UploadCredential, create_upload_credential, revoke_upload_credential
from pipelines.names import slugify


@dataclass(frozen=True)
class Welcome:
    """What a new photographer is told once: the key's secret and the password are kept nowhere."""

    photographer: Photographer
    key: UploadCredential
    account: FirstAccount | None


@transaction.atomic
def create_photographer(name: str, slug: str = "", username: str = "") -> Welcome:
    """Make a photographer with an upload key, and an account where a `username` is given.

    The slug, the first part of every upload's key, is made of the name where it is not given. Raises ArchiveError
    when slug or user name is taken, or the slug is none; StoreError when no key could be made, and then nothing was.
    """
    slug = slug or slugify(name)[:60]
    if slug != slugify(slug):
        raise ArchiveError(f"{slug} cannot be a folder of uploads; {slugify(slug)} can.")
    if Photographer.objects.filter(slug=slug).exists():
        raise ArchiveError(
            f"There is a photographer {slug} already; choose another slug, or make a new key for this one."
        )
    account = _create_account(username) if username else None
    user = get_user_model().objects.get(username=username) if account else None
    photographer = Photographer.objects.create(slug=slug, name=name, account=user)
    return Welcome(photographer, renew_key(photographer), account)


def renew_key(photographer: Photographer) -> UploadCredential:
    """A new upload key; the one before ends at once. Raises StoreError."""
    key = create_upload_credential(photographer.slug)
    photographer.upload_key_id = key.access_key_id
    photographer.save(update_fields=["upload_key_id"])
    return key


def revoke_key(photographer: Photographer) -> bool:
    """End the photographer's upload key; False when there was none. Photos, name and account stay."""
    had_one = revoke_upload_credential(photographer.slug)
    photographer.upload_key_id = ""
    photographer.save(update_fields=["upload_key_id"])
    return had_one


def _create_account(username: str) -> FirstAccount:
    try:
        return create_account(username, PHOTOGRAPHER)
    except ValueError as error:
        raise ArchiveError(f"There is an account named {username} already.") from error
