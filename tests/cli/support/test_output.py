"""What commands print: the same rows for people and for machines, and strangers' words as words."""

from __future__ import annotations

import json

import pytest

from archive.photos.selection import Outcome
from cli.support.errors import CommandError
from cli.support.output import listed, print_answer, report_outcome, say
from tests.factories import make_photo

ROWS: list[dict[str, object]] = [
    {"file_name": "a.jpg", "state": None, "raw": True},
    {"file_name": "[red]b :key:.jpg[/red]", "state": "ready"},
]


def test_rows_are_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(ROWS, as_json=True)
    assert json.loads(capsys.readouterr().out) == ROWS
    print_answer(ROWS, as_json=False, title="Photos")
    table = capsys.readouterr().out
    for word in ("Photos", "file name", "a.jpg", "[red]b :key:.jpg[/red]", "ready"):
        assert word in table
    assert "None" not in table


def test_no_rows_are_told_in_words_or_as_none(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer([], as_json=False, empty="Nothing waits.")
    print_answer([], as_json=True)
    assert capsys.readouterr().out == "Nothing waits.\n[]\n"


def test_a_sentence_runs_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    say("[bold]LT (4).jpg[/bold] :100: is there")
    assert capsys.readouterr().out == "[bold]LT (4).jpg[/bold] :100: is there\n"


@pytest.mark.django_db
def test_what_was_not_done_is_named_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    done, failed = make_photo(filename="a.jpg"), make_photo(filename="b.jpg")
    with pytest.raises(CommandError, match=rf"1 not approved:\nb\.jpg \({failed.pk}\): It is gone\."):
        report_outcome("approved", [done, failed], Outcome([done.pk], {failed.pk: "It is gone."}))
    report_outcome("approved", [done], Outcome([done.pk]))
    assert capsys.readouterr().out == "1 approved.\n" * 2


def test_of_very_many_names_only_the_first_are_listed() -> None:
    assert listed(["a", "b"]) == "  a\n  b"
    assert listed(["a", "b", "c"], at_most=1) == "  a\n  and 2 more"
