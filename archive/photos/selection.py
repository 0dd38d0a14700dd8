"""Acting on a selection of photos: what can be done is done; each photo that cannot be gets its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from archive.errors import ArchiveError, EditConflict, FieldConflict
from archive.models import Photo


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


def why_gone() -> str:
    """The reason for a photo that no longer exists."""
    return _("It is gone; reload the page.")
