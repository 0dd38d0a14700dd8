"""Links by which journalists see a release before its time: for one reader, until a moment, so many times.

A link's address is the row's random key with a signature of this house. Whoever has only one of both, a copy of the
record or a secret without its row, can make none.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum, auto

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import PreviewLink, Release
from archive.moments import refuse_past
from archive.publishing.versions import last_live
from archive.states import ReleaseState

MAX_NAME = 80
MAX_OPENS = 500
MAX_LINKS = 200
LONGEST = dt.timedelta(days=60)
OPENS = 20
"""How often a link can be opened unless somebody says otherwise."""
_WITHOUT_EMBARGO = dt.timedelta(days=7)


class Standing(Enum):
    """What a link leads to now."""

    OPEN = auto()
    SOON = auto()
    """It is time, and the release is just being published."""
    PUBLIC = auto()
    OVER = auto()


@transaction.atomic
def make_link(release: Release, name: str, until: dt.datetime, max_opens: int, by: Actor) -> PreviewLink:
    """A link for one reader. Raises ArchiveError where something about it cannot be."""
    # Whoever makes many at once must not pass the limit.
    release = Release.objects.select_for_update(no_key=True).get(pk=release.pk)
    name = " ".join(name.replace("\x00", "").split())
    _refuse_link(release, name, until, max_opens)
    link = PreviewLink.objects.create(release=release, name=name, until=until, max_opens=max_opens, made_by=by.name)
    told = {"for_whom": name, "until": until.isoformat(), "max_opens": max_opens}
    record(Action.PREVIEW_LINK_MADE, by, release_id=release.pk, after=told)
    return link


def _refuse_link(release: Release, name: str, until: dt.datetime, max_opens: int) -> None:
    if release.is_unsorted or release.state not in (ReleaseState.DRAFT, ReleaseState.SCHEDULED):
        raise ArchiveError(_("Only a release that is still to be published has a preview."))
    if not name or len(name) > MAX_NAME:
        raise ArchiveError(_("Say for whom it is, in at most %(n)d characters.") % {"n": MAX_NAME})
    refuse_past(until)
    if until > timezone.now() + LONGEST:
        raise ArchiveError(_("A link holds for at most %(n)d days.") % {"n": LONGEST.days})
    if not 1 <= max_opens <= MAX_OPENS:
        raise ArchiveError(_("A link can be opened 1 to %(n)d times.") % {"n": MAX_OPENS})
    if release.preview_links.filter(revoked_at=None, until__gt=timezone.now()).count() >= MAX_LINKS:
        raise ArchiveError(_("There are %(n)d open links already. Revoke some first.") % {"n": MAX_LINKS})


def suggested_end(release: Release) -> dt.datetime:
    """Until when a link holds unless somebody says otherwise: the embargo's end, or a week."""
    now = timezone.now()
    return release.goes_live_at if release.goes_live_at and release.goes_live_at > now else now + _WITHOUT_EMBARGO


@transaction.atomic
def revoke_link(link: PreviewLink, by: Actor) -> None:
    """End a link at once, also for whoever has it open."""
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(Action.PREVIEW_LINK_REVOKED, by, release_id=link.release_id, before={"for_whom": link.name})


def link_url(link: PreviewLink) -> str:
    """The address that is given away; the same each time it is asked for."""
    return f"{settings.PUBLIC_URL}{link_path(link)}"


def link_path(link: PreviewLink) -> str:
    """The same below the desk."""
    return reverse("desk:preview_link", args=[_signer().sign(link.key)])


def find_link(token: str) -> PreviewLink | None:
    """The link of this address; None where nobody was given it. The signature is checked before the record is asked."""
    try:
        key = _signer().unsign(token)
    except signing.BadSignature:
        return None
    return PreviewLink.objects.select_related("release").filter(key=key).first()


def standing_of(link: PreviewLink) -> Standing:
    """Whether the link still opens something. A link of before a publication never opens what comes after it."""
    release, now = link.release, timezone.now()
    if link.revoked_at is not None:
        return Standing.OVER
    if release.state == ReleaseState.LIVE:
        return Standing.PUBLIC if _has_pages(link) else Standing.SOON
    if release.publications.live().filter(live_at__gt=link.made_at).exists():
        return Standing.OVER
    if release.state not in (ReleaseState.DRAFT, ReleaseState.SCHEDULED):
        return Standing.OVER
    if link.until > now:
        return Standing.OPEN
    is_due = release.state == ReleaseState.SCHEDULED and release.goes_live_at and release.goes_live_at <= now
    return Standing.SOON if is_due else Standing.OVER


def _has_pages(link: PreviewLink) -> bool:
    """Whether the release's page is there: it comes a moment after the release is live, and stays when corrected."""
    last = last_live(link.release)
    if last and last.projected_at:
        return True
    return link.release.publications.live().filter(projected_at__isnull=False, live_at__gt=link.made_at).exists()


def count_open(link: PreviewLink) -> bool:
    """Count one opening; False where there were enough. Two at the last one's moment are one."""
    left = PreviewLink.objects.filter(pk=link.pk, revoked_at=None, opens__lt=F("max_opens"))
    if not left.update(opens=F("opens") + 1, opened_at=timezone.now()):
        return False
    link.refresh_from_db(fields=["opens", "opened_at"])
    return True


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="archive.publishing.preview_links")
