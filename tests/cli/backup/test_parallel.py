"""Threads over a stream."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator

import pytest

from cli.backup.parallel import THREADS, in_parallel


def test_results_keep_the_order_of_their_items() -> None:
    def slow_first(number: int) -> int:
        time.sleep(0.02 if number % 10 == 0 else 0)
        return number

    assert list(in_parallel(slow_first, range(100))) == list(range(100))


def test_an_endless_stream_is_taken_only_as_far_as_needed() -> None:
    taken = itertools.count()
    results = in_parallel(lambda number: number, taken)
    assert [next(results) for _unused in range(3)] == [0, 1, 2]
    results.close()  # type: ignore[attr-defined]  # a generator
    assert next(taken) < 10 * THREADS


def test_items_are_taken_by_the_calling_thread() -> None:
    threads = []

    def items() -> Iterator[int]:
        for number in range(20):
            threads.append(threading.get_ident())
            yield number

    list(in_parallel(lambda number: number, items()))
    assert set(threads) == {threading.get_ident()}


def test_the_first_failure_ends_it() -> None:
    begun = []

    def fail(number: int) -> None:
        begun.append(number)
        if number == 3:
            raise ValueError("three")
        time.sleep(0.01)

    with pytest.raises(ValueError, match="three"):
        list(in_parallel(fail, range(1000)))
    assert len(begun) < 100
