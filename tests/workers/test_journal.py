"""A stage that ended is one line with ids and seconds; one that failed is none."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from workers import journal
from workers.metrics import STAGE_SECONDS


def measured(stage: str) -> float:
    [family] = STAGE_SECONDS.collect()
    return next(
        (one.value for one in family.samples if one.name.endswith("_count") and one.labels["stage"] == stage), 0.0
    )


def test_a_stage_is_logged_and_measured_once() -> None:
    before = measured("sealed")
    with capture_logs() as lines, journal.stage("sealed", photo="0123456789ab", files=6):
        assert not lines
    [line] = lines
    assert line.pop("seconds") >= 0
    assert line == {"event": "sealed", "log_level": "info", "photo": "0123456789ab", "files": 6}
    assert measured("sealed") == before + 1


def test_a_stage_that_failed_is_not() -> None:
    before = measured("developed")
    with capture_logs() as lines, pytest.raises(ZeroDivisionError), journal.stage("developed", photo="x"):
        _ = 1 / 0
    assert not lines
    assert measured("developed") == before
