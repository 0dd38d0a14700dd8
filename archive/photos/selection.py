"""Acting on a selection of photos: what can be done is done; each photo that cannot be gets its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from archive.errors import ArchiveError, EditConflict, FieldConflict
from archive.models import Photo, Release

_Key = TypeVar("_Key")


@dataclass
class Outcome:
    """What became of a selection: the ids that were changed, and the reason for each that was not.

    `conflicts` holds, by photo and field, what two people wrote; each is among the failed, too.
    """

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Mapping[str, FieldConflict]] = field(default_factory=dict)


def act_on_each(photo_ids: Iterable[str], act: Callable[[str], object]) -> Outcome:
    """Run `act` on every id, each in a transaction of its own; an ArchiveError becomes that photo's reason."""
    outcome = Outcome()
    for photo_id in photo_ids:
        try:
            with transaction.atomic():
                act(photo_id)
        except Photo.DoesNotExist:
            outcome.failed[photo_id] = why_gone()
        except EditConflict as error:
            outcome.conflicts[photo_id] = error.fields
            outcome.failed[photo_id] = _("Somebody changed the same field: %(fields)s.") % {
                "fields": ", ".join(error.fields)
            }
        except ArchiveError as error:
            outcome.failed[photo_id] = str(error)
        else:
            outcome.done.append(photo_id)
    return outcome


def judge(photo_ids: Iterable[str], why_not: Callable[[Photo], str]) -> tuple[Outcome, list[Photo]]:
    """Lock photos and sort out those for which `why_not` gives a reason; return the rest, to be acted on, as done.

    Needs a transaction. The rows are always locked in one order, so that two people who act on the same photos do not
    deadlock.
    """
    ids = list(dict.fromkeys(photo_ids))
    locked = {photo.pk: photo for photo in Photo.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    reasons = {pk: why_not(locked[pk]) if pk in locked else why_gone() for pk in ids}
    outcome = Outcome([pk for pk in ids if not reasons[pk]], {pk: reason for pk, reason in reasons.items() if reason})
    return outcome, [locked[pk] for pk in outcome.done]


def lock_releases_of(photo_ids: Iterable[str]) -> None:
    """Lock the releases that these photos are in. Needs a transaction.

    Whoever changes a release and its photos locks the release first, or two of them would wait for each other. Its key
    stays free: rows that refer to it are written meanwhile.
    """
    releases = Photo.objects.filter(pk__in=list(photo_ids)).values("release_id")
    list(Release.objects.select_for_update(no_key=True).filter(pk__in=releases).order_by("pk"))


def grouped(photos: Iterable[Photo], key: Callable[[Photo], _Key]) -> dict[_Key, list[Photo]]:
    """Photos by what `key` says of them, so that those alike can be changed with one query."""
    groups: dict[_Key, list[Photo]] = {}
    for photo in photos:
        groups.setdefault(key(photo), []).append(photo)
    return groups


def why_gone() -> str:
    """The reason for a photo that no longer exists."""
    return _("It is gone; reload the page.")
