"""Creates photographers with their upload keys and, where wanted, accounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from archive.errors import ArchiveError
from archive.models import Photographer
from archive.people.accounts import PHOTOGRAPHER, FirstAccount, close_account, create_account, open_account
from archive.store.upload_credentials import UploadCredential, create_upload_credential, revoke_upload_credential
from pipelines.names import slugify


@dataclass(frozen=True)
class Welcome:
    """A new photographer's access. The key's secret and the password are shown once and kept nowhere."""

    photographer: Photographer
    key: UploadCredential
    account: FirstAccount | None


@transaction.atomic
def create_photographer(name: str, slug: str = "", username: str = "") -> Welcome:
    """Create a photographer with an upload key, and an account where a `username` is given.

    The slug is the first part of every upload's key; without one it is made from the name. Raises ArchiveError when the
    slug or user name is taken or the slug is not valid, and StoreError when the key cannot be made. Then nothing is
    created.
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
    """Give the photographer a new upload key, which ends the old one, and open the account again. Raises StoreError."""
    key = create_upload_credential(photographer.slug)
    if photographer.account:
        open_account(photographer.account)
    photographer.upload_key_id = key.access_key_id
    photographer.save(update_fields=["upload_key_id"])
    return key


def revoke_access(photographer: Photographer) -> bool:
    """End the photographer's sessions, account and upload key at once; False when there was no key. Photos stay.

    The account ends first, so a store that does not answer keeps nobody signed in. Raises StoreError: the key is good
    still, try again.
    """
    if photographer.account:
        close_account(photographer.account)
    had_one = revoke_upload_credential(photographer.slug)
    photographer.upload_key_id = ""
    photographer.save(update_fields=["upload_key_id"])
    return had_one


def _create_account(username: str) -> FirstAccount:
    try:
        return create_account(username, PHOTOGRAPHER)
    except ValueError as error:
        raise ArchiveError(f"There is an account named {username} already.") from error
