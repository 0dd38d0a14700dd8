"""A stage that ended is one line with ids and seconds; one that failed is none."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from workers import journal
from workers.metrics import STAGE_SECONDS


def measured(stage: str) -> float:
    [family] = STAGE_SECONDS.collect()
    return next(
        (one.value for one in family.samples if one.name.endswith("_count") and one.labels["stage"] == stage), 0.0
    )


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """The journal's lines, each as the values it holds."""
    caplog.set_level(logging.INFO)
    return lambda: [record.msg for record in caplog.records if record.name == "workers.journal"]


def test_a_stage_is_logged_and_measured_once(lines: Any) -> None:
    before = measured("sealed")
    with journal.stage("sealed", photo="0123456789ab", files=6):
        assert not lines()
    [line] = lines()
    assert line["seconds"] >= 0
    assert (line["event"], line["level"], line["photo"], line["files"]) == ("sealed", "info", "0123456789ab", 6)
    assert measured("sealed") == before + 1


def test_a_stage_that_failed_is_not(lines: Any) -> None:
    before = measured("developed")
    with pytest.raises(ZeroDivisionError), journal.stage("developed", photo="x"):
        _ = 1 / 0
    assert not lines()
    assert measured("developed") == before
