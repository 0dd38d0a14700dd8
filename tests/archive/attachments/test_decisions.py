"""What people may decide on an attachment, and what the audit keeps of it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from archive.attachments import decisions
from archive.errors import ArchiveError
from archive.models import Attachment, Decision, Release
from archive.states import AttachmentState
from archive.workflow import ATTACHMENT_MOVES
from tests.factories import APPROVER, EDITOR, make_attachment, make_release

pytestmark = pytest.mark.django_db


def standing(attachment: Attachment) -> tuple[str, int | None]:
    attachment.refresh_from_db()
    return attachment.state, attachment.approved_revision


def test_every_decision_moves_it_and_is_kept() -> None:
    attachment = make_attachment(make_release(state="live"))
    decisions.approve_attachment(attachment.pk, APPROVER, seen=1)
    assert standing(attachment) == ("approved", 1)
    decisions.restore_attachment(attachment.pk, APPROVER)
    assert standing(attachment) == ("ready", None)
    decisions.decline_attachment(attachment.pk, APPROVER)
    decisions.restore_attachment(attachment.pk, APPROVER)
    decisions.approve_attachment(attachment.pk, APPROVER)
    Attachment.objects.update(state=AttachmentState.LIVE)
    decisions.withdraw_attachment(attachment.pk, APPROVER)
    assert standing(attachment)[0] == "withdrawn"
    assert Release.objects.get().due_at, "the press worker makes the version without it"
    told = [(one.action, one.after["attachment"]) for one in Decision.objects.order_by("pk")]
    actions = ["approved", "restored", "declined", "restored", "approved", "withdrawn"]
    assert told == [(action, attachment.filename) for action in actions]


def test_four_eyes_and_a_change_meanwhile_bar_an_approval(settings: Settings) -> None:
    settings.FOUR_EYES = True
    attachment = make_attachment(edited_by=EDITOR.name, revision=2)
    with pytest.raises(ArchiveError, match=r"somebody else|jemand anderes"):
        decisions.approve_attachment(attachment.pk, EDITOR)
    with pytest.raises(ArchiveError, match=r"look again|noch einmal"):
        decisions.approve_attachment(attachment.pk, APPROVER, seen=1)
    assert not Decision.objects.exists()


def test_one_changed_after_its_approval_is_approved_again() -> None:
    attachment = make_attachment(state="live", revision=3)
    decisions.approve_attachment(attachment.pk, APPROVER)
    assert standing(attachment) == ("live", 3)
    assert Decision.objects.get().before == {"approved_revision": 1}


@pytest.mark.parametrize("state", AttachmentState.values)
def test_nothing_else_is_possible(state: str) -> None:
    """What the table of moves does not have, no button does."""
    attempts = {
        "approved": decisions.approve_attachment,
        "declined": decisions.decline_attachment,
        "withdrawn": decisions.withdraw_attachment,
        "received": decisions.retry_attachment,
    }
    for to, act in attempts.items():
        attachment = make_attachment(state=state)
        try:
            act(attachment.pk, APPROVER)
        except ArchiveError:
            assert standing(attachment)[0] == state
        else:
            reached = standing(attachment)[0]
            assert reached == state or (reached == to and (to in ATTACHMENT_MOVES[state] or state == "approved"))


def test_what_was_refused_is_tried_again_or_cleared_away() -> None:
    refused = make_attachment(state="refused", problem="not_as_named", sha256="")
    decisions.retry_attachment(refused.pk, EDITOR)
    assert (standing(refused)[0], refused.problem, refused.due_at is not None) == ("received", "", True)
    Attachment.objects.update(state="refused", due_at=None, problem="not_as_named")
    decisions.decline_attachment(refused.pk, APPROVER)
    assert standing(refused)[0] == "declined"
    decisions.restore_attachment(refused.pk, APPROVER)
    assert standing(refused)[0] == "received", "it was never taken in"
