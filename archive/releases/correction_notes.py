"""Asking for a correction of a live release, with a note that tells its readers what was corrected."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from archive.audit import Action, Actor, record
from archive.errors import ArchiveError
from archive.models import Release
from archive.models.work import fresh_work
from archive.workflow import update_row
from pipelines.text import clean_text

MAX_NOTE = 1000
"""Characters of a note."""


def clean_notes(notes: Mapping[str, str]) -> dict[str, str]:
    """The notes that say something, by language.

    Raises ArchiveError for one that is too long or in no language of the desk.
    """
    if unknown := set(notes) - set(settings.RELEASE_LANGUAGES):
        raise ArchiveError(_("There is no language %(code)s here.") % {"code": ", ".join(sorted(unknown))})
    cleaned = {code: clean_text(note, MAX_NOTE + 1) for code, note in notes.items()}
    if any(len(note) > MAX_NOTE for note in cleaned.values()):
        raise ArchiveError(_("The note is too long: %(n)d characters at most.") % {"n": MAX_NOTE})
    return {code: note for code, note in cleaned.items() if note}


def ask_for_correction(release: Release, by: Actor, notes: Mapping[str, str]) -> None:
    """Have the press worker make the next version of a locked, live release.

    Asked for again before it is made, it keeps the notes it had unless it gets others.
    """
    told = dict(notes) or release.correction_notes
    columns = {"correction_notes": told, "approved_revision": release.revision}
    update_row(release, correction_asked=True, **columns, **fresh_work())
    after = {f"correction_notes.{code}": note for code, note in told.items()}
    record(Action.CORRECTION, by, release_id=release.pk, after=after)
