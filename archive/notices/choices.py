"""Who is told of what by mail: each person chooses, here or by the link in a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from archive.drops.batches import own_batches
from archive.models import Cause, Notice, NoticeChoice, Photographer

OFFICE = (Cause.BATCH_RESTED, Cause.PERSON_NEEDED, Cause.EMBARGO_AT_RISK, Cause.PUBLICATION_FAILED)
PHOTOGRAPHERS = (Cause.BATCH_REVIEWED,)
ABOUT: Mapping[str, str] = {
    Cause.BATCH_RESTED: gettext_noop("Photos have arrived, and no more for two minutes."),
    Cause.PERSON_NEEDED: gettext_noop("Something needs a person."),
    Cause.EMBARGO_AT_RISK: gettext_noop("An embargo ends in half an hour, and something is missing."),
    Cause.PUBLICATION_FAILED: gettext_noop("A publication failed."),
    Cause.BATCH_REVIEWED: gettext_noop("All photos that somebody sent for a release were reviewed."),
}
"""What each cause is, in a sentence."""
_OFF_WITHIN = dt.timedelta(days=730)
_SALT = "archive.notices.choices.off"


def offered(user: User) -> tuple[Cause, ...]:
    """What somebody can be told of."""
    office = OFFICE if user.has_perm("archive.view_release") else ()
    return office + (PHOTOGRAPHERS if Photographer.objects.filter(account=user).exists() else ())


def choice_of(user: User) -> NoticeChoice:
    """What somebody chose; where they did not, all of it, in the desk's first language. That row is not stored."""
    stored = NoticeChoice.objects.filter(user=user).first()
    return stored or NoticeChoice(user=user, language=settings.LANGUAGE_CODE)


def choose(user: User, wanted: Collection[str], language: str) -> None:
    """Keep what somebody wants mails about, and in which language; what is not offered to them stays as it was."""
    offer = offered(user)
    with _changing(user) as choice:
        others = [cause for cause in choice.off if cause not in offer]
        choice.off = [*others, *(cause.value for cause in offer if cause not in wanted)]
        choice.language = language if language in dict(settings.LANGUAGES) else choice.language


@contextmanager
def _changing(user: User) -> Iterator[NoticeChoice]:
    """What somebody chose, to be changed and kept; who changes it at the same moment waits."""
    with transaction.atomic():
        NoticeChoice.objects.get_or_create(user=user, defaults={"language": settings.LANGUAGE_CODE})
        choice = NoticeChoice.objects.select_for_update().get(user=user)
        yield choice
        choice.save()


def people_for(notice: Notice) -> list[User]:
    """Everybody who wants a mail about it and may know of it."""
    found = get_user_model().objects.filter(is_active=True).exclude(email="")
    if notice.cause in PHOTOGRAPHERS:
        people = list(found.filter(photographer__batches=notice.batch_id))
        people = [one for one in people if own_batches(one).filter(notices=notice).exists()]
    else:
        office = get_user_model().objects.with_perm("archive.view_release").order_by()
        people = list(found.filter(pk__in=office.values("pk")).order_by("pk"))
    return [one for one in people if wants(one, notice.cause)]


def wants(user: User, cause: str) -> bool:
    """Whether somebody who can be mailed about this wants to be."""
    can = user.is_active and bool(user.email) and cause in offered(user)
    return can and cause not in choice_of(user).off


def off_url(user: User, cause: str) -> str:
    """The link that ends the mails of this cause to this person, without signing in."""
    token = signing.dumps([user.pk, cause], salt=_SALT)
    return f"{settings.PUBLIC_URL}{reverse('desk:notices_off', args=[token])}"


def read_off(token: str) -> tuple[User, Cause] | None:
    """Whom and what a link to end mails is about; None where it is none, or too old."""
    try:
        pk, cause = signing.loads(token, salt=_SALT, max_age=_OFF_WITHIN)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=pk).first()
    return (user, Cause(cause)) if user else None


def turn_off(user: User, cause: Cause) -> None:
    """End the mails of one cause."""
    with _changing(user) as choice:
        choice.off = [*(other for other in choice.off if other != cause), cause.value]
