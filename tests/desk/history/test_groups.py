"""What one person did in one go is one line."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from archive.attachments.decisions import approve_attachment
from archive.attachments.editing import edit_attachment
from archive.audit import MACHINE, Action, Actor, record
from archive.models import Decision, Photo, Release
from desk.history.groups import KINDS, Group, group_decisions
from tests.factories import APPROVER, EDITOR, make_attachment, make_photo, make_release

pytestmark = pytest.mark.django_db


def groups_of(release: Release) -> list[Group]:
    return group_decisions(release.decisions.select_related("photo"))


def decide(action: Action, by: Actor, photo: Photo, ago: int = 0, **values: dict[str, object]) -> Decision:
    """A decision so many minutes ago; the time is set in Python, for the record refuses to change one."""
    decision = record(action, by, release_id=photo.release_id, photo=photo, **values)
    decision.at = timezone.now() - dt.timedelta(minutes=ago)
    return decision


def test_every_action_is_of_one_kind() -> None:
    listed = [action for kind in KINDS for action in kind.actions]
    assert sorted(listed) == sorted(Action)


def test_what_one_person_did_in_one_go_is_one_line() -> None:
    release = make_release()
    photos = [make_photo(release) for _ in range(3)]
    newest = [decide(Action.APPROVED, APPROVER, photo, ago) for ago, photo in enumerate(photos)]
    later = decide(Action.APPROVED, APPROVER, photos[0], 30)
    other = decide(Action.APPROVED, EDITOR, photos[0], 31)
    with override("en"):
        told = [(group.who, group.what) for group in group_decisions([*newest, later, other])]
    assert told == [
        ("approver", "approved 3 photos"),
        ("approver", f"approved {photos[0].filename}"),
        ("editor", f"approved {photos[0].filename}"),
    ]


def test_photos_that_arrive_are_one_line() -> None:
    release = make_release()
    for photo in [make_photo(release) for _ in range(2)]:
        for action in (Action.RECEIVED, Action.DEVELOPING, Action.READY):
            record(action, MACHINE, release_id=release.pk, photo=photo)
    with override("en"):
        assert [group.what for group in groups_of(release)] == ["took in 2 photos"]


def test_an_attachment_is_named_and_its_edits_are_not_the_releases() -> None:
    attachment = make_attachment(filename="Plan.pdf")
    record(Action.EDITED, EDITOR, release_id=attachment.release_id, after={"titles": {"de": "Fest"}})
    edit_attachment(attachment.pk, {"titles.de": "Lageplan"}, EDITOR, may_approve=False, base={})
    approve_attachment(attachment.pk, APPROVER)
    with override("en"):
        found = groups_of(attachment.release)
        assert [group.what for group in found] == ["approved Plan.pdf", "edited Plan.pdf", "edited the release"]
        assert [(change.before, change.after) for change in found[1].changes] == [("Plan", "Lageplan")]


def test_a_text_saved_again_and_again_is_one_change() -> None:
    release = make_release()
    for before, after in (("", "Ein"), ("Ein", "Ein Fest")):
        record(
            Action.EDITED,
            EDITOR,
            release_id=release.pk,
            before={"titles": {"de": before}},
            after={"titles": {"de": after}},
        )
    [group] = groups_of(release)
    assert [(change.before, change.after) for change in group.changes] == [("", "Ein Fest")]
