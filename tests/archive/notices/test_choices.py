"""What each person chose to be told, on the desk or by the link in a mail."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from archive.models import Cause
from archive.notices import choices
from archive.people.accounts import create_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    create_account("ed", "editor", "a long enough password", email="ed@example.org")
    return get_user_model().objects.get(username="ed")


def test_everything_is_told_until_somebody_chooses(editor: User) -> None:
    assert choices.offered(editor) == choices.OFFICE
    assert all(choices.wants(editor, cause) for cause in choices.OFFICE)
    choices.choose(editor, [Cause.BATCH_RESTED, "nonsense"], "xx")
    assert [cause for cause in choices.OFFICE if choices.wants(editor, cause)] == [Cause.BATCH_RESTED]
    assert choices.choice_of(editor).language == "de"
    choices.choose(editor, list(choices.OFFICE), "en")
    assert (choices.choice_of(editor).off, choices.choice_of(editor).language) == ([], "en")


def test_two_first_choices_at_once_are_both_taken(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = choices.offered

    def choose_meanwhile(user: User) -> tuple[Cause, ...]:
        monkeypatch.undo()
        choices.choose(user, [], "en")
        return offered(user)

    monkeypatch.setattr(choices, "offered", choose_meanwhile)
    choices.choose(editor, [Cause.BATCH_RESTED], "xx")
    assert (len(choices.choice_of(editor).off), choices.choice_of(editor).language) == (3, "en")


def test_a_link_ends_one_kind_alone(editor: User) -> None:
    token = choices.off_url(editor, Cause.PERSON_NEEDED).rstrip("/").rpartition("/")[2]
    assert choices.read_off(token) == (editor, Cause.PERSON_NEEDED)
    assert choices.read_off(token + "x") is None
    choices.turn_off(editor, Cause.PERSON_NEEDED)
    choices.turn_off(editor, Cause.PERSON_NEEDED)
    assert choices.choice_of(editor).off == ["person.needed"]
    editor.delete()
    assert choices.read_off(token) is None
