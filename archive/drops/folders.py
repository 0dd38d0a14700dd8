"""The folders that a photographer sees in the gateway, and the upload key that a path in them stands for.

    /                    today's release, as it was set, else the day: such photos wait among the unsorted
    /sommerfest/…        the open release with this short name
    /100CANON/…          a folder of today's release, because no release has this name

A release that takes no more photos is no folder, and its name is refused.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.audit import Action, Actor, record
from archive.drops.links import is_open
from archive.errors import ArchiveError
from archive.models import UNSORTED, GatewayLogin, Release
from archive.states import ReleaseState
from pipelines.keys import upload_key

_SHOWN_AFTER_PUBLICATION = timedelta(days=2)  # corrections arrive then
_TEMPORARY_ENDINGS = ("filepart", "tmp", "temp", "part", "partial")
_TEMPORARY_BEGINNING = ".in."  # of lftp, and of ProFTPD's clients, which end the name with a dot as well


class FolderClosed(Exception):
    """The release of this folder takes no photos."""


def takes_photos(release: Release) -> bool:
    """Whether photographers may add to a release."""
    return not release.is_unsorted and is_open(release)


def shown_releases() -> QuerySet[Release]:
    """The releases that are folders: those that take photos, but for what has been live for days."""
    now = timezone.now()
    closed = Q(state=ReleaseState.WITHDRAWN) | Q(expires_at__lte=now)
    live_long = Q(state=ReleaseState.LIVE, goes_live_at__lt=now - _SHOWN_AFTER_PUBLICATION)
    return Release.objects.exclude(closed | live_long | Q(slug=UNSORTED))


def is_temporary(name: str) -> bool:
    """Whether a program calls a file so until it is complete and renamed."""
    return own_name(name) != name


def own_name(name: str) -> str:
    """What a file is called once it is complete: `a.jpg` for `a.jpg.filepart`, and for `a.jpg` itself."""
    if name.startswith(_TEMPORARY_BEGINNING):
        return name.removeprefix(_TEMPORARY_BEGINNING).rstrip(".")
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in _TEMPORARY_ENDINGS else name


def key_of(login: GatewayLogin, path: str) -> str:
    """The upload key of a file or folder, by its path from the top: `/fest/card 2/a.jpg`. Needs `today` loaded.

    Raises FolderClosed, and ValueError for a path that leads out or is too long.
    """
    parts = [part for part in path.split("/") if part]
    release = Release.objects.filter(slug=parts[0]).exclude(slug=UNSORTED).first() if parts else None
    if release and not takes_photos(release):
        raise FolderClosed(release.slug)
    folder = parts.pop(0) if release else _top_folder(login)
    photographer = login.photographer.slug
    return upload_key(photographer, folder, "/".join(parts)) if parts else f"{photographer}/{folder}"


def _top_folder(login: GatewayLogin) -> str:
    if login.today and takes_photos(login.today):
        return login.today.slug
    return timezone.localdate().isoformat()


def set_today(login: GatewayLogin, release: Release | None, by: Actor) -> None:
    """Say where files go that are put into the top folder; None for the unsorted ones. Raises ArchiveError."""
    if release and not takes_photos(release):
        raise ArchiveError(f"{release.slug} takes no photos.")
    before = login.today_id
    with transaction.atomic():
        GatewayLogin.objects.filter(pk=login.pk).update(today=release)
        if release and release.pk != before:
            record(Action.TODAYS_RELEASE_SET, by, release_id=release.pk, after={"credited": login.photographer.name})
