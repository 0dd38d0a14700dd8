"""Logs: one line an event, ours and the libraries' alike."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from config.environment import ROOT

PROGRAM = """
import logging, sys, structlog
from config.logs import configure_logs
configure_logs(sys.argv[1])
structlog.get_logger("ours").info("received", key="anna/ö.jpg")
logging.getLogger("theirs").warning("late by %d s", 3)
logging.getLogger("botocore").info("chatter")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("theirs").exception("broken")
"""


def lines(log_format: str) -> list[str]:
    """What a process of its own logs: the settings are the whole process's."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, log_format], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_a_line_an_event_with_the_traceback_inside() -> None:
    ours, theirs, broken = map(json.loads, lines("json"))
    assert (ours["event"], ours["key"], ours["level"], ours["logger"]) == ("received", "anna/ö.jpg", "info", "ours")
    assert (theirs["event"], theirs["level"]) == ("late by 3 s", "warning")
    assert "ZeroDivisionError" in broken["exception"]
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("word", ["received", "late by 3 s", "ZeroDivisionError", "key=anna/ö.jpg"])
def test_text_says_the_same_for_people(word: str) -> None:
    assert word in "\n".join(lines("text"))
