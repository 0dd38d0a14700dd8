"""A command's errors are told in English, with what to do; everything else is a bug and is shown as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext

from archive.errors import ArchiveError
from archive.store.errors import StoreDown
from cli.stack.stack_config import StackConfig
from cli.support.errors import CommandError
from cli.support.session import session
from tests.cli.program import run


@pytest.mark.parametrize(
    ("error", "complaint"),
    [
        (ArchiveError("It has a release already."), "It has a release already."),
        (StoreDown("a.jpg"), "Is the stack up?"),
        (OperationalError("no connection\nat all"), "(no connection). Is the stack up, or still starting?"),
    ],
)
def test_what_the_rooms_below_refuse_is_a_complaint(servers: Path, error: Exception, complaint: str) -> None:
    with pytest.raises(CommandError) as told, session(servers):
        raise error
    assert complaint in str(told.value)


def test_a_database_without_our_tables_is_being_prepared(servers: Path, tmp_path: Path) -> None:
    """As while a stack starts, before its migrations have ended: the real program on a real, empty database."""
    url = StackConfig.read(servers).environment()["BILDSTELLE_DATABASE_URL"]  # type: ignore[union-attr]  # it runs
    empty = f"{url.rpartition('/')[0]}/postgres?connect_timeout=60"
    done = run("release", "list", folder=tmp_path, BILDSTELLE_DATABASE_URL=empty)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The database is not prepared yet.")
    assert len(done.stderr.splitlines()) == 1


def test_another_mistake_in_a_query_stays_a_bug(servers: Path) -> None:
    with pytest.raises(ProgrammingError), session(servers):
        raise ProgrammingError("syntax error")


def test_a_bug_stays_a_bug(servers: Path) -> None:
    with pytest.raises(ZeroDivisionError), session(servers):
        _ = 1 / 0


def test_an_operator_reads_english(servers: Path) -> None:
    with session(servers):
        assert gettext("The text is too long.") == "The text is too long."
