"""Drop links: an address by which somebody without an account adds photos to one release, as one photographer.

The token is random and signed, so that a guessed one costs no query; the record holds its SHA-256 alone, so it can be
shown once. A link ends by its time, by hand, or with its release.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import DropLink, Photographer, Release
from archive.states import ReleaseState
from pipelines.names import slugify

MAX_DAYS, MAX_FILES, MAX_GIGABYTES = 60, 2000, 100
GIGABYTE = 10**9
_signer = signing.Signer(salt="archive.drops.links", sep=".")


class NotLinked(ArchiveError):
    """What was entered makes no drop link; the text says what to do, in the reader's language."""


class Standing(StrEnum):
    """Whether a link is good, and if not, why."""

    OPEN = "open"
    REVOKED = "revoked"
    EXPIRED = "expired"
    CLOSED = "closed"


def make_link(release: Release, name: str, by: Actor, *, days: int, files: int, gigabytes: int) -> tuple[DropLink, str]:
    """Make a link for whoever is credited as `name`; return it with its token, which is kept nowhere.

    A name that nobody has yet becomes a photographer without account and key. Raises NotLinked.
    """
    name = " ".join(name.split())
    _check(release, name, days, files, gigabytes)
    token = _signer.sign(secrets.token_urlsafe(16))
    with transaction.atomic():
        link = DropLink.objects.create(
            release=release,
            photographer=_photographer(name),
            token_digest=_digest(token),
            made_by=by.name,
            expires_at=timezone.now() + dt.timedelta(days=days),
            max_files=files,
            max_bytes=gigabytes * GIGABYTE,
        )
        record(Action.DROP_LINK_MADE, by, release_id=release.pk, after={"credited": name})
    return link, token


def revoke_link(link: DropLink, by: Actor) -> bool:
    """End a link at once; False when it had been ended."""
    with transaction.atomic():
        if not DropLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
            return False
        named = {"credited": link.photographer.name}
        record(Action.DROP_LINK_REVOKED, by, release_id=link.release_id, after=named)
    return True


def find_link(token: str) -> DropLink | None:
    """The link that this token opens or once opened; None for a token that is none."""
    try:
        _signer.unsign(token)
    except signing.BadSignature:
        return None
    return DropLink.objects.select_related("release", "photographer").filter(token_digest=_digest(token)).first()


def standing_of(link: DropLink) -> Standing:
    """Whether a link takes photos."""
    if link.revoked_at:
        return Standing.REVOKED
    if link.expires_at <= timezone.now():
        return Standing.EXPIRED
    return Standing.OPEN if is_open(link.release) else Standing.CLOSED


def is_open(release: Release) -> bool:
    """Whether a release takes photos: it has neither been withdrawn nor ended."""
    over = release.expires_at is not None and release.expires_at <= timezone.now()
    return release.state != ReleaseState.WITHDRAWN and not over


def actor_of(link: DropLink) -> Actor:
    """Who acts by a link: nobody has signed in."""
    return Actor(str(link))


def link_url(token: str) -> str:
    """The address that a photographer opens."""
    return f"{settings.PUBLIC_URL}{reverse('desk:drop_door', args=[token])}"


def _check(release: Release, name: str, days: int, files: int, gigabytes: int) -> None:
    if release.is_unsorted or not is_open(release):
        raise NotLinked(_("This release takes no photos."))
    if not name or len(name) > 120 or not name.isprintable():
        raise NotLinked(_("Enter the photographer's name as it is to be credited."))
    limits = ((days, MAX_DAYS), (files, MAX_FILES), (gigabytes, MAX_GIGABYTES))
    if any(not 1 <= value <= most for value, most in limits):
        told = {"days": MAX_DAYS, "files": MAX_FILES, "gigabytes": MAX_GIGABYTES}
        raise NotLinked(
            _("A link holds for 1 to %(days)d days and takes up to %(files)d photos and %(gigabytes)d GB.") % told
        )


def _photographer(name: str) -> Photographer:
    """Whoever is credited so, else a new row; two of one name are one, as credits are."""
    if known := Photographer.objects.filter(name=name).order_by("pk").first():
        return known
    wanted, n = slugify(name, "photographer")[:50], 1
    slug = wanted
    while Photographer.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{wanted}-{n}"
    return Photographer.objects.create(slug=slug, name=name)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
