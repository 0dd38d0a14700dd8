"""Creates photographers with their upload keys and, where wanted, accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from archive.audit import OPERATOR
from archive.errors import ArchiveError
from archive.models import Photographer
from archive.people.accounts import PHOTOGRAPHER, FirstAccount, close_account, create_account, open_account
from archive.people.gateway_logins import end_login
from archive.people.terms import check_accepted, note_acceptance, terms_to_accept
from archive.store.upload_credentials import UploadCredential, create_upload_credential, revoke_upload_credential
from pipelines.names import slugify

_KEY_ID = re.compile(r"[!-~]{1,128}")


@dataclass(frozen=True)
class Welcome:
    """A new photographer's access. The key's secret and the password are shown once and kept nowhere.

    There is no key where the store has no IAM API and keys are made by hand, and none before the terms are accepted.
    """

    photographer: Photographer
    key: UploadCredential | None
    account: FirstAccount | None


@transaction.atomic
def create_photographer(
    name: str, slug: str = "", username: str = "", key_id: str = "", *, accepted: bool = False
) -> Welcome:
    """Create a photographer with an upload key, and an account where a `username` is given.

    The slug is the first part of every upload's key; without one it is made from the name. Without the
    store's IAM API no key is made; `key_id` registers one made by hand. Where the office has terms, there is a key once
    they are accepted: `accepted` says that the office has a signature. Raises ArchiveError when name, slug, user name
    or key is taken or not valid, and StoreError when the key cannot be made. Then nothing is created.
    """
    name = " ".join(name.split())
    if not name:
        raise ArchiveError("A photographer needs a name, as it stands in the credit line.")
    slug = slug or slugify(name)[:60]
    if slug != slugify(slug):
        raise ArchiveError(f"{slug} cannot be a folder of uploads; {slugify(slug)} can.")
    if Photographer.objects.filter(slug=slug).exists():
        raise ArchiveError(
            f"There is a photographer {slug} already; choose another slug, or make a new key for this one."
        )
    account = create_account(username, PHOTOGRAPHER) if username else None
    user = get_user_model().objects.get(username=username) if account else None
    photographer = Photographer.objects.create(slug=slug, name=name, account=user)
    if accepted:
        note_acceptance(photographer, OPERATOR)
        photographer.refresh_from_db(fields=["accepted_terms"])
    has_key = not terms_to_accept(photographer)
    return Welcome(photographer, renew_key(photographer, key_id) if has_key else None, account)


def renew_key(photographer: Photographer, key_id: str = "") -> UploadCredential | None:
    """Give the photographer a new upload key, which ends the old one, and open the account again.

    Without the store's IAM API, `key_id` names the key that was made by hand. Raises ArchiveError for a `key_id` that
    cannot be, NotAccepted, for which the account is opened all the same, and StoreError.
    """
    if key_id:
        _check_key_id(key_id, photographer)
    if photographer.account:
        open_account(photographer.account)
    check_accepted(photographer)
    key = create_upload_credential(photographer.slug) if settings.S3_IAM else None
    photographer.upload_key_id = key.access_key_id if key else key_id or photographer.upload_key_id
    photographer.save(update_fields=["upload_key_id"])
    return key


def revoke_access(photographer: Photographer) -> bool:
    """End the photographer's sessions, account, gateway login and upload key at once; False when there was no key.

    Photos stay. The key ends last, so a store that does not answer keeps nobody signed in. Raises StoreError: the key
    is good still, try again. A key made by hand is only taken off the record; it must be ended by hand, too.
    """
    if photographer.account:
        close_account(photographer.account)
    end_login(photographer, OPERATOR)
    had_one = revoke_upload_credential(photographer.slug) if settings.S3_IAM else bool(photographer.upload_key_id)
    photographer.upload_key_id = ""
    photographer.save(update_fields=["upload_key_id"])
    return had_one


def _check_key_id(key_id: str, photographer: Photographer) -> None:
    if settings.S3_IAM:
        raise ArchiveError(
            "The store makes the upload keys itself: leave the access key id out. "
            "Where keys are made by hand, set BILDSTELLE_S3_IAM=false first."
        )
    if not _KEY_ID.fullmatch(key_id):
        raise ArchiveError(f"{key_id!r} is no access key id: those are up to 128 letters, digits and signs.")
    if key_id == settings.S3_ACCESS_KEY:
        raise ArchiveError(f"{key_id} is Bildstelle's own key and may do everything; make one that may only upload.")
    if other := Photographer.objects.filter(upload_key_id=key_id).exclude(pk=photographer.pk).first():
        raise ArchiveError(f"{key_id} is the key of {other.slug}; everybody needs one of their own.")
