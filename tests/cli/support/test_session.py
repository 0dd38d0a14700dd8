"""A command's errors are told in English, with what to do; everything else is a bug and is shown as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils.translation import gettext

from archive.errors import ArchiveError
from archive.store.errors import StoreDown
from cli.support.errors import CommandError
from cli.support.session import session


@pytest.mark.parametrize(
    ("error", "complaint"),
    [
        (ArchiveError("It has a release already."), "It has a release already."),
        (StoreDown("a.jpg"), "Is the stack up?"),
        (OperationalError("no connection"), "Is the stack up?"),
    ],
)
def test_what_the_rooms_below_refuse_is_a_complaint(servers: Path, error: Exception, complaint: str) -> None:
    with pytest.raises(CommandError) as told, session(servers):
        raise error
    assert complaint in str(told.value)


def test_a_bug_stays_a_bug(servers: Path) -> None:
    with pytest.raises(ZeroDivisionError), session(servers):
        _ = 1 / 0


def test_an_operator_reads_english(servers: Path) -> None:
    with session(servers):
        assert gettext("The text is too long.") == "The text is too long."
