"""Titles, credit and poster of an attachment."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from archive.attachments.credit import attachment_credit
from archive.attachments.editing import edit_attachment
from archive.errors import ArchiveError, EditConflict
from archive.models import Attachment, Decision
from tests.factories import APPROVER, EDITOR, make_attachment, make_photo, make_photographer

pytestmark = pytest.mark.django_db


def test_what_differs_is_written_and_kept_in_the_audit() -> None:
    attachment = make_attachment(photographer=make_photographer("Anna"))
    assert attachment_credit(attachment) == "©Landeshauptstadt Beispielstadt/Anna"
    photo = make_photo(attachment.release, filename="LT.JPG")
    typed = {"titles.de": " Stadtplan\0 ", "titles.en": "", "credit": "Foto: Amt", "poster": photo.pk}
    edited = edit_attachment(attachment.pk, typed, EDITOR, may_approve=False, base={"titles.de": "Plan"})
    assert (edited.titles, edited.credit, edited.poster_id) == ({"de": "Stadtplan"}, "Foto: Amt", photo.pk)
    assert (edited.revision, edited.edited_by, attachment_credit(edited)) == (2, "editor", "Foto: Amt")
    decision = Decision.objects.get()
    assert decision.before == {"titles.de": "Plan", "titles.en": "Map", "credit": "", "poster": ""}
    assert decision.after["poster"] == "LT.JPG"
    edit_attachment(attachment.pk, typed, EDITOR, may_approve=False, base={})
    assert Decision.objects.count() == 1, "nothing differs any more"


@pytest.mark.parametrize(
    ("may_approve", "four_eyes", "carried"), [(True, False, 2), (True, True, 1), (False, False, 1)]
)
def test_an_approval_is_carried_by_who_may_give_it(
    settings: Settings, may_approve: bool, four_eyes: bool, carried: int
) -> None:
    settings.FOUR_EYES = four_eyes
    attachment = make_attachment(state="live")
    edited = edit_attachment(attachment.pk, {"credit": "Amt"}, APPROVER, may_approve=may_approve, base={})
    assert (edited.revision, edited.approved_revision) == (2, carried)


def test_two_people_never_overwrite_each_other_unseen() -> None:
    attachment = make_attachment()
    typed, base = {"titles.de": "Meins"}, {"titles.de": "Vorher"}
    with pytest.raises(EditConflict) as conflict:
        edit_attachment(attachment.pk, typed, EDITOR, may_approve=False, base=base)
    assert conflict.value.fields["titles.de"].theirs == "Plan"
    assert Attachment.objects.get().titles["de"] == "Plan"


@pytest.mark.parametrize(
    ("state", "typed"),
    [
        ("withdrawn", {"credit": "Amt"}),
        ("ready", {"credit": "x" * 201}),
        ("ready", {"titles.de": "x" * 301}),
        ("ready", {"poster": "0123456789ab"}),
        ("ready", {"poster": "a\0b"}),
    ],
)
def test_what_cannot_be_written_is_refused(state: str, typed: dict[str, str]) -> None:
    attachment = make_attachment(state=state)
    with pytest.raises(ArchiveError):
        edit_attachment(attachment.pk, typed, EDITOR, may_approve=True, base={})
