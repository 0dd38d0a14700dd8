"""Counts that processes share."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from archive.models import Attempts
from archive.people.attempts import count_attempt, take_back_attempt

WINDOW = dt.timedelta(minutes=15)


@pytest.mark.django_db
def test_attempts_are_counted_and_taken_back() -> None:
    assert [count_attempt("x", WINDOW).count for _ in range(3)] == [1, 2, 3]
    take_back_attempt("x")
    tally = count_attempt("x", WINDOW)
    assert tally.count == 3
    assert 600 < tally.seconds_left <= 900
    assert count_attempt("y", WINDOW).count == 1


@pytest.mark.django_db
def test_a_window_that_has_ended_begins_anew() -> None:
    for _ in range(3):
        count_attempt("x", WINDOW)
    Attempts.objects.update(ends_at=timezone.now())
    assert count_attempt("x", WINDOW).count == 1


@pytest.mark.django_db
def test_the_table_holds_no_names() -> None:
    count_attempt("password account anna", WINDOW)
    assert "anna" not in str(Attempts.objects.values_list())


@pytest.mark.django_db(transaction=True)
def test_parallel_attempts_are_each_counted() -> None:
    seen: list[int] = []

    def count() -> None:
        seen.append(count_attempt("x", WINDOW).count)
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 21))
