"""Waiting for the workers ends when they are done, or when nothing moves."""

from __future__ import annotations

import pytest

from cli.support.errors import CommandError
from cli.support.waiting import Standing, wait_until_done


def test_waiting_ends_when_nothing_moves() -> None:
    with pytest.raises(CommandError, match=r"Counting: nothing has moved for 0 s \(2 left\)"):
        wait_until_done("Counting", lambda: Standing(1, 3, "2 left"), timeout=0)
