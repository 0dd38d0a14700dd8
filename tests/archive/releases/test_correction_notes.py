"""Notes on corrections: cleaned, limited, and kept until the correction is made."""

from __future__ import annotations

import pytest

from archive.audit import Action
from archive.errors import ArchiveError
from archive.models import Decision
from archive.releases.correction_notes import MAX_NOTE, ask_for_correction, clean_notes
from archive.states import ReleaseState
from tests.factories import APPROVER, make_release


def test_what_says_nothing_is_left_out() -> None:
    assert clean_notes({"de": " Berichtigt\r\n", "en": " "}) == {"de": "Berichtigt"}
    assert clean_notes({"de": "x" * MAX_NOTE}) == {"de": "x" * MAX_NOTE}


@pytest.mark.parametrize(
    ("notes", "told"), [({"fr": "Corrigé"}, "language fr"), ({"de": "x" * 1001}, "too long: 1000")]
)
def test_what_cannot_be_a_note_is_refused(notes: dict[str, str], told: str) -> None:
    with pytest.raises(ArchiveError, match=told):
        clean_notes(notes)


@pytest.mark.django_db
def test_asked_for_again_it_keeps_its_note_unless_it_gets_another() -> None:
    release = make_release(state=ReleaseState.LIVE)
    for notes, kept in (({"de": "Eins"}, {"de": "Eins"}), ({}, {"de": "Eins"}), ({"en": "Two"}, {"en": "Two"})):
        ask_for_correction(release, APPROVER, notes)
        release.refresh_from_db()
        assert (release.correction_asked, release.correction_notes) == (True, kept)
    said = Decision.objects.filter(action=Action.CORRECTION).order_by("pk").last()
    assert said
    assert said.after == {"correction_notes.en": "Two"}
