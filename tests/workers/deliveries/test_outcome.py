"""What an answer means, and how patient we are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.publishing import answers
from workers.deliveries.outcome import WEBHOOK_DELAYS, of_status, patient_delay, webhook_delay


@pytest.mark.parametrize(
    ("status", "done", "final", "answer"),
    [
        (200, True, False, "status 200"),
        (204, True, False, "status 204"),
        (301, False, False, answers.REDIRECT),
        (404, False, False, "status 404"),
        (410, False, True, answers.GONE),
        (503, False, False, "status 503"),
    ],
)
def test_only_2xx_is_delivered(status: int, done: bool, final: bool, answer: str) -> None:
    outcome = of_status(status)
    assert (outcome.done, outcome.final, outcome.answer) == (done, final, answer)


def test_a_webhook_is_tried_for_three_days() -> None:
    delays = [webhook_delay(tries) for tries in range(1, len(WEBHOOK_DELAYS) + 1)]
    seconds = [delay.total_seconds() for delay in delays if delay]
    assert len(seconds) == len(WEBHOOK_DELAYS)
    assert all(planned <= wait <= 1.1 * planned for planned, wait in zip(WEBHOOK_DELAYS, seconds, strict=True))
    assert timedelta(days=3) <= timedelta(seconds=sum(WEBHOOK_DELAYS)) <= timedelta(days=3.5)
    assert webhook_delay(len(WEBHOOK_DELAYS) + 1) is None


def test_mails_and_purges_are_tried_every_ten_minutes_for_three_days() -> None:
    first, later = patient_delay(1, timedelta()), patient_delay(60, timedelta(days=2))
    assert first is not None
    assert later is not None
    assert timedelta(seconds=5) <= first <= timedelta(seconds=6)
    assert timedelta(minutes=10) <= later <= timedelta(minutes=11)
    assert patient_delay(1, timedelta(days=3, seconds=1)) is None
